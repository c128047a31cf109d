//! The strip that says that the limit of engagements is near, to those who may do something about it.

use crate::client::http;
use crate::inbox::view::store::Store;
use crate::ui::icon::{ALERT, CLOSE, icon};
use gloo_timers::callback::Interval;
use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::api::GetUsage;
use shared::permission::Permission;
use shared::quota::Usage;

/// How often the figures are asked for, in milliseconds.
const AGAIN: u32 = 5 * 60_000;

/// Shows from the point on that the edge thinks is near.
#[component]
pub(crate) fn UsageNotice() -> impl IntoView {
    let store = expect_context::<Store>();
    let (site, may) = store.peek(|inbox| {
        let may = [Permission::ViewReports, Permission::ManageSettings];
        (inbox.me.site.clone(), may.iter().any(|one| inbox.me.permissions.contains(one)))
    });
    let usage = RwSignal::new(None::<Usage>);
    // What is hidden shows again when more is used.
    let hidden = RwSignal::new(None::<u64>);
    let load = move || {
        let site = site.clone();
        spawn_local(async move {
            // Figures that can't be had now are had the next time: nobody waits for them.
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
                <button class="button quiet square small" aria-label="Hide this"
                    on:click=move |_| hidden.set(Some(used))>{icon(CLOSE)}</button>
            </p>
        })
    }
}

/// What is used, and what happens at the limit.
fn text(usage: &Usage) -> Option<String> {
    let (used, limit) = (usage.used, usage.limit?);
    Some(if used >= limit {
        format!(
            "All {limit} engagements are used: visitors who ask for a person get the fallback \
             message. Ask your operator for more."
        )
    } else {
        format!(
            "{used} of {limit} engagements are used. At the limit, visitors who ask for a person \
             get the fallback message; chats that run go on."
        )
    })
}
