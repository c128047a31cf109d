//! Whether the snippet is installed, by what pages have shown: the first one that was opened, and those
//! that show no chat because their domain is not allowed.

use super::Shared;
use crate::client::http;
use crate::context::Nav;
use crate::format;
use crate::inbox::view::store::Store;
use crate::inbox::{Msg, Tone};
use crate::texts::t;
use crate::ui::icon::{DONE, icon, spinner};
use crate::ui::kit::{Fetch, Fetched};
use crate::ui::rich::rich;
use gloo_timers::callback::Interval;
use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::api::{GetInstallation, GetSettings, PutSettings};
use shared::id::SiteId;
use shared::install::{Installation, SeenOrigin};
use shared::permission::Permission;
use shared::protocol::Settings;

/// How often we look for the first page view, in milliseconds.
const LOOK_AGAIN: u32 = 4_000;

pub(crate) fn installation(site: SiteId) -> Fetch<Installation> {
    let found = first_installation(site);
    found.again();
    found
}

/// The same for a page that brings the first answer itself.
pub(crate) fn first_installation(site: SiteId) -> Fetch<Installation> {
    Fetch::prepare(move || {
        let site = site.clone();
        async move { http::call(&GetInstallation { site }).await }
    })
}

/// Waits for the first page view, and says where it was.
#[component]
pub(crate) fn FirstPage(
    found: Fetch<Installation>,
    /// Called once a page was seen while this shows.
    #[prop(optional)]
    seen: Option<Callback<()>>,
) -> impl IntoView {
    let first = Memo::new(move |_| {
        found.state.with(|found: &Fetched<Installation>| found.here()?.first_page.clone())
    });
    let is_there = Memo::new(move |_| found.state.with(|found| found.here().is_some()));
    let look = Interval::new(LOOK_AGAIN, move || {
        if first.try_get_untracked() == Some(None) {
            found.again();
        }
    });
    let look = StoredValue::new_local(Some(look));
    on_cleanup(move || drop(look.try_update_value(Option::take)));
    Effect::new(move |before: Option<Option<bool>>| {
        let now = is_there.get().then(|| first.with(Option::is_some));
        if before.flatten() == Some(false)
            && now == Some(true)
            && let Some(seen) = seen
        {
            seen.run(());
        }
        now
    });
    move || {
        is_there.get().then(|| match first.get() {
            Some(SeenOrigin { origin, seen }) => view! {
                <p class="first-page" role="status" data-part="first-page" data-seen="true">
                    {icon(DONE)}
                    <span>{t!("settings-seen")} <strong>{origin}</strong> {format!(", {}", format::date(seen))}</span>
                </p>
            }
            .into_any(),
            None => view! {
                <p class="first-page" role="status" data-part="first-page" data-seen="false">
                    {spinner()}
                    <span>{t!("settings-seen-none")}</span>
                </p>
            }
            .into_any(),
        })
    }
}

/// The refused domains, each with a button that allows it. Nothing while there are none.
#[component]
pub(crate) fn RefusedPages(
    site: SiteId,
    found: Fetch<Installation>,
    /// The settings that are shown beside it, which change once a domain is allowed.
    #[prop(optional)]
    beside: Option<Shared>,
) -> impl IntoView {
    let store = expect_context::<Store>();
    let may_allow = expect_context::<Nav>().has(Permission::EditSettings);
    let busy = RwSignal::new(false);
    let site = StoredValue::new(site);
    let allow = move |origin: String| {
        busy.set(true);
        spawn_local(async move {
            let saved = allow_domain(site.get_value(), origin.clone()).await;
            busy.try_set(false);
            match saved {
                Ok(settings) => {
                    let text = t!("settings-page-allowed", origin = origin);
                    store.send(Msg::ShowToast(Tone::Plain, text));
                    found.again();
                    if let Some(beside) = beside {
                        beside.settings.set(settings);
                    }
                }
                Err(error) => store.send(Msg::ShowToast(Tone::Bad, error.text())),
            }
        });
    };
    let row = move |page: SeenOrigin| {
        let origin = page.origin.clone();
        view! {
            <li class="callout" data-tone="warn" data-part="refused-page">
                <span>
                    {rich!("settings-page-refused", origin = view! { <strong>{page.origin}</strong> })}
                </span>
                {may_allow.then(|| view! {
                    <button class="button small" type="button" data-part="allow-domain"
                        disabled=move || busy.get()
                        on:click=move |_| allow(origin.clone())>{t!("settings-allow-it")}</button>
                })}
            </li>
        }
    };
    move || {
        found.state.with(|found: &Fetched<Installation>| {
            let refused = found.here().map(|found| found.refused.clone()).unwrap_or_default();
            (!refused.is_empty()).then(|| {
                view! {
                    <ul class="callouts" data-part="refused-pages">
                        {refused.into_iter().map(row).collect_view()}
                    </ul>
                }
            })
        })
    }
}

/// Adds a domain to the latest settings.
async fn allow_domain(site: SiteId, origin: String) -> Result<Settings, http::HttpError> {
    let mut settings = http::call(&GetSettings { site: site.clone() }).await?;
    if !settings.allowed_domains.contains(&origin) {
        settings.allowed_domains.push(origin);
    }
    http::write(&PutSettings { site }, &settings).await
}
