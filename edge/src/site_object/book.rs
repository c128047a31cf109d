//! What a site routes by: teams, custom rules, accounts.

use super::Shell;
use super::store::{agents as agents_store, facts};
use crate::body;
use crate::error::{Answer, Fault};
use crate::storage::atomic;
use shared::desk::Book;
use shared::id::AgentId;
use shared::quota::Package;
use std::collections::BTreeSet;
use std::rc::Rc;

const MOST: usize = 500;

pub(super) fn get(shell: &Shell) -> Answer {
    body::answer(&facts::book(&shell.sql())?)
}

/// Keeps it and tells the desk. The package in it is the operator's word, never the site's own.
pub(super) fn put(shell: &Rc<Shell>, new: Book) -> Answer {
    let sql = shell.sql();
    let book = Book { package: facts::book(&sql)?.package, ..new };
    let known = agents_store::all(&sql)?.into_iter().map(|agent| agent.id).collect();
    check(&book, &known).map_err(Fault::Invalid)?;
    atomic(&shell.state, || {
        facts::keep_book(&sql, &book)?;
        shell.write_roster(&sql)
    })?;
    shell.send_letters()?;
    body::answer(&book)
}

/// Whether a book can be gone by, or what is wrong with it.
fn check(book: &Book, known: &BTreeSet<AgentId>) -> Result<(), String> {
    if !book.teams.is_empty() && book.package != Package::Prime {
        return Err("Teams come with the Prime package: ask the operator for it.".to_owned());
    }
    if !book.accounts.is_empty() && book.package != Package::Prime {
        return Err("Account routing comes with the Prime package: ask the operator.".to_owned());
    }
    if book.teams.len() > MOST || book.rules.len() > MOST || book.accounts.len() > MOST {
        return Err(format!("At most {MOST} teams, rules and accounts each can be kept."));
    }
    unique("teams", book.teams.iter().map(|team| team.id.as_str()))?;
    unique("rules", book.rules.iter().map(|rule| rule.id.as_str()))?;
    unique("accounts", book.accounts.iter().map(|account| account.domain.as_str()))?;
    let members = book.teams.iter().flat_map(|team| &team.members);
    let ruled = book.rules.iter().flat_map(|rule| &rule.agents);
    let owners = book.accounts.iter().map(|account| &account.owner);
    match members.chain(ruled).chain(owners).find(|agent| !known.contains(*agent)) {
        Some(agent) => Err(format!("There is no agent “{agent}” here. Name one of the site's.")),
        None => Ok(()),
    }
}

fn unique<'n>(what: &str, names: impl Iterator<Item = &'n str>) -> Result<(), String> {
    let mut seen = BTreeSet::new();
    for name in names {
        if !seen.insert(name) {
            return Err(format!("“{name}” is there twice among the {what}. Remove one."));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use shared::desk::{Account, Team};
    use shared::id::TeamId;

    fn grace() -> AgentId {
        AgentId::parse("agent_grace").unwrap()
    }

    fn team() -> Team {
        let id = TeamId::parse("team_a").unwrap();
        Team { id, name: "A".into(), members: vec![grace()] }
    }

    #[test]
    fn teams_and_accounts_come_with_prime() {
        let known = BTreeSet::from([grace()]);
        let teams = Book { teams: vec![team()], ..Book::default() };
        assert!(check(&teams, &known).is_err());
        assert!(check(&Book { package: Package::Prime, ..teams }, &known).is_ok());
        let account = Account { domain: "example.com".into(), owner: grace() };
        assert!(check(&Book { accounts: vec![account], ..Book::default() }, &known).is_err());
    }

    #[test]
    fn nobody_unknown_and_nothing_twice() {
        let prime = Book { package: Package::Prime, teams: vec![team()], ..Book::default() };
        assert!(check(&prime, &BTreeSet::new()).unwrap_err().contains("agent_grace"));
        let twice = Book { teams: vec![team(), team()], ..prime };
        assert!(check(&twice, &BTreeSet::from([grace()])).unwrap_err().contains("team_a"));
    }
}
