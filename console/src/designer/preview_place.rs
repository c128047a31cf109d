//! Where one is in the preview: the card that the widget shows, by what is on its screen. The widget
//! tells nobody, because nothing of a draft leaves the browser. Pure.

use shared::id::CardId;
use shared::stream::{Card, Stream};
use shared::wording::plain;

/// What the widget shows.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct OnScreen {
    /// The bot's texts, in order.
    pub(crate) texts: Vec<String>,
    /// The ids of the responses to choose from.
    pub(crate) responses: Vec<String>,
    /// The name of the field that is asked for.
    pub(crate) field: Option<String>,
    /// The values to choose from for a field.
    pub(crate) options: Vec<String>,
    /// Whether a person is asked, or the fallback asks for a message instead.
    pub(crate) waiting: bool,
}

/// The card that is shown; `None` if no card looks like it.
pub(crate) fn place(stream: &Stream, screen: &OnScreen) -> Option<CardId> {
    let fits = |card: &&Card| match card {
        Card::Question(question) => {
            let ids = question.responses.iter().map(|response| response.id.as_str());
            !screen.responses.is_empty() && ids.eq(screen.responses.iter().map(String::as_str))
        }
        Card::Capture(capture) => screen
            .field
            .as_ref()
            .is_some_and(|name| capture.fields.iter().any(|spec| spec.field.as_str() == name)),
        Card::LiveChat(_) => screen.waiting,
        // A message is the place only where nothing is waited for.
        Card::Message(_) | Card::Document(_) => {
            screen.responses.is_empty() && screen.field.is_none() && !screen.waiting
        }
        Card::Condition(_) | Card::Goal(_) | Card::Action(_) => false,
    };
    let said: Vec<String> = screen.texts.iter().map(|text| letters(text)).collect();
    // How far from the end the card's words were said; a card without words may be any.
    let since = |card: &&Card| {
        let text = literal(spoken(card));
        let found = said.iter().rev().position(|said| !text.is_empty() && said.contains(&text));
        found.unwrap_or(said.len())
    };
    let all = stream.cards.iter().filter(fits);
    let nearest = all.min_by_key(since)?;
    let is_message = matches!(nearest, Card::Message(_) | Card::Document(_));
    (!is_message || since(&nearest) < said.len()).then(|| nearest.id().clone())
}

/// What a card says last.
fn spoken(card: &Card) -> &str {
    match card {
        Card::Document(document) => &document.title,
        card => card.text(),
    }
}

/// The longest part of a text between its tokens, as [`letters`].
fn literal(text: &str) -> String {
    let plain = plain(text);
    let parts = plain.split("{{").map(|part| part.split_once("}}").map_or(part, |(_, rest)| rest));
    parts.map(letters).max_by_key(String::len).unwrap_or_default()
}

/// Only letters and digits, because a browser writes spaces and marks in its own way.
fn letters(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn stream() -> Stream {
        serde_json::from_value(json!({ "first": "hi", "cards": [
            { "type": "question", "id": "hi", "text": "Hello **there**!", "responses": [
                { "id": "yes", "label": "Yes" }, { "id": "no", "label": "No" } ]},
            { "type": "question", "id": "sure", "text": "Are you sure, {{person.first_name|friend}}?",
              "responses": [ { "id": "yes", "label": "Yes" }, { "id": "no", "label": "No" } ]},
            { "type": "capture", "id": "who", "text": "Who?", "fields": [
                { "field": "first_name", "label": "Name" }, { "field": "email", "label": "E-mail" } ]},
            { "type": "message", "id": "bye", "text": "Bye." },
            { "type": "live_chat", "id": "call", "text": "One moment.", "route": { "by": "round_robin" } },
        ]}))
        .unwrap()
    }

    fn at(
        texts: &[&str],
        responses: &[&str],
        field: Option<&str>,
        waiting: bool,
    ) -> Option<String> {
        let own = |all: &[&str]| all.iter().map(|one| (*one).to_owned()).collect();
        let screen = OnScreen {
            texts: own(texts),
            responses: own(responses),
            field: field.map(str::to_owned),
            options: Vec::new(),
            waiting,
        };
        place(&stream(), &screen).map(|card| card.to_string())
    }

    #[test]
    fn the_card_is_known_by_what_is_on_the_screen() {
        let asked = ["yes", "no"];
        assert_eq!(at(&["Hello there!"], &asked, None, false).as_deref(), Some("hi"));
        let sure = at(&["Hello there!", "Are you sure, Ada?"], &asked, None, false);
        assert_eq!(sure.as_deref(), Some("sure"));
        assert_eq!(at(&["Who?"], &[], Some("email"), false).as_deref(), Some("who"));
        assert_eq!(at(&["Who?", "Bye."], &[], None, false).as_deref(), Some("bye"));
        assert_eq!(at(&["One moment."], &[], None, true).as_deref(), Some("call"));
        assert_eq!(at(&["Something else"], &[], None, false), None);
    }
}
