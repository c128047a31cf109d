//! The agent socket of one tab.

use crate::line::{Line, Received};
use crate::random::random_string;
use crate::socket::{Endpoint, NoSocket};
use crate::wait::PATIENCE;
use shared::event::OfferOutcome;
use shared::id::{ClientKey, ConversationId, OfferId};
use shared::protocol::{AgentEvent, AgentFrame, ChatCard, OfferCard, TransferTo};
use std::time::Duration;
use tokio::time::{Instant, timeout_at};

/// One tab of an agent.
pub struct AgentSocket {
    /// The pending offers.
    pub offers: Vec<OfferCard>,
    pub chats: Vec<ChatCard>,
    /// Whether the agent is available.
    pub available: bool,
    /// Every event received.
    pub frames: Vec<AgentEvent>,
    /// How many snapshots have come, one for each connection.
    pub snapshots: u64,
    line: Line,
    name: String,
}

impl AgentSocket {
    /// Connects, and waits for the snapshot.
    pub async fn connect(name: &str, endpoint: &Endpoint) -> Result<Self, NoSocket> {
        let mut socket = Self::on(Line::Once(endpoint.open().await?), name);
        let is = |frame: &AgentEvent| matches!(frame, AgentEvent::Snapshot { .. });
        let frames = socket.wait_for("the snapshot", |socket| socket.frames.iter().any(is)).await;
        frames.map(|()| socket).map_err(NoSocket::Unreachable)
    }

    /// A tab that connects, and comes back by itself after every break, as the console does.
    pub fn kept(name: &str, endpoint: Endpoint) -> Self {
        Self::on(Line::kept(endpoint), name)
    }

    fn on(line: Line, name: &str) -> Self {
        let (offers, chats, frames) = <(Vec<_>, Vec<_>, Vec<_>)>::default();
        let name = name.to_owned();
        Self { offers, chats, available: false, frames, snapshots: 0, line, name }
    }

    /// Sets the availability, and waits for the acknowledgement.
    pub async fn available(&mut self, available: bool) {
        let said = self.send(|id| AgentFrame::Status { id, available }).await;
        assert_eq!(said, Ok(()), "{}", self.dump());
    }

    /// Returns the pending offer, or waits for the next one.
    pub async fn offer(&mut self) -> OfferCard {
        self.until("an offer", |socket| !socket.offers.is_empty()).await;
        self.offers[0].clone()
    }

    /// Waits for the offer of a conversation.
    pub async fn offer_of(&mut self, conversation: &ConversationId) -> OfferCard {
        let of = |offer: &&OfferCard| offer.conversation == *conversation;
        let description = format!("an offer for {conversation}");
        self.until(&description, |socket| socket.offers.iter().any(|offer| of(&offer))).await;
        self.offers.iter().find(of).unwrap().clone()
    }

    /// Accepts the offer; returns the code if that is refused.
    pub async fn accept(&mut self, offer: &OfferId) -> Result<(), String> {
        let offer = offer.clone();
        self.send(|id| AgentFrame::Accept { id, offer }).await
    }

    /// Declines the offer; returns the code if that is refused.
    pub async fn decline(&mut self, offer: &OfferId) -> Result<(), String> {
        let offer = offer.clone();
        self.send(|id| AgentFrame::Decline { id, offer }).await
    }

    /// Starts a transfer; returns the code if that is refused.
    pub async fn transfer(&mut self, chat: &ConversationId, to: TransferTo) -> Result<(), String> {
        let conversation = chat.clone();
        self.send(|id| AgentFrame::Transfer { id, conversation, to }).await
    }

    /// Cancels a transfer; returns the code if that is refused.
    pub async fn cancel_transfer(&mut self, chat: &ConversationId) -> Result<(), String> {
        let conversation = chat.clone();
        self.send(|id| AgentFrame::CancelTransfer { id, conversation }).await
    }

    /// Waits until an offer has ended, and returns its outcome.
    pub async fn closed(&mut self, offer_id: &OfferId) -> OfferOutcome {
        self.until(&format!("the end of {offer_id}"), |socket| socket.ended(offer_id).is_some())
            .await;
        self.ended(offer_id).unwrap()
    }

    /// Returns the outcome of an offer, if this tab has received it.
    pub fn ended(&self, offer_id: &OfferId) -> Option<OfferOutcome> {
        self.frames.iter().find_map(|frame| match frame {
            AgentEvent::OfferClosed { offer, reason } if offer == offer_id => Some(*reason),
            _ => None,
        })
    }

    /// Every offer this tab has received.
    pub fn all_offers(&self) -> Vec<&OfferCard> {
        self.frames
            .iter()
            .filter_map(|frame| match frame {
                AgentEvent::Offer { offer, .. } => Some(offer),
                _ => None,
            })
            .collect()
    }

    /// Waits until every earlier event of the desk has been received.
    pub async fn up_to_date(&mut self) {
        self.available(self.available).await;
    }

    /// Sends a frame, and waits for its acknowledgement or the code of its refusal.
    pub async fn send(
        &mut self,
        frame: impl FnOnce(ClientKey) -> AgentFrame,
    ) -> Result<(), String> {
        let key = ClientKey::parse(format!("b{}", random_string())).unwrap();
        self.send_raw(serde_json::to_string(&frame(key.clone())).unwrap()).await;
        self.until(&format!("the answer to {key}"), |socket| socket.answer(&key).is_some()).await;
        self.answer(&key).unwrap()
    }

    /// Sends any text.
    pub async fn send_raw(&mut self, text: String) {
        self.line.send(text).await;
    }

    /// Waits for an error frame without the id of a frame of ours, and returns its code.
    pub async fn nameless_error(&mut self) -> String {
        let code = |socket: &Self| {
            socket.frames.iter().rev().find_map(|frame| match frame {
                AgentEvent::Error { id: None, code, .. } => Some(code.clone()),
                _ => None,
            })
        };
        self.until("an error frame", |socket| code(socket).is_some()).await;
        code(self).unwrap()
    }

    /// Receives events until the condition holds; panics on a timeout.
    pub async fn until(&mut self, description: &str, done: impl FnMut(&Self) -> bool) {
        if let Err(reason) = self.wait_for(description, done).await {
            panic!("{}", self.in_vain(description, &reason));
        }
    }

    /// Like `until`, but returns the reason if the connection closes.
    pub async fn wait_for(
        &mut self,
        description: &str,
        mut done: impl FnMut(&Self) -> bool,
    ) -> Result<(), String> {
        let deadline = Instant::now() + PATIENCE;
        while !done(self) {
            match timeout_at(deadline, self.line.next()).await {
                Ok(received) => self.received(received)?,
                Err(late) => {
                    panic!("{}", self.in_vain(description, &format!("no further frame: {late}")))
                }
            }
        }
        Ok(())
    }

    /// Receives the next event, or none within that time; returns the reason if the connection
    /// closes.
    pub async fn receive(&mut self, wait: Duration) -> Result<(), String> {
        match timeout_at(Instant::now() + wait, self.line.next()).await {
            Ok(received) => self.received(received),
            Err(_) => Ok(()),
        }
    }

    fn received(&mut self, received: Received) -> Result<(), String> {
        match received {
            Received::Frame(text) => self.on_frame(&text),
            // The desk speaks first.
            Received::Opened | Received::Broke(_) => {}
            Received::Over(reason) => return Err(reason),
        }
        Ok(())
    }

    /// Closes the tab.
    pub async fn close(self) {
        if let Line::Once(socket) = self.line {
            socket.close().await;
        }
    }

    fn answer(&self, key: &ClientKey) -> Option<Result<(), String>> {
        self.frames.iter().find_map(|frame| match frame {
            AgentEvent::Ack { id } if id == key => Some(Ok(())),
            AgentEvent::Error { id: Some(id), code, .. } if id == key => Some(Err(code.clone())),
            _ => None,
        })
    }

    fn on_frame(&mut self, text: &str) {
        let frame: AgentEvent = serde_json::from_str(text)
            .unwrap_or_else(|error| panic!("{} can't read {text}: {error}", self.name));
        match &frame {
            AgentEvent::Snapshot { available, offers, chats, .. } => {
                (self.offers, self.chats) = (offers.clone(), chats.clone());
                self.available = *available;
                self.snapshots += 1;
                self.line.answered();
            }
            AgentEvent::Offer { offer, .. } => {
                let again = self.offers.iter().any(|entry| entry.id == offer.id);
                assert!(!again, "{}: {} was offered twice\n{}", self.name, offer.id, self.dump());
                self.offers.push(offer.clone());
            }
            AgentEvent::OfferClosed { offer, .. } => self.offers.retain(|open| open.id != *offer),
            AgentEvent::Assigned { chat } => {
                self.chats.retain(|entry| entry.conversation != chat.conversation);
                self.chats.push(chat.clone());
            }
            AgentEvent::Released { conversation, .. } => {
                self.chats.retain(|chat| chat.conversation != *conversation);
            }
            AgentEvent::TransferStarted { conversation, transfer } => {
                let theirs = |chat: &&mut ChatCard| chat.conversation == *conversation;
                if let Some(chat) = self.chats.iter_mut().find(theirs) {
                    chat.transfer = Some(transfer.clone());
                }
            }
            AgentEvent::TransferEnded { conversation, .. } => {
                let theirs = |chat: &&mut ChatCard| chat.conversation == *conversation;
                if let Some(chat) = self.chats.iter_mut().find(theirs) {
                    chat.transfer = None;
                }
            }
            AgentEvent::Status { available, .. } => self.available = *available,
            AgentEvent::Missed { .. }
            | AgentEvent::Waiting { .. }
            | AgentEvent::LabelsChanged
            | AgentEvent::Labelled { .. }
            | AgentEvent::Ack { .. }
            | AgentEvent::Error { .. } => {}
        }
        self.frames.push(frame);
    }

    fn in_vain(&self, description: &str, reason: &str) -> String {
        format!(
            "{}'s agent socket timed out waiting for {description}: {reason}\n{}",
            self.name,
            self.dump()
        )
    }

    /// The latest events, for messages.
    pub fn dump(&self) -> String {
        let frames = self.frames.iter().rev().take(20).rev();
        frames.map(|frame| format!("  {frame:?}")).collect::<Vec<_>>().join("\n")
    }
}
