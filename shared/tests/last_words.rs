//! The last words of a conversation, as its site lists them (INBOX-29).

use crate::conversation::bench::{Bench, grace, profile};
use shared::conversation::{AgentAct, LastWords, LastWordsFold, MAX_LAST_WORDS, VisitorAct};
use shared::event::{Author, Event, Logged, SharedFile};
use shared::id::{FileId, Seq};
use shared::person::Attributes;

fn fold(bench: &Bench, more: &[Event]) -> Option<LastWords> {
    let mut fold = LastWordsFold::default();
    let stream = &bench.conversation.meta.stream;
    for logged in &bench.log {
        fold.note(stream, logged);
    }
    for event in more {
        let last = bench.log.last().unwrap();
        let logged = Logged { seq: Seq(last.seq.0 + 1), event: event.clone(), ..last.clone() };
        fold.note(stream, &logged);
    }
    fold.words().cloned()
}

fn said(by: Author, text: &str, file: Option<SharedFile>) -> Event {
    Event::Said { by, text: text.to_owned(), file }
}

fn words(by: Author, text: &str, file: bool) -> LastWords {
    LastWords { by, text: text.to_owned(), file }
}

#[test]
fn the_last_words_are_a_message_a_file_or_the_response_that_was_chosen() {
    let mut bench = Bench::begun();
    assert_eq!(fold(&bench, &[]), None);
    bench = Bench::waiting();
    assert_eq!(fold(&bench, &[]), Some(words(Author::Visitor, "Yes", false)), "what they chose");
    bench = Bench::live();
    bench.visitor("c7", VisitorAct::Say("Hello?".into())).unwrap();
    assert_eq!(fold(&bench, &[]), Some(words(Author::Visitor, "Hello?", false)));
    bench.agent("c8", AgentAct::Say("Hi!\nHow can I help?".into())).unwrap();
    let answered = Some(words(Author::Agent(grace()), "Hi! How can I help?", false));
    assert_eq!(fold(&bench, &[]), answered);
    // What happens says nothing.
    bench.visitor("c9", VisitorAct::Leave).unwrap();
    assert_eq!(fold(&bench, &[]), answered);

    let file =
        SharedFile { id: FileId::parse("file_1").unwrap(), kind: "image/png".into(), size: 1 };
    let sent = said(Author::Agent(profile().id), "oven.png", Some(file));
    assert_eq!(fold(&bench, &[sent]), Some(words(Author::Agent(grace()), "oven.png", true)));
    let left = Event::MessageLeft { values: Attributes::default(), text: "Call me".into() };
    assert_eq!(fold(&bench, &[left]), Some(words(Author::Visitor, "Call me", false)));
}

#[test]
fn a_list_has_the_beginning_of_long_words_counted_in_characters() {
    let bench = Bench::begun();
    let long = "שלום ".repeat(400);
    let words = fold(&bench, &[said(Author::Visitor, &long, None)]).unwrap();
    assert!(words.text.chars().count() <= MAX_LAST_WORDS && words.text.ends_with('…'));
    assert!(words.text.len() > MAX_LAST_WORDS, "letters of two bytes: {}", words.text.len());
}
