//! What a backtest needs of the site: the draft, checked, and a page of the dialogue's conversations.

use super::dialogues;
use super::list;
use super::list::store::{self, RowFilter};
use super::principal::Principal;
use super::{Shell, versions};
use crate::error::{Answer, ApiError};
use crate::http::body;
use crate::runtime::clock;
use serde::{Deserialize, Serialize};
use shared::backtest::{DAYS, MAX_DAYS, NewBacktest, PAGE, Tried};
use shared::id::{ConversationId, DialogueId};
use shared::permission::Permission;
use shared::protocol::DialogueDraft;
use shared::time::{Millis, Timestamp};

/// What is folded, and over which conversations.
#[derive(Serialize, Deserialize)]
pub(crate) struct BacktestPlan {
    pub(crate) tried: Tried,
    /// The conversations, each with when it began.
    pub(crate) conversations: Vec<(ConversationId, Timestamp)>,
    pub(crate) next: Option<String>,
    /// Whether the caller may read all conversations: then they get their ids.
    pub(crate) reads: bool,
}

/// The plan for a caller who may make the backtest.
pub(super) fn plan(shell: &Shell, me: &Principal, id: &DialogueId, new: &NewBacktest) -> Answer {
    dialogues::row(shell, id)?;
    let days = new.days.unwrap_or(DAYS);
    if !(1..=MAX_DAYS).contains(&days) {
        return Err(ApiError::Invalid(format!("Days must be from 1 to {MAX_DAYS}.")));
    }
    let text = match (&new.document, new.version) {
        (Some(document), _) => {
            let _read: DialogueDraft =
                serde_json::from_value(document.clone()).map_err(body::bad)?;
            document.to_string()
        }
        (None, Some(version)) => versions::find(shell, id, version)?,
        (None, None) => dialogues::draft(shell, id)?.text,
    };
    let tried = dialogues::checked(shell, &text)?.tried();
    let since =
        Timestamp(clock::now().0.saturating_sub(Millis::minutes(u64::from(days) * 24 * 60).0));
    let before = new.cursor.as_deref().map_or(Ok((list::END, "")), list::read_cursor)?;
    let filter = RowFilter { dialogue: Some(id), ..RowFilter::default() };
    let mut rows = store::latest(&shell.sql(), &filter, before, PAGE + 1)?;
    let more = rows.len() > PAGE;
    rows.truncate(PAGE);
    // What is older than the period was not touched in it either.
    let last = rows.last().filter(|row| more && row.last >= since);
    let next = last.map(list::cursor_after);
    let rows = rows.into_iter().filter(|row| row.started >= since);
    let conversations = rows.map(|row| (row.id, row.started)).collect();
    let reads = me.rights.may(Permission::ViewAllConversations);
    body::answer(&BacktestPlan { tried, conversations, next, reads })
}
