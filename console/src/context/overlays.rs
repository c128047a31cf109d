//! Menus, drawers and sheets: what lies over the page.

use leptos::prelude::*;
use shared::id::ConversationId;

/// Which of them are open.
#[derive(Clone, Copy)]
pub(crate) struct Overlays {
    /// The visitor's drawer, where there is no room for a pane.
    pub(crate) drawer: RwSignal<bool>,
    /// The sheet of shortcuts.
    pub(crate) sheet: RwSignal<bool>,
    /// The sheet about notifications and sound.
    pub(crate) alerts: RwSignal<bool>,
    /// The agent's menu.
    pub(crate) menu: RwSignal<bool>,
    /// The sheet of those a chat can be transferred to.
    pub(crate) transfer: RwSignal<bool>,
    /// The conversation that is replayed.
    pub(crate) replay: RwSignal<Option<ConversationId>>,
    /// The sheet about saving the conversation.
    pub(crate) saving: RwSignal<bool>,
    /// The sheet about blocking the visitor.
    pub(crate) blocking: RwSignal<bool>,
    /// The sheet of canned replies.
    pub(crate) replies: RwSignal<bool>,
    /// The emoji to choose from.
    pub(crate) emoji: RwSignal<bool>,
    /// The labels to put on the conversation.
    pub(crate) labels: RwSignal<bool>,
    /// The sheet of the site's labels.
    pub(crate) label_sheet: RwSignal<bool>,
}

impl Overlays {
    /// All are closed. The sheet about notifications is opened by those, too.
    pub(crate) fn closed(alerts: RwSignal<bool>) -> Self {
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
            labels: RwSignal::new(false),
            label_sheet: RwSignal::new(false),
        }
    }
}
