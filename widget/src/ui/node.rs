//! What should be on the screen, as a value.

use std::borrow::Cow;

/// A piece of the page; `M` is what its events say.
#[derive(Debug)]
pub(crate) enum Node<M> {
    /// Text, never read as markup.
    Text(String),
    /// An element.
    El(El<M>),
}

/// An element, its attributes, what its events say, and what is in it.
#[derive(Debug)]
pub(crate) struct El<M> {
    /// Its name.
    pub(crate) tag: &'static str,
    /// Who it is among its siblings: one with the same key is the same element, moved.
    pub(crate) key: Option<String>,
    /// Its attributes; `value` is set as a property.
    pub(crate) attrs: Vec<(&'static str, Cow<'static, str>)>,
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
pub(crate) const fn el<M>(tag: &'static str) -> El<M> {
    El { tag, key: None, attrs: Vec::new(), on: Vec::new(), kids: Vec::new() }
}

impl<M> El<M> {
    /// With an attribute.
    pub(crate) fn attr(mut self, name: &'static str, value: impl Into<Cow<'static, str>>) -> Self {
        self.attrs.push((name, value.into()));
        self
    }

    /// With an attribute that is there or not.
    pub(crate) fn flag(self, name: &'static str, on: bool) -> Self {
        if on { self.attr(name, "") } else { self }
    }

    /// With a class.
    pub(crate) fn class(self, class: &'static str) -> Self {
        self.attr("class", class)
    }

    /// With a key among its siblings.
    pub(crate) fn key(mut self, key: impl Into<String>) -> Self {
        self.key = Some(key.into());
        self
    }

    /// With an event.
    pub(crate) fn on(mut self, on: On<M>) -> Self {
        self.on.push(on);
        self
    }

    /// With something in it.
    pub(crate) fn kid(mut self, kid: impl Into<Node<M>>) -> Self {
        self.kids.push(kid.into());
        self
    }

    /// With something in it, where there is something.
    pub(crate) fn maybe(mut self, kid: Option<impl Into<Node<M>>>) -> Self {
        self.kids.extend(kid.map(Into::into));
        self
    }

    /// With several things in it.
    pub(crate) fn kids(mut self, kids: impl IntoIterator<Item = Node<M>>) -> Self {
        self.kids.extend(kids);
        self
    }

    /// With a text in it.
    pub(crate) fn text(self, text: impl Into<String>) -> Self {
        self.kid(Node::Text(text.into()))
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
            Self::Text(text) => text.clone(),
            Self::El(el) => el.kids.iter().map(Self::all_text).collect::<Vec<_>>().join("|"),
        }
    }

    /// Every element in it for which `wanted` holds, for tests.
    pub(crate) fn find<'n>(&'n self, wanted: &dyn Fn(&El<M>) -> bool) -> Vec<&'n El<M>> {
        let Self::El(el) = self else { return Vec::new() };
        let mut found: Vec<_> = if wanted(el) { vec![el] } else { Vec::new() };
        found.extend(el.kids.iter().flat_map(|kid| kid.find(wanted)));
        found
    }
}

#[cfg(test)]
impl<M> El<M> {
    /// An attribute, for tests.
    pub(crate) fn get(&self, name: &str) -> Option<&str> {
        self.attrs.iter().find(|(attr, _)| *attr == name).map(|(_, value)| value.as_ref())
    }
}
