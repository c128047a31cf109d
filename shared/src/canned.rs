//! Canned replies: texts that agents send by typing `/` and a short name. Some belong to the site,
//! some to one agent.

use crate::id::ReplyId;
use crate::person::Attributes;
use crate::plain_text::clean_text;
use crate::wording::{Token, TokenName, fill_plain, tokens};
use serde::{Deserialize, Serialize};

/// Longest name in characters.
pub const MAX_NAME_CHARS: usize = 40;
/// Longest text in characters. It is shorter than a message, because tokens get longer when they
/// are filled in.
pub const MAX_TEXT_CHARS: usize = 3_000;
/// Most replies of the site, and of each agent.
pub const MAX_REPLIES: usize = 200;

#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Reply {
    pub id: ReplyId,
    /// The name that is typed after the `/`.
    pub name: String,
    /// The text, with tokens for the visitor's attributes.
    pub text: String,
}

/// A reply before it is checked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct NewReply {
    /// The name that is typed after the `/`.
    pub name: String,
    /// The text, with tokens.
    pub text: String,
}

/// The replies that an agent can send. `GET /v1/sites/{site}/replies`.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Replies {
    /// The site's replies, by name.
    pub site: Vec<Reply>,
    /// The agent's own replies, by name.
    pub own: Vec<Reply>,
}

/// Why a reply is refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ReplyRefusal {
    /// The name has characters that are not allowed, or too many.
    #[error(
        "“{actual}” is not a valid name: use 1 to {MAX_NAME_CHARS} letters, digits, “-” or “_”."
    )]
    Name {
        /// The name (shortened).
        actual: String,
    },
    /// Another reply of the list has this name.
    #[error("There is already a reply called “{name}”. Choose another name.")]
    Taken { name: String },
    /// The text is empty or too long.
    #[error("The text must have 1 to {MAX_TEXT_CHARS} characters; this one has {actual}.")]
    Text {
        /// Its length in characters.
        actual: usize,
    },
    /// A token in the text is malformed.
    #[error(
        "“{{{{{inside}}}}}” is not a valid token. Write it like “{{{{person.first_name|there}}}}”."
    )]
    Token {
        /// The text between the braces.
        inside: String,
    },
    /// The list is full.
    #[error("There are already {MAX_REPLIES} replies, which is the limit. Delete one first.")]
    TooMany,
}

/// Checks a reply for its list.
///
/// # Errors
/// If name or text is invalid, the name is used already, or the list is full.
pub fn check(list: &[Reply], id: ReplyId, new: &NewReply) -> Result<Reply, ReplyRefusal> {
    let name = new.name.trim().trim_start_matches('/').to_owned();
    let letter = |c: char| c.is_alphanumeric() || c == '-' || c == '_';
    if !(1..=MAX_NAME_CHARS).contains(&name.chars().count()) || !name.chars().all(letter) {
        return Err(ReplyRefusal::Name { actual: new.name.chars().take(60).collect() });
    }
    let text = clean_text(&new.text).trim().to_owned();
    let actual = text.chars().count();
    if !(1..=MAX_TEXT_CHARS).contains(&actual) {
        return Err(ReplyRefusal::Text { actual });
    }
    let unknown = |token| match token {
        // No condition has looked when people are back while an agent writes.
        Ok(Token { name: TokenName::BackAt, .. }) => Some("site.back_at"),
        Ok(_) => None,
        Err(inside) => Some(inside),
    };
    if let Some(inside) = tokens(&text).into_iter().find_map(unknown) {
        return Err(ReplyRefusal::Token { inside: inside.chars().take(60).collect() });
    }
    let others = || list.iter().filter(|reply| reply.id != id);
    if others().any(|reply| same(&reply.name, &name)) {
        return Err(ReplyRefusal::Taken { name });
    }
    if others().count() >= MAX_REPLIES {
        return Err(ReplyRefusal::TooMany);
    }
    Ok(Reply { id, name, text })
}

/// The search query of a draft: the text after a `/` that begins the draft.
pub fn query(draft: &str) -> Option<&str> {
    draft.strip_prefix('/').filter(|rest| !rest.contains(['\n', '/']))
}

impl Replies {
    /// Replies that match a query, the best match first: by the beginning of the name, then by name
    /// or text. The agent's own come before the site's.
    pub fn search(&self, query: &str) -> Vec<&Reply> {
        let query = query.trim().to_lowercase();
        let all = || self.own.iter().chain(&self.site);
        let rank = |reply: &Reply| {
            let name = reply.name.to_lowercase();
            if name.starts_with(&query) {
                Some(0)
            } else if name.contains(&query) {
                Some(1)
            } else {
                reply.text.to_lowercase().contains(&query).then_some(2)
            }
        };
        let mut search: Vec<_> = all().filter_map(|reply| Some((rank(reply)?, reply))).collect();
        search.sort_by_key(|(rank, _)| *rank);
        search.into_iter().map(|(_, reply)| reply).collect()
    }
}

impl Reply {
    /// The text with its tokens filled in for a visitor.
    pub fn filled(&self, attributes: &Attributes) -> String {
        fill_plain(&self.text, attributes)
    }

    /// Whether the text has tokens for the visitor's attributes.
    pub fn is_personal(&self) -> bool {
        tokens(&self.text).iter().any(|token| matches!(token, Ok(Token { .. })))
    }
}

fn same(one: &str, other: &str) -> bool {
    one.to_lowercase() == other.to_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::person::Field;

    fn id(text: &str) -> ReplyId {
        ReplyId::parse(format!("reply_{text}")).unwrap()
    }

    fn reply(name: &str, text: &str) -> Reply {
        Reply { id: id(name), name: name.to_owned(), text: text.to_owned() }
    }

    fn new(name: &str, text: &str) -> NewReply {
        NewReply { name: name.to_owned(), text: text.to_owned() }
    }

    #[test]
    fn a_reply_is_saved_under_a_unique_name() {
        let list = [reply("hours", "Nine to five.")];
        let created = check(&list, id("b"), &new("/prices", " See the page. ")).unwrap();
        assert_eq!((created.name.as_str(), created.text.as_str()), ("prices", "See the page."));
        let refused = check(&list, id("b"), &new("Hours", "x"));
        assert_eq!(refused, Err(ReplyRefusal::Taken { name: "Hours".to_owned() }));
        assert!(check(&list, id("hours"), &new("Hours", "x")).is_ok(), "it is itself");
    }

    #[test]
    fn an_invalid_name_or_text_is_refused_with_a_sentence() {
        for name in ["", " ", "two words", "a/b", &"x".repeat(41)] {
            assert!(matches!(check(&[], id("a"), &new(name, "x")), Err(ReplyRefusal::Name { .. })));
        }
        assert_eq!(check(&[], id("a"), &new("a", " ")), Err(ReplyRefusal::Text { actual: 0 }));
        let bad = check(&[], id("a"), &new("a", "Hi {{first name}}")).unwrap_err();
        assert!(bad.to_string().starts_with("“{{first name}}” is not a valid token."), "{bad}");
        let full: Vec<_> = (0..MAX_REPLIES).map(|index| reply(&format!("r{index}"), "x")).collect();
        assert_eq!(check(&full, id("new"), &new("new", "x")), Err(ReplyRefusal::TooMany));
        assert!(check(&full, id("r3"), &new("r3", "y")).is_ok());
    }

    #[test]
    fn a_slash_searches_only_at_the_beginning() {
        assert_eq!(query("/"), Some(""));
        assert_eq!(query("/ho"), Some("ho"));
        assert_eq!(query("/opening hours"), Some("opening hours"));
        for draft in ["", "and/or", " /ho", "/ho\nme", "//", "/usr/bin"] {
            assert_eq!(query(draft), None, "{draft}");
        }
    }

    #[test]
    fn the_best_match_comes_first_and_own_replies_before_the_sites() {
        let replies = Replies {
            site: vec![reply("hello", "Hi"), reply("opening-hours", "Nine to five")],
            own: vec![reply("house", "Our hours are long"), reply("bye", "See you")],
        };
        let search = |query| {
            let search = replies.search(query);
            search.iter().map(|reply| reply.name.as_str()).collect::<Vec<_>>()
        };
        assert_eq!(search("ho"), ["house", "opening-hours"]);
        assert_eq!(search("HOURS"), ["opening-hours", "house"]);
        assert_eq!(search(""), ["house", "bye", "hello", "opening-hours"]);
        assert_eq!(search("nothing"), [""; 0]);
    }

    #[test]
    fn tokens_become_attributes() {
        let hi = reply("hi", "Hi {{person.first_name|there}}!");
        let ada = Attributes::from([(Field::FirstName, "Ada".to_owned())]);
        assert_eq!(hi.filled(&ada), "Hi Ada!");
        assert_eq!(hi.filled(&Attributes::new()), "Hi there!");
        assert!(hi.is_personal() && !reply("a", "Hi").is_personal());
    }
}
