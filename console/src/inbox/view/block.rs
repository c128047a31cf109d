//! Blocks and unblocks a conversation's visitor.

use super::store::Store;
use crate::browser::page;
use crate::client::http::{self, HttpError};
use crate::context::Overlays;
use crate::format::{self, blocked_visitor};
use crate::inbox::{Msg, Tone, display_name};
use crate::texts::t;
use crate::ui::kit::{Fetch, TextArea, fetched};
use crate::ui::modal::Modal;
use crate::ui::rich::rich;
use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::api::{BlockVisitor, GetBlockState, UnblockConversationVisitor};
use shared::id::{ConversationId, SiteId};
use shared::permission::Permission;
use shared::protocol::{BlockState, Blocked, NewBlock};

#[component]
pub(crate) fn BlockSheet(id: ConversationId) -> impl IntoView {
    let open = expect_context::<Overlays>();
    Effect::new(move || {
        if open.blocking.get() {
            page::focus("[data-part=close-block]");
        }
    });
    view! {
        <Modal open=open.blocking name=t!("inbox-block-title") part="block-sheet" close="close-block" class="block">
            <State id=id.clone()/>
        </Modal>
    }
}

#[component]
fn State(id: ConversationId) -> impl IntoView {
    let store = expect_context::<Store>();
    let site = store.peek(|inbox| inbox.me.site.clone());
    let route = GetBlockState { site, conversation: id.clone() };
    let fetch = Fetch::begin(move || {
        let route = route.clone();
        async move { http::call(&route).await }
    });
    let visitor_name =
        store.peek(|inbox| inbox.chats.get(&id).map(|chat| display_name(&chat.attributes())));
    let visitor_name =
        StoredValue::new(visitor_name.unwrap_or_else(|| t!("inbox-this-visitor").to_owned()));
    let id = StoredValue::new(id);
    view! {
        <div class="sheet-body">
            {fetched(fetch, move |state: BlockState| match state.blocked {
                Some(blocked) => view! { <Is blocked id=id.get_value()/> }.into_any(),
                None => view! { <BlockForm visitor_name=visitor_name.get_value() id=id.get_value()/> }.into_any(),
            })}
        </div>
    }
}

/// Explains what blocking does, and asks for a reason.
#[component]
fn BlockForm(visitor_name: String, id: ConversationId) -> impl IntoView {
    let store = expect_context::<Store>();
    let open = expect_context::<Overlays>();
    let reason = RwSignal::new(String::new());
    let id = StoredValue::new(id);
    let block = move |_| {
        let route = BlockVisitor { site: site(store), conversation: id.get_value() };
        let new = NewBlock { reason: reason.get_untracked() };
        let blocked = async move { http::write(&route, &new).await.map(drop) };
        finish(store, open, blocked, t!("inbox-blocked"));
    };
    view! {
        <p>
            {rich!("inbox-block-text", name = view! { <strong>{visitor_name}</strong> })}
        </p>
        <TextArea label=t!("inbox-reason") value=reason part="block-reason" rows=2 hint=t!("inbox-reason-hint")/>
        <div class="choices">
            <button class="button" type="button" on:click=move |_| open.blocking.set(false)>{t!("common-cancel")}</button>
            <button class="button danger" type="button" data-part="confirm-block" on:click=block>{t!("inbox-block")}</button>
        </div>
    }
}

/// Shows who blocked the visitor and why, and lets those who may unblock them.
#[component]
fn Is(blocked: Blocked, id: ConversationId) -> impl IntoView {
    let store = expect_context::<Store>();
    let open = expect_context::<Overlays>();
    let may = store.peek(|inbox| inbox.me.permissions.contains(&Permission::UnblockVisitors));
    let id = StoredValue::new(id);
    let unblock = move |_| {
        let route = UnblockConversationVisitor { site: site(store), conversation: id.get_value() };
        finish(store, open, async move { http::call(&route).await }, t!("inbox-unblocked"));
    };
    let visitor_name = blocked_visitor(&blocked);
    let Blocked { by, at, reason, .. } = blocked;
    view! {
        <p data-part="is-blocked">
            {rich!(
                "inbox-is-blocked",
                name = view! { <strong>{visitor_name}</strong> },
                by = by.name,
                date = format::date(at),
            )}
        </p>
        {(!reason.is_empty()).then(|| view! { <p class="fine">{reason}</p> })}
        {if may {
            view! {
                <div class="choices">
                    <button class="button" type="button" data-part="unblock" on:click=unblock>{t!("inbox-unblock")}</button>
                </div>
            }
            .into_any()
        } else {
            view! { <p class="fine">{t!("inbox-who-unblocks")}</p> }.into_any()
        }}
    }
}

fn site(store: Store) -> SiteId {
    store.peek(|inbox| inbox.me.site.clone())
}

/// Waits for the edge, and shows the result.
fn finish(
    store: Store,
    open: Overlays,
    answer: impl Future<Output = Result<(), HttpError>> + 'static,
    done: &'static str,
) {
    spawn_local(async move {
        match answer.await {
            Ok(()) => {
                open.blocking.try_set(false);
                store.send(Msg::ShowToast(Tone::Plain, done.to_owned()));
            }
            Err(error) => store.send(Msg::ShowToast(Tone::Bad, error.text())),
        }
    });
}
