//! Tests of the inbox against a scripted edge.

mod conversation;
mod deep_link;
mod drafts;
mod files;
mod labels;
mod missed;
mod notes;
mod offers;
mod row_text;
mod search;
mod thread;

use super::{ConversationView, Effect, Inbox, Keys, Msg, update};
use shared::event::{AgentProfile, Author, Event, Logged, Page};
use shared::id::{AgentId, ClientKey, ConversationId, DialogueId, OfferId, Seq, SiteId, Version};
use shared::permission::Role;
use shared::person::{Attributes, Field};
use shared::protocol::{AgentEvent, ChatCard, ConversationRow, Me, OfferCard, ServerFrame};
use shared::stream::{Card, MessageCard, Stream};
use shared::time::Timestamp;

/// An inbox and the browser's clock.
struct World {
    inbox: Inbox,
    now: u64,
}

impl World {
    fn new() -> Self {
        let me = Me {
            site: SiteId::parse("site_demo").unwrap(),
            site_name: "Demo".into(),
            agent: grace(),
            email: "grace@acme.com".into(),
            role: Role::LiveAgent.into(),
            permissions: Role::LiveAgent.permissions().to_vec(),
            second_factor_missing: false,
            sends_mail: false,
            language: None,
            report_zone: String::new(),
        };
        let inbox = Inbox::new(me, Keys::new(key("tab")));
        Self { inbox, now: 1_000_000 }
    }

    /// Returns a world after the desk's snapshot with these chats.
    fn with_chats(ids: &[&str]) -> Self {
        let mut world = Self::new();
        world.send(Msg::AgentSocketOpened);
        world.desk(snapshot(ids, &[]));
        for id in ids {
            world.open(id);
        }
        world
    }

    fn send(&mut self, msg: Msg) -> Vec<Effect> {
        update(&mut self.inbox, Timestamp(self.now), msg)
    }

    fn desk(&mut self, frame: AgentEvent) -> Vec<Effect> {
        self.send(Msg::AgentEvent(frame))
    }

    fn frame(&mut self, id: &str, frame: ServerFrame) -> Vec<Effect> {
        self.send(Msg::Chat(conv(id), Box::new(frame)))
    }

    /// Connects a chat and welcomes it, without events.
    fn open(&mut self, id: &str) {
        self.send(Msg::ChatOpened(conv(id)));
        self.frame(id, welcome(0, true));
    }

    fn said(&mut self, id: &str, seq: u64, by: Author, text: &str) -> Vec<Effect> {
        let at = self.now;
        self.frame(id, said(seq, at, by, text, None))
    }

    fn chat(&self, id: &str) -> &ConversationView {
        &self.inbox.chats[&conv(id)]
    }
}

fn key(text: &str) -> ClientKey {
    ClientKey::parse(text).unwrap()
}

fn conv(id: &str) -> ConversationId {
    ConversationId::parse(format!("conv_{id}")).unwrap()
}

fn offer_id(id: &str) -> OfferId {
    OfferId::parse(format!("offer_{id}")).unwrap()
}

fn grace() -> AgentProfile {
    AgentProfile { id: AgentId::parse("agent_grace").unwrap(), name: "Grace".into(), picture: None }
}

fn by_grace() -> Author {
    Author::Agent(grace().id)
}

fn ada() -> Attributes {
    Attributes::from([(Field::FirstName, "Ada".to_owned())])
}

fn card(id: &str) -> ChatCard {
    let since = Timestamp(900_000);
    ChatCard {
        conversation: conv(id),
        attributes: ada(),
        page: Page::default(),
        since,
        transfer: None,
    }
}

fn offer(id: &str, chat: &str) -> OfferCard {
    OfferCard {
        id: offer_id(id),
        conversation: conv(chat),
        attributes: ada(),
        page: Page::default(),
        from: None,
        since: Timestamp(1_000_000),
        until: Timestamp(1_045_000),
    }
}

/// A past conversation in a list.
fn row(id: &str) -> ConversationRow {
    ConversationRow {
        id: conv(id),
        visitor: None,
        verified: false,
        dialogue: None,
        attributes: ada(),
        page: Page::default(),
        started: Timestamp(1),
        last: Timestamp(2),
        agent: None,
        status: "idle".into(),
        last_words: None,
        missed: None,
        rating: None,
        labels: Vec::new(),
    }
}

fn snapshot(chats: &[&str], offers: &[OfferCard]) -> AgentEvent {
    AgentEvent::Snapshot {
        now: Timestamp(1_000_000),
        agent: grace(),
        live_chat: true,
        available: true,
        toggled_until: None,
        schedule: None,
        waiting: 0,
        max_chats: 10,
        offers: offers.to_vec(),
        chats: chats.iter().map(|id| card(id)).collect(),
    }
}

fn stream() -> Stream {
    let first = shared::id::CardId::parse("hi").unwrap();
    let card = MessageCard { id: first.clone(), text: "Hello".into(), next: None };
    Stream { first, cards: vec![Card::Message(card)] }
}

fn welcome(head: u64, with_stream: bool) -> ServerFrame {
    ServerFrame::Welcome {
        head: Seq(head),
        through: Seq(head),
        now: Timestamp(1_000_000),
        dialogue: DialogueId::parse("dialogue_a").unwrap(),
        version: Version(1),
        stream: with_stream.then(stream),
        seen_by_visitor: Seq(0),
        seen_by_agent: Seq(0),
        here: true,
    }
}

fn said(seq: u64, at: u64, by: Author, text: &str, id: Option<ClientKey>) -> ServerFrame {
    let event = Event::Said { by, text: text.to_owned(), file: None };
    ServerFrame::Event(Logged { seq: Seq(seq), at: Timestamp(at), id, event })
}
