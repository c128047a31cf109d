//! Something said. Addresses in it can be followed; nothing in it is ever read as markup.

use shared::conversation::Phase;

use super::{button, face, is_web, link};
use crate::model::Model;
use crate::shown::{Bubble, By};
use crate::texts;
use crate::ui::node::{El, Node, el};
use crate::update::Msg;

/// A bubble; the `tail` ends its group, the `last` of the visitor's own tells how far it came.
pub(super) fn view(model: &Model, said: &Bubble, tail: bool, last: bool) -> El<Msg> {
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
    let time = said.kept.map(|(at, _)| el("time").text((model.clock)(at)));
    let body = el("div").class("said").attr("tabindex", "-1").kids(linked(&said.text));
    el("div")
        .class(class)
        .attr("data-by", by)
        .key(said.key.clone())
        .maybe((said.by == By::Agent && tail).then(|| agent_face(model)).flatten())
        .kid(body)
        .maybe(time)
        .maybe(status(model, said, last))
}

fn agent_face(model: &Model) -> Option<El<Msg>> {
    let agent = model.talk.as_ref()?.state.agent.as_ref()?;
    Some(face(&agent.name, agent.picture.as_deref()))
}

/// How far the visitor's own message came.
fn status(model: &Model, said: &Bubble, last: bool) -> Option<El<Msg>> {
    let talk = model.talk.as_ref()?;
    if let Some((key, why)) = &said.refused {
        let remove = button("text", texts::REMOVE, Msg::Remove(key.clone()));
        return Some(el("p").class("status bad").text(texts::NOT_SENT).text(why).kid(remove));
    }
    if said.by != By::Visitor {
        return None;
    }
    let (class, text) = match said.kept {
        None => ("status late", texts::SENDING),
        Some(_) if !last || !matches!(talk.state.phase, Phase::Live { .. }) => return None,
        Some((_, seq)) if seq <= talk.seen_by_agent => ("status", texts::SEEN),
        Some(_) => ("status", texts::SENT),
    };
    Some(el("p").class(class).text(text))
}

/// The text with its web addresses as links.
fn linked(text: &str) -> Vec<Node<Msg>> {
    let mut nodes = Vec::new();
    let mut plain = 0;
    let mut from = 0;
    while let Some(found) = text[from..].find("http") {
        let start = from + found;
        let rest = &text[start..];
        let length = rest.find(|c: char| c.is_whitespace() || "<>\"".contains(c));
        let mut url = &rest[..length.unwrap_or(rest.len())];
        // What ends the sentence is not part of the address.
        url = url.trim_end_matches(|c| ".,;:!?)]}'”’".contains(c));
        from = start + url.len().max(1);
        let word_begins = !text[..start].ends_with(|c: char| c.is_alphanumeric());
        if word_begins && is_web(url) && url.len() > "https://".len() {
            if plain < start {
                nodes.push(Node::Text(text[plain..start].to_owned()));
            }
            nodes.push(link(url, url).into());
            plain = from;
        }
    }
    if plain < text.len() {
        nodes.push(Node::Text(text[plain..].to_owned()));
    }
    nodes
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parts(text: &str) -> Vec<String> {
        let part = |node: &Node<Msg>| match node {
            Node::Text(text) => text.clone(),
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
