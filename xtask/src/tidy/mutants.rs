//! Checks the list of mutants: each one's text still occurs in its file.

use super::{Finding, Source};
use crate::mutants::list::{LIST, parse};

/// Finds mutants that can no longer be made.
pub(super) fn check(sources: &[Source]) -> Vec<Finding> {
    let Some(list) = sources.iter().find(|source| source.path == LIST) else { return Vec::new() };
    let mutants = match parse(&list.text) {
        Ok(mutants) => mutants,
        Err(error) => return vec![list.finding(0, error.to_string())],
    };
    let mut findings = Vec::new();
    for mutant in mutants {
        let file = sources.iter().find(|source| source.path == mutant.file);
        let wrong = match file.map(|file| mutant.applied(&file.text)) {
            Some(Ok(_)) => continue,
            Some(Err(error)) => error.to_string(),
            None => format!("“{}”: there is no {}", mutant.name, mutant.file),
        };
        findings.push(list.finding(mutant.line, format!("{wrong}: find the rule's new place")));
    }
    findings
}

#[cfg(test)]
mod tests {
    use super::{LIST, check};
    use crate::tidy::tests::source;

    #[test]
    fn a_mutant_whose_text_is_gone_is_found() {
        let list = "late\n  rule  ROUTE-04\n  file  a.rs\n  from  a <= b\n  to    a < b\n";
        let found = |code: &str| check(&[source(LIST, list), source("a.rs", code)]).len();
        assert_eq!(found("if a <= b {"), 0);
        assert_eq!(found("if b > a {"), 1);
        assert_eq!(check(&[source(LIST, list)]).len(), 1);
    }
}
