//! The query parameters of routes.

use super::param::Own;
use crate::event::string_enum;
use crate::id::{AgentId, ClientKey, DialogueId, LabelId, PersonId, SiteId, TeamId};
use crate::permission::RoleId;
use crate::protocol::AuditKind;

string_enum!(
    /// Whose conversations a list contains.
    Scope {
        /// Those that the caller had.
        Mine = "mine",
        /// Those of all agents.
        All = "all",
    }
);
word_param!(scope, Scope);

string_enum!(
    /// The frame in whose place a file is sent.
    FileFrame {
        /// A message in a running chat.
        Say = "say",
        /// An agent's answer after the end.
        FollowUp = "follow_up",
    }
);
word_param!(frame, FileFrame);

string_enum!(
    /// What a conversation waits for.
    WaitsFor {
        /// The visitor asked for a person or left a message, and nobody has answered.
        Answer = "answer",
    }
);
word_param!(waits_for, WaitsFor);

string_enum!(
    /// Whether a missed conversation still needs an answer.
    MissedState {
        Open = "open",
        /// Somebody has answered, or marked it as handled.
        Handled = "handled",
    }
);
word_param!(state, MissedState);

/// Without `scope`, a list contains the caller's own conversations.
impl Own for Option<Scope> {
    fn is_own(&self, _: Option<&AgentId>) -> bool {
        *self != Some(Scope::All)
    }
}

string_enum!(
    /// The order of a list of people.
    PeopleSort {
        /// When they were last seen, latest first.
        Last = "last",
        /// When they were first seen, latest first.
        First = "first",
        /// In the order of their names.
        Name = "name",
        /// Number of conversations, most first.
        Conversations = "conversations",
    }
);
word_param!(sort, PeopleSort);

string_enum!(
    /// The format of a transcript.
    TranscriptFormat {
        /// As text that people read.
        Text = "text",
        /// The log itself.
        Json = "json",
    }
);
word_param!(format, TranscriptFormat);

word_param!(what, AuditKind);

query!(
    /// Filters of the audit log.
    AuditQuery {
        /// Only what this agent or API key did (its id), or `operator`, or `nobody`.
        who: String,
        /// Only events of this kind.
        what: AuditKind,
        /// The first day, like 2026-11-01; by default the log begins with the oldest event.
        from: String,
        /// The last day; by default there is none.
        to: String,
        /// The time zone of the days, like Europe/Berlin; UTC by default.
        zone: String,
        /// The `next` of the previous page.
        cursor: String,
    }
);

query!(
    /// Pagination of a list.
    Paging {
        /// The `next` of the previous page.
        cursor: String,
    }
);

query!(
    /// A page that asks what to show, if its script can send only an address.
    PageQuery {
        /// The address of the page.
        url: String,
        /// Dialogues that the visitor has finished, separated by commas.
        done: String,
    }
);

query!(
    /// Filters of the list of conversations.
    ConversationFilter {
        /// Whose conversations; `mine` by default.
        scope: Scope,
        /// Only those that this agent had; needs `scope=all`.
        agent: AgentId,
        /// Only those that this team was asked for; needs `scope=all`.
        team: TeamId,
        /// Only those with this person; needs `scope=all`.
        person: PersonId,
        /// Only those of this dialogue.
        dialogue: DialogueId,
        /// Only those with this status.
        status: String,
        /// Only those that wait for this.
        waits_for: WaitsFor,
        /// Only those with this label.
        label: LabelId,
        /// Only those whose last event was on this day, like 2026-11-01, or later.
        from: String,
        /// Only those whose last event was on this day or earlier.
        to: String,
        /// The time zone of the days, like Europe/Berlin; UTC by default.
        zone: String,
        /// The `next` of the previous page.
        cursor: String,
    }
);

string_enum!(
    /// The format of a table.
    TableFormat {
        /// As spreadsheets read it.
        Csv = "csv",
        /// As a list.
        Json = "json",
    }
);
word_param!(format, TableFormat);

query!(
    /// Filters of the table of conversations: those of the list.
    ConversationExport {
        /// `csv` by default.
        format: TableFormat,
        /// At most so many at once: 1 to 1,000, which is the default.
        limit: u32,
        /// Whose conversations; `mine` by default.
        scope: Scope,
        /// Only those that this agent had; needs `scope=all`.
        agent: AgentId,
        /// Only those that this team was asked for; needs `scope=all`.
        team: TeamId,
        /// Only those with this person; needs `scope=all`.
        person: PersonId,
        /// Only those of this dialogue.
        dialogue: DialogueId,
        /// Only those with this status.
        status: String,
        /// Only those that wait for this.
        waits_for: WaitsFor,
        /// Only those with this label.
        label: LabelId,
        /// Only those whose last event was on this day, like 2026-11-01, or later.
        from: String,
        /// Only those whose last event was on this day or earlier.
        to: String,
        /// The time zone of the days, like Europe/Berlin; UTC by default.
        zone: String,
        /// The cursor of the next page, from the `Link` of the previous one.
        cursor: String,
    }
);

impl ConversationExport {
    /// The same filters in another query.
    pub fn new(format: TableFormat, filter: ConversationFilter) -> Self {
        let ConversationFilter {
            scope,
            agent,
            team,
            person,
            dialogue,
            status,
            waits_for,
            label,
            from,
            to,
            zone,
            cursor,
        } = filter;
        Self {
            format: Some(format),
            limit: None,
            scope,
            agent,
            team,
            person,
            dialogue,
            status,
            waits_for,
            label,
            from,
            to,
            zone,
            cursor,
        }
    }

    /// The filters of the list.
    pub fn filter(self) -> ConversationFilter {
        let Self {
            format: _,
            limit: _,
            scope,
            agent,
            team,
            person,
            dialogue,
            status,
            waits_for,
            label,
            from,
            to,
            zone,
            cursor,
        } = self;
        ConversationFilter {
            scope,
            agent,
            team,
            person,
            dialogue,
            status,
            waits_for,
            label,
            from,
            to,
            zone,
            cursor,
        }
    }
}

query!(
    /// Filters of the list of missed conversations.
    MissedFilter {
        /// `open` by default.
        state: MissedState,
        /// Only those with this label.
        label: LabelId,
        /// The `next` of the previous page.
        cursor: String,
    }
);

query!(
    /// A search in conversations.
    ConversationSearch {
        /// Whose conversations; `mine` by default.
        scope: Scope,
        /// The words to search for; the last one matches as a prefix.
        q: String,
        /// Only those that wait for this.
        waits_for: WaitsFor,
        /// Only those with this label.
        label: LabelId,
        /// The `next` of the previous page.
        cursor: String,
    }
);

query!(
    /// Search and order of the list of people.
    PeopleQuery {
        /// The words to search for.
        q: String,
        /// The order; `last` by default.
        sort: PeopleSort,
        /// The `next` of the previous page.
        cursor: String,
    }
);

query!(
    /// The person to write.
    PersonByEmail {
        /// Their e-mail address, however it is written.
        email: String,
    }
);

query!(
    /// Where a reader of changes stopped.
    ChangesQuery {
        /// The `next` of the answer before; without it, the changes begin with the first.
        after: String,
    }
);

query!(
    /// The days of a report, in UTC.
    Period {
        /// The first day, like 2026-11-01; by default the period has 30 days.
        from: String,
        /// The last day; today by default.
        to: String,
    }
);

query!(
    /// The days of a report, in a time zone.
    ZonedPeriod {
        /// The first day, like 2026-11-01; by default the period has 30 days.
        from: String,
        /// The last day; today by default.
        to: String,
        /// The time zone, like Europe/Berlin; that of the site's reports by default.
        zone: String,
    }
);

query!(
    /// The format of a transcript.
    TranscriptQuery {
        /// `text` (the default) or `json`.
        format: TranscriptFormat,
        /// The time zone for the times in a text, like Europe/Berlin; UTC by default.
        zone: String,
    }
);

query!(
    /// Who connects to a conversation.
    SocketQuery {
        /// For agents: the site that they are signed in to.
        site: SiteId,
    }
);

query!(
    /// Who sends a file to a conversation, and its name.
    FileUpload {
        /// For agents: the site that they are signed in to.
        site: SiteId,
        /// The idempotency key of the message that carries the file.
        key: ClientKey,
        /// The name of the file.
        name: String,
        /// The frame in whose place the file is sent; `say` without it.
        frame: FileFrame,
    }
);

query!(
    /// A document to store.
    DocumentUpload {
        /// The name of the file.
        name: String,
    }
);

query!(
    /// What becomes of those who have a role that is removed.
    RoleRemoval {
        /// The role that they get; needed if anybody has the role or is invited to it.
        replacement: RoleId,
    }
);

query!(
    /// The invitation to accept.
    InvitationQuery {
        /// The token of the invitation.
        invitation: String,
    }
);

query!(
    /// The reset link to use.
    ResetQuery {
        /// The token of the link.
        reset: String,
    }
);
