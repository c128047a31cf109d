//! Tests of findings and their fixes.

use super::{advised, draft, key};
use crate::designer::{Checked, Designer, Draft, Edit, behind};
use serde_json::json;
use shared::desk::RoutingConfig;
use shared::protocol::AgentRow;
use shared::quota::Package;

fn codes(draft: &Draft) -> Vec<&'static str> {
    let checked = Checked::new(draft, Package::Select, None);
    let codes = checked.items.iter().map(|items| items.finding.code);
    // Without the finding about the extra field that all these drafts have.
    codes.filter(|code| *code != "unknown_field").collect()
}

/// Applies one fix after the other until none is left.
fn mended(draft: &Draft) -> Draft {
    let mut designer = Designer::open(draft.clone());
    for _ in 0..20 {
        let checked = Checked::new(&designer.draft, Package::Select, None);
        let Some(repair) = checked.items.iter().find_map(|items| items.repair) else { break };
        designer.apply(Edit::Mend(repair)).unwrap();
    }
    designer.draft
}

#[test]
fn fixes_are_applied_one_by_one() {
    let when = json!({ "all": [
        { "any": [] },
        { "attribute": "city", "operator": "is", "value": "Bern" } ] });
    let stream = json!({ "first": "nowhere", "cards": [
        { "type": "question", "id": "ask", "text": "?", "responses": [
            { "id": "a", "label": "A", "value": "x", "next": "which" },
            { "id": "a", "label": "B", "next": "gone" },
            { "id": "c", "label": " " } ] },
        { "type": "condition", "id": "which", "branches": [ { "when": when, "next": "who" } ] },
        { "type": "capture", "id": "who", "text": "Who?", "next": "mark", "fields": [
            { "field": "email", "label": "E-mail", "type": "phone" },
            { "field": "email", "label": "E-mail" },
            { "field": "size", "label": "Size", "options": [] } ] },
        { "type": "action", "id": "mark", "attribute": "topic", "value": "x", "next": "call" },
        { "type": "live_chat", "id": "call", "route": { "by": "rules" }, "next": "ask" },
        { "type": "live_chat", "id": "call", "route": { "by": "rules" } },
        { "type": "message", "id": "loose", "text": "Hi" },
    ]});
    let broken = draft(&stream);
    let found = codes(&broken);
    for code in [
        "first_missing",
        "duplicate_response",
        "no_else",
        "empty_group",
        "wrong_type",
        "duplicate_field",
        "no_options",
        "prime_only",
        "live_chat_not_last",
        "duplicate_id",
    ] {
        assert!(found.contains(&code), "{code} in {found:?}");
    }
    assert_eq!(codes(&mended(&broken)), [""; 0]);
}

#[test]
fn suggestions_about_a_live_chat_have_fixes() {
    let bare = draft(&json!({ "first": "call", "cards": [
        { "type": "live_chat", "id": "call", "route": { "by": "round_robin" } } ] }));
    assert_eq!(codes(&bare), ["live_chat_unasked", "live_chat_anonymous"]);
    let mended = mended(&bare);
    assert_eq!(codes(&mended), [""; 0]);
    let kinds: Vec<_> = mended.cards.iter().map(|entry| entry.card["type"].clone()).collect();
    assert_eq!(kinds.len(), 3);
    assert_eq!(mended.kind(mended.first().unwrap()).name(), "Question");
}

#[test]
fn findings_name_their_card() {
    let mut draft = advised();
    draft.card_mut(key(&draft, "bye")).unwrap()["text"] = json!("");
    let checked = Checked::new(&draft, Package::Select, None);
    assert_eq!(checked.counts(), (1, 1));
    assert_eq!(checked.items[0].card, Some(key(&draft, "bye")));
    assert!(checked.stream.is_none());
    assert_eq!(codes(&advised()), [""; 0]);
}

fn agents() -> Vec<AgentRow> {
    let row = |id: &str, name: &str, role: &str| json!({ "id": id, "name": name, "email": format!("{id}@shop.example"), "role": role, "live_chat": role == "live_agent" });
    let rows = json!([row("agent_a", "Ada", "live_agent"), row("agent_m", "Mara", "marketing")]);
    serde_json::from_value(rows).unwrap()
}

#[test]
fn a_live_chat_lists_its_agents_and_says_what_to_choose() {
    let routing: RoutingConfig = serde_json::from_value(json!({
        "package": "prime", "overflow_to_all": false, "accounts": [],
        "teams": [{ "id": "team_s", "name": "Sales", "members": ["agent_m", "agent_x"] }],
        "rules": [{ "id": "rule_de", "name": "Germany", "priority": 1, "agents": ["agent_m"],
            "when": { "attribute": "country", "operator": "is", "value": "DE" } }],
    }))
    .unwrap();
    let of = |route: serde_json::Value| behind(&route, &agents(), &routing);
    let all = of(json!({ "by": "round_robin" }));
    assert_eq!(all.groups[0].people.len(), 1);
    assert_eq!((all.groups[0].people[0].name.as_str(), all.missing), ("Ada", None));
    assert!(of(json!({ "by": "agent", "agent": "agent_a" })).missing.is_none());
    assert!(of(json!({ "by": "agent" })).missing.is_some());
    assert!(of(json!({ "by": "team" })).missing.is_some());
    let rules = of(json!({ "by": "rules" }));
    assert_eq!(rules.groups[0].when, "Germany: Country is “DE”");
}
