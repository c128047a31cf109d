//! Renders the stream's texts with their markup.

use shared::prelude::*;
use shared::wording::{Block, Span, parse};

use super::bubble::linked;
use super::link;
use crate::texts::Text;
use crate::ui::node::{El, Node, el};
use crate::update::UserAction;

/// Renders a text; consecutive items form a list.
pub(super) fn view(text: &str) -> Vec<Node<UserAction>> {
    let mut nodes: Vec<Node<UserAction>> = Vec::new();
    let mut list: Option<(bool, El<UserAction>)> = None;
    let mut broken = true;
    for block in parse(text) {
        match block {
            Block::Item(number, spans) => {
                let numbered = !number.is_empty();
                let begun = match list.take() {
                    Some((same, begun)) if same == numbered => begun,
                    other => {
                        if let Some((_, list)) = other {
                            nodes.push(list.into());
                        }
                        el(if numbered { "ol|dir=auto" } else { "ul|dir=auto" })
                    }
                };
                let item = el("li").kids(line(spans));
                let item = if numbered { item.attr("value", &number) } else { item };
                list = Some((numbered, begun.kid(item)));
            }
            Block::Line(spans) => {
                let ended = list.take();
                // A list already ends its line.
                if !broken && ended.is_none() {
                    nodes.push(Node::Text(Text::from("\n".to_owned())));
                }
                if let Some((_, list)) = ended {
                    nodes.push(list.into());
                }
                nodes.append(&mut line(spans));
            }
        }
        broken = false;
    }
    if let Some((_, list)) = list {
        nodes.push(list.into());
    }
    nodes
}

fn line(spans: Vec<Span>) -> Vec<Node<UserAction>> {
    let mut nodes = Vec::new();
    for span in spans {
        let mut inside = match &span.link {
            Some(url) => vec![link(url, span.text.clone().into()).into()],
            None => linked(&span.text),
        };
        let wrapper = match (span.bold, span.italic) {
            (false, false) => {
                nodes.append(&mut inside);
                continue;
            }
            (true, false) => el("b"),
            (false, true) => el("i"),
            (true, true) => el("b|class=i"),
        };
        nodes.push(wrapper.kids(inside).into());
    }
    nodes
}

#[cfg(test)]
mod tests {
    use super::*;

    fn html(text: &str) -> String {
        view(text).iter().map(written).collect()
    }

    fn written(node: &Node<UserAction>) -> String {
        match node {
            Node::Text(text) => text.with.clone(),
            Node::El(el) => {
                let inside: String = el.parts().kids.iter().map(written).collect();
                let to = el.get("href").map(|to| format!(" {to}")).unwrap_or_default();
                format!("<{}{to}>{inside}</{}>", el.tag(), el.tag())
            }
        }
    }

    #[test]
    fn lines_stay_lines_and_items_become_lists() {
        assert_eq!(
            html("a\nb\n- c\n- **d**\n1. e\nf"),
            "a\nb<ul><li>c</li><li><b>d</b></li></ul><ol><li>e</li></ol>f"
        );
    }

    #[test]
    fn links_and_bare_addresses_become_links() {
        assert_eq!(
            html("[call](tel:1) *https://a.example/x* [x](javascript:1)"),
            "<a tel:1>call</a> <i><a https://a.example/x>https://a.example/x</a></i> [x](javascript:1)"
        );
    }

    #[test]
    fn a_number_is_the_one_that_was_written() {
        let Some(Node::El(list)) = view("24. Dezember").pop() else { panic!("a list") };
        let Some(Node::El(item)) = list.parts().kids.first() else { panic!("an item") };
        assert_eq!(item.get("value"), Some("24"));
    }

    #[test]
    fn an_attribute_is_never_markup() {
        assert_eq!(html("Hi \\<b\\>\\*\\*x\\*\\*"), "Hi <b>**x**");
        assert!(view("\\[a\\]\\(tel\\:1\\)").iter().all(|node| matches!(node, Node::Text(_))));
    }
}
