//! The house rules as code: `cargo xtask tidy` prints the line, the rule and what to do.

mod boundaries;
mod dependencies;
mod doc_comments;
mod files;
mod forbidden;
mod layers;
mod mutants;
mod rules;
mod styles;
mod vocabulary;

use std::fmt;

use anyhow::{Result, bail};

use crate::process;
use crate::project::Project;

/// A file of the project.
pub(crate) struct Source {
    /// The path from the root, with `/`.
    path: String,
    text: String,
}

/// A violation of a rule.
#[derive(Debug, PartialEq, Eq)]
struct Finding {
    path: String,
    /// Counted from one; zero is the whole file.
    line: usize,
    /// The rule, and what to do.
    message: String,
}

/// Checks every rule on every file that git tracks or would add.
pub(crate) fn run(project: &Project) -> Result<()> {
    let sources = sources(project)?;
    let mut findings = Vec::new();
    for source in &sources {
        findings.extend(files::length(source));
        findings.extend(forbidden::check(source));
        findings.extend(vocabulary::check(source));
        findings.extend(boundaries::check(source));
        findings.extend(layers::check(source));
        findings.extend(dependencies::check(source));
        findings.extend(doc_comments::check(source));
    }
    findings.extend(files::dates_agree(&sources));
    findings.extend(mutants::check(&sources));
    findings.extend(rules::check(&sources));
    findings.extend(styles::check(&sources));
    for finding in &findings {
        eprintln!("{finding}");
    }
    match findings.len() {
        0 => Ok(()),
        1 => bail!("1 house rule is broken"),
        count => bail!("{count} house rules are broken"),
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.line {
            0 => write!(out, "{}: {}", self.path, self.message),
            line => write!(out, "{}:{line}: {}", self.path, self.message),
        }
    }
}

impl Source {
    /// A violation in one line of this file.
    fn finding(&self, line: usize, message: impl Into<String>) -> Finding {
        Finding { path: self.path.clone(), line, message: message.into() }
    }

    fn has_extension(&self, kinds: &[&str]) -> bool {
        self.path.rsplit_once('.').is_some_and(|(_, kind)| kinds.contains(&kind))
    }

    /// The numbered lines of Rust that ship: without comments, up to the tests.
    fn code(&self) -> impl Iterator<Item = (usize, &str)> {
        let is_test = self.path.ends_with("/tests.rs") || self.path.contains("/tests/");
        let lines = self.text.lines().take_while(|line| line.trim() != "#[cfg(test)]");
        let lines = if is_test { 0 } else { usize::MAX }.min(lines.clone().count());
        self.text
            .lines()
            .take(lines)
            .enumerate()
            .map(|(index, line)| (index + 1, uncommented(line)))
    }
}

/// A line of Rust up to its comment; `//` in a URL is none.
fn uncommented(line: &str) -> &str {
    let comment = line.match_indices("//").find(|(at, _)| !line[..*at].ends_with(':'));
    comment.map_or(line, |(at, _)| &line[..at])
}

fn sources(project: &Project) -> Result<Vec<Source>> {
    let mut git = project.command("git");
    git.args(["ls-files", "-z", "--cached", "--others", "--exclude-standard"]);
    let listed = process::quiet(&mut git)?;
    let mut sources = Vec::new();
    for path in listed.split_terminator('\0') {
        // Skip binary files, and those that were just deleted.
        if let Ok(text) = std::fs::read_to_string(project.path(path)) {
            sources.push(Source { path: path.to_owned(), text });
        }
    }
    Ok(sources)
}

#[cfg(test)]
mod tests {
    use super::{Source, uncommented};

    /// A file for the tests of the rules.
    pub(super) fn source(path: &str, text: &str) -> Source {
        Source { path: path.into(), text: text.into() }
    }

    #[test]
    fn comments_and_tests_are_not_code() {
        assert_eq!(uncommented("let a = 1; // why"), "let a = 1; ");
        assert_eq!(uncommented("\"http://a\""), "\"http://a\"");
        let file = source("a/src/b.rs", "one\n#[cfg(test)]\nmod tests;\n");
        assert_eq!(file.code().collect::<Vec<_>>(), [(1, "one")]);
        assert_eq!(source("a/src/b/tests.rs", "one\n").code().count(), 0);
    }
}
