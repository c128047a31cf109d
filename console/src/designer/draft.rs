//! A dialogue's document as its author wrote it. The cards are kept apart from the rest and shared
//! between undo states; fields that we don't know stay where they are.

use super::card::Kind;
use crate::texts::t;
use serde_json::{Map, Value};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// Identifies a card while the designer is open, even if two cards share an id or one has none.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Key(pub(crate) u32);

/// A card and its key.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Entry {
    pub(crate) key: Key,
    /// The card's JSON, as written.
    pub(crate) card: Arc<Value>,
}

/// The document, with its cards apart. Cheap to clone.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Draft {
    shell: Arc<Value>,
    /// The cards, in the author's order.
    pub(crate) cards: Vec<Entry>,
    next_key: u32,
}

/// Why a text can't be opened as a document.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}", unreadable(.0))]
pub(crate) struct Unreadable(String);

fn unreadable(reason: &str) -> String {
    t!("designer-unreadable", reason = reason)
}

impl Draft {
    /// Parses a document.
    pub(crate) fn open(text: &str) -> Result<Self, Unreadable> {
        let whole = serde_json::from_str(text).map_err(|error| Unreadable(error.to_string()))?;
        Ok(Self::new(whole))
    }

    fn new(mut whole: Value) -> Self {
        let list = whole.pointer_mut("/stream/cards").and_then(Value::as_array_mut);
        let written = list.map(std::mem::take).unwrap_or_default();
        let next_key = u32::try_from(written.len()).unwrap_or(u32::MAX);
        let entry = |(key, card)| Entry { key: Key(key), card: Arc::new(card) };
        let cards = (0..).zip(written).map(entry).collect();
        Self { shell: Arc::new(whole), cards, next_key }
    }

    /// Returns the whole document.
    pub(crate) fn document(&self) -> Value {
        let mut whole = (*self.shell).clone();
        let had = whole.pointer("/stream/cards").is_some_and(Value::is_array);
        if had || !self.cards.is_empty() {
            let cards = self.cards.iter().map(|entry| (*entry.card).clone()).collect();
            object(object(&mut whole).entry("stream").or_insert(Value::Null))
                .insert("cards".to_owned(), Value::Array(cards));
        }
        whole
    }

    /// Returns the whole document as text. An unchanged document gives the same text that was
    /// opened.
    pub(crate) fn text(&self) -> String {
        self.document().to_string()
    }

    /// Returns a field of the document other than its stream.
    pub(crate) fn field(&self, name: &str) -> Option<&Value> {
        self.shell.get(name)
    }

    /// Replaces a field of the document other than its stream; without a value, takes it out.
    pub(crate) fn set_field(&mut self, name: &str, value: Option<Value>) {
        let fields = object(Arc::make_mut(&mut self.shell));
        match value {
            Some(value) => fields.insert(name.to_owned(), value),
            None => fields.remove(name),
        };
    }

    /// Returns the document without its cards.
    pub(crate) fn shell(&self) -> Value {
        (*self.shell).clone()
    }

    /// Replaces what the document has besides its stream, such as its audience.
    pub(crate) fn set_shell(&mut self, mut shell: Value) {
        let stream = self.shell.get("stream").cloned();
        let fields = object(&mut shell);
        fields.remove("stream");
        fields.extend(stream.map(|stream| ("stream".to_owned(), stream)));
        self.shell = Arc::new(shell);
    }

    pub(crate) fn name(&self) -> &str {
        self.field("name").and_then(Value::as_str).unwrap_or_default()
    }

    pub(crate) fn set_name(&mut self, name: &str) {
        self.set_field("name", Some(name.into()));
    }

    /// The id of the card that the stream begins at.
    pub(crate) fn first_id(&self) -> Option<&str> {
        self.shell.pointer("/stream/first").and_then(Value::as_str)
    }

    /// The card that the stream begins at, if it exists.
    pub(crate) fn first(&self) -> Option<Key> {
        self.by_id(self.first_id()?)
    }

    /// Sets the card that the stream begins at; `None` removes it.
    pub(crate) fn set_first(&mut self, id: Option<&str>) {
        let shell = Arc::make_mut(&mut self.shell);
        let stream = object(object(shell).entry("stream").or_insert(Value::Null));
        match id {
            Some(id) => stream.insert("first".to_owned(), id.into()),
            None => stream.remove("first"),
        };
    }

    pub(crate) fn card(&self, key: Key) -> Option<&Value> {
        Some(&self.entry(key)?.card)
    }

    /// Returns a card's index in the author's order.
    pub(crate) fn index(&self, key: Key) -> Option<usize> {
        self.cards.iter().position(|entry| entry.key == key)
    }

    fn entry(&self, key: Key) -> Option<&Entry> {
        self.cards.iter().find(|entry| entry.key == key)
    }

    /// Returns a card for changing; clones its JSON if an undo state shares it.
    pub(crate) fn card_mut(&mut self, key: Key) -> Option<&mut Value> {
        let entry = self.cards.iter_mut().find(|entry| entry.key == key)?;
        Some(Arc::make_mut(&mut entry.card))
    }

    /// Returns a card's id, or an empty string if it has none.
    pub(crate) fn id(&self, key: Key) -> &str {
        self.card(key).map(id_of).unwrap_or_default()
    }

    pub(crate) fn kind(&self, key: Key) -> Kind {
        self.card(key).map_or(Kind::Other, Kind::from_card)
    }

    /// Returns the first card with that id.
    pub(crate) fn by_id(&self, id: &str) -> Option<Key> {
        self.cards.iter().find(|entry| id_of(&entry.card) == id).map(|entry| entry.key)
    }

    /// Returns every id, with the index of the first card that has it.
    pub(crate) fn ids(&self) -> BTreeMap<&str, usize> {
        let mut ids = BTreeMap::new();
        for (index, entry) in self.cards.iter().enumerate() {
            ids.entry(id_of(&entry.card)).or_insert(index);
        }
        ids.remove("");
        ids
    }

    /// Inserts a card at an index of the author's order.
    pub(crate) fn add(&mut self, card: Value, index: usize) -> Key {
        let key = Key(self.next_key);
        self.next_key += 1;
        let index = index.min(self.cards.len());
        self.cards.insert(index, Entry { key, card: Arc::new(card) });
        key
    }

    /// Returns an unused card id: the stem and a number.
    pub(crate) fn fresh_id(&self, stem: &str) -> String {
        let ids_in_use: BTreeSet<&str> =
            self.cards.iter().map(|entry| id_of(&entry.card)).collect();
        fresh(stem, &ids_in_use)
    }
}

/// Returns the stem with the first number, from 1, that makes it unused.
pub(super) fn fresh(stem: &str, ids_in_use: &BTreeSet<&str>) -> String {
    let mut ids = (1_u32..).map(|number| format!("{stem}_{number}"));
    ids.find(|id| !ids_in_use.contains(id.as_str())).unwrap_or_default()
}

/// Returns a card's id, or an empty string if it has none.
pub(super) fn id_of(card: &Value) -> &str {
    card.get("id").and_then(Value::as_str).unwrap_or_default()
}

/// Returns the value as an object; replaces anything else by an empty object.
pub(super) fn object(value: &mut Value) -> &mut Map<String, Value> {
    if !value.is_object() {
        *value = Value::Object(Map::new());
    }
    match value {
        Value::Object(map) => map,
        other => object(other),
    }
}
