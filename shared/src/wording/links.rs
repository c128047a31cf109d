//! Web addresses, e-mail addresses and phone numbers in what people write. One rule for panel and
//! console, on bytes and characters, because the searchers of `str` would add 3 KB to the widget.

use crate::person::is_email;
use crate::prelude::*;

/// The scheme of a phone number's address.
const TEL: &str = "tel:";

/// A link in a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link<'t> {
    /// What is before it.
    pub before: &'t str,
    /// What is shown, as it was written.
    pub shown: &'t str,
    /// What its address begins with, unless it is written.
    scheme: &'static str,
    /// What is after it.
    pub after: &'t str,
}

impl Link<'_> {
    /// Where it leads.
    pub fn href(&self) -> String {
        let mut href = self.scheme.to_owned();
        for c in self.shown.chars() {
            if self.scheme != TEL || c == '+' || c.is_ascii_digit() {
                href.push(c);
            }
        }
        href
    }
}

/// The first link of a text.
pub fn next_link(text: &str) -> Option<Link<'_>> {
    let mut before = b' ';
    for (at, byte) in text.bytes().enumerate() {
        if !before.is_ascii_alphanumeric()
            && let Some(rest) = text.get(at..)
        {
            let (length, scheme) = link(rest, before);
            if length > 0 {
                let (shown, after) = (rest.get(..length)?, rest.get(length..)?);
                return Some(Link { before: text.get(..at)?, shown, scheme, after });
            }
        }
        before = byte;
    }
    None
}

/// Whether a text begins as a web address does.
pub fn is_web(text: &str) -> bool {
    text.starts_with("https://") || text.starts_with("http://")
}

/// The length of the link at the start of the text, and what is to be put before its address; 0 if there
/// is none.
fn link(text: &str, before: u8) -> (usize, &'static str) {
    if text.as_bytes().first() == Some(&b'+') {
        return (if before == b'+' { 0 } else { phone(text) }, TEL);
    }
    let url = word(text, char::MAX);
    if is_web(url) {
        return (if url.len() > "https://".len() { url.len() } else { 0 }, "");
    }
    if is_www(url) {
        return (url.len(), "https://");
    }
    // In other letters the sentence goes on, which may have no spaces.
    let address = word(text, '~');
    match address.as_bytes() {
        [.., last] if before != b'@' && !last.is_ascii_digit() && is_email(address) => {
            (address.len(), "mailto:")
        }
        _ => (0, ""),
    }
}

/// The word at the start of the text, up to this character, without the punctuation of the sentence around
/// it.
fn word(text: &str, last: char) -> &str {
    let is_end = |(_, c): &(usize, char)| ends(*c) || *c > last;
    let end = text.char_indices().find(is_end).map_or(text.len(), |(at, _)| at);
    let mut word = text.get(..end).unwrap_or_default().chars();
    while word.as_str().chars().next_back().is_some_and(|last| is_after(word.as_str(), last)) {
        word.next_back();
    }
    word.as_str()
}

/// Whether a word is an address without a scheme: a host of at least three parts, the first of which is
/// `www`.
fn is_www(word: &str) -> bool {
    let (mut dots, mut before) = (0, b'.');
    for (at, byte) in word.bytes().enumerate() {
        match byte {
            b'w' | b'W' if at < 3 => {}
            b'.' if at >= 3 && before != b'.' => dots += 1,
            b'.' => return false,
            _ if dots == 0 => return false,
            b'/' | b'?' | b'#' | b':' => break,
            _ => {}
        }
        before = byte;
    }
    dots > 1 && before != b'.'
}

/// The length of the phone number at the start of the text, in its international form: a `+`, and 7 to 15
/// digits with the separators that people use. A sum of money or a sign before a number is none.
fn phone(text: &str) -> usize {
    let (mut digits, mut length, mut before) = (0, 0, b'+');
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            b'+' if at == 0 => {}
            b'0' if digits == 0 => return 0,
            b'0'..=b'9' => (digits, length) = (digits + 1, at + 1),
            b' ' | b'-' | b'.' | b'/' | b'(' | b')' if digits > 0 && byte != before => {}
            _ => break,
        }
        before = byte;
    }
    let goes_on = match text.as_bytes().get(length..) {
        Some([b',', next, ..]) => next.is_ascii_digit(),
        Some([next, ..]) => next.is_ascii_alphabetic() || matches!(next, b'%' | b'@' | b'_'),
        _ => false,
    };
    match digits {
        7..=15 if !goes_on => length,
        _ => 0,
    }
}

/// Whether no address goes on here: space, what encloses one, and the punctuation of scripts that put
/// no space after it.
fn ends(c: char) -> bool {
    let is_space =
        c <= ' ' || matches!(c, '\u{a0}' | '\u{2000}'..='\u{200b}' | '\u{2028}'..='\u{202f}');
    is_space || matches!(c, '<' | '>' | '"' | '\u{3000}'..='\u{303f}' | '\u{ff00}'..='\u{ff65}')
}

/// Whether the last character of an address belongs to the sentence around it: punctuation, and a
/// bracket that was opened before the address.
fn is_after(url: &str, last: char) -> bool {
    let (open, close) = match last {
        ')' => (b'(', b')'),
        ']' => (b'[', b']'),
        '}' => (b'{', b'}'),
        _ => {
            return matches!(
                last,
                '.' | ',' | ';' | ':' | '!' | '?' | '\'' | '*' | '“'..='”' | '’' | '«' | '»' | '…'
            );
        }
    };
    let count = |bracket| url.bytes().filter(|byte| *byte == bracket).count();
    count(open) < count(close)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// The text with its links in angle brackets.
    fn marked(text: &str) -> String {
        next_link(text).map_or_else(
            || text.to_owned(),
            |link| format!("{}<{}>{}", link.before, link.shown, marked(link.after)),
        )
    }

    /// Where the links of a text lead.
    fn hrefs(text: &str) -> Vec<String> {
        let (mut found, mut rest) = (Vec::new(), text);
        while let Some(link) = next_link(rest) {
            found.push(link.href());
            rest = link.after;
        }
        found
    }

    #[test]
    fn an_address_ends_where_a_reader_would_say_so() {
        for expected in [
            "See <https://a.example/x?y=1>, or (<http://b.example>).",
            "<https://a.example/wiki/Foo_(bar)>",
            "(see <https://a.example/a_(b)>)",
            "(see <https://a.example/a_(b)>.)",
            "[<https://a.example/a[1]>]",
            "“<https://a.example/q>”",
            "‘<https://a.example/q>’!",
            "见 <https://a.example/docs>，然后",
            "见<https://a.example/docs>。",
            "「<https://a.example/docs>」をご覧",
            "（<https://a.example/docs>）",
            "<https://例子.公司/路径>",
            "<https://a.example/#/x;y=1:2>;",
            "*<https://a.example>*",
            "<http://localhost:8080/x>\nand <https://b.example>…",
            "»<https://a.example/>«",
            "„<https://a.example/>“",
            "Look at <www.a.example>, (<WWW.a.example/x_(y)>) or <www.a.example:8080/?b=c>!",
            "见<www.例子.公司>。",
            "Mail <ada@a.example>, or (<grace.o'neil+x@a-b.example>).",
            "mail:<ada@a.example>; „<eve@b.example>“",
            "写信给<ada@a.example>谢谢",
            "Call <+49 30 1234567>, or (<+1 (212) 555-0199>).",
            "<+49 (0)30/123 45-67> <+33 1.23.45.67.89>",
            "+ 49 30 1234567 is <+49301234567>.",
            "<+49 30 1234567>  2026",
        ] {
            let text: String = expected.chars().filter(|c| !matches!(c, '<' | '>')).collect();
            assert_eq!(marked(&text), expected);
        }
    }

    #[test]
    fn other_text_is_no_link() {
        for text in [
            "javascript:alert(1)",
            "http",
            "https://",
            "https:// x",
            "http://)",
            "xhttps://a.example",
            "héhttp",
            "ähttp://",
            "httpé",
            "",
            "www.",
            "www.example",
            "www..example.com",
            "xwww.a.example",
            "www",
            "@ada",
            "ada@example",
            "a@b@c.example",
            "1.5@2.5",
            "git@github.com:ada/ovens",
            "@a.example",
            "030 1234567",
            "0049 30 1234567",
            "+49 30",
            "+123456",
            "+0 1234567",
            "++1234567",
            "a+12345678",
            "1+12345678",
            "+1234567890123456",
            "+1.000.000,50",
            "+1.000.000%",
            "+1234567px",
            "+12345678@a",
            "C++ 12345678",
            "+49\n301234567",
        ] {
            assert_eq!(next_link(text), None, "{text}");
        }
    }

    #[test]
    fn a_link_leads_to_what_it_says() {
        for (text, expected) in [
            ("http://a.example/x", "http://a.example/x"),
            ("Www.a.example/x", "https://Www.a.example/x"),
            ("ada@a.example", "mailto:ada@a.example"),
            ("+1 (212) 555-0199", "tel:+12125550199"),
        ] {
            assert_eq!(hrefs(text), [expected]);
        }
        let all = "https://a.example www.a.example ada@a.example +49 30 1234567";
        assert_eq!(hrefs(all).len(), 4);
    }

    proptest! {
        #[test]
        fn nothing_of_a_text_is_lost(text in "(https?://|www.|@|[+]49 30|[ a1()\\[\\].,，。é«»-]){0,12}") {
            let mut whole = String::new();
            let mut rest = text.as_str();
            while let Some(link) = next_link(rest) {
                let (href, Link { before, shown, after, .. }) = (link.href(), link);
                let schemes = ["https://", "http://", "mailto:", "tel:+"];
                prop_assert!(schemes.iter().any(|scheme| href.starts_with(scheme)));
                whole += before;
                whole += shown;
                rest = after;
            }
            whole += rest;
            prop_assert_eq!(whole, text);
        }
    }
}
