//! Playing a way in the preview: what to do next, by what is on the widget's screen. Pure.

use super::preview_place::{OnScreen, place};
use shared::stream::{Act, Stream};

/// What to do on the widget's screen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Press {
    /// The response with this id.
    Response(String),
    /// Types into the field with this name, and sends it.
    Type(String, String),
    /// Chooses this value for the field.
    Pick(String),
    /// Skips the field.
    Skip,
}

/// Where a way is in the preview.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Walkthrough {
    acts: Vec<Act>,
    done: usize,
    /// Whether the screen was looked at since: the first one may still be that from before.
    is_fresh: bool,
}

impl Walkthrough {
    /// A way to be gone from its beginning. What somebody looked up is decided in the stream already, and the
    /// preview goes on after a document by itself.
    pub(crate) fn new(acts: &[Act]) -> Self {
        let seen = |act: &&Act| !matches!(act, Act::Look { .. } | Act::Open { .. });
        Self { acts: acts.iter().filter(seen).cloned().collect(), done: 0, is_fresh: false }
    }

    /// What to do on this screen, if it asks for the next step. It counts as done.
    pub(crate) fn next(&mut self, stream: &Stream, screen: &OnScreen) -> Option<Press> {
        if !core::mem::replace(&mut self.is_fresh, true) {
            return None;
        }
        let here = place(stream, screen);
        let press = match self.acts.get(self.done)? {
            Act::Answer { card, response } => {
                let offered = screen.responses.iter().any(|id| id == response.as_str());
                (offered && here.as_ref() == Some(card))
                    .then(|| Press::Response(response.to_string()))
            }
            Act::Fill { field, value, .. } => {
                let is_typed = screen.field.as_deref() == Some(field.as_str());
                if value.is_empty() {
                    (is_typed || !screen.options.is_empty()).then_some(Press::Skip)
                } else if screen.options.contains(value) {
                    Some(Press::Pick(value.clone()))
                } else {
                    is_typed.then(|| Press::Type(field.as_str().to_owned(), value.clone()))
                }
            }
            Act::Look { .. } | Act::Open { .. } => None,
        }?;
        self.done += 1;
        Some(press)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;
    use shared::id::{CardId, ResponseId};

    #[test]
    fn a_way_is_gone_by_what_the_screen_asks_for() {
        let stream: Stream = serde_json::from_value(json!({ "first": "hi", "cards": [
            { "type": "question", "id": "hi", "text": "Hello", "responses": [
                { "id": "yes", "label": "Yes", "next": "who" }, { "id": "no", "label": "No" } ]},
            { "type": "capture", "id": "who", "text": "Who?", "fields": [
                { "field": "email", "label": "E-mail" }, { "field": "company", "label": "Company" } ]},
        ]}))
        .unwrap();
        let acts: Vec<Act> = vec![
            Act::Answer {
                card: CardId::parse("hi").unwrap(),
                response: ResponseId::parse("yes").unwrap(),
            },
            Act::Fill {
                card: CardId::parse("who").unwrap(),
                field: shared::person::Field::Email,
                value: "ada@example.com".to_owned(),
            },
            Act::Fill {
                card: CardId::parse("who").unwrap(),
                field: shared::person::Field::Company,
                value: String::new(),
            },
        ];
        let mut way = Walkthrough::new(&acts);
        let asks = |name: &str| OnScreen {
            texts: vec!["Hello".to_owned(), "Who?".to_owned()],
            field: Some(name.to_owned()),
            ..OnScreen::default()
        };
        assert_eq!(way.next(&stream, &OnScreen::default()), None, "the screen from before");
        let hello = OnScreen {
            texts: vec!["Hello".to_owned()],
            responses: vec!["yes".to_owned(), "no".to_owned()],
            ..OnScreen::default()
        };
        assert_eq!(way.next(&stream, &hello), Some(Press::Response("yes".to_owned())));
        assert_eq!(way.next(&stream, &hello), None, "the next step is asked for on another screen");
        let typed = Press::Type("email".to_owned(), "ada@example.com".to_owned());
        assert_eq!(way.next(&stream, &asks("email")), Some(typed));
        assert!(way.done < way.acts.len());
        assert_eq!(way.next(&stream, &asks("company")), Some(Press::Skip));
        assert_eq!(way.done, way.acts.len());
    }
}
