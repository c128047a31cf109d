//! The snippet, the sources for a Content-Security-Policy, and a check whether a page has the
//! snippet.

use super::Shared;
use super::guides::Guides;
use crate::browser::page;
use crate::client::http;
use crate::inbox::view::store::Store;
use crate::inbox::{Msg, Tone};
use crate::settings::{policy, snippet};
use crate::texts::t;
use crate::ui::icon::{COPY, GLOBE, icon, spinner};
use crate::ui::kit::TextField;
use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::api::CheckInstallation;
use shared::id::SiteId;
use shared::install::{CheckPage, InstallStatus, PageChecked};

#[component]
pub(super) fn Installation() -> impl IntoView {
    let shared = expect_context::<Shared>();
    let site = shared.site();
    let checked = RwSignal::new(None::<InstallStatus>);
    let found = super::installation(site.clone());
    view! {
        <section class="card" aria-labelledby="snippet">
            <h2 id="snippet">{t!("settings-install")}</h2>
            <p class="lead">
                {t!("settings-install-text")}
            </p>
            <Snippet site=site.clone()/>
            <super::FirstPage found/>
            <Guides site=site.clone()/>
            <p class="lead">
                {t!("settings-csp-text")}
            </p>
            <Code text=policy(&page::origin()) part="policy" name=t!("settings-csp")/>
        </section>
        <super::RefusedPages site=site.clone() found/>
        <CheckThePage site checked/>
    }
}

/// The snippet, with a button that copies it.
#[component]
pub(crate) fn Snippet(site: SiteId) -> impl IntoView {
    view! { <Code text=snippet(&page::origin(), &site) part="snippet" name=t!("settings-snippet")/> }
}

/// Code to copy.
#[component]
pub(super) fn Code(text: String, part: &'static str, name: &'static str) -> impl IntoView {
    let store = expect_context::<Store>();
    let copied = text.clone();
    let copy = move |_| {
        page::copy(&copied);
        store.send(Msg::ShowToast(Tone::Plain, t!("ui-copied", name = name)));
    };
    view! {
        <div class="secret">
            <pre class="code" data-part=part>{text}</pre>
            <button class="button" data-part=format!("copy-{part}") on:click=copy>
                {icon(COPY)}{t!("common-copy")}
            </button>
        </div>
    }
}

/// Checks whether a page has the snippet.
#[component]
pub(crate) fn CheckThePage(
    site: SiteId,
    /// The result of the last check.
    checked: RwSignal<Option<InstallStatus>>,
) -> impl IntoView {
    let url = RwSignal::new(String::new());
    let busy = RwSignal::new(false);
    let said = RwSignal::new(None::<Result<PageChecked, String>>);
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let typed = url.get_untracked().trim().to_owned();
        let whole = if typed.contains("://") { typed } else { format!("https://{typed}") };
        let (site, body) = (site.clone(), CheckPage { url: whole });
        busy.set(true);
        spawn_local(async move {
            let status = http::write(&CheckInstallation { site }, &body).await;
            busy.try_set(false);
            if let Ok(status) = &status {
                checked.try_set(Some(status.status.clone()));
            }
            said.try_set(Some(status.map_err(http::HttpError::text)));
        });
    };
    view! {
        <form class="card" aria-label=t!("settings-check") data-part="check-page" novalidate on:submit=submit>
            <h2>{t!("settings-check-heading")}</h2>
            <TextField label=t!("settings-check-address") value=url part="check-url"
                hint=t!("settings-check-address-hint")/>
            <div class="card-end">
                <button class="button" type="submit" data-part="check"
                    disabled=move || busy.get() || url.with(|url| url.trim().is_empty())>
                    {move || if busy.get() { spinner().into_any() } else { icon(GLOBE).into_any() }}
                    {t!("settings-check-go")}
                </button>
            </div>
            <div aria-live="polite" data-part="checked">
                {move || said.get().map(|said| match said {
                    Ok(page) => {
                        let tone = if page.status == InstallStatus::Here { "good" } else { "warn" };
                        view! {
                            <div class="callout" data-tone=tone>
                                <strong>{page.message}</strong>
                                <span class="fine">{page.url}</span>
                            </div>
                        }.into_any()
                    }
                    Err(reason) => view! { <p class="wrong">{reason}</p> }.into_any(),
                })}
            </div>
        </form>
    }
}
