//! Makes the page what the tree says, with as few changes as it takes, so that focus, selection
//! and scroll stay where they are.

use super::node::{El, Node, On};
use js_sys::Reflect;
use wasm_bindgen::{JsCast as _, JsValue};
use web_sys::{Document, Element, Event, KeyboardEvent, Node as Dom};

const HTML: &str = "http://www.w3.org/1999/xhtml";
const SVG: &str = "http://www.w3.org/2000/svg";

/// A tree that is on the page.
pub(crate) struct Live<M> {
    dom: Dom,
    node: Node<M>,
    kids: Vec<Live<M>>,
}

impl<M: Clone> Live<M> {
    /// Puts a tree on the page, at the end of `parent`.
    pub(crate) fn mount(document: &Document, parent: &Dom, node: Node<M>) -> Option<Self> {
        let live = create(document, node)?;
        parent.insert_before(&live.dom, None).ok()?;
        Some(live)
    }

    /// Makes it this tree, whose root must be the same element.
    pub(crate) fn update(&mut self, document: &Document, node: Node<M>) {
        match (&self.node, node) {
            (Node::Text(old), Node::Text(new)) if *old != new => {
                self.dom.set_node_value(Some(&new));
                self.node = Node::Text(new);
            }
            (Node::El(old), Node::El(mut new)) => {
                if let Some(element) = self.dom.dyn_ref::<Element>() {
                    set_attributes(element, old, &new);
                }
                let kids = core::mem::take(&mut new.parts_mut().kids);
                self.node = Node::El(new);
                self.update_kids(document, kids);
            }
            _ => {}
        }
    }

    /// What an event on `target` says: the innermost element that has something to say does.
    pub(crate) fn message(&self, event: &Event, target: &Dom) -> Option<M> {
        let inner = self.kids.iter().find(|kid| kid.dom.contains(Some(target)));
        if let Some(message) = inner.and_then(|kid| kid.message(event, target)) {
            return Some(message);
        }
        let Node::El(el) = &self.node else { return None };
        el.parts().on.iter().find_map(|on| said(on, event, target))
    }

    fn update_kids(&mut self, document: &Document, nodes: Vec<Node<M>>) {
        let old = core::mem::take(&mut self.kids);
        let mut old: Vec<Option<Self>> = old.into_iter().map(Some).collect();
        for node in nodes {
            let is_it =
                |kid: &&mut Option<Self>| kid.as_ref().is_some_and(|kid| is_same(&kid.node, &node));
            let live = match old.iter_mut().find(is_it).and_then(Option::take) {
                Some(mut live) => {
                    live.update(document, node);
                    Some(live)
                }
                None => create(document, node),
            };
            self.kids.extend(live);
        }
        for gone in old.iter().flatten() {
            let _ = self.dom.remove_child(&gone.dom);
        }
        self.order();
    }

    /// Puts the children into their order, moving only those that are elsewhere.
    fn order(&self) {
        let mut here = self.dom.first_child();
        for kid in &self.kids {
            if here.as_ref() == Some(&kid.dom) {
                here = kid.dom.next_sibling();
            } else {
                let _ = self.dom.insert_before(&kid.dom, here.as_ref());
            }
        }
    }
}

/// Whether one can become the other.
fn is_same<M>(old: &Node<M>, new: &Node<M>) -> bool {
    match (old, new) {
        (Node::Text(_), Node::Text(_)) => true,
        (Node::El(old), Node::El(new)) => {
            let (old, new) = (old.parts(), new.parts());
            old.tag == new.tag && old.key == new.key
        }
        _ => false,
    }
}

fn create<M: Clone>(document: &Document, node: Node<M>) -> Option<Live<M>> {
    match node {
        Node::Text(text) => {
            let dom = document.create_text_node(&text).into();
            Some(Live { dom, node: Node::Text(text), kids: Vec::new() })
        }
        Node::El(mut el) => {
            let parts = el.parts_mut();
            let svg = matches!(parts.tag, "svg" | "path" | "circle");
            let namespace = if svg { SVG } else { HTML };
            let element = document.create_element_ns(Some(namespace), parts.tag).ok()?;
            for (name, value) in &parts.attrs {
                set(&element, name, value);
            }
            let mut kids = Vec::new();
            for kid in core::mem::take(&mut parts.kids) {
                let live = create(document, kid)?;
                element.insert_before(&live.dom, None).ok()?;
                kids.push(live);
            }
            Some(Live { dom: element.into(), node: Node::El(el), kids })
        }
    }
}

fn set_attributes<M>(element: &Element, old: &El<M>, new: &El<M>) {
    let (old, new) = (old.parts(), new.parts());
    for (name, _) in &old.attrs {
        if !new.attrs.iter().any(|(kept, _)| kept == name) {
            let _ = element.remove_attribute(name);
        }
    }
    for attr in &new.attrs {
        // What is typed changes behind our back: a value is compared with what is there.
        if attr.0 == "value" || !old.attrs.contains(attr) {
            set(element, attr.0, &attr.1);
        }
    }
}

fn set(element: &Element, name: &str, value: &str) {
    if name == "value" {
        let (name, value) = (JsValue::from_str(name), JsValue::from_str(value));
        if Reflect::get(element, &name).is_ok_and(|there| there != value) {
            let _ = Reflect::set(element, &name, &value);
        }
    } else {
        let _ = element.set_attribute(name, value);
    }
}

fn said<M: Clone>(on: &On<M>, event: &Event, target: &Dom) -> Option<M> {
    match (on, event.type_().as_str()) {
        (On::Click(message), "click") => Some(message.clone()),
        (On::Input(message), "input") => {
            let value = Reflect::get(target, &JsValue::from_str("value")).ok()?;
            Some(message(value.as_string()?))
        }
        (On::Submit(message), "submit") => {
            event.prevent_default();
            Some(message.clone())
        }
        (On::Enter(message), "keydown") => {
            let key = event.dyn_ref::<KeyboardEvent>()?;
            if key.key() != "Enter" || key.shift_key() || key.is_composing() {
                return None;
            }
            event.prevent_default();
            Some(message.clone())
        }
        _ => None,
    }
}
