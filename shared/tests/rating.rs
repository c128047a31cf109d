//! The visitor's rating of a chat (INBOX-21), and the figures of it in reports.
#![cfg(feature = "desk")]

use crate::conversation::bench::{Bench, say};
use shared::availability::Zone;
use shared::conversation::{
    AgentAct, Conversation, Input, MAX_COMMENT_CHARS, MAX_RATINGS, Outcome, RATING_OPEN_FOR,
    Refusal, VisitorAct, transcript,
};
use shared::counts::{ChatAggregate, ChatFold, ChatNames, ChatRecord, Day, Period, Ratings};
use shared::event::{Event, Rating};
use shared::people;

fn rating(value: u8) -> Rating {
    Rating::new(value).unwrap()
}

fn rate(bench: &mut Bench, value: u8, comment: &str) -> Result<Outcome, Refusal> {
    bench.handle(Input::Rate(rating(value), comment.to_owned()))
}

/// A chat that an agent has ended.
fn ended() -> Bench {
    let mut bench = Bench::live();
    bench.visitor("c7", say("Hello")).unwrap();
    bench.agent("a1", AgentAct::End).unwrap();
    bench
}

fn record(bench: &Bench) -> ChatRecord {
    let mut fold = ChatFold::default();
    for logged in &bench.log {
        fold.note(&bench.conversation.meta.stream, logged);
    }
    fold.record().unwrap().clone()
}

#[test]
fn only_a_chat_with_an_agent_is_rated_and_only_after_its_end() {
    let mut live = Bench::live();
    assert_eq!(rate(&mut live, 5, ""), Err(Refusal::NotRatable), "it goes on");
    live.visitor("c7", VisitorAct::Leave).unwrap();
    assert!(rate(&mut live, 5, "").is_ok());

    let mut waiting = Bench::waiting();
    assert_eq!(rate(&mut waiting, 5, ""), Err(Refusal::NotRatable), "nobody has joined");
    waiting.visitor("c7", VisitorAct::Leave).unwrap();
    assert_eq!(rate(&mut waiting, 5, ""), Err(Refusal::NotRatable), "nobody had joined");
    let mut scripted = Bench::begun();
    scripted.visitor("c7", VisitorAct::Leave).unwrap();
    assert_eq!(rate(&mut scripted, 5, ""), Err(Refusal::NotRatable), "there was no chat");
}

#[test]
fn a_site_that_does_not_ask_gets_no_rating() {
    let mut bench = ended();
    bench.conversation.meta.limits.rating = false;
    assert!(!bench.conversation.can_be_rated(bench.now));
    assert_eq!(rate(&mut bench, 5, ""), Err(Refusal::NotRatable));
}

#[test]
fn a_rating_is_given_within_a_day_and_changed_a_few_times() {
    let mut bench = ended();
    for time in 0..MAX_RATINGS {
        assert!(bench.conversation.can_be_rated(bench.now));
        rate(&mut bench, 1 + u8::try_from(time % 5).unwrap(), "").unwrap();
    }
    assert!(!bench.conversation.can_be_rated(bench.now));
    assert_eq!(rate(&mut bench, 1, "once more"), Err(Refusal::NotRatable));
    let again = rate(&mut bench, 5, "").unwrap();
    assert_eq!(again.events, [], "what is there already can be said again");

    let mut late = ended();
    late.now = late.now + RATING_OPEN_FOR;
    assert_eq!(rate(&mut late, 5, ""), Err(Refusal::NotRatable));
    let mut in_time = ended();
    in_time.now = in_time.now + RATING_OPEN_FOR - shared::time::Millis(1);
    rate(&mut in_time, 5, "").unwrap();
}

#[test]
fn a_comment_is_one_clean_line_of_limited_length() {
    let mut bench = ended();
    let long = "ü".repeat(MAX_COMMENT_CHARS + 1);
    let actual = MAX_COMMENT_CHARS + 1;
    assert_eq!(rate(&mut bench, 4, &long), Err(Refusal::CommentTooLong { actual }));
    rate(&mut bench, 4, "  so\nlà\u{202e} \u{7} ").unwrap();
    let Event::Rated { rating: given, comment } = bench.last() else { panic!() };
    assert_eq!((given.value(), comment.as_str()), (4, "so là"));
    rate(&mut bench, 4, &long[..2 * MAX_COMMENT_CHARS]).unwrap();
    for value in [0, 6, 255] {
        assert_eq!(Rating::new(value), None);
        assert!(serde_json::from_value::<Rating>(value.into()).is_err());
    }
}

#[test]
fn a_restored_conversation_knows_its_rating() {
    let mut bench = ended();
    rate(&mut bench, 2, "slow").unwrap();
    let restored = Conversation::restore(bench.conversation.meta.clone(), &bench.log);
    assert_eq!(restored.state, bench.conversation.state);
    assert_eq!(restored.state.rating, Some((rating(2), "slow".to_owned())));
}

#[test]
fn a_rating_is_in_transcript_search_and_reports() {
    let mut bench = ended();
    rate(&mut bench, 2, "too slow").unwrap();
    rate(&mut bench, 5, "friendly after all").unwrap();
    let utc = Zone::parse("UTC").unwrap();
    let text = transcript(&bench.conversation.meta, &bench.log, &utc);
    assert!(text.contains("— The visitor rated the chat: 5 of 5. friendly after all"), "{text}");
    assert!(people::said(&bench.log).ends_with("friendly after all"));

    let mut chats = ChatAggregate::default();
    let rated = record(&bench);
    assert_eq!(rated.rating, Some(rating(5)), "the last one counts");
    let written = serde_json::to_string(&rated).unwrap();
    assert!(!written.contains("friendly"), "reports hold no words of the visitor: {written}");
    let mut other = rated.clone();
    other.rating = Some(rating(2));
    for record in [rated, other, record(&ended())] {
        chats.add(&utc, &record);
    }
    let day = Day::from_timestamp(bench.now);
    let report = chats.report(Period { from: day, to: day }, &utc, &ChatNames::default());
    let expected = Ratings { count: 2, mean: Some(3.5), values: [0, 1, 0, 0, 1] };
    assert_eq!(report.total.rating, expected);
    assert_eq!(report.agents[0].rating, expected);
    assert_eq!(report.days[0].figures.rating, expected);
    assert_eq!(report.teams[0].figures.rating, expected);
}
