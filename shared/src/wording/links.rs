//! Web addresses in what people write. One rule for panel and console, on bytes and characters,
//! because the searchers of `str` would add 3 KB to the widget.

/// What is before the first web address of a text, the address, and what is after it.
pub fn next_link(text: &str) -> Option<(&str, &str, &str)> {
    let mut before = b' ';
    for (at, byte) in text.bytes().enumerate() {
        let length =
            if before.is_ascii_alphanumeric() { 0 } else { text.get(at..).map_or(0, address) };
        if length > 0 {
            return Some((text.get(..at)?, text.get(at..at + length)?, text.get(at + length..)?));
        }
        before = byte;
    }
    None
}

/// Whether a text begins as a web address does.
pub fn is_web(text: &str) -> bool {
    text.starts_with("https://") || text.starts_with("http://")
}

/// The length of the web address at the start of the text; 0 if there is none.
fn address(text: &str) -> usize {
    if !is_web(text) {
        return 0;
    }
    let end = text.char_indices().find(|(_, c)| ends(*c)).map_or(text.len(), |(at, _)| at);
    let mut url = text.get(..end).unwrap_or_default().chars();
    while url.as_str().chars().next_back().is_some_and(|last| is_after(url.as_str(), last)) {
        url.next_back();
    }
    let length = url.as_str().len();
    if length > "https://".len() { length } else { 0 }
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

    /// The text with its addresses in angle brackets.
    fn marked(text: &str) -> String {
        next_link(text).map_or_else(
            || text.to_owned(),
            |(before, url, after)| format!("{before}<{url}>{}", marked(after)),
        )
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
        ] {
            assert_eq!(next_link(text), None, "{text}");
        }
    }

    proptest! {
        #[test]
        fn nothing_of_a_text_is_lost(text in "(https?://|[ a()\\[\\].,，。é«»-]){0,12}") {
            let mut whole = String::new();
            let mut rest = text.as_str();
            while let Some((before, url, after)) = next_link(rest) {
                prop_assert!(is_web(url));
                whole += before;
                whole += url;
                rest = after;
            }
            whole += rest;
            prop_assert_eq!(whole, text);
        }
    }
}
