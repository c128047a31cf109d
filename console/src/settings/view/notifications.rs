//! What holds for all agents who have not chosen otherwise for themselves.

use super::Shared;
use crate::nav::{ConsoleRoute, Section};
use crate::notify::view::ChannelTable;
use crate::texts::t;
use crate::ui::kit::SaveButton;
use crate::ui::rich::rich;
use leptos::prelude::*;
use shared::notify::{Choices, NotifiedEvent};
use shared::permission::Permission;
use shared::protocol::Settings;

#[component]
pub(super) fn SiteNotifications(now: Settings) -> impl IntoView {
    let shared = expect_context::<Shared>();
    let first = StoredValue::new(now.notifications.clone());
    let choices = RwSignal::new(now.notifications);
    let unsaved = Memo::new(move |_| choices.with(|now| first.with_value(|first| now != first)));
    shared.guard(unsaved);
    let save = Callback::new(move |()| {
        let chosen = choices.get_untracked();
        shared.save(move |settings| settings.notifications = chosen);
    });
    let idle = Signal::derive(move || !unsaved.get());
    let hooks = ConsoleRoute::within(Section::Settings, &["webhooks"]);
    let href = hooks.path();
    let may_hook = shared.nav.has(Permission::ManageWebhooks);
    view! {
        <section class="card" aria-label=t!("settings-notifications") data-part="site-notifications">
            <p>
                {t!("settings-notifications-text")}
            </p>
            <ChannelTable events=NotifiedEvent::ALL.to_vec() choices beneath=Choices::default()
                changed=Callback::new(|()| ())/>
            {may_hook.then(|| view! {
                <p class="fine">
                    {
                        let link = view! {
                            <a class="link" href=href on:click=move |event| {
                        event.prevent_default();
                        shared.nav.go(hooks.clone());
                    }>{t!("settings-webhooks-link")}</a>
                        };
                        rich!("settings-notifications-webhooks", link = link)
                    }
                </p>
            })}
            {shared.refusal()}
            <div class="card-end"><SaveButton busy=shared.busy idle save/></div>
        </section>
    }
}
