//! A desk with its store and clock, and a record of all its effects.

use shared::availability::{AvailabilityState, Schedule};
use shared::conversation::{ConversationToDesk, DeskToConversation, VisitorCard};
use shared::desk::{
    AgentDesk, ChatRequest, Desk, DeskEffect, DeskInput, DeskRefusal, DeskSettings, DeskToLedger,
    Record, RosterAgent, RoutingConfig, Stage,
};
use shared::event::{AgentProfile, FallbackReason, Location, Page};
use shared::id::{AgentId, ClientKey, ConversationId, OfferId, RequestId, Seq, VisitId, VisitorId};
use shared::person::Field;
use shared::protocol::{AgentEvent, AgentFrame, TransferTo};
use shared::push::Notice;
use shared::quota::{Grant, ReservationOutcome};
use shared::stream::Route;
use shared::time::{Millis, Timestamp};
use std::collections::{BTreeMap, BTreeSet};

pub fn agent(n: u32) -> AgentId {
    AgentId::parse(format!("agent_{n}")).unwrap()
}

pub fn conversation(n: u64) -> ConversationId {
    ConversationId::parse(format!("conv_{n}")).unwrap()
}

pub fn request(n: u64) -> RequestId {
    RequestId::derive(&conversation(n), Seq(1))
}

pub fn offer(n: u64) -> OfferId {
    OfferId::derive(&request(n), 1)
}

fn key() -> ClientKey {
    ClientKey::parse("k").unwrap()
}

pub struct Bench {
    pub desk: Desk,
    pub now: Timestamp,
    pub said: Vec<DeskEffect>,
    roster: Vec<(u32, bool)>,
    settings: DeskSettings,
    schedules: BTreeMap<u32, Schedule>,
    pushed: BTreeSet<u32>,
    /// Agents with an open socket: since when it has been silent, if it has.
    open: BTreeMap<AgentId, Option<Timestamp>>,
    /// Conversations that have asked for a person, those that have an agent, and those that are done.
    asked: BTreeSet<u64>,
    joined: BTreeSet<u64>,
    done: BTreeSet<u64>,
    /// The stored records, serialized.
    store: BTreeMap<String, String>,
}

impl Bench {
    /// This many agents, none of them available.
    pub fn with_agents(count: u32) -> Self {
        let mut bench = Self::without_roster();
        let everybody: Vec<_> = (1..=count).map(|n| (n, true)).collect();
        bench.roster(&everybody);
        bench
    }

    /// A desk that was never told of any agent, or has lost its storage.
    pub fn without_roster() -> Self {
        Self {
            desk: Desk::default(),
            now: Timestamp(1_795_000_000_000),
            said: Vec::new(),
            roster: Vec::new(),
            settings: DeskSettings::default(),
            schedules: BTreeMap::new(),
            pushed: BTreeSet::new(),
            open: BTreeMap::new(),
            asked: BTreeSet::new(),
            joined: BTreeSet::new(),
            done: BTreeSet::new(),
            store: BTreeMap::new(),
        }
    }

    /// This many agents, all connected and available.
    pub fn with_available(count: u32) -> Self {
        let mut bench = Self::with_agents(count);
        for n in 1..=count {
            bench.present(n, 1);
            bench.status(n, true).unwrap();
        }
        bench.said.clear();
        bench
    }

    /// One turn of the desk, as the shell makes it: first it passes in the latest pings.
    pub fn handle(&mut self, input: DeskInput) -> Result<Vec<DeskEffect>, DeskRefusal> {
        if !matches!(input, DeskInput::Present { .. }) {
            let connected: Vec<_> = self.open.keys().cloned().collect();
            self.decide(self.presence(connected))?;
        }
        self.decide(input)
    }

    /// When these agents were last seen. An open socket that is not silent pings all the time.
    fn presence(&self, agents: Vec<AgentId>) -> DeskInput {
        let last_seen_at = |agent: AgentId| {
            let seen = self.open.get(&agent).map(|silent_since| silent_since.unwrap_or(self.now));
            (agent, seen)
        };
        DeskInput::Present(agents.into_iter().map(last_seen_at).collect())
    }

    /// An agent's machine falls asleep; its sockets stay open.
    pub fn sleep(&mut self, n: u32) {
        if let Some(silent_since) = self.open.get_mut(&agent(n)) {
            silent_since.get_or_insert(self.now);
        }
    }

    /// The agent's sockets are gone, and nobody has told the desk.
    pub fn lose_sockets(&mut self, n: u32) {
        self.open.remove(&agent(n));
    }

    /// The agent's machine wakes up, and its sockets ping again.
    pub fn wake(&mut self, n: u32) {
        if let Some(silent_since) = self.open.get_mut(&agent(n)) {
            *silent_since = None;
            self.present(n, 1);
        }
    }

    fn decide(&mut self, input: DeskInput) -> Result<Vec<DeskEffect>, DeskRefusal> {
        let effects = self.desk.handle(self.now, input)?;
        for effect in &effects {
            match effect {
                DeskEffect::Save(record) => {
                    self.store.insert(record.key(), serde_json::to_string(record).unwrap());
                }
                DeskEffect::Delete(key) => {
                    self.store.remove(key);
                }
                _ => {}
            }
        }
        self.said.extend(effects.iter().cloned());
        Ok(effects)
    }

    /// The site sets or removes an agent's schedule.
    pub fn schedule(&mut self, n: u32, schedule: Option<Schedule>) {
        self.schedules.remove(&n);
        self.schedules.extend(schedule.map(|schedule| (n, schedule)));
        self.roster(&self.roster.clone());
    }

    /// The site reports that an agent can be reached by push.
    pub fn push(&mut self, n: u32) {
        self.pushed.insert(n);
        self.roster(&self.roster.clone());
    }

    /// The site reports that an agent can no longer be reached by push.
    pub fn no_push(&mut self, n: u32) {
        self.pushed.remove(&n);
        self.roster(&self.roster.clone());
    }

    /// The notices that were pushed to an agent's devices.
    pub fn pushes(&self, n: u32) -> Vec<Notice> {
        let of = agent(n);
        let notice = |effect: &DeskEffect| match effect {
            DeskEffect::Push(to, notice) if *to == of => Some(notice.clone()),
            _ => None,
        };
        self.said.iter().filter_map(notice).collect()
    }

    pub fn roster(&mut self, agents: &[(u32, bool)]) {
        self.roster = agents.to_vec();
        let agents = agents
            .iter()
            .map(|(n, live_chat)| RosterAgent {
                profile: AgentProfile { id: agent(*n), name: format!("Agent {n}"), picture: None },
                live_chat: *live_chat,
                schedule: self.schedules.get(n).cloned(),
                push: self.pushed.contains(n),
            })
            .collect();
        self.handle(DeskInput::Roster { agents, settings: self.settings }).unwrap();
    }

    /// The site changes its settings.
    pub fn settings(&mut self, settings: DeskSettings) {
        self.settings = settings;
        self.roster(&self.roster.clone());
    }

    /// The site answers the question for the roster: its turn, as the shell makes it.
    pub fn roster_arrives(&mut self, count: u32) {
        let everybody: Vec<_> = (1..=count).map(|n| (n, true)).collect();
        self.roster(&everybody);
        self.handle(self.presence(self.open.keys().cloned().collect())).unwrap();
        self.handle(DeskInput::RoutingConfig(RoutingConfig::default())).unwrap();
    }

    pub fn request(&mut self, n: u64, route: Route) {
        self.request_from(n, route, "", "");
    }

    /// A visitor of a company asks for a person, with an e-mail address.
    pub fn request_from(&mut self, n: u64, route: Route, company: &str, email: &str) {
        self.request_of(n, n, route, company, email);
    }

    /// A visitor asks for a person in a conversation.
    pub fn request_of(&mut self, visitor: u64, n: u64, route: Route, company: &str, email: &str) {
        let visitor = VisitorCard {
            id: VisitorId::parse(format!("visitor_{visitor}")).unwrap(),
            visit: VisitId::parse("visit_1").unwrap(),
            attributes: BTreeMap::from([
                (Field::Company, company.to_owned()),
                (Field::Email, email.to_owned()),
            ]),
            page: Page::default(),
            location: Location::default(),
        };
        self.asked.insert(n);
        let request = request(n);
        let chat_request =
            ConversationToDesk::Request { request, conversation: conversation(n), route, visitor };
        self.handle(DeskInput::Conversation(chat_request)).unwrap();
    }

    /// The ledger answers. Returns the agent who gets the offer, if any.
    pub fn grant(&mut self, n: u64, grant: Grant) -> Option<AgentId> {
        let effects = self.handle(DeskInput::Reservation { request: request(n), grant }).unwrap();
        effects.into_iter().find_map(|effect| match effect {
            DeskEffect::Agent(agent, AgentEvent::Offer { .. }) => Some(agent),
            _ => None,
        })
    }

    pub fn request_and_grant(&mut self, n: u64) -> Option<AgentId> {
        self.request(n, Route::RoundRobin);
        self.grant(n, Grant::Reserved)
    }

    /// The conversation says that the agent is in the chat.
    pub fn joined(&mut self, n: u64) {
        self.joined.insert(n);
        let joined = ConversationToDesk::Joined { request: request(n) };
        self.handle(DeskInput::Conversation(joined)).unwrap();
    }

    /// The conversation handles what the desk has sent. Once its chat request is over, it ignores it.
    pub fn conversation_catches_up(&mut self, n: u64) {
        let is_connected =
            |news: &DeskToConversation| matches!(news, DeskToConversation::Connected { .. });
        if !self.done.contains(&n)
            && !self.joined.contains(&n)
            && self.news(n).iter().any(is_connected)
        {
            self.joined(n);
        }
    }

    pub fn done(&mut self, n: u64) {
        if self.asked.contains(&n) {
            self.done.insert(n);
        }
        self.handle(DeskInput::Conversation(ConversationToDesk::Done { request: request(n) }))
            .unwrap();
    }

    pub fn transfer(&mut self, n: u32, chat: u64, to: TransferTo) -> Result<(), DeskRefusal> {
        self.agent_frame(
            n,
            AgentFrame::Transfer { id: key(), conversation: conversation(chat), to },
        )
    }

    pub fn cancel_transfer(&mut self, n: u32, chat: u64) -> Result<(), DeskRefusal> {
        self.agent_frame(
            n,
            AgentFrame::CancelTransfer { id: key(), conversation: conversation(chat) },
        )
    }

    fn agent_frame(&mut self, n: u32, frame: AgentFrame) -> Result<(), DeskRefusal> {
        self.handle(DeskInput::AgentFrame { agent: agent(n), frame }).map(|_| ())
    }

    pub fn accept(&mut self, n: u32, chat: u64) -> Result<(), DeskRefusal> {
        self.agent_frame(n, AgentFrame::Accept { id: key(), offer: offer(chat) })
    }

    /// Accepts the offer number `attempt` of a chat request.
    pub fn accept_attempt(&mut self, n: u32, chat: u64, attempt: u32) -> Result<(), DeskRefusal> {
        self.agent_frame(
            n,
            AgentFrame::Accept { id: key(), offer: OfferId::derive(&request(chat), attempt) },
        )
    }

    pub fn decline(&mut self, n: u32, chat: u64) -> Result<(), DeskRefusal> {
        self.agent_frame(n, AgentFrame::Decline { id: key(), offer: offer(chat) })
    }

    /// Declines the offer number `attempt` of a chat request.
    pub fn decline_attempt(&mut self, n: u32, chat: u64, attempt: u32) {
        let offer = OfferId::derive(&request(chat), attempt);
        self.agent_frame(n, AgentFrame::Decline { id: key(), offer }).unwrap();
    }

    pub fn status(&mut self, n: u32, available: bool) -> Result<(), DeskRefusal> {
        self.agent_frame(n, AgentFrame::Status { id: key(), available })
    }

    pub fn present(&mut self, n: u32, sockets: usize) {
        let agent = agent(n);
        if sockets == 0 {
            self.open.remove(&agent);
        } else {
            self.open.insert(agent.clone(), None);
        }
        self.handle(self.presence(vec![agent])).unwrap();
    }

    /// Time passes without an alarm.
    pub fn jump(&mut self, length: Millis) {
        self.now = self.now + length;
    }

    pub fn tick(&mut self) {
        self.handle(DeskInput::Timer).unwrap();
    }

    /// The next deadline, apart from toggles and presence checks.
    pub fn due(&self) -> Option<Timestamp> {
        let settings = DeskSettings::default();
        let is_other = |due: &Timestamp| {
            let mut agents = self.desk.agents();
            !agents.any(|a| [a.boundary(), a.silent_at(&settings)].contains(&Some(*due)))
        };
        self.desk.deadline().filter(is_other)
    }

    /// Time passes, and every alarm fires on time.
    pub fn pass(&mut self, length: Millis) {
        let end = self.now + length;
        while let Some(due) = self.desk.deadline().filter(|due| *due <= end) {
            self.now = self.now.max(due);
            self.tick();
        }
        self.now = end;
    }

    /// Everything in memory is lost; the stored records are not.
    pub fn crash(&mut self) {
        let agents: Vec<_> = self.desk.agents().map(|agent| agent.id().clone()).collect();
        self.desk = Desk::restore(self.records());
        self.handle(self.presence(agents)).unwrap();
    }

    /// Its storage is lost, and everything in memory with it.
    pub fn lose_storage(&mut self) {
        self.store.clear();
        self.said.clear();
        self.crash();
    }

    pub fn news(&self, n: u64) -> Vec<DeskToConversation> {
        let of = conversation(n);
        let news = |effect: &DeskEffect| match effect {
            DeskEffect::Conversation(to, news) if *to == of => Some(news.clone()),
            _ => None,
        };
        self.said.iter().filter_map(news).collect()
    }

    pub fn frames(&self, n: u32) -> Vec<AgentEvent> {
        let of = agent(n);
        let frame = |effect: &DeskEffect| match effect {
            DeskEffect::Agent(to, frame) if *to == of => Some(frame.clone()),
            _ => None,
        };
        self.said.iter().filter_map(frame).collect()
    }

    pub fn to_site(&self) -> Vec<DeskToLedger> {
        let site = |effect: &DeskEffect| match effect {
            DeskEffect::Site(message) => Some(message.clone()),
            _ => None,
        };
        self.said.iter().filter_map(site).collect()
    }

    /// Whether a chat request has ended. No later one has its id.
    pub fn is_over(&self, n: u64) -> bool {
        self.done.contains(&n) || self.fell_back(n).is_some()
    }

    pub fn fell_back(&self, n: u64) -> Option<FallbackReason> {
        self.news(n).into_iter().find_map(|news| match news {
            DeskToConversation::FellBack { reason, .. } => Some(reason),
            _ => None,
        })
    }

    fn records(&self) -> Vec<Record> {
        self.store.values().map(|record| serde_json::from_str(record).unwrap()).collect()
    }

    fn requests(&self) -> Vec<ChatRequest> {
        let chat_request = |record| match record {
            Record::Request(chat_request) => Some(chat_request),
            _ => None,
        };
        self.records().into_iter().filter_map(chat_request).collect()
    }

    pub fn check_invariants(&self) {
        let requests = self.requests();
        let mut loads: BTreeMap<&AgentId, usize> = BTreeMap::new();
        for agent in requests.iter().flat_map(ChatRequest::holders) {
            *loads.entry(agent).or_default() += 1;
        }
        for desk in self.desk.agents() {
            let stored = loads.get(desk.id()).copied().unwrap_or_default();
            assert_eq!(desk.load(), stored, "the store knows every offer and chat of {desk:?}");
            assert!(desk.load() <= 10, "{desk:?} has more than ten");
            let said =
                AvailabilityState::new(self.now, desk.schedule.as_ref(), desk.toggle.as_ref());
            let late = desk.boundary().is_some_and(|boundary| boundary <= self.now);
            assert!(late || desk.state == said, "{desk:?} is available as the clock says");
        }
        let settings = DeskSettings::default();
        let timeouts = self.desk.agents().filter_map(|agent| agent.disconnect_timeout(&settings));
        let boundaries = self.desk.agents().filter_map(AgentDesk::boundary);
        let silent = self.desk.agents().filter_map(|agent| agent.silent_at(&settings));
        let of_agents = timeouts.chain(boundaries).chain(silent);
        let due = requests.iter().filter_map(ChatRequest::deadline).chain(of_agents).min();
        assert_eq!(self.desk.deadline(), due, "an alarm is due exactly when something needs one");
    }

    pub fn check_everything_ended(&mut self) {
        for n in 1..40 {
            self.conversation_catches_up(n);
        }
        assert!(
            self.requests()
                .iter()
                .all(|chat_request| matches!(chat_request.stage, Stage::Connected { .. })),
            "a request was left waiting"
        );
        let site = self.to_site();
        for n in 1..40 {
            let (mut open, mut settled, mut reserved) = (false, 0, 0);
            let ours = |r: &RequestId| *r == request(n);
            for effect in &self.said {
                match effect {
                    DeskEffect::Site(DeskToLedger::Reserve { request: r, .. }) if ours(r) => {
                        (open, reserved) = (true, reserved + 1);
                    }
                    DeskEffect::Site(DeskToLedger::CloseReservation { request: r, outcome })
                        if ours(r) =>
                    {
                        // A release may be repeated, since it changes nothing then.
                        assert!(open || *outcome == ReservationOutcome::Released);
                        settled += usize::from(std::mem::take(&mut open));
                    }
                    DeskEffect::Conversation(
                        _,
                        DeskToConversation::FellBack { request: r, reason, .. },
                    ) if ours(r) && *reason == FallbackReason::QuotaExhausted => {
                        settled += usize::from(std::mem::take(&mut open));
                    }
                    _ => {}
                }
            }
            assert_eq!(reserved, settled, "what was held for {n} was settled once");
            let count = |predicate: &dyn Fn(&DeskToLedger) -> bool| {
                site.iter().filter(|w| predicate(w)).count()
            };
            let committed = count(
                &|w| matches!(w, DeskToLedger::CloseReservation { request: r, outcome: ReservationOutcome::Committed } if *r == request(n)),
            );
            let joined = usize::from(self.joined.contains(&n));
            assert_eq!(committed, joined, "a chat counts once, when an agent is in it");
        }
    }
}
