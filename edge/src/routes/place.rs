//! `GET …/place`: whether this deployment is told where visitors are, for the editor of audiences.

use super::{RequestContext, Serve, conversations};
use crate::error::Answer;
use crate::http::body;
use shared::api::{Endpoint, GetPlace};
use shared::place::Place;

impl Serve for GetPlace {
    async fn serve(self, ctx: RequestContext) -> Answer {
        let credential = ctx.who_calls(&self.site, Self::INFO)?;
        if let Err(answer) = ctx.authorize::<Self>(&self.site, credential).await? {
            return Ok(answer);
        }
        let location = conversations::location(&ctx);
        let known = ctx.config.place_headers.is_some() || !location.is_unknown();
        body::answer(&Place { known, location })
    }
}
