//! Routes of the team: agents, joining, availability and routing.

use super::sign_in::{new_session, with_cookie};
use super::{RequestContext, Serve};
use crate::auth::password;
use crate::error::{Answer, ApiError};
use crate::http::body;
use crate::messaging::decisions::{DecisionPage, DecisionQuery};
use crate::messaging::outbox;
use crate::runtime::{clock, config, random};
use crate::site::{Joins, SiteRequest, open_invitation};
use shared::api::{
    AcceptInvitation, CompareRouting, Endpoint, GetInvitation, GetTeamAvailability,
    ListTransferTargets, PutAgent, PutDevice, TestRouting,
};
use shared::desk::{COMPARED, Decision, RoutingComparison, RoutingConfig};
use shared::protocol::{Join, NewAgent, TryRouting};
use shared::push::NewDevice;

impl Serve for PutAgent {
    /// Hashing a password is slow, so the caller is authenticated first.
    async fn serve(self, mut ctx: RequestContext) -> Answer {
        let Self { site, agent } = self;
        let credential = ctx.who_calls(&site, Self::INFO)?;
        let mut new: NewAgent = body::json(&mut ctx.request).await?;
        if new.password.is_some() {
            let refused = ctx.authorize::<Self>(&site, credential.clone()).await?;
            if let Err(answer) = refused {
                return Ok(answer);
            }
        }
        let hash = new.password.take().map(|text| password::hash(&text)).transpose()?;
        ctx.send_to_site(&site, &SiteRequest::PutAgent { credential, agent, new, hash }).await
    }
}

impl Serve for PutDevice {
    async fn serve(self, mut ctx: RequestContext) -> Answer {
        let credential = ctx.who_calls(&self.site, Self::INFO)?;
        let new: NewDevice = body::json(&mut ctx.request).await?;
        let contact = ctx.own_origin()?;
        ctx.send_to_site(&self.site, &SiteRequest::PutDevice { credential, new, contact }).await
    }
}

impl Serve for GetInvitation {
    async fn serve(self, ctx: RequestContext) -> Answer {
        let token = ctx.query::<Self>()?.invitation.unwrap_or_default();
        let invitation = open_invitation(&ctx.config.signer, &self.site, &token)?;
        ctx.send_to_site(&self.site, &SiteRequest::Invited { invitation }).await
    }
}

impl Serve for AcceptInvitation {
    async fn serve(self, mut ctx: RequestContext) -> Answer {
        let site = &self.site;
        ctx.check_origin()?;
        let Join { invitation: token, name, password } = body::json(&mut ctx.request).await?;
        let invitation = open_invitation(&ctx.config.signer, site, &token)?;
        // Hashing a password is slow, so the invitation is checked first.
        let invited = ctx
            .send_to_site(site, &SiteRequest::Invited { invitation: invitation.clone() })
            .await?;
        if invited.status_code() != 200 {
            return Ok(invited);
        }
        let hash = password::hash(&password)?;
        let (agent, session) = (random::agent()?, new_session(&ctx)?);
        let joins = Joins { invitation, agent, name, hash, session: session.clone() };
        let answer = ctx.send_to_site(site, &SiteRequest::Join(joins)).await?;
        with_cookie(&ctx, site, session, answer).await
    }
}

impl Serve for GetTeamAvailability {
    async fn serve(self, ctx: RequestContext) -> Answer {
        let credential = ctx.who_calls(&self.site, Self::INFO)?;
        if let Err(answer) = ctx.authorize::<Self>(&self.site, credential).await? {
            return Ok(answer);
        }
        let request = outbox::request("availability", &())?;
        Ok(config::desk(&ctx.env, &self.site)?.fetch_with_request(request).await?)
    }
}

impl Serve for ListTransferTargets {
    /// The desk knows who could take a chat now.
    async fn serve(self, ctx: RequestContext) -> Answer {
        let credential = ctx.who_calls(&self.site, Self::INFO)?;
        let me = match ctx.authorize::<Self>(&self.site, credential).await? {
            Ok(me) => me,
            Err(answer) => return Ok(answer),
        };
        let request = outbox::request("transfer-targets", &me.agent.id)?;
        Ok(config::desk(&ctx.env, &self.site)?.fetch_with_request(request).await?)
    }
}

impl Serve for TestRouting {
    /// A dry run of the routing.
    async fn serve(self, mut ctx: RequestContext) -> Answer {
        let credential = ctx.who_calls(&self.site, Self::INFO)?;
        let query: TryRouting = body::json(&mut ctx.request).await?;
        if let Err(answer) = ctx.authorize::<Self>(&self.site, credential).await? {
            return Ok(answer);
        }
        let request = outbox::request("explain", &query)?;
        Ok(config::desk(&ctx.env, &self.site)?.fetch_with_request(request).await?)
    }
}

impl Serve for CompareRouting {
    /// The desk only reads its rows, page by page, because chats wait while it works; they are compared here.
    async fn serve(self, mut ctx: RequestContext) -> Answer {
        let credential = ctx.who_calls(&self.site, Self::INFO)?;
        let new: RoutingConfig = body::json(&mut ctx.request).await?;
        if let Err(answer) = ctx.authorize::<Self>(&self.site, credential).await? {
            return Ok(answer);
        }
        let desk = config::desk(&ctx.env, &self.site)?;
        let mut query = DecisionQuery { since: clock::now() - COMPARED, before: None };
        let mut comparison = RoutingComparison::default();
        let mut checked = None;
        while !comparison.is_full() {
            let request = outbox::request("decision-page", &query)?;
            let mut answer = desk.fetch_with_request(request).await?;
            let page: DecisionPage = body::response_json(&mut answer).await?;
            if checked.is_none() {
                let routing = RoutingConfig { package: page.package, ..new.clone() };
                let agents = page.agents.into_iter().collect();
                routing.check(&agents).map_err(|wrong| ApiError::Invalid(wrong.to_string()))?;
                checked = Some(routing);
            }
            let (Some(routing), Some(last)) = (&checked, page.rows.last()) else { break };
            query.before = Some(last.row);
            for stored in &page.rows {
                let decision: Decision = serde_json::from_str(&stored.body)?;
                comparison.add(routing, &stored.conversation, &decision);
            }
        }
        body::answer(&comparison)
    }
}
