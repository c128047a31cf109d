//! The console's style sheets are beside the views they style.
//!
//! A class is one thing: two sheets that style it by itself restyle each other's screens, and nobody
//! notices until somebody looks. A sheet that `console.css` doesn't import styles nothing.

use std::collections::BTreeMap;

use super::{Finding, Source};

/// Where each feature has its own.
const FEATURES: &str = "console/src/";
/// What every section may be made of; together they are one.
const SHARED: &str = "console/css/";
/// Says how what others style stands where there is little room.
const NARROW: &str = "console/css/narrow.css";
/// Imports all others.
const INDEX: &str = "console/css/console.css";

/// A class, and where it is styled.
struct Styled<'s> {
    class: &'s str,
    source: &'s Source,
    line: usize,
}

pub(super) fn check(sources: &[Source]) -> Vec<Finding> {
    let sheets = || sources.iter().filter(|source| is_sheet(source));
    let mut owners: BTreeMap<&str, &str> = BTreeMap::new();
    let mut findings = left_out(sources, sheets());
    for Styled { class, source, line } in
        sheets().filter(|source| source.path != NARROW).flat_map(alone)
    {
        let sheet = sheet(source);
        let owner = *owners.entry(class).or_insert(sheet);
        if owner != sheet {
            findings.push(source.finding(
                line,
                format!(
                    "`.{class}` is styled by {owner} too: rename one of them, or move what both \
                     mean to {SHARED}parts.css"
                ),
            ));
        }
    }
    findings
}

/// Whether it is one of the console's sheets.
fn is_sheet(source: &Source) -> bool {
    let inside = [FEATURES, SHARED].iter().any(|folder| source.path.starts_with(folder));
    inside && source.has_extension(&["css"]) && source.path != INDEX
}

/// The sheets that the index doesn't import.
fn left_out<'s>(sources: &[Source], sheets: impl Iterator<Item = &'s Source>) -> Vec<Finding> {
    let index = sources.iter().find(|source| source.path == INDEX);
    let imports = |source: &Source| {
        let relative = source.path.strip_prefix(SHARED).map_or_else(
            || format!("../src/{}", source.path.trim_start_matches(FEATURES)),
            |name| format!("./{name}"),
        );
        index.is_none_or(|index| index.text.contains(&format!("@import \"{relative}\";")))
    };
    sheets
        .filter(|sheet| !imports(sheet))
        .map(|sheet| sheet.finding(0, format!("import the sheet in {INDEX}, or delete it")))
        .collect()
}

/// The name of a sheet; those that are shared have one.
fn sheet(source: &Source) -> &str {
    let name = source.path.strip_prefix(FEATURES);
    name.unwrap_or("what is shared")
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
        let path = |name: &str| format!("console/{name}");
        let sources: Vec<Source> =
            sheets.iter().map(|(name, text)| source(&path(name), text)).collect();
        check(&sources).iter().map(ToString::to_string).collect()
    }

    #[test]
    fn a_class_belongs_to_one_sheet() {
        let twice = [
            ("src/home/view/home.css", ".steps {\n}\n"),
            ("src/inbox/view/thread.css", "a.b {\n}\n.steps li {\n}\n"),
        ];
        let found = found(&twice);
        assert_eq!(found.len(), 1);
        let place = "console/src/inbox/view/thread.css:3: `.steps`";
        assert!(found[0].starts_with(place), "{found:?}");
    }

    #[test]
    fn a_class_styled_inside_another_is_allowed() {
        let inside = [
            ("src/home/home.css", ".tile {\n}\n"),
            ("src/team/team.css", ".team .tile {\n}\n.tile.wide,\n.team-row {\n}\n"),
            ("css/narrow.css", ".tile {\n}\n"),
            ("css/page.css", ".table {\n}\n"),
            ("css/parts.css", ".table td {\n}\n"),
        ];
        assert_eq!(found(&inside), Vec::<String>::new());
    }

    #[test]
    fn every_sheet_is_imported() {
        let sheets = [
            ("css/console.css", "@import \"./parts.css\";\n@import \"../src/home/home.css\";\n"),
            ("css/parts.css", ""),
            ("src/home/home.css", ""),
            ("src/team/team.css", ""),
        ];
        let found = found(&sheets);
        assert_eq!(found.len(), 1, "{found:?}");
        assert!(found[0].starts_with("console/src/team/team.css: import"), "{found:?}");
    }
}
