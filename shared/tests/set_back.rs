//! A clock that was put back (`docs/rules.md`, CODE-07).

use crate::common::desk::{Bench, agent};
use crate::common::hours::{at, office_hours};
use crate::conversation::bench::Bench as Chat;
use proptest::prelude::*;
use shared::conversation::{Input, Presence};
use shared::event::{EndedBy, Event, FallbackReason};
use shared::heartbeat::is_silent;
use shared::id::SiteId;
use shared::outbox::{Address, MemoryRows, NewMessage, Outbox, OutboxEffect, Outcome};
use shared::stream::Route;
use shared::time::{CLOCK_TOLERANCE, Millis, Timestamp};

const DAY: Millis = Millis::minutes(24 * 60);

#[test]
fn an_offer_lasts_as_long_as_it_would_have() {
    for crash in [false, true] {
        let mut bench = Bench::with_available(1);
        bench.request_and_grant(1);
        bench.pass(Millis::seconds(20));
        bench.tick();
        bench.now = bench.now - DAY;
        if crash {
            bench.crash();
        }
        bench.tick();
        bench.check_invariants();
        // After a crash the time since the last stored change is forgotten.
        let left = if crash { 45 } else { 25 };
        bench.pass(Millis(left * 1_000 - 1));
        assert_eq!(bench.fell_back(1), None);
        bench.pass(Millis(1));
        assert_eq!(bench.fell_back(1), Some(FallbackReason::TimedOut));
    }
}

#[test]
fn hours_are_those_of_the_clock_after_a_restart() {
    let mut bench = Bench::with_agents(1);
    bench.now = at("2026-11-18T10:00[Europe/Berlin]");
    bench.schedule(1, Some(office_hours()));
    bench.present(1, 1);
    // Nothing that is stored tells that it is night again.
    bench.crash();
    bench.now = at("2026-11-18T04:00[Europe/Berlin]");
    bench.present(1, 1);
    bench.request(1, Route::RoundRobin);
    assert_eq!(bench.fell_back(1), Some(FallbackReason::NobodyAvailable));
}

#[test]
fn an_agent_whose_browsers_are_gone_loses_their_chat_all_the_same() {
    let mut bench = Bench::with_available(2);
    bench.request_and_grant(1);
    bench.accept(1, 1).unwrap();
    bench.present(1, 0);
    bench.now = bench.now - DAY;
    bench.crash();
    bench.present(2, 1);
    bench.pass(Millis::minutes(2));
    let offered = bench.frames(2).into_iter();
    let offers = offered.filter(|f| matches!(f, shared::protocol::AgentEvent::Offer { .. }));
    assert_eq!(offers.count(), 1, "the chat is offered to {:?}", agent(2));
}

#[test]
fn a_ping_that_has_not_come_yet_proves_nothing() {
    let now = Timestamp(1_795_000_000_000);
    assert!(!is_silent(now, now + CLOCK_TOLERANCE));
    assert!(is_silent(now, now + CLOCK_TOLERANCE + Millis(1)));
}

#[test]
fn the_time_that_has_really_passed_tells_that_the_clock_was_put_back() {
    let (began, elapsed) = (Timestamp(1_795_000_000_000), Millis::seconds(15));
    let right = began + elapsed;
    for now in [right, right + DAY, right - CLOCK_TOLERANCE] {
        assert!(!began.was_before_set_back(elapsed, now));
    }
    for now in [right - CLOCK_TOLERANCE - Millis(1), right - DAY] {
        assert!(began.was_before_set_back(elapsed, now));
    }
}

#[test]
fn a_chat_whose_visitor_is_gone_ends_and_so_does_one_in_which_nobody_writes() {
    let mut gone = Chat::live();
    gone.handle(Input::Present(None)).unwrap();
    assert!(matches!(gone.conversation.visitor, Presence::GoneSince(_)));
    gone.now = gone.now - DAY;
    assert!(gone.conversation.check_for_set_back(gone.now));
    assert!(!gone.conversation.check_for_set_back(gone.now), "once is enough");
    gone.now = gone.now + Millis::minutes(5);
    gone.handle(Input::Timer).unwrap();
    assert_eq!(gone.last(), &Event::Ended { by: EndedBy::VisitorGone });

    let mut idle = Chat::live();
    idle.now = idle.now - DAY;
    assert!(idle.conversation.check_for_set_back(idle.now));
    let restarted = idle.conversation.restarted;
    let ends = idle.now + Millis::minutes(10);
    assert_eq!(idle.conversation.deadline(), Some(ends - Millis::minutes(1)), "first it asks");
    idle.conversation.typed_at = Some(idle.now + DAY);
    assert!(idle.conversation.check_for_set_back(idle.now));
    assert_eq!(idle.conversation.typed_at, Some(idle.now));
    idle.now = ends;
    idle.handle(Input::Timer).unwrap();
    assert_eq!(idle.last(), &Event::Ended { by: EndedBy::Idle });
    assert!(restarted.is_some(), "the shell has something to store");
}

#[test]
fn a_message_does_not_wait_for_a_time_that_comes_again() {
    let now = Timestamp(1_795_000_000_000);
    let site = Address::Site(SiteId::parse("site_1").unwrap());
    let (mut outbox, mut rows) = (Outbox::default(), MemoryRows::default());
    rows.add(NewMessage::new(site, ()), 10).unwrap();
    let Ok(step) = outbox.step(now, &rows);
    // Its attempt fails, and the next one is two seconds later.
    let effects = outbox.settled(now, &step.batches[0], Outcome::Failed { wait: None });
    assert!(matches!(effects[..], [OutboxEffect::Retry { .. }]));
    rows.apply(&effects);
    let Ok(step) = outbox.step(now - DAY, &rows);
    assert_eq!(step.batches.len(), 1);
    // The answer never comes, and the clock is put back again: it counts as lost.
    let Ok(step) = outbox.step(now - DAY - DAY, &rows);
    assert_eq!(step.batches.len(), 1);
}

proptest! {
    #[test]
    fn no_offer_outlasts_its_time_however_the_clock_jumps(
        jumps in proptest::collection::vec((-200_000_i64..200_000, 0_u64..30), 1..12)
    ) {
        let mut bench = Bench::with_available(1);
        bench.request_and_grant(1);
        let mut waited = 0;
        for (minutes, seconds) in jumps {
            let by = Millis::minutes(minutes.unsigned_abs());
            bench.now = if minutes < 0 { bench.now - by } else { bench.now + by };
            bench.tick();
            bench.check_invariants();
            bench.pass(Millis::seconds(seconds));
            waited += seconds;
        }
        // Small jumps are left alone, so each can cost a minute.
        if waited >= 45 + 12 * 60 {
            prop_assert!(bench.fell_back(1).is_some());
        }
        bench.pass(Millis::minutes(13));
        prop_assert!(bench.fell_back(1).is_some());
    }
}
