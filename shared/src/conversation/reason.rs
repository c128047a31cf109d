//! Why an answer, a message or a form of the visitor can be refused, for clients that say so in the
//! visitor's language.

use crate::event::string_enum;
#[cfg(feature = "serde")]
use crate::{
    dialogue,
    person::{Field, ValueError},
};

string_enum!(
    /// Why an answer, a message or a form of the visitor is refused.
    RefusalReason {
        /// A value that is required is missing.
        Missing = "missing",
        /// A value is too long.
        LongValue = "long_value",
        NoEmail = "no_email",
        NoPhone = "no_phone",
        /// The value is not one of the choices.
        NotListed = "not_listed",
        /// The site doesn't accept e-mail addresses at this domain.
        BlockedAddress = "blocked_address",
        /// The dialogue is elsewhere by now.
        NotThere = "not_there",
        /// The conversation has ended.
        Over = "over",
        /// No agent has joined.
        NotLive = "not_live",
        /// The message has no text.
        Empty = "empty",
        /// The message is too long.
        LongMessage = "long_message",
        TooManyFiles = "too_many_files",
        /// The log has no room for another message.
        Full = "full",
        NotRatable = "not_ratable",
        LongComment = "long_comment",
    }
);

#[cfg(feature = "serde")]
impl super::Refusal {
    /// The reason, for the visitor's client.
    pub const fn reason(&self) -> RefusalReason {
        match self {
            Self::Dialogue(dialogue::Refusal::Value { error, .. }) => match error {
                ValueError::Missing => RefusalReason::Missing,
                ValueError::TooLong => RefusalReason::LongValue,
                ValueError::Email => RefusalReason::NoEmail,
                ValueError::Phone => RefusalReason::NoPhone,
                ValueError::NotListed => RefusalReason::NotListed,
            },
            // No visitor gets the last one: programs read the problem's code instead.
            Self::Dialogue(_)
            | Self::AlreadyOpen
            | Self::NoForm
            | Self::NotAsked(_)
            | Self::PersonAsked => RefusalReason::NotThere,
            Self::Blocked(_) => RefusalReason::BlockedAddress,
            Self::Over | Self::NotYours => RefusalReason::Over,
            Self::NotLive => RefusalReason::NotLive,
            Self::Empty => RefusalReason::Empty,
            Self::TooLong { .. } => RefusalReason::LongMessage,
            Self::TooManyFiles => RefusalReason::TooManyFiles,
            Self::Full => RefusalReason::Full,
            Self::NotRatable => RefusalReason::NotRatable,
            Self::CommentTooLong { .. } => RefusalReason::LongComment,
        }
    }

    /// The field whose value is refused, if it is one.
    pub fn field(&self) -> Option<Field> {
        match self {
            Self::Dialogue(dialogue::Refusal::Value { field, .. }) | Self::NotAsked(field) => {
                Some(field.clone())
            }
            Self::Blocked(_) => Some(Field::Email),
            _ => None,
        }
    }
}
