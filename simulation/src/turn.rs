//! The shells: one turn of an object. Everything it keeps, it keeps at once; a crash comes before
//! that, or after it and before anything was said.

use crate::objects::alarm;
use crate::post::{Answer, Letter, Object, Sent};
use crate::world::{Client, Happening, World};
use shared::conversation::{Conversation, Input, Outcome, Refusal};
use shared::desk::{AgentDesk, Desk, DeskEffect, DeskInput, DeskRefusal, DeskSettings, ToSite};
use shared::id::AgentId;
use shared::protocol::{ClientFrame, DeskFrame, ServerFrame};
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
            Object::Site => self.site.post.forget_under_way(),
            Object::Desk => {
                self.desk.desk = None;
                self.desk.post.forget_under_way();
            }
            Object::Talk(n) => {
                self.talks[n].talk = None;
                self.talks[n].post.forget_under_way();
            }
        }
    }

    // --- letters ---

    /// Sends what is due.
    pub(crate) fn post(&mut self, object: Object) {
        let due = match object {
            Object::Site => self.site.post.due(object),
            Object::Desk => self.desk.post.due(object),
            Object::Talk(n) => self.talks[n].post.due(object),
        };
        for sent in due {
            if self.strikes(self.plan.weather.double) {
                let again = self.travel() * 3;
                self.after(again, Happening::Letter(sent.clone()));
            }
            if !self.strikes(self.plan.weather.lose) {
                let travel = self.travel();
                self.after(travel, Happening::Letter(sent));
            }
        }
    }

    /// A letter arrives.
    pub(crate) fn letter(&mut self, sent: Sent) {
        let seen = match sent.to {
            Object::Site => self.site.post.seen(&sent),
            Object::Desk => self.desk.post.seen(&sent),
            Object::Talk(n) => self.talks[n].post.seen(&sent),
        };
        let answer = match seen {
            // The ledger knows a wish by its own name, and answers the same however often asked.
            Some(_) if matches!(sent.letter, Letter::Ledger(_)) => self.take_letter(&sent),
            Some(answer) => Some(answer),
            None => self.take_letter(&sent),
        };
        let Some(answer) = answer else { return };
        if !self.strikes(self.plan.weather.lose) {
            let travel = self.travel();
            self.after(travel, Happening::Answer(sent, answer));
        }
    }

    /// The answer, or `None` when the receiver crashed over it.
    fn take_letter(&mut self, sent: &Sent) -> Option<Answer> {
        match (&sent.letter, sent.to) {
            (Letter::Wish(wish), _) => self
                .desk_turn(DeskInput::Conversation(wish.clone()), Some(sent))
                .is_ok_and(Fate::is_said)
                .then_some(None),
            (Letter::News(news), Object::Talk(n)) => {
                let kept = self.talk_turn(n, vec![Input::Desk(news.clone())], Some(sent));
                kept.is_ok_and(|(fate, _)| fate.is_said()).then_some(None)
            }
            (Letter::Ledger(word), _) => self.site_turn(word.clone(), sent),
            (Letter::Roster(agents, settings), _) => {
                let input = DeskInput::Roster { agents: agents.clone(), settings: *settings };
                self.desk_turn(input, Some(sent)).is_ok_and(Fate::is_said).then_some(None)
            }
            (Letter::Book(book), _) => {
                let input = DeskInput::Book(book.clone());
                self.desk_turn(input, Some(sent)).is_ok_and(Fate::is_said).then_some(None)
            }
            (Letter::News(_), _) => None,
        }
    }

    /// An answer arrives; that of the ledger is handled in the turn that removes the letter.
    pub(crate) fn answer(&mut self, sent: &Sent, answer: Answer) {
        match sent.from {
            Object::Site => {
                self.site.post.answered(sent.to, sent.number);
            }
            Object::Talk(n) => {
                self.talks[n].post.answered(sent.to, sent.number);
            }
            Object::Desk => {
                let first = self.desk.post.answered(sent.to, sent.number);
                if let (Letter::Ledger(ToSite::Reserve { request, .. }), Some(grant), true) =
                    (&sent.letter, answer, first)
                {
                    let input = DeskInput::Granted { request: request.clone(), grant };
                    if self.desk_turn(input, None) == Ok(Fate::Before) {
                        self.desk.post.restore(sent);
                    }
                }
            }
        }
        self.post(sent.from);
    }

    // --- alarms ---

    /// Sets an object's alarm, as part of what it keeps.
    fn set_alarm(&mut self, object: Object, at: Option<Timestamp>) {
        let kept = match object {
            Object::Site => &mut self.site.alarm,
            Object::Desk => &mut self.desk.alarm,
            Object::Talk(n) => &mut self.talks[n].alarm,
        };
        if *kept == at {
            return;
        }
        *kept = at;
        let Some(at) = at else { return };
        let late =
            if self.strikes(self.plan.weather.late_alarm) { self.rng.u64(0..60_000) } else { 0 };
        self.at(at + Millis(late), Happening::Alarm(object));
    }

    /// An alarm rings; one that was set anew meanwhile means nothing.
    pub(crate) fn alarm(&mut self, object: Object) {
        let kept = match object {
            Object::Site => self.site.alarm,
            Object::Desk => self.desk.alarm,
            Object::Talk(n) => self.talks[n].alarm,
        };
        if kept.is_none_or(|at| at > self.now) {
            return;
        }
        self.set_alarm(object, None);
        let ran = match object {
            Object::Site => true,
            Object::Desk => self.desk_turn(DeskInput::Timer, None) != Ok(Fate::Before),
            Object::Talk(n) => self
                .talk_turn(n, vec![Input::Timer], None)
                .is_ok_and(|(fate, _)| fate != Fate::Before),
        };
        if !ran {
            // An alarm whose turn failed comes again.
            self.set_alarm(object, Some(self.now + Millis::seconds(2)));
            return;
        }
        match object {
            Object::Site => self.site.post.forget_under_way(),
            Object::Desk => self.desk.post.forget_under_way(),
            Object::Talk(n) => self.talks[n].post.forget_under_way(),
        }
        self.rearm(object);
        self.post(object);
    }

    fn rearm(&mut self, object: Object) {
        let now = self.now;
        let at = match object {
            Object::Site => alarm(now, None, &self.site.post),
            Object::Desk => {
                let deadline = self.desk.desk.as_ref().and_then(Desk::deadline);
                alarm(now, deadline, &self.desk.post)
            }
            Object::Talk(n) => {
                let deadline = self.talks[n].talk.as_ref().and_then(Conversation::deadline);
                alarm(now, deadline, &self.talks[n].post)
            }
        };
        self.set_alarm(object, at);
    }

    // --- the site ---

    /// The site tells the desk who is there.
    pub(crate) fn site_opens(&mut self) {
        let agents = self.agents.iter().map(crate::agent::Agent::roster).collect();
        let settings = DeskSettings { offer: Millis(self.plan.offer), ..DeskSettings::default() };
        self.site.post.keep(Object::Desk, Letter::Roster(agents, settings));
        self.site.post.keep(Object::Desk, Letter::Book(crate::book::of(&self.plan)));
        self.rearm(Object::Site);
        self.post(Object::Site);
    }

    fn site_turn(&mut self, word: ToSite, sent: &Sent) -> Option<Answer> {
        let fate = self.fate(Object::Site);
        if fate == Fate::Before {
            self.lose_memory(Object::Site);
            return None;
        }
        let now = self.clock();
        let answer = match word {
            ToSite::Reserve { request, engagement } => {
                Some(self.site.ledger.reserve(now, self.site.limit, request, engagement))
            }
            ToSite::Settle { request, how } => {
                self.site.ledger.settle(now, &request, how);
                None
            }
        };
        self.site.post.mark(sent, answer);
        self.check_ledger();
        (fate == Fate::Fine).then_some(answer)
    }

    // --- the desk ---

    /// One turn of the desk, and how it went.
    pub(crate) fn desk_turn(
        &mut self,
        input: DeskInput,
        letter: Option<&Sent>,
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
        self.check_rings(now, present, &effects);
        let frames = self.keep_desk(effects);
        if let Some(letter) = letter {
            self.desk.post.mark(letter, None);
        }
        self.rearm(Object::Desk);
        self.check_desk();
        if fate == Fate::After {
            self.lose_memory(Object::Desk);
            return Ok(Fate::After);
        }
        for (agent, frame) in frames {
            self.tell_agent(&agent, &frame);
        }
        self.post(Object::Desk);
        Ok(Fate::Fine)
    }

    fn keep_desk(&mut self, effects: Vec<DeskEffect>) -> Vec<(AgentId, DeskFrame)> {
        let mut frames = Vec::new();
        for effect in effects {
            match effect {
                DeskEffect::Keep(record) => {
                    self.desk.records.insert(record.key(), record);
                }
                DeskEffect::Forget(key) => {
                    self.desk.records.remove(&key);
                }
                DeskEffect::Conversation(to, news) => {
                    if let Some(n) = Self::talk_of(&to) {
                        self.desk.post.keep(Object::Talk(n), Letter::News(news));
                    }
                }
                DeskEffect::Site(word) => self.desk.post.keep(Object::Site, Letter::Ledger(word)),
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
        let known: Vec<AgentId> = desk.agents().map(AgentDesk::id).cloned().collect();
        let mut kept = Vec::new();
        self.witness.latest = self.witness.latest.max(now);
        for agent in known {
            let sockets = self.tabs_up(&agent);
            kept.extend(
                desk.handle(now, DeskInput::Present { agent, sockets }).unwrap_or_default(),
            );
        }
        self.desk.desk = Some(desk);
        self.keep_desk(kept);
    }

    /// How many tabs of an agent the desk has lines to.
    pub(crate) fn tabs_up(&self, agent: &AgentId) -> usize {
        let of =
            |client: &Client| matches!(client, Client::Tab(n, _) if self.agents[*n].id == *agent);
        self.lines.iter().filter(|(client, line)| line.up && of(client)).count()
    }

    fn tell_agent(&mut self, agent: &AgentId, frame: &DeskFrame) {
        let Some(n) = self.agents.iter().position(|known| known.id == *agent) else { return };
        for tab in 0..self.agents[n].tabs {
            let client = Client::Tab(n, tab);
            self.over(client, false, |line| Happening::ToTab(client, line, frame.clone()));
        }
    }

    // --- conversations ---

    /// One turn of a conversation: its inputs are decided and kept together.
    pub(crate) fn talk_turn(
        &mut self,
        n: usize,
        inputs: Vec<Input>,
        letter: Option<&Sent>,
    ) -> Result<(Fate, Outcome), Refusal> {
        let now = self.clock();
        let object = Object::Talk(n);
        if !self.talks[n].made && !matches!(inputs.first(), Some(Input::Begin)) {
            return Ok((Fate::Before, Outcome::default()));
        }
        let mut inputs = inputs;
        let mut talk = if let Some(talk) = self.talks[n].talk.take() {
            talk
        } else {
            // Lines may be gone that stood before a crash.
            inputs.insert(inputs.len().min(1), Input::Present(self.is_up(Client::Visitor(n))));
            let charter = self.visitors[n].charter.clone();
            let mut talk = Conversation::restore(charter, &self.talks[n].log);
            talk.visitor = self.talks[n].visitor;
            talk
        };
        let fate = self.fate(object);
        if fate == Fate::Before {
            self.lose_memory(object);
            return Ok((Fate::Before, Outcome::default()));
        }
        let (mut all, mut logged) = (Outcome::default(), Vec::new());
        for input in inputs {
            let outcome = talk.handle(now, input)?;
            logged.extend(talk.apply(now, outcome.events));
            all.to_desk.extend(outcome.to_desk);
            all.ack = outcome.ack.or(all.ack);
            talk.visitor = outcome.visitor.unwrap_or(talk.visitor);
        }
        self.talks[n].made = true;
        self.talks[n].visitor = talk.visitor;
        self.talks[n].talk = Some(talk);
        self.talks[n].log.extend(logged.iter().cloned());
        for wish in all.to_desk.clone() {
            self.talks[n].post.keep(Object::Desk, Letter::Wish(wish));
        }
        if let Some(letter) = letter {
            self.talks[n].post.mark(letter, None);
        }
        self.rearm(object);
        if fate == Fate::After {
            self.lose_memory(object);
            return Ok((Fate::After, all));
        }
        for event in logged {
            self.tell_talk(n, &ServerFrame::Event(event));
        }
        self.post(object);
        Ok((Fate::Fine, all))
    }

    /// Tells everybody who is connected to a conversation.
    fn tell_talk(&mut self, n: usize, frame: &ServerFrame) {
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
        let missing: Vec<_> =
            self.talks[n].log.iter().filter(|logged| logged.seq > *after).cloned().collect();
        for logged in missing {
            self.over(client, false, |line| {
                Happening::ToClient(client, line, ServerFrame::Event(logged))
            });
        }
    }
}
