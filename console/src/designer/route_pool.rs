//! Who stands behind a live chat card, as its options are chosen, and whether anybody could answer.

use super::card::text;
use serde_json::Value;
use shared::desk::RoutingConfig;
use shared::id::AgentId;
use shared::permission::Permission;
use shared::protocol::AgentRow;
use shared::text::describe_condition;

/// The options of a live chat card: word, name and what it means.
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

/// Somebody who may be asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Person {
    /// Their name.
    pub(crate) name: String,
    /// Whether they can be offered chats at all.
    pub(crate) able: bool,
}

/// People who are asked together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Group {
    /// What brings a visitor to them; empty: nothing has to.
    pub(crate) when: String,
    /// Who they are, in the order of the roster.
    pub(crate) people: Vec<Person>,
}

/// Who stands behind a card.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Behind {
    /// All who may be asked.
    pub(crate) groups: Vec<Group>,
    /// Why nobody, or not everybody, could answer.
    pub(crate) warning: Option<String>,
}

/// Who stands behind that route.
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
            let able = agents.iter().filter(|agent| agent.role.may(Permission::LiveChat));
            let able: Vec<AgentId> = able.map(|agent| agent.id.clone()).collect();
            vec![group(String::new(), &able, agents)]
        }
    };
    let nobody = |group: &Group| !group.people.iter().any(|person| person.able);
    let warning = if groups.iter().all(nobody) {
        Some("Nobody here could answer: no one of them may have live chats. Every visitor gets the fallback message.".to_owned())
    } else {
        let lost = groups.iter().find(|group| nobody(group));
        lost.map(|group| format!("Nobody could answer for “{}”.", group.when))
    };
    Behind { groups, warning }
}

fn warned(reason: &str) -> Behind {
    Behind { groups: Vec::new(), warning: Some(reason.to_owned()) }
}

fn group(when: String, ids: &[AgentId], agents: &[AgentRow]) -> Group {
    let person = |id: &AgentId| match agents.iter().find(|agent| agent.id == *id) {
        Some(agent) => {
            Person { name: agent.name.clone(), able: agent.role.may(Permission::LiveChat) }
        }
        None => Person { name: "Somebody who isn’t here any more".to_owned(), able: false },
    };
    Group { when, people: ids.iter().map(person).collect() }
}
