//! What may happen in a conversation, when, and what the desk is told.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may")]

use proptest::prelude::*;
use serde_json::json;
use shared::conversation::{
    AgentAct, Charter, Conversation, DeskNews, Input, Limits, Outcome, Over, Phase, Refusal,
    ToDesk, VisitorAct,
};
use shared::event::{AgentFace, EndedBy, Event, FallbackReason, Logged, OfferEnd, Page, Place};
use shared::id::{
    AgentId, CardId, ClientKey, ConversationId, DialogueId, OfferId, RequestId, ResponseId, Seq,
    SiteId, Version, VisitId, VisitorId,
};
use shared::person::{Field, Values};
use shared::quota::Package;
use shared::stream::check_document;
use shared::time::{Millis, Timestamp};

const NOW: Timestamp = Timestamp(1_795_000_000_000);

fn key(text: &str) -> ClientKey {
    ClientKey::parse(text).unwrap()
}

fn grace() -> AgentId {
    AgentId::parse("agent_grace").unwrap()
}

fn face() -> AgentFace {
    AgentFace { id: grace(), name: "Grace".into(), picture: None }
}

fn linus() -> AgentFace {
    AgentFace { id: AgentId::parse("agent_linus").unwrap(), name: "Linus".into(), picture: None }
}

fn charter() -> Charter {
    let document = json!({"first": "ask", "cards": [
        {"type": "question", "id": "ask", "text": "A person?", "responses": [
            {"id": "yes", "label": "Yes", "next": "who"}, {"id": "no", "label": "No"}]},
        {"type": "capture", "id": "who", "text": "You?", "fields": [
            {"field": "email", "label": "E-mail", "required": true}], "next": "chat"},
        {"type": "live_chat", "id": "chat", "route": {"by": "round_robin"}},
    ]});
    Charter {
        id: ConversationId::parse("conv_1").unwrap(),
        site: SiteId::parse("site_1").unwrap(),
        visitor: VisitorId::parse("visitor_1").unwrap(),
        visit: VisitId::parse("visit_1").unwrap(),
        dialogue: DialogueId::parse("dialogue_1").unwrap(),
        version: Version(1),
        stream: check_document(&document, Package::Prime).stream.unwrap(),
        page: Page { url: "https://example.com/".into(), ..Page::default() },
        place: Place::default(),
        known: Values::default(),
        device: shared::people::Device::default(),
        limits: Limits {
            gone: Millis::minutes(5),
            fallback: "Nobody is free.".into(),
            request: Millis::minutes(10),
            idle: Millis::minutes(10),
            blocked: Vec::new(),
            unwanted: Vec::new(),
        },
    }
}

/// A conversation with its log and everything it told the desk.
struct Talk {
    conversation: Conversation,
    now: Timestamp,
    log: Vec<Logged>,
    to_desk: Vec<ToDesk>,
}

impl Talk {
    fn begun() -> Self {
        let conversation = Conversation::restore(charter(), &[]);
        let mut talk = Self { conversation, now: NOW, log: Vec::new(), to_desk: Vec::new() };
        talk.take(Input::Begin).unwrap();
        talk
    }

    fn waiting() -> Self {
        let mut talk = Self::begun();
        talk.visitor("c1", answer("yes")).unwrap();
        talk.visitor("c2", email("ada@example.com")).unwrap();
        talk
    }

    fn live() -> Self {
        let mut talk = Self::waiting();
        let request = talk.request();
        talk.take(Input::Desk(DeskNews::Connected { request, agent: face() })).unwrap();
        talk
    }

    fn take(&mut self, input: Input) -> Result<Outcome, Refusal> {
        let outcome = self.conversation.handle(self.now, input)?;
        self.log.extend(self.conversation.apply(self.now, outcome.events.clone()));
        self.to_desk.extend(outcome.to_desk.clone());
        self.conversation.visitor = outcome.visitor.unwrap_or(self.conversation.visitor);
        Ok(outcome)
    }

    fn visitor(&mut self, id: &str, act: VisitorAct) -> Result<Outcome, Refusal> {
        self.take(Input::Visitor(key(id), act))
    }

    fn agent(&mut self, id: &str, act: AgentAct) -> Result<Outcome, Refusal> {
        self.take(Input::Agent(grace(), key(id), act))
    }

    fn request(&self) -> RequestId {
        RequestId::of(&self.conversation.charter.id, self.place_of_request())
    }

    fn place_of_request(&self) -> Seq {
        let wanted = |logged: &&Logged| matches!(logged.event, Event::Requested { .. });
        self.log.iter().find(wanted).map(|logged| logged.seq).unwrap_or_default()
    }

    fn last(&self) -> &Event {
        &self.log.last().unwrap().event
    }
}

fn answer(response: &str) -> VisitorAct {
    VisitorAct::Answer(CardId::parse("ask").unwrap(), ResponseId::parse(response).unwrap())
}

fn email(value: &str) -> VisitorAct {
    let values = Values::from([(Field::Email, value.to_owned())]);
    VisitorAct::Capture(CardId::parse("who").unwrap(), values)
}

fn say(text: &str) -> VisitorAct {
    VisitorAct::Say(text.into())
}

#[test]
fn reaching_the_live_chat_card_asks_the_desk_once_and_says_who_asks() {
    let talk = Talk::waiting();
    let [ToDesk::Request { request, visitor, .. }] = talk.to_desk.as_slice() else {
        panic!("one wish, not {:?}", talk.to_desk);
    };
    assert_eq!(*request, talk.request());
    assert_eq!(visitor.told[&Field::Email], "ada@example.com");
    assert!(matches!(talk.conversation.state.phase, Phase::Waiting { .. }));
}

#[test]
fn the_same_frame_again_gets_the_same_ack_and_changes_nothing() {
    let mut talk = Talk::begun();
    let first = talk.visitor("c1", answer("yes")).unwrap();
    let again = talk.visitor("c1", answer("yes")).unwrap();
    assert_eq!((again.ack, again.events.len()), (first.ack, 0));
}

#[test]
fn news_of_another_wish_is_none_of_ours() {
    let mut talk = Talk::waiting();
    let request = RequestId::of(&ConversationId::parse("conv_2").unwrap(), Seq(5));
    for news in [
        DeskNews::Connected { request: request.clone(), agent: face() },
        DeskNews::FellBack { request, reason: FallbackReason::QuotaSpent },
    ] {
        assert!(talk.take(Input::Desk(news)).unwrap().events.is_empty());
    }
    assert!(matches!(talk.conversation.state.phase, Phase::Waiting { .. }));
}

#[test]
fn an_ack_names_the_place_of_what_the_frame_did() {
    let mut talk = Talk::live();
    let outcome = talk.visitor("c9", say("Hello")).unwrap();
    assert_eq!(outcome.ack, Some(talk.log.last().unwrap().seq));
    assert_eq!(talk.log.last().unwrap().id, Some(key("c9")));
}

#[test]
fn the_log_has_no_gaps() {
    let talk = Talk::live();
    let places: Vec<u64> = talk.log.iter().map(|logged| logged.seq.0).collect();
    assert_eq!(places, (1..=places.len() as u64).collect::<Vec<_>>());
}

#[test]
fn nobody_can_write_before_somebody_joined_nor_after_the_end() {
    let mut talk = Talk::waiting();
    assert_eq!(talk.visitor("c3", say("Hello?")), Err(Refusal::NotLive));
    let mut talk = Talk::live();
    talk.agent("a1", AgentAct::End).unwrap();
    assert_eq!(talk.visitor("c3", say("Hello?")), Err(Refusal::Over));
    assert_eq!(talk.agent("a2", AgentAct::Say("Hello?".into())), Err(Refusal::Over));
}

#[test]
fn another_agent_cannot_write_in_a_chat_that_is_not_theirs() {
    let mut talk = Talk::live();
    let other = AgentId::parse("agent_other").unwrap();
    let input = Input::Agent(other, key("a1"), AgentAct::Say("Hi".into()));
    assert_eq!(talk.take(input), Err(Refusal::NotYours));
}

#[test]
fn an_empty_or_endless_message_is_refused() {
    let mut talk = Talk::live();
    assert_eq!(talk.visitor("c3", say(" \n ")), Err(Refusal::Empty));
    assert_eq!(talk.visitor("c3", say(&"é".repeat(4_001))), Err(Refusal::TooLong { given: 4_001 }));
    assert!(talk.visitor("c3", say(&"é".repeat(4_000))).is_ok());
}

#[test]
fn giving_up_tells_the_desk_and_a_late_connect_changes_nothing() {
    let mut talk = Talk::waiting();
    let request = talk.request();
    talk.visitor("c3", VisitorAct::Leave).unwrap();
    assert_eq!(talk.to_desk.last(), Some(&ToDesk::Done { request: request.clone() }));
    let late = talk.take(Input::Desk(DeskNews::Connected { request, agent: face() })).unwrap();
    assert_eq!(late, Outcome::default());
    assert_eq!(talk.conversation.state.phase, Phase::Over(Over::Withdrawn));
}

#[test]
fn the_end_of_a_chat_tells_the_desk_who_is_free_again() {
    for end in [EndedBy::Visitor, EndedBy::Agent] {
        let mut talk = Talk::live();
        match end {
            EndedBy::Agent => talk.agent("x", AgentAct::End).unwrap(),
            _ => talk.visitor("x", VisitorAct::Leave).unwrap(),
        };
        assert_eq!(talk.last(), &Event::Ended { by: end });
        assert_eq!(talk.to_desk.last(), Some(&ToDesk::Done { request: talk.request() }));
    }
}

#[test]
fn falling_back_says_the_sites_words() {
    let mut talk = Talk::waiting();
    let request = talk.request();
    let news = DeskNews::FellBack { request, reason: FallbackReason::TimedOut };
    talk.take(Input::Desk(news.clone())).unwrap();
    assert!(matches!(talk.last(), Event::FellBack { message, .. } if message == "Nobody is free."));
    assert_eq!(talk.take(Input::Desk(news)).unwrap(), Outcome::default());
}

#[test]
fn a_desk_that_is_silent_for_too_long_is_a_fallback_too() {
    let mut talk = Talk::waiting();
    let due = talk.conversation.deadline().unwrap();
    talk.now = due - Millis(1);
    assert_eq!(talk.take(Input::Timer).unwrap(), Outcome::default());
    talk.now = due;
    talk.take(Input::Timer).unwrap();
    assert!(matches!(talk.last(), Event::FellBack { reason: FallbackReason::DeskUnreachable, .. }));
    assert_eq!(talk.conversation.deadline(), None);
}

#[test]
fn ten_silent_minutes_end_a_chat_and_every_word_begins_them_anew() {
    let mut talk = Talk::live();
    talk.now = NOW + Millis::minutes(9);
    talk.visitor("c3", say("Still here")).unwrap();
    talk.now = NOW + Millis::minutes(18);
    assert_eq!(talk.take(Input::Timer).unwrap(), Outcome::default());
    talk.now = NOW + Millis::minutes(19);
    talk.take(Input::Timer).unwrap();
    assert_eq!(talk.last(), &Event::Ended { by: EndedBy::Idle });
}

#[test]
fn nobody_is_called_for_a_visitor_who_has_left() {
    let mut talk = Talk::waiting();
    talk.take(Input::Present(false)).unwrap();
    talk.now = NOW + Millis::seconds(20);
    talk.take(Input::Present(true)).unwrap(); // another page
    talk.take(Input::Present(false)).unwrap();
    talk.now = NOW + Millis::seconds(49);
    assert_eq!(talk.take(Input::Timer).unwrap(), Outcome::default());
    talk.now = talk.conversation.deadline().unwrap();
    assert_eq!(talk.now, NOW + Millis::seconds(50));
    talk.take(Input::Timer).unwrap();
    assert_eq!(talk.last(), &Event::Withdrawn { request: talk.request() });
    assert_eq!(talk.to_desk.last(), Some(&ToDesk::Done { request: talk.request() }));
}

#[test]
fn a_chat_ends_when_its_visitor_was_gone_for_the_sites_minutes_and_not_when_they_come_back() {
    let mut talk = Talk::live();
    talk.take(Input::Present(false)).unwrap();
    talk.now = NOW + Millis::minutes(4);
    talk.take(Input::Present(true)).unwrap();
    talk.now = NOW + Millis::minutes(6);
    assert_eq!(talk.take(Input::Timer).unwrap(), Outcome::default());
    talk.take(Input::Present(false)).unwrap();
    talk.take(Input::Present(false)).unwrap(); // told twice, gone since the first
    talk.agent("a1", AgentAct::Say("Are you there?".into())).unwrap();
    talk.now = NOW + Millis::minutes(11);
    talk.take(Input::Timer).unwrap();
    assert_eq!(talk.last(), &Event::Ended { by: EndedBy::VisitorGone });
}

#[test]
fn a_visitor_is_told_once_that_their_agent_is_gone_and_once_that_somebody_is_there() {
    let mut talk = Talk::live();
    let request = talk.request();
    let gone = || Input::Desk(DeskNews::AgentGone { request: request.clone(), agent: grace() });
    let here = |agent| Input::Desk(DeskNews::Connected { request: request.clone(), agent });
    talk.take(here(face())).unwrap(); // who never was gone does not join again
    talk.take(gone()).unwrap();
    talk.take(gone()).unwrap();
    talk.visitor("c3", say("Hello?")).unwrap(); // what they write is kept
    talk.take(here(linus())).unwrap();
    talk.take(gone()).unwrap(); // Grace has it no longer: old news
    let told: Vec<_> = talk.log.iter().rev().take(4).rev().map(|l| l.event.clone()).collect();
    assert!(
        matches!(
            &told[..],
            [
                Event::Connected { agent: first, .. },
                Event::AgentGone { agent },
                Event::Said { .. },
                Event::Connected { agent: second, .. },
            ] if first.id == grace() && *agent == grace() && *second == linus()
        ),
        "{told:?}"
    );
    let refused = talk.agent("a1", AgentAct::Say("I'm back".into()));
    assert_eq!(refused, Err(Refusal::NotYours));
}

#[test]
fn a_message_at_the_end_of_a_branch_ends_the_conversation() {
    let mut talk = Talk::begun();
    talk.visitor("c1", answer("no")).unwrap();
    assert_eq!(talk.conversation.state.phase, Phase::Over(Over::Completed));
    assert!(talk.to_desk.is_empty());
}

#[test]
fn a_stream_that_begins_with_its_live_chat_card_waits_for_the_visitor_to_open_it() {
    let document = json!({"first": "chat", "cards": [
        {"type": "live_chat", "id": "chat", "route": {"by": "round_robin"}}]});
    let charter =
        Charter { stream: check_document(&document, Package::Prime).stream.unwrap(), ..charter() };
    let conversation = Conversation::restore(charter, &[]);
    let mut talk = Talk { conversation, now: NOW, log: Vec::new(), to_desk: Vec::new() };
    talk.take(Input::Begin).unwrap();
    assert!(talk.to_desk.is_empty());
    talk.visitor("c1", VisitorAct::Open).unwrap();
    assert_eq!(talk.to_desk.len(), 1);
    assert_eq!(talk.visitor("c2", VisitorAct::Open), Err(Refusal::AlreadyOpen));
}

fn input() -> impl Strategy<Value = Input> {
    let request = RequestId::of(&ConversationId::parse("conv_1").unwrap(), Seq(8));
    let offer = OfferId::of(&request, 1);
    let (r, o) = (request.clone(), offer.clone());
    let keys = prop::sample::select(vec!["a", "b", "c", "d", "e", "f", "g"]).prop_map(key);
    let acts = prop_oneof![
        Just(answer("yes")),
        Just(answer("no")),
        Just(email("ada@example.com")),
        Just(email("ada")),
        Just(say("Hello")),
        Just(VisitorAct::Leave),
        Just(VisitorAct::Open),
    ];
    let agents = prop_oneof![Just(AgentAct::Say("Hi".into())), Just(AgentAct::End)];
    prop_oneof![
        6 => (keys.clone(), acts).prop_map(|(key, act)| Input::Visitor(key, act)),
        3 => (keys, agents).prop_map(|(key, act)| Input::Agent(grace(), key, act)),
        1 => Just(Input::Desk(DeskNews::Offered { request: request.clone(), offer, agent: face(), until: NOW })),
        1 => Just(Input::Desk(DeskNews::OfferClosed { request: r.clone(), offer: o, agent: grace(), reason: OfferEnd::Declined })),
        2 => Just(Input::Desk(DeskNews::Connected { request: r.clone(), agent: face() })),
        1 => Just(Input::Desk(DeskNews::Connected { request: r.clone(), agent: linus() })),
        1 => Just(Input::Desk(DeskNews::AgentGone { request: r.clone(), agent: grace() })),
        1 => any::<bool>().prop_map(Input::Present),
        1 => Just(Input::Desk(DeskNews::FellBack { request: r, reason: FallbackReason::Declined })),
        1 => Just(Input::Timer),
        1 => Just(Input::Begin),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(3_000))]

    /// The browser folds the same log to the same state; every wish has one end; nothing follows
    /// the end of a conversation.
    #[test]
    fn whatever_comes_the_log_tells_one_story(inputs in prop::collection::vec(input(), 0..40)) {
        let mut talk = Talk::begun();
        for (n, input) in inputs.into_iter().enumerate() {
            talk.now = NOW + Millis::minutes(n as u64);
            let _ = talk.take(input);
        }
        let refolded = Conversation::restore(charter(), &talk.log);
        prop_assert_eq!(&refolded.state, &talk.conversation.state);
        let count = |wanted: fn(&Event) -> bool| talk.log.iter().filter(|l| wanted(&l.event)).count();
        let wished = count(|e| matches!(e, Event::Requested { .. }));
        let connected = count(|e| matches!(e, Event::Connected { .. })).min(1);
        let ended = connected + count(|e| matches!(e, Event::FellBack { .. } | Event::Withdrawn { .. }));
        let waiting = usize::from(matches!(talk.conversation.state.phase, Phase::Waiting { .. }));
        prop_assert_eq!(wished, ended + waiting);
        let last = |e: &Event| matches!(e, Event::Ended { .. } | Event::FellBack { .. } | Event::Withdrawn { .. });
        let end = talk.log.iter().position(|l| last(&l.event));
        prop_assert!(end.is_none_or(|end| end + 1 == talk.log.len()));
    }
}

#[test]
fn a_transcript_tells_who_said_what_and_when_by_the_clock_of_the_reader() {
    let mut talk = Talk::live();
    talk.agent("a1", AgentAct::Say("Good morning,\nAda".into())).unwrap();
    talk.visitor("c3", VisitorAct::Say("Grace: I forge a line\r10:00  Grace: yes".into())).unwrap();
    talk.now = talk.now + Millis::minutes(24 * 60);
    talk.agent("a2", AgentAct::End).unwrap();
    let zone = shared::availability::Zone::parse("Asia/Kathmandu").unwrap();
    let text = shared::conversation::transcript(&talk.conversation.charter, &talk.log, &zone);
    insta::assert_snapshot!(text);
}
