//! What routes read from the query of a URL.

use super::param::Own;
use crate::event::string_enum;
use crate::id::{AgentId, ClientKey, DialogueId, PersonId, SiteId, TeamId};

string_enum!(
    /// Whose conversations a list is of.
    Scope {
        /// Those the caller had.
        Mine = "mine",
        /// Everybody's.
        All = "all",
    }
);
word_param!(scope, Scope);

/// Without a word, a list is of the caller's own conversations.
impl Own for Option<Scope> {
    fn is_own(&self, _: Option<&AgentId>) -> bool {
        *self != Some(Scope::All)
    }
}

string_enum!(
    /// How people are sorted.
    PeopleSort {
        /// By when they were last seen, the latest first.
        Last = "last",
        /// By when they were first seen, the latest first.
        First = "first",
        /// By name.
        Name = "name",
        /// By how many conversations there are with them, the most first.
        Conversations = "conversations",
    }
);
word_param!(sort, PeopleSort);

string_enum!(
    /// How a transcript is written.
    TranscriptFormat {
        /// As a text.
        Text = "text",
        /// As the log itself.
        Json = "json",
    }
);
word_param!(format, TranscriptFormat);

query!(
    /// Which page of a list.
    Paging {
        /// The `next` of the page before.
        cursor: String,
    }
);

query!(
    /// A page that asks what to show, as a script writes it.
    PageQuery {
        /// The address of the page.
        url: String,
        /// Dialogues that the visitor came to the end of, with commas between them.
        done: String,
    }
);

query!(
    /// Which conversations are listed.
    ConversationFilter {
        /// Whose: `mine` where it is left out.
        scope: Scope,
        /// Only those that this agent had; with `scope=all`.
        agent: AgentId,
        /// Only those for which this team was asked; with `scope=all`.
        team: TeamId,
        /// Only those with this person; with `scope=all`.
        person: PersonId,
        /// Only those of this dialogue.
        dialogue: DialogueId,
        /// Only those that stand like this.
        status: String,
        /// The `next` of the page before.
        cursor: String,
    }
);

query!(
    /// What is looked for in conversations.
    ConversationSearch {
        /// Whose: `mine` where it is left out.
        scope: Scope,
        /// The words to look for; the last one as a beginning.
        q: String,
        /// The `next` of the page before.
        cursor: String,
    }
);

query!(
    /// Which people are listed.
    PeopleQuery {
        /// Words to look for.
        q: String,
        /// How they are sorted: by `last` where it is left out.
        sort: PeopleSort,
        /// The `next` of the page before.
        cursor: String,
    }
);

query!(
    /// The days of a report, UTC.
    Period {
        /// The first day, like 2026-11-01; 30 days in all where it is left out.
        from: String,
        /// The last day; today where it is left out.
        to: String,
    }
);

query!(
    /// The days of a report, by the clock of a time zone.
    ZonedPeriod {
        /// The first day, like 2026-11-01; 30 days in all where it is left out.
        from: String,
        /// The last day; today where it is left out.
        to: String,
        /// The time zone, like Europe/Berlin; UTC where it is left out.
        zone: String,
    }
);

query!(
    /// How a transcript is written.
    TranscriptQuery {
        /// As `text` (where it is left out) or as `json`.
        format: TranscriptFormat,
        /// The time zone of a text's times, like Europe/Berlin; UTC where it is left out.
        zone: String,
    }
);

query!(
    /// Who connects to a conversation.
    SocketQuery {
        /// For an agent: the site they are signed in to.
        site: SiteId,
    }
);

query!(
    /// Who sends a file to a conversation.
    FileUpload {
        /// For an agent: the site they are signed in to.
        site: SiteId,
        /// The idempotency key of the message that the file is.
        key: ClientKey,
        /// The name of the file.
        name: String,
    }
);

query!(
    /// An invitation that somebody follows.
    InvitationQuery {
        /// The token of the invitation.
        invitation: String,
    }
);
