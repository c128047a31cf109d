//! The three kinds of objects: what they keep, and what they have in memory.

use crate::mailbox::Mailbox;
use crate::plan::Plan;
use shared::conversation::{Conversation, Presence};
use shared::desk::{Desk, Record};
use shared::event::Logged;
use shared::quota::Ledger;
use std::collections::BTreeMap;

/// The site: its ledger is rows, each written when it changes.
#[derive(Default)]
pub(crate) struct SiteObject {
    pub(crate) ledger: Ledger,
    /// Kept: what the package allows.
    pub(crate) limit: Option<u64>,
    /// Kept, but for what is in flight.
    pub(crate) mailbox: Mailbox,
}

/// The desk: one record for each thing.
#[derive(Default)]
pub(crate) struct DeskObject {
    pub(crate) records: BTreeMap<String, Record>,
    /// Kept, but for what is in flight.
    pub(crate) mailbox: Mailbox,
    pub(crate) desk: Option<Desk>,
}

/// A conversation: a log.
pub(crate) struct ConversationObject {
    /// Kept; `None` until the first response.
    pub(crate) exists: bool,
    pub(crate) log: Vec<Logged>,
    pub(crate) visitor: Presence,
    /// Kept, but for what is in flight.
    pub(crate) mailbox: Mailbox,
    pub(crate) machine: Option<Conversation>,
}

impl SiteObject {
    /// A site with what its plan allows.
    pub(crate) fn new(plan: &Plan) -> Self {
        Self { limit: plan.limit, ..Self::default() }
    }
}

impl ConversationObject {
    /// A conversation that does not exist yet.
    pub(crate) fn new() -> Self {
        Self {
            exists: false,
            log: Vec::new(),
            visitor: Presence::default(),
            mailbox: Mailbox::default(),
            machine: None,
        }
    }
}
