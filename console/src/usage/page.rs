//! The usage page: the package, how much of it is used, and what happens at the limit.

use crate::client::http;
use crate::inbox::view::store::Store;
use crate::texts::t;
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
        <PageFrame name=t!("section-usage") about=t!("usage-about")>
            {fetched(usage, |usage| view! { <Figures usage/> })}
        </PageFrame>
    }
}

#[component]
fn Figures(usage: Usage) -> impl IntoView {
    let package = match usage.package {
        Package::Select => t!("common-select"),
        Package::Prime => t!("common-prime"),
    };
    let figure = |name: &'static str, part: &'static str, number: String| {
        view! { <div class="figure"><dt>{name}</dt><dd data-part=part>{number}</dd></div> }
    };
    let limit =
        usage.limit.map_or_else(|| t!("usage-no-limit").to_owned(), |limit| limit.to_string());
    let left = usage.limit.map(|limit| limit.saturating_sub(usage.used + usage.reserved));
    view! {
        <section class="card" aria-label=t!("usage-engagements") data-part="usage-card">
            <dl class="figures">
                {figure(t!("usage-package"), "package", package.to_owned())}
                {figure(t!("usage-used"), "used", usage.used.to_string())}
                {figure(t!("usage-held"), "reserved", usage.reserved.to_string())}
                {figure(t!("usage-limit"), "limit", limit)}
                {left.map(|left| figure(t!("usage-left"), "left", left.to_string()))}
            </dl>
            {usage.limit.map(|limit| view! { <Bar usage limit/> })}
            <p class="lead" data-part="at-limit">{at_limit(&usage)}</p>
            <div class="stack tight">
                <h2>{t!("usage-counts")}</h2>
                <p>
                    {t!("usage-counts-text")}
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
    let label = t!("usage-bar", used = usage.used, limit = limit, reserved = usage.reserved);
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
        None => t!("usage-prime"),
        Some(limit) if usage.used >= limit => {
            t!("usage-reached")
        }
        Some(_) => {
            t!("usage-near")
        }
    }
}
