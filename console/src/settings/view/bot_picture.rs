//! The bot's picture: uploaded like an agent's, and shown once the settings are saved.

use super::Shared;
use crate::texts::t;
use crate::ui::icon::{BOT, icon};
use crate::ui::portrait::upload_button;
use leptos::prelude::*;
use shared::api::PutBotPicture;
use shared::protocol::StoredPicture;

/// Shows the picture of that address, and a field that uploads another one.
#[component]
pub(super) fn BotPicture(value: RwSignal<String>, shown: Signal<Option<String>>) -> impl IntoView {
    let shared = expect_context::<Shared>();
    let wrong = RwSignal::new(None::<String>);
    let route = PutBotPicture { site: shared.site() };
    let done = move |stored: StoredPicture| drop(value.try_set(stored.path));
    let button = upload_button(route, "bot-picture-file", wrong, done);
    let face = move || match shown.get() {
        Some(path) => {
            view! { <img class="person-avatar" src=path alt="" width="56" height="56"/> }.into_any()
        }
        None => view! { <span class="avatar" data-hue="none">{icon(BOT)}</span> }.into_any(),
    };
    view! {
        <div class="field" data-part="bot-picture-field">
            <span class="label">{t!("settings-bot-picture")}</span>
            <div class="portrait">
                <span class="large-avatar">{face}</span>
                {button}
                <Show when=move || value.with(|path| !path.is_empty())>
                    <button class="button quiet" type="button" data-part="no-bot-picture"
                        on:click=move |_| value.set(String::new())>{t!("common-remove")}</button>
                </Show>
            </div>
            {move || wrong.get().map(|reason| view! { <p class="wrong" role="alert">{reason}</p> })}
        </div>
    }
}
