//! Whether the deployment works: an object is asked to store something.

use super::{RequestContext, Serve};
use crate::deployment::DeploymentRequest;
use crate::error::{Answer, ApiError};
use crate::http::body;
use crate::messaging::outbox;
use crate::runtime::{clock, config, storage};
use shared::api::GetHealth;
use shared::protocol::Health;
use shared::time::{Millis, Timestamp};
use std::cell::Cell;

/// How long an answer holds. Anybody may ask, and each question would be a write.
const FRESH: Millis = Millis::seconds(5);

thread_local! {
    /// When the storage was last found to work.
    static WORKED_AT: Cell<Option<Timestamp>> = const { Cell::new(None) };
}

impl Serve for GetHealth {
    async fn serve(self, ctx: RequestContext) -> Answer {
        let now = clock::now();
        if !WORKED_AT.get().is_some_and(|at| !at.is_ahead_of(now) && now.since(at) < FRESH) {
            check_storage(&ctx).await?;
            WORKED_AT.set(Some(now));
        }
        body::answer(&Health { status: "ok".to_owned() })
    }
}

async fn check_storage(ctx: &RequestContext) -> Result<(), ApiError> {
    let request = outbox::request("request", &DeploymentRequest::CheckStorage)?;
    // An object that can't be opened is one that could not store something.
    let asked = config::deployment(&ctx.env)?.fetch_with_request(request).await;
    let mut answer = asked.map_err(|error| {
        worker::console_error!("the storage check failed: {error}");
        storage::failed();
        ApiError::StorageFull
    })?;
    match answer.status_code() {
        204 => {
            storage::worked();
            Ok(())
        }
        503 => Err(ApiError::of_object(&mut answer).await),
        status => Err(ApiError::Broken(format!("the storage check was answered {status}"))),
    }
}
