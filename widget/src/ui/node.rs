//! The virtual tree.

use shared::prelude::*;

use crate::texts::{Text, TextKey};

/// A node; `M` is the type of its events' messages.
#[derive(Debug)]
pub(crate) enum Node<M> {
    /// Text, never parsed as markup.
    Text(Text),
    El(El<M>),
}

/// An element. Boxed, because the builder moves it for every attribute.
#[derive(Debug)]
pub(crate) struct El<M>(Box<Parts<M>>);

/// The content of an element.
#[derive(Debug)]
pub(crate) struct Parts<M> {
    /// Its name and constant attributes: `a|class=note|hidden`. One string instead of a call for
    /// each attribute reduces the views' code to a fifth.
    pub(crate) spec: &'static str,
    /// Its key among its siblings: an element with the same key is the same element, moved.
    pub(crate) key: String,
    /// Attributes that change; `value` is set as a property.
    pub(crate) attrs: Vec<(&'static str, Text)>,
    pub(crate) on: Vec<On<M>>,
    pub(crate) kids: Vec<Node<M>>,
}

/// An event and its message. Handlers are values that capture nothing.
#[derive(Debug)]
pub(crate) enum On<M> {
    /// Activated, by pointer or keyboard.
    Click(M),
    /// The text changed.
    Input(fn(String) -> M),
    /// Enter was pressed, without Shift and not during composition.
    Enter(M),
    /// The form was submitted.
    Submit(M),
}

/// Creates an element.
#[inline(never)]
pub(crate) fn el<M>(spec: &'static str) -> El<M> {
    let (attrs, on, kids) = (Vec::new(), Vec::new(), Vec::new());
    El(Box::new(Parts { spec, key: String::new(), attrs, on, kids }))
}

// Never inlined: views are chains of these calls, and would be several times their size.
impl<M> El<M> {
    /// Adds an attribute.
    #[inline(never)]
    pub(crate) fn attr(mut self, name: &'static str, value: &str) -> Self {
        self.0.attrs.push((name, Text::new(TextKey::Own, value)));
        self
    }

    /// Adds an `aria-label`.
    #[inline(never)]
    pub(crate) fn label(self, key: TextKey) -> Self {
        self.named("aria-label", key)
    }

    /// Adds an attribute with a translated text.
    #[inline(never)]
    pub(crate) fn named(mut self, name: &'static str, key: TextKey) -> Self {
        self.0.attrs.push((name, key.into()));
        self
    }

    /// Adds a boolean attribute.
    #[inline(never)]
    pub(crate) fn flag(self, name: &'static str, on: bool) -> Self {
        if on { self.attr(name, "") } else { self }
    }

    /// Sets the key among its siblings.
    #[inline(never)]
    pub(crate) fn key(mut self, key: String) -> Self {
        self.0.key = key;
        self
    }

    /// Adds an event.
    #[inline(never)]
    pub(crate) fn on(mut self, on: On<M>) -> Self {
        self.0.on.push(on);
        self
    }

    /// Adds a child element.
    #[inline(never)]
    pub(crate) fn kid(mut self, kid: Self) -> Self {
        self.0.kids.push(Node::El(kid));
        self
    }

    /// Adds a child element, if there is one.
    #[inline(never)]
    pub(crate) fn maybe(self, kid: Option<Self>) -> Self {
        match kid {
            Some(kid) => self.kid(kid),
            None => self,
        }
    }

    /// Adds nodes at the end of the element.
    pub(crate) fn kids(mut self, mut kids: Vec<Node<M>>) -> Self {
        self.0.kids.append(&mut kids);
        self
    }

    /// Adds a text that somebody wrote.
    #[inline(never)]
    pub(crate) fn text(self, text: &str) -> Self {
        self.push_text(Text::new(TextKey::Own, text))
    }

    /// Adds a translated text.
    #[inline(never)]
    pub(crate) fn translated(self, key: TextKey) -> Self {
        self.push_text(key.into())
    }

    /// Adds a text.
    #[inline(never)]
    pub(crate) fn push_text(mut self, text: Text) -> Self {
        self.0.kids.push(Node::Text(text));
        self
    }

    pub(crate) const fn parts(&self) -> &Parts<M> {
        &self.0
    }

    pub(crate) const fn parts_mut(&mut self) -> &mut Parts<M> {
        &mut self.0
    }
}

impl<M> From<El<M>> for Node<M> {
    fn from(el: El<M>) -> Self {
        Self::El(el)
    }
}

#[cfg(test)]
impl<M> Node<M> {
    /// All text in it, for tests.
    pub(crate) fn all_text(&self) -> String {
        match self {
            Self::Text(text) => crate::texts::tests::english(text),
            Self::El(el) => el.0.kids.iter().map(Self::all_text).collect::<Vec<_>>().join("|"),
        }
    }

    /// Every element in it that satisfies `predicate`, for tests.
    pub(crate) fn find<'n>(&'n self, predicate: &dyn Fn(&El<M>) -> bool) -> Vec<&'n El<M>> {
        let Self::El(el) = self else { return Vec::new() };
        let mut found: Vec<_> = if predicate(el) { vec![el] } else { Vec::new() };
        found.extend(el.0.kids.iter().flat_map(|kid| kid.find(predicate)));
        found
    }
}

#[cfg(test)]
impl<M> El<M> {
    /// An attribute, for tests.
    pub(crate) fn get(&self, name: &str) -> Option<&str> {
        let own = self.0.attrs.iter().find(|(attr, _)| *attr == name);
        let always = self.0.spec.split('|').skip(1);
        let mut always = always.map(|attr| attr.split_once('=').unwrap_or((attr, "")));
        own.map(|(_, value)| value.with.as_str())
            .or_else(|| always.find(|(attr, _)| *attr == name).map(|(_, value)| value))
    }

    /// The element's name, for tests.
    pub(crate) fn tag(&self) -> &str {
        self.0.spec.split('|').next().unwrap_or_default()
    }
}
