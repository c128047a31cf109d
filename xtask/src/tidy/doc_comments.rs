//! Doc comments of one or two words: they repeat the name that they stand on.

use super::{Finding, Source};

/// Fewer words than this say nothing that the name doesn't.
const MIN_WORDS: usize = 3;

/// Finds doc comments that say too little. One that quotes code, like a route, or cites a rule is a
/// reference.
pub(super) fn check(source: &Source) -> Vec<Finding> {
    if !source.has_extension(&["rs"]) {
        return Vec::new();
    }
    let lines: Vec<&str> = source.text.lines().map(str::trim_start).collect();
    let is_doc = |index: usize| lines.get(index).is_some_and(|line| line.starts_with("///"));
    let mut findings = Vec::new();
    for (index, line) in lines.iter().enumerate() {
        let alone = is_doc(index) && !is_doc(index + 1) && (index == 0 || !is_doc(index - 1));
        let text = line.trim_start_matches('/');
        let refers = text.contains('`') || text.contains(|c: char| c.is_ascii_digit());
        if alone && !refers && text.split_whitespace().count() < MIN_WORDS {
            let message = format!("“{}” repeats the name: say what it is, or nothing", text.trim());
            findings.push(source.finding(index + 1, message));
        }
    }
    findings
}

#[cfg(test)]
mod tests {
    use super::check;
    use crate::tidy::tests::source;

    fn found(text: &str) -> usize {
        check(&source("shared/src/id.rs", text)).len()
    }

    #[test]
    fn a_comment_that_repeats_the_name_is_found() {
        assert_eq!(found("/// The name.\nname: String,\n"), 1);
        assert_eq!(found("    /// Size\n"), 1);
    }

    #[test]
    fn sentences_routes_and_ends_of_longer_comments_are_not() {
        assert_eq!(found("/// The name that visitors read.\nname: String,\n"), 0);
        assert_eq!(found("/// `GET /v1/health`.\nstruct Health;\n"), 0);
        assert_eq!(found("/// PAGE-12\nfn files_are_compressed() {}\n"), 0);
        assert_eq!(found("/// What a deployer asks for, and\n/// it answers.\n"), 0);
    }
}
