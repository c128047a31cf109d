//! What is told of live chats, and what reports make of it.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may")]

use shared::availability::Zone;
use shared::counts::{Came, ChatFact, ChatFold, ChatNames, ChatTally, Day, Period, Rung};
use shared::event::{
    AgentFace, Author, EndedBy, Event, FallbackReason, Logged, OfferEnd, Page, Place,
};
use shared::id::{AgentId, CardId, DialogueId, OfferId, RequestId, Seq, TeamId, Version};
use shared::person::Values;
use shared::stream::Stream;
use shared::time::{Millis, Timestamp};

/// 2026-11-22, 23:30 in UTC: in Berlin the next day has begun.
const BEGIN: u64 = 1_795_390_200_000;

fn agent(name: &str) -> AgentFace {
    let id = AgentId::parse(format!("agent_{name}")).unwrap();
    AgentFace { id, name: name.to_owned(), picture: None }
}

fn request() -> RequestId {
    RequestId::parse("req_1").unwrap()
}

fn offered(nth: u32, name: &str) -> Event {
    let (offer, until) = (OfferId::of(&request(), nth), Timestamp(BEGIN));
    Event::Offered { request: request(), offer, agent: agent(name), until }
}

fn closed(nth: u32, name: &str, reason: OfferEnd) -> Event {
    let (offer, agent) = (OfferId::of(&request(), nth), agent(name).id);
    Event::OfferClosed { request: request(), offer, agent, reason }
}

fn connected(name: &str) -> Event {
    Event::Connected { request: request(), agent: agent(name) }
}

fn said(by: Author) -> Event {
    Event::Said { by, text: "Hello".into(), file: None }
}

/// The fact of a log that begins with a wish at second 0 and goes on at those seconds.
fn fact(team: bool, more: &[(u64, Event)]) -> ChatFact {
    let route = if team {
        serde_json::json!({ "by": "team", "team": "team_a" })
    } else {
        serde_json::json!({ "by": "round_robin" })
    };
    let stream: Stream = serde_json::from_value(serde_json::json!({
        "first": "call", "cards": [{ "type": "live_chat", "id": "call", "route": route }],
    }))
    .unwrap();
    let started = Event::Started {
        dialogue: DialogueId::parse("dialogue_a").unwrap(),
        version: Version(1),
        page: Page::default(),
        place: Place::default(),
        known: Values::new(),
    };
    let requested = Event::Requested { request: request(), card: CardId::parse("call").unwrap() };
    let log = [(0, started), (0, requested)].into_iter().chain(more.iter().cloned());
    let mut fold = ChatFold::default();
    for (nth, (second, event)) in (1..).zip(log) {
        let at = Timestamp(BEGIN + second * 1_000);
        fold.note(&stream, &Logged { seq: Seq(nth), at, id: None, event });
    }
    fold.fact().unwrap().clone()
}

#[test]
fn an_answered_chat_tells_how_long_everything_took() {
    let told = fact(
        true,
        &[
            (1, offered(1, "bob")),
            (11, closed(1, "bob", OfferEnd::TimedOut)),
            (11, offered(2, "ada")),
            (15, connected("ada")),
            (16, said(Author::Visitor)),
            (22, said(Author::Agent(agent("ada").id))),
            (30, said(Author::Agent(agent("ada").id))),
            (40, connected("bob")),
            (41, connected("ada")),
            (75, Event::Ended { by: EndedBy::Agent }),
        ],
    );
    assert_eq!(told.came, Came::Answered);
    assert_eq!(told.agent, Some(agent("ada").id));
    assert_eq!(told.team, Some(TeamId::parse("team_a").unwrap()));
    assert_eq!(told.taken_over, [agent("bob").id]);
    let rung: Vec<Rung> = told.rings.iter().map(|ring| ring.came).collect();
    assert_eq!(rung, [Rung::TimedOut, Rung::Accepted]);
    let seconds = |took: Option<Millis>| took.map(|took| took.0 / 1_000);
    assert_eq!(seconds(told.accepted), Some(4), "from the ring that was answered");
    assert_eq!(seconds(told.replied), Some(7));
    assert_eq!(seconds(told.lasted), Some(60));
}

#[test]
fn a_chat_that_nobody_answered_tells_why() {
    let fell_back = |reason| Event::FellBack { request: request(), reason, message: String::new() };
    let told = fact(
        false,
        &[
            (1, offered(1, "ada")),
            (3, closed(1, "ada", OfferEnd::Declined)),
            (3, fell_back(FallbackReason::Declined)),
        ],
    );
    assert_eq!((told.came, told.rings[0].came), (Came::Declined, Rung::Declined));
    assert_eq!((told.agent, told.accepted, told.lasted), (None, None, None));
    let gone = fact(false, &[(1, offered(1, "ada")), (9, Event::Withdrawn { request: request() })]);
    assert_eq!((gone.came, gone.rings[0].came), (Came::Withdrawn, Rung::Withdrawn));
    assert_eq!(fact(false, &[]).came, Came::Waiting);
}

#[test]
fn a_report_adds_up_by_day_agent_and_team() {
    let answered = |accept: u64| fact(true, &[(0, offered(1, "ada")), (accept, connected("ada"))]);
    let missed = fact(
        false,
        &[
            (0, offered(1, "ada")),
            (2, closed(1, "ada", OfferEnd::Declined)),
            (
                2,
                Event::FellBack {
                    request: request(),
                    reason: FallbackReason::Declined,
                    message: String::new(),
                },
            ),
        ],
    );
    let zone = Zone::parse("Europe/Berlin").unwrap();
    let mut tally = ChatTally::default();
    for fact in [answered(3), answered(5), answered(100), missed, fact(false, &[])] {
        tally.add(&zone, &fact);
    }
    let day = Day::try_from("2026-11-23".to_owned()).unwrap();
    let period = Period { from: day, to: day };
    let names = ChatNames {
        agents: [(agent("ada").id, "Ada".to_owned())].into(),
        teams: [(TeamId::parse("team_a").unwrap(), "Sales".to_owned())].into(),
    };
    let report = tally.report(period, &zone, &names);
    let total = &report.total;
    assert_eq!((total.requested, total.answered, total.missed, total.waiting), (5, 3, 1, 1));
    assert_eq!(total.reasons, [("declined".to_owned(), 1)].into());
    assert_eq!(total.accept.median, Some(Millis::seconds(5)));
    assert_eq!(total.accept.p90, Some(Millis::seconds(100)));
    assert_eq!(report.days.iter().map(|day| day.day).collect::<Vec<_>>(), [day], "Berlin's day");
    let [ada] = report.agents.as_slice() else { panic!("{:?}", report.agents) };
    assert_eq!((ada.name.as_str(), ada.rings, ada.accepted, ada.declined), ("Ada", 4, 3, 1));
    let teams: Vec<_> =
        report.teams.iter().map(|team| (team.name.as_str(), team.figures.requested)).collect();
    assert_eq!(teams, [("", 2), ("Sales", 3)]);
    let text = serde_json::to_string(&report).unwrap();
    assert_eq!(serde_json::from_str::<shared::counts::ChatReport>(&text).unwrap(), report);
}
