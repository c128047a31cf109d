//! Lists the agents that a live chat card can reach.

use super::card::text;
use serde_json::Value;
use shared::desk::RoutingConfig;
use shared::id::AgentId;
use shared::protocol::{AgentRow, AvailabilityRow};
use shared::text::describe_condition;

/// How an agent or a team is called that the site no longer has.
pub(crate) const REMOVED_AGENT: &str = "A removed agent";
pub(crate) const REMOVED_TEAM: &str = "A removed team";

/// The routing options of a live chat card: value, name and explanation.
pub(crate) const OPTIONS: [(&str, &str, &str); 4] = [
    ("round_robin", "Round robin", "Chats are assigned to agents in sequential order."),
    ("agent", "Agent", "A specific agent receives the chat."),
    (
        "rules",
        "Custom rules",
        "All custom rules are cycled through, by priority. A visitor who qualifies for none gets the fallback message.",
    ),
    ("team", "Team", "A specific team receives the chat, round robin within that team."),
];

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
        ("agent", "", _) => "Choose an agent".to_owned(),
        ("team", _, "") => "Choose a team".to_owned(),
        ("agent", ..) => {
            let agent = agents.iter().find(|agent| agent.id.as_str() == text(route, "agent"));
            agent.map_or_else(|| REMOVED_AGENT.to_owned(), |agent| agent.name.clone())
        }
        ("team", ..) => {
            let team = routing.teams.iter().find(|team| team.id.as_str() == text(route, "team"));
            team.map_or_else(|| REMOVED_TEAM.to_owned(), |team| format!("{}, in turn", team.name))
        }
        ("rules", ..) => "By custom rules".to_owned(),
        _ => "All agents in turn".to_owned(),
    }
}

/// Whether an agent takes chats at all, and whether they can take one now; empty while that is not
/// known.
pub(crate) fn chat_status(id: &AgentId, able: bool, now: &[AvailabilityRow]) -> &'static str {
    if !able {
        return "can’t take chats";
    }
    match now.iter().find(|row| row.agent == *id) {
        Some(row) if row.unavailable_reason.is_none() => "available now",
        Some(_) => "not available now",
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
            Err(_) => return missing("Choose the agent who receives the chat."),
        },
        "team" => {
            let team = routing.teams.iter().find(|team| team.id.as_str() == text(route, "team"));
            match (team, text(route, "team")) {
                (Some(team), _) => vec![group(String::new(), &team.members, agents)],
                (None, "") => return missing("Choose the team that receives the chat."),
                (None, _) => Vec::new(),
            }
        }
        "rules" => {
            let mut rules: Vec<_> = routing.rules.iter().collect();
            rules.sort_by_key(|rule| rule.priority);
            let of = |rule: &&shared::desk::Rule| {
                let when = format!("{}: {}", rule.name, describe_condition(&rule.when));
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
        None => Person { id: id.clone(), name: REMOVED_AGENT.to_owned(), able: false },
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
