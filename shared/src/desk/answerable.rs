//! Whether somebody can answer the live chat cards of a dialogue, as the site's agents and routing
//! are now.

use super::routing::RoutingConfig;
use crate::id::AgentId;
use crate::prelude::*;
use crate::stream::{Card, Code, Finding, Route, Stream, routes_of};
use serde_json::Value;
use std::collections::BTreeMap;

/// The agents of a site and how it routes chats.
#[derive(Debug, Clone, Copy)]
pub struct Answerers<'a> {
    /// Every agent, and whether they have the permission for live chats.
    pub agents: &'a BTreeMap<AgentId, bool>,
    pub routing: &'a RoutingConfig,
}

impl Answerers<'_> {
    /// The findings about the live chat cards and conditions of a stream as it was written; a card that can't be
    /// parsed has findings of its own.
    pub fn check(self, stream: &Value) -> Vec<Finding> {
        let cards = stream.get("cards").and_then(Value::as_array);
        let of = |card: &Value| {
            let id = card.get("id").and_then(Value::as_str).map(str::to_owned);
            let asks = card.get("branches").is_some();
            let routes = routes_of(card).into_iter();
            routes.filter_map(move |route| {
                let code = match self.check_route(&route)? {
                    // A condition offers nobody a fallback message.
                    Code::NobodyAnswers | Code::NobodyAnswersRule(_) | Code::NoRules if asks => {
                        Code::NeverAvailable
                    }
                    code => code,
                };
                Some(code.at(id.as_deref()))
            })
        };
        cards.into_iter().flatten().flat_map(of).collect()
    }

    /// Whether a live chat card of a published stream reaches nobody.
    pub fn strands(self, stream: &Stream) -> bool {
        stream.cards.iter().any(|card| match card {
            Card::LiveChat(card) => self.check_route(&card.route).is_some(),
            _ => false,
        })
    }

    /// What is wrong with a route; `None` if somebody can answer.
    pub fn check_route(self, route: &Route) -> Option<Code> {
        let answers = |agent: &AgentId| self.agents.get(agent) == Some(&true);
        let anybody = self.agents.values().any(|live_chat| *live_chat);
        let widens = self.routing.overflow_to_all && anybody;
        let nobody = |pool: &[AgentId]| !widens && !pool.iter().any(answers);
        match route {
            Route::RoundRobin => (!anybody).then_some(Code::NobodyAnswers),
            Route::Agent { agent } if !self.agents.contains_key(agent) => Some(Code::AgentGone),
            Route::Agent { agent } => {
                // One agent's chats are never offered to everybody.
                (!answers(agent)).then_some(Code::NobodyAnswers)
            }
            Route::Team { team } => {
                match self.routing.teams.iter().find(|known| known.id == *team) {
                    None => Some(Code::TeamGone),
                    Some(team) => nobody(&team.members).then_some(Code::NobodyAnswers),
                }
            }
            Route::Rules => {
                let rules = &self.routing.rules;
                // A visitor who matches no rule gets the fallback message, so widening doesn't help.
                if rules.is_empty() {
                    return Some(Code::NoRules);
                }
                if rules.iter().all(|rule| nobody(&rule.agents)) {
                    return Some(Code::NobodyAnswers);
                }
                let empty = rules.iter().find(|rule| nobody(&rule.agents))?;
                Some(Code::NobodyAnswersRule(empty.name.clone()))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stream::Severity;
    use serde_json::json;

    fn found(
        route: &Value,
        widens: bool,
        live_chat: &[(&str, bool)],
    ) -> Option<(String, Severity)> {
        let routing: RoutingConfig = serde_json::from_value(json!({
            "package": "prime", "overflow_to_all": widens, "accounts": [],
            "teams": [
                { "id": "team_sales", "name": "Sales", "members": ["agent_a"] },
                { "id": "team_empty", "name": "Nobody", "members": [] },
            ],
            "rules": [
                { "id": "rule_de", "name": "Germany", "priority": 1, "agents": ["agent_a"],
                    "when": { "attribute": "country", "operator": "is", "value": "DE" } },
                { "id": "rule_fr", "name": "France", "priority": 2, "agents": ["agent_gone"],
                    "when": { "attribute": "country", "operator": "is", "value": "FR" } },
            ],
        }))
        .unwrap();
        let agents = live_chat.iter().map(|(id, live)| (AgentId::parse(*id).unwrap(), *live));
        let agents = agents.collect();
        let stream = json!({ "cards": [
            { "type": "message", "id": "hello", "text": "Hi" },
            { "type": "live_chat", "id": "chat", "route": route },
            { "type": "live_chat", "id": "torn", "route": { "by": "moon" } },
        ] });
        let mut found = Answerers { agents: &agents, routing: &routing }.check(&stream);
        assert!(found.len() <= 1, "{found:?}");
        let finding = found.pop()?;
        assert_eq!(finding.card.as_deref(), Some("chat"));
        Some((finding.code.to_owned(), finding.severity))
    }

    #[test]
    fn a_live_chat_card_that_nobody_can_answer_is_found() {
        let both = [("agent_a", true), ("agent_b", false)];
        let nobody = [("agent_a", false), ("agent_b", false)];
        let advice = |code: &str| Some((code.to_owned(), Severity::Advice));
        let error = |code: &str| Some((code.to_owned(), Severity::Error));
        let one = |agent: &str| json!({ "by": "agent", "agent": agent });
        let team = |team: &str| json!({ "by": "team", "team": team });
        let (turns, rules) = (json!({ "by": "round_robin" }), json!({ "by": "rules" }));
        for (route, widens, agents, expected) in [
            (&turns, false, both, None),
            (&turns, true, nobody, advice("nobody_answers")),
            (&one("agent_a"), false, both, None),
            (&one("agent_b"), true, both, advice("nobody_answers")),
            (&one("agent_c"), true, both, error("agent_gone")),
            (&team("team_sales"), false, both, None),
            (&team("team_sales"), true, nobody, advice("nobody_answers")),
            (&team("team_empty"), false, both, advice("nobody_answers")),
            (&team("team_empty"), true, both, None),
            (&team("team_gone"), true, both, error("team_gone")),
            (&rules, false, both, advice("nobody_answers_rule")),
            (&rules, true, both, None),
            (&rules, false, nobody, advice("nobody_answers")),
        ] {
            assert_eq!(found(route, widens, &agents), expected, "{route} {widens}");
        }
    }

    #[test]
    fn a_condition_that_asks_for_nobody_says_so_in_its_own_words() {
        let asks = |attribute: &str| json!({ "when": { "attribute": attribute, "operator": "is", "value": "yes" } });
        let stream = json!({ "cards": [{ "type": "condition", "id": "now", "branches": [
            asks("now:open"), asks("now:available:rules"), asks("now:available:team_gone")] }] });
        let (agents, routing) = (BTreeMap::new(), RoutingConfig::default());
        let found = Answerers { agents: &agents, routing: &routing }.check(&stream);
        let codes: Vec<_> = found.iter().map(|finding| finding.code).collect();
        assert_eq!(codes, ["never_available", "team_gone"]);
    }

    #[test]
    fn a_site_without_rules_answers_nobody_by_rules() {
        let (agents, routing) = (BTreeMap::new(), RoutingConfig::default());
        let answerers = Answerers { agents: &agents, routing: &routing };
        assert_eq!(answerers.check_route(&Route::Rules), Some(Code::NoRules));
    }
}
