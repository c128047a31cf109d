//! Agents and teams that the live chat cards of a document refer to, whether or not the document is
//! valid.

use super::Route;
use crate::prelude::*;
use serde_json::Value;

/// The routes of its live chat cards; routes that can't be parsed are left out.
pub fn routes_in(document: &Value) -> Vec<Route> {
    let cards = document.get("cards").and_then(Value::as_array);
    let routes = cards.into_iter().flatten().filter_map(|card| card.get("route"));
    routes.filter_map(|route| serde::Deserialize::deserialize(route).ok()).collect()
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
        ] });
        let routes = routes_in(&document);
        assert!(
            matches!(routes.as_slice(), [Route::Agent { agent }] if agent.as_str() == "agent_a")
        );
        assert!(routes_in(&json!({})).is_empty());
    }
}
