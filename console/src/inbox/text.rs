//! Splits messages into plain text and web addresses.

/// A piece of a message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Piece {
    Text(String),
    /// A web address.
    Link(String),
}

/// Splits a message.
pub(crate) fn pieces(text: &str) -> Vec<Piece> {
    let mut pieces = Vec::new();
    let mut rest = text;
    while let Some(start) = next_link(rest) {
        let (before, from) = rest.split_at(start);
        let end = from.find(|c: char| c.is_whitespace() || "<>\"".contains(c));
        let (link, after) = from.split_at(end.unwrap_or(from.len()));
        let bare = link.trim_end_matches(['.', ',', ';', ':', '!', '?', ')', ']', '\'']);
        if !before.is_empty() {
            pieces.push(Piece::Text(before.to_owned()));
        }
        pieces.push(Piece::Link(bare.to_owned()));
        rest = &rest[rest.len() - after.len() - (link.len() - bare.len())..];
    }
    if !rest.is_empty() {
        pieces.push(Piece::Text(rest.to_owned()));
    }
    pieces
}

/// Returns the offset of the next address; `https://` alone is none.
fn next_link(text: &str) -> Option<usize> {
    let mut from = 0;
    while let Some(found) = text.get(from..)?.find("http") {
        let at = from + found;
        let rest = text.get(at..)?;
        let host = rest.strip_prefix("https://").or_else(|| rest.strip_prefix("http://"));
        if host.is_some_and(|host| host.starts_with(|c: char| c.is_alphanumeric())) {
            return Some(at);
        }
        from = at + 4;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(text: &str) -> Piece {
        Piece::Text(text.to_owned())
    }

    fn link(link: &str) -> Piece {
        Piece::Link(link.to_owned())
    }

    #[test]
    fn punctuation_after_an_address_is_text() {
        assert_eq!(
            pieces("See https://acme.com/a?b=c. Or (http://b.de)!"),
            [
                text("See "),
                link("https://acme.com/a?b=c"),
                text(". Or ("),
                link("http://b.de"),
                text(")!"),
            ]
        );
    }

    #[test]
    fn other_text_is_no_link() {
        for plain in ["http", "https:// x", "javascript:alert(1)", "ähttp://"] {
            assert_eq!(pieces(plain), [text(plain)], "{plain}");
        }
        assert_eq!(pieces(""), []);
    }
}
