//! URL patterns of target pages.

use crate::text;
use shared::audience::matches_any;

/// A pattern, a space, and an address.
pub(crate) fn run(bytes: &[u8]) {
    let (pattern, address) = text(bytes).split_once(' ').unwrap_or_default();
    if pattern.len() > 200 || address.len() > 400 {
        return;
    }
    let page = address.split(['?', '#']).next().unwrap_or_default();
    let trimmed = |text: &str| text.strip_suffix('/').unwrap_or(text).to_ascii_lowercase();
    let expected = fits(trimmed(pattern).as_bytes(), trimmed(page).as_bytes());
    let matched = matches_any(&[pattern.to_owned()], &[], address);
    assert_eq!(matched, expected, "{pattern} on {address}");
}

/// The same by a table of all prefixes: slower, and plain enough to be believed.
fn fits(pattern: &[u8], text: &[u8]) -> bool {
    let mut row = vec![false; text.len() + 1];
    row[0] = true;
    for byte in pattern {
        let before = row.clone();
        for at in 0..=text.len() {
            row[at] = match byte {
                b'*' => before[at] || (at > 0 && row[at - 1]),
                byte => at > 0 && before[at - 1] && text[at - 1] == *byte,
            };
        }
    }
    row[text.len()]
}
