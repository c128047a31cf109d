//! Mail by Cloudflare's `send_email` binding: one object for each mail.

use super::address::{EmailAddress, Mailbox};
use super::markup::MailText;
use super::session::Delivery;
use serde_json::{Map, Value, json};

/// How much of an error is kept for people to read.
const MAX_QUOTED_CHARS: usize = 300;

/// The codes of what is wrong with the mail or its recipient. All others can be mended or pass: a
/// domain that is not set up yet, a limit, an error of theirs (MAIL-12).
const REFUSALS: [&str; 12] = [
    "E_VALIDATION_ERROR",
    "E_FIELD_MISSING",
    "E_RECIPIENT_NOT_ALLOWED",
    "E_RECIPIENT_SUPPRESSED",
    "E_CONTENT_TOO_LARGE",
    "E_HEADER_NOT_ALLOWED",
    "E_HEADER_USE_API_FIELD",
    "E_HEADER_VALUE_INVALID",
    "E_HEADER_VALUE_TOO_LONG",
    "E_HEADER_NAME_INVALID",
    "E_HEADERS_TOO_LARGE",
    "E_HEADERS_TOO_MANY",
];

/// A mail for the binding.
#[derive(Debug, Clone, Copy)]
pub struct BoundMail<'m> {
    pub from: &'m Mailbox,
    pub to: &'m EmailAddress,
    pub reply_to: Option<&'m EmailAddress>,
    pub text: &'m MailText,
}

impl BoundMail<'_> {
    /// What the binding is given. Date and `Message-ID` are Cloudflare's.
    pub fn message(&self) -> Value {
        let Self { from, to, reply_to, text } = self;
        let mut headers = Map::new();
        headers.insert("Auto-Submitted".into(), "auto-generated".into());
        // Another scheme is refused there.
        if let Some(address) = text.unsubscribe.as_ref().filter(|to| to.starts_with("https://")) {
            headers.insert("List-Unsubscribe".into(), format!("<{address}>").into());
            let one_click = "List-Unsubscribe=One-Click";
            headers.insert("List-Unsubscribe-Post".into(), one_click.into());
        }
        let sender = match &from.name {
            Some(name) => json!({ "email": from.address.as_str(), "name": name }),
            None => from.address.as_str().into(),
        };
        let mut message = json!({
            "from": sender, "to": to.as_str(), "subject": text.subject_line(),
            "text": text.plain(), "html": text.html(), "headers": Value::Object(headers),
        });
        if let Some(address) = reply_to {
            message["replyTo"] = address.as_str().into();
        }
        message
    }

    /// How an attempt ended that threw an error with this code and message.
    pub fn failed(code: &str, message: &str) -> Delivery {
        let said = format!("{code} {message}");
        let clean = said.chars().map(|letter| if letter.is_control() { ' ' } else { letter });
        let said = clean.take(MAX_QUOTED_CHARS).collect::<String>().trim().to_owned();
        // An error that has come a long way may have its code only in its message.
        let mut words = said.split(|letter: char| letter != '_' && !letter.is_ascii_alphanumeric());
        if words.any(|word| REFUSALS.contains(&word)) {
            Delivery::Refused(said)
        } else {
            Delivery::TryLater(said)
        }
    }
}
