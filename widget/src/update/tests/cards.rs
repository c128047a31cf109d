//! Tests of special cards: option lists, conditions, actions.

use shared::event::{Location, Page};
use shared::id::{Seq, Version};
use shared::protocol::{Bootstrap, PublishedDialogue};
use shared::stream::check_document;

use super::{Answer, Edge, Effect, Msg, NOW, choose, lines, link, model, update, user};
use crate::model::Model;
use crate::texts::TextKey;
use crate::thread_view::{Prompt, ThreadView};
use crate::update::{LoaderMessage, UserAction};

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
    model.context.location = Location { country: "DE".into(), ..Location::default() };
    model.offered = Some(dialogue().into());
    model.begin_anew();
    let effects = choose(&mut model, "talk");
    let Some(Effect::Begin(_, body)) = effects.last() else { panic!("{effects:?}") };
    let edge = Edge::begun_with(body, dialogue());
    (model, edge)
}

#[test]
fn a_field_with_options_accepts_nothing_else() {
    let (mut model, _) = begin();
    let view = ThreadView::new(model.conversation.as_ref().unwrap());
    assert!(matches!(view.prompt, Prompt::Field { spec, .. } if spec.options.is_some()));
    user(&mut model, UserAction::Pick("3".into()));
    assert_eq!(model.typing.complaint, Some(TextKey::NotListed.into()));
    user(&mut model, UserAction::Pick("2 or more".into()));
    assert_eq!(lines(&model).last().unwrap(), "B: Near: **a new oven**");
}

#[test]
fn where_browser_and_edge_differ_the_edge_wins() {
    let (mut model, edge) = begin();
    let effects = user(&mut model, UserAction::Pick("2 or more".into()));
    assert!(
        effects.iter().all(|effect| !matches!(effect, Effect::Begin(..))),
        "it begins only once"
    );
    assert_eq!(lines(&model).last().unwrap(), "B: Near: **a new oven**");
    update(&mut model, NOW, Msg::Begun(Answer::Good("conv_a".into())));
    link(&mut model, &edge);
    // The edge has no location for this visitor.
    assert_eq!(lines(&model), ["B: About?", "V: Ovens", "V: 2 or more", "B: Far: a new oven"]);
    assert_eq!(edge.conversation.borrow().state.flow.attributes, {
        let attributes = model.conversation.as_ref().unwrap().state.flow.attributes.clone();
        assert_eq!(attributes.len(), 2);
        attributes
    });
    assert!(model.conversation.as_ref().unwrap().state.head > Seq(5));
}

#[test]
fn a_dialogue_without_a_question_is_completed_once_it_was_read() {
    let mut model = model();
    let document = serde_json::json!({ "first": "hi", "cards": [
        { "type": "message", "id": "hi", "text": "Hello {{person.first_name|you}}" },
    ]});
    let stream = check_document(&document, shared::quota::Package::Select).stream.unwrap();
    model.offered = Some(PublishedDialogue { stream, ..super::dialogue() }.into());
    model.context.page_attributes.insert(shared::person::Field::FirstName, "Ada".into());
    (model.stage.open, model.stage.calm) = (false, false);
    model.begin_anew();
    let done = |effects: Vec<Effect>| {
        effects
            .iter()
            .filter(|effect| matches!(effect, Effect::LoaderMessage(LoaderMessage::Done(_))))
            .count()
    };
    assert_eq!(done(update(&mut model, NOW, Msg::Opened(true))), 1);
    assert_eq!(lines(&model), ["B: Hello Ada"]);
    update(&mut model, NOW, Msg::Opened(false));
    assert_eq!(done(update(&mut model, NOW, Msg::Opened(true))), 0);
}

#[test]
fn a_draft_begins_anew_whenever_it_changes() {
    let (mut model, edge) = begin();
    update(&mut model, NOW, Msg::Begun(Answer::Good("conv_a".into())));
    link(&mut model, &edge);
    assert!(model.conversation.as_ref().is_some_and(|it| it.id.is_some() && !it.log.is_empty()));
    let offer = |version| {
        let dialogue = PublishedDialogue { version: Version(version), ..dialogue() };
        let bootstrap = serde_json::json!({ "enabled": true, "site": "site_a", "style": {}, "dialogue": dialogue });
        let bootstrap: Bootstrap = serde_json::from_value(bootstrap).unwrap();
        Msg::Offered(Box::new((bootstrap, Page::default())))
    };
    // What a page offers doesn't touch a conversation that runs.
    update(&mut model, NOW, offer(2));
    assert!(model.conversation.as_ref().is_some_and(|it| it.id.is_some()));
    let effects = update(&mut model, NOW, offer(0));
    assert!(effects.iter().any(|effect| matches!(effect, Effect::Disconnect)), "{effects:?}");
    assert_eq!(lines(&model), ["B: About?"]);
}
