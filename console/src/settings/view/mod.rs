//! Settings: how the chat looks and behaves, who may use it, and how it is installed.

mod appearance;
mod blocked;
mod bot_picture;
mod chat;
mod domains;
mod fonts;
mod guides;
mod hours;
mod identity;
mod installation;
mod keys;
mod mail;
mod notifications;
mod once;
mod preview;
mod report_zone;
mod seen;
mod sign_in;
mod single_sign_on;
mod webhooks;

pub(crate) use installation::{CheckThePage, Snippet};
pub(crate) use seen::{FirstPage, RefusedPages, first_installation, installation};

use crate::audit::view::AuditLog;
use crate::client::http;
use crate::context::Nav;
use crate::inbox::view::store::Store;
use crate::inbox::{Msg, Tone};
use crate::nav::{ConsoleRoute, Section};
use crate::texts::t;
use crate::ui::kit::{Fetch, PageFrame, Tabs, fetched};
use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::api::{GetSettings, PutSettings};
use shared::id::SiteId;
use shared::permission::Permission;
use shared::protocol::Settings;

/// What the tabs share.
#[derive(Clone, Copy)]
pub(crate) struct Shared {
    store: Store,
    nav: Nav,
    site: StoredValue<SiteId>,
    settings: Fetch<Settings>,
    busy: RwSignal<bool>,
    /// The edge's reason for refusing the last save.
    wrong: RwSignal<Option<String>>,
}

impl Shared {
    fn here() -> Self {
        let store = expect_context::<Store>();
        let site = store.peek(|inbox| inbox.me.site.clone());
        let of = site.clone();
        let settings = Fetch::begin(move || {
            let site = of.clone();
            async move { http::call(&GetSettings { site }).await }
        });
        Self {
            store,
            nav: expect_context::<Nav>(),
            site: StoredValue::new(site),
            settings,
            busy: RwSignal::new(false),
            wrong: RwSignal::new(None),
        }
    }

    fn site(self) -> SiteId {
        self.site.get_value()
    }

    fn toast(self, text: impl Into<String>) {
        self.store.send(Msg::ShowToast(Tone::Plain, text.into()));
    }

    fn warn(self, text: impl Into<String>) {
        self.store.send(Msg::ShowToast(Tone::Bad, text.into()));
    }

    /// Saves a change to the latest settings, so that changes of others are kept.
    fn save(self, change: impl FnOnce(&mut Settings) + 'static) {
        let site = self.site();
        self.busy.set(true);
        self.wrong.set(None);
        spawn_local(async move {
            let saved = async {
                let mut now = http::call(&GetSettings { site: site.clone() }).await?;
                change(&mut now);
                http::write(&PutSettings { site }, &now).await
            };
            let saved = saved.await;
            self.busy.try_set(false);
            match saved {
                Ok(saved) => {
                    self.nav.set_guard(None);
                    self.toast(t!("settings-saved"));
                    let zone = saved.zone_of_reports().name().to_owned();
                    self.store.send(Msg::ReportZone(zone));
                    self.settings.set(saved);
                }
                Err(error) => drop(self.wrong.try_set(Some(error.text()))),
            }
        });
    }

    /// Asks before leaving while there are unsaved changes.
    fn guard(self, changed: Memo<bool>) {
        let nav = self.nav;
        Effect::new(move || nav.set_guard(changed.get().then_some(t!("settings-unsaved"))));
        on_cleanup(move || nav.set_guard(None));
    }

    /// Shows why the edge refused the last save.
    fn refusal(self) -> impl IntoView {
        move || self.wrong.get().map(|reason| view! { <p class="wrong" role="alert">{reason}</p> })
    }
}

/// The tabs: name, address, and the permissions, all of which each needs.
fn all_tabs() -> [(&'static str, &'static [&'static str], &'static [Permission]); 12] {
    [
        (t!("settings-tab-look"), &[], &[Permission::ViewSettings]),
        (t!("settings-tab-chat"), &["chat"], &[Permission::ViewSettings]),
        (t!("settings-tab-hours"), &["hours"], &[Permission::ViewSettings]),
        (t!("settings-tab-notifications"), &["notifications"], &[Permission::ViewSettings]),
        (t!("settings-domains"), &["domains"], &[Permission::ViewSettings]),
        (t!("settings-tab-keys"), &["keys"], &[Permission::ManageKeys]),
        (t!("settings-tab-webhooks"), &["webhooks"], &[Permission::ManageWebhooks]),
        (t!("settings-tab-sign-in"), &["sign-in"], &[Permission::ManageSignIn]),
        (t!("settings-identity"), &["identity"], &[Permission::ManageIdentity]),
        (t!("common-email"), &["mail"], &[Permission::EditSettings, Permission::ManageAgents]),
        (t!("settings-tab-installation"), &["installation"], &[Permission::EditSettings]),
        (t!("settings-tab-audit"), &["audit"], &[Permission::ViewAudit]),
    ]
}

#[component]
pub(crate) fn SettingsPage() -> impl IntoView {
    let nav = expect_context::<Nav>();
    let shared = Shared::here();
    provide_context(shared);
    let tabs: Vec<_> = all_tabs()
        .into_iter()
        .filter(|(_, _, needs)| needs.iter().all(|one| nav.has(*one)))
        .map(|(name, part, _)| (name, ConsoleRoute::within(Section::Settings, part)))
        .collect();
    let first = if nav.has(Permission::ViewSettings) { "look" } else { "audit" };
    let part = Memo::new(move |_| nav.route().first().unwrap_or(first).to_owned());
    view! {
        <PageFrame name=t!("section-settings") about=t!("settings-about")>
            <Tabs name=t!("section-settings") tabs/>
            {move || match part.get().as_str() {
                "audit" => view! { <AuditLog/> }.into_any(),
                "keys" => view! { <keys::Keys/> }.into_any(),
                "webhooks" => view! { <webhooks::Webhooks/> }.into_any(),
                "sign-in" => {
                    view! { <sign_in::SignInTab/> <single_sign_on::SingleSignOnCard/> }.into_any()
                }
                "mail" => view! { <mail::MailTab/> }.into_any(),
                "identity" => view! { <identity::IdentityTab/> }.into_any(),
                "installation" => view! { <installation::Installation/> }.into_any(),
                "notifications" => {
                    fetched(shared.settings, |now| view! { <notifications::SiteNotifications now/> })
                        .into_any()
                }
                "hours" => fetched(shared.settings, |now| view! {
                    <hours::SiteHours now=now.clone()/>
                    <report_zone::ReportZone now/>
                })
                .into_any(),
                "chat" => fetched(shared.settings, |now| view! { <chat::ChatSettings now/> }).into_any(),
                "domains" => {
                    let found = installation(shared.site());
                    view! {
                        <RefusedPages site=shared.site() found beside=shared/>
                        {fetched(shared.settings, |now| view! { <domains::Domains now/> })}
                        <blocked::BlockedVisitors/>
                    }
                    .into_any()
                }
                _ => fetched(shared.settings, |now| view! { <appearance::Appearance now/> }).into_any(),
            }}
        </PageFrame>
    }
}
