//! The records of live chats, and the report on them.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may")]

use shared::availability::Zone;
use shared::counts::{ChatAggregate, ChatFold, ChatNames, ChatOutcome, ChatRecord, Day, Period};
use shared::event::{
    AgentProfile, Author, EndedBy, Event, FallbackReason, Location, Logged, OfferFailure,
    OfferOutcome, Page,
};
use shared::id::{AgentId, CardId, DialogueId, OfferId, RequestId, Seq, TeamId, Version};
use shared::person::Attributes;
use shared::stream::Stream;
use shared::time::{Millis, Timestamp};

/// 2026-11-22, 23:30 in UTC; in Berlin it is the next day.
const BEGIN: u64 = 1_795_390_200_000;

fn agent(name: &str) -> AgentProfile {
    let id = AgentId::parse(format!("agent_{name}")).unwrap();
    AgentProfile { id, name: name.to_owned(), picture: None }
}

fn request() -> RequestId {
    RequestId::parse("req_1").unwrap()
}

fn offered(attempt: u32, name: &str) -> Event {
    let (offer, until) = (OfferId::derive(&request(), attempt), Timestamp(BEGIN));
    Event::Offered { request: request(), offer, agent: agent(name), until }
}

fn closed(attempt: u32, name: &str, reason: OfferFailure) -> Event {
    let (offer, agent) = (OfferId::derive(&request(), attempt), agent(name).id);
    Event::OfferClosed { request: request(), offer, agent, reason }
}

fn connected(name: &str) -> Event {
    Event::Connected { request: request(), agent: agent(name) }
}

fn said(by: Author) -> Event {
    Event::Said { by, text: "Hello".into(), file: None }
}

/// The record of a log with a chat request at second 0 and more events at the given seconds.
fn record(team: bool, more: &[(u64, Event)]) -> ChatRecord {
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
        location: Location::default(),
        page_attributes: Attributes::new(),
    };
    let requested = Event::Requested {
        request: request(),
        card: CardId::parse("call").unwrap(),
        handed_over: None,
    };
    let log = [(0, started), (0, requested)].into_iter().chain(more.iter().cloned());
    let mut fold = ChatFold::default();
    for (attempt, (second, event)) in (1..).zip(log) {
        let at = Timestamp(BEGIN + second * 1_000);
        fold.note(&stream, &Logged { seq: Seq(attempt), at, id: None, event });
    }
    fold.record().unwrap().clone()
}

#[test]
fn an_answered_chat_has_all_durations() {
    let reported = record(
        true,
        &[
            (1, offered(1, "bob")),
            (11, closed(1, "bob", OfferFailure::TimedOut)),
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
    assert_eq!(reported.outcome, ChatOutcome::Answered);
    assert_eq!(reported.agent, Some(agent("ada").id));
    assert_eq!(reported.team, Some(TeamId::parse("team_a").unwrap()));
    assert_eq!(reported.transferred_to, [agent("bob").id]);
    let outcomes: Vec<_> = reported.offers.iter().map(|offer| offer.outcome).collect();
    assert_eq!(
        outcomes,
        [Some(OfferOutcome::Failed(OfferFailure::TimedOut)), Some(OfferOutcome::Accepted)]
    );
    let seconds = |duration: Option<Millis>| duration.map(|duration| duration.0 / 1_000);
    assert_eq!(seconds(reported.accepted), Some(4), "from the offer that was answered");
    assert_eq!(seconds(reported.replied), Some(7));
    assert_eq!(seconds(reported.lasted), Some(60));
}

#[test]
fn a_missed_chat_has_a_reason() {
    let fell_back =
        |reason| Event::FellBack { request: request(), reason, message: String::new(), form: None };
    let reported = record(
        false,
        &[
            (1, offered(1, "ada")),
            (3, closed(1, "ada", OfferFailure::Declined)),
            (3, fell_back(FallbackReason::Declined)),
        ],
    );
    assert_eq!(
        (reported.outcome, reported.offers[0].outcome),
        (ChatOutcome::Declined, Some(OfferOutcome::Failed(OfferFailure::Declined)))
    );
    assert_eq!((reported.agent, reported.accepted, reported.lasted), (None, None, None));
    let gone =
        record(false, &[(1, offered(1, "ada")), (9, Event::Withdrawn { request: request() })]);
    assert_eq!(
        (gone.outcome, gone.offers[0].outcome),
        (ChatOutcome::Withdrawn, Some(OfferOutcome::Failed(OfferFailure::Withdrawn)))
    );
    assert_eq!(record(false, &[]).outcome, ChatOutcome::Waiting);
}

#[test]
fn a_report_adds_up_by_day_agent_and_team() {
    let answered =
        |accept: u64| record(true, &[(0, offered(1, "ada")), (accept, connected("ada"))]);
    let missed = record(
        false,
        &[
            (0, offered(1, "ada")),
            (2, closed(1, "ada", OfferFailure::Declined)),
            (
                2,
                Event::FellBack {
                    request: request(),
                    reason: FallbackReason::Declined,
                    message: String::new(),
                    form: None,
                },
            ),
        ],
    );
    let zone = Zone::parse("Europe/Berlin").unwrap();
    let mut aggregate = ChatAggregate::default();
    for record in [answered(3), answered(5), answered(100), missed, record(false, &[])] {
        aggregate.add(&zone, &record);
    }
    let day = Day::try_from("2026-11-23".to_owned()).unwrap();
    let period = Period { from: day, to: day };
    let names = ChatNames {
        agents: [(agent("ada").id, "Ada".to_owned())].into(),
        teams: [(TeamId::parse("team_a").unwrap(), "Sales".to_owned())].into(),
    };
    let report = aggregate.report(period, &zone, &names);
    let total = &report.total;
    assert_eq!((total.requested, total.answered, total.missed, total.waiting), (5, 3, 1, 1));
    assert_eq!(total.reasons, [("declined".to_owned(), 1)].into());
    assert_eq!(total.accept.median, Some(Millis::seconds(5)));
    assert_eq!(total.accept.p90, Some(Millis::seconds(100)));
    assert_eq!(report.days.iter().map(|day| day.day).collect::<Vec<_>>(), [day], "Berlin's day");
    let [ada] = report.agents.as_slice() else { panic!("{:?}", report.agents) };
    assert_eq!((ada.name.as_str(), ada.offers, ada.accepted, ada.declined), ("Ada", 4, 3, 1));
    let teams: Vec<_> =
        report.teams.iter().map(|team| (team.name.as_str(), team.figures.requested)).collect();
    assert_eq!(teams, [("", 2), ("Sales", 3)]);
    let text = serde_json::to_string(&report).unwrap();
    assert_eq!(serde_json::from_str::<shared::counts::ChatReport>(&text).unwrap(), report);
}
