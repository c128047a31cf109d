//! The usage page: the package, how much of it is used, and what happens at the limit.

use crate::client::http;
use crate::inbox::view::store::Store;
use crate::ui::kit::{Fetch, PageFrame, fetched};
use leptos::prelude::*;
use shared::api::GetUsage;
use shared::quota::{Package, Usage};

#[component]
pub(crate) fn UsagePage() -> impl IntoView {
    let store = expect_context::<Store>();
    let site = store.peek(|inbox| inbox.me.site.clone());
    let usage: Fetch<Usage> = Fetch::begin(move || {
        let site = site.clone();
        async move { http::call(&GetUsage { site }).await }
    });
    view! {
        <PageFrame name="Usage" about="What your package counts, and how much of it is left.">
            {fetched(usage, |usage| view! { <Figures usage/> })}
        </PageFrame>
    }
}

#[component]
fn Figures(usage: Usage) -> impl IntoView {
    let package = match usage.package {
        Package::Select => "Select",
        Package::Prime => "Prime",
    };
    let figure = |name: &'static str, part: &'static str, number: String| {
        view! { <div class="figure"><dt>{name}</dt><dd data-part=part>{number}</dd></div> }
    };
    let limit = usage.limit.map_or_else(|| "None".to_owned(), |limit| limit.to_string());
    let left = usage.limit.map(|limit| limit.saturating_sub(usage.used + usage.reserved));
    view! {
        <section class="card" aria-label="Engagements" data-part="usage-card">
            <dl class="figures">
                {figure("Package", "package", package.to_owned())}
                {figure("Used", "used", usage.used.to_string())}
                {figure("Held for open offers", "reserved", usage.reserved.to_string())}
                {figure("Limit, in the life of the site", "limit", limit)}
                {left.map(|left| figure("Left", "left", left.to_string()))}
            </dl>
            {usage.limit.map(|limit| view! { <Bar usage limit/> })}
            <p class="lead" data-part="at-limit">{at_limit(&usage)}</p>
            <div class="stack tight">
                <h2>"What counts"</h2>
                <p>
                    "A live chat counts when an agent is connected, a conversational flow at its first \
                     response: once for each visitor and visit. A chat that nobody answers counts \
                     nothing. While it is offered it holds a place, so that the limit is never passed."
                </p>
            </div>
        </section>
    }
}

/// A bar of used and reserved engagements.
#[component]
fn Bar(usage: Usage, limit: u64) -> impl IntoView {
    let percent = move |part: u64| {
        let all = limit.max(1) as f64;
        format!("{}%", (part as f64 * 100.0 / all).min(100.0))
    };
    let label = format!("{} of {limit} engagements used, {} reserved", usage.used, usage.reserved);
    let tone = if usage.used >= limit {
        "bad"
    } else if usage.notice {
        "warn"
    } else {
        "good"
    };
    view! {
        <div class="meter" role="img" aria-label=label data-tone=tone>
            <span class="used" style:width=percent(usage.used)></span>
            <span class="reserved" style:width=percent(usage.reserved)></span>
        </div>
    }
}

/// What happens at the limit.
fn at_limit(usage: &Usage) -> &'static str {
    match usage.limit {
        None => "Prime has no lifetime limit.",
        Some(limit) if usage.used >= limit => {
            "The limit is reached. Visitors who request a chat get the fallback message, and \
                conversational flows no longer start. Running chats continue, and so do dialogues \
                without a live chat. Ask your operator for a higher limit or for Prime."
        }
        Some(_) => {
            "At the limit, visitors who request a chat get the fallback message, and \
                conversational flows no longer start. Running chats continue, and so do dialogues \
                without a live chat. Your operator can raise the limit."
        }
    }
}
