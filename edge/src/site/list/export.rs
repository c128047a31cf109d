//! Conversations as a table.

use super::super::Shell;
use super::super::audit;
use super::super::dialogues::store as dialogues;
use super::super::labels::store as labels;
use super::super::principal::Principal;
use super::super::reply::{self, Reply};
use super::super::request::Handler;
use super::store;
use super::{cursor_after, narrowed, read_cursor, row_filter};
use crate::error::ApiError;
use crate::runtime::storage::atomic;
use shared::api::{ConversationExport, Endpoint, ExportConversations, Request, Scope, TableFormat};
use shared::id::{DialogueId, LabelId};
use shared::permission::Permission;
use shared::protocol::{ApiWords, AuditEvent, ConversationLine, Listing};
use std::collections::BTreeMap;
use std::rc::Rc;

/// The lines of a page: enough for a file of some pages, and little for the memory of an object.
const LINES: usize = 1_000;

impl Handler for ExportConversations {
    fn handle(shell: &Rc<Shell>, me: &Principal, request: Request<Self>) -> Reply<Self::Answer> {
        let Request { route, query, .. } = request;
        let all = query.scope == Some(Scope::All);
        if all && !me.rights.may(Permission::ViewAllConversations) {
            return Err(ApiError::NoPermission(Permission::ViewAllConversations));
        }
        let format = query.format.unwrap_or(TableFormat::Csv);
        let limit = query.limit;
        let count = limit.map_or(LINES, |limit| (limit as usize).clamp(1, LINES));
        let filter = narrowed(query.filter());
        let before = filter.cursor.as_deref().map_or(Ok((super::END, "")), read_cursor)?;
        let own = (!all).then_some(&me.agent.id);
        let sql = shell.sql();
        let mut rows = store::latest(&sql, &row_filter(own, &filter)?, before, count + 1)?;
        let more = rows.len() > count;
        rows.truncate(count);
        let next = rows.last().filter(|_| more).map(cursor_after);
        let names = Names::load(shell)?;
        let lines: Vec<_> = rows.iter().map(|row| names.line(row)).collect();
        // Logged before anybody has them.
        atomic(&shell.object.state, || {
            audit::log(&sql, me.by().into(), AuditEvent::ConversationsExported { all })
        })?;
        match format {
            TableFormat::Json => reply::json(&Listing { items: lines, next }),
            TableFormat::Csv => {
                let table = ConversationLine::csv(&lines, filter.cursor.is_none(), &ApiWords);
                let table = reply::csv(&table)?;
                let Some(next) = next else { return Ok(table) };
                let next = super::ConversationFilter { cursor: Some(next), ..filter };
                let next = ConversationExport { limit, ..ConversationExport::new(format, next) };
                let address = route.url(&next);
                table.with_header("Link", &format!("<{address}>; rel=\"next\""))
            }
        }
    }
}

/// The names in lines.
struct Names {
    dialogues: BTreeMap<DialogueId, String>,
    labels: Vec<(LabelId, String)>,
}

impl Names {
    fn load(shell: &Shell) -> Result<Self, ApiError> {
        let sql = shell.sql();
        let dialogues = dialogues::all(&sql)?.into_iter().map(|row| (row.id, row.name)).collect();
        let labels = labels::list(&sql)?.into_iter().map(|label| (label.id, label.name)).collect();
        Ok(Self { dialogues, labels })
    }

    fn line(&self, row: &shared::protocol::ConversationRow) -> ConversationLine {
        let dialogue = row.dialogue.as_ref();
        // A dialogue that was deleted has no name any more.
        let name = |id: &DialogueId| match self.dialogues.get(id) {
            Some(name) => name.clone(),
            None => id.to_string(),
        };
        let labels = self.labels.iter().filter(|(id, _)| row.labels.contains(id));
        let labels = labels.map(|(_, name)| name.clone()).collect();
        ConversationLine::new(row, &dialogue.map(name).unwrap_or_default(), labels)
    }
}
