//! What the buttons above a text do to it: bold, italic, links, lists, emoji and the visitor's
//! attributes. Pure; a selection is a range of bytes.

use crate::texts::t;
use shared::wording::{plain, tokens};
use std::ops::Range;

/// The attributes that can be inserted into a text: the token's name, its label, and what is said
/// where it is not known.
pub(crate) fn known_tokens() -> [(&'static str, &'static str, &'static str); 7] {
    [
        ("person.first_name", t!("common-first-name"), t!("designer-default-name")),
        ("person.last_name", t!("common-last-name"), ""),
        ("person.email", t!("common-email"), ""),
        ("person.phone", t!("conditions-phone"), ""),
        ("person.job_title", t!("common-job-title"), ""),
        ("company.name", t!("common-company"), t!("designer-default-company")),
        ("site.back_at", t!("designer-token-back"), t!("designer-default-back")),
    ]
}

/// What a button does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Format {
    Bold,
    Italic,
    Link,
    List,
    /// Inserts a sign.
    Sign(&'static str),
    /// Inserts a token: its name, and its default.
    Token(&'static str, &'static str),
}

/// Returns the text after a button was pressed, and what is selected then.
pub(crate) fn format(
    text: &str,
    selected: &Range<usize>,
    format: Format,
) -> (String, Range<usize>) {
    let start = boundary(text, selected.start.min(selected.end));
    let end = boundary(text, selected.end.max(selected.start));
    match format {
        Format::Bold => wrap(text, start..end, "**", "bold"),
        Format::Italic => wrap(text, start..end, "*", "italic"),
        Format::Link => link(text, start..end),
        Format::List => list(text, start..end),
        Format::Sign(sign) => insert(text, start..end, sign),
        Format::Token(name, default) => {
            insert(text, start..end, &format!("{{{{{name}|{default}}}}}"))
        }
    }
}

/// The nearest place at or before this one that is between two characters.
fn boundary(text: &str, at: usize) -> usize {
    (0..=at.min(text.len())).rev().find(|at| text.is_char_boundary(*at)).unwrap_or_default()
}

/// The parts of a text before, in and after a selection.
fn parts(text: &str, selected: Range<usize>) -> (&str, &str, &str) {
    let (before, rest) = text.split_at(selected.start);
    let (inside, after) = rest.split_at(selected.end - selected.start);
    (before, inside, after)
}

/// Puts marks around the selection, or takes them away where they are. Without a selection, a word
/// stands for what is to be written.
fn wrap(text: &str, selected: Range<usize>, mark: &str, word: &str) -> (String, Range<usize>) {
    let (before, inside, after) = parts(text, selected.clone());
    // One star of two is no mark of its own.
    let is_marked = before.ends_with(mark)
        && after.starts_with(mark)
        && (mark.len() > 1 || !before.ends_with("**") || before.ends_with("***"));
    if is_marked {
        let before = &before[..before.len() - mark.len()];
        let whole = format!("{before}{inside}{}", &after[mark.len()..]);
        return (whole, before.len()..before.len() + inside.len());
    }
    // Marks don't hold beside a space.
    let core = inside.trim();
    let (lead, core) = match core {
        "" => ("", word),
        core => (&inside[..inside.len() - inside.trim_start().len()], core),
    };
    let tail = if inside.trim().is_empty() { inside } else { &inside[inside.trim_end().len()..] };
    let begin = before.len() + lead.len() + mark.len();
    (format!("{before}{lead}{mark}{core}{mark}{tail}{after}"), begin..begin + core.len())
}

/// Makes a link of the selection; its address is selected, to be typed.
fn link(text: &str, selected: Range<usize>) -> (String, Range<usize>) {
    const ADDRESS: &str = "https://";
    let (before, inside, after) = parts(text, selected);
    let words = if inside.trim().is_empty() { "words" } else { inside };
    let begin = before.len() + words.len() + "[](".len();
    (format!("{before}[{words}]({ADDRESS}){after}"), begin..begin + ADDRESS.len())
}

/// Makes items of the selected lines, or lines of items.
fn list(text: &str, selected: Range<usize>) -> (String, Range<usize>) {
    const ITEM: &str = "- ";
    let start = text[..selected.start].rfind('\n').map_or(0, |at| at + 1);
    let end = text[selected.end..].find('\n').map_or(text.len(), |at| selected.end + at);
    let (before, inside, after) = parts(text, start..end);
    let is_list = inside.lines().all(|line| line.starts_with(ITEM)) && !inside.is_empty();
    let line = |line: &str| match line.strip_prefix(ITEM) {
        Some(rest) if is_list => rest.to_owned(),
        Some(_) => line.to_owned(),
        None => format!("{ITEM}{line}"),
    };
    let lines = inside.split('\n').map(line).collect::<Vec<_>>().join("\n");
    let end = start + lines.len();
    // Behind the new item one goes on writing.
    let selection = if selected.is_empty() { end..end } else { start..end };
    (format!("{before}{lines}{after}"), selection)
}

fn insert(text: &str, selected: Range<usize>, what: &str) -> (String, Range<usize>) {
    let (before, _, after) = parts(text, selected);
    let end = before.len() + what.len();
    (format!("{before}{what}{after}"), end..end)
}

/// What is said about a limit of characters; nothing while there is much room.
pub(crate) fn limit_text(used: usize, most: usize) -> Option<String> {
    match most.checked_sub(used) {
        None => Some(t!("designer-chars-too-many", more = used - most, used = used, most = most)),
        Some(left) if left * 5 <= most => Some(t!("designer-chars", used = used, most = most)),
        Some(_) => None,
    }
}

/// A text with names in place of its tokens, as the canvas and sentences show it.
pub(crate) fn with_names(text: &str) -> String {
    let (mut named, mut rest) = (String::new(), text);
    while let Some((before, opened)) = rest.split_once("{{") {
        let Some((inside, after)) = opened.split_once("}}") else { break };
        named.push_str(before);
        let whole = format!("{{{{{inside}}}}}");
        if tokens(&whole).first().is_some_and(Result::is_ok) {
            named.push('‹');
            named.push_str(&token_label(inside));
            named.push('›');
        } else {
            named.push_str(&whole);
        }
        rest = after;
    }
    named.push_str(rest);
    named
}

/// A text as one reads it: without markup, and with names in place of its tokens.
pub(crate) fn readable(text: &str) -> String {
    plain(&with_names(text)).split_whitespace().collect::<Vec<_>>().join(" ")
}

/// What a token's inside is called.
fn token_label(inside: &str) -> String {
    let name = inside.split('|').next().unwrap_or_default().trim();
    let tokens = known_tokens();
    let known = tokens.iter().find(|(known, ..)| *known == name);
    let own = || name.rsplit('.').next().unwrap_or(name).replace('_', " ");
    known.map_or_else(own, |(_, label, _)| (*label).to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn at(text: &str, range: Range<usize>, how: Format) -> (String, String) {
        let (text, selected) = format(text, &range, how);
        let inside = text[selected].to_owned();
        (text, inside)
    }

    fn pair(text: &str, selected: &str) -> (String, String) {
        (text.to_owned(), selected.to_owned())
    }

    #[test]
    fn bold_and_italic_are_put_on_and_taken_off() {
        assert_eq!(at("say hello now", 4..9, Format::Bold), pair("say **hello** now", "hello"));
        assert_eq!(at("say **hello** now", 6..11, Format::Bold), pair("say hello now", "hello"));
        assert_eq!(at("say hello now", 4..9, Format::Italic), pair("say *hello* now", "hello"));
        assert_eq!(at("say *hello* now", 5..10, Format::Italic), pair("say hello now", "hello"));
        assert_eq!(
            at("say **hello** now", 6..11, Format::Italic),
            pair("say ***hello*** now", "hello")
        );
        assert_eq!(at("say hello now", 3..10, Format::Bold), pair("say **hello** now", "hello"));
        assert_eq!(at("", 0..0, Format::Bold), pair("**bold**", "bold"));
    }

    #[test]
    fn a_link_waits_for_its_address_and_a_list_for_its_next_item() {
        let linked = at("our hours", 4..9, Format::Link);
        assert_eq!(linked, pair("our [hours](https://)", "https://"));
        let listed = at("We have\nbread\nrolls", 8..19, Format::List);
        assert_eq!(listed, pair("We have\n- bread\n- rolls", "- bread\n- rolls"));
        assert_eq!(at(&listed.0, 8..23, Format::List).0, "We have\nbread\nrolls");
        assert_eq!(at("", 0..0, Format::List), pair("- ", ""));
    }

    #[test]
    fn a_limit_is_named_before_it_is_passed() {
        assert_eq!(limit_text(10, 100), None);
        assert_eq!(limit_text(80, 100).as_deref(), Some("80 of 100 characters"));
        assert_eq!(limit_text(103, 100).as_deref(), Some("3 characters too many: 103 of 100"));
    }

    #[test]
    fn tokens_are_inserted_and_shown_by_name() {
        let (text, _) = at("Hi !", 3..3, Format::Token("person.first_name", "there"));
        assert_eq!(text, "Hi {{person.first_name|there}}!");
        assert_eq!(with_names(&text), "Hi ‹First name›!");
        assert_eq!(with_names("{{person.shoe_size|9}} {{"), "‹shoe size› {{");
        assert_eq!(
            readable("Take the **deck**\noven, {{person.first_name|you}}"),
            "Take the deck oven, ‹First name›"
        );
    }

    proptest! {
        #[test]
        fn no_selection_cuts_a_character(
            text in "[a*ü🙂\n \\[-]{0,12}", start in 0..40_usize, end in 0..40_usize,
        ) {
            for how in [
                Format::Bold, Format::Italic, Format::Link, Format::List, Format::Sign("👋"),
                Format::Token("person.email", ""),
            ] {
                let (text, selected) = format(&text, &(start..end), how);
                prop_assert!(text.get(selected).is_some());
            }
        }
    }
}
