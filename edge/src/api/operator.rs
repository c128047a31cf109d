//! What only the operator of the deployment may do.

use super::Call;
use crate::error::{Answer, Fault};
use crate::seal::same;
use crate::site_object::{Deed, SiteCall};
use crate::{body, password};
use shared::id::SiteId;
use shared::protocol::MakeSite;

pub(super) async fn put_site(mut call: Call, site: &SiteId) -> Answer {
    let header = call.request.headers().get("Authorization")?.unwrap_or_default();
    let token = header.strip_prefix("Bearer ").unwrap_or_default();
    if !same(token, &call.config.operator_token) {
        return Err(Fault::NotOperator);
    }
    let MakeSite { name, package, allowed_domains, mut admin } =
        body::json(&mut call.request).await?;
    let hash = admin.password.take().map(|password| password::hash(&password)).transpose()?;
    let deed = Deed { name, package };
    call.ask(site, &SiteCall::Make { deed, allowed_domains, admin, hash }).await
}
