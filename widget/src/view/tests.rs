//! Tests of the rendered tree, including its accessibility.

use super::*;
use crate::ui::node::Parts;
use crate::update::tests::{NOW, live, model, say};
use crate::update::{Msg, update};
use shared::client::{CloseCode, ConnectionInput};
use shared::conversation::Phase;

fn with<'n>(tree: &'n Node<UserAction>, name: &str, value: &str) -> Vec<&'n Parts<UserAction>> {
    let found = tree.find(&|el| el.get(name).is_some_and(|v| v.split(' ').any(|v| v == value)));
    found.into_iter().map(El::parts).collect()
}

#[test]
fn every_button_and_field_has_a_name() {
    let mut models = vec![model()];
    models.push(live().0);
    models.last_mut().unwrap().stage.confirming = true;
    models.push(live().0);
    for model in &models {
        let tree = view(model);
        for el in tree.find(&|el| matches!(el.tag(), "button" | "textarea")) {
            let text = el.parts().kids.iter().map(Node::all_text).collect::<String>();
            let named = el.get("aria-label").is_some() || text.chars().any(char::is_alphanumeric);
            assert!(named, "{el:?}");
        }
    }
}

#[test]
fn the_responses_are_buttons_and_the_thread_is_a_polite_log() {
    let tree = view(&model());
    assert_eq!(with(&tree, "class", "choice").len(), 2);
    assert_eq!(with(&tree, "role", "log").len(), 1);
    assert!(with(&tree, "class", "composer").is_empty() && with(&tree, "class", "menu").is_empty());
}

#[test]
fn the_privacy_policy_is_linked_before_the_first_question() {
    let mut model = model();
    assert!(view(&model).find(&|el| el.tag() == "footer").is_empty());
    for (url, visible) in [("https://a.example/privacy", 1), ("javascript:alert(1)", 0)] {
        model.style.privacy_url = Some(url.into());
        let tree = view(&model);
        let links = tree.find(&|el| el.tag() == "a" && el.get("href") == Some(url));
        assert_eq!(links.len(), visible, "{url}");
        let apart = |el: &&El<UserAction>| {
            el.get("target") == Some("_blank")
                && el.get("rel").is_some_and(|rel| rel.contains("noopener"))
        };
        assert!(links.iter().all(apart));
    }
}

#[test]
fn in_a_chat_the_header_names_the_agent_and_the_composer_is_ready() {
    let (mut model, _) = live();
    say(&mut model, "Hello");
    let tree = view(&model);
    assert!(tree.all_text().contains("Grace"));
    assert_eq!(with(&tree, "class", "composer").len(), 1);
    assert_eq!(with(&tree, "class", "late").len(), 1, "an unconfirmed message says so");
    assert_eq!(with(&tree, "class", "menu").len(), 1, "there is an element for the menu");
}

#[test]
fn messages_are_never_markup() {
    let (mut model, _) = live();
    say(&mut model, "<img src=x onerror=alert(1)> javascript:alert(1)");
    let tree = view(&model);
    assert!(tree.all_text().contains("<img src=x"));
    assert!(tree.find(&|el| el.tag() == "a").is_empty());
}

#[test]
fn a_lost_connection_is_shown_subtly_and_a_lost_network_with_a_text() {
    let (mut model, _) = live();
    assert!(with(&view(&model), "class", "banner").is_empty());
    let id = model.connection.id();
    update(&mut model, NOW, Msg::Connection(ConnectionInput::Closed(id, 1006)));
    assert!(view(&model).all_text().contains("Reconnecting…"));
    let full = CloseCode::StorageFull.code();
    update(&mut model, NOW, Msg::Connection(ConnectionInput::Connect));
    let id = model.connection.id();
    update(&mut model, NOW, Msg::Connection(ConnectionInput::Closed(id, full)));
    assert!(view(&model).all_text().contains("Messages can’t be saved right now"));
    model.stage.online = false;
    assert!(view(&model).all_text().contains("You are offline"));
    assert!(matches!(model.conversation.unwrap().state.phase, Phase::Live { .. }));
}

#[test]
fn an_initial_is_a_letter_or_everything() {
    for (name, expected) in [
        ("Eve", "E"),
        ("👩\u{200d}💻 Eve", "E"),
        ("❤\u{fe0f} 王", "王"),
        ("(ليلى)", "ل"),
        ("👩\u{200d}💻", "👩\u{200d}💻"),
        ("", ""),
    ] {
        assert_eq!(initial(name), expected);
    }
}

fn parts(text: &str) -> Vec<String> {
    let part = |node: &Node<UserAction>| match node {
        Node::Text(text) => text.with.clone(),
        Node::El(el) => ["<", el.get("href").unwrap_or_default(), ">"].concat(),
    };
    bubble::linked(text).iter().map(part).collect()
}

#[test]
fn an_address_in_a_message_is_a_link() {
    assert_eq!(
        parts("See https://a.example/x?y=1, or (http://b.example)."),
        ["See ", "<https://a.example/x?y=1>", ", or (", "<http://b.example>", ")."]
    );
    assert_eq!(parts("javascript:alert(1)"), ["javascript:alert(1)"]);
}
