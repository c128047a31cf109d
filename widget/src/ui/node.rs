//! What should be on the screen, as a value.

use shared::prelude::*;

use crate::texts::{Text, TextKey};

/// A piece of the page; `M` is what its events say.
#[derive(Debug)]
pub(crate) enum Node<M> {
    /// Text, never read as markup.
    Text(Text),
    /// An element.
    El(El<M>),
}

/// An element. Boxed, since it is handed on with every attribute it gets.
#[derive(Debug)]
pub(crate) struct El<M>(Box<Parts<M>>);

/// What an element is made of.
#[derive(Debug)]
pub(crate) struct Parts<M> {
    /// Its name and the attributes it always has: `a|class=note|hidden`. One text instead of a call
    /// for each is a fifth of the views' size.
    pub(crate) spec: &'static str,
    /// Who it is among its siblings: one with the same key is the same element, moved.
    pub(crate) key: String,
    /// Attributes that change; `value` is set as a property.
    pub(crate) attrs: Vec<(&'static str, Text)>,
    /// What its events say.
    pub(crate) on: Vec<On<M>>,
    /// What is in it.
    pub(crate) kids: Vec<Node<M>>,
}

/// What an event says. A handler is a value: it captures nothing.
#[derive(Debug)]
pub(crate) enum On<M> {
    /// It was activated, by pointer or key.
    Click(M),
    /// Its text changed.
    Input(fn(String) -> M),
    /// Enter was pressed, without Shift and not to finish a composed character.
    Enter(M),
    /// The form was sent.
    Submit(M),
}

/// Begins an element.
#[inline(never)]
pub(crate) fn el<M>(spec: &'static str) -> El<M> {
    let (attrs, on, kids) = (Vec::new(), Vec::new(), Vec::new());
    El(Box::new(Parts { spec, key: String::new(), attrs, on, kids }))
}

// Never inlined: views are chains of these, and would be several times their size.
impl<M> El<M> {
    /// With an attribute.
    #[inline(never)]
    pub(crate) fn attr(mut self, name: &'static str, value: &str) -> Self {
        self.0.attrs.push((name, Text::new(TextKey::Own, value)));
        self
    }

    /// With a name for those who don't see it.
    #[inline(never)]
    pub(crate) fn label(self, key: TextKey) -> Self {
        self.named("aria-label", key)
    }

    /// With an attribute that is read.
    #[inline(never)]
    pub(crate) fn named(mut self, name: &'static str, key: TextKey) -> Self {
        self.0.attrs.push((name, key.into()));
        self
    }

    /// With an attribute that is there or not.
    #[inline(never)]
    pub(crate) fn flag(self, name: &'static str, on: bool) -> Self {
        if on { self.attr(name, "") } else { self }
    }

    /// With a key among its siblings.
    #[inline(never)]
    pub(crate) fn key(mut self, key: String) -> Self {
        self.0.key = key;
        self
    }

    /// With an event.
    #[inline(never)]
    pub(crate) fn on(mut self, on: On<M>) -> Self {
        self.0.on.push(on);
        self
    }

    /// With an element in it.
    #[inline(never)]
    pub(crate) fn kid(mut self, kid: Self) -> Self {
        self.0.kids.push(Node::El(kid));
        self
    }

    /// With an element in it, where there is one.
    #[inline(never)]
    pub(crate) fn maybe(self, kid: Option<Self>) -> Self {
        match kid {
            Some(kid) => self.kid(kid),
            None => self,
        }
    }

    /// With several things in it.
    pub(crate) fn kids(mut self, kids: Vec<Node<M>>) -> Self {
        self.0.kids.extend(kids);
        self
    }

    /// With what somebody wrote in it.
    #[inline(never)]
    pub(crate) fn text(self, text: &str) -> Self {
        self.push_text(Text::new(TextKey::Own, text))
    }

    /// With a word of ours in it.
    #[inline(never)]
    pub(crate) fn translated(self, key: TextKey) -> Self {
        self.push_text(key.into())
    }

    /// With a text in it.
    #[inline(never)]
    pub(crate) fn push_text(mut self, text: Text) -> Self {
        self.0.kids.push(Node::Text(text));
        self
    }

    /// What it is made of.
    pub(crate) const fn parts(&self) -> &Parts<M> {
        &self.0
    }

    /// What it is made of, to be taken apart.
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
    /// All the text in it, for tests.
    pub(crate) fn all_text(&self) -> String {
        match self {
            Self::Text(text) => crate::texts::tests::english(text),
            Self::El(el) => el.0.kids.iter().map(Self::all_text).collect::<Vec<_>>().join("|"),
        }
    }

    /// Every element in it for which `predicate` holds, for tests.
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

    /// Its name, for tests.
    pub(crate) fn tag(&self) -> &str {
        self.0.spec.split('|').next().unwrap_or_default()
    }
}
