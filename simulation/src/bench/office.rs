//! A desk with so many agents, in one state or another, that takes one wish after the other.

use shared::conversation::{ToDesk, VisitorCard};
use shared::desk::{Book, Desk, DeskEffect, DeskInput, DeskSettings, RosterAgent, Team};
use shared::event::{AgentFace, Page, Place};
use shared::id::{
    AgentId, ClientKey, ConversationId, IdError, OfferId, RequestId, Seq, TeamId, VisitId,
    VisitorId,
};
use shared::person::Field;
use shared::protocol::{BellFrame, DeskFrame};
use shared::quota::Grant;
use shared::stream::Route;
use shared::time::{Millis, Timestamp};
use std::collections::BTreeMap;

/// How the agents are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Crowd {
    /// All are available and present.
    Everybody,
    /// Every second one said they are away.
    HalfAway,
    /// All have as many chats as one can have; one is free.
    AllFullButOne,
    /// All said they are available and closed their browsers; one didn't.
    AllGoneButOne,
    /// All are available and present, and the wish is for a team of twenty.
    TeamOfTwenty,
}

/// A step of a wish.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Step {
    /// A visitor asks.
    Asked,
    /// The ledger grants it, and the bell rings.
    Granted,
    /// The agent takes it.
    Accepted,
    /// The chat is over.
    Over,
}

/// What a wish makes a desk write.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Bytes {
    /// All of it.
    pub(crate) all: usize,
    /// How it was routed, and why so.
    pub(crate) why: usize,
}

/// A desk at work.
pub(crate) struct Office {
    desk: Desk,
    now: Timestamp,
    route: Route,
    wishes: u64,
    /// Who is rung at, by which ring.
    ring: Option<(AgentId, OfferId)>,
    bytes: Bytes,
}

fn id<T>(made: Result<T, IdError>) -> T {
    match made {
        Ok(id) => id,
        Err(error) => unreachable!("names made here are names: {error}"),
    }
}

fn agent(n: u32) -> AgentId {
    id(AgentId::parse(format!("agent_{n:05}")))
}

/// The site's letter about so many agents.
pub(crate) fn roster(size: u32) -> DeskInput {
    let seat = |n| RosterAgent {
        face: AgentFace { id: agent(n), name: format!("Agent {n}"), picture: None },
        live_chat: true,
        schedule: None,
        push: false,
    };
    DeskInput::Roster { agents: (0..size).map(seat).collect(), settings: DeskSettings::default() }
}

impl Crowd {
    /// What a reader is told.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Everybody => "everybody is there",
            Self::HalfAway => "half are away",
            Self::AllFullButOne => "all full but one",
            Self::AllGoneButOne => "all gone but one",
            Self::TeamOfTwenty => "for a team of twenty",
        }
    }
}

impl Office {
    /// An office that has settled into its state.
    pub(crate) fn of(crowd: Crowd, size: u32) -> Self {
        let mut office = Self::empty();
        office.roster(size);
        let last = agent(size - 1);
        match crowd {
            Crowd::Everybody => {}
            Crowd::HalfAway => {
                for n in (0..size).step_by(2) {
                    office.say(agent(n), false);
                }
            }
            Crowd::AllFullButOne => {
                office.say(last.clone(), false);
                let places = DeskSettings::default().max_chats * (size - 1);
                for _ in 0..places {
                    for step in office.wish().into_iter().take(3) {
                        office.take(step);
                    }
                }
                office.say(last, true);
            }
            Crowd::AllGoneButOne => {
                for n in 0..size - 1 {
                    office.put(DeskInput::Present { agent: agent(n), sockets: 0 });
                }
                office.now = office.now + Millis::minutes(1);
            }
            Crowd::TeamOfTwenty => {
                let team = id(TeamId::parse("team_a"));
                let members = (0..20).map(|n| agent(n * (size / 20))).collect();
                office.route = Route::Team { team: team.clone() };
                let teams = vec![Team { id: team, name: "A".into(), members }];
                office.put(DeskInput::Book(Book { teams, ..Book::default() }));
            }
        }
        office
    }

    /// An office nobody has come to yet.
    pub(crate) fn empty() -> Self {
        Self {
            desk: Desk::default(),
            now: Timestamp(1_795_000_000_000),
            route: Route::RoundRobin,
            wishes: 0,
            ring: None,
            bytes: Bytes::default(),
        }
    }

    /// Everybody is there.
    fn roster(&mut self, size: u32) {
        self.put(roster(size));
        for n in 0..size {
            self.put(DeskInput::Present { agent: agent(n), sockets: 1 });
            self.say(agent(n), true);
        }
    }

    fn say(&mut self, agent: AgentId, available: bool) {
        let frame = BellFrame::Status { id: id(ClientKey::parse("k")), available };
        self.put(DeskInput::Bell { agent, frame });
    }

    /// The steps of a new wish.
    pub(crate) fn wish(&mut self) -> [Step; 4] {
        self.wishes += 1;
        // So little that it is never midnight, when nobody is available by themselves any more.
        self.now = self.now + Millis(10);
        if self.wishes.is_multiple_of(100) {
            self.put(DeskInput::Timer);
        }
        [Step::Asked, Step::Granted, Step::Accepted, Step::Over]
    }

    /// What one more wish makes the desk write.
    pub(crate) fn bytes(&mut self) -> Bytes {
        self.bytes = Bytes::default();
        let steps = self.wish();
        for step in steps {
            let effects = self.take(step);
            for effect in &effects {
                self.weigh(effect);
            }
        }
        self.bytes
    }

    /// Takes a step. What followed is given back, so that nobody's clock sees it dropped.
    pub(crate) fn take(&mut self, step: Step) -> Vec<DeskEffect> {
        let conversation = id(ConversationId::parse(format!("conv_{:020}", self.wishes)));
        let request = RequestId::of(&conversation, Seq(5));
        let input = match step {
            Step::Asked => DeskInput::Conversation(ToDesk::Request {
                request,
                conversation,
                route: self.route.clone(),
                visitor: self.visitor(),
            }),
            Step::Granted => DeskInput::Granted { request, grant: Grant::Granted },
            Step::Accepted => {
                let Some((agent, offer)) = self.ring.take() else {
                    unreachable!("nobody is rung at, though somebody is free")
                };
                let frame = BellFrame::Accept { id: id(ClientKey::parse("k")), offer };
                DeskInput::Bell { agent, frame }
            }
            Step::Over => DeskInput::Conversation(ToDesk::Done { request }),
        };
        self.put(input)
    }

    /// Anything else that comes.
    pub(crate) fn put(&mut self, input: DeskInput) -> Vec<DeskEffect> {
        let effects = match self.desk.handle(self.now, input) {
            Ok(effects) => effects,
            Err(refusal) => unreachable!("nothing here is refused: {refusal}"),
        };
        for effect in &effects {
            if let DeskEffect::Agent(agent, DeskFrame::Offer { offer, .. }) = effect {
                self.ring = Some((agent.clone(), offer.id.clone()));
            }
        }
        effects
    }

    fn visitor(&self) -> VisitorCard {
        let told = [
            (Field::FirstName, "Ada".to_owned()),
            (Field::Email, format!("ada{}@example.com", self.wishes)),
        ];
        VisitorCard {
            id: id(VisitorId::parse(format!("visitor_{:020}", self.wishes))),
            visit: id(VisitId::parse("visit_1")),
            told: BTreeMap::from(told),
            page: Page {
                url: "https://shop.example/ovens/fitted?ref=spring".into(),
                title: "Fitted ovens".into(),
                referrer: "https://search.example/".into(),
            },
            place: Place::default(),
        }
    }

    fn weigh(&mut self, effect: &DeskEffect) {
        let bytes = match effect {
            DeskEffect::Keep(record) => json(record) + record.key().len(),
            DeskEffect::Forget(key) => key.len(),
            DeskEffect::Conversation(to, news) => json(news) + to.as_str().len(),
            DeskEffect::Site(word) => json(word),
            DeskEffect::Explain(to, decision) => {
                let why = json(decision) + to.as_str().len();
                self.bytes.why += why;
                why
            }
            DeskEffect::Push(to, notice) => json(notice) + to.as_str().len(),
            DeskEffect::Agent(..) => 0,
        };
        self.bytes.all += bytes;
    }
}

fn json(value: &impl serde::Serialize) -> usize {
    serde_json::to_vec(value).map_or(0, |json| json.len())
}
