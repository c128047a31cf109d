//! Limits of requests and frames. `shared::limit` has the table and decides; this keeps the meters
//! in memory.

use super::clock;
use super::sockets;
use crate::error::ApiError;
use shared::limit::{Exceeded, FrameVerdict, Limit, Meters, SocketMeters};
use std::cell::RefCell;
use std::collections::HashMap;
use worker::WebSocket;

/// How many senders are counted at once, at some 100 bytes each.
const MAX_SENDERS: usize = 50_000;

thread_local! {
    /// The isolate's meters. All requests of an isolate share them.
    static METERS: RefCell<Meters<String>> = RefCell::new(Meters::new(MAX_SENDERS));
}

/// Uses one of a sender's limit.
pub(crate) fn take(limit: Limit, sender: &str) -> Result<(), ApiError> {
    let now = clock::now();
    METERS
        .with_borrow_mut(|meters| meters.take(limit, sender.to_owned(), now))
        .map_err(|exceeded| ApiError::SlowDown { limit, exceeded })
}

/// The sentence of the error `slow_down`, which answers a frame.
pub(crate) fn slow_down(exceeded: Exceeded) -> String {
    let seconds = exceeded.seconds();
    format!("This was not sent: too much came at once. Try again in {seconds} seconds.")
}

/// The meters of an object's sockets, by the number of each socket. An object that hibernates loses
/// them; its sockets were quiet then.
#[derive(Default)]
pub(crate) struct SocketLimits(RefCell<HashMap<u32, SocketMeters>>);

impl SocketLimits {
    /// Counts a frame of a socket; `resumes` is whether it asks for the log.
    pub(crate) fn on_frame(&self, socket: &WebSocket, resumes: bool) -> FrameVerdict {
        let mut meters = self.0.borrow_mut();
        let number = sockets::number(socket).unwrap_or_default();
        meters.entry(number).or_default().on_frame(resumes, clock::now())
    }

    /// The socket is closed.
    pub(crate) fn remove(&self, socket: &WebSocket) {
        if let Some(number) = sockets::number(socket) {
            self.0.borrow_mut().remove(&number);
        }
    }
}
