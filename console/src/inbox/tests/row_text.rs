//! What rows of lists say.

use super::{grace, row};
use crate::inbox::{Quote, RowText, Tab};
use shared::conversation::{LastWords, Missed, MissedReason};
use shared::event::{Author, Page};
use shared::id::AgentId;
use shared::protocol::ConversationRow;
use shared::time::Timestamp;

fn ended(by: Author, text: &str, file: bool) -> ConversationRow {
    let page = Page { url: "https://shop.example/pricing".into(), ..Page::default() };
    ConversationRow {
        page,
        agent: Some(grace()),
        status: "ended_by_agent".into(),
        last_words: Some(LastWords { by, text: text.into(), file }),
        ..row("a")
    }
}

fn read(row: &ConversationRow, tab: Tab) -> (Option<Quote>, String) {
    let RowText { words, about } = RowText::new(row, tab, &grace().id);
    (words, about)
}

fn quote(by: Option<&str>, text: &str, file: bool) -> Quote {
    Quote { by: by.map(str::to_owned), text: text.to_owned(), file }
}

#[test]
fn a_row_says_the_last_words_and_who_said_them() {
    let linus = AgentId::parse("agent_linus").unwrap();
    for (row, expected) in [
        (ended(Author::Visitor, "Thanks!", false), quote(None, "Thanks!", false)),
        (ended(Author::Agent(grace().id), "Bye", false), quote(Some("You"), "Bye", false)),
        (ended(Author::Agent(linus), "Bye", false), quote(Some("Agent"), "Bye", false)),
        (ended(Author::Visitor, "bill.pdf", true), quote(None, "bill.pdf", true)),
        (ended(Author::Visitor, "", true), quote(None, "Sent a file", true)),
    ] {
        assert_eq!(read(&row, Tab::History), (Some(expected), String::new()));
    }
    // Who reads the list of all is told who had the chat.
    let row = ended(Author::Visitor, "Thanks!", false);
    assert_eq!(read(&row, Tab::All).1, "Ended by the agent · Grace");
}

#[test]
fn a_row_without_words_says_how_it_stands() {
    // A row of an earlier version.
    let old = ConversationRow { last_words: None, ..ended(Author::Visitor, "", false) };
    assert_eq!(read(&old, Tab::History), (None, "Ended by the agent · /pricing".to_owned()));
    // More may have been said since the row was written.
    let row = ended(Author::Visitor, "Hello?", false);
    let live = ConversationRow { status: "live".into(), ..row };
    assert_eq!(read(&live, Tab::All), (None, "Live · Grace".to_owned()));
}

#[test]
fn a_row_says_what_is_unusual_beside_the_words() {
    let missed = Missed {
        at: Timestamp(1),
        reason: MissedReason::Declined,
        words: "Anybody there?".into(),
        taken: None,
        handled: None,
        answer: None,
    };
    let fell_back = ConversationRow {
        status: "fell_back".into(),
        last_words: None,
        agent: None,
        missed: Some(missed),
        ..ended(Author::Visitor, "", false)
    };
    let words = quote(None, "Anybody there?", false);
    assert_eq!(read(&fell_back, Tab::History), (Some(words.clone()), "Needs an answer".to_owned()));
    assert_eq!(read(&fell_back, Tab::Missed).0, Some(words));
    let rating = shared::event::Rating::new(4);
    let rated = ConversationRow { rating, ..ended(Author::Visitor, "Thanks!", false) };
    assert_eq!(read(&rated, Tab::History).1, "Rated 4 of 5");
}
