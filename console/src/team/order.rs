//! The order of routing rules, and edits of the routing configuration.

use crate::texts::t;
use shared::desk::{Account, RoutingConfig, Rule};
use shared::id::{RuleId, TeamId};

/// Returns the rules by priority: the first that matches wins.
pub(crate) fn ordered(routing: &RoutingConfig) -> Vec<Rule> {
    let mut rules = routing.rules.clone();
    rules.sort_by(|a, b| (a.priority, &a.id).cmp(&(b.priority, &b.id)));
    rules
}

/// Returns the ids in order after one rule was moved to an index.
pub(crate) fn moved(rules: &[Rule], which: &RuleId, to: usize) -> Vec<RuleId> {
    let mut ids: Vec<RuleId> =
        rules.iter().map(|rule| rule.id.clone()).filter(|id| id != which).collect();
    ids.insert(to.min(ids.len()), which.clone());
    ids
}

/// Renumbers the rules in that order. Rules that somebody else has added since come last.
pub(crate) fn set_order(routing: &mut RoutingConfig, order: &[RuleId]) {
    let mut rules = ordered(routing);
    let index = |rule: &Rule| order.iter().position(|id| *id == rule.id).unwrap_or(order.len());
    rules.sort_by_key(index);
    for (number, rule) in (1_u32..).zip(&mut rules) {
        rule.priority = number;
    }
    routing.rules = rules;
}

/// Replaces the rule with the same id, or appends it.
pub(crate) fn add_rule(routing: &mut RoutingConfig, mut rule: Rule) {
    if let Some(old) = routing.rules.iter_mut().find(|old| old.id == rule.id) {
        rule.priority = old.priority;
        *old = rule;
    } else {
        let last = routing.rules.iter().map(|rule| rule.priority).max();
        rule.priority = last.unwrap_or_default().saturating_add(1);
        routing.rules.push(rule);
    }
}

pub(crate) fn remove_rule(routing: &mut RoutingConfig, id: &RuleId) {
    routing.rules.retain(|rule| rule.id != *id);
}

/// Something removed from the routing configuration that can be restored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Gone {
    Rule(Rule),
    Account(Account),
}

impl Gone {
    /// The sentence about the removal.
    pub(crate) fn description(&self) -> String {
        match self {
            Self::Rule(rule) => t!("team-rule-deleted", name = rule.name),
            Self::Account(account) => t!("team-account-removed", domain = account.domain),
        }
    }

    pub(crate) fn leave(&self, routing: &mut RoutingConfig) {
        match self {
            Self::Rule(rule) => remove_rule(routing, &rule.id),
            Self::Account(account) => routing.accounts.retain(|one| one.domain != account.domain),
        }
    }

    /// Restores it, unless something has taken its place.
    pub(crate) fn come_back(self, routing: &mut RoutingConfig) {
        match self {
            Self::Rule(rule) if routing.rules.iter().all(|one| one.id != rule.id) => {
                routing.rules.push(rule);
            }
            Self::Account(account)
                if routing.accounts.iter().all(|one| one.domain != account.domain) =>
            {
                routing.accounts.push(account);
            }
            Self::Rule(_) | Self::Account(_) => {}
        }
    }
}

/// Removes a team.
pub(crate) fn remove_team(routing: &mut RoutingConfig, id: &TeamId) {
    routing.teams.retain(|team| team.id != *id);
}

#[cfg(test)]
mod tests {
    use super::*;
    use shared::audience::Condition;

    #[test]
    fn a_removed_entry_is_restored_once_at_its_position() {
        let mut routing = RoutingConfig {
            rules: vec![rule("rule_a", 1), rule("rule_b", 2), rule("rule_c", 3)],
            ..RoutingConfig::default()
        };
        let before = ordered(&routing);
        let gone = Gone::Rule(routing.rules[1].clone());
        gone.leave(&mut routing);
        assert_eq!(routing.rules.len(), 2);
        gone.clone().come_back(&mut routing);
        gone.come_back(&mut routing);
        assert_eq!(ordered(&routing), before);
    }

    fn rule(id: &str, priority: u32) -> Rule {
        Rule {
            id: RuleId::parse(id).unwrap(),
            name: id.into(),
            priority,
            when: Condition::All { all: Vec::new() },
            agents: Vec::new(),
        }
    }

    fn ids(routing: &RoutingConfig) -> Vec<String> {
        ordered(routing).into_iter().map(|rule| rule.id.into()).collect()
    }

    #[test]
    fn rules_are_renumbered_in_the_new_order() {
        let rules = vec![rule("rule_c", 9), rule("rule_a", 1), rule("rule_b", 1)];
        let mut routing = RoutingConfig { rules, ..RoutingConfig::default() };
        assert_eq!(ids(&routing), ["rule_a", "rule_b", "rule_c"]);
        let order = moved(&ordered(&routing), &RuleId::parse("rule_c").unwrap(), 0);
        routing.rules.push(rule("rule_new", 2));
        set_order(&mut routing, &order);
        assert_eq!(ids(&routing), ["rule_c", "rule_a", "rule_b", "rule_new"]);
        let order = moved(&ordered(&routing), &RuleId::parse("rule_c").unwrap(), 99);
        set_order(&mut routing, &order);
        assert_eq!(ids(&routing).last().unwrap(), "rule_c");
    }

    #[test]
    fn a_changed_rule_keeps_its_position_and_a_new_one_comes_last() {
        let mut routing = RoutingConfig {
            rules: vec![rule("rule_a", 3), rule("rule_b", 7)],
            ..RoutingConfig::default()
        };
        add_rule(&mut routing, rule("rule_c", 0));
        add_rule(&mut routing, Rule { name: "A".into(), ..rule("rule_a", 50) });
        assert_eq!(ids(&routing), ["rule_a", "rule_b", "rule_c"]);
        assert_eq!(routing.rules[0].name, "A");
        remove_rule(&mut routing, &RuleId::parse("rule_b").unwrap());
        assert_eq!(ids(&routing), ["rule_a", "rule_c"]);
    }
}
