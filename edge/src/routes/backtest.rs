//! `POST …/dialogues/{dialogue}/backtest`: each conversation folds the draft over its own log, so that no words
//! of visitors leave it (BACKTEST-03).

use super::{RequestContext, Serve};
use crate::error::{Answer, ApiError};
use crate::http::body;
use crate::messaging::outbox;
use crate::runtime::config;
use crate::site::{BacktestPlan, SiteRequest};
use futures_util::future::join_all;
use shared::api::{BacktestDialogue, Endpoint};
use shared::backtest::{BacktestPage, Folded, Tried};
use shared::id::ConversationId;
use shared::time::Timestamp;

impl Serve for BacktestDialogue {
    async fn serve(self, mut ctx: RequestContext) -> Answer {
        let Self { site, dialogue } = self;
        let credential = ctx.who_calls(&site, Self::INFO)?;
        let new = body::json(&mut ctx.request).await?;
        let request = SiteRequest::Backtest { credential, dialogue, new: Box::new(new) };
        let mut answer = ctx.send_to_site(&site, &request).await?;
        if answer.status_code() != 200 {
            return Ok(answer);
        }
        let plan: BacktestPlan = body::response_json(&mut answer).await?;
        let each = plan.conversations.iter().map(|(id, begun)| fold(&ctx, id, *begun, &plan.tried));
        let mut items = Vec::new();
        for folded in join_all(each).await {
            items.extend(folded?);
        }
        if !plan.reads {
            for one in &mut items {
                one.conversation = None;
            }
        }
        body::answer(&BacktestPage { items, next: plan.next })
    }
}

/// What a conversation folds; `None` if it was erased meanwhile.
async fn fold(
    ctx: &RequestContext,
    id: &ConversationId,
    begun: Timestamp,
    tried: &Tried,
) -> Result<Option<Folded>, ApiError> {
    let request = outbox::request("backtest", tried)?;
    let mut answer = config::conversation(&ctx.env, id)?.fetch_with_request(request).await?;
    match answer.status_code() {
        200 => {
            let folded: Folded = body::response_json(&mut answer).await?;
            Ok(Some(Folded { begun: Some(begun), ..folded }))
        }
        404 => Ok(None),
        status => Err(ApiError::Broken(format!("{id} answered {status}"))),
    }
}
