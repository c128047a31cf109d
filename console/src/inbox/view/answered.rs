//! Says that a message that a visitor left is answered, for example by e-mail.

use super::store::Store;
use crate::client::http;
use crate::inbox::{Msg, Tone};
use crate::ui::icon::{SEEN, icon};
use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::api::MarkAnswered;
use shared::id::ConversationId;
use shared::permission::Permission;

/// The button, while the conversation waits for an answer.
#[component]
pub(crate) fn Answered(id: ConversationId) -> impl IntoView {
    let store = expect_context::<Store>();
    let may = store.peek(|inbox| inbox.me.permissions.contains(&Permission::ViewAllConversations));
    let key = id.clone();
    let waits = store.part(move |inbox| may && inbox.waits_for_answer(&key));
    let busy = RwSignal::new(false);
    let id = StoredValue::new(id);
    let mark = move |_| {
        let site = store.peek(|inbox| inbox.me.site.clone());
        let route = MarkAnswered { site, conversation: id.get_value() };
        busy.set(true);
        spawn_local(async move {
            let answer = http::call(&route).await;
            busy.try_set(false);
            store.send(match answer {
                Ok(()) => Msg::Answered(id.get_value()),
                Err(error) => Msg::ShowToast(Tone::Bad, error.text()),
            });
        });
    };
    view! {
        <Show when=move || waits.get()>
            <button class="button" type="button" data-part="mark-answered" disabled=move || busy.get()
                on:click=mark>{icon(SEEN)} "Mark as answered"</button>
        </Show>
    }
}
