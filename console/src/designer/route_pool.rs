//! Lists the agents that a live chat card can reach, and warns if there are none.

use super::card::text;
use serde_json::Value;
use shared::desk::RoutingConfig;
use shared::id::AgentId;
use shared::protocol::AgentRow;
use shared::text::describe_condition;

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
    /// Set if nobody, or not every pool, could answer.
    pub(crate) warning: Option<String>,
}

/// Returns the agents that a route can reach.
pub(crate) fn behind(route: &Value, agents: &[AgentRow], routing: &RoutingConfig) -> Behind {
    let groups = match text(route, "by") {
        "agent" => match AgentId::parse(text(route, "agent")) {
            Ok(agent) => vec![group(String::new(), &[agent], agents)],
            Err(_) => return warned("Choose the agent who receives the chat."),
        },
        "team" => {
            let team = routing.teams.iter().find(|team| team.id.as_str() == text(route, "team"));
            match (team, text(route, "team")) {
                (Some(team), _) => vec![group(String::new(), &team.members, agents)],
                (None, "") => return warned("Choose the team that receives the chat."),
                (None, _) => return warned("This team isn’t there any more. Choose another."),
            }
        }
        "rules" => {
            let mut rules: Vec<_> = routing.rules.iter().collect();
            rules.sort_by_key(|rule| rule.priority);
            if rules.is_empty() {
                return warned(
                    "There are no custom rules yet, so every visitor gets the fallback message.",
                );
            }
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
    let nobody = |group: &Group| !group.people.iter().any(|person| person.able);
    let warning = if groups.iter().all(nobody) {
        Some("Nobody can answer: none of these agents has the live chat permission. Every visitor gets the fallback message.".to_owned())
    } else {
        let lost = groups.iter().find(|group| nobody(group));
        lost.map(|group| format!("Nobody can answer for “{}”.", group.when))
    };
    Behind { groups, warning }
}

fn warned(reason: &str) -> Behind {
    Behind { groups: Vec::new(), warning: Some(reason.to_owned()) }
}

fn group(when: String, ids: &[AgentId], agents: &[AgentRow]) -> Group {
    let person = |id: &AgentId| match agents.iter().find(|agent| agent.id == *id) {
        Some(agent) => Person { name: agent.name.clone(), able: agent.live_chat },
        None => Person { name: "A removed agent".to_owned(), able: false },
    };
    Group { when, people: ids.iter().map(person).collect() }
}
