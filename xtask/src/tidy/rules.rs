//! Checks that the ids of the rules in `docs/rules.md` are unique, and that every cited rule
//! exists.

use std::collections::BTreeMap;

use super::{Finding, Source};
use crate::mutants::list::LIST;

const RULES: &str = "docs/rules.md";
/// The extensions of files that cite rules.
const CITING: [&str; 7] = ["rs", "md", "txt", "toml", "js", "mjs", "css"];
/// How sections were cited while they had numbers; split so that this file passes.
const OLD: &str = concat!("rules.md", " §");

pub(super) fn check(sources: &[Source]) -> Vec<Finding> {
    let Some(rules) = sources.iter().find(|source| source.path == RULES) else {
        return Vec::new();
    };
    let mut findings = Vec::new();
    let mut ids = BTreeMap::new();
    for (line, id) in defined(&rules.text) {
        if let Some(first) = ids.insert(id, line) {
            findings.push(rules.finding(
                line,
                format!("{id} is the id of the rule in line {first}: take the next free number"),
            ));
        }
    }
    let citing = sources.iter().filter(|source| source.has_extension(&CITING));
    for (source, line, text) in citing.flat_map(lines) {
        for id in cited(text).filter(|id| is_ours(&ids, id) && !ids.contains_key(id)) {
            findings.push(source.finding(line, format!("{RULES} has no rule {id}")));
        }
        if text.replace('`', "").contains(OLD) {
            findings.push(source.finding(line, "cite a rule by its id, or a section by its word"));
        }
        if source.path == LIST
            && let Some(id) = text.strip_prefix("  rule  ")
            && !ids.contains_key(id)
        {
            findings.push(source.finding(line, format!("{RULES} has no rule {id}")));
        }
    }
    findings.dedup();
    findings
}

fn lines(source: &Source) -> impl Iterator<Item = (&Source, usize, &str)> {
    source.text.lines().enumerate().map(move |(index, line)| (source, index + 1, line))
}

/// The rules, by the line where they begin: `- **ROUTE-04** An offer …`.
fn defined(text: &str) -> impl Iterator<Item = (usize, &str)> {
    text.lines().enumerate().filter_map(|(index, line)| {
        let (id, _) = line.strip_prefix("- **")?.split_once("** ")?;
        (cited(id).next() == Some(id)).then_some((index + 1, id))
    })
}

/// Everything in a line that looks like a rule's id: capitals, a dash, two digits.
fn cited(line: &str) -> impl Iterator<Item = &str> {
    let is_part = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
    line.split(move |c| !is_part(c)).filter(|text| {
        text.split_once('-').is_some_and(|(prefix, number)| {
            !prefix.is_empty()
                && prefix.bytes().all(|b| b.is_ascii_uppercase())
                && number.len() == 2
                && number.bytes().all(|b| b.is_ascii_digit())
        })
    })
}

/// Whether an id has a prefix of our rules; `UTF-16` has not.
fn is_ours(ids: &BTreeMap<&str, usize>, id: &str) -> bool {
    let prefix = |id: &str| id.split('-').next().map(str::to_owned);
    ids.keys().any(|entry| prefix(entry) == prefix(id))
}

#[cfg(test)]
mod tests {
    use super::super::tests::source;
    use super::*;

    const TWO: &str =
        "## Routing (`ROUTE`)\n\n- **ROUTE-01** One agent.\n- **ROUTE-02** Ten chats.\n";

    /// An id, composed so that this file cites no rule that doesn't exist.
    fn route(number: u32) -> String {
        format!("ROUTE-{number:02}")
    }

    fn found(rules: &str, path: &str, text: &str) -> Vec<String> {
        let sources = [source(RULES, rules), source(path, text)];
        check(&sources).iter().map(ToString::to_string).collect()
    }

    #[test]
    fn rule_ids_are_unique() {
        let twice = format!("{TWO}- **{}** Again.\n", route(2));
        let found = found(&twice, "a.rs", "");
        assert_eq!(found.len(), 1, "{found:?}");
        assert!(found[0].starts_with("docs/rules.md:5: ROUTE-02 is the id"), "{found:?}");
    }

    #[test]
    fn cited_rules_exist() {
        let code = format!("// {} and {} of UTF-16\n", route(2), route(77));
        assert_eq!(
            found(TWO, "a.rs", &code),
            [format!("a.rs:1: docs/rules.md has no rule {}", route(77))]
        );
        assert!(found(TWO, "a.png", &code).is_empty());
    }

    #[test]
    fn the_rules_of_mutants_exist() {
        let list = |rule: &str| format!("late\n  rule  {rule}\n  file  a.rs\n");
        assert!(found(TWO, LIST, &list("ROUTE-01")).is_empty());
        for gone in ["3.4", &route(77), "RING-01"] {
            assert_eq!(found(TWO, LIST, &list(gone)).len(), 1, "{gone}");
        }
    }

    #[test]
    fn sections_are_not_cited_by_number() {
        let old = OLD.replace(' ', "` ");
        for text in [format!("//! `docs/{old}3."), format!("# docs/{OLD}9")] {
            assert_eq!(found(TWO, "a.rs", &text).len(), 1, "{text}");
        }
    }
}
