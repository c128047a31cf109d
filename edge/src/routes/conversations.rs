//! `POST /v1/sites/{site}/conversations`: the first response starts the conversation.

use super::{RequestContext, Serve, pages};
use crate::auth::visitor_token::VisitorToken;
use crate::auth::{bearer, derived_ids};
use crate::conversation::{Begin, EndRequest, Participant, TranscriptRequest};
use crate::desk::Assignment;
use crate::error::{Answer, ApiError};
use crate::http::{body, cors};
use crate::messaging::outbox;
use crate::runtime::{clock, config, limits};
use crate::site::SiteRequest;
use crate::site::snapshot::{LiveDialogue, Snapshot};
use shared::api::{
    AssignConversation, EndConversation, Endpoint, GetRoutingDecisions, GetTranscript,
    StartConversation, TranscriptFormat, TranscriptQuery,
};
use shared::conversation::ConversationMeta;
use shared::event::{Location, Page};
use shared::id::SiteId;
use shared::language::Language;
use shared::limit::Limit;
use shared::people::Device;
use shared::person::revalidate;
use shared::plain_text::clean_line;
use shared::problem::ProblemCode;
use shared::protocol::{AssignChat, AuditEvent, BeginConversation, Blocked, Settings};
use shared::quota::{Engagement, Grant};
use worker::Request;

const MAX_URL_CHARS: usize = 2_000;
const MAX_TITLE_CHARS: usize = 300;
const MAX_USER_AGENT_CHARS: usize = 500;

impl Serve for StartConversation {
    async fn serve(self, mut ctx: RequestContext) -> Answer {
        let answer = try_begin(&mut ctx, &self.site).await;
        ctx.for_page(answer)
    }
}

async fn try_begin(ctx: &mut RequestContext, site: &SiteId) -> Answer {
    let token = bearer(ctx)?;
    if token.site != *site || token.only.is_some() {
        return Err(ApiError::BadToken);
    }
    let signer = VisitorToken::signer(&ctx.config.signer, &bearer_text(ctx)?);
    limits::take(Limit::ConversationsOfVisitor, token.visitor.as_str())?;
    ctx.limit_by_address(Limit::ConversationsFromAddress)?;
    limits::take(Limit::ConversationsOfSite, site.as_str())?;
    let (snapshot, _) = pages::for_page(ctx, site).await?;
    if !snapshot.settings.enabled {
        return Err(ApiError::SwitchedOff);
    }
    let language = language(&ctx.request, &snapshot.settings)?;
    let begin: BeginConversation = body::json(&mut ctx.request).await?;
    if snapshot.is_blocked(&token.visitor, &begin.page_attributes) {
        // A blocked visitor gets the same fallback message as anybody whom no agent can answer.
        let sentence = snapshot.settings.fallback_in(language).to_owned();
        return Err(ApiError::Refused { code: ProblemCode::NobodyAvailable, sentence });
    }
    let live = publication(ctx, &snapshot, &begin).await?;
    let (dialogue, trigger) = (live.published_in(language), live.trigger);
    let meta = ConversationMeta {
        id: derived_ids::conversation(&signer, &token, &begin.key)?,
        verified: derived_ids::is_signed(&ctx.config.signer, &token.site, &token.visitor),
        site: token.site,
        visitor: token.visitor,
        visit: begin.visit,
        dialogue: dialogue.id,
        version: dialogue.version,
        stream: dialogue.stream,
        page: cut(begin.page),
        page_attributes: revalidate(begin.page_attributes),
        location: location(ctx),
        device: device(&ctx.request)?,
        language: Some(language),
        limits: snapshot
            .settings
            .limits(language, snapshot.blocked.iter().filter_map(Blocked::fingerprint).collect()),
        webhooks: snapshot.webhooks.clone(),
    };
    if trigger.is_some() {
        engage(ctx, &meta).await?;
    }
    let conversation = config::conversation(&ctx.env, &meta.id)?;
    let request = outbox::request("begin", &Begin { meta, first: begin.first })?;
    Ok(conversation.fetch_with_request(request).await?)
}

/// Counts a conversational flow as an engagement, from its first response on. At the limit it
/// doesn't begin.
async fn engage(ctx: &RequestContext, meta: &ConversationMeta) -> Result<(), ApiError> {
    let engagement = Engagement { visitor: meta.visitor.clone(), visit: meta.visit.clone() };
    let site_call = SiteRequest::Engage { conversation: meta.id.clone(), engagement };
    let mut answer = ctx.send_to_site(&meta.site, &site_call).await?;
    let status = answer.status_code();
    if status != 200 {
        return Err(ApiError::Broken(format!("the site answered {status}")));
    }
    match body::response_json(&mut answer).await? {
        Grant::Reserved => Ok(()),
        Grant::Exhausted => Err(ApiError::Refused {
            code: ProblemCode::QuotaExhausted,
            sentence: meta.limits.fallback.clone(),
        }),
    }
}

impl Serve for GetRoutingDecisions {
    /// The routing decisions: the candidates, why each was skipped, and who got the offer.
    async fn serve(self, ctx: RequestContext) -> Answer {
        let credential = ctx.who_calls(&self.site, Self::INFO)?;
        if let Err(answer) = ctx.authorize::<Self>(&self.site, credential).await? {
            return Ok(answer);
        }
        let request = outbox::request("decisions", &self.conversation)?;
        Ok(config::desk(&ctx.env, &self.site)?.fetch_with_request(request).await?)
    }
}

impl Serve for AssignConversation {
    /// The desk knows who has the chat and who could take it.
    async fn serve(self, mut ctx: RequestContext) -> Answer {
        let Self { site, conversation } = self;
        let credential = ctx.who_calls(&site, Self::INFO)?;
        let AssignChat { to } = body::json(&mut ctx.request).await?;
        let (me, by) = match ctx.caller::<Self>(&site, credential).await? {
            Ok(caller) => caller,
            Err(answer) => return Ok(answer),
        };
        let assignment = Assignment { manager: me.agent.id, by, conversation, to };
        let request = outbox::request("assign", &assignment)?;
        Ok(config::desk(&ctx.env, &site)?.fetch_with_request(request).await?)
    }
}

impl Serve for EndConversation {
    async fn serve(self, ctx: RequestContext) -> Answer {
        let credential = ctx.who_calls(&self.site, Self::INFO)?;
        let (me, by) = match ctx.caller::<Self>(&self.site, credential).await? {
            Ok(caller) => caller,
            Err(answer) => return Ok(answer),
        };
        let end = EndRequest { participant: Participant::agent(&self.site, &me), by };
        let request = outbox::request("end", &end)?;
        let conversation = ctx.conversation(&self.site, &self.conversation)?;
        Ok(conversation.fetch_with_request(request).await?)
    }
}

impl Serve for GetTranscript {
    /// The transcript as a text in the time zone `zone`, or with `format=json` as the log.
    async fn serve(self, ctx: RequestContext) -> Answer {
        let Self { site, conversation: id } = self;
        let TranscriptQuery { format, zone } = ctx.query::<Self>()?;
        let credential = ctx.who_calls(&site, Self::INFO)?;
        let me = match ctx.authorize::<Self>(&site, credential).await? {
            Ok(me) => me,
            Err(answer) => return Ok(answer),
        };
        let (zone, kind) = match format {
            None | Some(TranscriptFormat::Text) => {
                (Some(zone.unwrap_or_else(|| "UTC".to_owned())), "txt")
            }
            Some(TranscriptFormat::Json) => (None, "json"),
        };
        let participant = Participant::agent(&site, &me);
        let request = outbox::request("transcript", &TranscriptRequest { participant, zone })?;
        let found = ctx.conversation(&site, &id)?.fetch_with_request(request).await?;
        let mut found = cors::changeable(found);
        if found.status_code() == 200 {
            let name = format!("attachment; filename=\"{id}.{kind}\"");
            found.headers_mut().set("Content-Disposition", &name)?;
            // Logged before anybody has it.
            let logged = ctx
                .done::<Self>(&site, AuditEvent::TranscriptExported { conversation: id })
                .await?;
            if logged.status_code() >= 400 {
                return Ok(logged);
            }
        }
        Ok(found)
    }
}

/// The visitor's location, as the proxy in front tells it, or else Cloudflare.
pub(super) fn location(ctx: &RequestContext) -> Location {
    if let Some(headers) = &ctx.config.place_headers {
        return headers.location(|name| ctx.request.headers().get(name).ok().flatten());
    }
    let Some(cf) = ctx.request.cf() else { return Location::default() };
    Location {
        country: cf.country().unwrap_or_default(),
        region: cf.region().unwrap_or_default(),
        city: cf.city().unwrap_or_default(),
    }
}

/// The visitor's browser and system, from the `User-Agent`.
fn device(request: &Request) -> Result<Device, ApiError> {
    let user_agent = request.headers().get("User-Agent")?.unwrap_or_default();
    let short: String = user_agent.chars().take(MAX_USER_AGENT_CHARS).collect();
    Ok(Device::from_user_agent(&short))
}

/// The language of the visitor's widget, which the panel sends.
fn language(request: &Request, settings: &Settings) -> Result<Language, ApiError> {
    let accepted_languages = request.headers().get("Accept-Language")?.unwrap_or_default();
    Ok(Language::choose(settings.language, accepted_languages.split(',')))
}

pub(super) fn bearer(ctx: &RequestContext) -> Result<VisitorToken, ApiError> {
    VisitorToken::open(&ctx.config.signer, clock::now(), &bearer_text(ctx)?)
}

fn bearer_text(ctx: &RequestContext) -> Result<String, ApiError> {
    let header = ctx.request.headers().get("Authorization")?.unwrap_or_default();
    Ok(bearer::token(&header).ok_or(ApiError::NoToken)?.to_owned())
}

/// The version that the visitor saw: the published one, or an earlier one that only the site knows.
async fn publication(
    ctx: &RequestContext,
    snapshot: &Snapshot,
    begin: &BeginConversation,
) -> Result<LiveDialogue, ApiError> {
    if let Some(visible) = snapshot.visible(&begin.dialogue, begin.version) {
        return Ok(visible.clone());
    }
    let version = SiteRequest::Version { dialogue: begin.dialogue.clone(), version: begin.version };
    let mut answer = ctx.send_to_site(&snapshot.site, &version).await?;
    if answer.status_code() != 200 {
        return Err(ApiError::StaleDialogue(begin.dialogue.clone()));
    }
    body::response_json(&mut answer).await
}

/// The settings that apply to a conversation. The limit for a chat request covers two offers and
/// some time for the desk to answer.
/// A page with its texts cut, because a page can send texts of any length.
fn cut(page: Page) -> Page {
    let cut = |text: String, most: usize| clean_line(&text).chars().take(most).collect();
    Page {
        url: cut(page.url, MAX_URL_CHARS),
        title: cut(page.title, MAX_TITLE_CHARS),
        referrer: cut(page.referrer, MAX_URL_CHARS),
    }
}
