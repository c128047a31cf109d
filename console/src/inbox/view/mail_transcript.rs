//! Sends the transcript to the visitor by mail (MAIL-08).

use super::store::Store;
use crate::browser::time;
use crate::client::http;
use crate::context::Overlays;
use crate::inbox::{Inbox, Msg, Tone};
use crate::texts::t;
use crate::ui::icon::{MAIL, icon};
use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::api::MailTranscriptToVisitor;
use shared::id::ConversationId;
use shared::person::Field;
use shared::protocol::NewTranscriptMail;

/// The item in the menu of a conversation. It is there if mail works, an agent has been in the chat, and the
/// visitor's address is known.
#[component]
pub(crate) fn MailTranscript(id: ConversationId) -> impl IntoView {
    let store = expect_context::<Store>();
    let open = expect_context::<Overlays>();
    if !store.peek(|inbox| inbox.me.sends_mail && inbox.may_label()) {
        return ().into_any();
    }
    let key = id.clone();
    let can = store.part(move |inbox: &Inbox| {
        let chat = inbox.chats.get(&key);
        chat.is_some_and(|chat| {
            chat.agent().is_some() && chat.attributes().contains_key(&Field::Email)
        })
    });
    let id = StoredValue::new(id);
    let send = move |_| {
        open.saving.set(false);
        let site = store.peek(|inbox| inbox.me.site.clone());
        let route = MailTranscriptToVisitor { site, conversation: id.get_value() };
        let new = NewTranscriptMail { email: None, zone: Some(time::zone()) };
        spawn_local(async move {
            let toast = match http::write(&route, &new).await {
                Ok(sent) => {
                    let to = sent.email.unwrap_or_default();
                    Msg::ShowToast(Tone::Plain, t!("inbox-transcript-sent", to = to))
                }
                Err(error) => Msg::ShowToast(Tone::Bad, error.text()),
            };
            store.send(toast);
        });
    };
    view! {
        <Show when=move || can.get()>
            <button class="item" type="button" data-part="mail-transcript" on:click=send>
                {icon(MAIL)}<span class="grow">{t!("inbox-transcript-mail")}</span>
            </button>
        </Show>
    }
    .into_any()
}
