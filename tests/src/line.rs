//! How a client is connected: once, so that a break is the end, or for as long as it lives.

use crate::kept_socket::{KeptSocket, News};
use crate::socket::{Endpoint, Socket};
use shared::client::ConnectionId;
use std::time::Duration;

pub(crate) enum Line {
    Off,
    Once(Socket),
    Kept {
        socket: KeptSocket,
        /// The connection that its owner has heard of last.
        on: ConnectionId,
        /// Whether the edge has answered on it: frames go through.
        is_ready: bool,
    },
}

/// What its owner has to handle.
pub(crate) enum Received {
    /// A kept line is open again: the first frame is due.
    Opened,
    Frame(String),
    /// A kept line broke, for that reason, and comes back.
    Broke(String),
    /// The line is closed for good.
    Over(String),
}

impl Line {
    /// A line that comes back by itself.
    pub(crate) fn kept(endpoint: Endpoint) -> Self {
        let (on, is_ready) = (ConnectionId::default(), false);
        Self::Kept { socket: KeptSocket::open(endpoint), on, is_ready }
    }

    pub(crate) async fn next(&mut self) -> Received {
        match self {
            Self::Off => Received::Over("there is no connection".to_owned()),
            Self::Once(socket) => match socket.next().await {
                Some(text) => Received::Frame(text),
                None => Received::Over(socket.over.clone().unwrap_or_default()),
            },
            Self::Kept { socket, on, is_ready } => match socket.next().await {
                News::Opened(id) => {
                    *on = id;
                    Received::Opened
                }
                News::Frame(text) => Received::Frame(text),
                News::Broke(reason) => {
                    *is_ready = false;
                    Received::Broke(reason)
                }
                News::Refused(code) => Received::Over(format!("{code:?}")),
            },
        }
    }

    /// The edge has answered the first frame.
    pub(crate) fn answered(&mut self) {
        if let Self::Kept { socket, on, is_ready } = self {
            *is_ready = true;
            socket.answered(*on);
        }
    }

    /// Sends the first frame of a connection.
    pub(crate) async fn send_first(&mut self, text: String) {
        match self {
            Self::Off => {}
            Self::Once(socket) => socket.send(text).await,
            Self::Kept { socket, on, .. } => socket.send(*on, text),
        }
    }

    /// Sends a frame. On a kept line it is dropped before the edge has answered: its owner sends it
    /// then.
    pub(crate) async fn send(&mut self, text: String) {
        if !matches!(self, Self::Kept { is_ready: false, .. }) {
            self.send_first(text).await;
        }
    }

    /// Drops the connection without a close frame.
    pub(crate) fn cut(&mut self) {
        match self {
            Self::Kept { socket, .. } => socket.cut(),
            _ => *self = Self::Off,
        }
    }

    /// Stops the tab behind a kept line.
    pub(crate) fn stop(&self, length: Duration) {
        if let Self::Kept { socket, .. } = self {
            socket.stop(length);
        }
    }
}
