//! The Agent Inbox: lists, chat, visitor.

pub(crate) mod activity;
pub(crate) mod banner;
pub(crate) mod block;
pub(crate) mod bot;
pub(crate) mod bubble;
pub(crate) mod composer;
pub(crate) mod emoji;
pub(crate) mod filter;
pub(crate) mod header;
pub(crate) mod history;
pub(crate) mod list;
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
use leptos::prelude::*;
use shared::id::ConversationId;

/// What is open beside the inbox itself.
#[derive(Clone, Copy)]
pub(crate) struct Open {
    /// The visitor's drawer, where there is no room for a pane.
    pub(crate) drawer: RwSignal<bool>,
    /// The sheet of shortcuts.
    pub(crate) sheet: RwSignal<bool>,
    /// The sheet about notifications and sound.
    pub(crate) alerts: RwSignal<bool>,
    /// The agent's menu.
    pub(crate) menu: RwSignal<bool>,
    /// Whom a chat could be handed to.
    pub(crate) transfer: RwSignal<bool>,
    /// The conversation that is looked at moment by moment.
    pub(crate) replay: RwSignal<Option<ConversationId>>,
    /// As what a conversation could be kept.
    pub(crate) saving: RwSignal<bool>,
    /// The sheet about blocking the visitor.
    pub(crate) blocking: RwSignal<bool>,
    /// The sheet of canned replies.
    pub(crate) replies: RwSignal<bool>,
    /// The emoji that can be chosen from.
    pub(crate) emoji: RwSignal<bool>,
}

impl Open {
    /// Nothing is; the sheet about notifications is opened by them, too.
    pub(crate) fn nothing(alerts: RwSignal<bool>) -> Self {
        Self {
            drawer: RwSignal::new(false),
            sheet: RwSignal::new(false),
            alerts,
            menu: RwSignal::new(false),
            transfer: RwSignal::new(false),
            replay: RwSignal::new(None),
            saving: RwSignal::new(false),
            blocking: RwSignal::new(false),
            replies: RwSignal::new(false),
            emoji: RwSignal::new(false),
        }
    }
}

/// The inbox of who is signed in.
#[component]
pub(crate) fn Inbox() -> impl IntoView {
    let store = expect_context::<Store>();
    let open = expect_context::<Open>();
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
