//! Canned replies: texts that are kept for being sent again, by a short name after `/`. Some are the
//! site's, for everybody; some an agent's own.

use crate::id::ReplyId;
use crate::person::Attributes;
use crate::wording::{Token, fill_plain, tokens};
use serde::{Deserialize, Serialize};

/// Longest name, in characters.
pub const MAX_NAME_CHARS: usize = 40;
/// Longest text, in characters: with what its tokens become it still must be a message.
pub const MAX_TEXT_CHARS: usize = 3_000;
/// How many a list can have: the site's, and each agent's own.
pub const MAX_REPLIES: usize = 200;

/// A canned reply.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Reply {
    pub id: ReplyId,
    /// What follows the `/`.
    pub name: String,
    /// What is written then; its tokens become what is known of the visitor.
    pub text: String,
}

/// One as it is written, not checked yet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct NewReply {
    /// What follows the `/`.
    pub name: String,
    /// What is written then.
    pub text: String,
}

/// What an agent can send. `GET /v1/sites/{site}/replies`.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Replies {
    /// The site's, by name.
    pub site: Vec<Reply>,
    /// The agent's own, by name.
    pub own: Vec<Reply>,
}

/// Why a reply can't be kept.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ReplyRefusal {
    /// The name is no name.
    #[error(
        "“{actual}” can’t be the name of a reply: use 1 to {MAX_NAME_CHARS} letters, digits, “-” or “_”."
    )]
    Name {
        /// What was given (shortened).
        actual: String,
    },
    /// Another one of the list has that name.
    #[error("There is a reply called “{name}” already. Give this one another name.")]
    Taken { name: String },
    /// There is no text, or too much of it.
    #[error("The text must have 1 to {MAX_TEXT_CHARS} characters; this one has {actual}.")]
    Text {
        /// How many characters it has.
        actual: usize,
    },
    /// Something between braces names nothing.
    #[error("“{{{{{inside}}}}}” names nothing. Write it like “{{{{person.first_name|there}}}}”.")]
    Token {
        /// What stands between the braces.
        inside: String,
    },
    /// The list is full.
    #[error("There are {MAX_REPLIES} replies already. Delete one first.")]
    TooMany,
}

/// Takes a reply into its list.
///
/// # Errors
/// When name or text can't be kept, or the list has that name already or no room.
pub fn check(list: &[Reply], id: ReplyId, new: &NewReply) -> Result<Reply, ReplyRefusal> {
    let name = new.name.trim().trim_start_matches('/').to_owned();
    let letter = |c: char| c.is_alphanumeric() || c == '-' || c == '_';
    if !(1..=MAX_NAME_CHARS).contains(&name.chars().count()) || !name.chars().all(letter) {
        return Err(ReplyRefusal::Name { actual: new.name.chars().take(60).collect() });
    }
    let text = new.text.trim().to_owned();
    let actual = text.chars().count();
    if !(1..=MAX_TEXT_CHARS).contains(&actual) {
        return Err(ReplyRefusal::Text { actual });
    }
    if let Some(inside) = tokens(&text).into_iter().find_map(Result::err) {
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

/// What is asked for with a draft: the words after a `/` that begins it and is all there is.
pub fn query(draft: &str) -> Option<&str> {
    draft.strip_prefix('/').filter(|rest| !rest.contains(['\n', '/']))
}

impl Replies {
    /// Those that words ask for, the likeliest first: by the beginning of the name, then by what the
    /// name or the text holds. An agent's own come before the site's.
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
    /// What is written for that visitor.
    pub fn filled(&self, attributes: &Attributes) -> String {
        fill_plain(&self.text, attributes)
    }

    /// Whether something of it becomes what is known of the visitor.
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
    fn an_invalid_text_is_refused_with_a_sentence() {
        for name in ["", " ", "two words", "a/b", &"x".repeat(41)] {
            assert!(matches!(check(&[], id("a"), &new(name, "x")), Err(ReplyRefusal::Name { .. })));
        }
        assert_eq!(check(&[], id("a"), &new("a", " ")), Err(ReplyRefusal::Text { actual: 0 }));
        let bad = check(&[], id("a"), &new("a", "Hi {{first name}}")).unwrap_err();
        assert!(bad.to_string().starts_with("“{{first name}}” names nothing."), "{bad}");
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
    fn the_likeliest_comes_first_and_own_ones_before_the_sites() {
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
