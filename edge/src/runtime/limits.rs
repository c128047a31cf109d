//! Limits of requests and frames. `shared::limit` has the table and decides; this keeps the meters
//! in memory.

use super::clock;
use super::config;
use super::sockets;
use crate::error::ApiError;
use shared::id::ConversationId;
use shared::limit::{Exceeded, FrameVerdict, Limit, Meters, SenderMeters};
use std::cell::{Cell, RefCell};
use std::collections::HashMap;
use worker::{Env, WebSocket};

/// How many senders are counted at once, at some 100 bytes each.
const MAX_SENDERS: usize = 50_000;

thread_local! {
    /// The isolate's meters. All requests of an isolate share them.
    static METERS: RefCell<Meters<String>> = RefCell::new(Meters::new(MAX_SENDERS));
    /// Whether no limit holds, for measuring what lies behind them.
    static LIFTED: Cell<bool> = const { Cell::new(false) };
}

/// Reads whether limits hold (`BELLHOP_LIMITS`); they do unless it is set to `off`.
pub(crate) fn read_setting(env: &Env) {
    LIFTED.set(config::text(env, "BELLHOP_LIMITS").as_deref() == Some("off"));
}

/// Uses one of a sender's limit.
pub(crate) fn take(limit: Limit, sender: &str) -> Result<(), ApiError> {
    if LIFTED.get() {
        return Ok(());
    }
    let now = clock::now();
    METERS
        .with_borrow_mut(|meters| meters.take(limit, sender.to_owned(), now))
        .map_err(|exceeded| ApiError::SlowDown { limit, exceeded })
}

/// A visitor's socket of the conversation was closed for flooding.
pub(crate) fn record_flood(conversation: &ConversationId) {
    // The first flood of a minute counts; later ones don't make it longer.
    let _counted = take(Limit::FloodsOfConversation, conversation.as_str());
}

/// Fails if the conversation's visitor has just flooded it.
pub(crate) fn check_flood(conversation: &ConversationId) -> Result<(), ApiError> {
    let (now, limit) = (clock::now(), Limit::FloodsOfConversation);
    METERS
        .with_borrow(|meters| meters.check(limit, conversation.as_str().to_owned(), now))
        .map_err(|exceeded| ApiError::SlowDown { limit, exceeded })
}

/// The sentence of the error `slow_down`, which answers a frame.
pub(crate) fn slow_down(exceeded: Exceeded) -> String {
    let seconds = exceeded.seconds();
    format!("This was not sent: too much came at once. Try again in {seconds} seconds.")
}

/// Whose frames an object counts together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Sender {
    /// The conversation's visitor, in all their tabs.
    Visitor,
    /// One socket of an agent, by its number.
    Socket(u32),
}

impl Sender {
    /// An agent's socket.
    pub(crate) fn socket(socket: &WebSocket) -> Self {
        Self::Socket(sockets::number(socket).unwrap_or_default())
    }
}

/// The meters of those who send frames to an object. An object that hibernates loses them; its
/// sockets were quiet then.
#[derive(Default)]
pub(crate) struct FrameLimits(RefCell<HashMap<Sender, SenderMeters>>);

impl FrameLimits {
    /// Counts a frame; `resumes` is whether it asks for the log.
    pub(crate) fn on_frame(&self, sender: Sender, resumes: bool) -> FrameVerdict {
        if LIFTED.get() {
            return FrameVerdict::Handle;
        }
        let mut meters = self.0.borrow_mut();
        meters.entry(sender).or_default().on_frame(resumes, clock::now())
    }

    /// An agent's socket is closed. A visitor keeps the meters for the next one.
    pub(crate) fn remove(&self, socket: &WebSocket) {
        self.0.borrow_mut().remove(&Sender::socket(socket));
    }
}
