//! Everything the panel knows.

mod conversation;

pub(crate) use conversation::ConversationView;

use alloc::rc::Rc;

use shared::client::Connection;
use shared::dialogue::FlowContext;
use shared::id::{ClientKey, DialogueId, Version, VisitId};
use shared::person::Attributes;
use shared::prelude::*;
use shared::protocol::{PublishedDialogue, Style};
use shared::stream::Stream;
use shared::time::Timestamp;

use crate::texts::{self, Text};

/// Everything the panel knows.
#[derive(Debug)]
pub(crate) struct Model {
    /// Where the visitor is, and what is known of them.
    pub(crate) context: FlowContext,
    /// This visit of this browser.
    pub(crate) visit: VisitId,
    /// How the site wants its chat to look.
    pub(crate) style: Style,
    /// The dialogue this page offers.
    pub(crate) offered: Option<Offer>,
    /// Proves who this browser is, once the edge has named it.
    pub(crate) token: Option<String>,
    /// What that name is asked for with.
    pub(crate) greeting: String,
    /// The conversation that is shown.
    pub(crate) conversation: Option<ConversationView>,
    /// The connection to it.
    pub(crate) connection: Connection,
    /// How often in a row the edge could not be asked to begin one.
    pub(crate) begin_failures: u32,
    /// How the panel stands on the page.
    pub(crate) stage: Stage,
    /// What is being typed.
    pub(crate) typing: Typing,
    /// What the visitor must be told, above everything.
    pub(crate) trouble: Option<Text>,
    /// How many of the script's bubbles are shown; the others are still being “typed”.
    pub(crate) revealed: usize,
    /// Whether a timer for the next one runs.
    pub(crate) revealing: bool,
    /// Whether the timer for countdowns runs.
    pub(crate) ticking: bool,
    /// Messages the visitor has not seen.
    pub(crate) unread: usize,
    /// The time in this browser.
    pub(crate) now: Timestamp,
    /// The time at the edge when it was told, and the time here then.
    pub(crate) edge_clock: Option<(Timestamp, Timestamp)>,
    /// Writes a moment as people here do.
    pub(crate) clock: fn(Timestamp) -> String,
    /// Makes keys and jitter.
    pub(crate) rng: Rng,
}

/// A dialogue that a page offers.
#[derive(Debug)]
pub(crate) struct Offer {
    /// Which.
    pub(crate) id: DialogueId,
    /// Which publication.
    pub(crate) version: Version,
    /// Its cards.
    pub(crate) stream: Rc<Stream>,
}

impl From<PublishedDialogue> for Offer {
    fn from(dialogue: PublishedDialogue) -> Self {
        let PublishedDialogue { id, version, stream, .. } = dialogue;
        Self { id, version, stream: Rc::new(stream) }
    }
}

/// What is being typed.
#[derive(Debug, Default)]
pub(crate) struct Typing {
    /// The message.
    pub(crate) draft: String,
    /// The value of the field that is asked.
    pub(crate) value: String,
    /// What is wrong with it.
    pub(crate) complaint: Option<Text>,
    /// When the message last changed; `None` once the agent was told it rests.
    pub(crate) changed: Option<Timestamp>,
    /// When the agent was last told.
    pub(crate) sent_at: Option<Timestamp>,
}

impl Typing {
    /// What was typed was not taken: it stands in its field again, with what is wrong.
    pub(crate) fn refill(&mut self, values: &Attributes, reason: Text) {
        self.value = values.values().next().cloned().unwrap_or_default();
        self.complaint = Some(reason);
    }
}

/// How the panel stands on the page.
#[derive(Debug)]
#[expect(clippy::struct_excessive_bools, reason = "each is a fact of its own about the page")]
pub(crate) struct Stage {
    /// The panel is open.
    pub(crate) open: bool,
    /// The page is in the foreground.
    pub(crate) visible: bool,
    /// The browser has a network.
    pub(crate) online: bool,
    /// Nothing should move.
    pub(crate) calm: bool,
    /// The end of the thread is in sight.
    pub(crate) at_bottom: bool,
    /// Something new lies below what is in sight.
    pub(crate) news_below: bool,
    /// The visitor is asked whether to end the chat.
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

/// Makes what must differ: keys, and waits that don't coincide. Seeded by the shell.
#[derive(Debug)]
pub(crate) struct Rng {
    nonce: String,
    count: u32,
    state: u32,
}

impl Rng {
    /// From chance.
    pub(crate) fn new(seed: u64) -> Self {
        let state = u32::try_from(seed & 0xffff_ffff).unwrap_or(1) | 1;
        Self { nonce: texts::number(seed), count: 0, state }
    }

    /// A key that no other frame has: letters, digits and a dash, and few of them, so always one.
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
    /// What time it is at the edge, as far as we know.
    pub(crate) fn edge_now(&self) -> Timestamp {
        match self.edge_clock {
            Some((edge, here)) => edge + self.now.since(here),
            None => self.now,
        }
    }

    /// Begins the dialogue the page offers, if it offers one. Nothing is at the edge yet.
    pub(crate) fn begin_anew(&mut self) {
        let key = self.rng.key();
        let offered = self.offered.as_ref().zip(key);
        self.conversation = offered
            .map(|(offered, key)| ConversationView::fresh(offered, key, self.context.clone()));
        self.typing = Typing::default();
        self.revealed = 0;
        self.stage.at_bottom = true;
        self.stage.news_below = false;
        self.stage.confirming = false;
    }
}
