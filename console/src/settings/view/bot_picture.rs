//! The bot's picture: uploaded like an agent's, and shown once the settings are saved.

use super::Shared;
use crate::browser::image;
use crate::client::http;
use crate::texts::t;
use crate::ui::icon::{BOT, UPLOAD, icon, spinner};
use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::api::PutBotPicture;
use shared::protocol::StoredPicture;

/// Shows the picture of that address, and a field that uploads another one.
#[component]
pub(super) fn BotPicture(value: RwSignal<String>, shown: Signal<Option<String>>) -> impl IntoView {
    let shared = expect_context::<Shared>();
    let (busy, wrong) = (RwSignal::new(false), RwSignal::new(None::<String>));
    let chosen = move |event| {
        let Some(file) = image::chosen(&event) else { return };
        let route = PutBotPicture { site: shared.site() };
        busy.set(true);
        wrong.set(None);
        spawn_local(async move {
            let sent = async {
                let square = image::squared(&file).await?;
                http::write_file(&route, &square).await.map_err(http::HttpError::text)
            };
            let sent: Result<StoredPicture, String> = sent.await;
            busy.try_set(false);
            match sent {
                Ok(stored) => drop(value.try_set(stored.path)),
                Err(reason) => drop(wrong.try_set(Some(reason))),
            }
        });
    };
    let face = move || match shown.get() {
        Some(path) => {
            view! { <img class="person-avatar" src=path alt="" width="56" height="56"/> }.into_any()
        }
        None => view! { <span class="avatar" data-hue="none">{icon(BOT)}</span> }.into_any(),
    };
    view! {
        <div class="field" data-part="bot-picture-field">
            <span class="label">{t!("settings-bot-picture")}</span>
            <div class="portrait">
                <span class="large-avatar">{face}</span>
                <label class="button" class:busy=move || busy.get()>
                    {move || if busy.get() { spinner().into_any() } else { icon(UPLOAD).into_any() }}
                    {t!("settings-bot-picture-choose")}
                    <input class="hidden" type="file" data-part="bot-picture-file"
                        accept="image/png,image/jpeg,image/webp,image/gif" on:change=chosen/>
                </label>
                <Show when=move || value.with(|path| !path.is_empty())>
                    <button class="button quiet" type="button" data-part="no-bot-picture"
                        on:click=move |_| value.set(String::new())>{t!("common-remove")}</button>
                </Show>
            </div>
            {move || wrong.get().map(|reason| view! { <p class="wrong" role="alert">{reason}</p> })}
        </div>
    }
}
