//! Agents and teams that the live chat cards and conditions of a document refer to, whether or not the
//! document is valid.

use super::Route;
use crate::audience::{Condition, NowAttribute};
use crate::prelude::*;
use serde::Deserialize;
use serde_json::Value;
use std::collections::BTreeSet;

/// The routes of its live chat cards and conditions; routes that can't be parsed are left out.
pub fn routes_in(document: &Value) -> Vec<Route> {
    let cards = document.get("cards").and_then(Value::as_array);
    cards.into_iter().flatten().flat_map(routes_of).collect()
}

/// The routes of a card as it was written.
pub fn routes_of(card: &Value) -> Vec<Route> {
    let route = card.get("route").and_then(|route| Route::deserialize(route).ok());
    let branches = card.get("branches").and_then(Value::as_array).into_iter().flatten();
    let asked = branches.filter_map(|branch| Condition::deserialize(branch.get("when")?).ok());
    let mut attributes = BTreeSet::new();
    asked.for_each(|condition| condition.asked_now(&mut attributes));
    route.into_iter().chain(attributes.iter().filter_map(NowAttribute::route)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_draft_that_cannot_be_published_still_has_its_references() {
        let document = json!({ "cards": [
            { "type": "live_chat", "route": { "by": "agent", "agent": "agent_a" } },
            { "type": "live_chat", "id": "b", "route": { "by": "moon" } },
            { "type": "message" },
            { "type": "condition", "branches": [{ "when": { "any": [
                { "attribute": "now:available:team_b", "operator": "is", "value": "yes" },
                { "attribute": "now:open", "operator": "is", "value": "yes" },
            ] } }] },
        ] });
        let routes = routes_in(&document);
        assert!(matches!(routes.as_slice(), [Route::Agent { agent }, Route::Team { team }]
                if agent.as_str() == "agent_a" && team.as_str() == "team_b"));
        assert!(routes_in(&json!({})).is_empty());
    }
}
