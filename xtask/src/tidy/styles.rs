//! Checks that each class of the console is styled in one sheet only. Two sheets that style the
//! same class change each other's screens, which is easily overlooked.

use std::collections::BTreeMap;

use super::{Finding, Source};

const SHEETS: &str = "www/css/console/";
/// The sheets that every section uses; together they count as one.
const SHARED: [&str; 6] =
    ["base.css", "controls.css", "floating.css", "page.css", "parts.css", "shell.css"];
/// The sheet for narrow screens, which may restyle the classes of all others.
const NARROW: &str = "narrow.css";

/// A class, and where it is styled.
struct Styled<'s> {
    class: &'s str,
    source: &'s Source,
    line: usize,
}

pub(super) fn check(sources: &[Source]) -> Vec<Finding> {
    let sheets = sources.iter().filter(|source| {
        source.path.starts_with(SHEETS)
            && source.has_extension(&["css"])
            && !source.path.ends_with(NARROW)
    });
    let mut owners: BTreeMap<&str, &str> = BTreeMap::new();
    let mut findings = Vec::new();
    for Styled { class, source, line } in sheets.flat_map(alone) {
        let sheet = sheet(source);
        let owner = *owners.entry(class).or_insert(sheet);
        if owner != sheet {
            findings.push(source.finding(
                line,
                format!(
                    "`.{class}` is styled by {owner} too: rename one of them, or move what both \
                     mean to parts.css"
                ),
            ));
        }
    }
    findings
}

/// The name of a sheet; the shared ones have one name.
fn sheet(source: &Source) -> &str {
    let name = source.path.strip_prefix(SHEETS).unwrap_or(&source.path);
    if SHARED.contains(&name) { "what is shared" } else { name }
}

/// Every class that a sheet styles without naming another one, because such a rule applies to every
/// screen.
fn alone(source: &Source) -> impl Iterator<Item = Styled<'_>> {
    let lines = source.text.lines().enumerate();
    lines.filter_map(move |(index, line)| {
        let selector = line.trim_end().strip_suffix(['{', ','])?.trim();
        if selector.starts_with('@') || line.starts_with([' ', '*']) {
            return None;
        }
        let mut classes = classes(selector);
        let class = classes.next()?;
        classes.all(|other| other == class).then_some(Styled { class, source, line: index + 1 })
    })
}

/// The classes of a selector.
fn classes(selector: &str) -> impl Iterator<Item = &str> {
    let is_name = |c: char| c.is_ascii_alphanumeric() || c == '-';
    selector.split('.').skip(1).filter_map(move |rest| {
        let end = rest.find(|c| !is_name(c)).unwrap_or(rest.len());
        let name = &rest[..end];
        name.starts_with(|c: char| c.is_ascii_alphabetic()).then_some(name)
    })
}

#[cfg(test)]
mod tests {
    use super::super::tests::source;
    use super::*;

    fn found(sheets: &[(&str, &str)]) -> Vec<String> {
        let path = |name: &str| format!("{SHEETS}{name}");
        let sources: Vec<Source> =
            sheets.iter().map(|(name, text)| source(&path(name), text)).collect();
        check(&sources).iter().map(ToString::to_string).collect()
    }

    #[test]
    fn a_class_belongs_to_one_sheet() {
        let twice = [("home.css", ".steps {\n}\n"), ("thread.css", "a.b {\n}\n.steps li {\n}\n")];
        let found = found(&twice);
        assert_eq!(found.len(), 1);
        assert!(found[0].starts_with("www/css/console/thread.css:3: `.steps`"), "{found:?}");
    }

    #[test]
    fn a_class_styled_inside_another_is_allowed() {
        let inside = [
            ("home.css", ".tile {\n}\n"),
            ("team.css", ".team .tile {\n}\n.tile.wide,\n.team-row {\n}\n"),
            ("narrow.css", ".tile {\n}\n"),
            ("page.css", ".table {\n}\n"),
            ("parts.css", ".table td {\n}\n"),
        ];
        assert_eq!(found(&inside), Vec::<String>::new());
    }
}
