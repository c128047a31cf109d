//! The three kinds of objects: what they store, and what they hold in memory.

use crate::mailbox::Mailbox;
use crate::plan::Plan;
use shared::conversation::{Conversation, Presence, RestartedWait};
use shared::desk::{Desk, Record};
use shared::event::Logged;
use shared::quota::Ledger;
use shared::time::Timestamp;
use std::collections::BTreeMap;

/// The site: the ledger's rows, each written when it changes.
#[derive(Default)]
pub(crate) struct SiteObject {
    pub(crate) ledger: Ledger,
    /// Stored: the limit of the package.
    pub(crate) limit: Option<u64>,
    /// Stored, except for what is in flight.
    pub(crate) mailbox: Mailbox,
}

/// The desk: one record for each thing.
#[derive(Default)]
pub(crate) struct DeskObject {
    pub(crate) records: BTreeMap<String, Record>,
    /// Stored, except for what is in flight.
    pub(crate) mailbox: Mailbox,
    pub(crate) desk: Option<Desk>,
}

/// A conversation: a log.
pub(crate) struct ConversationObject {
    /// Stored; false until the first response.
    pub(crate) exists: bool,
    pub(crate) log: Vec<Logged>,
    /// When each event of the log was really logged.
    pub(crate) logged_at: Vec<Timestamp>,
    pub(crate) visitor: Presence,
    /// Stored: the wait that was restarted because the clock was put back.
    pub(crate) restarted: Option<RestartedWait>,
    /// Stored, except for what is in flight.
    pub(crate) mailbox: Mailbox,
    pub(crate) machine: Option<Conversation>,
}

impl SiteObject {
    /// The site of a plan.
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
            logged_at: Vec::new(),
            visitor: Presence::default(),
            restarted: None,
            mailbox: Mailbox::default(),
            machine: None,
        }
    }
}
