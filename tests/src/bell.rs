//! An agent's bell, as one tab has it.

use crate::chance::word;
use crate::socket::{Door, NoSocket, Socket};
use crate::wait::PATIENCE;
use shared::id::{ClientKey, ConversationId, OfferId};
use shared::protocol::{BellFrame, ChatCard, ClosedAs, DeskFrame, OfferCard, TransferTo};
use tokio::time::{Instant, timeout_at};

/// One tab of an agent.
pub struct Bell {
    /// The rings that wait for an answer.
    pub offers: Vec<OfferCard>,
    /// The agent's chats.
    pub chats: Vec<ChatCard>,
    /// Whether the bell may ring.
    pub available: bool,
    /// Everything that was heard.
    pub heard: Vec<DeskFrame>,
    socket: Socket,
    name: String,
}

impl Bell {
    /// Connects and hears how things stand.
    pub async fn connect(name: &str, door: &Door) -> Result<Self, NoSocket> {
        let socket = door.open().await?;
        let (offers, chats, heard) = <(Vec<_>, Vec<_>, Vec<_>)>::default();
        let name = name.to_owned();
        let mut bell = Self { offers, chats, available: false, heard, socket, name };
        let is = |frame: &DeskFrame| matches!(frame, DeskFrame::Snapshot { .. });
        let heard = bell.hear("the snapshot", |bell| bell.heard.iter().any(is)).await;
        heard.map(|()| bell).map_err(NoSocket::Unreachable)
    }

    /// Says whether it may ring, and waits until the desk knows.
    pub async fn available(&mut self, available: bool) {
        let said = self.send(|id| BellFrame::Status { id, available }).await;
        assert_eq!(said, Ok(()), "{}", self.story());
    }

    /// The ring that waits, or the next one.
    pub async fn offer(&mut self) -> OfferCard {
        self.until("a ring", |bell| !bell.offers.is_empty()).await;
        self.offers[0].clone()
    }

    /// The ring for that conversation.
    pub async fn offer_of(&mut self, conversation: &ConversationId) -> OfferCard {
        let of = |offer: &&OfferCard| offer.conversation == *conversation;
        let what = format!("a ring for {conversation}");
        self.until(&what, |bell| bell.offers.iter().any(|offer| of(&offer))).await;
        self.offers.iter().find(of).unwrap().clone()
    }

    /// Takes the chat; the name of the refusal where it is not theirs to take.
    pub async fn accept(&mut self, offer: &OfferId) -> Result<(), String> {
        let offer = offer.clone();
        self.send(|id| BellFrame::Accept { id, offer }).await
    }

    /// Doesn't.
    pub async fn decline(&mut self, offer: &OfferId) -> Result<(), String> {
        let offer = offer.clone();
        self.send(|id| BellFrame::Decline { id, offer }).await
    }

    /// Asks somebody else to take a chat.
    pub async fn transfer(&mut self, chat: &ConversationId, to: TransferTo) -> Result<(), String> {
        let conversation = chat.clone();
        self.send(|id| BellFrame::Transfer { id, conversation, to }).await
    }

    /// Keeps it after all.
    pub async fn keep(&mut self, chat: &ConversationId) -> Result<(), String> {
        let conversation = chat.clone();
        self.send(|id| BellFrame::Keep { id, conversation }).await
    }

    /// Waits until that ring is over, and how.
    pub async fn closed(&mut self, ring: &OfferId) -> ClosedAs {
        self.until(&format!("the end of {ring}"), |bell| bell.ended(ring).is_some()).await;
        self.ended(ring).unwrap()
    }

    /// How that ring ended, if this tab has heard.
    pub fn ended(&self, ring: &OfferId) -> Option<ClosedAs> {
        self.heard.iter().find_map(|frame| match frame {
            DeskFrame::OfferClosed { offer, reason } if offer == ring => Some(*reason),
            _ => None,
        })
    }

    /// Every ring this tab ever heard begin.
    pub fn rings(&self) -> Vec<&OfferCard> {
        self.heard
            .iter()
            .filter_map(|frame| match frame {
                DeskFrame::Offer { offer, .. } => Some(offer),
                _ => None,
            })
            .collect()
    }

    /// Waits until everything the desk said before now was heard.
    pub async fn up_to_date(&mut self) {
        self.available(self.available).await;
    }

    /// Sends a frame and waits for its answer: taken, or the refusal's name.
    pub async fn send(&mut self, frame: impl FnOnce(ClientKey) -> BellFrame) -> Result<(), String> {
        let key = ClientKey::parse(format!("b{}", word())).unwrap();
        self.tell_raw(serde_json::to_string(&frame(key.clone())).unwrap()).await;
        self.until(&format!("the answer to {key}"), |bell| bell.answer(&key).is_some()).await;
        self.answer(&key).unwrap()
    }

    /// Sends any text.
    pub async fn tell_raw(&mut self, text: String) {
        self.socket.send(text).await;
    }

    /// Waits for an error frame that answers no frame of ours, and gives its name.
    pub async fn nameless_error(&mut self) -> String {
        let code = |bell: &Self| {
            bell.heard.iter().rev().find_map(|frame| match frame {
                DeskFrame::Error { id: None, code, .. } => Some(code.clone()),
                _ => None,
            })
        };
        self.until("an error frame", |bell| code(bell).is_some()).await;
        code(self).unwrap()
    }

    /// Listens until that holds.
    pub async fn until(&mut self, what: &str, done: impl FnMut(&Self) -> bool) {
        if let Err(why) = self.hear(what, done).await {
            panic!("{}", self.in_vain(what, &why));
        }
    }

    /// The same, but where the connection ends, it gives the reason.
    pub async fn hear(
        &mut self,
        what: &str,
        mut done: impl FnMut(&Self) -> bool,
    ) -> Result<(), String> {
        let deadline = Instant::now() + PATIENCE;
        while !done(self) {
            match timeout_at(deadline, self.socket.next()).await {
                Ok(Some(text)) => self.take(&text),
                Ok(None) => return Err(self.socket.over.clone().unwrap_or_default()),
                Err(late) => {
                    panic!("{}", self.in_vain(what, &format!("nothing more came: {late}")))
                }
            }
        }
        Ok(())
    }

    /// Closes the tab.
    pub async fn close(self) {
        self.socket.close().await;
    }

    fn answer(&self, key: &ClientKey) -> Option<Result<(), String>> {
        self.heard.iter().find_map(|frame| match frame {
            DeskFrame::Ack { id } if id == key => Some(Ok(())),
            DeskFrame::Error { id: Some(id), code, .. } if id == key => Some(Err(code.clone())),
            _ => None,
        })
    }

    fn take(&mut self, text: &str) {
        let frame: DeskFrame = serde_json::from_str(text)
            .unwrap_or_else(|error| panic!("{} can't read {text}: {error}", self.name));
        match &frame {
            DeskFrame::Snapshot { available, offers, chats, .. } => {
                (self.offers, self.chats) = (offers.clone(), chats.clone());
                self.available = *available;
            }
            DeskFrame::Offer { offer, .. } => {
                let again = self.offers.iter().any(|known| known.id == offer.id);
                assert!(!again, "{}: {} rings twice\n{}", self.name, offer.id, self.story());
                self.offers.push(offer.clone());
            }
            DeskFrame::OfferClosed { offer, .. } => self.offers.retain(|ring| ring.id != *offer),
            DeskFrame::Assigned { chat } => {
                self.chats.retain(|known| known.conversation != chat.conversation);
                self.chats.push(chat.clone());
            }
            DeskFrame::Released { conversation, .. } => {
                self.chats.retain(|chat| chat.conversation != *conversation);
            }
            DeskFrame::Handing { conversation, handing } => {
                let theirs = |chat: &&mut ChatCard| chat.conversation == *conversation;
                if let Some(chat) = self.chats.iter_mut().find(theirs) {
                    chat.handing = Some(handing.clone());
                }
            }
            DeskFrame::NotTaken { conversation, .. } => {
                let theirs = |chat: &&mut ChatCard| chat.conversation == *conversation;
                if let Some(chat) = self.chats.iter_mut().find(theirs) {
                    chat.handing = None;
                }
            }
            DeskFrame::Status { available, .. } => self.available = *available,
            DeskFrame::Ack { .. } | DeskFrame::Error { .. } => {}
        }
        self.heard.push(frame);
    }

    fn in_vain(&self, what: &str, why: &str) -> String {
        format!("{}'s bell waited in vain for {what}: {why}\n{}", self.name, self.story())
    }

    /// All this tab has heard, for a failure.
    pub fn story(&self) -> String {
        let heard = self.heard.iter().rev().take(20).rev();
        heard.map(|frame| format!("  {frame:?}")).collect::<Vec<_>>().join("\n")
    }
}
