//! A conversation: its log, the state that the log folds to, and the machine that decides what
//! happens next.

#[cfg(feature = "serde")]
mod answer_mail;
#[cfg(feature = "serde")]
mod app;
#[cfg(feature = "serde")]
mod availability_check;
#[cfg(feature = "serde")]
mod by_mail;
#[cfg(feature = "serde")]
mod correction;
#[cfg(feature = "serde")]
mod desk_news;
#[cfg(feature = "serde")]
mod document;
#[cfg(feature = "serde")]
mod draft;
#[cfg(feature = "serde")]
mod email_fingerprint;
#[cfg(feature = "serde")]
mod end;
#[cfg(feature = "serde")]
mod follow_up;
#[cfg(feature = "serde")]
mod last_words;
#[cfg(feature = "serde")]
mod left_message;
#[cfg(feature = "serde")]
mod machine;
#[cfg(feature = "serde")]
mod message;
#[cfg(feature = "serde")]
mod meta;
#[cfg(feature = "serde")]
mod missed;
#[cfg(feature = "serde")]
mod notes;
#[cfg(feature = "serde")]
mod outcome;
#[cfg(feature = "serde")]
mod rating;
mod reason;
#[cfg(feature = "serde")]
mod set_back;
mod state;
#[cfg(feature = "desk")]
mod transcript;
#[cfg(feature = "desk")]
mod transcript_mail;
#[cfg(feature = "serde")]
mod unheard;
#[cfg(feature = "serde")]
mod visitor_presence;
#[cfg(feature = "serde")]
mod waits;

#[cfg(feature = "serde")]
pub use answer_mail::{
    AnswerMail, FILE_SIGN, MAIL_LINK_VALID_FOR, MAILED_AFTER, MAILED_AFTER_WHILE_HERE,
};
#[cfg(feature = "serde")]
pub use document::{DocumentAct, DocumentUse, MAX_DOWNLOADS, MAX_OPENINGS, MAX_READING};
#[cfg(feature = "serde")]
pub use draft::{Draft, DraftTooLong, MAX_DRAFT_CHARS};
#[cfg(feature = "serde")]
pub use email_fingerprint::EmailFingerprint;
#[cfg(feature = "serde")]
pub use follow_up::FOLLOW_UP_OPEN_FOR;
#[cfg(feature = "serde")]
pub use last_words::{LastWords, LastWordsFold, MAX_LAST_WORDS};
#[cfg(feature = "serde")]
pub use machine::Conversation;
#[cfg(feature = "serde")]
pub use message::{
    AgentAct, AppAct, ConversationToDesk, DeskToConversation, FollowUpContent, Input, Presence,
    VisitorAct, VisitorCard,
};
#[cfg(feature = "serde")]
pub use meta::{ConversationMeta, FallbackFormSettings, GONE_WHILE_WAITING, Limits};
#[cfg(feature = "serde")]
pub use missed::{
    AlreadyTaken, Claim, MOST_COUNTED, Missed, MissedCounts, MissedFold, MissedReason, MissedReport,
};
#[cfg(feature = "serde")]
pub use notes::{MAX_NOTES, NoteRefusal, Notes, PrivateNote, Written};
#[cfg(feature = "serde")]
pub use outcome::{NewEvent, Outcome, Refusal};
#[cfg(feature = "serde")]
pub use rating::{MAX_COMMENT_CHARS, MAX_RATINGS, RATING_OPEN_FOR};
pub use reason::RefusalReason;
#[cfg(feature = "serde")]
pub use set_back::RestartedWait;
pub use state::{CORRECTIONS_OPEN_FOR, OpenOffer, Over, Phase, State};
#[cfg(feature = "desk")]
pub use transcript::transcript;
#[cfg(feature = "desk")]
pub use transcript_mail::{
    MAX_TRANSCRIPT_MAILS, TRANSCRIPT_MAIL_EVERY, TranscriptMail, TranscriptMailRefusal,
};
#[cfg(feature = "serde")]
pub use unheard::UnheardReply;

/// The farthest place in the queue that a visitor is told; it is also told to those behind it.
pub const FARTHEST_PLACE: u64 = 10;

/// Longest message in characters, from visitors and agents.
pub const MAX_MESSAGE_CHARS: usize = 4_000;
