//! Mails an answer to a visitor who has not read it (MAIL-07).

use super::super::blocked::store as blocked;
use super::super::erasure::store as erasures;
use super::super::{Shell, mails};
use crate::auth::reply_token;
use crate::auth::visitor_token::VisitorToken;
use crate::error::ApiError;
use crate::messaging::outbox::Received;
use crate::messaging::outbox_store;
use crate::runtime::clock;
use crate::runtime::storage::atomic;
use shared::conversation::{AnswerMail, MAIL_LINK_VALID_FOR};
use shared::id::{ConversationId, VisitorId};
use shared::mail::{EmailAddress, Mail, MailContent, MailSettings};

/// A conversation has answers to mail. Who is blocked gets none, and neither does an address that no
/// mail can be sent to.
pub(crate) fn on_message(
    shell: &Shell,
    received: &Received,
    (conversation, visitor): (ConversationId, VisitorId),
    mail: AnswerMail,
) -> Result<(), ApiError> {
    let sql = shell.sql();
    atomic(&shell.object.state, || {
        outbox_store::record_received(&sql, received)?;
        let Ok(to) = EmailAddress::parse(&mail.to) else { return Ok(()) };
        let is_blocked = blocked::find(&sql, &visitor)?.is_some();
        if is_blocked || erasures::is_going(&sql, &conversation)? {
            return Ok(());
        }
        let reply_to = reply_address(shell, &conversation)?;
        let path = link(shell, conversation, visitor)?;
        let AnswerMail { agent, answers, question, .. } = mail;
        let content = MailContent::Answer { agent, answers, question, path, reply_to };
        mails::queue(shell, Mail { to, content, expires: None }).map(|_| ())
    })
}

/// The link that opens this conversation alone, without the origin.
fn link(
    shell: &Shell,
    conversation: ConversationId,
    visitor: VisitorId,
) -> Result<String, ApiError> {
    let (site, expires) = (shell.id()?, clock::now() + MAIL_LINK_VALID_FOR);
    let token =
        VisitorToken { site: site.clone(), visitor, only: Some(conversation.clone()), expires };
    let token = token.sign(&shell.config()?.signer);
    Ok(format!("/answer?site={site}#{conversation}/{token}"))
}

/// The address that takes a reply into the conversation, where mail can come in (MAIL-09).
fn reply_address(
    shell: &Shell,
    conversation: &ConversationId,
) -> Result<Option<EmailAddress>, ApiError> {
    let config = shell.config()?;
    let Ok(Some(MailSettings { replies: Some(replies), .. })) = &config.mail else {
        return Ok(None);
    };
    let expires = clock::now() + MAIL_LINK_VALID_FOR;
    let token = reply_token::sign(&config.signer, conversation, expires);
    Ok(token.and_then(|token| replies.with_token(&token).ok()))
}
