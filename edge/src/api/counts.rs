//! `POST /v1/sites/{site}/counts`: what a browser saw that no conversation tells.

use super::{Call, pages};
use crate::error::{Answer, Fault};
use crate::{body, clock, gathering};
use shared::counts::{Beacon, Mark};
use shared::id::SiteId;

/// More than the longest beacon that is taken.
const MAX_BYTES: usize = 16 * 1024;

pub(super) async fn count(mut call: Call, site: &SiteId) -> Answer {
    let answer = match marks(&mut call, site).await {
        Ok(marks) => kept(&call, site, marks).await,
        Err(fault) => Err(fault),
    };
    call.for_page(answer)
}

/// The marks of a beacon from a page that may send one. Its content type is not looked at: as plain
/// text it needs no preflight.
async fn marks(call: &mut Call, site: &SiteId) -> Result<Vec<Mark>, Fault> {
    pages::for_page(call, site).await?;
    let beacon: Beacon = body::json_up_to(&mut call.request, MAX_BYTES).await?;
    let refused = |sentence: String| Fault::Refused { code: "too_many_marks", sentence };
    beacon.marks(clock::now()).map_err(|error| refused(error.to_string()))
}

async fn kept(call: &Call, site: &SiteId, marks: Vec<Mark>) -> Answer {
    if marks.is_empty() {
        return body::done();
    }
    let batch = gathering::count(&call.env, &call.context, site, marks).await?;
    let mut answer = body::done()?;
    answer.headers_mut().set("Server-Timing", &format!("batch;desc=\"{batch}\""))?;
    Ok(answer)
}
