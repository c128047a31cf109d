//! Something said. Addresses in it can be followed; nothing in it is ever read as markup.

use shared::conversation::Phase;
use shared::prelude::*;

use super::{avatar, button, is_web, link, markup};
use crate::model::Model;
use crate::texts::{Text, TextKey};
use crate::thread_view::{Bubble, By, File};
use crate::ui::node::{El, Node, el};
use crate::update::UserAction;

/// A bubble; the `tail` ends its group, the `last` of the visitor's own tells how far it came.
pub(super) fn view(model: &Model, said: &Bubble, tail: bool, last: bool) -> El<UserAction> {
    let class = match (said.by, tail) {
        (By::Visitor, false) => "msg own",
        (By::Visitor, true) => "msg own tail",
        (_, false) => "msg",
        (_, true) => "msg tail",
    };
    let by = match said.by {
        By::Bot => "bot",
        By::Agent => "agent",
        By::Visitor => "visitor",
    };
    let time = said.confirmed.map(|(at, _)| el("time").text(&(model.clock)(at)));
    let body = el("div|class=said|tabindex=-1").kids(match (&said.file, said.text.key, said.by) {
        (Some(file), ..) => vec![shared(file, &said.text.with).into()],
        (None, TextKey::Own, By::Bot) => markup::view(&said.text.with),
        (None, TextKey::Own, _) => linked(&said.text.with),
        _ => vec![Node::Text(said.text.clone())],
    });
    el("div")
        .attr("class", class)
        .attr("data-by", by)
        .key(said.key.clone())
        .maybe((said.by == By::Agent && tail).then(|| agent_avatar(model)).flatten())
        .maybe(author(model, said).map(|name| el("span|class=author").text(name)))
        .kid(body)
        .maybe(time)
        .maybe(status(model, said, last))
}

/// Whose words these are, for those who don't see where they stand, and for a saved chat.
fn author<'m>(model: &'m Model, said: &'m Bubble) -> Option<&'m str> {
    match said.by {
        By::Bot => Some(&model.style.bot_name),
        By::Agent => said.agent.as_deref(),
        By::Visitor => None,
    }
}

/// A file: what it shows, or its name.
fn shared(file: &File, name: &str) -> El<UserAction> {
    let link = link(&file.path, Text::new(TextKey::Own, if file.is_image { "" } else { name }));
    let picture = file.is_image.then(|| el("img").attr("src", &file.path).attr("alt", name));
    link.attr("data-file", name).maybe(picture)
}

fn agent_avatar(model: &Model) -> Option<El<UserAction>> {
    let agent = model.conversation.as_ref()?.state.agent.as_ref()?;
    Some(avatar(&agent.name, agent.picture.as_deref()))
}

/// How far the visitor's own message came.
fn status(model: &Model, said: &Bubble, last: bool) -> Option<El<UserAction>> {
    let conversation = model.conversation.as_ref()?;
    if let Some((key, reason)) = &said.refused {
        let remove = button(
            "button|type=button|class=text",
            TextKey::Remove,
            UserAction::Remove(key.clone()),
        );
        return Some(
            el("p|class=status bad")
                .translated(TextKey::NotSent)
                .text(" ")
                .push_text(reason.clone())
                .kid(remove),
        );
    }
    if said.by != By::Visitor {
        return None;
    }
    let (spec, key) = match said.confirmed {
        None => ("p|class=status late", TextKey::Sending),
        Some(_) if !last || !matches!(conversation.state.phase, Phase::Live { .. }) => return None,
        Some((_, seq)) if seq <= conversation.seen_by_agent => ("p|class=status", TextKey::Seen),
        Some(_) => ("p|class=status", TextKey::Sent),
    };
    Some(el(spec).translated(key))
}

/// The text with its web addresses as links. By bytes: the searchers of `str` would be 3 KB.
pub(super) fn linked(text: &str) -> Vec<Node<UserAction>> {
    let mut nodes = Vec::new();
    let mut plain = 0;
    let mut at = 0;
    while at < text.len() {
        let length = text.get(at..).map_or(0, address);
        let at_boundary =
            !text.as_bytes().get(at.wrapping_sub(1)).is_some_and(u8::is_ascii_alphanumeric);
        if length == 0 || !at_boundary {
            at += 1;
            continue;
        }
        let url = text.get(at..at + length).unwrap_or_default();
        nodes.extend(text.get(plain..at).filter(|plain| !plain.is_empty()).map(text_node));
        nodes.push(link(url, Text::new(TextKey::Own, url)).into());
        at += length;
        plain = at;
    }
    nodes.extend(text.get(plain..).filter(|plain| !plain.is_empty()).map(text_node));
    nodes
}

fn text_node(text: &str) -> Node<UserAction> {
    Node::Text(Text::new(TextKey::Own, text))
}

/// How long the web address is that the text begins with; 0 if it begins with none.
fn address(text: &str) -> usize {
    if !is_web(text) {
        return 0;
    }
    let ends = |c: char| c.is_whitespace() || matches!(c, '<' | '>' | '"');
    let whole = text.char_indices().find(|(_, c)| ends(*c)).map_or(text.len(), |(at, _)| at);
    let mut url = text.get(..whole).unwrap_or_default().chars();
    // What ends the sentence is not part of the address.
    while url.clone().next_back().is_some_and(closes) {
        url.next_back();
    }
    let length = url.as_str().len();
    if length > "https://".len() { length } else { 0 }
}

const fn closes(c: char) -> bool {
    matches!(c, '.' | ',' | ';' | ':' | '!' | '?' | ')' | ']' | '}' | '\'' | '”' | '’' | '»' | '…')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parts(text: &str) -> Vec<String> {
        let part = |node: &Node<UserAction>| match node {
            Node::Text(text) => text.with.clone(),
            Node::El(el) => ["<", el.get("href").unwrap_or_default(), ">"].concat(),
        };
        linked(text).iter().map(part).collect()
    }

    #[test]
    fn an_address_in_a_sentence_is_a_link_without_its_full_stop() {
        assert_eq!(
            parts("See https://a.example/x?y=1, or (http://b.example)."),
            ["See ", "<https://a.example/x?y=1>", ", or (", "<http://b.example>", ")."]
        );
    }

    #[test]
    fn what_is_no_web_address_stays_text() {
        for text in
            ["javascript:alert(1)", "http", "https://", "xhttps://a.example", "héhttp", "httpé", ""]
        {
            assert_eq!(parts(text).concat(), text);
            assert!(linked(text).iter().all(|node| matches!(node, Node::Text(_))), "{text}");
        }
    }
}
