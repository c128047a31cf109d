//! A mail as a message: headers, and its text as plain text and HTML.

use crate::error::ApiError;
use mail_builder::MessageBuilder;
use mail_builder::headers::address::Address;
use mail_builder::headers::date::Date;
use mail_builder::headers::raw::Raw;
use mail_builder::headers::url::URL;
use shared::id::MailId;
use shared::mail::{EmailAddress, MailText, Mailbox};
use shared::time::Timestamp;

/// What a message is made of.
pub(crate) struct Message<'m> {
    pub(crate) id: &'m MailId,
    pub(crate) from: &'m Mailbox,
    pub(crate) to: &'m EmailAddress,
    /// Where replies go, if not to the sender.
    pub(crate) reply_to: Option<&'m EmailAddress>,
    pub(crate) text: &'m MailText,
    pub(crate) at: Timestamp,
}

/// Writes a message. Each attempt gives the same `Message-ID`, so that a mail that arrives twice can be
/// recognised.
pub(crate) fn write(message: &Message<'_>) -> Result<Vec<u8>, ApiError> {
    let Message { id, from, to, reply_to, text, at } = message;
    let seconds = i64::try_from(at.0 / 1_000).unwrap_or_default();
    let mut builder = MessageBuilder::new()
        .from(Address::new_address(from.name.as_deref(), from.address.as_str()))
        .to(Address::new_address(None::<&str>, to.as_str()))
        .subject(text.subject_line())
        .date(Date::new(seconds))
        .message_id(format!("{id}@{}", from.address.domain()))
        // Nobody's automatic reply should come back (RFC 3834).
        .header("Auto-Submitted", Raw::new("auto-generated"))
        .text_body(text.plain())
        .html_body(text.html());
    if let Some(address) = reply_to {
        builder = builder.reply_to(Address::new_address(None::<&str>, address.as_str()));
    }
    if let Some(address) = &text.unsubscribe {
        builder = builder
            .header("List-Unsubscribe", URL::new(address.as_str()))
            .header("List-Unsubscribe-Post", Raw::new("List-Unsubscribe=One-Click"));
    }
    let written = builder.write_to_vec();
    written.map_err(|error| ApiError::Broken(format!("a mail can't be written: {error}")))
}
