//! What the page hears of its chat, and what comes with a person.

use serde_json::{Value, json};
use shared::conversation::{AgentAct, Input};
use shared::event::SharedFile;
use shared::id::{ClientKey, ConversationId, FileId, Seq};
use shared::protocol::{ServerFrame, Side};

use super::{Edge, NOW, carry, deliver, live, model, user};
use crate::model::{ConversationView, Model};
use crate::ui::node::El;
use crate::update::{Effect, LoaderMessage, Msg, UserAction, start, update};
use crate::view::view;

/// A page that is opened while the conversation runs, in a tab that heard of it so far; what it does
/// with all the edge sends.
fn opened_later(edge: &Edge, reported: Option<Seq>) -> (Model, Vec<Effect>) {
    let mut model = model();
    let key = model.rng.key().unwrap();
    let mut running = ConversationView::running(ConversationId::parse("conv_a").unwrap(), key);
    running.reported = reported;
    model.conversation = Some(running);
    start(&mut model);
    let effects = frames(&mut model, edge.resume(Seq(0)));
    (model, effects)
}

fn frames(model: &mut Model, frames: Vec<ServerFrame>) -> Vec<Effect> {
    let id = model.connection.id();
    let one = |frame| update(model, NOW, Msg::Frame(id, Box::new(frame)));
    frames.into_iter().flat_map(one).collect()
}

fn heard(effects: &[Effect]) -> Vec<Value> {
    let written = |effect: &Effect| match effect {
        Effect::LoaderMessage(LoaderMessage::Events(written)) => serde_json::from_str(written).ok(),
        _ => None,
    };
    effects.iter().filter_map(written).collect()
}

#[test]
fn a_page_hears_each_event_with_its_details_but_not_what_is_said() {
    let (mut first, edge) = live();
    deliver(&mut first, &edge, edge.says("a1", "Between us"), &mut Vec::new());
    let effects = user(&mut first, UserAction::Leave);
    carry(&mut first, &edge, &effects);

    let (_, effects) = opened_later(&edge, Some(Seq(0)));
    let events = heard(&effects);
    assert!(!json!(events).to_string().contains("Between us"));
    let grace = json!({ "id": "agent_grace", "name": "Grace" });
    let details: Vec<&Value> = events.iter().map(|message| &message["events"]).collect();
    assert_eq!(
        details,
        [
            &json!({ "engaged": {} }),
            &json!({}),
            &json!({}),
            &json!({ "completed": {} }),
            &json!({ "live_chat_requested": {} }),
            &json!({ "live_chat_initiated": { "agent": grace } }),
            &json!({ "live_chat_ended": { "agent": grace, "by": "visitor" } }),
        ]
    );
    assert_eq!(events[1]["attributes"], json!({ "first_name": "Ada" }));
    assert_eq!(events[2]["attributes"], json!({}), "what was skipped is nothing");

    let ended = edge.conversation.borrow().state.head;
    let again = |reported| heard(&opened_later(&edge, reported).1).len();
    assert_eq!(again(Some(Seq(ended.0 - 1))), 1, "only what the tab has not heard");
    assert_eq!(again(Some(ended)), 0);
    assert_eq!(again(None), 0, "another tab was not there");
}

#[test]
fn another_tab_hears_what_happens_from_then_on() {
    let (_, edge) = live();
    let (mut second, effects) = opened_later(&edge, None);
    assert!(heard(&effects).is_empty());
    let input = Input::Agent(Edge::grace().id, ClientKey::parse("a1").unwrap(), AgentAct::End);
    let effects = frames(&mut second, edge.handle(input));
    assert_eq!(heard(&effects)[0]["events"]["live_chat_ended"]["agent"]["name"], "Grace");
}

#[test]
fn what_is_for_a_person_comes_when_one_has_joined() {
    let (_, edge) = live();
    let (_, effects) = opened_later(&edge, None);
    let joined = effects.iter().find_map(|effect| match effect {
        Effect::Joined { conversation, token } => Some((conversation.as_str(), token.as_str())),
        _ => None,
    });
    assert_eq!(joined, Some(("conv_a", "token")));
}

#[test]
fn what_was_seen_in_another_tab_is_not_new_in_this_one() {
    let (mut model, edge) = live();
    update(&mut model, NOW, Msg::Opened(false));
    deliver(&mut model, &edge, edge.says("a1", "Hi"), &mut Vec::new());
    assert_eq!(model.unread, 1);
    let seq = edge.conversation.borrow().state.head;
    let effects = frames(&mut model, vec![ServerFrame::Seen { by: Side::Visitor, seq }]);
    assert!(
        matches!(effects[..], [Effect::LoaderMessage(LoaderMessage::Unread(0))]),
        "{effects:?}"
    );
}

#[test]
fn a_line_says_whose_it_is_and_a_file_is_a_link() {
    let (mut model, edge) = live();
    deliver(&mut model, &edge, edge.says("a1", "Look:"), &mut Vec::new());
    for (key, id, name, kind) in
        [("a2", "file_1", "oven.png", "image/png"), ("a3", "file_2", "sizes.csv", "text/csv")]
    {
        let file = SharedFile { id: FileId::parse(id).unwrap(), kind: kind.into(), size: 9 };
        let act = AgentAct::Share(name.into(), file);
        let input = Input::Agent(Edge::grace().id, ClientKey::parse(key).unwrap(), act);
        deliver(&mut model, &edge, edge.handle(input), &mut Vec::new());
    }
    let tree = view(&model);
    let authors = tree.find(&|el| el.get("class") == Some("author"));
    let name = |el: &&El<UserAction>| el.parts().kids[0].all_text();
    let names: Vec<String> = authors.iter().map(name).collect();
    assert_eq!(names.iter().filter(|name| *name == "Grace").count(), 3, "{names:?}");
    assert_eq!(names[0], model.style.bot_name);
    let links = tree.find(&|el| el.get("data-file").is_some());
    let paths: Vec<_> = links.iter().map(|link| link.get("href").unwrap()).collect();
    let folder = "/v1/conversations/conv_a/files";
    assert_eq!(paths, [format!("{folder}/file_1"), format!("{folder}/file_2")]);
    let pictures = tree.find(&|el| el.tag() == "img" && el.get("alt") == Some("oven.png"));
    assert_eq!(pictures.len(), 1);
}
