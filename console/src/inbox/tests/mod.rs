//! The inbox, told what an edge would tell it.

mod bell;
mod drafts;
mod files;
mod find;
mod notes;
mod seek;
mod talk;
mod thread;

use super::{Chat, Effect, Inbox, Keys, Msg, update};
use shared::event::{AgentFace, Author, Event, Logged, Page};
use shared::id::{AgentId, ClientKey, ConversationId, DialogueId, OfferId, Seq, SiteId, Version};
use shared::permission::Role;
use shared::person::{Field, Values};
use shared::protocol::{ChatCard, DeskFrame, Me, OfferCard, ServerFrame};
use shared::stream::{Card, MessageCard, Stream};
use shared::time::Timestamp;

/// An inbox with the browser's clock beside it.
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
            role: Role::LiveAgent,
            permissions: Role::LiveAgent.permissions().to_vec(),
        };
        let inbox = Inbox::new(me, Keys::new(key("tab")));
        Self { inbox, now: 1_000_000 }
    }

    /// One that has heard from the desk, with these chats.
    fn with_chats(ids: &[&str]) -> Self {
        let mut world = Self::new();
        world.send(Msg::BellOpened);
        world.desk(snapshot(ids, &[]));
        for id in ids {
            world.open(id);
        }
        world
    }

    fn send(&mut self, msg: Msg) -> Vec<Effect> {
        update(&mut self.inbox, Timestamp(self.now), msg)
    }

    fn desk(&mut self, frame: DeskFrame) -> Vec<Effect> {
        self.send(Msg::Bell(frame))
    }

    fn frame(&mut self, id: &str, frame: ServerFrame) -> Vec<Effect> {
        self.send(Msg::Chat(conv(id), Box::new(frame)))
    }

    /// Connects and greets a chat that has no events yet.
    fn open(&mut self, id: &str) {
        self.send(Msg::ChatOpened(conv(id)));
        self.frame(id, welcome(0, true));
    }

    fn said(&mut self, id: &str, seq: u64, by: Author, text: &str) -> Vec<Effect> {
        let at = self.now;
        self.frame(id, said(seq, at, by, text, None))
    }

    fn chat(&self, id: &str) -> &Chat {
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

fn grace() -> AgentFace {
    AgentFace { id: AgentId::parse("agent_grace").unwrap(), name: "Grace".into(), picture: None }
}

fn by_grace() -> Author {
    Author::Agent(grace().id)
}

fn ada() -> Values {
    Values::from([(Field::FirstName, "Ada".to_owned())])
}

fn card(id: &str) -> ChatCard {
    let since = Timestamp(900_000);
    ChatCard { conversation: conv(id), told: ada(), page: Page::default(), since, handing: None }
}

fn offer(id: &str, chat: &str) -> OfferCard {
    OfferCard {
        id: offer_id(id),
        conversation: conv(chat),
        told: ada(),
        page: Page::default(),
        from: None,
        since: Timestamp(1_000_000),
        until: Timestamp(1_045_000),
    }
}

fn snapshot(chats: &[&str], offers: &[OfferCard]) -> DeskFrame {
    DeskFrame::Snapshot {
        now: Timestamp(1_000_000),
        agent: grace(),
        live_chat: true,
        available: true,
        toggled_until: None,
        schedule: None,
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
