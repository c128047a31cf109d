//! The transcript by mail: the visitor asks for it, by HTTP because a chat that is over has no socket, or an
//! agent sends it.

use super::{RequestContext, Serve, conversations, sockets};
use crate::auth::derived_ids;
use crate::conversation::{Participant, TranscriptMailRequest};
use crate::error::{Answer, ApiError};
use crate::http::body;
use crate::messaging::outbox;
use crate::runtime::{config, limits};
use shared::api::{Endpoint, GetTranscriptMail, MailTranscript, MailTranscriptToVisitor};
use shared::id::ConversationId;
use shared::limit::Limit;
use shared::protocol::{NewTranscriptMail, TranscriptMailState};

impl Serve for GetTranscriptMail {
    async fn serve(self, ctx: RequestContext) -> Answer {
        check_sender(&ctx, &self.conversation).await?;
        if !sends_mail(&ctx) {
            return body::answer(&TranscriptMailState { open: false, email: None });
        }
        ask(&ctx, &self.conversation, None).await
    }
}

impl Serve for MailTranscript {
    async fn serve(self, mut ctx: RequestContext) -> Answer {
        check_sender(&ctx, &self.conversation).await?;
        let new: NewTranscriptMail = body::json(&mut ctx.request).await?;
        if !sends_mail(&ctx) {
            return Err(ApiError::NoMail);
        }
        ask(&ctx, &self.conversation, Some(new)).await
    }
}

impl Serve for MailTranscriptToVisitor {
    async fn serve(self, mut ctx: RequestContext) -> Answer {
        let credential = ctx.who_calls(&self.site, Self::INFO)?;
        let new: NewTranscriptMail =
            body::json_or_nothing(&mut ctx.request, body::MAX_BYTES).await?;
        let me = match ctx.authorize::<Self>(&self.site, credential).await? {
            Ok(me) => me,
            Err(answer) => return Ok(answer),
        };
        // An agent writes to nobody but the visitor.
        let new = Some(NewTranscriptMail { email: None, ..new });
        let participant = Participant::agent(&self.site, &me);
        let request =
            outbox::request("mail-transcript", &TranscriptMailRequest { participant, new })?;
        let conversation = ctx.conversation(&self.site, &self.conversation)?;
        if !sends_mail(&ctx) {
            return Err(ApiError::NoMail);
        }
        Ok(conversation.fetch_with_request(request).await?)
    }
}

const fn sends_mail(ctx: &RequestContext) -> bool {
    matches!(ctx.config.mail, Ok(Some(_)))
}

/// Fails unless the conversation's own visitor asks, and is not blocked.
async fn check_sender(ctx: &RequestContext, id: &ConversationId) -> Result<(), ApiError> {
    let token = conversations::bearer(ctx)?;
    if !derived_ids::is_theirs(&ctx.config.signer, &token, id) {
        return Err(ApiError::NotYours);
    }
    limits::take(Limit::TranscriptMailsOfVisitor, token.visitor.as_str())?;
    sockets::check_blocked(ctx, &token).await
}

async fn ask(ctx: &RequestContext, id: &ConversationId, new: Option<NewTranscriptMail>) -> Answer {
    let participant = Participant::Visitor;
    let request = outbox::request("mail-transcript", &TranscriptMailRequest { participant, new })?;
    Ok(config::conversation(&ctx.env, id)?.fetch_with_request(request).await?)
}
