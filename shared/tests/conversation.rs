//! What may happen in a conversation and when, and which messages the desk gets.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may")]

pub(crate) mod bench;

use bench::{Bench, NOW, answer, email, grace, key, linus, meta, profile, say};
use proptest::prelude::*;
use serde_json::json;
use shared::conversation::{
    AgentAct, Conversation, ConversationMeta, ConversationToDesk, DeskToConversation, Input,
    Outcome, Over, Phase, Refusal, VisitorAct,
};
use shared::event::{EndedBy, Event, FallbackReason, OfferFailure};
use shared::heartbeat::SILENT_AFTER;
use shared::id::{AgentId, ConversationId, OfferId, RequestId, Seq};
use shared::limit::{MAX_EVENTS, MAX_MESSAGE_BYTES};
use shared::person::Field;
use shared::quota::Package;
use shared::stream::check_document;
use shared::time::Millis;

#[test]
fn reaching_the_live_chat_card_sends_one_chat_request_with_the_visitor() {
    let bench = Bench::waiting();
    let [ConversationToDesk::Request { request, visitor, .. }] = bench.to_desk.as_slice() else {
        panic!("one request, not {:?}", bench.to_desk);
    };
    assert_eq!(*request, bench.request());
    assert_eq!(visitor.attributes[&Field::Email], "ada@example.com");
    assert!(matches!(bench.conversation.state.phase, Phase::Waiting { .. }));
}

#[test]
fn the_same_frame_again_gets_the_same_ack_and_changes_nothing() {
    let mut bench = Bench::begun();
    let first = bench.visitor("c1", answer("yes")).unwrap();
    let again = bench.visitor("c1", answer("yes")).unwrap();
    assert_eq!((again.ack, again.events.len()), (first.ack, 0));
}

#[test]
fn messages_about_another_chat_request_are_ignored() {
    let mut bench = Bench::waiting();
    let request = RequestId::derive(&ConversationId::parse("conv_2").unwrap(), Seq(5));
    for news in [
        DeskToConversation::Connected { request: request.clone(), agent: profile() },
        DeskToConversation::FellBack {
            request,
            reason: FallbackReason::QuotaExhausted,
            back_at: None,
        },
    ] {
        assert!(bench.handle(Input::Desk(news)).unwrap().events.is_empty());
    }
    assert!(matches!(bench.conversation.state.phase, Phase::Waiting { .. }));
}

#[test]
fn an_ack_names_the_seq_of_its_event() {
    let mut bench = Bench::live();
    let outcome = bench.visitor("c9", say("Hello")).unwrap();
    assert_eq!(outcome.ack, Some(bench.log.last().unwrap().seq));
    assert_eq!(bench.log.last().unwrap().id, Some(key("c9")));
}

#[test]
fn the_log_has_no_gaps() {
    let bench = Bench::live();
    let seqs: Vec<u64> = bench.log.iter().map(|logged| logged.seq.0).collect();
    assert_eq!(seqs, (1..=seqs.len() as u64).collect::<Vec<_>>());
}

#[test]
fn nobody_can_write_before_somebody_joined_nor_after_the_end() {
    let mut bench = Bench::waiting();
    assert_eq!(bench.visitor("c3", say("Hello?")), Err(Refusal::NotLive));
    let mut bench = Bench::live();
    bench.agent("a1", AgentAct::End).unwrap();
    assert_eq!(bench.visitor("c3", say("Hello?")), Err(Refusal::Over));
    assert_eq!(bench.agent("a2", AgentAct::Say("Hello?".into())), Err(Refusal::Over));
}

#[test]
fn another_agent_cannot_write_in_a_chat_that_is_not_theirs() {
    let mut bench = Bench::live();
    let other = AgentId::parse("agent_other").unwrap();
    let input = Input::Agent(other, key("a1"), AgentAct::Say("Hi".into()));
    assert_eq!(bench.handle(input), Err(Refusal::NotYours));
}

#[test]
fn a_full_log_takes_no_message_and_the_chat_can_still_end() {
    let mut bench = Bench::live();
    bench.conversation.state.head = Seq(MAX_EVENTS - 1);
    assert!(bench.visitor("c3", say("The last one")).is_ok());
    assert_eq!(bench.visitor("c4", say("One more")), Err(Refusal::Full));
    assert_eq!(bench.agent("a1", AgentAct::Say("One more".into())), Err(Refusal::Full));
    assert!(bench.agent("a2", AgentAct::End).is_ok());
}

#[test]
fn a_log_with_four_megabytes_of_messages_is_full_too() {
    let mut bench = Bench::live();
    let text = "é".repeat(4_000);
    let fits = MAX_MESSAGE_BYTES.div_ceil(text.len());
    for message in 0..fits {
        assert!(bench.visitor(&format!("m{message}"), say(&text)).is_ok(), "message {message}");
    }
    assert_eq!(bench.visitor("c4", say("One more")), Err(Refusal::Full));
    assert!(bench.agent("a2", AgentAct::End).is_ok());
}

#[test]
fn an_empty_or_too_long_message_is_refused() {
    let mut bench = Bench::live();
    assert_eq!(bench.visitor("c3", say(" \n ")), Err(Refusal::Empty));
    assert_eq!(
        bench.visitor("c3", say(&"é".repeat(4_001))),
        Err(Refusal::TooLong { actual: 4_001 })
    );
    assert!(bench.visitor("c3", say(&"é".repeat(4_000))).is_ok());
}

#[test]
fn leaving_withdraws_the_chat_request_and_a_late_connect_changes_nothing() {
    let mut bench = Bench::waiting();
    let request = bench.request();
    bench.visitor("c3", VisitorAct::Leave).unwrap();
    assert_eq!(bench.to_desk.last(), Some(&ConversationToDesk::Done { request: request.clone() }));
    let late = bench
        .handle(Input::Desk(DeskToConversation::Connected { request, agent: profile() }))
        .unwrap();
    assert_eq!(late, Outcome::default());
    assert_eq!(bench.conversation.state.phase, Phase::Over(Over::Withdrawn));
}

#[test]
fn the_desk_hears_when_an_agent_is_in_the_chat() {
    let mut bench = Bench::waiting();
    let request = bench.request();
    let connected = DeskToConversation::Connected { request: request.clone(), agent: profile() };
    bench.handle(Input::Desk(connected.clone())).unwrap();
    assert_eq!(bench.to_desk.last(), Some(&ConversationToDesk::Joined { request }));
    let told = bench.to_desk.len();
    bench.handle(Input::Desk(connected)).unwrap();
    assert_eq!(bench.to_desk.len(), told, "it is said once");
}

#[test]
fn the_end_of_a_chat_tells_the_desk_that_the_agent_is_free() {
    for end in [EndedBy::Visitor, EndedBy::Agent] {
        let mut bench = Bench::live();
        match end {
            EndedBy::Agent => bench.agent("x", AgentAct::End).unwrap(),
            _ => bench.visitor("x", VisitorAct::Leave).unwrap(),
        };
        assert_eq!(bench.last(), &Event::Ended { by: end });
        assert_eq!(
            bench.to_desk.last(),
            Some(&ConversationToDesk::Done { request: bench.request() })
        );
    }
}

#[test]
fn falling_back_sends_the_sites_fallback_message() {
    let mut bench = Bench::waiting();
    let request = bench.request();
    let news =
        DeskToConversation::FellBack { request, reason: FallbackReason::TimedOut, back_at: None };
    bench.handle(Input::Desk(news.clone())).unwrap();
    assert!(
        matches!(bench.last(), Event::FellBack { message, .. } if message == "Nobody is free.")
    );
    assert_eq!(bench.handle(Input::Desk(news)).unwrap(), Outcome::default());
}

#[test]
fn who_waits_in_the_queue_is_not_given_up_before_its_end() {
    let mut bench = Bench::waiting();
    let (request, due) = (bench.request(), bench.conversation.deadline().unwrap());
    let until = bench.now + Millis::minutes(30);
    let queued = |place| DeskToConversation::Queued { request: request.clone(), place, until };
    for place in [3, 1] {
        bench.handle(Input::Desk(queued(place))).unwrap();
        let Phase::Waiting { place: has, .. } = bench.conversation.state.phase else { panic!() };
        assert_eq!(has, Some(place));
    }
    // As long as without the queue, and the wait in it.
    assert_eq!(bench.conversation.deadline(), Some(due + Millis::minutes(30)));
    bench.now = due;
    assert_eq!(bench.handle(Input::Timer).unwrap(), Outcome::default());
    bench.now = due + Millis::minutes(30);
    bench.handle(Input::Timer).unwrap();
    assert!(matches!(
        bench.last(),
        Event::FellBack { reason: FallbackReason::DeskUnreachable, .. }
    ));
}

#[test]
fn a_desk_that_does_not_answer_in_time_causes_the_fallback() {
    let mut bench = Bench::waiting();
    let due = bench.conversation.deadline().unwrap();
    bench.now = due - Millis(1);
    assert_eq!(bench.handle(Input::Timer).unwrap(), Outcome::default());
    bench.now = due;
    bench.handle(Input::Timer).unwrap();
    assert!(matches!(
        bench.last(),
        Event::FellBack { reason: FallbackReason::DeskUnreachable, .. }
    ));
    assert_eq!(bench.conversation.deadline(), None);
}

#[test]
fn a_chat_ends_after_ten_silent_minutes_and_every_message_restarts_them() {
    let mut bench = Bench::live();
    bench.now = NOW + Millis::minutes(9);
    bench.visitor("c3", say("Still here")).unwrap();
    bench.now = NOW + Millis::minutes(18);
    assert_eq!(bench.handle(Input::Timer).unwrap().events, []);
    bench.now = NOW + Millis::minutes(19);
    bench.handle(Input::Timer).unwrap();
    assert_eq!(bench.last(), &Event::Ended { by: EndedBy::Idle });
}

/// INBOX-19.
#[test]
fn typing_breaks_the_silence_and_is_recorded_every_ten_seconds() {
    let mut bench = Bench::live();
    bench.now = NOW + Millis::minutes(8);
    assert_eq!(bench.handle(Input::Typed).unwrap().typed_at, Some(bench.now));
    bench.now = bench.now + Millis::seconds(9);
    assert_eq!(bench.handle(Input::Typed).unwrap(), Outcome::default(), "stored a moment ago");
    bench.now = NOW + Millis::minutes(17);
    bench.handle(Input::Timer).unwrap();
    assert!(!bench.conversation.state.is_over());
    bench.now = NOW + Millis::minutes(18);
    bench.handle(Input::Timer).unwrap();
    assert_eq!(bench.last(), &Event::Ended { by: EndedBy::Idle });
    assert_eq!(bench.handle(Input::Typed).unwrap(), Outcome::default(), "nothing is to be kept up");
}

/// INBOX-19.
#[test]
fn a_minute_before_a_silent_chat_ends_its_visitor_is_asked_once() {
    let mut bench = Bench::live();
    let ends_at = NOW + Millis::minutes(10);
    let asks_at = ends_at - Millis::minutes(1);
    assert_eq!(bench.conversation.deadline(), Some(asks_at));
    bench.now = asks_at - Millis(1);
    assert_eq!(bench.handle(Input::Timer).unwrap(), Outcome::default());
    assert_eq!(bench.conversation.idle_warning(bench.now), None);
    bench.now = asks_at;
    assert_eq!(bench.handle(Input::Timer).unwrap().idle_warning, Some(ends_at));
    assert_eq!(bench.handle(Input::Timer).unwrap(), Outcome::default(), "asked once");
    assert_eq!(bench.conversation.idle_warning(bench.now), Some(ends_at), "for another browser");
    assert_eq!(bench.conversation.deadline(), Some(ends_at));
    bench.handle(Input::Typed).unwrap();
    assert_eq!(bench.conversation.idle_warning(bench.now), None);
    assert_eq!(bench.conversation.deadline(), Some(bench.now + Millis::minutes(9)), "asked again");
}

/// INBOX-19.
#[test]
fn a_site_with_short_silences_asks_after_half_of_one() {
    let mut bench = Bench::live();
    bench.conversation.meta.limits.idle = Millis::minutes(1);
    assert_eq!(bench.conversation.deadline(), Some(NOW + Millis::seconds(30)));
}

#[test]
fn a_waiting_visitor_who_has_left_withdraws_the_request() {
    let mut bench = Bench::waiting();
    bench.handle(Input::Present(None)).unwrap();
    bench.now = NOW + Millis::seconds(20);
    bench.handle(Input::Present(Some(bench.now))).unwrap(); // another page
    bench.handle(Input::Present(None)).unwrap();
    bench.now = NOW + Millis::seconds(49);
    assert_eq!(bench.handle(Input::Timer).unwrap(), Outcome::default());
    bench.now = bench.conversation.deadline().unwrap();
    assert_eq!(bench.now, NOW + Millis::seconds(50));
    bench.handle(Input::Timer).unwrap();
    assert_eq!(bench.last(), &Event::Withdrawn { request: bench.request() });
    assert_eq!(bench.to_desk.last(), Some(&ConversationToDesk::Done { request: bench.request() }));
}

#[test]
fn a_chat_ends_when_its_visitor_was_gone_for_the_sites_minutes_and_not_when_they_come_back() {
    let mut bench = Bench::live();
    bench.handle(Input::Present(None)).unwrap();
    bench.now = NOW + Millis::minutes(4);
    bench.handle(Input::Present(Some(bench.now))).unwrap();
    bench.now = NOW + Millis::minutes(6);
    bench.handle(Input::Present(Some(bench.now))).unwrap(); // a ping
    assert_eq!(bench.handle(Input::Timer).unwrap(), Outcome::default());
    bench.handle(Input::Present(None)).unwrap();
    bench.handle(Input::Present(None)).unwrap(); // reported twice: gone since the first report
    bench.agent("a1", AgentAct::Say("Are you there?".into())).unwrap();
    bench.now = NOW + Millis::minutes(11);
    bench.handle(Input::Timer).unwrap();
    assert_eq!(bench.last(), &Event::Ended { by: EndedBy::VisitorGone });
}

#[test]
fn a_waiting_visitor_who_falls_silent_withdraws_the_request() {
    let mut bench = Bench::waiting();
    bench.handle(Input::Present(Some(bench.now))).unwrap();
    bench.now = bench.conversation.deadline().unwrap();
    assert_eq!(bench.now, NOW + SILENT_AFTER);
    bench.handle(Input::Timer).unwrap();
    assert_eq!(bench.last(), &Event::Withdrawn { request: bench.request() });
    assert_eq!(bench.conversation.deadline(), None);
}

#[test]
fn a_conversation_without_a_chat_has_no_alarm_for_silence() {
    let mut bench = Bench::begun();
    bench.handle(Input::Present(Some(bench.now))).unwrap();
    assert_eq!(bench.conversation.deadline(), None);
}

#[test]
fn an_agents_absence_and_return_are_each_one_event() {
    let mut bench = Bench::live();
    let request = bench.request();
    let gone =
        || Input::Desk(DeskToConversation::AgentGone { request: request.clone(), agent: grace() });
    let here =
        |agent| Input::Desk(DeskToConversation::Connected { request: request.clone(), agent });
    bench.handle(here(profile())).unwrap(); // an agent who was never gone does not join again
    bench.handle(gone()).unwrap();
    bench.handle(gone()).unwrap();
    bench.visitor("c3", say("Hello?")).unwrap(); // what they write is kept
    bench.handle(here(linus())).unwrap();
    bench.handle(gone()).unwrap(); // Grace no longer has the chat, so this is ignored
    let latest: Vec<_> = bench.log.iter().rev().take(4).rev().map(|l| l.event.clone()).collect();
    assert!(
        matches!(
            &latest[..],
            [
                Event::Connected { agent: first, .. },
                Event::AgentGone { agent },
                Event::Said { .. },
                Event::Connected { agent: second, .. },
            ] if first.id == grace() && *agent == grace() && *second == linus()
        ),
        "{latest:?}"
    );
    let refused = bench.agent("a1", AgentAct::Say("I'm back".into()));
    assert_eq!(refused, Err(Refusal::NotYours));
}

#[test]
fn a_message_at_the_end_of_a_branch_ends_the_conversation() {
    let mut bench = Bench::begun();
    bench.visitor("c1", answer("no")).unwrap();
    assert_eq!(bench.conversation.state.phase, Phase::Over(Over::Completed));
    assert!(bench.to_desk.is_empty());
}

#[test]
fn a_stream_that_begins_with_its_live_chat_card_waits_until_the_visitor_opens_it() {
    let document = json!({"first": "chat", "cards": [
        {"type": "live_chat", "id": "chat", "route": {"by": "round_robin"}}]});
    let stream = check_document(&document, Package::Prime).stream.unwrap();
    let meta = ConversationMeta { stream, ..meta() };
    let conversation = Conversation::restore(meta, &[]);
    let mut bench = Bench { conversation, now: NOW, log: Vec::new(), to_desk: Vec::new() };
    bench.handle(Input::Begin).unwrap();
    bench.handle(Input::Present(Some(NOW))).unwrap();
    assert!(bench.to_desk.is_empty());
    bench.visitor("c1", VisitorAct::Open).unwrap();
    assert_eq!(bench.to_desk.len(), 1);
    assert_eq!(bench.visitor("c2", VisitorAct::Open), Err(Refusal::AlreadyOpen));
}

fn input() -> impl Strategy<Value = Input> {
    let request = RequestId::derive(&ConversationId::parse("conv_1").unwrap(), Seq(8));
    let offer = OfferId::derive(&request, 1);
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
        1 => Just(Input::Desk(DeskToConversation::Offered { request: request.clone(), offer, agent: profile(), until: NOW })),
        1 => Just(Input::Desk(DeskToConversation::OfferClosed { request: r.clone(), offer: o, agent: grace(), reason: OfferFailure::Declined })),
        2 => Just(Input::Desk(DeskToConversation::Connected { request: r.clone(), agent: profile() })),
        1 => Just(Input::Desk(DeskToConversation::Connected { request: r.clone(), agent: linus() })),
        1 => Just(Input::Desk(DeskToConversation::AgentGone { request: r.clone(), agent: grace() })),
        1 => prop::option::of(0_u64..40).prop_map(|minute| {
            Input::Present(minute.map(|minute| NOW + Millis::minutes(minute)))
        }),
        1 => Just(Input::Desk(DeskToConversation::FellBack { request: r, reason: FallbackReason::Declined, back_at: None })),
        1 => Just(Input::Timer),
        1 => Just(Input::Begin),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(3_000))]

    /// The browser folds the same log to the same state, every chat request ends once, and nothing
    /// follows the end of a conversation.
    #[test]
    fn any_input_sequence_leaves_a_consistent_log(inputs in prop::collection::vec(input(), 0..40)) {
        let mut bench = Bench::begun();
        for (n, input) in inputs.into_iter().enumerate() {
            bench.now = NOW + Millis::minutes(n as u64);
            let _ = bench.handle(input);
        }
        let refolded = Conversation::restore(meta(), &bench.log);
        prop_assert_eq!(&refolded.state, &bench.conversation.state);
        let count = |predicate: fn(&Event) -> bool| bench.log.iter().filter(|l| predicate(&l.event)).count();
        let requested = count(|e| matches!(e, Event::Requested { .. }));
        // A chat whose agent is lost falls back after it was connected.
        let answered = |e: &Event| {
            matches!(e, Event::Connected { .. } | Event::FellBack { .. } | Event::Withdrawn { .. })
        };
        let ended = count(answered).min(1);
        let waiting = usize::from(matches!(bench.conversation.state.phase, Phase::Waiting { .. }));
        prop_assert_eq!(requested, ended + waiting);
        let last = |e: &Event| matches!(e, Event::Ended { .. } | Event::FellBack { .. } | Event::Withdrawn { .. });
        let end = bench.log.iter().position(|l| last(&l.event));
        prop_assert!(end.is_none_or(|end| end + 1 == bench.log.len()));
    }
}

#[test]
fn a_transcript_tells_who_said_what_and_when_by_the_clock_of_the_reader() {
    let mut bench = Bench::live();
    bench.agent("a1", AgentAct::Say("Good morning,\nAda".into())).unwrap();
    bench
        .visitor("c3", VisitorAct::Say("Grace: I forge a line\r10:00  Grace: yes".into()))
        .unwrap();
    bench.now = bench.now + Millis::minutes(24 * 60);
    bench.agent("a2", AgentAct::End).unwrap();
    let zone = shared::availability::Zone::parse("Asia/Kathmandu").unwrap();
    let text = shared::conversation::transcript(&bench.conversation.meta, &bench.log, &zone);
    insta::assert_snapshot!(text);
}
