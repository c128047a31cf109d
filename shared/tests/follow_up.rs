//! Answers after the end (INBOX-24).

use crate::conversation::bench::{Bench, key, linus, profile, say};
use shared::conversation::{
    AgentAct, Claim, DeskToConversation, FOLLOW_UP_OPEN_FOR, FollowUpContent, Input, Missed,
    MissedFold, MissedReason, MissedReport, Outcome, Presence, Refusal, VisitorAct,
};
use shared::counts::ChatFold;
use shared::event::{AgentProfile, Author, EndedBy, Event, FallbackReason, SharedFile};
use shared::file::MAX_FILES;
use shared::id::{FileId, Seq};
use shared::permission::Permission;
use shared::rights::{AgentRights, ClientFrameKind, Holder};
use shared::time::Millis;
use std::collections::BTreeSet;

impl Bench {
    fn answers(&mut self, agent: AgentProfile, id: &str) -> Result<Outcome, Refusal> {
        let answer = FollowUpContent::Text("Good morning.".into());
        self.handle(Input::FollowUp(agent, key(id), answer))
    }

    fn falls_back(&mut self, reason: FallbackReason) {
        let request = self.request();
        let news = DeskToConversation::FellBack { request, reason, back_at: None };
        self.handle(Input::Desk(news)).unwrap();
    }
}

/// Nobody was there.
fn missed() -> Bench {
    let mut bench = Bench::waiting();
    bench.falls_back(FallbackReason::NobodyAvailable);
    bench
}

/// Grace has answered after that.
fn answered() -> Bench {
    let mut bench = missed();
    bench.answers(profile(), "a1").unwrap();
    bench
}

fn reported(bench: &Bench) -> MissedReport {
    let mut fold = MissedFold::default();
    for logged in &bench.log {
        fold.note(&bench.conversation.meta.stream, logged);
    }
    fold.report().cloned().unwrap()
}

#[test]
fn what_is_over_can_be_answered_and_nothing_else() {
    let mut ended = Bench::live();
    ended.agent("e1", AgentAct::End).unwrap();
    let mut withdrawn = Bench::waiting();
    withdrawn.visitor("c7", VisitorAct::Leave).unwrap();
    for mut bench in [missed(), ended, withdrawn] {
        let desk = bench.to_desk.len();
        let outcome = bench.answers(profile(), "a1").unwrap();
        assert!(matches!(
            outcome.events.as_slice(),
            [first, second] if matches!(&first.event, Event::FollowedUp { agent, .. } if *agent == profile())
                && second.id == Some(key("a1"))
                && matches!(&second.event, Event::Said { by: Author::Agent(_), .. })
        ));
        assert_eq!(outcome.ack, Some(bench.conversation.state.head));
        assert!(bench.conversation.state.is_follow_up());
        assert_eq!(bench.to_desk.len(), desk, "the desk is not involved");
    }
    for (mut bench, refusal) in [
        (Bench::begun(), Refusal::NotLive),
        (Bench::waiting(), Refusal::NotLive),
        (Bench::live(), Refusal::NotYours),
    ] {
        assert_eq!(bench.answers(linus(), "a1").unwrap_err(), refusal);
    }
    let mut elsewhere = Bench::waiting();
    elsewhere.falls_back(FallbackReason::OtherChat);
    assert_eq!(elsewhere.answers(profile(), "a1").unwrap_err(), Refusal::Over);
}

#[test]
fn an_answer_that_is_sent_again_is_acked_again_and_changes_nothing() {
    let mut bench = answered();
    let (log, head) = (bench.log.clone(), bench.conversation.state.head);
    let again = bench.answers(profile(), "a1").unwrap();
    assert_eq!((again.ack, again.events), (Some(head), Vec::new()));
    bench.agent("e1", AgentAct::End).unwrap();
    let again = bench.answers(profile(), "a1").unwrap();
    assert_eq!((again.ack, again.events), (Some(head), Vec::new()), "also after the end");
    assert_eq!(bench.log[..log.len()], log);
    assert_eq!(
        bench
            .handle(Input::FollowUp(profile(), key("a2"), FollowUpContent::Text(" ".into())))
            .unwrap_err(),
        Refusal::Empty
    );
}

#[test]
fn the_agent_goes_on_and_another_one_takes_over_by_answering() {
    let mut bench = answered();
    let more = bench.answers(profile(), "a2").unwrap();
    assert_eq!(more.events.len(), 1, "they are in it already");
    bench.visitor("v1", say("Thanks!")).unwrap();
    bench.answers(linus(), "a3").unwrap();
    assert_eq!(bench.conversation.state.agent, Some(linus()));
    assert_eq!(bench.agent("e1", AgentAct::End).unwrap_err(), Refusal::NotYours);
}

fn file(number: usize) -> FollowUpContent {
    let id = FileId::parse(format!("file_{number}")).unwrap();
    let file = SharedFile { id, kind: "image/png".into(), size: 9 };
    FollowUpContent::File(format!("{number}.png"), file)
}

#[test]
fn a_file_is_an_answer_like_a_text_once_and_no_more_than_a_conversation_has_room_for() {
    let mut bench = missed();
    for _ in 0..2 {
        let outcome = bench.handle(Input::FollowUp(profile(), key("f0"), file(0))).unwrap();
        assert_eq!(outcome.ack, Some(bench.conversation.state.head));
    }
    assert!(bench.conversation.state.is_follow_up());
    assert!(matches!(
        bench.last(),
        Event::Said { by: Author::Agent(_), text, file: Some(_) } if text == "0.png"
    ));
    assert!(!Missed::updated(None, reported(&bench)).is_open());
    for number in 1..MAX_FILES {
        let id = key(&format!("f{number}"));
        bench.handle(Input::FollowUp(linus(), id, file(number))).unwrap();
    }
    let more = Input::FollowUp(profile(), key("more"), file(MAX_FILES));
    assert_eq!(bench.handle(more).unwrap_err(), Refusal::TooManyFiles);
    bench.answers(profile(), "a1").unwrap();

    let mut live = Bench::live();
    let refused = live.handle(Input::FollowUp(profile(), key("f0"), file(0)));
    assert_eq!(refused.unwrap_err(), Refusal::NotYours, "no answer while the chat goes on");
}

#[test]
fn nobody_has_to_be_there_and_it_ends_long_after_the_last_word() {
    let mut bench = answered();
    bench.conversation.visitor = Presence::GoneSince(bench.now);
    bench.now = bench.now + Millis::minutes(24 * 60);
    bench.handle(Input::Timer).unwrap();
    assert!(bench.conversation.state.is_follow_up());
    assert_eq!(bench.conversation.idle_warning(bench.now), None);
    bench.visitor("v1", say("I am back.")).unwrap();
    let ends = bench.now + FOLLOW_UP_OPEN_FOR;
    assert_eq!(bench.conversation.deadline(), Some(ends));
    let desk = bench.to_desk.len();
    bench.now = ends;
    bench.handle(Input::Timer).unwrap();
    assert_eq!(*bench.last(), Event::Ended { by: EndedBy::Idle });
    assert_eq!(bench.to_desk.len(), desk, "the desk is not involved");
}

#[test]
fn its_agent_ends_it_and_so_does_the_visitor() {
    let mut bench = answered();
    let desk = bench.to_desk.len();
    bench.agent("e1", AgentAct::End).unwrap();
    assert_eq!(*bench.last(), Event::Ended { by: EndedBy::Agent });
    let mut other = answered();
    other.visitor("v1", VisitorAct::Leave).unwrap();
    assert_eq!(*other.last(), Event::Ended { by: EndedBy::Visitor });
    let mut blocked = answered();
    blocked.handle(Input::Block).unwrap();
    assert_eq!(*blocked.last(), Event::Ended { by: EndedBy::Agent });
    assert_eq!([bench.to_desk.len(), other.to_desk.len(), blocked.to_desk.len()], [desk; 3]);
}

#[test]
fn an_answer_handles_what_was_missed_and_a_reply_opens_it_again() {
    let mut bench = missed();
    let before = Missed::updated(None, reported(&bench));
    assert!(before.is_open());
    bench.now = bench.now + Millis::minutes(600);
    bench.answers(profile(), "a1").unwrap();
    let claim = Claim { by: profile(), at: bench.now };
    let handled = Missed::updated(Some(before), reported(&bench));
    assert_eq!(handled.handled, Some(claim.clone()));
    assert_eq!(handled.taken, Some(claim.clone()), "who answers has it");

    bench.now = bench.now + Millis::minutes(1);
    bench.visitor("v1", say("And the price?")).unwrap();
    let report = reported(&bench);
    assert_eq!((report.reason, report.words.as_str()), (MissedReason::Replied, "And the price?"));
    let replied = Missed::updated(Some(handled.clone()), report);
    assert!(replied.is_open());
    assert_eq!(replied.holder(), Some(&profile().id));
    assert_eq!(Missed::updated(Some(replied.clone()), reported(&bench)), replied, "only once");

    bench.now = bench.now + Millis::minutes(1);
    bench.answers(linus(), "a2").unwrap();
    let again = Missed::updated(Some(replied), reported(&bench));
    assert_eq!(again.handled.map(|claim| claim.by), Some(linus()));
    assert_eq!(again.taken.map(|claim| claim.by), Some(linus()));
}

#[test]
fn a_chat_with_an_agent_is_missed_once_its_visitor_replies_after_the_end() {
    let mut bench = Bench::live();
    bench.agent("e1", AgentAct::End).unwrap();
    assert!(!bench.conversation.was_missed());
    bench.answers(profile(), "a1").unwrap();
    assert!(!bench.conversation.was_missed());
    bench.visitor("v1", say("Thanks!")).unwrap();
    assert!(bench.conversation.was_missed());
    assert_eq!(reported(&bench).reason, MissedReason::Replied);
}

#[test]
fn an_answer_is_unread_until_the_visitor_has_seen_it() {
    let mut bench = missed();
    assert_eq!(bench.conversation.unread_answer(), None);
    bench.conversation.seen_by_visitor = bench.conversation.state.head;
    bench.answers(profile(), "a1").unwrap();
    assert_eq!(bench.conversation.unread_answer(), Some(bench.now));
    bench.agent("e1", AgentAct::End).unwrap();
    assert_eq!(bench.conversation.unread_answer(), Some(bench.now), "the end is no reason");
    bench.conversation.seen_by_visitor = Seq(bench.conversation.state.head.0 - 1);
    assert_eq!(bench.conversation.unread_answer(), None);
}

#[test]
fn reports_count_an_answer_after_the_end_as_no_chat() {
    let mut bench = answered();
    bench.visitor("v1", say("Thanks!")).unwrap();
    bench.agent("e1", AgentAct::End).unwrap();
    let record = |log: &[shared::event::Logged]| {
        let mut fold = ChatFold::default();
        for logged in log {
            fold.note(&bench.conversation.meta.stream, logged);
        }
        fold.record().cloned()
    };
    assert_eq!(record(&bench.log), record(&missed().log));
}

#[test]
fn who_may_chat_and_may_read_it_may_answer_it() {
    let chat = [Permission::LiveChat];
    let both = [Permission::LiveChat, Permission::ViewAllConversations];
    let view = [Permission::ViewAllConversations];
    let mut ended = Bench::live();
    ended.agent("e1", AgentAct::End).unwrap();
    let may = |bench: &Bench, agent: &AgentProfile, permissions: &[Permission]| {
        let site = bench.conversation.meta.site.clone();
        let who = AgentRights { agent: &agent.id, site: site.as_str(), permissions };
        let holder = Holder::of_agent(&bench.conversation, &BTreeSet::new(), who);
        holder.may_send(ClientFrameKind::FollowUp)
    };
    assert!(may(&missed(), &linus(), &chat), "anybody may have to answer");
    assert!(may(&answered(), &linus(), &chat), "still");
    assert!(may(&ended, &profile(), &chat), "their own");
    assert!(!may(&ended, &linus(), &chat), "not what they may not read");
    assert!(may(&ended, &linus(), &both));
    assert!(!may(&ended, &linus(), &view) && !may(&missed(), &linus(), &view));
    assert!(!may(&Bench::live(), &linus(), &both), "a chat that goes on is its agent's");
}

#[test]
fn the_form_is_gone_once_somebody_has_answered() {
    let mut bench = Bench::waiting();
    bench.conversation.meta.limits.fallback_form.offered = true;
    bench.falls_back(FallbackReason::NobodyAvailable);
    assert!(bench.conversation.state.form.is_some());
    bench.answers(profile(), "a1").unwrap();
    assert!(bench.conversation.state.form.is_none());
}
