//! The visitor's rating of a chat, which comes by HTTP because the widget has no socket any more.

use super::{RequestContext, Serve, conversations, sockets};
use crate::auth::derived_ids;
use crate::conversation::RatingRequest;
use crate::error::{Answer, ApiError};
use crate::http::body;
use crate::messaging::outbox;
use crate::runtime::{config, limits};
use shared::api::{GetRating, PutRating};
use shared::id::ConversationId;
use shared::limit::Limit;
use shared::protocol::NewRating;

impl Serve for GetRating {
    async fn serve(self, ctx: RequestContext) -> Answer {
        check_sender(&ctx, &self.conversation).await?;
        ask(&ctx, &self.conversation, None).await
    }
}

impl Serve for PutRating {
    async fn serve(self, mut ctx: RequestContext) -> Answer {
        check_sender(&ctx, &self.conversation).await?;
        let new: NewRating = body::json(&mut ctx.request).await?;
        ask(&ctx, &self.conversation, Some(new)).await
    }
}

/// Fails unless the conversation's own visitor asks, and is not blocked.
async fn check_sender(ctx: &RequestContext, id: &ConversationId) -> Result<(), ApiError> {
    let token = conversations::bearer(ctx)?;
    if !derived_ids::is_theirs(&ctx.config.signer, &token, id) {
        return Err(ApiError::NotYours);
    }
    limits::take(Limit::RatingsOfVisitor, token.visitor.as_str())?;
    sockets::check_blocked(ctx, &token).await
}

async fn ask(ctx: &RequestContext, id: &ConversationId, new: Option<NewRating>) -> Answer {
    let request = outbox::request("rating", &RatingRequest { new })?;
    Ok(config::conversation(&ctx.env, id)?.fetch_with_request(request).await?)
}
