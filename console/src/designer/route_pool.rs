//! Lists the agents that a live chat card can reach.

use super::card::text;
use crate::conditions::{Group as Condition, country_name, describe};
use crate::texts::t;
use serde_json::Value;
use shared::desk::RoutingConfig;
use shared::id::AgentId;
use shared::protocol::{AgentRow, AvailabilityRow};

/// The routing options of a live chat card: value, name and explanation.
pub(crate) fn options() -> [(&'static str, &'static str, &'static str); 4] {
    [
        ("round_robin", t!("designer-route-turn"), t!("designer-route-turn-about")),
        ("agent", t!("inbox-filter-agent"), t!("designer-route-agent-about")),
        ("rules", t!("designer-route-rules"), t!("designer-route-rules-about")),
        ("team", t!("inbox-filter-team"), t!("designer-route-team-about")),
    ]
}

/// An agent who may be offered the chat.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Person {
    pub(crate) id: AgentId,
    pub(crate) name: String,
    /// Whether they have the permission for live chats.
    pub(crate) able: bool,
}

/// A pool of agents.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Group {
    /// The condition that selects this pool; empty if there is none.
    pub(crate) when: String,
    /// The agents, in the order of the roster.
    pub(crate) people: Vec<Person>,
}

/// The agents that a card can reach.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Behind {
    /// The pools, in order.
    pub(crate) groups: Vec<Group>,
    /// What is still to be chosen, as a sentence.
    pub(crate) missing: Option<&'static str>,
}

/// Who gets the chat of a live chat card, for the canvas.
pub(crate) fn route_name(route: &Value, agents: &[AgentRow], routing: &RoutingConfig) -> String {
    match (text(route, "by"), text(route, "agent"), text(route, "team")) {
        ("agent", "", _) => t!("designer-choose-agent").to_owned(),
        ("team", _, "") => t!("designer-choose-team").to_owned(),
        ("agent", ..) => {
            let agent = agents.iter().find(|agent| agent.id.as_str() == text(route, "agent"));
            agent
                .map_or_else(|| t!("designer-removed-agent").to_owned(), |agent| agent.name.clone())
        }
        ("team", ..) => {
            let team = routing.teams.iter().find(|team| team.id.as_str() == text(route, "team"));
            team.map_or_else(
                || t!("designer-removed-team").to_owned(),
                |team| t!("designer-in-turn", name = team.name),
            )
        }
        ("rules", ..) => t!("designer-by-rules").to_owned(),
        _ => t!("designer-all-in-turn").to_owned(),
    }
}

/// Whether an agent takes chats at all, and whether they can take one now; empty while that is not
/// known.
pub(crate) fn chat_status(id: &AgentId, able: bool, now: &[AvailabilityRow]) -> &'static str {
    if !able {
        return t!("designer-cant-take");
    }
    match now.iter().find(|row| row.agent == *id) {
        Some(row) if row.unavailable_reason.is_none() => t!("designer-available-now"),
        Some(_) => t!("designer-not-available-now"),
        None => "",
    }
}

/// The agents to choose from, with what each can do: those who take chats first.
pub(crate) fn agent_choices(agents: &[AgentRow], now: &[AvailabilityRow]) -> Vec<(String, String)> {
    let mut agents: Vec<&AgentRow> = agents.iter().collect();
    agents.sort_by_key(|agent| !agent.live_chat);
    let choice = |agent: &&AgentRow| {
        let label = match chat_status(&agent.id, agent.live_chat, now) {
            "" => agent.name.clone(),
            chat_status => format!("{} ({chat_status})", agent.name),
        };
        (agent.id.to_string(), label)
    };
    agents.iter().map(choice).collect()
}

/// Returns the agents that a route can reach.
pub(crate) fn behind(route: &Value, agents: &[AgentRow], routing: &RoutingConfig) -> Behind {
    let groups = match text(route, "by") {
        "agent" => match AgentId::parse(text(route, "agent")) {
            Ok(agent) => vec![group(String::new(), &[agent], agents)],
            Err(_) => return missing(t!("designer-choose-agent-wrong")),
        },
        "team" => {
            let team = routing.teams.iter().find(|team| team.id.as_str() == text(route, "team"));
            match (team, text(route, "team")) {
                (Some(team), _) => vec![group(String::new(), &team.members, agents)],
                (None, "") => return missing(t!("designer-choose-team-wrong")),
                (None, _) => Vec::new(),
            }
        }
        "rules" => {
            let mut rules: Vec<_> = routing.rules.iter().collect();
            rules.sort_by_key(|rule| rule.priority);
            let of = |rule: &&shared::desk::Rule| {
                let when = format!(
                    "{}: {}",
                    rule.name,
                    describe(&Condition::from_condition(&rule.when), &country_name)
                );
                group(when, &rule.agents, agents)
            };
            rules.iter().map(of).collect()
        }
        _ => {
            let able = agents.iter().filter(|agent| agent.live_chat);
            let able: Vec<AgentId> = able.map(|agent| agent.id.clone()).collect();
            vec![group(String::new(), &able, agents)]
        }
    };
    Behind { groups, missing: None }
}

fn missing(choice: &'static str) -> Behind {
    Behind { groups: Vec::new(), missing: Some(choice) }
}

fn group(when: String, ids: &[AgentId], agents: &[AgentRow]) -> Group {
    let person = |id: &AgentId| match agents.iter().find(|agent| agent.id == *id) {
        Some(agent) => Person { id: id.clone(), name: agent.name.clone(), able: agent.live_chat },
        None => {
            Person { id: id.clone(), name: t!("designer-removed-agent").to_owned(), able: false }
        }
    };
    Group { when, people: ids.iter().map(person).collect() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_picker_says_who_takes_chats_and_who_can_take_one_now() {
        let agent = |id: &str, name: &str, live_chat: bool| AgentRow {
            id: AgentId::parse(id).unwrap(),
            name: name.to_owned(),
            email: String::new(),
            role: shared::permission::RoleId::default(),
            live_chat,
            second_factor: false,
            picture: None,
        };
        let agents = [
            agent("agent_mia", "Mia", false),
            agent("agent_ada", "Ada", true),
            agent("agent_bob", "Bob", true),
            agent("agent_new", "Eve", true),
        ];
        let row = |id: &str, reason: Option<&str>| AvailabilityRow {
            agent: AgentId::parse(id).unwrap(),
            available: reason.is_none(),
            online: true,
            chats: 0,
            max_chats: 10,
            unavailable_reason: reason.map(str::to_owned),
        };
        let now = [row("agent_ada", None), row("agent_bob", Some("Off schedule."))];
        let choices = agent_choices(&agents, &now);
        let labels: Vec<&str> = choices.iter().map(|(_, label)| label.as_str()).collect();
        let expected =
            ["Ada (available now)", "Bob (not available now)", "Eve", "Mia (can’t take chats)"];
        assert_eq!(labels, expected);
    }
}
