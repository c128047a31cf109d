//! An agent's picture, and a field for a new one.

use super::avatar::agent_avatar;
use super::icon::{UPLOAD, icon, spinner};
use crate::browser::image;
use crate::client::http;
use crate::texts::t;
use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::api::PutAgentPicture;
use shared::event::AgentProfile;
use shared::id::SiteId;
use shared::protocol::AgentRow;

/// Shows the picture and a field for a new one, which is cropped to a square here because the edge
/// accepts no other. `saved` gets the agent with the new picture.
#[component]
pub(crate) fn Portrait(
    site: SiteId,
    agent: AgentProfile,
    saved: Callback<AgentRow>,
) -> impl IntoView {
    let AgentProfile { id, name, picture } = agent;
    let visible = RwSignal::new(picture);
    let (busy, wrong) = (RwSignal::new(false), RwSignal::new(None::<String>));
    let seed = id.clone();
    let chosen = move |event| {
        let Some(file) = image::chosen(&event) else { return };
        let route = PutAgentPicture { site: site.clone(), agent: id.clone() };
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
                Ok(row) => {
                    visible.try_set(row.picture.clone());
                    saved.try_run(row);
                }
                Err(reason) => drop(wrong.try_set(Some(reason))),
            }
        });
    };
    view! {
        <div class="portrait">
            <span class="large-avatar">
                {move || visible.with(|picture| agent_avatar(seed.as_str(), &name, picture.as_deref()))}
            </span>
            <label class="button" class:busy=move || busy.get()>
                {move || if busy.get() { spinner().into_any() } else { icon(UPLOAD).into_any() }}
                {t!("ui-choose-picture")}
                <input class="hidden" type="file" data-part="picture"
                    accept="image/png,image/jpeg,image/webp,image/gif" on:change=chosen/>
            </label>
            <span class="fine">{t!("ui-picture-hint")}</span>
            {move || wrong.get().map(|reason| view! { <p class="wrong" role="alert">{reason}</p> })}
        </div>
    }
}
