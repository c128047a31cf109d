//! Texts that must not be in the repository.

use super::{Finding, Source};

/// The extensions of files that people write.
const WRITTEN: [&str; 10] =
    ["rs", "js", "css", "html", "toml", "md", "json", "capnp", "yaml", "txt"];

/// Reminders; split here, like everything below, so that this file passes.
const NOTES: [&str; 2] = [concat!("TO", "DO"), concat!("FIX", "ME")];

/// Prefixes of paths that exist on one machine only.
const MACHINES: [&str; 4] =
    [concat!("/ro", "ot/"), concat!("/ho", "me/"), concat!("/Us", "ers/"), concat!("/wo", "rk/")];

/// Finds reminders and machine paths.
pub(super) fn check(source: &Source) -> Vec<Finding> {
    if !source.has_extension(&WRITTEN) || source.path.ends_with("package-lock.json") {
        return Vec::new();
    }
    let mut findings = Vec::new();
    for (index, line) in source.text.lines().enumerate() {
        if let Some(note) = NOTES.iter().find(|note| has_whole(line, note)) {
            let message = format!("{note}: do it now, or write it down where others see it");
            findings.push(source.finding(index + 1, message));
        }
        if let Some(path) = MACHINES.iter().find(|path| has_path(line, path)) {
            let message =
                format!("{path}… exists on one machine only: say it relative to the root");
            findings.push(source.finding(index + 1, message));
        }
    }
    findings
}

fn has_whole(line: &str, needle: &str) -> bool {
    line.match_indices(needle).any(|(at, _)| {
        let letter = |c: char| c.is_alphanumeric() || c == '_';
        let (before, after) = (&line[..at], &line[at + needle.len()..]);
        !before.ends_with(letter) && !after.starts_with(letter)
    })
}

/// Whether a path begins here: the slash is not part of a longer path or URL.
fn has_path(line: &str, path: &str) -> bool {
    line.match_indices(path).any(|(at, _)| {
        !line[..at].ends_with(|c: char| c.is_alphanumeric() || "._-~*}{".contains(c))
    })
}

#[cfg(test)]
mod tests {
    use super::{MACHINES, NOTES, check};
    use crate::tidy::tests::source;

    #[test]
    fn reminders_and_machine_paths_are_found() {
        let found = |line: &str| check(&source("a.md", line)).len();
        assert_eq!(found(&format!("// {}: later", NOTES[0])), 1);
        assert_eq!(found(&format!("a{}s is a word", NOTES[0])), 0);
        assert_eq!(found(&format!("see {}ada/notes", MACHINES[1])), 1);
        assert_eq!(found(&format!("https://example.com{}page", MACHINES[1])), 0);
    }

    #[test]
    fn pictures_are_not_read() {
        assert!(check(&source("a.png", NOTES[0])).is_empty());
    }
}
