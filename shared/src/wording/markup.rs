//! The markup of cards: `**bold**`, `*italic*`, `[text](https://…)`, lists and line breaks, and
//! nothing else: no HTML, no pictures, and only links to web, mail and telephone addresses. It is
//! parsed by hand on bytes, because the widget contains it.

use crate::prelude::*;

/// One line of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Block {
    /// A plain line.
    Line(Vec<Span>),
    /// A list item, with its number as it was written; without one, it has a bullet.
    Item(String, Vec<Span>),
}

/// A part of a line with the same style.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Span {
    pub text: String,
    pub bold: bool,
    pub italic: bool,
    /// The address, if it is a link.
    pub link: Option<String>,
}

/// The schemes that links may have.
const SCHEMES: [&str; 3] = ["https://", "mailto:", "tel:"];

/// Parses a text whose tokens are filled in already.
pub fn parse(text: &str) -> Vec<Block> {
    let mut blocks = Vec::new();
    let mut rest = Some(text);
    while let Some(lines) = rest {
        let end = lines.bytes().position(|byte| byte == b'\n');
        let line = lines.get(..end.unwrap_or(lines.len())).unwrap_or_default();
        rest = end.and_then(|end| lines.get(end + 1..));
        blocks.push(match item(line) {
            Some((number, content)) => Block::Item(number.to_owned(), spans(content)),
            None => Block::Line(spans(line)),
        });
    }
    blocks
}

/// The text without markup, for places that can't show it.
pub fn plain(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    for (index, block) in parse(text).into_iter().enumerate() {
        if index > 0 {
            plain.push('\n');
        }
        let spans = match block {
            Block::Line(spans) => spans,
            Block::Item(number, spans) => {
                let mark = if number.is_empty() { "•" } else { "." };
                for part in [number.as_str(), mark, " "] {
                    plain.push_str(part);
                }
                spans
            }
        };
        for span in spans {
            plain.push_str(&span.text);
        }
    }
    plain
}

/// The first link with a scheme that is not allowed.
pub fn bad_link(text: &str) -> Option<&str> {
    let mut rest = text;
    while !rest.is_empty() {
        let (step, link) =
            label(rest).map_or((0, None), |(_, address, step)| (step, Some(address)));
        match link {
            Some(address) if !is_safe(address) => return Some(address),
            _ => rest = rest.get(step.max(first_char(rest))..).unwrap_or_default(),
        }
    }
    None
}

/// Appends a value, escaped so that none of it is read as markup.
pub(super) fn escape(out: &mut String, value: &str) {
    for c in value.chars() {
        if c.is_ascii_punctuation() {
            out.push('\\');
        }
        out.push(c);
    }
}

/// The number and the content of a list item. A number that would show otherwise than it is written,
/// as in “01. May”, is none.
fn item(line: &str) -> Option<(&str, &str)> {
    let digits = line.bytes().take_while(u8::is_ascii_digit).count();
    let marker = if digits == 0 { "- " } else { ". " };
    let content = line.get(digits..)?.strip_prefix(marker)?;
    let number = line.get(..digits)?;
    (digits < 4 && number.as_bytes().first() != Some(&b'0')).then_some((number, content))
}

fn first_char(text: &str) -> usize {
    text.chars().next().map_or(1, char::len_utf8)
}

fn spans(line: &str) -> Vec<Span> {
    let mut spans = Vec::new();
    let mut now = Span::default();
    let mut rest = line;
    while let Some(c) = rest.chars().next() {
        let mut step = c.len_utf8();
        let bold = rest.starts_with("**");
        let delimiter = if bold { "**" } else { "*" };
        let on = if bold { now.bold } else { now.italic };
        if c == '\\' && rest.as_bytes().get(1).is_some_and(u8::is_ascii_punctuation) {
            now.text.push_str(rest.get(1..2).unwrap_or_default());
            step = 2;
        } else if c == '*' && (on || opens(rest, delimiter)) {
            let next =
                Span { bold: now.bold ^ bold, italic: now.italic ^ !bold, ..Span::default() };
            end(&mut spans, core::mem::replace(&mut now, next));
            step = delimiter.len();
        } else if let Some((content, address, length)) = label(rest).filter(|link| is_safe(link.1))
        {
            let Span { bold, italic, .. } = now;
            let next = Span { bold, italic, ..Span::default() };
            end(&mut spans, core::mem::replace(&mut now, next));
            let mut text = String::new();
            for span in self::spans(content) {
                text.push_str(&span.text);
            }
            end(&mut spans, Span { text, bold, italic, link: Some(address.to_owned()) });
            step = length;
        } else {
            now.text.push(c);
        }
        rest = rest.get(step..).unwrap_or_default();
    }
    end(&mut spans, now);
    spans
}

fn end(spans: &mut Vec<Span>, span: Span) {
    if !span.text.is_empty() {
        spans.push(span);
    }
}

/// Whether a delimiter opens a span: text follows it, and the same delimiter comes later.
fn opens(rest: &str, delimiter: &str) -> bool {
    let inside = rest.as_bytes().get(delimiter.len()..).unwrap_or_default();
    let begins = inside.first().is_some_and(|byte| !byte.is_ascii_whitespace() && *byte != b'*');
    begins && inside.windows(delimiter.len()).any(|window| window == delimiter.as_bytes())
}

/// The label and the address of a link at the beginning of the text, and its length.
fn label(text: &str) -> Option<(&str, &str, usize)> {
    let inside = text.strip_prefix('[')?;
    let close = inside.bytes().position(|byte| byte == b']')?;
    let content = inside.get(..close)?;
    let address = inside.get(close + 1..)?.strip_prefix('(')?;
    let end = address.bytes().position(|byte| byte == b')')?;
    let address = address.get(..end)?;
    let whole = !content.is_empty() && !address.bytes().any(|byte| byte <= b' ');
    whole.then_some((content, address, content.len() + address.len() + 4))
}

fn is_safe(address: &str) -> bool {
    SCHEMES.iter().any(|scheme| address.len() > scheme.len() && address.starts_with(scheme))
}

#[cfg(test)]
mod tests {
    use super::super::fill;
    use super::*;
    use crate::person::{Attributes, Field};
    use proptest::prelude::*;

    /// The text as HTML, for these tests.
    fn render(text: &str) -> String {
        let span = |span: &Span| {
            let mut text = span.text.clone();
            for (on, tag) in [(span.italic, "i"), (span.bold, "b")] {
                if on {
                    text = format!("<{tag}>{text}</{tag}>");
                }
            }
            span.link.as_ref().map_or(text.clone(), |link| format!("<a {link}>{text}</a>"))
        };
        let line = |spans: &[Span]| spans.iter().map(span).collect::<String>();
        let block = |block: &Block| match block {
            Block::Line(spans) => line(spans),
            Block::Item(number, spans) if number.is_empty() => format!("<->{}", line(spans)),
            Block::Item(number, spans) => format!("<{number}>{}", line(spans)),
        };
        parse(text).iter().map(block).collect::<Vec<_>>().join("\n")
    }

    #[test]
    fn markup_becomes_spans() {
        assert_eq!(render("a **b** *c* d"), "a <b>b</b> <i>c</i> d");
        assert_eq!(render("**a *b* c**"), "<b>a </b><b><i>b</i></b><b> c</b>");
        assert_eq!(
            render("see [our *prices*](https://a.example/b_c)."),
            "see <a https://a.example/b_c>our prices</a>."
        );
        assert_eq!(
            render("[mail](mailto:a@b.de) [call](tel:+4930)"),
            "<a mailto:a@b.de>mail</a> <a tel:+4930>call</a>"
        );
        assert_eq!(render("one\n- two\n12. three\nfour 🎉"), "one\n<->two\n<12>three\nfour 🎉");
        assert_eq!(plain("- **a** [b](tel:1)\nc"), "• a b\nc");
    }

    #[test]
    fn a_number_stays_as_it_is_written() {
        for text in
            ["24. Dezember geschlossen", "7. a\n3. b", "999. a", "01. Januar", "0. a", "1000. a"]
        {
            assert_eq!(plain(text), text);
        }
        assert_eq!(render("24. Dezember"), "<24>Dezember");
    }

    #[test]
    fn a_text_without_markup_stays_as_written() {
        for text in [
            "",
            "*",
            "**",
            "***",
            "2 * 3 * 4",
            "a*",
            "[a]",
            "[a](",
            "[](https://a.example)",
            "1.5 kg",
            "-1",
            "[a](javascript:alert(1))",
            "[a](http://a.example)",
            "[a](https://)",
            "[a](https://a b)",
            "<b>a</b>",
            "snake_case_name",
            "![a](data:x)",
            "12345. a",
            "é[",
            "a\\b",
        ] {
            assert_eq!(render(text), text, "{text}");
        }
        assert_eq!(render("\\*a\\* \\[b](tel:1)"), "*a* [b](tel:1)");
    }

    #[test]
    fn a_forbidden_link_is_found() {
        assert_eq!(bad_link("[a](tel:1) é [b](javascript:x) c"), Some("javascript:x"));
        assert_eq!(bad_link("[a](https://b.example) [c] (d)"), None);
    }

    proptest! {
        #[test]
        fn a_value_is_never_read_as_markup(value in any::<String>(), before in "[*\\[a-]{0,3}") {
            prop_assume!(!value.is_empty() && !value.contains('\n'));
            let attributes = Attributes::from([(Field::FirstName, value.clone())]);
            let filled = fill("{{person.first_name}}", &attributes);
            prop_assert_eq!(plain(&filled), value.clone());
            let blocks = parse(&format!("{before}{filled}"));
            let (Block::Line(spans) | Block::Item(_, spans)) = &blocks[0];
            prop_assert!(spans.iter().all(|span| span.link.is_none()));
        }

        #[test]
        fn any_text_is_parsed_and_nothing_is_lost(text in "[*\\[\\]()a\\\\ \n.1-]{0,24}") {
            let letters = |text: &str| text.chars().filter(|c| *c == 'a').count();
            let links = parse(&text).iter().any(|block| {
                let (Block::Line(spans) | Block::Item(_, spans)) = block;
                spans.iter().any(|span| span.link.is_some())
            });
            prop_assert!(!links);
            prop_assert_eq!(letters(&plain(&text)), letters(&text));
        }
    }
}
