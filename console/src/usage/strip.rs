//! The strip that warns admins that the limit of engagements is near.

use crate::client::http;
use crate::inbox::view::store::Store;
use crate::texts::t;
use crate::ui::icon::{ALERT, CLOSE, icon};
use gloo_timers::callback::Interval;
use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::api::GetUsage;
use shared::permission::Permission;
use shared::quota::Usage;

/// The polling interval, in milliseconds.
const AGAIN: u32 = 5 * 60_000;

/// Shown once the edge reports that the limit is near.
#[component]
pub(crate) fn UsageNotice() -> impl IntoView {
    let store = expect_context::<Store>();
    let (site, may) = store.peek(|inbox| {
        (inbox.me.site.clone(), inbox.me.permissions.contains(&Permission::ViewUsage))
    });
    let usage = RwSignal::new(None::<Usage>);
    // A hidden strip is shown again once more engagements are used.
    let hidden = RwSignal::new(None::<u64>);
    let load = move || {
        let site = site.clone();
        spawn_local(async move {
            // A failed request needs no error, because the next one follows soon.
            if let Ok(found) = http::call(&GetUsage { site: site.clone() }).await {
                usage.try_set(Some(found));
            }
        });
    };
    if may {
        load();
        let again = StoredValue::new_local(Some(Interval::new(AGAIN, load)));
        on_cleanup(move || drop(again.try_update_value(Option::take)));
    }
    let visible = move || {
        let usage = usage.get().filter(|usage| usage.notice && hidden.get() != Some(usage.used))?;
        Some((usage.used, text(&usage)?))
    };
    move || {
        let (used, text) = visible()?;
        Some(view! {
            <p class="strip warn" role="status" data-part="usage-notice">
                {icon(ALERT)}
                <span>{text}</span>
                <button class="button quiet square small" aria-label=t!("common-hide")
                    on:click=move |_| hidden.set(Some(used))>{icon(CLOSE)}</button>
            </p>
        })
    }
}

/// The text of the strip; `None` without a limit.
fn text(usage: &Usage) -> Option<String> {
    let (used, limit) = (usage.used, usage.limit?);
    Some(if used >= limit {
        t!("usage-strip-reached", limit = limit)
    } else {
        t!("usage-strip-near", used = used, limit = limit)
    })
}
