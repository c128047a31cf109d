//! What only the operator of the deployment may do.

use super::Call;
use crate::error::{Answer, Fault};
use crate::seal::same;
use crate::site_object::SiteCall;
use crate::{body, password};
use shared::id::SiteId;
use shared::protocol::{MakeSite, SetPackage};

pub(super) async fn put_site(mut call: Call, site: &SiteId) -> Answer {
    must_be_operator(&call)?;
    let MakeSite { name, package, allowed_domains, mut admin } =
        body::json(&mut call.request).await?;
    let hash = admin.password.take().map(|password| password::hash(&password)).transpose()?;
    call.ask(site, &SiteCall::Make { name, package, allowed_domains, admin, hash }).await
}

pub(super) async fn put_package(mut call: Call, site: &SiteId) -> Answer {
    must_be_operator(&call)?;
    let SetPackage { package, limit } = body::json(&mut call.request).await?;
    call.ask(site, &SiteCall::SetPackage { package, limit }).await
}

fn must_be_operator(call: &Call) -> Result<(), Fault> {
    let header = call.request.headers().get("Authorization")?.unwrap_or_default();
    let token = header.strip_prefix("Bearer ").unwrap_or_default();
    if same(token, &call.config.operator_token) { Ok(()) } else { Err(Fault::NotOperator) }
}
