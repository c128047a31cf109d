//! Webhooks: the endpoints of a site, and what is queued for them in the transaction in which the
//! site hears of an event.

mod send;
pub(crate) mod store;

pub(super) use self::send::send;

use self::store::{Endpoint, NewDelivery};
use super::Shell;
use super::audit;
use super::list::no_cursor;
use super::people::store::Person;
use super::principal::Principal;
use super::reply::{self, Reply};
use super::request::Handler;
use super::settings::store as site_kv;
use crate::error::ApiError;
use crate::messaging::outbox;
use crate::messaging::outbox_store;
use crate::runtime::storage::atomic;
use crate::runtime::{clock, random};
use shared::api::{
    DeleteWebhook, ListDeliveries, ListWebhooks, PutWebhook, ReplayDelivery, Request,
    RotateWebhookSecret, TestWebhook,
};
use shared::event::Logged;
use shared::id::{DeliveryId, WebhookId};
use shared::outbox::{Destination, NewMessage};
use shared::protocol::{AuditEvent, ConversationRow, Listing};
use shared::time::Timestamp;
use shared::webhook::{
    About, ConversationFacts, CreatedWebhook, DAY, DeliveryRow, DeliveryState, EndpointEdits,
    EndpointKind, EndpointRow, EndpointState, Health, MAX_ENDPOINTS, NewEndpoint, NewSecret,
    Payload, PersonFacts, ROTATION, Secrets, SlackMessage, WebhookEvent, check_address, wanted,
};
use std::rc::Rc;
use worker::SqlStorage;

const PAGE: usize = 50;
/// What deliveries of a test are about.
const TEST: &str = "test";

/// The events of which conversations that begin now report.
pub(super) fn wanted_events(sql: &SqlStorage) -> Result<Vec<WebhookEvent>, ApiError> {
    let rows: Vec<_> = store::all(sql)?.into_iter().map(Endpoint::row).collect();
    Ok(wanted(&rows))
}

/// Queues the events that a conversation has reported, in the transaction in which the site hears of
/// them.
pub(super) fn reported(
    shell: &Shell,
    sql: &SqlStorage,
    row: &ConversationRow,
    events: &[Logged],
) -> Result<(), ApiError> {
    if events.is_empty() {
        return Ok(());
    }
    let endpoints = store::all(sql)?;
    for logged in events {
        let Some(event) = WebhookEvent::of(&logged.event) else { continue };
        let about = |endpoint: &Endpoint| -> Result<About, ApiError> {
            Ok(About {
                site: shell.id()?,
                conversation: Some(facts(shell, &endpoint.origin, row)?),
                seq: Some(logged.seq),
                event: Some(logged.event.clone()),
                person: None,
            })
        };
        for endpoint in endpoints.iter().filter(|endpoint| endpoint.wants(event)) {
            let payload = Payload::new(event, logged.at, about(endpoint)?);
            queue(sql, endpoint, Some(event), row.id.as_str(), &payload)?;
        }
    }
    Ok(())
}

fn facts(
    shell: &Shell,
    origin: &str,
    row: &ConversationRow,
) -> Result<ConversationFacts, ApiError> {
    let row = row.clone();
    Ok(ConversationFacts {
        url: format!("{origin}/console?site={}&chat={}", shell.id()?, row.id),
        id: row.id,
        visitor: row.visitor,
        verified: row.verified,
        dialogue: row.dialogue,
        attributes: row.attributes,
        page: row.page,
        started: row.started,
        status: row.status,
        agent: row.agent,
    })
}

/// Queues that a person became known or has changed.
pub(super) fn person_changed(
    shell: &Shell,
    sql: &SqlStorage,
    person: &Person,
) -> Result<(), ApiError> {
    let (event, fields) = (WebhookEvent::PersonChanged, person.profile.fields());
    for endpoint in store::all(sql)?.iter().filter(|endpoint| endpoint.wants(event)) {
        let facts = PersonFacts {
            id: person.id.clone(),
            verified: person.profile.is_verified(),
            fields: fields.clone(),
        };
        let site = shell.id()?;
        let data = About { site, conversation: None, seq: None, event: None, person: Some(facts) };
        let payload = Payload::new(event, clock::now(), data);
        queue(sql, endpoint, Some(event), person.id.as_str(), &payload)?;
    }
    Ok(())
}

fn queue(
    sql: &SqlStorage,
    endpoint: &Endpoint,
    event: Option<WebhookEvent>,
    about: &str,
    payload: &Payload,
) -> Result<DeliveryId, ApiError> {
    let body = match endpoint.kind() {
        EndpointKind::Standard => serde_json::to_string(payload)?,
        EndpointKind::Slack => serde_json::to_string(&SlackMessage::from(payload))?,
    };
    let (id, now) = (random::delivery()?, clock::now());
    let endpoint = endpoint.id();
    store::add_delivery(sql, &NewDelivery { id: &id, endpoint, about, event, body: &body, now })?;
    queue_again(sql, endpoint, about, &id, now)?;
    Ok(id)
}

fn queue_again(
    sql: &SqlStorage,
    endpoint: &WebhookId,
    about: &str,
    id: &DeliveryId,
    now: Timestamp,
) -> Result<(), ApiError> {
    let to = Destination::Webhook(endpoint.clone(), about.to_owned());
    outbox_store::add(sql, &NewMessage { expires: Some(now + DAY), ..NewMessage::new(to, id) })
}

/// Runs a change of the endpoints in one transaction. Conversations that begin afterwards report
/// what is wanted then.
fn change<T>(
    shell: &Rc<Shell>,
    turn: impl FnOnce(&SqlStorage) -> Result<T, ApiError>,
) -> Result<T, ApiError> {
    let sql = shell.sql();
    let value = atomic(&shell.object.state, || {
        site_kv::next_revision(&sql)?;
        turn(&sql)
    })?;
    shell.republish()?;
    Ok(value)
}

fn found(sql: &SqlStorage, id: &WebhookId) -> Result<Endpoint, ApiError> {
    store::find(sql, id)?.ok_or(ApiError::NotFound("webhook"))
}

/// The host of an address. The audit log has no more of it, because an address can be a secret.
fn host(url: &str) -> String {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    rest.split(['/', '?']).next().unwrap_or_default().to_owned()
}

fn checked_url(shell: &Shell, typed: &str) -> Result<String, ApiError> {
    check_address(typed, shell.config()?.private_webhooks)
        .map_err(|refused| ApiError::Invalid(refused.to_string()))
}

fn checked_events(mut events: Vec<WebhookEvent>) -> Result<Vec<WebhookEvent>, ApiError> {
    if events.is_empty() {
        return Err(ApiError::Invalid("Choose at least one event.".to_owned()));
    }
    events.sort_unstable();
    events.dedup();
    Ok(events)
}

/// Creates an endpoint; `origin` is where the console is.
pub(super) fn make(
    shell: &Rc<Shell>,
    me: &Principal,
    new: NewEndpoint,
    origin: String,
) -> Reply<CreatedWebhook> {
    let url = checked_url(shell, &new.url)?;
    let events = checked_events(new.events)?;
    if store::all(&shell.sql())?.len() >= MAX_ENDPOINTS {
        let sentence = format!(
            "This site already has {MAX_ENDPOINTS} webhooks, which is the limit. Delete one first."
        );
        return Err(ApiError::Invalid(sentence));
    }
    let row = EndpointRow {
        id: random::webhook()?,
        url,
        kind: new.kind,
        events,
        created_at: clock::now(),
        state: EndpointState::Works,
        failing_since: None,
        paused_at: None,
    };
    let secrets = Secrets::new(random::bytes()?);
    let endpoint = Endpoint::new(row.clone(), secrets, origin);
    change(shell, |sql| {
        let event = AuditEvent::WebhookMade { webhook: row.id.clone(), host: host(&row.url) };
        audit::log(sql, me.by().into(), event)?;
        store::save(sql, &endpoint)
    })?;
    let secret = (row.kind == EndpointKind::Standard).then_some(endpoint.secrets.current);
    reply::created(&CreatedWebhook { row, secret })
}

fn put(
    shell: &Rc<Shell>,
    me: &Principal,
    id: &WebhookId,
    edits: EndpointEdits,
) -> Reply<EndpointRow> {
    let mut endpoint = found(&shell.sql(), id)?;
    let url = edits.url.map(|url| checked_url(shell, &url)).transpose()?;
    let events = edits.events.map(checked_events).transpose()?;
    let row = change(shell, |sql| {
        endpoint.edit(url, events);
        match edits.paused {
            Some(true) if endpoint.health.paused_at.is_none() => {
                endpoint.health.paused_at = Some(clock::now());
                outbox_store::clear_webhook(sql, id)?;
            }
            Some(false) => endpoint.health = Health::default(),
            Some(true) | None => {}
        }
        store::save(sql, &endpoint)?;
        let row = endpoint.row();
        let event = AuditEvent::WebhookChanged { webhook: id.clone(), host: host(&row.url) };
        audit::log(sql, me.by().into(), event)?;
        Ok(row)
    })?;
    reply::json(&row)
}

fn delete(shell: &Rc<Shell>, me: &Principal, id: &WebhookId) -> Reply<()> {
    let row = found(&shell.sql(), id)?.row();
    change(shell, |sql| {
        outbox_store::clear_webhook(sql, id)?;
        store::delete(sql, id)?;
        let event = AuditEvent::WebhookDeleted { webhook: id.clone(), host: host(&row.url) };
        audit::log(sql, me.by().into(), event)
    })?;
    reply::done()
}

fn rotate(shell: &Rc<Shell>, me: &Principal, id: &WebhookId) -> Reply<NewSecret> {
    let (sql, now) = (shell.sql(), clock::now());
    let mut endpoint = found(&sql, id)?;
    if endpoint.kind() == EndpointKind::Slack {
        return Err(ApiError::Invalid(
            "Slack checks no signature, so it has no secret.".to_owned(),
        ));
    }
    endpoint.secrets.rotate(random::bytes()?, now);
    atomic(&shell.object.state, || {
        store::save(&sql, &endpoint)?;
        let host = host(endpoint.url());
        let event = AuditEvent::WebhookSecretRotated { webhook: id.clone(), host };
        audit::log(&sql, me.by().into(), event)
    })?;
    reply::json(&NewSecret { secret: endpoint.secrets.current, both_until: now + ROTATION })
}

/// Queues a test. It is sent to a paused endpoint, too: that is how somebody sees that it works again.
fn test(shell: &Rc<Shell>, id: &WebhookId) -> Reply<DeliveryRow> {
    let sql = shell.sql();
    let endpoint = found(&sql, id)?;
    let payload = Payload::test(shell.id()?, clock::now());
    let delivery = atomic(&shell.object.state, || queue(&sql, &endpoint, None, TEST, &payload))?;
    outbox::pump(shell)?;
    reply::created(&delivery_row(&sql, id, &delivery)?)
}

fn delivery_row(
    sql: &SqlStorage,
    endpoint: &WebhookId,
    id: &DeliveryId,
) -> Result<DeliveryRow, ApiError> {
    store::delivery(sql, endpoint, id)?.ok_or(ApiError::NotFound("delivery"))
}

fn deliveries(shell: &Shell, id: &WebhookId, cursor: Option<&str>) -> Reply<Listing<DeliveryRow>> {
    let sql = shell.sql();
    found(&sql, id)?;
    let before = cursor.map(|cursor| cursor.parse().map_err(|_| no_cursor())).transpose()?;
    let mut rows = store::deliveries(&sql, id, before, PAGE + 1)?;
    let more = rows.len() > PAGE;
    rows.truncate(PAGE);
    let next = rows.last().filter(|_| more).map(|(row_id, _)| row_id.to_string());
    reply::json(&Listing { items: rows.into_iter().map(|(_, row)| row).collect(), next })
}

/// Sends a delivery once more, behind what waits about the same conversation. It keeps its id.
fn replay(shell: &Rc<Shell>, endpoint: &WebhookId, id: &DeliveryId) -> Reply<DeliveryRow> {
    let sql = shell.sql();
    let row = delivery_row(&sql, endpoint, id)?;
    if row.state != DeliveryState::Waiting {
        atomic(&shell.object.state, || {
            store::undeliver(&sql, id)?;
            queue_again(&sql, endpoint, &row.about, id, clock::now())
        })?;
        outbox::pump(shell)?;
    }
    reply::json(&delivery_row(&sql, endpoint, id)?)
}

impl Handler for ListWebhooks {
    fn handle(shell: &Rc<Shell>, _: &Principal, _: Request<Self>) -> Reply<Self::Answer> {
        let items = store::all(&shell.sql())?.into_iter().map(Endpoint::row).collect();
        reply::json(&Listing { items, next: None })
    }
}

impl Handler for PutWebhook {
    fn handle(shell: &Rc<Shell>, me: &Principal, request: Request<Self>) -> Reply<Self::Answer> {
        put(shell, me, &request.route.webhook, request.body)
    }
}

impl Handler for DeleteWebhook {
    fn handle(shell: &Rc<Shell>, me: &Principal, request: Request<Self>) -> Reply<Self::Answer> {
        delete(shell, me, &request.route.webhook)
    }
}

impl Handler for RotateWebhookSecret {
    fn handle(shell: &Rc<Shell>, me: &Principal, request: Request<Self>) -> Reply<Self::Answer> {
        rotate(shell, me, &request.route.webhook)
    }
}

impl Handler for TestWebhook {
    fn handle(shell: &Rc<Shell>, _: &Principal, request: Request<Self>) -> Reply<Self::Answer> {
        test(shell, &request.route.webhook)
    }
}

impl Handler for ListDeliveries {
    fn handle(shell: &Rc<Shell>, _: &Principal, request: Request<Self>) -> Reply<Self::Answer> {
        deliveries(shell, &request.route.webhook, request.query.cursor.as_deref())
    }
}

impl Handler for ReplayDelivery {
    fn handle(shell: &Rc<Shell>, _: &Principal, request: Request<Self>) -> Reply<Self::Answer> {
        replay(shell, &request.route.webhook, &request.route.delivery)
    }
}
