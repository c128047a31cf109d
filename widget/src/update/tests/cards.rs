//! Cards beyond the plain ones: lists, conditions, what is noted.

use shared::event::Place;
use shared::id::Seq;
use shared::protocol::PublishedDialogue;
use shared::stream::check_document;

use super::{Answer, Edge, Effect, Msg, NOW, choose, did, lines, link, model, update};
use crate::model::Model;
use crate::shown::{Prompt, Shown};
use crate::texts::Word;
use crate::update::{Did, Tell};

fn dialogue() -> PublishedDialogue {
    let document = serde_json::json!({ "first": "ask", "cards": [
        { "type": "question", "id": "ask", "text": "About?", "store": "topic", "responses": [
            { "id": "talk", "label": "Ovens", "value": "a new oven", "next": "size" },
        ]},
        { "type": "capture", "id": "size", "text": "", "next": "where", "fields": [
            { "field": "size", "label": "How many?", "required": true, "options": ["1", "2 or more"] },
        ]},
        { "type": "condition", "id": "where", "else": { "next": "abroad" }, "branches": [
            { "when": { "all": [
                { "attribute": "country", "operator": "is", "value": "de" },
                { "attribute": "size", "operator": "starts_with", "value": "2" } ] }, "next": "here" },
        ]},
        { "type": "message", "id": "here", "text": "Near: **{{person.topic}}**" },
        { "type": "message", "id": "abroad", "text": "Far: {{person.topic|something}}" },
    ]});
    let stream = check_document(&document, shared::quota::Package::Select).stream.unwrap();
    PublishedDialogue { stream, ..super::dialogue() }
}

fn begin() -> (Model, Edge) {
    let mut model = model();
    model.scene.place = Place { country: "DE".into(), ..Place::default() };
    model.offered = Some(dialogue().into());
    model.begin_anew();
    let effects = choose(&mut model, "talk");
    let Some(Effect::Begin(_, body)) = effects.last() else { panic!("{effects:?}") };
    let edge = Edge::begun_with(body, dialogue());
    (model, edge)
}

#[test]
fn what_is_on_a_list_is_picked_and_nothing_else_is_taken() {
    let (mut model, _) = begin();
    let shown = Shown::of(model.talk.as_ref().unwrap());
    assert!(matches!(shown.prompt, Prompt::Ask(_, asked) if asked.options.is_some()));
    did(&mut model, Did::Pick("3".into()));
    assert_eq!(model.typing.complaint, Some(Word::NotListed.into()));
    did(&mut model, Did::Pick("2 or more".into()));
    assert_eq!(lines(&model).last().unwrap(), "B: Near: **a new oven**");
}

#[test]
fn where_browser_and_edge_differ_the_edge_is_right() {
    let (mut model, edge) = begin();
    let effects = did(&mut model, Did::Pick("2 or more".into()));
    assert!(effects.iter().all(|effect| !matches!(effect, Effect::Begin(..))), "it begins once");
    assert_eq!(lines(&model).last().unwrap(), "B: Near: **a new oven**");
    update(&mut model, NOW, Msg::Begun(Answer::Good("conv_a".into())));
    link(&mut model, &edge);
    // The edge does not know where this is.
    assert_eq!(lines(&model), ["B: About?", "V: Ovens", "V: 2 or more", "B: Far: a new oven"]);
    assert_eq!(edge.conversation.borrow().state.run.told, {
        let told = model.talk.as_ref().unwrap().state.run.told.clone();
        assert_eq!(told.len(), 2);
        told
    });
    assert!(model.talk.as_ref().unwrap().state.head > Seq(5));
}

#[test]
fn what_asks_nothing_is_done_once_it_was_read() {
    let mut model = model();
    let document = serde_json::json!({ "first": "hi", "cards": [
        { "type": "message", "id": "hi", "text": "Hello {{person.first_name|you}}" },
    ]});
    let stream = check_document(&document, shared::quota::Package::Select).stream.unwrap();
    model.offered = Some(PublishedDialogue { stream, ..super::dialogue() }.into());
    model.scene.known.insert(shared::person::Field::FirstName, "Ada".into());
    (model.stage.open, model.stage.calm) = (false, false);
    model.begin_anew();
    let done = |effects: Vec<Effect>| {
        effects.iter().filter(|effect| matches!(effect, Effect::Tell(Tell::Done(_)))).count()
    };
    assert_eq!(done(update(&mut model, NOW, Msg::Opened(true))), 1);
    assert_eq!(lines(&model), ["B: Hello Ada"]);
    update(&mut model, NOW, Msg::Opened(false));
    assert_eq!(done(update(&mut model, NOW, Msg::Opened(true))), 0);
}

#[test]
fn a_draft_is_walked_here_and_nothing_of_it_is_told() {
    let mut model = model();
    model.scene.place = Place { country: "DE".into(), ..Place::default() };
    model.token = None;
    let draft = PublishedDialogue { version: shared::id::Version(0), ..dialogue() };
    model.offered = Some(draft.into());
    model.begin_anew();
    let mut effects = choose(&mut model, "talk");
    effects.extend(did(&mut model, Did::Pick("2 or more".into())));
    assert_eq!(lines(&model).last().unwrap(), "B: Near: **a new oven**");
    let quiet = |effect: &Effect| matches!(effect, Effect::Focus { .. } | Effect::After(..));
    assert!(effects.iter().all(quiet), "{effects:?}");
}
