//! Random streams as an author might write them.

use proptest::prelude::*;
use proptest::{collection, option, sample};
use serde_json::{Value, json};

const CARDS: usize = 9;

/// Mostly a later card, so that many streams pass the check; sometimes any card, or none.
fn next(at: usize) -> impl Strategy<Value = Option<String>> {
    let forward = (at + 1).min(CARDS)..=CARDS;
    let to = prop_oneof![8 => forward, 1 => 0..=CARDS];
    option::weighted(0.85, to.prop_map(|n| format!("c{n}")))
}

fn field() -> impl Strategy<Value = &'static str> {
    sample::select(vec!["first_name", "email", "company", "topic", "size"])
}

fn test() -> impl Strategy<Value = Value> {
    let attribute = prop_oneof![
        4 => field(),
        1 => sample::select(vec!["country", "city", "page_url", "job_title"])
    ];
    let compared = (
        sample::select(vec!["is", "is_not", "contains", "starts_with"]),
        sample::select(vec!["a", "A@b.de", "DE", "https", "10"]),
    );
    let operator = prop_oneof![
        compared.prop_map(|(operator, value)| (operator, value)),
        sample::select(vec![("is_empty", ""), ("is_not_empty", "")]),
        sample::select(vec![("greater_than", "9.5"), ("less_than", "10")]),
    ];
    (attribute, operator).prop_map(|(attribute, (operator, value))| {
        json!({"attribute": attribute, "operator": operator, "value": value})
    })
}

fn condition() -> impl Strategy<Value = Value> {
    test().prop_recursive(2, 6, 3, |inner| {
        (any::<bool>(), collection::vec(inner, 1..3)).prop_map(|(all, group)| {
            if all { json!({"all": group}) } else { json!({"any": group}) }
        })
    })
}

fn card(at: usize) -> impl Strategy<Value = Value> {
    let id = format!("c{at}");
    let question = {
        let id = id.clone();
        (next(at), next(at), option::of(Just("topic"))).prop_map(move |(a, b, store)| {
            json!({"type": "question", "id": id, "text": "?", "store": store, "responses": [
                {"id": "a", "label": "A", "next": a}, {"id": "b", "label": "B", "value": "10", "next": b}]})
        })
    };
    let capture = {
        let id = id.clone();
        let flags = (any::<bool>(), any::<bool>(), any::<bool>());
        (next(at), sample::subsequence(vec!["email", "size", "topic"], 1..=3), flags).prop_map(
            move |(next, fields, (required, skip, listed))| {
                let options = listed.then(|| json!(["a", "10"]));
                let fields: Vec<Value> = fields
                    .iter()
                    .map(|field| {
                        let options = options.clone().filter(|_| *field != "email");
                        json!({"field": field, "label": "L", "required": required, "skip_if_set": skip,
                            "options": options})
                    })
                    .collect();
                json!({"type": "capture", "id": id, "text": "?", "next": next, "fields": fields})
            },
        )
    };
    let branches = {
        let id = id.clone();
        (collection::vec((condition(), next(at)), 1..3), next(at)).prop_map(move |(ways, other)| {
            let ways: Vec<Value> =
                ways.iter().map(|(when, next)| json!({"when": when, "next": next})).collect();
            json!({"type": "condition", "id": id, "branches": ways, "else": {"next": other}})
        })
    };
    let through = (sample::select(vec!["message", "goal", "action", "document"]), next(at), field()).prop_map({
        let id = id.clone();
        move |(kind, next, attribute)| match kind {
            "message" => json!({"type": kind, "id": id, "text": "!", "next": next}),
            "document" => json!({"type": kind, "id": id, "title": "t", "next": next,
                "address": "https://a.example/b.pdf", "must_open": attribute == "size"}),
            "goal" => json!({"type": kind, "id": id, "goal": "g", "next": next}),
            _ if attribute == "email" => {
                json!({"type": kind, "id": id, "attribute": attribute, "value": "a@b.de", "next": next})
            }
            _ => json!({"type": kind, "id": id, "attribute": attribute, "value": "12", "next": next}),
        }
    });
    let live = Just(json!({"type": "live_chat", "id": id, "route": {"by": "round_robin"}}));
    prop_oneof![3 => question, 2 => capture, 2 => branches, 3 => through, 1 => live]
}

/// A random stream without unreachable cards; most of them pass the check.
pub fn any_stream() -> impl Strategy<Value = Value> {
    let cards: Vec<_> = (0..=CARDS).map(|at| card(at).boxed()).collect();
    cards.prop_map(|cards| {
        let mut cards_left = Vec::new();
        let mut open = vec!["c0".to_owned()];
        while let Some(id) = open.pop() {
            let is_it = |card: &&Value| card["id"] == id.as_str();
            if cards_left.iter().any(|card: &Value| is_it(&card)) {
                continue;
            }
            let card = cards.iter().find(is_it).unwrap().clone();
            let text = card.to_string();
            let leads = |n: &usize| text.contains(&format!("\"next\":\"c{n}\""));
            open.extend((0..=CARDS).filter(leads).map(|n| format!("c{n}")));
            cards_left.push(card);
        }
        json!({"first": "c0", "cards": cards_left})
    })
}
