use super::*;
use proptest::prelude::*;
use serde_json::json;
use shared::quota::Package;
use shared::stream::check_document;

fn stream() -> Stream {
    let document = json!({ "first": "hi", "cards": [
        { "type": "message", "id": "hi", "text": "Hello **you**", "next": "ask" },
        { "type": "question", "id": "ask", "text": "Ovens?", "store": "topic", "responses": [
            { "id": "y", "label": "Yes", "value": "ovens", "next": "who" },
            { "id": "n", "label": "No", "next": "which" } ] },
        { "type": "capture", "id": "who", "text": "You?", "next": "which", "fields": [
            { "field": "first_name", "label": "Name" },
            { "field": "email", "label": "E-mail", "required": true },
            { "field": "size", "label": "Size", "options": ["S", "M"] } ] },
        { "type": "condition", "id": "which", "else": {}, "branches": [
            { "when": { "attribute": "topic", "operator": "is", "value": "ovens" }, "next": "goal" } ] },
        { "type": "goal", "id": "goal", "goal": "Asked", "next": "mark" },
        { "type": "action", "id": "mark", "attribute": "rank", "value": "A", "next": "chat" },
        { "type": "live_chat", "id": "chat", "text": "Thanks, {{person.first_name|friend}}.",
          "route": { "by": "team", "team": "team_ovens" } } ] });
    check_document(&document, Package::Prime).stream.unwrap()
}

fn read(lines: &[Line]) -> String {
    let text = |line: &Line| match line {
        Line::Said(text) | Line::Aside(text) => text.clone(),
        Line::Wrong(text) => format!("! {text}"),
    };
    lines.iter().map(text).collect::<Vec<_>>().join("|")
}

#[test]
fn a_visitor_reaches_the_live_chat_card_and_sees_each_message() {
    let stream = stream();
    let (mut play, lines) = Play::begin(&stream, FlowContext::default());
    assert_eq!(read(&lines), "Hello you|Ovens?|  1. Yes|  2. No");
    assert_eq!(read(&play.submit("1")), "[set: topic is “ovens”]|You?|Name (empty to skip)");
    assert_eq!(read(&play.submit("Ada")), "E-mail");
    assert!(read(&play.submit("nonsense")).starts_with("! That does not look like"));
    assert_eq!(read(&play.submit("ada@example.com")), "Size (empty to skip)|  1. S|  2. M");
    assert_eq!(
        read(&play.submit("2")),
        "[which: topic is “ovens”]|[goal: Asked]|[set: rank is “A”]|Thanks, Ada.|\
         [offered to: the agents of team_ovens in turn]"
    );
    assert!(!play.waits());
}

#[test]
fn a_dialogue_can_end_in_a_condition() {
    let stream = stream();
    let (mut play, _) = Play::begin(&stream, FlowContext::default());
    let end = read(&play.submit("2"));
    assert_eq!(end, "[set: topic is “No”]|[which: no condition holds]|[the end]");
}

#[test]
fn back_undoes_the_last_answer() {
    let stream = stream();
    let (mut play, _) = Play::begin(&stream, FlowContext::default());
    assert_eq!(read(&play.submit(":back")), "! This is the beginning.");
    for wrong in ["0", "3", "yes", "", "-1", "99999999999999999999"] {
        assert_eq!(read(&play.submit(wrong)), "! Please type a number from 1 to 2.");
    }
    play.submit("2");
    assert_eq!(read(&play.submit(":back")), "Ovens?|  1. Yes|  2. No");
    assert!(play.waits());
}

proptest! {
    #[test]
    fn any_input_gets_an_answer(typed in prop::collection::vec("\\PC{0,12}|[0-3]|:back", 0..20)) {
        let stream = stream();
        let (mut play, _) = Play::begin(&stream, FlowContext::default());
        for line in typed {
            if play.waits() {
                prop_assert!(!play.submit(&line).is_empty(), "{line:?} was answered with nothing");
            }
        }
    }
}

#[test]
fn what_is_so_now_is_asked_of_whoever_plays() {
    let asks = |attribute: &str, next: &str| json!({ "when": { "attribute": attribute, "operator": "is", "value": "yes" }, "next": next });
    let document = json!({ "first": "ask", "cards": [
        { "type": "question", "id": "ask", "text": "A person?", "responses": [
            { "id": "y", "label": "Yes", "next": "now" } ] },
        { "type": "condition", "id": "now", "else": { "next": "night" }, "branches": [
            asks("now:available", "chat"), asks("now:open", "busy") ] },
        { "type": "message", "id": "busy", "text": "All are busy." },
        { "type": "message", "id": "night", "text": "Back {{site.back_at|soon}}." },
        { "type": "live_chat", "id": "chat", "text": "Coming.", "route": { "by": "round_robin" } } ] });
    let stream = check_document(&document, Package::Prime).stream.unwrap();
    let (mut play, _) = Play::begin(&stream, FlowContext::default());
    assert_eq!(read(&play.submit("1")), "[now: now:available, now:open? y or n]");
    assert_eq!(read(&play.submit("perhaps")), "! Please type y or n, once or for each.");
    let busy = read(&play.submit("n y"));
    assert_eq!(busy, "[now: the site is open]|All are busy.|[the end]");
    assert_eq!(read(&play.submit(":back")), "[now: now:available, now:open? y or n]");
    assert_eq!(read(&play.submit("no")), "[now: no condition holds]|Back soon.|[the end]");
}
