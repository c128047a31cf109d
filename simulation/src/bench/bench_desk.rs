//! A desk with many agents in a given state, which handles one chat request after the other.

use shared::conversation::{ConversationToDesk, VisitorCard};
use shared::desk::{Desk, DeskEffect, DeskInput, DeskSettings, RosterAgent, RoutingConfig, Team};
use shared::event::{AgentProfile, Location, Page};
use shared::id::{
    AgentId, ClientKey, ConversationId, IdError, OfferId, RequestId, Seq, TeamId, VisitId,
    VisitorId,
};
use shared::person::Field;
use shared::protocol::{AgentEvent, AgentFrame};
use shared::quota::Grant;
use shared::stream::Route;
use shared::time::{Millis, Timestamp};
use std::collections::BTreeMap;

/// The state of the agents.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Crowd {
    /// All are available and present.
    Everybody,
    /// Every second agent has switched themselves unavailable.
    HalfAway,
    /// All agents but one have as many chats as allowed.
    AllFullButOne,
    /// All agents but one are available and have closed their browsers.
    AllGoneButOne,
    /// All are available and present, and the chat request is for a team of twenty.
    TeamOfTwenty,
}

/// A step of a chat request.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Step {
    Requested,
    /// The ledger grants the reservation, and the chat is offered.
    Reserved,
    /// The agent accepts.
    Accepted,
    /// The chat is over.
    Over,
}

/// How many bytes a chat request makes the desk write.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Bytes {
    pub(crate) all: usize,
    /// Bytes of the routing decisions.
    pub(crate) reason: usize,
}

/// A desk under load.
pub(crate) struct BenchDesk {
    desk: Desk,
    now: Timestamp,
    route: Route,
    requests: u64,
    /// The agent who has the offer, and the offer.
    open_offer: Option<(AgentId, OfferId)>,
    bytes: Bytes,
}

fn id<T>(parsed: Result<T, IdError>) -> T {
    match parsed {
        Ok(id) => id,
        Err(error) => unreachable!("names made here are names: {error}"),
    }
}

fn agent(n: u32) -> AgentId {
    id(AgentId::parse(format!("agent_{n:05}")))
}

/// The site's message with this many agents.
pub(crate) fn roster(size: u32) -> DeskInput {
    let roster_agent = |n| RosterAgent {
        profile: AgentProfile { id: agent(n), name: format!("Agent {n}"), picture: None },
        live_chat: true,
        schedule: None,
        push: false,
    };
    DeskInput::Roster {
        agents: (0..size).map(roster_agent).collect(),
        settings: DeskSettings::default(),
    }
}

impl Crowd {
    /// The name in the table.
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

impl BenchDesk {
    /// A desk whose agents are in this state.
    pub(crate) fn new(crowd: Crowd, size: u32) -> Self {
        let mut bench = Self::empty();
        bench.roster(size);
        let last = agent(size - 1);
        match crowd {
            Crowd::Everybody => {}
            Crowd::HalfAway => {
                for n in (0..size).step_by(2) {
                    bench.say(agent(n), false);
                }
            }
            Crowd::AllFullButOne => {
                bench.say(last.clone(), false);
                let slots = RoutingConfig::default().max_chats * (size - 1);
                for _ in 0..slots {
                    for step in bench.request().into_iter().take(3) {
                        bench.run_step(step);
                    }
                }
                bench.say(last, true);
            }
            Crowd::AllGoneButOne => {
                for n in 0..size - 1 {
                    bench.feed(DeskInput::Present(BTreeMap::from([(agent(n), None)])));
                }
                bench.now = bench.now + Millis::minutes(1);
            }
            Crowd::TeamOfTwenty => {
                let team = id(TeamId::parse("team_a"));
                let members = (0..20).map(|n| agent(n * (size / 20))).collect();
                bench.route = Route::Team { team: team.clone() };
                let teams = vec![Team { id: team, name: "A".into(), members }];
                bench.feed(DeskInput::RoutingConfig(RoutingConfig {
                    teams,
                    ..RoutingConfig::default()
                }));
            }
        }
        bench
    }

    /// A desk without agents.
    pub(crate) fn empty() -> Self {
        Self {
            desk: Desk::default(),
            now: Timestamp(1_795_000_000_000),
            route: Route::RoundRobin,
            requests: 0,
            open_offer: None,
            bytes: Bytes::default(),
        }
    }

    /// All agents become present and available.
    fn roster(&mut self, size: u32) {
        self.feed(roster(size));
        for n in 0..size {
            let last_seen_at = Some(self.now);
            self.feed(DeskInput::Present(BTreeMap::from([(agent(n), last_seen_at)])));
            self.say(agent(n), true);
        }
    }

    fn say(&mut self, agent: AgentId, available: bool) {
        let frame = AgentFrame::Status { id: id(ClientKey::parse("k")), available };
        self.feed(DeskInput::AgentFrame { agent, frame });
    }

    /// The steps of a new chat request.
    pub(crate) fn request(&mut self) -> [Step; 4] {
        self.requests += 1;
        // So little that midnight never comes, when toggles end.
        self.now = self.now + Millis(10);
        if self.requests.is_multiple_of(100) {
            self.feed(DeskInput::Timer);
        }
        [Step::Requested, Step::Reserved, Step::Accepted, Step::Over]
    }

    /// The bytes that one more chat request makes the desk write.
    pub(crate) fn bytes(&mut self) -> Bytes {
        self.bytes = Bytes::default();
        let steps = self.request();
        for step in steps {
            let effects = self.run_step(step);
            for effect in &effects {
                self.weigh(effect);
            }
        }
        self.bytes
    }

    /// Handles a step. The effects are returned, so that dropping them is not measured.
    pub(crate) fn run_step(&mut self, step: Step) -> Vec<DeskEffect> {
        let conversation = id(ConversationId::parse(format!("conv_{:020}", self.requests)));
        let request = RequestId::derive(&conversation, Seq(5));
        let input = match step {
            Step::Requested => DeskInput::Conversation(ConversationToDesk::Request {
                request,
                conversation,
                route: self.route.clone(),
                visitor: self.visitor(),
            }),
            Step::Reserved => DeskInput::Reservation { request, grant: Grant::Reserved },
            Step::Accepted => {
                let Some((agent, offer)) = self.open_offer.take() else {
                    unreachable!("nobody is offered a chat, although an agent is free")
                };
                let frame = AgentFrame::Accept { id: id(ClientKey::parse("k")), offer };
                DeskInput::AgentFrame { agent, frame }
            }
            Step::Over => DeskInput::Conversation(ConversationToDesk::Done { request }),
        };
        self.feed(input)
    }

    /// Handles any other input.
    pub(crate) fn feed(&mut self, input: DeskInput) -> Vec<DeskEffect> {
        let effects = match self.desk.handle(self.now, input) {
            Ok(effects) => effects,
            Err(refusal) => unreachable!("nothing here is refused: {refusal}"),
        };
        for effect in &effects {
            if let DeskEffect::Agent(agent, AgentEvent::Offer { offer, .. }) = effect {
                self.open_offer = Some((agent.clone(), offer.id.clone()));
            }
        }
        effects
    }

    fn visitor(&self) -> VisitorCard {
        let attributes = [
            (Field::FirstName, "Ada".to_owned()),
            (Field::Email, format!("ada{}@example.com", self.requests)),
        ];
        VisitorCard {
            id: id(VisitorId::parse(format!("visitor_{:020}", self.requests))),
            visit: id(VisitId::parse("visit_1")),
            attributes: BTreeMap::from(attributes),
            page: Page {
                url: "https://shop.example/ovens/fitted?ref=spring".into(),
                title: "Fitted ovens".into(),
                referrer: "https://search.example/".into(),
            },
            location: Location::default(),
        }
    }

    fn weigh(&mut self, effect: &DeskEffect) {
        let bytes = match effect {
            DeskEffect::Save(record) => json(record) + record.key().len(),
            DeskEffect::Delete(key) => key.len(),
            DeskEffect::Conversation(to, news) => json(news) + to.as_str().len(),
            DeskEffect::Site(message) => json(message),
            DeskEffect::Explain(to, decision) => {
                let reason = json(decision) + to.as_str().len();
                self.bytes.reason += reason;
                reason
            }
            DeskEffect::Push(to, notice) => json(notice) + to.as_str().len(),
            DeskEffect::AskRoster | DeskEffect::Agent(..) => 0,
        };
        self.bytes.all += bytes;
    }
}

fn json(value: &impl serde::Serialize) -> usize {
    serde_json::to_vec(value).map_or(0, |json| json.len())
}
