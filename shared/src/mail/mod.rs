//! Mail: the texts of every kind, the settings of the mail server, and the dialogue with it (SMTP). Which
//! mail is sent, and when, is decided by what causes it; the site's outbox delivers it.
//!
//! The dialogue is a pure state machine ([`Session`]): the server's bytes go in, and out comes what to
//! send. It opens no socket and reads no clock.

mod address;
mod api;
mod bound;
mod content;
pub mod inbound;
mod markup;
mod reply;
mod said;
mod session;
mod settings;
mod words;

pub use address::{AddressError, EmailAddress, Mailbox};
pub use api::{ApiMail, MailApi};
pub use bound::BoundMail;
pub use content::{Mail, MailContent, MailKind};
pub use markup::{Block, MailText, Place};
pub use reply::{MAX_LINE_BYTES, Reply};
pub use said::{SaidLine, Speaker};
pub use session::{Action, Delivery, Envelope, QUIT, Session, Tls};
pub use settings::{Login, MailRoute, MailServer, MailSettings, Security, SettingError};
