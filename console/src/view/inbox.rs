//! The Agent Inbox: lists, chat, visitor.

use super::list::Lists;
use super::store::Store;
use super::thread::Middle;
use super::visitor::VisitorPane;
use leptos::prelude::*;
use shared::id::ConversationId;

/// What is open beside the inbox itself.
#[derive(Clone, Copy)]
pub(super) struct Open {
    /// The visitor's drawer, where there is no room for a pane.
    pub(super) drawer: RwSignal<bool>,
    /// The sheet of shortcuts.
    pub(super) sheet: RwSignal<bool>,
    /// The sheet about notifications and sound.
    pub(super) alerts: RwSignal<bool>,
    /// The agent's menu.
    pub(super) menu: RwSignal<bool>,
    /// Whom a chat could be handed to.
    pub(super) transfer: RwSignal<bool>,
    /// The conversation that is looked at moment by moment.
    pub(super) replay: RwSignal<Option<ConversationId>>,
    /// As what a conversation could be kept.
    pub(super) saving: RwSignal<bool>,
    /// The sheet about blocking the visitor.
    pub(super) blocking: RwSignal<bool>,
    /// The sheet of canned replies.
    pub(super) replies: RwSignal<bool>,
    /// The emoji that can be chosen from.
    pub(super) emoji: RwSignal<bool>,
}

impl Open {
    /// Nothing is; the sheet about notifications is opened by them, too.
    pub(super) fn nothing(alerts: RwSignal<bool>) -> Self {
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
pub(super) fn Inbox() -> impl IntoView {
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
