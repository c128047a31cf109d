//! A style sheet with its tokens written out: `console/css/tokens.css` is for the console as well,
//! and a visitor downloads no name that stands for one thing only, or for nothing.

use std::collections::BTreeMap;

/// Tokens that the page always sets (`applyTheme` in `widget/panel/panel.js`), before anything shows that uses them: what
/// else they are is removed.
const DRESSED: [&str; 3] = ["--brand", "--on-brand", "--link"];

/// A token that the page may set: whatever else it is, it stays.
const FONT: &str = "--font";

/// A token's definition: its range in the sheet, including its end, and its value.
struct Definition<'s> {
    name: &'s str,
    value: &'s str,
    range: std::ops::Range<usize>,
}

/// Inlines the tokens of a minified sheet that are defined once, and removes what the page sets.
pub(super) fn written_out(sheet: &str) -> String {
    let mut sheet = sheet.to_owned();
    while let Some(shorter) = one_less(&sheet) {
        sheet = shorter;
    }
    sheet
}

/// The tokens that a text uses.
pub(super) fn used(text: &str) -> impl Iterator<Item = &str> {
    text.split("var(").skip(1).filter_map(|rest| rest.split([')', ',']).next())
}

/// Whether a token has a value: from a sheet, or from the page.
pub(super) fn is_set(token: &str, sheet: &str) -> bool {
    DRESSED.contains(&token) || definitions(sheet).iter().any(|definition| definition.name == token)
}

/// Returns the sheet with one definition inlined or removed; `None` if there is none left.
fn one_less(sheet: &str) -> Option<String> {
    let all = definitions(sheet);
    let mut times = BTreeMap::new();
    for definition in &all {
        *times.entry(definition.name).or_insert(0) += 1;
    }
    let needless = |one: &&Definition<'_>| {
        let unused = !used(sheet).any(|name| name == one.name);
        let is_once = one.name != FONT && times.get(one.name) == Some(&1);
        DRESSED.contains(&one.name) || unused || is_once
    };
    let Definition { name, value, range } = all.iter().find(needless)?;
    let without = [sheet.get(..range.start)?, sheet.get(range.end..)?].concat();
    if DRESSED.contains(name) {
        return Some(without);
    }
    Some(without.replace(&format!("var({name})"), value))
}

fn definitions(sheet: &str) -> Vec<Definition<'_>> {
    let mut found = Vec::new();
    for (start, _) in sheet.match_indices("--") {
        let begins = sheet.get(..start).is_some_and(|before| before.ends_with(['{', ';']));
        let rest = sheet.get(start..).unwrap_or_default();
        let Some((name, rest)) = rest.split_once(':').filter(|_| begins) else { continue };
        let length = rest.find([';', '}']).unwrap_or(rest.len());
        let end = start + name.len() + 1 + length;
        let value = rest.get(..length).unwrap_or_default().trim();
        let end = end + usize::from(sheet.get(end..).is_some_and(|rest| rest.starts_with(';')));
        found.push(Definition { name, value, range: start..end });
    }
    found
}

#[cfg(test)]
mod tests {
    use super::{is_set, used, written_out};

    #[test]
    fn tokens_with_one_value_are_inlined() {
        let sheet = ":root{--a: 4px;--b:var(--a) 8px}p{margin:var(--b);padding:var(--a)}";
        assert_eq!(written_out(sheet), ":root{}p{margin:4px 8px;padding:4px}");
    }

    #[test]
    fn changing_tokens_stay_and_unused_and_set_ones_are_removed() {
        let sheet = ":root{--ink:#000;--offer:red;--font:a}[dark]{--ink:#fff;--offer:blue;--brand:#00f}\
                     p{color:var(--ink);background:var(--brand);font:var(--font)}";
        let left = ":root{--ink:#000;--font:a}[dark]{--ink:#fff;}\
                    p{color:var(--ink);background:var(--brand);font:var(--font)}";
        assert_eq!(written_out(sheet), left);
        assert!(["--ink", "--brand", "--font"].iter().all(|token| is_set(token, left)));
        assert!(!is_set("--offer", left));
        assert_eq!(used("a{b:var(--c,red);d:var(--e)}").collect::<Vec<_>>(), ["--c", "--e"]);
    }
}
