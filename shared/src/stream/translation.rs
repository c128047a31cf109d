//! The texts of a stream in other languages. A text is named by its place: the id of its card, and what it is
//! there. The stream itself is written in one language, and what is missing in another one stays as it is.

use super::cards::codes;
use super::finding::{Code, Finding};
use super::{Card, Stream};
use crate::id::CardId;
use crate::language::Language;
use crate::quota::Package;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

/// Names a text of a stream: `hello/text`, `hello/responses/yes`, `who/fields/email`,
/// `who/fields/size/options/Small`, `prices/title`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(transparent)]
pub struct TextId(String);

impl TextId {
    /// A text by what a file of texts calls it; whether a stream has it, [`Translations::gone`] says.
    pub fn named(name: impl Into<String>) -> Self {
        Self(name.into())
    }

    fn of_card(card: &CardId, part: &str) -> Self {
        Self(format!("{card}/{part}"))
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The id of its card.
    pub fn card(&self) -> &str {
        self.0.split('/').next().unwrap_or_default()
    }
}

impl fmt::Display for TextId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// The texts of one language, by what they translate.
pub type Texts = BTreeMap<TextId, String>;

/// The texts of a dialogue in other languages than the one that its stream is written in.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(transparent)]
pub struct Translations(BTreeMap<Language, Texts>);

impl Translations {
    /// Whether there is no other language.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The languages, in the order in which menus list them.
    pub fn languages(&self) -> impl Iterator<Item = Language> {
        self.0.keys().copied()
    }

    /// The texts of a language.
    pub fn texts(&self, language: Language) -> Option<&Texts> {
        self.0.get(&language)
    }

    /// Adds a language without texts, if it is not there.
    pub fn add(&mut self, language: Language) {
        self.0.entry(language).or_default();
    }

    /// Takes a language out, with its texts.
    pub fn remove(&mut self, language: Language) {
        self.0.remove(&language);
    }

    /// Writes a text; an empty one is taken out, so that it counts as missing.
    pub fn set(&mut self, language: Language, id: TextId, text: &str) {
        let texts = self.0.entry(language).or_default();
        if text.trim().is_empty() {
            texts.remove(&id);
        } else {
            texts.insert(id, text.to_owned());
        }
    }

    /// The stream in a language: of the texts that are missing there, the stream's own. `None` if there is nothing
    /// in that language, nor in the one that its readers understand as well.
    pub fn stream_in(&self, language: Language, stream: &Stream) -> Option<Stream> {
        let texts = self.texts(language).or_else(|| self.texts(language.sibling()?))?;
        let mut translated = stream.clone();
        visit(&mut translated, |id, text| {
            if let Some(found) = texts.get(&id).filter(|found| !found.trim().is_empty()) {
                text.clone_from(found);
            }
        });
        Some(translated)
    }

    /// The texts of a stream that a language lacks, in their order.
    pub fn missing(&self, language: Language, stream: &Stream) -> Vec<TextId> {
        let has = |id: &TextId| {
            self.texts(language)
                .and_then(|texts| texts.get(id))
                .is_some_and(|t| !t.trim().is_empty())
        };
        texts(stream).into_iter().map(|(id, _)| id).filter(|id| !has(id)).collect()
    }

    /// What is wrong with each language, and what it lacks.
    pub fn check(&self, stream: &Stream, package: Package) -> Vec<Finding> {
        let original = codes(&stream.cards, package);
        let all = texts(stream).len();
        let mut findings = Vec::new();
        for language in self.languages() {
            let Some(translated) = self.stream_in(language, stream) else { continue };
            let new = codes(&translated.cards, package);
            for (card, error) in new.into_iter().filter(|found| !original.contains(found)) {
                let code = Code::Translated { language, error: Box::new(error) };
                findings.push(code.at(Some(card.as_str())));
            }
            let missing = self.missing(language, stream).len();
            if missing > 0 {
                findings.push(Code::Untranslated { language, missing, all }.at(None));
            }
            let count = self.gone(language, stream).len();
            if count > 0 {
                findings.push(Code::TranslationGone { language, count }.at(None));
            }
        }
        findings
    }

    /// The texts of a language that translate nothing of this stream: their cards, responses or fields are gone.
    pub fn gone(&self, language: Language, stream: &Stream) -> Vec<TextId> {
        let own: BTreeSet<TextId> = texts(stream).into_iter().map(|(id, _)| id).collect();
        let all = self.texts(language).into_iter().flat_map(BTreeMap::keys);
        all.filter(|id| !own.contains(id)).cloned().collect()
    }
}

/// All texts that visitors read of a stream, in the order of its cards.
pub fn texts(stream: &Stream) -> Vec<(TextId, String)> {
    let mut all = Vec::new();
    // Visiting needs a stream that may change; this one is dropped.
    visit(&mut stream.clone(), |id, text| all.push((id, text.clone())));
    all.retain(|(_, text)| !text.trim().is_empty());
    all
}

/// Visits each text of a stream. Responses and choices keep the values that they store, whatever they become.
fn visit(stream: &mut Stream, mut each: impl FnMut(TextId, &mut String)) {
    for card in &mut stream.cards {
        let id = card.id().clone();
        let of = |part: &str| TextId::of_card(&id, part);
        match card {
            Card::Message(card) => each(of("text"), &mut card.text),
            Card::Question(card) => {
                each(of("text"), &mut card.text);
                for response in &mut card.responses {
                    let before = response.label.clone();
                    each(of(&format!("responses/{}", response.id)), &mut response.label);
                    if card.store.is_some() && response.label != before {
                        response.value.get_or_insert(before);
                    }
                }
            }
            Card::Capture(card) => {
                each(of("text"), &mut card.text);
                for field in &mut card.fields {
                    let name = format!("fields/{}", field.field.as_str());
                    each(of(&name), &mut field.label);
                    let Some(options) = &mut field.options else { continue };
                    let before = options.clone();
                    for option in &mut *options {
                        each(of(&format!("{name}/options/{}", option.trim())), option);
                    }
                    if *options != before {
                        field.values.get_or_insert(before);
                    }
                }
            }
            Card::Document(card) => {
                each(of("text"), &mut card.text);
                each(of("title"), &mut card.title);
            }
            Card::LiveChat(card) => each(of("text"), &mut card.text),
            Card::Condition(_) | Card::Goal(_) | Card::Action(_) => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn stream() -> Stream {
        serde_json::from_value(json!({ "first": "hi", "cards": [
            { "type": "question", "id": "hi", "text": "Hello", "store": "topic", "responses": [
                { "id": "oven", "label": "An oven", "next": "who" },
                { "id": "no", "label": "No", "value": "nothing" } ]},
            { "type": "capture", "id": "who", "text": "Who are you?", "fields": [
                { "field": "email", "label": "E-mail" },
                { "field": "size", "label": "Size", "options": ["Small", "Large"] } ], "next": "call" },
            { "type": "live_chat", "id": "call", "route": { "by": "round_robin" } },
        ]}))
        .unwrap()
    }

    fn german() -> Translations {
        serde_json::from_value(json!({ "de": {
            "hi/text": "Hallo", "hi/responses/oven": "Einen Ofen", "hi/responses/no": "Nichts",
            "who/fields/email": "E-Mail", "who/fields/size/options/Large": "Groß", "old/text": "Weg" } }))
        .unwrap()
    }

    #[test]
    fn what_is_missing_stays_as_it_was_written() {
        let stream = german().stream_in(Language::German, &stream()).unwrap();
        let read: Vec<String> = texts(&stream).into_iter().map(|(_, text)| text).collect();
        assert_eq!(
            read,
            ["Hallo", "Einen Ofen", "Nichts", "Who are you?", "E-Mail", "Size", "Small", "Groß"]
        );
        assert_eq!(german().stream_in(Language::French, &stream), None);
    }

    #[test]
    fn a_translated_response_stores_what_it_stored_before() {
        let stream = german().stream_in(Language::German, &stream()).unwrap();
        let Card::Question(card) = &stream.cards[0] else { unreachable!() };
        assert_eq!(card.responses[0].stored(), "An oven");
        assert_eq!(card.responses[1].stored(), "nothing");
        let Card::Capture(card) = &stream.cards[1] else { unreachable!() };
        assert_eq!(
            ["Small", "Groß"].map(|chosen| card.fields[1].stored(chosen)),
            ["Small", "Large"]
        );
    }

    #[test]
    fn missing_and_leftover_texts_are_told() {
        let named = |ids: Vec<TextId>| ids.into_iter().map(|id| id.0).collect::<Vec<_>>();
        assert_eq!(
            named(german().missing(Language::German, &stream())),
            ["who/text", "who/fields/size", "who/fields/size/options/Small"]
        );
        assert_eq!(named(german().gone(Language::German, &stream())), ["old/text"]);
        assert_eq!(german().missing(Language::French, &stream()).len(), 8);
    }

    #[test]
    fn portuguese_is_read_in_brazil_too() {
        let mut all = Translations::default();
        all.set(Language::Portuguese, TextId::named("hi/text"), "Olá");
        let read = all.stream_in(Language::BrazilianPortuguese, &stream()).unwrap();
        assert_eq!(texts(&read)[0].1, "Olá");
    }

    #[test]
    fn an_empty_text_counts_as_missing() {
        let mut all = german();
        all.set(Language::German, TextId::named("hi/text"), " ");
        assert_eq!(all.missing(Language::German, &stream()).len(), 4);
    }
}
