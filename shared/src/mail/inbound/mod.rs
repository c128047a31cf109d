//! Mail that comes in: whether a person wrote it, and what of it are their own words (MAIL-09 to MAIL-11).
//! It is read by a parser (`edge/src/mail/incoming.rs`) and judged here.

mod address;
mod automatic;
mod html;
mod labels;
mod own_words;

pub use address::{ReplyBox, TOKEN_CHARS};
pub use automatic::InboundOutcome;
pub use html::text_of_html;
pub use own_words::own_words;

/// Largest mail that is taken, in bytes, with its attachments as they travel. Cloudflare takes no larger one.
pub const MAX_MAIL_BYTES: usize = 25 * 1024 * 1024;
/// Most messages that one mail becomes; what is longer is cut.
pub const MAX_PIECES: usize = 8;
/// Most attachments of one mail that become files.
pub const MAX_ATTACHMENTS: usize = 10;
/// What stands where a mail was cut.
const CUT: &str = "[…]";

/// A mail as a parser has read it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct IncomingMail {
    /// The names, in small letters, and values of its headers, in order.
    pub headers: Vec<(String, String)>,
    /// Its plain text, if it has one.
    pub text: Option<String>,
    /// Its HTML, if it has no plain text.
    pub html: Option<String>,
}

impl IncomingMail {
    /// The values of a header, in order.
    fn values<'m>(&'m self, name: &'m str) -> impl Iterator<Item = &'m str> {
        let named = self.headers.iter().filter(move |(header, _)| header == name);
        named.map(|(_, value)| value.trim())
    }

    fn value<'m>(&'m self, name: &'m str) -> Option<&'m str> {
        self.values(name).next()
    }

    /// What tells this mail from every other, if its sender has named it.
    pub fn message_id(&self) -> Option<&str> {
        let id = self.value("message-id")?.trim_matches(['<', '>', ' ']);
        (!id.is_empty()).then_some(id)
    }

    /// Whom it is to, as far as headers say it: what servers noted, and whom the sender named.
    pub fn recipients(&self) -> String {
        const NAMES: [&str; 6] =
            ["delivered-to", "x-original-to", "envelope-to", "x-forwarded-to", "to", "cc"];
        let all: Vec<&str> = NAMES.iter().flat_map(|name| self.values(name)).collect();
        all.join(", ")
    }

    /// What the person wrote, without the history below it; empty if they wrote nothing.
    pub fn words(&self) -> String {
        let text = self.text.as_deref().filter(|text| !crate::plain_text::is_blank(text));
        match (text, &self.html) {
            (Some(text), _) => own_words(text),
            (None, Some(html)) => own_words(&text_of_html(html)),
            (None, None) => String::new(),
        }
    }
}

/// A text as messages of so many characters at most. They end at the end of a paragraph, a line or a word,
/// if one is near. What is longer than all of them together is cut, and says so.
pub fn pieces(text: &str, most: usize) -> Vec<String> {
    let (mut pieces, mut rest) = (Vec::new(), text.trim());
    while !rest.is_empty() {
        let Some((end, _)) = rest.char_indices().nth(most.saturating_sub(CUT.len() + 1)) else {
            pieces.push(rest.to_owned());
            break;
        };
        let (whole, _) = rest.split_at(end);
        let half = whole.len() / 2;
        let at =
            ["\n\n", "\n", " "].iter().find_map(|gap| whole.rfind(gap).filter(|at| *at > half));
        let (piece, after) = rest.split_at(at.unwrap_or(end));
        rest = after.trim_start();
        if pieces.len() + 1 == MAX_PIECES {
            pieces.push(format!("{}\n{CUT}", piece.trim_end()));
            break;
        }
        pieces.push(piece.trim_end().to_owned());
    }
    pieces
}
