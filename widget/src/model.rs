//! The model of the panel.

mod conversation;

pub(crate) use conversation::ConversationView;

use alloc::rc::Rc;

use shared::client::Connection;
use shared::dialogue::FlowContext;
use shared::id::{ClientKey, ConversationId, DialogueId, Version, VisitId};
use shared::person::Attributes;
use shared::prelude::*;
use shared::protocol::{PublishedDialogue, Style};
use shared::stream::Stream;
use shared::time::Timestamp;

use crate::texts::{self, Text};

/// The model of the panel.
#[derive(Debug)]
pub(crate) struct Model {
    /// The visitor's page, location and attributes set by the page.
    pub(crate) context: FlowContext,
    /// The visit that this page view belongs to; what begins here belongs to it.
    pub(crate) visit: VisitId,
    /// The site's style.
    pub(crate) style: Style,
    /// The dialogue for this page, if one matches.
    pub(crate) offered: Option<Offer>,
    /// The visitor token, once there is one.
    pub(crate) token: Option<String>,
    /// The body of the request for a visitor token.
    pub(crate) greeting: String,
    /// The ended conversations of this browser, the latest last.
    pub(crate) earlier: Vec<Earlier>,
    /// The current conversation.
    pub(crate) conversation: Option<ConversationView>,
    /// Whether more events of a log that is being read are on their way. Nothing is drawn until then,
    /// because drawing a long thread after each of its events takes seconds.
    pub(crate) is_replaying: bool,
    /// The connection to it.
    pub(crate) connection: Connection,
    /// The number of failed attempts in a row to begin a conversation.
    pub(crate) begin_failures: u32,
    /// The state of the panel on the page.
    pub(crate) stage: Stage,
    pub(crate) typing: Typing,
    /// The problem to show in the banner.
    pub(crate) trouble: Option<Text>,
    /// The number of the stream's visible bubbles; the others are still being “typed”.
    pub(crate) revealed: usize,
    /// Whether the timer for the next bubble runs.
    pub(crate) revealing: bool,
    /// Whether the timer for countdowns runs.
    pub(crate) ticking: bool,
    /// The number of unseen messages.
    pub(crate) unread: usize,
    /// The browser's current time.
    pub(crate) now: Timestamp,
    /// The edge's time of the last welcome, and the browser's time then.
    pub(crate) edge_clock: Option<(Timestamp, Timestamp)>,
    /// Formats a moment in the visitor's locale.
    pub(crate) clock: fn(Timestamp) -> String,
    /// Generates keys and jitter.
    pub(crate) rng: Rng,
}

/// A conversation of this browser that has ended.
#[derive(Debug)]
pub(crate) struct Earlier {
    pub(crate) id: ConversationId,
    /// When it ended.
    pub(crate) at: Timestamp,
}

/// A dialogue for a page.
#[derive(Debug, Clone)]
pub(crate) struct Offer {
    pub(crate) id: DialogueId,
    pub(crate) version: Version,
    pub(crate) stream: Rc<Stream>,
}

impl From<PublishedDialogue> for Offer {
    fn from(dialogue: PublishedDialogue) -> Self {
        let PublishedDialogue { id, version, stream, .. } = dialogue;
        Self { id, version, stream: Rc::new(stream) }
    }
}

/// The state of the input fields.
#[derive(Debug, Default)]
pub(crate) struct Typing {
    /// The message in the composer.
    pub(crate) draft: String,
    /// The value of the current field.
    pub(crate) value: String,
    /// What was typed into it before the visitor began to correct an answer.
    pub(crate) kept: String,
    /// What is typed into the fallback's form: the message, then its fields.
    pub(crate) form: Vec<String>,
    /// Which of these the complaint is about.
    pub(crate) wrong: usize,
    /// The error of the current field.
    pub(crate) complaint: Option<Text>,
    /// When the message last changed; `None` once the end of typing was sent.
    pub(crate) changed: Option<Timestamp>,
    /// When the typing indicator was sent last.
    pub(crate) sent_at: Option<Timestamp>,
}

impl Typing {
    /// Puts a refused value back into its field, with the reason.
    pub(crate) fn refill(&mut self, values: &Attributes, reason: Text) {
        self.value = values.values().next().cloned().unwrap_or_default();
        self.complaint = Some(reason);
    }
}

/// The state of the panel on the page.
#[derive(Debug)]
#[expect(clippy::struct_excessive_bools, reason = "the flags are independent")]
pub(crate) struct Stage {
    /// The panel is open.
    pub(crate) open: bool,
    /// The page is visible.
    pub(crate) visible: bool,
    /// The browser is online.
    pub(crate) online: bool,
    /// Avoid animations (`prefers-reduced-motion`).
    pub(crate) calm: bool,
    /// The end of the thread is in view.
    pub(crate) at_bottom: bool,
    /// There is a new message below the view.
    pub(crate) news_below: bool,
    /// The question whether to end the chat is shown.
    pub(crate) confirming: bool,
}

impl Default for Stage {
    fn default() -> Self {
        Self {
            open: false,
            visible: true,
            online: true,
            calm: false,
            at_bottom: true,
            news_below: false,
            confirming: false,
        }
    }
}

/// Generates keys and random numbers. The shell seeds it.
#[derive(Debug)]
pub(crate) struct Rng {
    nonce: String,
    count: u32,
    state: u32,
}

impl Rng {
    pub(crate) fn new(seed: u64) -> Self {
        let state = u32::try_from(seed & 0xffff_ffff).unwrap_or(1) | 1;
        Self { nonce: texts::number(seed), count: 0, state }
    }

    /// Returns a unique key. Never `None`: keys are short, and have only valid characters.
    pub(crate) fn key(&mut self) -> Option<ClientKey> {
        self.count += 1;
        let key = texts::join(&["c", &self.nonce, "-", &texts::number(self.count.into())]);
        ClientKey::quietly(key)
    }

    /// A random number: it spreads the moments at which clients connect again.
    pub(crate) const fn next(&mut self) -> u32 {
        self.state ^= self.state << 13;
        self.state ^= self.state >> 17;
        self.state ^= self.state << 5;
        self.state
    }
}

impl Model {
    /// The estimated time of the edge.
    pub(crate) fn edge_now(&self) -> Timestamp {
        match self.edge_clock {
            Some((edge, here)) => edge + self.now.since(here),
            None => self.now,
        }
    }

    /// Starts the page's dialogue, if there is one. Nothing is sent to the edge yet.
    pub(crate) fn begin_anew(&mut self) {
        self.begin_with(self.offered.clone());
    }

    /// Starts the dialogue of the conversation again; if the page offers it, in the page's version.
    pub(crate) fn begin_again(&mut self) {
        let same = self.conversation.as_ref().and_then(ConversationView::offer);
        let offered = self.offered.as_ref();
        let is_offered = same.as_ref().is_none_or(|same| offered.is_some_and(|o| o.id == same.id));
        self.begin_with(if is_offered { self.offered.clone() } else { same });
    }

    /// Shows a conversation of the edge from its beginning.
    pub(crate) fn read_again(&mut self, id: ConversationId) {
        let key = self.rng.key();
        self.reset();
        self.conversation = key.map(|key| ConversationView::running(id, key));
        if let Some(conversation) = &mut self.conversation {
            conversation.is_earlier = true;
        }
    }

    fn begin_with(&mut self, offer: Option<Offer>) {
        self.conversation = None;
        if let (Some(offer), Some(key)) = (offer, self.rng.key()) {
            self.conversation = Some(ConversationView::fresh(&offer, key, self.context.clone()));
        }
        self.reset();
    }

    fn reset(&mut self) {
        self.typing = Typing::default();
        self.revealed = 0;
        self.stage.at_bottom = true;
        self.stage.news_below = false;
        self.stage.confirming = false;
    }
}
