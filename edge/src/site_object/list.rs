//! The list of conversations, page by page.

use super::Shell;
use super::store::conversations as store;
use crate::body;
use crate::error::{Answer, Fault};
use shared::id::AgentId;
use shared::protocol::{ConversationRow, Listing};

const PAGE: usize = 50;
/// After every time there can be.
const END: u64 = (1 << 53) - 1;

/// The latest conversations, of everybody or of one agent.
pub(super) fn latest(shell: &Shell, of: Option<&AgentId>, cursor: Option<&str>) -> Answer {
    let before = cursor.map_or(Ok((END, "")), place)?;
    let mut items = store::latest(&shell.sql(), of, before, PAGE + 1)?;
    let more = items.len() > PAGE;
    items.truncate(PAGE);
    let next = items.last().filter(|_| more).map(cursor_after);
    body::answer(&Listing { items, next })
}

fn cursor_after(row: &ConversationRow) -> String {
    format!("{}.{}", row.last.0, row.id)
}

fn place(cursor: &str) -> Result<(u64, &str), Fault> {
    let place = cursor.split_once('.').and_then(|(last, id)| Some((last.parse().ok()?, id)));
    place.ok_or_else(no_cursor)
}

pub(super) fn no_cursor() -> Fault {
    Fault::Invalid("This is no cursor: pass the `next` of the page before as it is.".to_owned())
}
