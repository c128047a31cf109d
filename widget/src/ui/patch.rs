//! Updates the page to match the virtual tree, with as few changes as possible, so that focus,
//! selection and scrolling are kept.

use shared::prelude::*;

use super::node::{El, Node, On};
use crate::js::{self, Node as DomNode};

/// A tree that is mounted on the page.
pub(crate) struct Live<M> {
    dom: DomNode,
    node: Node<M>,
    kids: Vec<Live<M>>,
}

/// A DOM event of an element.
#[derive(Debug)]
pub(crate) enum DomEvent {
    /// Activated, by pointer or keyboard.
    Click,
    /// The text changed to this one.
    Input(String),
    /// The form was submitted.
    Submit,
    /// Enter was pressed.
    Enter,
}

impl<M: Clone> Live<M> {
    /// Mounts a tree on the page, in place of the loading skeleton.
    pub(crate) fn mount(node: Node<M>) -> Self {
        let live = create(node);
        js::insert_at(&js::root(), &live.dom, 0);
        live
    }

    /// Updates the page to this tree, whose root must be the same element.
    pub(crate) fn update(&mut self, node: Node<M>) {
        match (&self.node, node) {
            (Node::Text(old), Node::Text(new)) if *old != new => {
                js::set(&self.dom, "nodeValue", Some(&new));
                self.node = Node::Text(new);
            }
            (Node::El(old), Node::El(mut new)) => {
                set_attributes(&self.dom, old, &new);
                let kids = core::mem::take(&mut new.parts_mut().kids);
                self.node = Node::El(new);
                self.update_kids(kids);
            }
            _ => {}
        }
    }

    /// Returns the message of an event on `target`: from the innermost element that handles it.
    pub(crate) fn message(&self, event: &DomEvent, target: &DomNode) -> Option<M> {
        let inner = self.kids.iter().find(|kid| kid.dom.contains(target));
        if let Some(message) = inner.and_then(|kid| kid.message(event, target)) {
            return Some(message);
        }
        let Node::El(el) = &self.node else { return None };
        el.parts().on.iter().find_map(|on| said(on, event))
    }

    fn update_kids(&mut self, nodes: Vec<Node<M>>) {
        let mut old = Vec::new();
        for kid in core::mem::take(&mut self.kids) {
            old.push(Some(kid));
        }
        let mut in_place = true;
        for (index, node) in nodes.into_iter().enumerate() {
            let is_it =
                |kid: &Option<Self>| kid.as_ref().is_some_and(|kid| is_same(&kid.node, &node));
            // Of a long thread nearly all are where they were.
            let found = if old.get(index).is_some_and(is_it) {
                Some(index)
            } else {
                old.iter().position(is_it)
            };
            in_place &= found == Some(index);
            let live = match found.and_then(|found| old.get_mut(found)).and_then(Option::take) {
                Some(mut live) => {
                    live.update(node);
                    live
                }
                None => create(node),
            };
            self.kids.push(live);
        }
        for gone in old.iter().flatten() {
            js::remove_node(&gone.dom);
        }
        if in_place {
            return;
        }
        for (index, kid) in self.kids.iter().enumerate() {
            js::insert_at(&self.dom, &kid.dom, index);
        }
    }
}

/// Whether one node can be updated to the other.
fn is_same<M>(old: &Node<M>, new: &Node<M>) -> bool {
    match (old, new) {
        (Node::Text(_), Node::Text(_)) => true,
        (Node::El(old), Node::El(new)) => {
            let (old, new) = (old.parts(), new.parts());
            old.spec == new.spec && old.key == new.key
        }
        _ => false,
    }
}

fn create<M>(node: Node<M>) -> Live<M> {
    match node {
        Node::Text(text) => {
            let dom = js::create_node("");
            js::set(&dom, "nodeValue", Some(&text));
            Live { dom, node: Node::Text(text), kids: Vec::new() }
        }
        Node::El(mut el) => {
            let parts = el.parts_mut();
            let dom = js::create_node(parts.spec);
            for (name, value) in &parts.attrs {
                js::set(&dom, name, Some(value));
            }
            let mut kids = Vec::new();
            for (index, kid) in core::mem::take(&mut parts.kids).into_iter().enumerate() {
                let live = create(kid);
                js::insert_at(&dom, &live.dom, index);
                kids.push(live);
            }
            Live { dom, node: Node::El(el), kids }
        }
    }
}

fn set_attributes<M>(dom: &DomNode, old: &El<M>, new: &El<M>) {
    let (old, new) = (old.parts(), new.parts());
    for (name, _) in &old.attrs {
        if !new.attrs.iter().any(|(old_name, _)| old_name == name) {
            js::set(dom, name, None);
        }
    }
    for attr in &new.attrs {
        // The user changes the value in the DOM, so always set it instead of comparing with the old
        // tree.
        if attr.0 == "value" || !old.attrs.contains(attr) {
            js::set(dom, attr.0, Some(&attr.1));
        }
    }
}

fn said<M: Clone>(on: &On<M>, event: &DomEvent) -> Option<M> {
    match (on, event) {
        (On::Click(message), DomEvent::Click)
        | (On::Submit(message), DomEvent::Submit)
        | (On::Enter(message), DomEvent::Enter) => Some(message.clone()),
        (On::Input(message), DomEvent::Input(text)) => Some(message(text.clone())),
        _ => None,
    }
}
