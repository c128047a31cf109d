//! The shells: one turn of an object. Everything it keeps, it keeps at once; a crash comes before
//! that, or after it and before anything was said.

use crate::objects::alarm;
use crate::outbox::{Answer, Message, Object, Sent};
use crate::world::{Client, Happening, World};
use shared::conversation::{Conversation, Input, Outcome, Refusal};
use shared::desk::{AgentDesk, Desk, DeskEffect, DeskInput, DeskRefusal, DeskSettings, DeskToSite};
use shared::id::AgentId;
use shared::protocol::{AgentEvent, ClientFrame, ServerFrame};
use shared::time::{Millis, Timestamp};

/// How a turn goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Fate {
    /// To its end.
    Fine,
    /// Nothing is kept.
    Before,
    /// All is kept, nothing is said.
    After,
}

impl Fate {
    /// Whether the other side hears of it.
    pub(crate) const fn is_said(self) -> bool {
        matches!(self, Self::Fine)
    }
}

impl World {
    fn fate(&mut self, object: Object) -> Fate {
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

    /// What is only in memory is lost.
    fn lose_memory(&mut self, object: Object) {
        match object {
            Object::Site => self.site.outbox.clear_in_flight(),
            Object::Desk => {
                self.desk.desk = None;
                self.desk.outbox.clear_in_flight();
            }
            Object::Conversation(n) => {
                self.conversations[n].machine = None;
                self.conversations[n].outbox.clear_in_flight();
            }
        }
    }

    // --- messages ---

    /// Sends what is due.
    pub(crate) fn send_due(&mut self, object: Object) {
        let due = match object {
            Object::Site => self.site.outbox.due(object),
            Object::Desk => self.desk.outbox.due(object),
            Object::Conversation(n) => self.conversations[n].outbox.due(object),
        };
        for sent in due {
            if self.strikes(self.plan.weather.double) {
                let again = self.travel() * 3;
                self.after(again, Happening::Message(sent.clone()));
            }
            if !self.strikes(self.plan.weather.lose) {
                let travel = self.travel();
                self.after(travel, Happening::Message(sent));
            }
        }
    }

    /// A message arrives.
    pub(crate) fn deliver(&mut self, sent: Sent) {
        let seen = match sent.to {
            Object::Site => self.site.outbox.seen(&sent),
            Object::Desk => self.desk.outbox.seen(&sent),
            Object::Conversation(n) => self.conversations[n].outbox.seen(&sent),
        };
        let answer = match seen {
            // The ledger knows a wish by its own name, and answers the same however often asked.
            Some(_) if matches!(sent.message, Message::Ledger(_)) => self.handle_message(&sent),
            Some(answer) => Some(answer),
            None => self.handle_message(&sent),
        };
        let Some(answer) = answer else { return };
        if !self.strikes(self.plan.weather.lose) {
            let travel = self.travel();
            self.after(travel, Happening::Answer(sent, answer));
        }
    }

    /// The answer, or `None` when the receiver crashed over it.
    fn handle_message(&mut self, sent: &Sent) -> Option<Answer> {
        match (&sent.message, sent.to) {
            (Message::ChatRequest(request), _) => self
                .desk_turn(DeskInput::Conversation(request.clone()), Some(sent))
                .is_ok_and(Fate::is_said)
                .then_some(None),
            (Message::News(news), Object::Conversation(n)) => {
                let outcome =
                    self.conversation_turn(n, vec![Input::Desk(news.clone())], Some(sent));
                outcome.is_ok_and(|(fate, _)| fate.is_said()).then_some(None)
            }
            (Message::Ledger(message), _) => self.site_turn(message.clone(), sent),
            (Message::Roster(agents, settings), _) => {
                let input = DeskInput::Roster { agents: agents.clone(), settings: *settings };
                self.desk_turn(input, Some(sent)).is_ok_and(Fate::is_said).then_some(None)
            }
            (Message::RoutingConfig(routing), _) => {
                let input = DeskInput::RoutingConfig(routing.clone());
                self.desk_turn(input, Some(sent)).is_ok_and(Fate::is_said).then_some(None)
            }
            (Message::News(_), _) => None,
        }
    }

    /// An answer arrives; that of the ledger is handled in the turn that removes the message.
    pub(crate) fn answer(&mut self, sent: &Sent, answer: Answer) {
        match sent.from {
            Object::Site => {
                self.site.outbox.answered(sent.to, sent.number);
            }
            Object::Conversation(n) => {
                self.conversations[n].outbox.answered(sent.to, sent.number);
            }
            Object::Desk => {
                let first = self.desk.outbox.answered(sent.to, sent.number);
                if let (Message::Ledger(DeskToSite::Reserve { request, .. }), Some(grant), true) =
                    (&sent.message, answer, first)
                {
                    let input = DeskInput::Reservation { request: request.clone(), grant };
                    if self.desk_turn(input, None) == Ok(Fate::Before) {
                        self.desk.outbox.restore(sent);
                    }
                }
            }
        }
        self.send_due(sent.from);
    }

    // --- alarms ---

    /// Sets an object's alarm, as part of what it keeps.
    fn set_alarm(&mut self, object: Object, at: Option<Timestamp>) {
        let alarm = match object {
            Object::Site => &mut self.site.alarm,
            Object::Desk => &mut self.desk.alarm,
            Object::Conversation(n) => &mut self.conversations[n].alarm,
        };
        if *alarm == at {
            return;
        }
        *alarm = at;
        let Some(at) = at else { return };
        let late =
            if self.strikes(self.plan.weather.late_alarm) { self.rng.u64(0..60_000) } else { 0 };
        self.at(at + Millis(late), Happening::Alarm(object));
    }

    /// An alarm rings; one that was set anew meanwhile means nothing.
    pub(crate) fn alarm(&mut self, object: Object) {
        let alarm = match object {
            Object::Site => self.site.alarm,
            Object::Desk => self.desk.alarm,
            Object::Conversation(n) => self.conversations[n].alarm,
        };
        if alarm.is_none_or(|at| at > self.now) {
            return;
        }
        self.set_alarm(object, None);
        let ran = match object {
            Object::Site => true,
            Object::Desk => self.desk_turn(DeskInput::Timer, None) != Ok(Fate::Before),
            Object::Conversation(n) => self
                .conversation_turn(n, vec![Input::Timer], None)
                .is_ok_and(|(fate, _)| fate != Fate::Before),
        };
        if !ran {
            // An alarm whose turn failed comes again.
            self.set_alarm(object, Some(self.now + Millis::seconds(2)));
            return;
        }
        match object {
            Object::Site => self.site.outbox.clear_in_flight(),
            Object::Desk => self.desk.outbox.clear_in_flight(),
            Object::Conversation(n) => self.conversations[n].outbox.clear_in_flight(),
        }
        self.rearm(object);
        self.send_due(object);
    }

    fn rearm(&mut self, object: Object) {
        let now = self.now;
        let at = match object {
            Object::Site => alarm(now, None, &self.site.outbox),
            Object::Desk => {
                let deadline = self.desk.desk.as_ref().and_then(Desk::deadline);
                alarm(now, deadline, &self.desk.outbox)
            }
            Object::Conversation(n) => {
                let deadline =
                    self.conversations[n].machine.as_ref().and_then(Conversation::deadline);
                alarm(now, deadline, &self.conversations[n].outbox)
            }
        };
        self.set_alarm(object, at);
    }

    // --- the site ---

    /// The site tells the desk who is there.
    pub(crate) fn site_opens(&mut self) {
        let agents = self.agents.iter().map(crate::agent::Agent::roster).collect();
        let settings = DeskSettings { offer: Millis(self.plan.offer), ..DeskSettings::default() };
        self.site.outbox.enqueue(Object::Desk, Message::Roster(agents, settings));
        self.site
            .outbox
            .enqueue(Object::Desk, Message::RoutingConfig(crate::routing::from_plan(&self.plan)));
        self.rearm(Object::Site);
        self.send_due(Object::Site);
    }

    fn site_turn(&mut self, message: DeskToSite, sent: &Sent) -> Option<Answer> {
        let fate = self.fate(Object::Site);
        if fate == Fate::Before {
            self.lose_memory(Object::Site);
            return None;
        }
        let now = self.clock();
        let answer = match message {
            DeskToSite::Reserve { request, engagement } => {
                Some(self.site.ledger.reserve(now, self.site.limit, request, engagement))
            }
            DeskToSite::CloseReservation { request, outcome } => {
                self.site.ledger.close_reservation(now, &request, outcome);
                None
            }
        };
        self.site.outbox.record_received(sent, answer);
        self.check_ledger();
        (fate == Fate::Fine).then_some(answer)
    }

    // --- the desk ---

    /// One turn of the desk, and how it went.
    pub(crate) fn desk_turn(
        &mut self,
        input: DeskInput,
        message: Option<&Sent>,
    ) -> Result<Fate, DeskRefusal> {
        let now = self.clock();
        self.wake_desk(now);
        let fate = self.fate(Object::Desk);
        if fate == Fate::Before {
            self.lose_memory(Object::Desk);
            return Ok(Fate::Before);
        }
        let present = self.reachable(now);
        let Some(desk) = self.desk.desk.as_mut() else { return Ok(Fate::Before) };
        let effects = desk.handle(now, input)?;
        self.check_offers(now, present, &effects);
        let frames = self.save_desk(effects);
        if let Some(message) = message {
            self.desk.outbox.record_received(message, None);
        }
        self.rearm(Object::Desk);
        self.check_desk();
        if fate == Fate::After {
            self.lose_memory(Object::Desk);
            return Ok(Fate::After);
        }
        for (agent, frame) in frames {
            self.send_to_agent(&agent, &frame);
        }
        self.send_due(Object::Desk);
        Ok(Fate::Fine)
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
                        self.desk.outbox.enqueue(Object::Conversation(n), Message::News(news));
                    }
                }
                DeskEffect::Site(message) => {
                    self.desk.outbox.enqueue(Object::Site, Message::Ledger(message));
                }
                // What is pushed no tab hears: `shared/tests/pushing.rs` looks at it.
                DeskEffect::Explain(..) | DeskEffect::Push(..) => {}
                DeskEffect::Agent(agent, frame) => frames.push((agent, frame)),
            }
        }
        frames
    }

    /// Restores the desk from what it kept, and tells it who is connected.
    fn wake_desk(&mut self, now: Timestamp) {
        if self.desk.desk.is_some() {
            return;
        }
        let mut desk = Desk::restore(self.desk.records.values().cloned());
        let ids: Vec<AgentId> = desk.agents().map(AgentDesk::id).cloned().collect();
        let mut effects_to_save = Vec::new();
        self.witness.latest = self.witness.latest.max(now);
        for agent in ids {
            let sockets = self.tabs_up(&agent);
            effects_to_save.extend(
                desk.handle(now, DeskInput::Present { agent, sockets }).unwrap_or_default(),
            );
        }
        self.desk.desk = Some(desk);
        self.save_desk(effects_to_save);
    }

    /// How many tabs of an agent the desk has lines to.
    pub(crate) fn tabs_up(&self, agent: &AgentId) -> usize {
        let of =
            |client: &Client| matches!(client, Client::Tab(n, _) if self.agents[*n].id == *agent);
        self.lines.iter().filter(|(client, line)| line.up && of(client)).count()
    }

    fn send_to_agent(&mut self, agent: &AgentId, frame: &AgentEvent) {
        let Some(n) = self.agents.iter().position(|entry| entry.id == *agent) else { return };
        for tab in 0..self.agents[n].tabs {
            let client = Client::Tab(n, tab);
            self.over(client, false, |line| Happening::ToTab(client, line, frame.clone()));
        }
    }

    // --- conversations ---

    /// One turn of a conversation: its inputs are decided and kept together.
    pub(crate) fn conversation_turn(
        &mut self,
        n: usize,
        inputs: Vec<Input>,
        message: Option<&Sent>,
    ) -> Result<(Fate, Outcome), Refusal> {
        let now = self.clock();
        let object = Object::Conversation(n);
        if !self.conversations[n].exists && !matches!(inputs.first(), Some(Input::Begin)) {
            return Ok((Fate::Before, Outcome::default()));
        }
        let mut inputs = inputs;
        let mut machine = if let Some(machine) = self.conversations[n].machine.take() {
            machine
        } else {
            // Lines may be gone that stood before a crash.
            inputs.insert(inputs.len().min(1), Input::Present(self.is_up(Client::Visitor(n))));
            let meta = self.visitors[n].meta.clone();
            let mut machine = Conversation::restore(meta, &self.conversations[n].log);
            machine.visitor = self.conversations[n].visitor;
            machine
        };
        let fate = self.fate(object);
        if fate == Fate::Before {
            self.lose_memory(object);
            return Ok((Fate::Before, Outcome::default()));
        }
        let (mut all, mut logged) = (Outcome::default(), Vec::new());
        for input in inputs {
            let outcome = machine.handle(now, input)?;
            logged.extend(machine.apply(now, outcome.events));
            all.to_desk.extend(outcome.to_desk);
            all.ack = outcome.ack.or(all.ack);
            machine.visitor = outcome.visitor.unwrap_or(machine.visitor);
        }
        self.conversations[n].exists = true;
        self.conversations[n].visitor = machine.visitor;
        self.conversations[n].machine = Some(machine);
        self.conversations[n].log.extend(logged.iter().cloned());
        for request in all.to_desk.clone() {
            self.conversations[n].outbox.enqueue(Object::Desk, Message::ChatRequest(request));
        }
        if let Some(message) = message {
            self.conversations[n].outbox.record_received(message, None);
        }
        self.rearm(object);
        if fate == Fate::After {
            self.lose_memory(object);
            return Ok((Fate::After, all));
        }
        for event in logged {
            self.send_to_conversation(n, &ServerFrame::Event(event));
        }
        self.send_due(object);
        Ok((Fate::Fine, all))
    }

    /// Tells everybody who is connected to a conversation.
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
    pub(crate) fn resume(&mut self, n: usize, client: Client, frame: &ClientFrame) {
        let ClientFrame::Resume { after } = frame else { return };
        if let Some(line) = self.lines.get_mut(&client) {
            line.resumed = true;
        }
        let missing: Vec<_> = self.conversations[n]
            .log
            .iter()
            .filter(|logged| logged.seq > *after)
            .cloned()
            .collect();
        for logged in missing {
            self.over(client, false, |line| {
                Happening::ToClient(client, line, ServerFrame::Event(logged))
            });
        }
    }
}
