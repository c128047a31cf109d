//! A desk with its store, its clock, and a memory of everything it said.

use shared::availability::{Schedule, Word};
use shared::conversation::{DeskNews, ToDesk, VisitorCard};
use shared::desk::{
    AgentDesk, Desk, DeskEffect, DeskInput, DeskRefusal, DeskSettings, Record, RosterAgent, Stage,
    ToSite, Wish,
};
use shared::event::{AgentFace, FallbackReason, Page, Place};
use shared::id::{AgentId, ClientKey, ConversationId, OfferId, RequestId, Seq, VisitId, VisitorId};
use shared::person::Field;
use shared::protocol::{BellFrame, DeskFrame, TransferTo};
use shared::push::Notice;
use shared::quota::{Grant, Settlement};
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
    RequestId::of(&conversation(n), Seq(1))
}

pub fn offer(n: u64) -> OfferId {
    OfferId::of(&request(n), 1)
}

fn key() -> ClientKey {
    ClientKey::parse("k").unwrap()
}

pub struct Bench {
    pub desk: Desk,
    pub now: Timestamp,
    pub said: Vec<DeskEffect>,
    roster: Vec<(u32, bool)>,
    schedules: BTreeMap<u32, Schedule>,
    pushed: BTreeSet<u32>,
    /// What is on the disk, as it is on the disk.
    store: BTreeMap<String, String>,
}

impl Bench {
    /// So many agents, none of them available.
    pub fn with_agents(count: u32) -> Self {
        let mut bench = Self {
            desk: Desk::default(),
            now: Timestamp(1_795_000_000_000),
            said: Vec::new(),
            roster: Vec::new(),
            schedules: BTreeMap::new(),
            pushed: BTreeSet::new(),
            store: BTreeMap::new(),
        };
        let everybody: Vec<_> = (1..=count).map(|n| (n, true)).collect();
        bench.roster(&everybody);
        bench
    }

    /// So many agents, all connected and available.
    pub fn with_available(count: u32) -> Self {
        let mut bench = Self::with_agents(count);
        for n in 1..=count {
            bench.present(n, 1);
            bench.status(n, true).unwrap();
        }
        bench.said.clear();
        bench
    }

    pub fn handle(&mut self, input: DeskInput) -> Result<Vec<DeskEffect>, DeskRefusal> {
        let effects = self.desk.handle(self.now, input)?;
        for effect in &effects {
            match effect {
                DeskEffect::Keep(record) => {
                    self.store.insert(record.key(), serde_json::to_string(record).unwrap());
                }
                DeskEffect::Forget(key) => {
                    self.store.remove(key);
                }
                _ => {}
            }
        }
        self.said.extend(effects.iter().cloned());
        Ok(effects)
    }

    /// The site says that they have that schedule, or none.
    pub fn schedule(&mut self, n: u32, schedule: Option<Schedule>) {
        self.schedules.remove(&n);
        self.schedules.extend(schedule.map(|schedule| (n, schedule)));
        self.roster(&self.roster.clone());
    }

    /// The site says that they can be reached by push.
    pub fn push(&mut self, n: u32) {
        self.pushed.insert(n);
        self.roster(&self.roster.clone());
    }

    /// The site says that they can't any more.
    pub fn no_push(&mut self, n: u32) {
        self.pushed.remove(&n);
        self.roster(&self.roster.clone());
    }

    /// What was told to somebody's devices.
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
                face: AgentFace { id: agent(*n), name: format!("Agent {n}"), picture: None },
                live_chat: *live_chat,
                schedule: self.schedules.get(n).cloned(),
                push: self.pushed.contains(n),
            })
            .collect();
        self.handle(DeskInput::Roster { agents, settings: DeskSettings::default() }).unwrap();
    }

    pub fn ask(&mut self, n: u64, route: Route) {
        self.ask_from(n, route, "", "");
    }

    /// Somebody of a company asks, with an e-mail address.
    pub fn ask_from(&mut self, n: u64, route: Route, company: &str, email: &str) {
        let visitor = VisitorCard {
            id: VisitorId::parse(format!("visitor_{n}")).unwrap(),
            visit: VisitId::parse("visit_1").unwrap(),
            told: BTreeMap::from([
                (Field::Company, company.to_owned()),
                (Field::Email, email.to_owned()),
            ]),
            page: Page::default(),
            place: Place::default(),
        };
        let request = request(n);
        let wanted = ToDesk::Request { request, conversation: conversation(n), route, visitor };
        self.handle(DeskInput::Conversation(wanted)).unwrap();
    }

    /// The ledger answers; whom the bell rings at, if it does.
    pub fn grant(&mut self, n: u64, grant: Grant) -> Option<AgentId> {
        let effects = self.handle(DeskInput::Granted { request: request(n), grant }).unwrap();
        effects.into_iter().find_map(|effect| match effect {
            DeskEffect::Agent(agent, DeskFrame::Offer { .. }) => Some(agent),
            _ => None,
        })
    }

    pub fn ask_and_grant(&mut self, n: u64) -> Option<AgentId> {
        self.ask(n, Route::RoundRobin);
        self.grant(n, Grant::Granted)
    }

    pub fn done(&mut self, n: u64) {
        self.handle(DeskInput::Conversation(ToDesk::Done { request: request(n) })).unwrap();
    }

    pub fn transfer(&mut self, n: u32, wish: u64, to: TransferTo) -> Result<(), DeskRefusal> {
        self.bell(n, BellFrame::Transfer { id: key(), conversation: conversation(wish), to })
    }

    pub fn keep(&mut self, n: u32, wish: u64) -> Result<(), DeskRefusal> {
        self.bell(n, BellFrame::Keep { id: key(), conversation: conversation(wish) })
    }

    fn bell(&mut self, n: u32, frame: BellFrame) -> Result<(), DeskRefusal> {
        self.handle(DeskInput::Bell { agent: agent(n), frame }).map(|_| ())
    }

    pub fn accept(&mut self, n: u32, wish: u64) -> Result<(), DeskRefusal> {
        self.bell(n, BellFrame::Accept { id: key(), offer: offer(wish) })
    }

    /// Accepts the `nth` ring for a wish.
    pub fn accept_nth(&mut self, n: u32, wish: u64, nth: u32) -> Result<(), DeskRefusal> {
        self.bell(n, BellFrame::Accept { id: key(), offer: OfferId::of(&request(wish), nth) })
    }

    pub fn decline(&mut self, n: u32, wish: u64) -> Result<(), DeskRefusal> {
        self.bell(n, BellFrame::Decline { id: key(), offer: offer(wish) })
    }

    /// Declines the `nth` ring for a wish.
    pub fn decline_nth(&mut self, n: u32, wish: u64, nth: u32) {
        let offer = OfferId::of(&request(wish), nth);
        self.bell(n, BellFrame::Decline { id: key(), offer }).unwrap();
    }

    pub fn status(&mut self, n: u32, available: bool) -> Result<(), DeskRefusal> {
        self.bell(n, BellFrame::Status { id: key(), available })
    }

    pub fn present(&mut self, n: u32, sockets: usize) {
        self.handle(DeskInput::Present { agent: agent(n), sockets }).unwrap();
    }

    /// Time goes on, and nothing looks at the clock.
    pub fn jump(&mut self, length: Millis) {
        self.now = self.now + length;
    }

    pub fn tick(&mut self) {
        self.handle(DeskInput::Timer).unwrap();
    }

    /// When the next thing is due but the end of a toggle.
    pub fn due(&self) -> Option<Timestamp> {
        let toggle_ends = |due: &Timestamp| self.desk.agents().any(|a| a.boundary() == Some(*due));
        self.desk.deadline().filter(|due| !toggle_ends(due))
    }

    /// Time goes on, and every alarm comes on time.
    pub fn pass(&mut self, length: Millis) {
        let end = self.now + length;
        while let Some(due) = self.desk.deadline().filter(|due| *due <= end) {
            self.now = self.now.max(due);
            self.tick();
        }
        self.now = end;
    }

    /// Everything in memory is lost; what was stored is not.
    pub fn crash(&mut self) {
        let connected: Vec<_> =
            self.desk.agents().map(|a| (a.id().clone(), a.gone_since.is_none())).collect();
        self.desk = Desk::restore(self.records());
        for (agent, here) in connected {
            self.handle(DeskInput::Present { agent, sockets: usize::from(here) }).unwrap();
        }
    }

    pub fn news(&self, n: u64) -> Vec<DeskNews> {
        let of = conversation(n);
        let news = |effect: &DeskEffect| match effect {
            DeskEffect::Conversation(to, news) if *to == of => Some(news.clone()),
            _ => None,
        };
        self.said.iter().filter_map(news).collect()
    }

    pub fn frames(&self, n: u32) -> Vec<DeskFrame> {
        let of = agent(n);
        let frame = |effect: &DeskEffect| match effect {
            DeskEffect::Agent(to, frame) if *to == of => Some(frame.clone()),
            _ => None,
        };
        self.said.iter().filter_map(frame).collect()
    }

    pub fn to_site(&self) -> Vec<ToSite> {
        let site = |effect: &DeskEffect| match effect {
            DeskEffect::Site(word) => Some(word.clone()),
            _ => None,
        };
        self.said.iter().filter_map(site).collect()
    }

    pub fn fell_back(&self, n: u64) -> Option<FallbackReason> {
        self.news(n).into_iter().find_map(|news| match news {
            DeskNews::FellBack { reason, .. } => Some(reason),
            _ => None,
        })
    }

    fn records(&self) -> Vec<Record> {
        self.store.values().map(|record| serde_json::from_str(record).unwrap()).collect()
    }

    fn wishes(&self) -> Vec<Wish> {
        let wish = |record| match record {
            Record::Wish(wish) => Some(wish),
            _ => None,
        };
        self.records().into_iter().filter_map(wish).collect()
    }

    pub fn check_invariants(&self) {
        let wishes = self.wishes();
        let mut loads: BTreeMap<&AgentId, usize> = BTreeMap::new();
        for held in wishes.iter().flat_map(Wish::holders) {
            *loads.entry(held).or_default() += 1;
        }
        for desk in self.desk.agents() {
            let stored = loads.get(desk.id()).copied().unwrap_or_default();
            assert_eq!(desk.load(), stored, "the store knows every ring and chat of {desk:?}");
            assert!(desk.load() <= 10, "{desk:?} has more than ten");
            let said = Word::of(self.now, desk.schedule.as_ref(), desk.toggle.as_ref());
            let late = desk.boundary().is_some_and(|boundary| boundary <= self.now);
            assert!(late || desk.word == said, "{desk:?} is available as the clock says");
        }
        let settings = DeskSettings::default();
        let deserts = self.desk.agents().filter_map(|agent| agent.desertion(&settings));
        let boundaries = self.desk.agents().filter_map(AgentDesk::boundary);
        let of_agents = deserts.chain(boundaries);
        let due = wishes.iter().filter_map(Wish::deadline).chain(of_agents).min();
        assert_eq!(self.desk.deadline(), due, "an alarm is due exactly when something needs one");
    }

    pub fn check_everything_ended(&self) {
        assert!(
            self.wishes().iter().all(|wish| matches!(wish.stage, Stage::Connected { .. })),
            "a wish was left waiting"
        );
        let site = self.to_site();
        for n in 1..40 {
            let count =
                |wanted: &dyn Fn(&ToSite) -> bool| site.iter().filter(|w| wanted(w)).count();
            let reserved =
                count(&|w| matches!(w, ToSite::Reserve { request: r, .. } if *r == request(n)));
            let settled =
                count(&|w| matches!(w, ToSite::Settle { request: r, .. } if *r == request(n)));
            let news = self.news(n);
            let told =
                |wanted: &dyn Fn(&DeskNews) -> bool| news.iter().filter(|n| wanted(n)).count();
            let spent = told(&|news| {
                matches!(news, DeskNews::FellBack { reason: FallbackReason::QuotaSpent, .. })
            });
            assert_eq!(reserved, settled + spent, "what was held for {n} was settled once");
            let engaged = count(
                &|w| matches!(w, ToSite::Settle { request: r, how: Settlement::Engaged } if *r == request(n)),
            );
            let connected = told(&|news| matches!(news, DeskNews::Connected { .. }));
            assert_eq!(engaged, connected.min(1), "a chat counts once, when it is connected");
        }
    }
}
