//! What was missed, as its conversation reports it and as its site keeps it (INBOX-20, INBOX-22,
//! INBOX-23).

use crate::conversation::bench::{Bench, linus, profile};
use shared::conversation::{
    Claim, DeskToConversation, Missed, MissedFold, MissedReason, MissedReport, VisitorAct,
};
use shared::event::{AgentProfile, FallbackReason};
use shared::time::{Millis, Timestamp};

const NOW: Timestamp = Timestamp(1_000_000);

fn reported(bench: &Bench) -> Option<MissedReport> {
    let mut fold = MissedFold::default();
    for logged in &bench.log {
        fold.note(&bench.conversation.meta.stream, logged);
    }
    fold.report().cloned()
}

fn falls_back(bench: &mut Bench, reason: FallbackReason) {
    let request = bench.request();
    let news = DeskToConversation::FellBack { request, reason, back_at: None };
    bench.handle(shared::conversation::Input::Desk(news)).unwrap();
}

fn report(at: Timestamp) -> MissedReport {
    MissedReport { at, reason: MissedReason::Declined, words: "Hello?".into(), answer: None }
}

fn claim(by: AgentProfile) -> Claim {
    Claim { by, at: NOW }
}

#[test]
fn a_request_that_nobody_answered_is_missed_with_the_reason() {
    for (reason, expected) in [
        (FallbackReason::NobodyAvailable, Some(MissedReason::NobodyAvailable)),
        (FallbackReason::TimedOut, Some(MissedReason::TimedOut)),
        (FallbackReason::OtherChat, None),
    ] {
        let mut bench = Bench::waiting();
        assert_eq!(reported(&bench), None, "they still wait");
        assert!(!bench.conversation.was_missed());
        falls_back(&mut bench, reason);
        let report = reported(&bench);
        assert_eq!(report.as_ref().map(|report| report.reason), expected);
        assert!(report.is_none_or(|report| !report.words.is_empty()), "what they chose");
        assert!(bench.conversation.was_missed());
    }
    let mut bench = Bench::waiting();
    bench.visitor("c7", VisitorAct::Leave).unwrap();
    assert_eq!(reported(&bench).unwrap().reason, MissedReason::GaveUp);
    assert!(bench.conversation.was_missed());

    let mut bench = Bench::live();
    bench.visitor("c7", VisitorAct::Leave).unwrap();
    assert_eq!(reported(&bench), None, "an agent was there");
    assert!(!bench.conversation.was_missed());
    let mut bench = Bench::begun();
    bench.visitor("c7", VisitorAct::Leave).unwrap();
    assert_eq!(reported(&bench), None, "they asked for nobody");
}

#[test]
fn one_agent_takes_it_and_another_only_by_naming_them() {
    let (grace, linus) = (profile(), linus());
    let mut missed = Missed::updated(None, report(NOW));
    missed.take(claim(grace.clone()), None).unwrap();
    missed.take(claim(grace.clone()), None).unwrap();
    assert_eq!(missed.take(claim(linus.clone()), None).unwrap_err().holder, grace);
    assert!(missed.take(claim(linus.clone()), Some(&linus.id)).is_err(), "they don't have it");
    missed.take(claim(linus.clone()), Some(&grace.id)).unwrap();
    missed.give_back(&grace.id);
    assert_eq!(missed.holder(), Some(&linus.id), "it is not theirs to give back");
    missed.give_back(&linus.id);
    assert_eq!(missed.holder(), None);
}

#[test]
fn what_is_handled_opens_again_only_for_something_new() {
    let mut missed = Missed::updated(None, report(NOW));
    missed.take(claim(profile()), None).unwrap();
    missed.handle(claim(profile()));
    missed.handle(claim(linus()));
    assert_eq!(missed.handled.as_ref().unwrap().by, profile(), "who was first");
    let same = Missed::updated(Some(missed.clone()), report(NOW));
    assert_eq!(same, missed, "a repeated report");
    let new = Missed::updated(Some(missed.clone()), report(NOW + Millis(1)));
    assert!(new.is_open() && new.holder() == Some(&profile().id), "{new:?}");
    missed.reopen();
    assert!(missed.is_open());
}
