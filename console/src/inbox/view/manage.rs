//! What managers do with the running chats of others: take them over, assign them, or end them.

use super::store::Store;
use super::transfer::Transfer;
use crate::client::http::{self, HttpError};
use crate::inbox::{Msg, Tone};
use crate::texts::t;
use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::api::{AssignConversation, EndConversation};
use shared::conversation::Phase;
use shared::id::ConversationId;
use shared::permission::Permission;
use shared::protocol::{AssignChat, TransferTo};
use std::future::Future;

/// The buttons, while another agent has the chat.
#[component]
pub(crate) fn Manage(id: ConversationId) -> impl IntoView {
    let store = expect_context::<Store>();
    let needs = [Permission::ManageAgents, Permission::ViewAllConversations];
    let may = store.peek(|inbox| needs.iter().all(|needed| inbox.me.permissions.contains(needed)));
    let chat_id = id.clone();
    let has_other = store.part(move |inbox| {
        let chat = inbox.chats.get(&chat_id).filter(|chat| may && !chat.is_live());
        chat.is_some_and(|chat| {
            matches!(chat.state.phase, Phase::Live { .. }) && !chat.state.is_follow_up()
        })
    });
    let id = StoredValue::new(id);
    view! {
        <Show when=move || has_other.get()>
            <TakeOver id=id.get_value()/>
            <Transfer id=id.get_value() manages=true/>
            <EndOther id=id.get_value()/>
        </Show>
    }
}

#[component]
fn TakeOver(id: ConversationId) -> impl IntoView {
    let store = expect_context::<Store>();
    let take_over = move |_| {
        let me = store.peek(|inbox| inbox.me.agent.id.clone());
        assign(store, id.clone(), TransferTo::Agent(me), t!("inbox-chat-yours"));
    };
    view! {
        <button class="button" type="button" data-part="take-over" on:click=take_over>{t!("inbox-take-over")}</button>
    }
}

/// Ends the chat when it is pressed twice.
#[component]
fn EndOther(id: ConversationId) -> impl IntoView {
    let store = expect_context::<Store>();
    let sure = RwSignal::new(false);
    let end = move |_| {
        if !sure.get_untracked() {
            return sure.set(true);
        }
        sure.set(false);
        let site = store.peek(|inbox| inbox.me.site.clone());
        let route = EndConversation { site, conversation: id.clone() };
        tell(store, async move { http::call(&route).await }, t!("inbox-chat-ended"));
    };
    view! {
        <button class="button" type="button" data-part="end-other" on:click=end
            on:blur=move |_| sure.set(false)>
            {move || if sure.get() { t!("inbox-end-for-both") } else { t!("inbox-end") }}
        </button>
    }
}

/// Assigns the chat, and shows what came of it.
pub(super) fn assign(
    store: Store,
    conversation: ConversationId,
    to: TransferTo,
    done: &'static str,
) {
    let site = store.peek(|inbox| inbox.me.site.clone());
    let route = AssignConversation { site, conversation };
    tell(store, async move { http::write(&route, &AssignChat { to }).await }, done);
}

fn tell(
    store: Store,
    request: impl Future<Output = Result<(), HttpError>> + 'static,
    done: &'static str,
) {
    spawn_local(async move {
        store.send(match request.await {
            Ok(()) => Msg::ShowToast(Tone::Plain, done.to_owned()),
            Err(error) => Msg::ShowToast(Tone::Bad, error.text()),
        });
    });
}
