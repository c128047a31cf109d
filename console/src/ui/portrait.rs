//! An agent's picture, and a field for a new one.

use super::avatar::agent_avatar;
use super::icon::{UPLOAD, icon, spinner};
use crate::browser::{file, image};
use crate::client::http;
use crate::texts::t;
use leptos::prelude::*;
use leptos::task::spawn_local;
use serde::de::DeserializeOwned;
use shared::api::{Endpoint, PutAgentPicture};
use shared::event::AgentProfile;
use shared::id::SiteId;
use shared::protocol::AgentRow;

/// Shows the picture and a field for a new one. `saved` gets the agent with the new picture.
#[component]
pub(crate) fn Portrait(
    site: SiteId,
    agent: AgentProfile,
    saved: Callback<AgentRow>,
) -> impl IntoView {
    let AgentProfile { id, name, picture } = agent;
    let visible = RwSignal::new(picture);
    let wrong = RwSignal::new(None::<String>);
    let route = PutAgentPicture { site, agent: id.clone() };
    let done = move |row: AgentRow| {
        visible.try_set(row.picture.clone());
        saved.try_run(row);
    };
    let button = upload_button(route, "picture", wrong, done);
    view! {
        <div class="portrait">
            <span class="large-avatar">
                {move || visible.with(|picture| agent_avatar(id.as_str(), &name, picture.as_deref()))}
            </span>
            {button}
            <span class="fine">{t!("ui-picture-hint")}</span>
            {move || wrong.get().map(|reason| view! { <p class="wrong" role="alert">{reason}</p> })}
        </div>
    }
}

/// A button that uploads a picture, which is cropped to a square here because the edge accepts no other.
/// `done` gets the answer; `wrong` says why there is none.
pub(crate) fn upload_button<E>(
    route: E,
    part: &'static str,
    wrong: RwSignal<Option<String>>,
    done: impl Fn(E::Answer) + Clone + 'static,
) -> impl IntoView
where
    E: Endpoint<Query = (), Body = Vec<u8>> + Clone + 'static,
    E::Answer: DeserializeOwned,
{
    let busy = RwSignal::new(false);
    let chosen = move |event| {
        let Some(file) = file::chosen(&event) else { return };
        let (route, done) = (route.clone(), done.clone());
        busy.set(true);
        wrong.set(None);
        spawn_local(async move {
            let sent = async {
                let square = image::squared(&file).await?;
                http::write_file(&route, &square).await.map_err(http::HttpError::text)
            };
            let sent: Result<E::Answer, String> = sent.await;
            busy.try_set(false);
            match sent {
                Ok(answer) => done(answer),
                Err(reason) => drop(wrong.try_set(Some(reason))),
            }
        });
    };
    view! {
        <label class="button" class:busy=move || busy.get()>
            {move || if busy.get() { spinner().into_any() } else { icon(UPLOAD).into_any() }}
            {t!("ui-choose-picture")}
            <input class="hidden" type="file" data-part=part
                accept="image/png,image/jpeg,image/webp,image/gif" on:change=chosen/>
        </label>
    }
}
