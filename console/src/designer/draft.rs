//! A dialogue's document as its author wrote it, with its cards apart so that earlier states share
//! what has not changed. What nobody reads in it stays where it is.

use super::card::Kind;
use serde_json::{Map, Value};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// Names a card while the designer is open, also where two have one id or one has none.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Key(pub(crate) u32);

/// A card and its name here.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Entry {
    /// Its name.
    pub(crate) key: Key,
    /// As it is written.
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

/// Why a text is no document.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("This draft can't be read: {0}.")]
pub(crate) struct Unreadable(String);

impl Draft {
    /// Takes a document apart.
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

    /// The whole document.
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

    /// The whole document as it is sent: what was opened and not changed is the same text.
    pub(crate) fn text(&self) -> String {
        self.document().to_string()
    }

    /// A field of the document beside its stream.
    pub(crate) fn field(&self, name: &str) -> Option<&Value> {
        self.shell.get(name)
    }

    /// The dialogue's name.
    pub(crate) fn name(&self) -> &str {
        self.field("name").and_then(Value::as_str).unwrap_or_default()
    }

    /// Gives the dialogue another name.
    pub(crate) fn set_name(&mut self, name: &str) {
        object(Arc::make_mut(&mut self.shell)).insert("name".to_owned(), name.into());
    }

    /// The id that the stream begins at.
    pub(crate) fn first_id(&self) -> Option<&str> {
        self.shell.pointer("/stream/first").and_then(Value::as_str)
    }

    /// The card that the stream begins at.
    pub(crate) fn first(&self) -> Option<Key> {
        self.by_id(self.first_id()?)
    }

    /// The stream begins at that card; none: nowhere.
    pub(crate) fn set_first(&mut self, id: Option<&str>) {
        let shell = Arc::make_mut(&mut self.shell);
        let stream = object(object(shell).entry("stream").or_insert(Value::Null));
        match id {
            Some(id) => stream.insert("first".to_owned(), id.into()),
            None => stream.remove("first"),
        };
    }

    /// A card.
    pub(crate) fn card(&self, key: Key) -> Option<&Value> {
        Some(&self.entry(key)?.card)
    }

    /// Where a card stands in the author's order.
    pub(crate) fn index(&self, key: Key) -> Option<usize> {
        self.cards.iter().position(|entry| entry.key == key)
    }

    fn entry(&self, key: Key) -> Option<&Entry> {
        self.cards.iter().find(|entry| entry.key == key)
    }

    /// A card, to be changed.
    pub(crate) fn card_mut(&mut self, key: Key) -> Option<&mut Value> {
        let entry = self.cards.iter_mut().find(|entry| entry.key == key)?;
        Some(Arc::make_mut(&mut entry.card))
    }

    /// Its id; empty where it has none.
    pub(crate) fn id(&self, key: Key) -> &str {
        self.card(key).map(id_of).unwrap_or_default()
    }

    /// What kind of card it is.
    pub(crate) fn kind(&self, key: Key) -> Kind {
        self.card(key).map_or(Kind::Other, Kind::from_card)
    }

    /// The first card of that id.
    pub(crate) fn by_id(&self, id: &str) -> Option<Key> {
        self.cards.iter().find(|entry| id_of(&entry.card) == id).map(|entry| entry.key)
    }

    /// Every id, with the first card that has it.
    pub(crate) fn ids(&self) -> BTreeMap<&str, usize> {
        let mut ids = BTreeMap::new();
        for (index, entry) in self.cards.iter().enumerate() {
            ids.entry(id_of(&entry.card)).or_insert(index);
        }
        ids.remove("");
        ids
    }

    /// Adds a card at a place in the author's order.
    pub(crate) fn add(&mut self, card: Value, index: usize) -> Key {
        let key = Key(self.next_key);
        self.next_key += 1;
        let index = index.min(self.cards.len());
        self.cards.insert(index, Entry { key, card: Arc::new(card) });
        key
    }

    /// An id that no card has: that word and a number.
    pub(crate) fn fresh_id(&self, stem: &str) -> String {
        let ids_in_use: BTreeSet<&str> =
            self.cards.iter().map(|entry| id_of(&entry.card)).collect();
        fresh(stem, &ids_in_use)
    }
}

/// That word with the first number, from one, that makes it another than those.
pub(super) fn fresh(stem: &str, ids_in_use: &BTreeSet<&str>) -> String {
    let mut ids = (1_u32..).map(|number| format!("{stem}_{number}"));
    ids.find(|id| !ids_in_use.contains(id.as_str())).unwrap_or_default()
}

/// The id of a card; empty where it has none.
pub(super) fn id_of(card: &Value) -> &str {
    card.get("id").and_then(Value::as_str).unwrap_or_default()
}

/// The value as an object; what was none becomes one.
pub(super) fn object(value: &mut Value) -> &mut Map<String, Value> {
    if !value.is_object() {
        *value = Value::Object(Map::new());
    }
    match value {
        Value::Object(map) => map,
        other => object(other),
    }
}
