//! The languages of a draft, as the Languages tab shows them. Pure.

use super::draft::Draft;
use serde_json::Value;
use shared::language::Language;
use shared::stream::{Stream, TextId, Translations, texts};

/// What a text is, for the column beside it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum TextKind {
    Text,
    Response,
    Field,
    Choice,
    Title,
}

impl TextKind {
    fn of(id: &TextId) -> Self {
        let mut parts = id.as_str().split('/').skip(1);
        match (parts.next(), parts.nth(1)) {
            (Some("responses"), _) => Self::Response,
            (Some("fields"), None) => Self::Field,
            (Some("fields"), Some(_)) => Self::Choice,
            (Some("title"), _) => Self::Title,
            _ => Self::Text,
        }
    }
}

/// One text of the stream, beside its translation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct TextRow {
    pub(crate) id: TextId,
    pub(crate) kind: TextKind,
    /// As the stream has it.
    pub(crate) written: String,
    /// Whether it is the first one of its card.
    pub(crate) begins_card: bool,
}

/// The texts of a stream, in the order of its cards.
pub(crate) fn text_rows(stream: &Stream) -> Vec<TextRow> {
    let mut last = String::new();
    let row = |(id, written): (TextId, String)| {
        let begins_card = id.card() != last;
        id.card().clone_into(&mut last);
        TextRow { kind: TextKind::of(&id), begins_card, id, written }
    };
    texts(stream).into_iter().map(row).collect()
}

impl Draft {
    /// The texts in other languages; `None` if they can't be read.
    pub(crate) fn translations(&self) -> Option<Translations> {
        match self.field("translations") {
            Some(written) => serde_json::from_value(written.clone()).ok(),
            None => Some(Translations::default()),
        }
    }

    /// Replaces the texts in other languages; the field goes with the last language.
    pub(crate) fn set_translations(&mut self, translations: &Translations) {
        let written = serde_json::to_value(translations).ok();
        self.set_field("translations", written.filter(|_| !translations.is_empty()));
    }

    /// The language that the stream is written in, if somebody said it.
    pub(crate) fn written_in(&self) -> Option<Language> {
        self.field("language").and_then(Value::as_str).and_then(Language::from_name)
    }

    pub(crate) fn set_written_in(&mut self, language: Option<Language>) {
        self.set_field("language", language.map(|language| language.as_str().into()));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::designer::{Designer, Edit};
    use serde_json::json;

    fn draft() -> Draft {
        let document = json!({ "name": "Hello", "stream": { "first": "hi", "cards": [
            { "type": "question", "id": "hi", "text": "Hello", "responses": [{ "id": "y", "label": "Yes" }] },
            { "type": "document", "id": "doc", "title": "Prices", "address": "https://a.example/p.pdf" } ] } });
        Draft::open(&document.to_string()).unwrap()
    }

    #[test]
    fn texts_are_listed_by_card_with_what_they_are() {
        let stream: Stream = serde_json::from_value(draft().document()["stream"].clone()).unwrap();
        let rows = text_rows(&stream);
        let listed: Vec<_> =
            rows.iter().map(|row| (row.written.as_str(), row.kind, row.begins_card)).collect();
        assert_eq!(
            listed,
            [
                ("Hello", TextKind::Text, true),
                ("Yes", TextKind::Response, false),
                ("Prices", TextKind::Title, true),
            ]
        );
    }

    #[test]
    fn typing_a_translation_is_one_step_of_undo_and_the_last_language_leaves_nothing() {
        let mut designer = Designer::open(draft());
        let type_in = |designer: &mut Designer, text: &str| {
            let mut all = designer.draft.translations().unwrap();
            all.set(Language::German, TextId::named("hi/text"), text);
            let edit = Edit::Translations(Box::new(all), Some("de hi/text".to_owned()));
            designer.apply(edit).unwrap();
        };
        type_in(&mut designer, "H");
        type_in(&mut designer, "Hallo");
        assert_eq!(designer.draft.document()["translations"]["de"]["hi/text"], "Hallo");
        designer.undo();
        assert_eq!(designer.draft.document(), draft().document());
        designer.apply(Edit::WrittenIn(Some(Language::English))).unwrap();
        assert_eq!(designer.draft.written_in(), Some(Language::English));
        designer.apply(Edit::WrittenIn(None)).unwrap();
        assert_eq!(designer.draft.document(), draft().document());
    }
}
