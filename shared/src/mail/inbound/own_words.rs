//! What somebody wrote in a reply, without the mails that their program has quoted below (MAIL-11).
//!
//! Words of the person are never lost: what is not surely quoted is kept.

use super::labels::{self, Label};

/// How far up an introduction such as “On … wrote:” is looked for, in lines.
const MAX_INTRODUCTION: usize = 3;
/// How many lines the header of a quoted mail may have.
const MAX_HEADER: usize = 8;
/// Most lines of a signature.
const MAX_SIGNATURE: usize = 12;

/// The person's own words in the text of a mail.
pub fn own_words(text: &str) -> String {
    let text = text.replace("\r\n", "\n").replace('\u{a0}', " ");
    let mut lines: Vec<&str> = text.lines().map(clean).collect();
    if let Some(start) = quoted_mail(&lines) {
        lines.truncate(start);
    }
    let mut words = without_quotes(&lines);
    if let Some(start) = signature(&words) {
        words.truncate(start);
    }
    words.join("\n").trim().to_owned()
}

/// A line without marks of direction at its ends, which mail programs put around what they add.
fn clean(line: &str) -> &str {
    let is_mark = |letter: char| matches!(letter, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}');
    // A space at the end stays: `-- ` begins a signature.
    line.trim_end_matches(is_mark).trim_start_matches(is_mark)
}

fn is_blank(line: &str) -> bool {
    line.trim().is_empty()
}

fn is_quoted(line: &str) -> bool {
    line.trim_start().starts_with('>')
}

/// Where a mail begins that is quoted whole, with its header (as Outlook does), or after a line that says
/// who wrote it. Only below words of the person: alone it could be theirs.
fn quoted_mail(lines: &[&str]) -> Option<usize> {
    let first = lines.iter().position(|line| !is_blank(line))?;
    let start = (first + 1..lines.len())
        .find(|at| begins_header(&lines[*at..]) || is_introduction_alone(lines, *at))?;
    // The line that separates it.
    let before = (first..start).rev().find(|at| !is_blank(lines[*at]));
    Some(before.filter(|at| *at > first && is_separator(lines[*at])).unwrap_or(start))
}

/// Whether the header of a mail begins here: who, when, to whom and about what, in some language.
fn begins_header(lines: &[&str]) -> bool {
    let mut labels = lines.iter().filter(|line| !is_blank(line)).take(MAX_HEADER);
    if labels.next().and_then(|line| labels::of(line)) != Some(Label::From) {
        return false;
    }
    let rest: Vec<Label> = labels.map_while(|line| labels::of(line)).collect();
    let has = |label: Label| rest.contains(&label);
    has(Label::Sent) && (has(Label::To) || has(Label::Subject))
        || has(Label::To) && has(Label::Subject)
}

/// Whether a line says by itself who wrote what follows, and when, and the rest is not marked as quoted.
fn is_introduction_alone(lines: &[&str], at: usize) -> bool {
    let line = lines[at];
    let next = lines[at + 1..].iter().find(|line| !is_blank(line));
    // Nobody but a program writes an address like this.
    let has_address = line.split_once('<').is_some_and(|(_, rest)| rest.contains('>'));
    has_address
        && is_whole_introduction(line)
        && labels::says_wrote(line)
        && next.is_some_and(|next| !is_quoted(next))
}

fn ends_with_colon(line: &str) -> bool {
    line.trim_end().ends_with([':', '：'])
}

/// Whether a line, such as “On 27 November, Ada <ada@example.com> wrote:”, names a moment and an address.
fn is_whole_introduction(line: &str) -> bool {
    ends_with_colon(line) && line.contains('@') && line.chars().any(char::is_numeric)
}

fn is_separator(line: &str) -> bool {
    let line = line.trim();
    line.chars().all(|sign| "_-—=*".contains(sign))
        || line.starts_with("---") && line.ends_with("---")
}

/// The lines without quotes and what introduces them.
fn without_quotes<'t>(lines: &[&'t str]) -> Vec<&'t str> {
    let mut words: Vec<&str> = Vec::new();
    let (mut at, mut is_history) = (0, false);
    while at < lines.len() {
        if !is_quoted(lines[at]) {
            words.push(lines[at]);
            at += 1;
            continue;
        }
        let end = end_of_quote(lines, at);
        let introduced = introduction(&words);
        is_history |= introduced.is_some();
        let quoted = lines[at..end].iter().filter(|line| is_quoted(line)).count();
        if let Some(start) = introduced {
            words.truncate(start);
        }
        // A single line that begins with `>` can be somebody's own.
        if !is_history && quoted == 1 {
            words.extend(&lines[at..end]);
        } else if end < lines.len() {
            words.push("");
        }
        at = end;
    }
    let mut before_blank = false;
    words.retain(|line| {
        let keeps = !(before_blank && line.is_empty());
        before_blank = line.is_empty();
        keeps
    });
    words
}

/// The end of a quote: blank lines are inside it, if more of it follows.
fn end_of_quote(lines: &[&str], start: usize) -> usize {
    let mut end = start;
    for (at, line) in lines.iter().enumerate().skip(start) {
        if is_quoted(line) {
            end = at + 1;
        } else if !is_blank(line) {
            break;
        }
    }
    end
}

/// Where the introduction of a quote begins that follows these lines, if there is one. Mail programs break
/// it into up to three lines.
fn introduction(words: &[&str]) -> Option<usize> {
    let last = words.iter().rposition(|line| !is_blank(line))?;
    if !ends_with_colon(words[last]) {
        return None;
    }
    let mut start = last;
    loop {
        let whole = words[start..=last].join(" ");
        let begins_inside = words[start].contains('>') && !words[start].contains('<');
        if !begins_inside && is_whole_introduction(&whole) {
            return Some(start);
        }
        let says = labels::says_wrote(&whole) && whole.chars().any(char::is_numeric);
        let above = start.checked_sub(1).filter(|at| !is_blank(words[*at]));
        match above {
            Some(above) if last - above < MAX_INTRODUCTION && (begins_inside || !says) => {
                start = above;
            }
            _ => return says.then_some(start),
        }
    }
}

/// Where a signature begins: after the line `-- ` (RFC 3676).
fn signature(words: &[&str]) -> Option<usize> {
    let start = words.iter().rposition(|line| *line == "-- ")?;
    (words.len() - start <= MAX_SIGNATURE).then_some(start)
}
