use super::*;
use serde_json::json;

fn file(document: &Value) -> File {
    File::read(&document.to_string()).unwrap()
}

fn hello() -> Value {
    json!({ "name": "Hello", "priority": 1, "pages": ["https://a.example/*"], "stream": {
        "first": "ask", "cards": [
            { "type": "question", "id": "ask", "text": "What brings you here?", "responses": [
                { "id": "a", "label": "Ovens", "next": "who" },
                { "id": "b", "label": "Nothing" } ] },
            { "type": "capture", "id": "who", "text": "Who are you?", "next": "which", "fields": [
                { "field": "email", "label": "E-mail", "required": true } ] },
            { "type": "condition", "id": "which", "else": { "next": "chat" }, "branches": [
                { "when": { "attribute": "country", "operator": "is", "value": "DE" } } ] },
            { "type": "goal", "id": "goal", "goal": "Asked", "next": "chat" },
            { "type": "live_chat", "id": "chat", "route": { "by": "round_robin" } } ] } })
}

/// The differences after a change of the document.
fn described(change: impl FnOnce(&mut Value)) -> Vec<(Option<String>, bool, String)> {
    let mut after = hello();
    change(&mut after);
    let changes = diff(&file(&hello()), &file(&after));
    changes.into_iter().map(|change| (change.card, change.seen, change.message)).collect()
}

fn one(change: impl FnOnce(&mut Value)) -> String {
    let described = described(change);
    let [(card, seen, message)] = described.as_slice() else { panic!("{described:#?}") };
    let card = card.as_ref().map_or(String::new(), |card| format!("{card}: "));
    format!("{card}{message}{}", if *seen { "" } else { " (unseen)" })
}

#[test]
fn equal_documents_have_no_changes_in_any_order() {
    assert_eq!(described(|_| {}), []);
    let reversed = described(|after| {
        after["stream"]["cards"].as_array_mut().unwrap().reverse();
        after["note"] = json!("for the team");
    });
    assert_eq!(reversed, []);
}

#[test]
fn every_change_is_one_sentence_about_what_a_visitor_meets() {
    let card = |index: usize, field: &'static str, value: Value| {
        one(move |after| after["stream"]["cards"][index][field] = value)
    };
    assert_eq!(
        card(0, "text", json!("Hi!")),
        "ask: It says “Hi!” now, not “What brings you here?”."
    );
    assert_eq!(
        card(0, "store", json!("topic")),
        "ask: The field of the answer is now: topic. (unseen)"
    );
    assert_eq!(card(1, "next", json!("chat")), "who: It leads to “chat” now, not to “which”.");
    assert_eq!(
        card(2, "else", json!({})),
        "which: For all others it leads to the end now, not to “chat”."
    );
    assert_eq!(card(3, "goal", json!("Rang")), "goal: The goal is “Rang” now. (unseen)");
    let team = json!({ "by": "team", "team": "team_a" });
    assert_eq!(
        card(4, "route", team),
        "chat: It requests the team team_a in turn now, not all agents in turn."
    );
    let kind = json!({ "type": "message", "id": "chat", "text": "Bye" });
    assert_eq!(
        one(|after| after["stream"]["cards"][4] = kind),
        "chat: It is a message now, not a live chat."
    );
    let response = |field: &'static str, value: Value| {
        one(move |after| after["stream"]["cards"][0]["responses"][1][field] = value)
    };
    assert_eq!(response("label", json!("No")), "ask: The response “Nothing” reads “No” now.");
    assert_eq!(
        response("next", json!("who")),
        "ask: The response “Nothing” leads to “who” now, not to the end."
    );
    assert_eq!(
        one(|after| after["stream"]["cards"][0]["responses"].as_array_mut().unwrap().reverse()),
        "ask: Its responses are in another order: “Nothing”, “Ovens”."
    );
    let field = |field: &'static str, value: Value| {
        one(move |after| after["stream"]["cards"][1]["fields"][0][field] = value)
    };
    assert_eq!(field("required", json!(false)), "who: “E-mail” may be skipped now.");
    assert_eq!(field("skip_if_set", json!(true)), "who: “E-mail” is skipped now if it is known.");
    assert_eq!(
        field("label", json!("Mail")),
        "who: The label of email is “Mail” now, not “E-mail”."
    );
    assert_eq!(
        one(|after| after["stream"]["cards"][2]["branches"][0]["next"] = json!("goal")),
        "which: If country is “DE”, it leads to “goal” now, not to the end."
    );
}

#[test]
fn cards_come_and_go() {
    let new = json!({ "type": "message", "id": "new", "text": "Hi" });
    assert_eq!(
        one(|after| after["stream"]["cards"].as_array_mut().unwrap().push(new)),
        "new: There is a new message: “Hi”."
    );
    assert_eq!(
        one(|after| drop(after["stream"]["cards"].as_array_mut().unwrap().remove(3))),
        "goal: The goal is gone: “Asked”. (unseen)"
    );
    assert_eq!(
        one(|after| after["stream"]["first"] = json!("who")),
        "It begins at “who” now, not at “ask”."
    );
    let broken = described(|after| after["stream"]["cards"][3]["goal"] = json!(7));
    assert!(broken.iter().any(|(_, _, message)| message.contains("can't be read")), "{broken:?}");
}

#[test]
fn changes_of_the_audience_are_described() {
    let whole = |field: &'static str, value: Value| one(move |after| after[field] = value);
    assert!(whole("priority", json!(3)).starts_with("Its priority is 3 now, not 1"));
    assert_eq!(whole("pages", json!([])), "It is shown on every page now.");
    assert_eq!(whole("not_pages", json!(["b"])), "It is not shown on b any more.");
    assert_eq!(whole("name", json!("Hi")), "It is called “Hi” now. (unseen)");
    assert_eq!(
        whole("visitors", json!("identified")),
        "It is for visitors whose e-mail address is known now, not for everybody."
    );
    let when = json!({ "any": [{ "event": "time_on_page", "at_least": 20 },
        { "attribute": "city", "operator": "is_empty" }] });
    assert_eq!(
        whole("when", when),
        "Its condition is now: (20 seconds on the page or city is not known)."
    );
    assert!(whole("trigger", json!({ "on": "load" })).contains("triggered by loading the page"));
    assert!(whole("poke", json!(false)).contains("doesn't show any more"));
    let two = described(|after| after["pages"] = json!(["https://b.example/*"]));
    assert_eq!(two.len(), 2);
}

#[test]
fn two_equal_branches_are_distinguished_by_position() {
    let mut twice = hello();
    let branches = twice["stream"]["cards"][2]["branches"].as_array_mut().unwrap();
    let mut again = branches[0].clone();
    again["next"] = json!("goal");
    branches.push(again);
    assert_eq!(diff(&file(&twice), &file(&twice)), []);
    let mut moved = twice.clone();
    moved["stream"]["cards"][2]["branches"].as_array_mut().unwrap().reverse();
    assert_eq!(diff(&file(&twice), &file(&moved)).len(), 2);
}
