//! Changes an agent's picture.

use super::{Team, agent_avatar};
use crate::browser::image;
use crate::client::http;
use crate::ui::icon::{UPLOAD, icon, spinner};
use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::api::PutAgentPicture;
use shared::protocol::AgentRow;

/// Shows the picture and a field for a new one, which is cropped to a square here because the edge
/// accepts no other.
#[component]
pub(super) fn Picture(row: AgentRow) -> impl IntoView {
    let team = expect_context::<Team>();
    let visible = RwSignal::new(row.clone());
    let (busy, wrong) = (RwSignal::new(false), RwSignal::new(None::<String>));
    let id = row.id.clone();
    let chosen = move |event| {
        let Some(file) = image::chosen(&event) else { return };
        let route = PutAgentPicture { site: team.site(), agent: id.clone() };
        busy.set(true);
        wrong.set(None);
        spawn_local(async move {
            let sent = async {
                let square = image::squared(&file).await?;
                http::write_file(&route, &square).await.map_err(http::HttpError::text)
            };
            let sent: Result<AgentRow, String> = sent.await;
            busy.try_set(false);
            match sent {
                Ok(saved) => {
                    visible.try_set(saved);
                    team.agents.again();
                    team.toast("Picture saved. It is used from the next chat on");
                }
                Err(reason) => drop(wrong.try_set(Some(reason))),
            }
        });
    };
    view! {
        <div class="portrait">
            <span class="large-avatar">{move || visible.with(agent_avatar)}</span>
            <label class="button" class:busy=move || busy.get()>
                {move || if busy.get() { spinner().into_any() } else { icon(UPLOAD).into_any() }}
                "Choose a picture"
                <input class="hidden" type="file" data-part="picture"
                    accept="image/png,image/jpeg,image/webp,image/gif" on:change=chosen/>
            </label>
            <span class="fine">"PNG, JPEG, WebP or GIF. It is cropped to a square."</span>
            {move || wrong.get().map(|reason| view! { <p class="wrong" role="alert">{reason}</p> })}
        </div>
    }
}
