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

/// Which sheets, menus and panes are open.
#[derive(Clone, Copy)]
pub(crate) struct Open {
    /// The visitor's pane, where it is a drawer.
    pub(crate) drawer: RwSignal<bool>,
    /// The sheet of shortcuts.
    pub(crate) sheet: RwSignal<bool>,
    /// The sheet about notifications and sound.
    pub(crate) alerts: RwSignal<bool>,
    /// The agent's menu.
    pub(crate) menu: RwSignal<bool>,
    /// The list of transfer targets.
    pub(crate) transfer: RwSignal<bool>,
    /// The conversation in the replay.
    pub(crate) replay: RwSignal<Option<ConversationId>>,
    /// The menu of a conversation.
    pub(crate) saving: RwSignal<bool>,
    /// The sheet about blocking the visitor.
    pub(crate) blocking: RwSignal<bool>,
    /// The sheet of canned replies.
    pub(crate) replies: RwSignal<bool>,
    /// The emoji picker.
    pub(crate) emoji: RwSignal<bool>,
}

impl Open {
    /// Everything closed. The notifications own the signal of their sheet.
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

/// The inbox of the signed-in agent.
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
