//! `POST /v1/sites/{site}/conversations`: the first response makes the conversation.

use super::{Call, pages};
use crate::conversation_object::{AsksTranscript, Begin, Guest};
use crate::error::{Answer, Fault};
use crate::site_object::{AgentCall, SiteCall};
use crate::snapshot::{LiveDialogue, Snapshot};
use crate::token::VisitorToken;
use crate::{body, clock, config, cors, names, outbox};
use shared::conversation::{AddressMark, Charter, Limits};
use shared::event::{Page, Place};
use shared::id::{ConversationId, SiteId};
use shared::language::Language;
use shared::people::Device;
use shared::person::repeated;
use shared::protocol::{BeginConversation, Me, Settings};
use shared::quota::{Engagement, Grant};
use shared::time::Millis;
use worker::Request;

const MAX_URL_CHARS: usize = 2_000;
const MAX_TITLE_CHARS: usize = 300;
const MAX_USER_AGENT_CHARS: usize = 500;

pub(super) async fn begin(mut call: Call, site: &SiteId) -> Answer {
    let answer = try_begin(&mut call, site).await;
    call.for_page(answer)
}

async fn try_begin(call: &mut Call, site: &SiteId) -> Answer {
    let token = bearer(call)?;
    if token.site != *site {
        return Err(Fault::BadToken);
    }
    let (snapshot, _) = pages::for_page(call, site).await?;
    if !snapshot.settings.enabled {
        return Err(Fault::SwitchedOff);
    }
    let language = language(&call.request, &snapshot.settings)?;
    let wish: BeginConversation = body::json(&mut call.request).await?;
    if snapshot.is_blocked(&token.visitor, &wish.known) {
        // As if nobody were there: they read what anybody reads then.
        let sentence = snapshot.settings.fallback_in(language).to_owned();
        return Err(Fault::Refused { code: "nobody_available", sentence });
    }
    let LiveDialogue { published: dialogue, trigger, .. } =
        publication(call, &snapshot, &wish).await?;
    let charter = Charter {
        id: names::conversation(&call.config.seal, &token, &wish.key)?,
        site: token.site,
        visitor: token.visitor,
        visit: wish.visit,
        dialogue: dialogue.id,
        version: dialogue.version,
        stream: dialogue.stream,
        page: cut(wish.page),
        known: repeated(wish.known),
        place: place(&call.request),
        device: device(&call.request)?,
        limits: limits(&snapshot, language),
    };
    if trigger.is_some() {
        engage(call, &charter).await?;
    }
    let conversation = config::conversation(&call.env, &charter.id)?;
    let request = outbox::post("begin", &Begin { charter, first: wish.first })?;
    Ok(conversation.fetch_with_request(request).await?)
}

/// A conversational flow counts from its first response on; at the limit it doesn't begin.
async fn engage(call: &Call, charter: &Charter) -> Result<(), Fault> {
    let engagement = Engagement { visitor: charter.visitor.clone(), visit: charter.visit.clone() };
    let ask = SiteCall::Engage { conversation: charter.id.clone(), engagement };
    let mut answer = call.ask(&charter.site, &ask).await?;
    let status = answer.status_code();
    if status != 200 {
        return Err(Fault::Broken(format!("the site answered {status}")));
    }
    match body::of(&mut answer).await? {
        Grant::Granted => Ok(()),
        Grant::Spent => {
            Err(Fault::Refused { code: "quota_spent", sentence: charter.limits.fallback.clone() })
        }
    }
}

/// `GET …/conversations/{id}/routing`: who was considered, why each was skipped, who got it.
pub(super) async fn routing(call: &Call, site: &SiteId, id: &ConversationId) -> Answer {
    let allowed = call.ask_as(site, AgentCall::ReadRouting).await?;
    if allowed.status_code() != 200 {
        return Ok(allowed);
    }
    let request = outbox::post("decisions", id)?;
    Ok(config::desk(&call.env, site)?.fetch_with_request(request).await?)
}

/// `GET …/conversations/{id}/transcript`: what was said, as a text by the clock of `zone`, or with
/// `format=json` as the log itself.
pub(super) async fn transcript(call: &Call, site: &SiteId, id: &ConversationId) -> Answer {
    let mut answer = call.ask_as(site, AgentCall::Me).await?;
    if answer.status_code() != 200 {
        return Ok(answer);
    }
    let me: Me = body::of(&mut answer).await?;
    let guest = Guest::agent(site, &me);
    let (zone, kind) = match call.query("format")?.as_deref() {
        None | Some("text") => (Some(call.query("zone")?.unwrap_or_else(|| "UTC".into())), "txt"),
        Some("json") => (None, "json"),
        Some(other) => {
            let given: String = other.chars().take(40).collect();
            return Err(Fault::Invalid(format!("There is no format “{given}”: text or json.")));
        }
    };
    let request = outbox::post("transcript", &AsksTranscript { guest, zone })?;
    let found = config::conversation(&call.env, id)?.fetch_with_request(request).await?;
    let mut found = cors::changeable(found);
    if found.status_code() == 200 {
        let name = format!("attachment; filename=\"{id}.{kind}\"");
        found.headers_mut().set("Content-Disposition", &name)?;
    }
    Ok(found)
}

/// Where in the world the network says the visitor is.
pub(super) fn place(request: &Request) -> Place {
    let Some(cf) = request.cf() else { return Place::default() };
    Place {
        country: cf.country().unwrap_or_default(),
        region: cf.region().unwrap_or_default(),
        city: cf.city().unwrap_or_default(),
    }
}

/// What the visitor sits at, as far as their browser tells.
fn device(request: &Request) -> Result<Device, Fault> {
    let user_agent = request.headers().get("User-Agent")?.unwrap_or_default();
    let short: String = user_agent.chars().take(MAX_USER_AGENT_CHARS).collect();
    Ok(Device::of(&short))
}

/// The language in which the visitor reads the chat: the panel asks in it.
fn language(request: &Request, settings: &Settings) -> Result<Language, Fault> {
    let wishes = request.headers().get("Accept-Language")?.unwrap_or_default();
    Ok(Language::choose(settings.language, wishes.split(',')))
}

pub(super) fn bearer(call: &Call) -> Result<VisitorToken, Fault> {
    let header = call.request.headers().get("Authorization")?.unwrap_or_default();
    let token = header.strip_prefix("Bearer ").ok_or(Fault::NoToken)?;
    VisitorToken::open(&call.config.seal, clock::now(), token.trim())
}

/// What the visitor saw: what is shown now, or an earlier publication that only the site knows.
async fn publication(
    call: &Call,
    snapshot: &Snapshot,
    wish: &BeginConversation,
) -> Result<LiveDialogue, Fault> {
    let shown = snapshot.live(&wish.dialogue);
    if let Some(shown) = shown.filter(|shown| shown.published.version == wish.version) {
        return Ok(shown.clone());
    }
    let version = SiteCall::Version { dialogue: wish.dialogue.clone(), version: wish.version };
    let mut answer = call.ask(&snapshot.site, &version).await?;
    if answer.status_code() != 200 {
        return Err(Fault::StaleDialogue(wish.dialogue.clone()));
    }
    body::of(&mut answer).await
}

/// The settings a conversation goes by. Two rings can follow each other; after both, and some time
/// for the desk to answer, nobody will.
fn limits(snapshot: &Snapshot, language: Language) -> Limits {
    let settings = &snapshot.settings;
    let addresses = snapshot.blocked.iter().filter_map(|blocked| blocked.email.as_deref());
    Limits {
        fallback: settings.fallback_in(language).to_owned(),
        request: Millis::seconds(2 * settings.offer_seconds + 30),
        idle: Millis::minutes(settings.idle_minutes),
        gone: Millis::minutes(settings.visitor_gone_minutes),
        blocked: settings.blocked_email_domains.clone(),
        unwanted: addresses.map(AddressMark::of).collect(),
    }
}

/// A page can be called anything; what is kept of it has an end.
fn cut(page: Page) -> Page {
    let cut = |text: String, most: usize| text.chars().take(most).collect();
    Page {
        url: cut(page.url, MAX_URL_CHARS),
        title: cut(page.title, MAX_TITLE_CHARS),
        referrer: cut(page.referrer, MAX_URL_CHARS),
    }
}
