//! Limits on what a stranger, a visitor or a socket may do in a time, in one table. `docs/limits.md`
//! is made from it.

mod address;
mod meter;

pub use address::ClientAddress;
pub use meter::{Exceeded, FrameVerdict, Meter, Meters, SenderMeters};

use crate::time::Millis;
use std::fmt::Write as _;

macro_rules! limits {
    ($($(#[doc = $doc:literal])+ $name:ident: $count:literal in $seconds:literal s for $sender:literal, $what:literal;)+) => {
        /// A limit: so many in a period, all of which may come at once.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
        pub enum Limit {
            $($(#[doc = $doc])+ $name,)+
        }

        impl Limit {
            /// All limits, in the order of the page.
            pub const ALL: &[Self] = &[$(Self::$name),+];

            /// How many are allowed, and in which period.
            pub const fn allowance(self) -> (u32, Millis) {
                match self { $(Self::$name => ($count, Millis::seconds($seconds)),)+ }
            }

            /// What is counted, in the plural.
            pub const fn what(self) -> &'static str {
                match self { $(Self::$name => $what,)+ }
            }

            /// Whose use is counted together.
            pub const fn sender(self) -> &'static str {
                match self { $(Self::$name => $sender,)+ }
            }

            /// Why there is a limit, and what happens above it.
            pub const fn reason(self) -> &'static str {
                match self { $(Self::$name => concat!($($doc),+).trim_ascii(),)+ }
            }
        }
    };
}

limits! {
    /// Each frame is a transaction and a write to disk. Above, a frame is answered with the error
    /// `slow_down`. All tabs of a visitor count together, so that ten sockets are no more than one.
    FramesOfSender: 60 in 3 s for "visitor of a conversation, or agent's socket", "frames";
    /// A resume reads the log and sends it. Above, it is answered with the error `slow_down`.
    ResumesOfSender: 40 in 40 s for "visitor of a conversation, or agent's socket", "resumes";
    /// A client that ignores `slow_down` is not ours. Above, the socket is closed with 4429.
    RefusedFramesOfSender: 100 in 60 s for "visitor of a conversation, or agent's socket", "refused frames";
    /// Whoever was closed for that would come back at once and begin anew. Above, a visitor's connection is
    /// answered with 429.
    FloodsOfConversation: 1 in 60 s for "conversation", "sockets closed with 4429";
    /// A conversation has an object with storage of its own. Above, the request is answered with 429.
    ConversationsOfVisitor: 5 in 600 s for "visitor", "new conversations";
    /// The same for a sender who takes a new visitor's token each time.
    ConversationsFromAddress: 20 in 120 s for "address", "new conversations";
    /// What one site's objects can begin without slowing down others on the same machine.
    ConversationsOfSite: 200 in 20 s for "site", "new conversations";
    /// A file of 10 MB is in memory while it is taken in. Counted before its bytes are read.
    FilesOfConversation: 10 in 30 s for "conversation", "files";
    /// What a program writes in one conversation. Above, the request is answered with 429.
    RequestsOfApps: 60 in 60 s for "conversation", "requests of apps";
    /// A mail that somebody's machine sends without end. Above, it is answered with 429, so that it comes
    /// again later.
    MailsIntoConversation: 20 in 600 s for "conversation", "replies by mail";
    /// Reading or giving a rating wakes the conversation's object.
    RatingsOfVisitor: 30 in 60 s for "visitor", "requests about a rating";
    /// What is done with a document wakes the conversation's object.
    DocumentUsesOfVisitor: 60 in 60 s for "visitor", "uses of documents";
    /// Asking for a transcript by mail wakes the conversation's object. Each conversation has few of them
    /// besides.
    TranscriptMailsOfVisitor: 30 in 60 s for "visitor", "requests for a transcript by mail";
    /// A token is cheap; the limit keeps the others from being got round.
    TokensForAddress: 120 in 120 s for "address", "visitors' tokens";
    /// An upgrade wakes the conversation's object.
    SocketsFromAddress: 120 in 60 s for "address", "connections";
    /// The same where the address is unknown: a client that is closed for flooding comes back.
    SocketsOfVisitor: 120 in 60 s for "visitor", "connections";
    /// A site that no request has named yet is looked up in the deployment's list. Made-up names cost
    /// no more than this.
    UnknownSites: 300 in 30 s for "deployment", "unknown sites";
    /// Hashing a password takes some 25 ms of the only thread. Counted before it is hashed.
    SignInsFromAddress: 10 in 60 s for "address", "sign-ins";
    /// The same for guesses from many addresses, and where the address is unknown.
    SignInsOfSite: 60 in 30 s for "site", "sign-ins";
    /// A sign-in with a provider makes us ask that provider, twice or more. It is counted twice: as it
    /// begins, and with its answer. An office can share an address.
    ProviderSignInsFromAddress: 60 in 60 s for "address", "steps of sign-ins with a provider";
    /// The same for senders with many addresses, and where the address is unknown.
    ProviderSignInsOfSite: 240 in 60 s for "site", "steps of sign-ins with a provider";
    /// What a page reports counts once for each visit, so a stranger can count as many visits as they
    /// can begin. Several people can share an address. Above, pages work, and are not counted.
    VisitsFromAddress: 60 in 3600 s for "address", "new visits";
    /// The same for a browser from which an agent has signed in before. It is not counted with the
    /// others, so that strangers who guess don't keep it out.
    SignInsOfKnownBrowser: 10 in 60 s for "known browser", "sign-ins";
    /// Each request can send a mail. Several people can share an address.
    ResetsFromAddress: 5 in 900 s for "address", "requests for a new password";
    /// The same for senders with many addresses, and where the address is unknown.
    ResetsOfSite: 30 in 900 s for "site", "requests for a new password";
    /// Nobody should get mails without end that somebody else asks for.
    ResetsForEmail: 3 in 3600 s for "e-mail address", "requests for a new password";
    /// An agent can type the address of anybody.
    ConfirmationsOfAgent: 5 in 3600 s for "agent", "links that confirm an e-mail address";
    /// An invitation that is sent again goes to somebody who did not ask for it.
    MailsOfInvitation: 3 in 3600 s for "invitation", "mails";
    /// A test mail goes to whoever asks for it, and takes the mail server's time.
    TestMailsOfSite: 5 in 300 s for "site", "test mails";
    /// Reports of what was shown. Above, they are not counted.
    BeaconsFromAddress: 120 in 60 s for "address", "analytics requests";
    /// The same for forgers with many addresses.
    BeaconsOfSite: 2000 in 20 s for "site", "analytics requests";
}

/// How many sockets a visitor may have open to a conversation: tabs of one browser.
pub const MAX_SOCKETS_OF_VISITOR: usize = 10;

/// How many events a conversation's log can have before messages and files are refused.
pub const MAX_EVENTS: u64 = 5_000;

/// How many bytes of messages a conversation's log can have before messages and files are refused. A
/// socket that does not read keeps what was sent to it in memory.
pub const MAX_MESSAGE_BYTES: usize = 4 * 1024 * 1024;

/// How many events a `resume` sends. A client that reads asks for the next ones; one that doesn't gets
/// no more.
pub const MAX_RESUMED_EVENTS: usize = 200;

/// The page `docs/limits.md`.
pub fn page() -> String {
    let mut page = String::from(PAGE_START);
    for limit in Limit::ALL {
        let (count, period) = limit.allowance();
        let period = match period.0 / 1_000 {
            60 => "a minute".to_owned(),
            seconds if seconds % 60 == 0 => format!("{} minutes", seconds / 60),
            seconds => format!("{seconds} seconds"),
        };
        let (what, sender, reason) = (limit.what(), limit.sender(), limit.reason());
        // Writing to a string does not fail.
        let _ = writeln!(page, "| {what} | {sender} | {count} in {period} | {reason} |");
    }
    let _ = write!(page, "{PAGE_END}");
    page
}

const PAGE_START: &str = "\
# Limits

A stranger can send requests without end. These limits keep one sender from slowing down others.
They are token buckets: all of a limit can be used at once, and then comes back evenly over the
period. Above a limit a request is answered with 429 `slow_down` and `Retry-After`, a frame of a
socket with the error `slow_down`.

This page is made from the table in `shared/src/limit/mod.rs` by `cargo xtask schema`.

| what | for each | limit | why, and what happens above it |
| --- | --- | --- | --- |
";

const PAGE_END: &str = "
A visitor has at most 10 open sockets to a conversation; one more is answered with 429
`too_many_sockets`.

A conversation's log has at most 5,000 events, and 4 MB of messages; a message or file above is
refused with `full`. A `resume` sends at most 200 events, and the client asks for the next ones.

## Addresses

Limits by address need the client's address. `BELLHOP_ADDRESS_HEADER` names the header that has it.
On Cloudflare it is `CF-Connecting-IP`, which `wrangler.toml` sets. On a machine of your own, set it
to a header that your proxy sets itself, for example `X-Forwarded-For`: the last address in it
counts, because a client can write the ones before. Without the setting, no limit by address holds,
and only the others do. IPv6 addresses are counted by their /64 network.

Counts are kept in memory by the process that answers (on Cloudflare: by each isolate), and start
again with it.
";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_page_is_made_from_the_table() {
        let page = std::fs::read_to_string("../docs/limits.md").unwrap();
        assert_eq!(page, self::page(), "run `cargo xtask schema`");
        assert!(page.contains(&format!("at most {MAX_SOCKETS_OF_VISITOR} open sockets")));
        let events = format!("at most {},{:03} events", MAX_EVENTS / 1_000, MAX_EVENTS % 1_000);
        assert!(page.contains(&events), "{events}");
        assert!(page.contains(&format!("{} MB of messages", MAX_MESSAGE_BYTES / 1_048_576)));
        assert!(page.contains(&format!("at most {MAX_RESUMED_EVENTS} events")));
    }

    #[test]
    fn a_whole_log_can_be_resumed_within_the_limit_of_resumes() {
        let (resumes, _) = Limit::ResumesOfSender.allowance();
        assert!(MAX_EVENTS.div_ceil(MAX_RESUMED_EVENTS as u64) < u64::from(resumes));
    }

    #[test]
    fn each_limit_lets_a_whole_number_of_milliseconds_pass_for_one() {
        for limit in Limit::ALL {
            let (count, period) = limit.allowance();
            assert_eq!(period.0 % u64::from(count), 0, "{limit:?}");
        }
    }
}
