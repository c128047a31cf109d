//! The shells: one turn of an object. A turn is stored at once. A crash comes before that, or after
//! it and before anything is sent.

use crate::mailbox::{Message, Object, Received};
use crate::world::{Client, Happening, World};
use shared::conversation::{Conversation, Input, Outcome, Refusal};
use shared::desk::{
    AgentDesk, Desk, DeskEffect, DeskInput, DeskRefusal, DeskSettings, DeskToLedger,
};
use shared::id::{AgentId, Seq};
use shared::messages::{ConversationMessage, DeskMessage, DeskToSite, SiteMessage, SiteToDesk};
use shared::protocol::{AgentEvent, ServerFrame};
use shared::time::{Millis, Timestamp};
use std::collections::BTreeMap;

/// When agents were last seen on an open socket.
pub(crate) type Seen = BTreeMap<AgentId, Option<Timestamp>>;

/// How many events of a log a `resume` sends: few, so that logs come in pieces.
const PIECE: usize = 5;

/// How a turn ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Fate {
    Fine,
    /// The object crashes before anything is stored.
    Before,
    /// The object crashes after the turn is stored and before anything is sent.
    After,
}

impl World {
    pub(crate) fn fate(&mut self, object: Object) -> Fate {
        let fate = if self.strikes(self.plan.weather.crash_before) {
            Fate::Before
        } else if self.strikes(self.plan.weather.crash_after) {
            Fate::After
        } else {
            Fate::Fine
        };
        if fate != Fate::Fine {
            self.crash(object);
        }
        fate
    }

    fn crash(&mut self, object: Object) {
        if self.loud {
            println!("          {object:?} crashes");
        }
        self.break_lines_of(object);
    }

    /// Drops what an object holds only in memory.
    pub(crate) fn lose_memory(&mut self, object: Object) {
        self.mailbox(object).lose_memory();
        match object {
            Object::Site => {}
            Object::Desk => self.desk.desk = None,
            Object::Conversation(n) => self.conversations[n].machine = None,
        }
    }

    // --- the site ---

    /// The site sends the desk its agents.
    pub(crate) fn site_opens(&mut self) {
        self.site_sends_roster();
        self.keep_turn(Object::Site, Fate::Fine);
    }

    /// The desk has no roster, and asks for it.
    pub(crate) fn site_is_asked_for_roster(&mut self, received: Received) -> Fate {
        let fate = self.fate(Object::Site);
        if fate == Fate::Before {
            self.lose_memory(Object::Site);
            return fate;
        }
        self.site_sends_roster();
        self.record_received(Object::Site, received);
        self.keep_turn(Object::Site, fate);
        fate
    }

    fn site_sends_roster(&mut self) {
        let agents = self.agents.iter().filter(|agent| !agent.removed);
        let agents = agents.map(crate::agent::Agent::roster).collect();
        let settings = DeskSettings { offer: Millis(self.plan.offer), ..DeskSettings::default() };
        let routing = crate::routing::from_plan(&self.plan);
        let roster = DeskMessage::Site(SiteToDesk::Roster { agents, settings, routing });
        self.queue(Object::Site, Object::Desk, Message::Desk(roster));
    }

    /// The ledger handles a message of the desk; a reservation is answered by a message.
    pub(crate) fn site_turn(&mut self, message: DeskToLedger, received: Received) -> Fate {
        let fate = self.fate(Object::Site);
        if fate == Fate::Before {
            self.lose_memory(Object::Site);
            return fate;
        }
        let now = self.read_clock();
        match message {
            DeskToLedger::Reserve { request, engagement } => {
                let (limit, name) = (self.site.limit, request.clone());
                let grant = self.site.ledger.reserve(now, limit, name, engagement);
                let answer = DeskMessage::Site(SiteToDesk::Reservation { request, grant });
                self.queue(Object::Site, Object::Desk, Message::Desk(answer));
            }
            DeskToLedger::CloseReservation { request, outcome } => {
                self.site.ledger.close_reservation(now, &request, outcome);
            }
        }
        self.record_received(Object::Site, received);
        self.check_ledger();
        self.keep_turn(Object::Site, fate);
        fate
    }

    // --- the desk ---

    /// One turn of the desk with one input.
    pub(crate) fn desk_turn(
        &mut self,
        input: DeskInput,
        received: Option<Received>,
    ) -> Result<Fate, DeskRefusal> {
        self.desk_turns(vec![input], received)
    }

    /// One turn of the desk: its inputs are decided and stored together.
    pub(crate) fn desk_turns(
        &mut self,
        inputs: Vec<DeskInput>,
        received: Option<Received>,
    ) -> Result<Fate, DeskRefusal> {
        let now = self.read_clock();
        self.wake_desk(now);
        let fate = self.fate(Object::Desk);
        if fate == Fate::Before {
            self.lose_memory(Object::Desk);
            return Ok(Fate::Before);
        }
        self.desk_sees_pings(now);
        let seen = inputs.iter().find_map(|input| match input {
            DeskInput::Present(seen) => Some(seen.clone()),
            _ => None,
        });
        let roster = inputs.iter().find_map(|input| match input {
            DeskInput::Roster { agents, .. } => Some(agents.as_slice()),
            _ => None,
        });
        let present = self.reachable(now, &seen.unwrap_or_default(), roster.unwrap_or_default());
        let Some(desk) = self.desk.desk.as_mut() else { return Ok(Fate::Before) };
        let mut effects = Vec::new();
        for input in inputs {
            match desk.handle(now, input) {
                Ok(more) => effects.extend(more),
                Err(refusal) => {
                    // What it learned from pings is stored all the same.
                    self.keep_turn(Object::Desk, Fate::Fine);
                    return Err(refusal);
                }
            }
        }
        self.check_offers(now, present, &effects);
        let frames = self.save_desk(effects);
        self.check_overtaking();
        if let Some(received) = received {
            self.record_received(Object::Desk, received);
        }
        self.check_desk();
        if fate == Fate::Fine {
            for (agent, frame) in frames {
                self.send_to_agent(&agent, &frame);
            }
        }
        self.keep_turn(Object::Desk, fate);
        Ok(fate)
    }

    fn save_desk(&mut self, effects: Vec<DeskEffect>) -> Vec<(AgentId, AgentEvent)> {
        let mut frames = Vec::new();
        for effect in effects {
            match effect {
                DeskEffect::Save(record) => {
                    self.desk.records.insert(record.key(), record);
                }
                DeskEffect::Delete(key) => {
                    self.desk.records.remove(&key);
                }
                DeskEffect::Conversation(to, news) => {
                    if let Some(n) = Self::conversation_index(&to) {
                        let message = Message::Conversation(ConversationMessage::Desk(news));
                        self.queue(Object::Desk, Object::Conversation(n), message);
                    }
                }
                DeskEffect::Site(message) => {
                    let message = Message::Site(SiteMessage::Desk(DeskToSite::Ledger(message)));
                    self.queue(Object::Desk, Object::Site, message);
                }
                DeskEffect::AskRoster => {
                    let message = Message::Site(SiteMessage::Desk(DeskToSite::AskRoster));
                    self.queue(Object::Desk, Object::Site, message);
                }
                // No tab receives pushes; `shared/tests/pushing.rs` tests them.
                DeskEffect::Explain(..) | DeskEffect::Push(..) => {}
                DeskEffect::Agent(agent, frame) => frames.push((agent, frame)),
            }
        }
        frames
    }

    /// Restores the desk from its stored records, and passes in who is connected.
    fn wake_desk(&mut self, now: Timestamp) {
        if self.desk.desk.is_some() {
            return;
        }
        let desk = Desk::restore(self.desk.records.values().cloned());
        let ids: Vec<AgentId> = desk.agents().map(AgentDesk::id).cloned().collect();
        self.witness.latest = self.witness.latest.max(now);
        let seen = ids.into_iter().map(|agent| (agent.clone(), self.last_seen(&agent)));
        let seen = seen.collect();
        self.desk.desk = Some(desk);
        self.desk_hears_of(now, seen);
    }

    /// Before any other input, the desk gets the last ping of every connected agent.
    fn desk_sees_pings(&mut self, now: Timestamp) {
        let agents = self.agents.iter().map(|agent| agent.id.clone());
        let seen = agents.filter_map(|agent| Some((agent.clone(), Some(self.last_seen(&agent)?))));
        let seen = seen.collect();
        self.desk_hears_of(now, seen);
        self.hangs_up_on_silent(now, Object::Desk);
    }

    /// Passes in presence, which is never refused; its effects are stored and sent like any others.
    fn desk_hears_of(&mut self, now: Timestamp, present: Seen) {
        let reachable = self.reachable(now, &present, &[]);
        let Some(desk) = self.desk.desk.as_mut() else { return };
        let effects = desk.handle(now, DeskInput::Present(present)).unwrap_or_default();
        self.check_offers(now, reachable, &effects);
        let frames = self.save_desk(effects);
        self.check_overtaking();
        self.keep_turn(Object::Desk, Fate::Fine);
        for (agent, frame) in frames {
            self.send_to_agent(&agent, &frame);
        }
    }

    fn send_to_agent(&mut self, agent: &AgentId, frame: &AgentEvent) {
        let Some(n) = self.agents.iter().position(|entry| entry.id == *agent) else { return };
        for tab in 0..self.agents[n].tabs {
            let client = Client::Tab(n, tab);
            self.over(client, false, |line| Happening::ToTab(client, line, frame.clone()));
        }
    }

    // --- conversations ---

    /// One turn of a conversation: its inputs are decided and stored together.
    pub(crate) fn conversation_turn(
        &mut self,
        n: usize,
        inputs: Vec<Input>,
        received: Option<Received>,
    ) -> Result<(Fate, Outcome), Refusal> {
        let now = self.read_clock();
        let object = Object::Conversation(n);
        if !self.conversations[n].exists && !matches!(inputs.first(), Some(Input::Begin)) {
            return Ok((Fate::Before, Outcome::default()));
        }
        let mut inputs = inputs;
        let mut machine = if let Some(machine) = self.conversations[n].machine.take() {
            machine
        } else {
            // Sockets that were open before a crash may be gone.
            let last_seen_at = self.last_ping(Client::Visitor(n));
            inputs.insert(inputs.len().min(1), Input::Present(last_seen_at));
            let meta = self.visitors[n].meta.clone();
            let mut machine = Conversation::restore(meta, &self.conversations[n].log);
            machine.visitor = self.conversations[n].visitor;
            machine.restarted = self.conversations[n].restarted;
            machine
        };
        let fate = self.fate(object);
        if fate == Fate::Before {
            self.lose_memory(object);
            return Ok((Fate::Before, Outcome::default()));
        }
        let _stored_below = machine.check_for_set_back(now);
        let (mut all, mut logged) = (Outcome::default(), Vec::new());
        for input in inputs {
            let outcome = machine.handle(now, input)?;
            machine.apply_beside_log(&outcome);
            logged.extend(machine.apply(now, outcome.events));
            all.to_desk.extend(outcome.to_desk);
            all.ack = outcome.ack.or(all.ack);
        }
        self.conversations[n].exists = true;
        self.conversations[n].visitor = machine.visitor;
        self.conversations[n].restarted = machine.restarted;
        self.hangs_up_on_silent(now, object);
        self.conversations[n].machine = Some(machine);
        self.conversations[n].log.extend(logged.iter().cloned());
        let now = self.now;
        self.conversations[n].logged_at.extend(logged.iter().map(|_| now));
        for message in all.to_desk.clone() {
            self.queue(object, Object::Desk, Message::Desk(DeskMessage::Conversation(message)));
        }
        if let Some(received) = received {
            self.record_received(object, received);
        }
        if fate == Fate::Fine {
            for event in logged {
                self.send_to_conversation(n, &ServerFrame::Event(event));
            }
        }
        self.keep_turn(object, fate);
        Ok((fate, all))
    }

    /// Sends a frame to everybody who is connected to a conversation.
    fn send_to_conversation(&mut self, n: usize, frame: &ServerFrame) {
        let to: Vec<Client> = self
            .lines
            .iter()
            .filter(|(_, line)| line.resumed)
            .map(|(client, _)| *client)
            .filter(|client| matches!(client, Client::Visitor(t) | Client::Chat(_, t) if *t == n))
            .collect();
        for client in to {
            self.over(client, false, |line| Happening::ToClient(client, line, frame.clone()));
        }
    }

    /// What a conversation answers to `resume`.
    pub(crate) fn resume(&mut self, n: usize, client: Client, after: Seq) {
        if let Some(line) = self.lines.get_mut(&client) {
            line.resumed = true;
        }
        let log = &self.conversations[n].log;
        let missing = log.iter().filter(|logged| logged.seq > after).take(PIECE);
        let missing: Vec<_> = missing.cloned().collect();
        let meta = &self.visitors[n].meta;
        let welcome = ServerFrame::Welcome {
            head: Seq(log.len() as u64),
            through: missing.last().map_or(after, |logged| logged.seq),
            now: self.shown(),
            dialogue: meta.dialogue.clone(),
            version: meta.version,
            stream: None,
            seen_by_visitor: Seq(0),
            seen_by_agent: Seq(0),
            here: true,
        };
        self.over(client, false, |line| Happening::ToClient(client, line, welcome));
        for logged in missing {
            self.over(client, false, |line| {
                Happening::ToClient(client, line, ServerFrame::Event(logged))
            });
        }
    }
}
