//! Where a condition asks for a place: whether this server is told where visitors are.

use super::Group;
use crate::client::http;
use crate::texts::t;
use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::api::GetPlace;
use shared::id::SiteId;

/// Says that conditions by place never hold on this server, if it is so and one is used.
#[component]
pub(crate) fn PlaceNotice(site: SiteId, value: RwSignal<Group>) -> impl IntoView {
    let used = Memo::new(move |_| value.with(Group::asks_for_place));
    let unknown = RwSignal::new(false);
    Effect::new(move |asked: Option<bool>| {
        let asked = asked.unwrap_or_default();
        if used.get() && !asked {
            let site = site.clone();
            spawn_local(async move {
                // Without an answer nothing is claimed.
                if let Ok(place) = http::call(&GetPlace { site }).await {
                    let _gone = unknown.try_set(!place.known);
                }
            });
        }
        asked || used.get()
    });
    view! {
        <Show when=move || used.get() && unknown.get()>
            <p class="warning" role="status" data-part="place-unknown">
                {t!("conditions-place-unknown")}
            </p>
        </Show>
    }
}
