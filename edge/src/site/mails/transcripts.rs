//! Mails a transcript that its visitor asked for, or their agent (MAIL-08).

use super::super::Shell;
use super::super::blocked::store as blocked;
use super::super::erasure::store as erasures;
use super::super::settings::store as site_kv;
use super::queue_about;
use crate::error::ApiError;
use crate::messaging::outbox::Received;
use crate::messaging::outbox_store;
use crate::runtime::storage::atomic;
use shared::conversation::TranscriptMail;
use shared::id::{ConversationId, VisitorId};
use shared::mail::{Mail, MailContent};

/// Who is blocked gets none.
pub(crate) fn on_message(
    shell: &Shell,
    received: &Received,
    (conversation, visitor): (ConversationId, VisitorId),
    mail: TranscriptMail,
) -> Result<(), ApiError> {
    let sql = shell.sql();
    atomic(&shell.object.state, || {
        outbox_store::record_received(&sql, received)?;
        let is_blocked = blocked::find(&sql, &visitor)?.is_some();
        if is_blocked || erasures::is_going(&sql, &conversation)? {
            return Ok(());
        }
        let TranscriptMail { to, language, lines } = mail;
        let bot = site_kv::settings(&sql)?.style_in(language).bot_name;
        let content = MailContent::Transcript { language, bot, lines };
        let mail = Mail { to, content, expires: None };
        queue_about(shell, mail, Some(conversation)).map(|_| ())
    })
}
