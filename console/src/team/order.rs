//! The order of routing rules, and what else changes in the book they stand in.

use shared::desk::{Account, Book, Rule};
use shared::id::{RuleId, TeamId};

/// The rules as they are looked at: the first that fits wins.
pub(crate) fn ordered(book: &Book) -> Vec<Rule> {
    let mut rules = book.rules.clone();
    rules.sort_by(|a, b| (a.priority, &a.id).cmp(&(b.priority, &b.id)));
    rules
}

/// Their ids, with one at another place.
pub(crate) fn moved(rules: &[Rule], which: &RuleId, to: usize) -> Vec<RuleId> {
    let mut ids: Vec<RuleId> =
        rules.iter().map(|rule| rule.id.clone()).filter(|id| id != which).collect();
    ids.insert(to.min(ids.len()), which.clone());
    ids
}

/// Gives rules their numbers in that order. One that somebody else has made since comes last.
pub(crate) fn set_order(book: &mut Book, order: &[RuleId]) {
    let mut rules = ordered(book);
    let place = |rule: &Rule| order.iter().position(|id| *id == rule.id).unwrap_or(order.len());
    rules.sort_by_key(place);
    for (number, rule) in (1_u32..).zip(&mut rules) {
        rule.priority = number;
    }
    book.rules = rules;
}

/// Puts a rule in the place of the one with its id, or at the end.
pub(crate) fn add_rule(book: &mut Book, mut rule: Rule) {
    if let Some(old) = book.rules.iter_mut().find(|old| old.id == rule.id) {
        rule.priority = old.priority;
        *old = rule;
    } else {
        let last = book.rules.iter().map(|rule| rule.priority).max();
        rule.priority = last.unwrap_or_default().saturating_add(1);
        book.rules.push(rule);
    }
}

/// Takes a rule away.
pub(crate) fn remove_rule(book: &mut Book, id: &RuleId) {
    book.rules.retain(|rule| rule.id != *id);
}

/// What was taken out of the book and can be put back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Gone {
    /// A rule.
    Rule(Rule),
    /// An account.
    Account(Account),
}

impl Gone {
    /// What became of it.
    pub(crate) fn told(&self) -> String {
        match self {
            Self::Rule(rule) => format!("The rule “{}” is deleted.", rule.name),
            Self::Account(account) => format!("The account {} is removed.", account.domain),
        }
    }

    /// Takes it out.
    pub(crate) fn leave(&self, book: &mut Book) {
        match self {
            Self::Rule(rule) => remove_rule(book, &rule.id),
            Self::Account(account) => book.accounts.retain(|one| one.domain != account.domain),
        }
    }

    /// Puts it back where it was, unless something took its place.
    pub(crate) fn come_back(self, book: &mut Book) {
        match self {
            Self::Rule(rule) if book.rules.iter().all(|one| one.id != rule.id) => {
                book.rules.push(rule);
            }
            Self::Account(account)
                if book.accounts.iter().all(|one| one.domain != account.domain) =>
            {
                book.accounts.push(account);
            }
            Self::Rule(_) | Self::Account(_) => {}
        }
    }
}

/// Takes a team away.
pub(crate) fn remove_team(book: &mut Book, id: &TeamId) {
    book.teams.retain(|team| team.id != *id);
}

#[cfg(test)]
mod tests {
    use super::*;
    use shared::audience::Condition;

    #[test]
    fn what_was_taken_out_comes_back_where_it_was_and_once() {
        let mut book = Book {
            rules: vec![rule("rule_a", 1), rule("rule_b", 2), rule("rule_c", 3)],
            ..Book::default()
        };
        let before = ordered(&book);
        let gone = Gone::Rule(book.rules[1].clone());
        gone.leave(&mut book);
        assert_eq!(book.rules.len(), 2);
        gone.clone().come_back(&mut book);
        gone.come_back(&mut book);
        assert_eq!(ordered(&book), before);
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

    fn ids(book: &Book) -> Vec<String> {
        ordered(book).into_iter().map(|rule| rule.id.into()).collect()
    }

    #[test]
    fn rules_take_the_order_they_are_dragged_into() {
        let rules = vec![rule("rule_c", 9), rule("rule_a", 1), rule("rule_b", 1)];
        let mut book = Book { rules, ..Book::default() };
        assert_eq!(ids(&book), ["rule_a", "rule_b", "rule_c"]);
        let order = moved(&ordered(&book), &RuleId::parse("rule_c").unwrap(), 0);
        book.rules.push(rule("rule_new", 2));
        set_order(&mut book, &order);
        assert_eq!(ids(&book), ["rule_c", "rule_a", "rule_b", "rule_new"]);
        let order = moved(&ordered(&book), &RuleId::parse("rule_c").unwrap(), 99);
        set_order(&mut book, &order);
        assert_eq!(ids(&book).last().unwrap(), "rule_c");
    }

    #[test]
    fn a_rule_that_is_changed_keeps_its_place_and_a_new_one_comes_last() {
        let mut book =
            Book { rules: vec![rule("rule_a", 3), rule("rule_b", 7)], ..Book::default() };
        add_rule(&mut book, rule("rule_c", 0));
        add_rule(&mut book, Rule { name: "A".into(), ..rule("rule_a", 50) });
        assert_eq!(ids(&book), ["rule_a", "rule_b", "rule_c"]);
        assert_eq!(book.rules[0].name, "A");
        remove_rule(&mut book, &RuleId::parse("rule_b").unwrap());
        assert_eq!(ids(&book), ["rule_a", "rule_c"]);
    }
}
