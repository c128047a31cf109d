//! A client of one conversation, as visitor or agent: it keeps its own log, holds every frame until
//! it is acknowledged, and after a break resumes and resends.

use crate::line::{Line, Received};
use crate::random::random_string;
use crate::socket::{Endpoint, NoSocket};
use crate::wait::PATIENCE;
use shared::client::{Arrival, Cursor, Pending};
use shared::event::{Author, Event, Logged};
use shared::id::{CardId, ClientKey, ConversationId, ResponseId, Seq};
use shared::person::Attributes;
use shared::protocol::{ClientFrame, ServerFrame};
use std::collections::BTreeMap;
use std::time::Duration;
use tokio::time::{Instant, sleep, timeout_at};

/// One side of a conversation.
pub struct ConversationClient {
    pub id: ConversationId,
    /// The log, as far as this client has received it.
    pub log: Vec<Logged>,
    /// The sequence numbers of its acknowledged frames.
    pub acked: BTreeMap<ClientKey, Seq>,
    /// The codes with which its frames were refused, on a line that is kept.
    pub refused: BTreeMap<ClientKey, String>,
    /// All other frames received.
    pub frames: Vec<ServerFrame>,
    /// How long it waits before it gives up.
    pub patience: Duration,
    cursor: Cursor,
    pending: Pending<ClientFrame, ()>,
    endpoint: Endpoint,
    line: Line,
    /// Why a kept line broke last.
    broke: String,
    name: &'static str,
}

impl ConversationClient {
    /// Creates a client that is not connected yet.
    pub fn new(name: &'static str, id: ConversationId, endpoint: Endpoint) -> Self {
        let (log, frames) = <(Vec<_>, Vec<_>)>::default();
        let (acked, refused) = <(BTreeMap<_, _>, BTreeMap<_, _>)>::default();
        let (cursor, pending) = <(Cursor, Pending<_, _>)>::default();
        let (patience, line, broke) = (PATIENCE, Line::Off, String::new());
        Self {
            id,
            log,
            acked,
            refused,
            frames,
            patience,
            cursor,
            pending,
            endpoint,
            line,
            broke,
            name,
        }
    }

    /// Connects, and from now on comes back by itself after every break, as the widget and the
    /// console do; before, a break fails the test.
    pub fn keep_connected(&mut self) {
        self.line = Line::kept(self.endpoint.clone());
    }

    fn is_kept(&self) -> bool {
        matches!(self.line, Line::Kept { .. })
    }

    /// Connects, resumes after its log, and resends unacknowledged frames.
    pub async fn connect(&mut self) -> Result<(), NoSocket> {
        self.line = Line::Once(self.endpoint.open().await?);
        self.resume().await;
        self.resend().await;
        Ok(())
    }

    /// Sends the first frame of a connection.
    async fn resume(&mut self) {
        self.frames.retain(|frame| !matches!(frame, ServerFrame::Welcome { .. }));
        self.cursor.resumed();
        let resume = ClientFrame::Resume { after: self.head() };
        self.line.send_first(serde_json::to_string(&resume).unwrap()).await;
    }

    async fn resend(&mut self) {
        let again: Vec<_> = self.pending.unacked().map(|frame| frame.content.clone()).collect();
        for frame in again {
            self.send_frame(&frame).await;
        }
    }

    /// Connects, and waits until it has caught up.
    pub async fn connected(mut self) -> Self {
        if let Err(error) = self.connect().await {
            panic!("{} can't connect to {}: {error:?}", self.name, self.endpoint.url);
        }
        self.caught_up().await;
        self
    }

    /// Waits for the welcome and for all events up to its head.
    pub async fn caught_up(&mut self) {
        self.until("the welcome", |chat| chat.welcome().is_some()).await;
        self.until("the events up to the welcome's head", |chat| {
            matches!(chat.welcome(), Some(ServerFrame::Welcome { head, .. }) if *head <= chat.head())
        })
        .await;
    }

    /// The welcome of this connection.
    pub fn welcome(&self) -> Option<&ServerFrame> {
        self.frames.iter().find(|frame| matches!(frame, ServerFrame::Welcome { .. }))
    }

    /// Drops the connection without a close frame, as in a tunnel.
    pub fn cut(&mut self) {
        self.line.cut();
    }

    /// Stops a tab that is kept connected for so long, as a computer that sleeps: it reads and sends
    /// nothing.
    pub async fn stop(&mut self, length: Duration) {
        self.line.stop(length);
        sleep(length).await;
    }

    /// The last sequence number of its log.
    pub fn head(&self) -> Seq {
        self.log.last().map_or(Seq(0), |logged| logged.seq)
    }

    /// The events of its log.
    pub fn events(&self) -> impl Iterator<Item = &Event> {
        self.log.iter().map(|logged| &logged.event)
    }

    /// The messages, in order.
    pub fn said(&self) -> Vec<(&Author, &str)> {
        self.events()
            .filter_map(|event| match event {
                Event::Said { by, text, .. } => Some((by, text.as_str())),
                _ => None,
            })
            .collect()
    }

    /// The number of unacknowledged frames.
    pub fn in_flight(&self) -> usize {
        self.pending.frames().len()
    }

    /// Sends a message.
    pub async fn say(&mut self, text: &str) -> ClientKey {
        self.send(|id| ClientFrame::Say { id, text: text.to_owned() }).await
    }

    /// Chooses a response.
    pub async fn answer(&mut self, card: &str, response: &str) -> ClientKey {
        let (card, response) = (CardId::parse(card).unwrap(), ResponseId::parse(response).unwrap());
        self.send(|id| ClientFrame::Answer { id, card, response }).await
    }

    /// Fills in fields.
    pub async fn capture(&mut self, card: &str, values: Attributes) -> ClientKey {
        let card = CardId::parse(card).unwrap();
        self.send(|id| ClientFrame::Capture { id, card, values }).await
    }

    /// Stops waiting, or ends the chat.
    pub async fn leave(&mut self) -> ClientKey {
        self.send(|id| ClientFrame::Leave { id }).await
    }

    /// Ends the chat, as its agent.
    pub async fn end(&mut self) -> ClientKey {
        self.send(|id| ClientFrame::End { id }).await
    }

    /// Sends a frame with a new key, and holds it until it is acknowledged.
    pub async fn send(&mut self, frame: impl FnOnce(ClientKey) -> ClientFrame) -> ClientKey {
        let key = ClientKey::parse(format!("k{}", random_string())).unwrap();
        let frame = frame(key.clone());
        self.pending.push(key.clone(), frame.clone());
        self.send_frame(&frame).await;
        key
    }

    /// Sends a frame without holding it.
    pub async fn send_frame(&mut self, frame: &ClientFrame) {
        self.send_raw(serde_json::to_string(frame).unwrap()).await;
    }

    /// Sends any text.
    pub async fn send_raw(&mut self, text: String) {
        self.line.send(text).await;
    }

    /// Waits until all frames are acknowledged.
    pub async fn synced(&mut self) {
        self.until("all its frames to be acknowledged", |chat| chat.pending.is_empty()).await;
    }

    /// Waits for the ack of a frame, and returns its sequence number.
    pub async fn ack(&mut self, key: &ClientKey) -> Seq {
        self.until(&format!("the ack of {key}"), |chat| chat.acked.contains_key(key)).await;
        self.acked[key]
    }

    /// Waits for an event, received already or to come.
    pub async fn event(&mut self, description: &str, is: impl Fn(&Event) -> bool) -> Logged {
        self.until(description, |chat| chat.events().any(&is)).await;
        self.log.iter().find(|logged| is(&logged.event)).unwrap().clone()
    }

    /// Waits for an error frame with that code, and removes it from the received frames.
    pub async fn error(&mut self, expected: &str) -> (Option<ClientKey>, String) {
        let is = |frame: &ServerFrame| matches!(frame, ServerFrame::Error { .. });
        self.until(&format!("the error {expected}"), |chat| chat.frames.iter().any(is)).await;
        let at = self.frames.iter().position(is).unwrap();
        let ServerFrame::Error { id, code, message, .. } = self.frames.remove(at) else {
            unreachable!()
        };
        assert_eq!(code, expected, "{message}");
        assert!(!message.is_empty(), "{code} has no message");
        (id, message)
    }

    /// Receives frames until the condition holds; panics on a timeout.
    pub async fn until(&mut self, description: &str, done: impl FnMut(&Self) -> bool) {
        if let Err(reason) = self.wait_for(done).await {
            panic!("{}", self.in_vain(description, &reason));
        }
    }

    /// Like `until`, but returns why it waited in vain.
    pub async fn wait_for(&mut self, mut done: impl FnMut(&Self) -> bool) -> Result<(), String> {
        let deadline = Instant::now() + self.patience;
        while !done(self) {
            let received = match timeout_at(deadline, self.line.next()).await {
                Ok(received) => received,
                Err(late) => {
                    return Err(format!(
                        "no further frame: {late}; it broke last by {}",
                        self.broke
                    ));
                }
            };
            match received {
                Received::Opened => self.resume().await,
                Received::Frame(text) => self.receive(&text).await,
                Received::Broke(reason) => self.broke = reason,
                Received::Over(reason) => return Err(reason),
            }
        }
        Ok(())
    }

    async fn receive(&mut self, text: &str) {
        if self.on_frame(text) && self.is_kept() {
            self.line.answered();
            if !self.cursor.is_partial() {
                self.resend().await;
            }
        }
        if self.cursor.wants_more(self.head()) {
            self.send_frame(&ClientFrame::Resume { after: self.head() }).await;
        }
    }

    /// Handles a frame; returns whether it was a welcome.
    fn on_frame(&mut self, text: &str) -> bool {
        let frame = serde_json::from_str(text)
            .unwrap_or_else(|error| panic!("{} can't read {text}: {error}", self.name));
        match frame {
            ServerFrame::Event(logged) => {
                let expected = self.head().next();
                let is_partial = self.cursor.is_partial();
                let arrival = self.cursor.arrival(self.head(), logged.seq);
                // The edge sends it again, behind the events before it.
                if is_partial && matches!(arrival, Arrival::Gap { .. }) {
                    return false;
                }
                assert!(
                    arrival == Arrival::Next,
                    "{}: place {} came where {} belongs: {text}\n{}",
                    self.name,
                    logged.seq.0,
                    expected.0,
                    self.dump()
                );
                self.pending.logged(logged.id.as_ref(), logged.seq);
                self.log.push(logged);
            }
            ServerFrame::Ack { id, seq } => {
                let before = self.acked.insert(id.clone(), seq);
                assert!(before.is_none_or(|before| before == seq), "{id} was acked twice, unlike");
                self.pending.ack(&id, seq, self.head());
            }
            ServerFrame::Error { id: Some(id), code, .. } if self.is_kept() => {
                self.pending.remove(&id);
                self.refused.insert(id, code);
            }
            ServerFrame::Error { .. } if self.is_kept() => {
                panic!("{}: {text}\n{}", self.name, self.dump())
            }
            ServerFrame::Error { ref id, .. } => {
                if let Some(key) = id {
                    self.pending.remove(key);
                }
                self.frames.push(frame);
            }
            ServerFrame::Welcome { through, head, .. } => {
                self.cursor.welcomed(through, head);
                self.frames.push(frame);
                return true;
            }
            other => self.frames.push(other),
        }
        false
    }

    fn in_vain(&self, description: &str, reason: &str) -> String {
        format!("{} timed out waiting for {description}: {reason}\n{}", self.name, self.dump())
    }

    /// The client's state, for messages.
    pub fn dump(&self) -> String {
        let log: Vec<String> = self
            .log
            .iter()
            .map(|logged| format!("  {} {:?}", logged.seq.0, logged.event))
            .collect();
        let frames = self.frames.iter().rev().take(8).rev();
        let frames: Vec<String> = frames.map(|frame| format!("  {}", brief(frame))).collect();
        format!(
            "{}'s log of {}:\n{}\nunacked: {:?}\nlast received:\n{}",
            self.name,
            self.id,
            log.join("\n"),
            self.pending.frames(),
            frames.join("\n")
        )
    }
}

fn brief(frame: &ServerFrame) -> String {
    format!("{frame:?}").chars().take(300).collect()
}

/// Asserts that both sides have the same log.
#[track_caller]
pub fn same_log(one: &ConversationClient, other: &ConversationClient) {
    assert!(one.log == other.log, "the two logs differ:\n{}\n\n{}", one.dump(), other.dump());
}
