//! When an answer after the end is mailed, and what the mail tells (MAIL-07).

use crate::conversation::bench::{Bench, key, linus, profile, say};
use shared::conversation::{
    DeskToConversation, FollowUpContent, Input, MAILED_AFTER, MAILED_AFTER_WHILE_HERE, Presence,
};
use shared::event::{AgentProfile, FallbackReason, SharedFile};
use shared::id::FileId;
use shared::mail::{MailContent, Place};
use shared::time::Millis;

/// Nobody was there for a visitor whose address is known, and they have gone.
fn gone() -> Bench {
    let mut bench = Bench::waiting();
    let (request, reason) = (bench.request(), FallbackReason::NobodyAvailable);
    let news = DeskToConversation::FellBack { request, reason, back_at: None };
    bench.handle(Input::Desk(news)).unwrap();
    bench.conversation.seen_by_visitor = bench.conversation.state.head;
    bench.conversation.visitor = Presence::GoneSince(bench.now);
    bench
}

fn answers(bench: &mut Bench, agent: AgentProfile, text: &str) {
    let id = format!("a{}", bench.conversation.state.head.0);
    let answer = FollowUpContent::Text(text.into());
    bench.handle(Input::FollowUp(agent, key(&id), answer)).unwrap();
}

/// What is mailed at this moment, if anything is.
fn mailed(bench: &mut Bench) -> Option<Vec<String>> {
    let outcome = bench.conversation.handle(bench.now, Input::Timer).unwrap();
    let mail = outcome.answer_mailed.and_then(|_| bench.conversation.answer_mail(&bench.log));
    bench.handle(Input::Timer).unwrap();
    mail.map(|mail| mail.answers)
}

#[test]
fn answers_that_follow_each_other_are_mailed_together_and_once() {
    let mut bench = gone();
    answers(&mut bench, profile(), "Good morning!");
    bench.now = bench.now + Millis(MAILED_AFTER.0 - 1);
    assert_eq!(mailed(&mut bench), None);
    answers(&mut bench, profile(), "We are open until six.");
    let due = bench.now + MAILED_AFTER;
    assert_eq!(bench.conversation.deadline(), Some(due));
    bench.now = due;
    assert_eq!(mailed(&mut bench).unwrap(), ["Good morning!", "We are open until six."]);
    assert_eq!(mailed(&mut bench), None);
    assert!(bench.conversation.deadline().unwrap() > due + MAILED_AFTER_WHILE_HERE);
    answers(&mut bench, linus(), "And on Sunday.");
    bench.now = bench.now + MAILED_AFTER;
    assert_eq!(mailed(&mut bench).unwrap(), ["And on Sunday."]);
}

#[test]
fn what_the_visitor_has_read_is_not_mailed_and_who_is_here_has_longer() {
    let mut bench = gone();
    answers(&mut bench, profile(), "Good morning!");
    bench.conversation.visitor = Presence::Here;
    bench.now = bench.now + MAILED_AFTER;
    assert_eq!(mailed(&mut bench), None, "they may read it");
    let mut reads = bench.conversation.clone();
    reads.seen_by_visitor = reads.state.head;
    bench.now = bench.now + MAILED_AFTER_WHILE_HERE;
    assert_eq!(reads.handle(bench.now, Input::Timer).unwrap().answer_mailed, None);
    assert_eq!(mailed(&mut bench).unwrap(), ["Good morning!"], "they did not");
}

#[test]
fn of_a_file_the_mail_has_the_name() {
    let mut bench = gone();
    answers(&mut bench, profile(), "Here it is:");
    let file =
        SharedFile { id: FileId::parse("file_1").unwrap(), kind: "image/png".into(), size: 9 };
    let content = FollowUpContent::File("oven.png".into(), file);
    bench.handle(Input::FollowUp(profile(), key("f1"), content)).unwrap();
    bench.now = bench.now + MAILED_AFTER;
    assert_eq!(mailed(&mut bench).unwrap(), ["Here it is:", "📎 oven.png"]);
}

#[test]
fn without_an_address_nothing_is_mailed() {
    let mut bench = gone();
    bench.conversation.state.flow.attributes.clear();
    answers(&mut bench, profile(), "Good morning!");
    bench.now = bench.now + MAILED_AFTER_WHILE_HERE;
    assert_eq!(mailed(&mut bench), None);
}

#[test]
fn the_mail_quotes_what_the_visitor_wrote_last_before_the_answer() {
    let mut bench = gone();
    answers(&mut bench, profile(), "Good morning!");
    bench.visitor("v1", say("And the price?")).unwrap();
    bench.conversation.seen_by_visitor = bench.conversation.state.head;
    answers(&mut bench, AgentProfile { name: "نور".into(), ..profile() }, "499.");
    bench.visitor("v2", say("Are you there?")).unwrap();
    let mail = bench.conversation.answer_mail(&bench.log).unwrap();
    assert_eq!((mail.to.as_str(), mail.agent.as_str()), ("ada@example.com", "Grace"));
    assert_eq!(
        (mail.question.as_str(), mail.answers.as_slice()),
        ("And the price?", &["499.".to_owned()][..])
    );
}

#[test]
fn the_text_has_the_answers_the_question_and_the_link() {
    let answers = vec!["مرحبا".to_owned(), "Line one\nLine two".to_owned()];
    let content = MailContent::Answer {
        agent: "نور\r\nBcc: x@example.com".into(),
        answers,
        question: "Do you sell hats?".into(),
        path: "/answer?site=site_1#conv_1/token".into(),
        reply_to: None,
    };
    let place = Place { site_name: "Hüte & Co", origin: "https://chat.example.com" };
    let text = content.text(place);
    assert!(!text.subject_line().contains('\n'), "{}", text.subject_line());
    let plain = text.plain();
    for part in [
        "> مرحبا",
        "> Line one\n> Line two",
        "https://chat.example.com/answer?site=site_1#conv_1/token",
        "> Do you sell hats?",
    ] {
        assert!(plain.contains(part), "{plain}");
    }
    assert!(text.html().contains("dir=\"auto\""), "{}", text.html());
}
