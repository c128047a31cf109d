//! Streams for tests.

use serde_json::{Value, json};

pub const QUESTION: &str = "ask";
/// The response that leads to a chat.
pub const YES: &str = "yes";
/// The response that ends the dialogue.
pub const NO: &str = "no";
pub const CAPTURE: &str = "who";
pub const CALL: &str = "call";

pub const GOAL: &str = "Signed up";

/// The example stream, like the seed's: a question, name and e-mail address, a live chat.
pub fn advised() -> Value {
    question_then(json!(CAPTURE))
}

/// From the question straight to a live chat.
pub fn short() -> Value {
    let mut stream = question_then(json!(CALL));
    if let Some(cards) = stream["cards"].as_array_mut() {
        cards.retain(|card| card["id"] != CAPTURE);
    }
    stream
}

fn question_then(next: Value) -> Value {
    json!({ "first": QUESTION, "cards": [
        { "type": "question", "id": QUESTION, "text": "Would you like to talk to a person?", "responses": [
            { "id": YES, "label": "Yes, please", "next": next },
            { "id": NO, "label": "No, thanks", "next": "bye" },
        ]},
        { "type": "capture", "id": CAPTURE, "text": "Who are you?", "next": CALL, "fields": [
            { "field": "first_name", "label": "First name", "required": true },
            { "field": "email", "label": "E-mail", "required": true },
        ]},
        { "type": "live_chat", "id": CALL, "text": "One moment, please.", "route": { "by": "round_robin" } },
        { "type": "message", "id": "bye", "text": "Enjoy your visit!" },
    ]})
}

/// A question, and then what is so now: a live chat if somebody is available, else what to do while the
/// site is open, and while it is closed.
pub fn asking_now() -> Value {
    let asks = |attribute: &str, next: &str| {
        let when = json!({ "attribute": attribute, "operator": "is", "value": "yes" });
        json!({ "when": when, "next": next })
    };
    let branches = [asks("now:available", CALL), asks("now:open", "busy")];
    let mut stream = short();
    stream["cards"][0]["responses"][0]["next"] = json!("now");
    if let Some(cards) = stream["cards"].as_array_mut() {
        cards.extend([
            json!({ "type": "condition", "id": "now", "branches": branches, "else": { "next": "night" } }),
            json!({ "type": "message", "id": "busy", "text": "All are busy." }),
            json!({ "type": "message", "id": "night", "text": "Back **{{site.back_at|soon}}**, promised." }),
        ]);
    }
    stream
}

/// A question, an e-mail address, a goal, and the end; no live chat.
pub fn counting() -> Value {
    json!({ "first": QUESTION, "cards": [
        { "type": "question", "id": QUESTION, "text": "Shall we write to you?", "responses": [
            { "id": YES, "label": "Yes, please", "next": CAPTURE },
            { "id": NO, "label": "No, thanks", "next": "bye" },
        ]},
        { "type": "capture", "id": CAPTURE, "text": "Who are you?", "next": "reached", "fields": [
            { "field": "first_name", "label": "First name", "required": true },
            { "field": "email", "label": "E-mail", "required": true },
        ]},
        { "type": "goal", "id": "reached", "goal": GOAL, "next": "bye" },
        { "type": "message", "id": "bye", "text": "Enjoy your visit!" },
    ]})
}
