//! The Agent Inbox: lists, chat, visitor.

pub(crate) mod activity;
pub(crate) mod banner;
pub(crate) mod block;
pub(crate) mod bot;
pub(crate) mod bubble;
pub(crate) mod composer;
pub(crate) mod emoji;
mod export;
pub(crate) mod filter;
pub(crate) mod header;
pub(crate) mod history;
pub(crate) mod labels;
pub(crate) mod list;
pub(crate) mod mail_transcript;
pub(crate) mod manage;
pub(crate) mod missed;
pub(crate) mod replies;
pub(crate) mod ringtone;
pub(crate) mod routing;
pub(crate) mod save;
pub(crate) mod search;
pub(crate) mod status;
pub(crate) mod store;
pub(crate) mod suggest;
pub(crate) mod thread;
pub(crate) mod transfer;
pub(crate) mod visitor;

use self::list::Lists;
use self::store::Store;
use self::thread::Middle;
use self::visitor::VisitorPane;
use crate::context::Overlays;
use leptos::prelude::*;

/// The inbox of the signed-in agent.
#[component]
pub(crate) fn Inbox() -> impl IntoView {
    let store = expect_context::<Store>();
    let open = expect_context::<Overlays>();
    let pane = store.part(|inbox| inbox.pane);
    view! {
        <div class="panes" data-pane=move || pane.get().as_str()
            data-drawer=move || if open.drawer.get() { "open" } else { "closed" }>
            <Lists/>
            <Middle/>
            <VisitorPane/>
        </div>
    }
}
