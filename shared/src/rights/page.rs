//! The page `docs/rights.md`.

use super::{
    AgentEventKind, AgentFrameKind, CHECK_AGAIN_AFTER, Change, ClientFrameKind, DeskHolder, Holder,
    ServerFrameKind,
};
use std::fmt::Write as _;

macro_rules! matrix {
    ($page:expr, $table:ident, $kinds:ident, $may:ident) => {{
        let titles: Vec<_> = $table::ALL.iter().filter(|row| row.holds_socket()).collect();
        let head = titles.iter().map(|row| row.title()).collect::<Vec<_>>().join(" | ");
        let _ = writeln!($page, "\n| frame | {head} |\n| --- |{}", " --- |".repeat(titles.len()));
        for kind in $kinds::ALL {
            let cells = titles.iter().map(|row| if row.$may(*kind) { "yes" } else { "–" });
            let cells = cells.collect::<Vec<_>>().join(" | ");
            let _ = writeln!($page, "| `{}` | {cells} |", kind.as_str());
        }
    }};
}

macro_rules! holders {
    ($page:expr, $table:ident) => {{
        let _ = writeln!($page, "\n| who | | may hold it |\n| --- | --- | --- |");
        for row in $table::ALL {
            let holds = if row.holds_socket() { "yes" } else { "–" };
            let _ = writeln!($page, "| {} | {} | {holds} |", row.title(), row.about());
        }
    }};
}

/// The page `docs/rights.md`. Writing to a string does not fail, so no result is looked at.
pub fn page() -> String {
    let mut page = String::from(PAGE_START);
    page.push_str("\n## The socket of a conversation\n");
    holders!(page, Holder);
    page.push_str("\nAPI keys open no socket. What they may send:\n");
    matrix!(page, Holder, ClientFrameKind, may_send);
    page.push_str(
        "\nAnd what they hear (`seen`, `typing` and `presence` are about the other side):\n",
    );
    matrix!(page, Holder, ServerFrameKind, may_hear);
    page.push_str("\n## The agent socket\n");
    holders!(page, DeskHolder);
    page.push_str("\nWhat they may send:\n");
    matrix!(page, DeskHolder, AgentFrameKind, may_send);
    page.push_str("\nAnd what they hear:\n");
    matrix!(page, DeskHolder, AgentEventKind, may_hear);
    page.push_str(
        "\n## What ends a right\n\n| change | who | is then | the socket closes with |\n",
    );
    page.push_str("| --- | --- | --- | --- |\n");
    for change in Change::ALL {
        for before in Holder::ALL.iter().filter(|row| row.holds_socket()) {
            let after = change.after(*before);
            if after == *before {
                continue;
            }
            let code = after.closes().map_or_else(
                || "– (it stays open)".to_owned(),
                |(code, _)| code.code().to_string(),
            );
            let (change, before, after) = (change.title(), before.title(), after.title());
            let _ = writeln!(page, "| {change} | {before} | {after} | {code} |");
        }
    }
    let seconds = CHECK_AGAIN_AFTER.0 / 1_000;
    let _ = writeln!(page, "{PAGE_END}{seconds} seconds{LAST_LINES}");
    page
}

const PAGE_START: &str = "\
# Rights to sockets

Who may hold a socket, and send and hear which frames on it. The edge decides with this table, which is
in `shared/src/rights`; `cargo xtask schema` makes this page from it, and the tests go through its cells.
Who may call which route of the API is in [permissions.md](permissions.md).
";

const PAGE_END: &str = "
An agent who loses *live chat* loses their offers and chats as well: they are offered to others, as if the
agent had been removed. On the agent socket, signing out, another password and removal close with 4401.

## When it happens

The site writes the change and a message to every conversation that the agent's sessions have open in one
transaction. The conversation then asks the site what its sockets may do, and closes those that have lost
their right, usually within a few milliseconds. The message is delivered until it arrives. If it is late,
the right is still checked: whenever a frame or an event is handled and the last answer is more than
";

const LAST_LINES: &str = " old, the object
asks its site again, and closes what should be closed. It also asks when an agent connects, before the
connection stands.";

#[cfg(test)]
mod tests {
    #[test]
    fn the_page_is_made_from_the_table() {
        let page = std::fs::read_to_string("../docs/rights.md").unwrap();
        assert_eq!(page, super::page(), "run `cargo xtask schema`");
    }
}
