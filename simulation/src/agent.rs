//! An agent with some tabs: accepts, declines or misses offers, talks, goes away and comes back.

use crate::hours;
use crate::sleep::Sleeper;
use crate::turn::Fate;
use crate::view::View;
use crate::world::{Client, Happening, World};
use fastrand::Rng;
use shared::client::{ConnectionId, ConnectionInput};
use shared::conversation::{AgentAct, Input, Phase};
use shared::desk::{DeskInput, RosterAgent};
use shared::event::AgentProfile;
use shared::id::{AgentId, ClientKey, OfferId, TeamId};
use shared::protocol::{AgentEvent, AgentFrame, ClientFrame, ServerFrame, TransferTo};
use std::collections::{BTreeMap, BTreeSet};

/// A chat in an agent's browser.
#[derive(Default)]
pub(crate) struct ConversationView {
    /// The browser's copy of the log, and its pending frames.
    pub(crate) view: View,
    said: u32,
}

/// An agent and their browsers.
pub(crate) struct Agent {
    pub(crate) id: AgentId,
    /// Number of tabs.
    pub(crate) tabs: usize,
    /// The availability they set; `None` leaves it to their schedule.
    available: bool,
    /// Their entry in the roster.
    roster: RosterAgent,
    /// Whether each tab shows that they are available.
    pub(crate) toggles: BTreeMap<usize, bool>,
    /// They left for good: their tabs are closed.
    out: bool,
    /// They are no agent of the site any more.
    pub(crate) removed: bool,
    accepts: u32,
    declines: u32,
    restless: u32,
    talkative: u32,
    transfer_odds: u32,
    flees: u32,
    sleeps: u32,
    offers: BTreeSet<OfferId>,
    /// Their chats, by the number of the conversation.
    pub(crate) chats: BTreeMap<usize, ConversationView>,
    keys: u32,
}

impl Agent {
    /// An agent with random habits.
    pub(crate) fn new(n: usize, rng: &mut Rng) -> Self {
        let id = match AgentId::parse(format!("agent_{n}")) {
            Ok(id) => id,
            Err(error) => unreachable!("names made here are names: {error}"),
        };
        let roster = RosterAgent {
            profile: AgentProfile { id: id.clone(), name: id.to_string(), picture: None },
            live_chat: rng.u32(0..12) > 0,
            schedule: hours::any(rng),
            push: rng.u32(0..8) == 0,
        };
        Self {
            id,
            tabs: rng.usize(1..=3),
            roster,
            available: true,
            toggles: BTreeMap::new(),
            out: false,
            removed: false,
            accepts: rng.u32(300..=1_000),
            declines: rng.u32(0..200),
            restless: rng.u32(0..120),
            talkative: rng.u32(0..800),
            transfer_odds: rng.u32(0..400),
            flees: if rng.u32(0..3) == 0 { rng.u32(0..40) } else { 3 },
            sleeps: if rng.u32(0..3) == 0 { rng.u32(0..60) } else { 2 },
            offers: BTreeSet::new(),
            chats: BTreeMap::new(),
            keys: 0,
        }
    }

    /// Their entry in the roster, as the site sends it.
    pub(crate) fn roster(&self) -> RosterAgent {
        self.roster.clone()
    }

    /// The site takes the live chat permission from them, or gives it back.
    pub(crate) const fn toggle_live_chat(&mut self) {
        self.roster.live_chat = !self.roster.live_chat;
    }

    /// Whether a push reaches them without a tab.
    pub(crate) const fn has_device(&self) -> bool {
        self.roster.push
    }

    /// Whether their tabs are closed.
    pub(crate) const fn is_out(&self) -> bool {
        self.out
    }

    pub(crate) fn key(&mut self) -> Option<ClientKey> {
        self.keys += 1;
        ClientKey::parse(format!("{}_{}", self.id, self.keys)).ok()
    }
}

impl World {
    /// A frame of a tab arrives at the desk.
    pub(crate) fn tab_says(&mut self, client: Client, id: ConnectionId, frame: AgentFrame) {
        let Client::Tab(n, _) = client else { return };
        if !self.stands(client, id) {
            return;
        }
        let key = frame.id().clone();
        let agent = self.agents[n].id.clone();
        let answer = match self.desk_turn(DeskInput::AgentFrame { agent, frame }, None) {
            Ok(Fate::Fine) => AgentEvent::Ack { id: key },
            Ok(_) => return,
            Err(refusal) => AgentEvent::Error {
                id: Some(key),
                code: refusal.code().into(),
                message: refusal.to_string(),
            },
        };
        self.over(client, false, |line| Happening::ToTab(client, line, answer));
    }

    /// A tab receives an event of the desk.
    pub(crate) fn tab_receives(&mut self, client: Client, id: ConnectionId, frame: AgentEvent) {
        let Client::Tab(n, tab) = client else { return };
        if !self.stands(client, id) {
            return;
        }
        self.connection_input(client, ConnectionInput::Received(id));
        match frame {
            AgentEvent::Snapshot { available, offers, chats, .. } => {
                self.connection_input(client, ConnectionInput::Answered(id));
                self.agents[n].toggles.insert(tab, available);
                for offer in offers {
                    self.on_offer(n, offer.id);
                }
                for chat in chats {
                    self.opens_chat(n, Self::conversation_index(&chat.conversation));
                }
                let agent = &self.agents[n];
                if agent.roster.schedule.is_none() && available != agent.available {
                    self.say_status(n);
                }
            }
            AgentEvent::Offer { offer, .. } => self.on_offer(n, offer.id),
            AgentEvent::Assigned { chat } => {
                self.opens_chat(n, Self::conversation_index(&chat.conversation));
            }
            AgentEvent::Status { available, .. } => {
                self.agents[n].toggles.insert(tab, available);
            }
            AgentEvent::OfferClosed { offer, .. } => {
                self.agents[n].offers.remove(&offer);
            }
            _ => {}
        }
    }

    fn on_offer(&mut self, n: usize, offer: OfferId) {
        if self.agents[n].offers.insert(offer.clone()) {
            let think = 500 + self.rng.u64(0..50_000);
            self.after(think, Happening::Decide(n, offer));
        }
    }

    /// An agent answers an offer: in two tabs at once, or too late, now and then.
    pub(crate) fn agent_decides(&mut self, n: usize, offer: OfferId) {
        if !self.agents[n].offers.contains(&offer) && self.rng.u32(0..10) > 0 {
            return;
        }
        let roll = self.rng.u32(0..1_000);
        let (accepts, declines) = (self.agents[n].accepts, self.agents[n].declines);
        for tab in 0..self.agents[n].tabs {
            let Some(id) = self.agents[n].key() else { return };
            let offer = offer.clone();
            let frame = match roll {
                _ if roll < accepts => AgentFrame::Accept { id, offer },
                _ if roll < accepts + declines => AgentFrame::Decline { id, offer },
                _ => return,
            };
            let client = Client::Tab(n, tab);
            self.over(client, true, |line| Happening::FromTab(client, line, frame));
            if self.rng.u32(0..3) > 0 {
                return;
            }
        }
    }

    fn say_status(&mut self, n: usize) {
        let available = self.agents[n].available;
        let Some(id) = self.agents[n].key() else { return };
        let client = Client::Tab(n, 0);
        let frame = AgentFrame::Status { id, available };
        self.over(client, true, |line| Happening::FromTab(client, line, frame));
    }

    /// An agent's next step; schedules the one after.
    pub(crate) fn agent_acts(&mut self, n: usize) {
        if self.strikes(self.agents[n].sleeps) {
            return self.falls_asleep(Sleeper::Agent(n), Happening::Agent(n));
        }
        if !self.is_closing() && self.rng.u32(0..1_000) < self.agents[n].restless {
            self.agents[n].available = !self.agents[n].available;
            self.say_status(n);
        }
        if self.strikes(self.agents[n].flees) {
            self.leaves_or_returns(n);
        }
        if !self.is_stormy() {
            self.agents[n].out = false;
            for tab in 0..self.agents[n].tabs {
                self.connect(Client::Tab(n, tab));
            }
        }
        let open: Vec<usize> = self.agents[n].chats.keys().copied().collect();
        for chat_index in open {
            self.agent_writes(n, chat_index);
            self.maybe_transfer(n, chat_index);
        }
        let pace = if self.is_stormy() { 6_000 } else { 40_000 };
        let again = 1_000 + self.rng.u64(0..pace);
        self.after(again, Happening::Agent(n));
    }

    fn leaves_or_returns(&mut self, n: usize) {
        self.agents[n].out = !self.agents[n].out;
        for tab in 0..self.agents[n].tabs {
            let client = Client::Tab(n, tab);
            if self.agents[n].out {
                self.connection_input(client, ConnectionInput::Disconnect);
            } else {
                self.connect(client);
            }
        }
    }

    fn opens_chat(&mut self, n: usize, chat_index: Option<usize>) {
        let Some(chat_index) = chat_index else { return };
        self.agents[n].chats.entry(chat_index).or_default();
        self.after(1, Happening::Connect(Client::Chat(n, chat_index)));
    }

    fn agent_writes(&mut self, n: usize, chat_index: usize) {
        let roll = self.rng.u32(0..1_000);
        let phase = &self.agents[n].chats[&chat_index].view.state().phase;
        let theirs = matches!(phase, Phase::Live { agent, .. } if agent.id == self.agents[n].id);
        if !theirs || roll >= self.agents[n].talkative {
            return;
        }
        let Some(id) = self.agents[n].key() else { return };
        let name = self.agents[n].id.clone();
        let Some(chat) = self.agents[n].chats.get_mut(&chat_index) else { return };
        chat.said += 1;
        let frame = if chat.said > 12 {
            ClientFrame::End { id }
        } else {
            let text = format!("{id} of {name}");
            ClientFrame::Say { id, text }
        };
        chat.view.send(&frame);
        let client = Client::Chat(n, chat_index);
        self.over(client, true, |line| Happening::FromClient(client, line, frame));
    }

    /// An agent transfers a chat, or cancels the transfer.
    fn maybe_transfer(&mut self, n: usize, chat_index: usize) {
        if !self.is_stormy() || self.rng.u32(0..1_000) >= self.agents[n].transfer_odds {
            return;
        }
        let Some(id) = self.agents[n].key() else { return };
        let conversation = self.visitors[chat_index].meta.id.clone();
        let agent = AgentId::parse(format!("agent_{}", self.rng.u32(0..6)));
        let team = TeamId::parse(format!("team_{}", self.rng.u32(0..2)));
        let (Ok(agent), Ok(team)) = (agent, team) else { return };
        let frame = match self.rng.u32(0..5) {
            0 => AgentFrame::CancelTransfer { id, conversation },
            1 => AgentFrame::Transfer { id, conversation, to: TransferTo::Team(team) },
            _ => AgentFrame::Transfer { id, conversation, to: TransferTo::Agent(agent) },
        };
        let client = Client::Tab(n, 0);
        self.over(client, true, |line| Happening::FromTab(client, line, frame));
    }

    /// A frame of a client arrives at its conversation.
    pub(crate) fn client_says(&mut self, client: Client, id: ConnectionId, frame: ClientFrame) {
        if !self.stands(client, id) {
            return;
        }
        match client {
            Client::Visitor(n) => self.visitor_says(n, frame),
            Client::Chat(agent, chat_index) => self.chat_says(agent, chat_index, frame),
            Client::Tab(..) => {}
        }
    }

    fn chat_says(&mut self, n: usize, chat_index: usize, frame: ClientFrame) {
        let client = Client::Chat(n, chat_index);
        let (id, act) = match frame {
            ClientFrame::Resume { after } => return self.resume(chat_index, client, after),
            ClientFrame::Say { id, text } => (id, AgentAct::Say(text)),
            ClientFrame::End { id } => (id, AgentAct::End),
            _ => return,
        };
        let agent = self.agents[n].id.clone();
        let result =
            self.conversation_turn(chat_index, vec![Input::Agent(agent, id.clone(), act)], None);
        self.answer_client(client, id, result.map(|(fate, outcome)| (fate, outcome.ack)));
    }

    /// A frame of a conversation arrives at a client.
    pub(crate) fn client_receives(&mut self, client: Client, id: ConnectionId, frame: ServerFrame) {
        if !self.stands(client, id) {
            return;
        }
        self.connection_input(client, ConnectionInput::Received(id));
        if matches!(frame, ServerFrame::Welcome { .. }) {
            self.connection_input(client, ConnectionInput::Answered(id));
        }
        let (Client::Visitor(conversation) | Client::Chat(_, conversation)) = client else {
            return;
        };
        let stream = self.visitors[conversation].meta.stream.clone();
        let Some(view) = self.view_mut(client) else { return };
        let frames = view.receive(&stream, frame);
        let done = view.is_done();
        for frame in frames {
            self.over(client, true, |line| Happening::FromClient(client, line, frame));
        }
        if done {
            self.connection_input(client, ConnectionInput::Disconnect);
        }
    }

    /// A client's copy of a conversation.
    pub(crate) fn view_mut(&mut self, client: Client) -> Option<&mut View> {
        match client {
            Client::Visitor(n) => Some(&mut self.visitors[n].view),
            Client::Chat(n, chat_index) => {
                self.agents[n].chats.get_mut(&chat_index).map(|chat| &mut chat.view)
            }
            Client::Tab(..) => None,
        }
    }
}
