//! The shell of `shared::outbox`. It reads the rows, sends what is due, writes what follows, and
//! sets the alarm. A message is queued in the transaction that causes it; afterwards [`pump`] must
//! run in the same turn, so that the alarm is as durable as the message.

use super::address;
use super::outbox_store::{self as store, Rows};
use crate::error::{Answer, ApiError};
use crate::http::body;
use crate::runtime::storage::{self, atomic};
use crate::runtime::{clock, counters, limits};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::value::RawValue;
use shared::id::{DeviceId, MailId, WebhookId};
use shared::metrics::{MAX_OBJECT_BYTES, WARN_OBJECT_BYTES};
use shared::outbox::{
    Ack, Address, Alarm, Destination, Envelope, Outbox, Outcome, Queued, Reception,
};
use shared::sweep::lateness;
use shared::time::Timestamp;
use std::cell::{Cell, RefCell};
use std::rc::Rc;
use worker::{Env, Method, Request, RequestInit, RequestRedirect, Response, State};

/// A message's payload as JSON.
pub(crate) type Payload = Box<RawValue>;

type Batch = shared::outbox::Batch<Payload>;

/// The status of a site's answer to messages after the operator has deleted it. It has no other meaning,
/// so that nothing is dropped because a site could not be read.
const SITE_DELETED: u16 = 410;

/// What every object has: its storage and sockets, its bindings, and its outbox.
pub(crate) struct Object {
    pub(crate) state: State,
    pub(crate) env: Env,
    outbox: RefCell<Outbox>,
    alarm: Cell<Alarm>,
}

impl Object {
    pub(crate) fn new(state: State, env: Env) -> Self {
        limits::read_setting(&env);
        Self { state, env, outbox: RefCell::default(), alarm: Cell::default() }
    }
}

/// An object that has an outbox.
pub(crate) trait OutboxHost: 'static {
    fn object(&self) -> &Object;
    /// Its own address.
    fn address(&self) -> Result<Address, ApiError>;
    /// The object's own next deadline.
    fn deadline(&self) -> Option<Timestamp>;

    /// Sends a message to an agent's device. Only sites have devices.
    async fn push(
        &self,
        device: &DeviceId,
        _message: &Queued<Payload>,
    ) -> Result<Outcome, ApiError> {
        Err(ApiError::Broken(format!("this object can't push to {device}")))
    }

    /// Sends a mail. Only sites do.
    async fn mail(&self, mail: &MailId, _message: &Queued<Payload>) -> Result<Outcome, ApiError> {
        Err(ApiError::Broken(format!("this object can't send {mail}")))
    }

    /// Sends a delivery to an endpoint of the site's webhooks. Only sites have endpoints.
    async fn post(
        &self,
        endpoint: &WebhookId,
        _message: &Queued<Payload>,
    ) -> Result<Outcome, ApiError> {
        Err(ApiError::Broken(format!("this object can't post to {endpoint}")))
    }

    /// Called when a batch has been settled and its outcome is written.
    async fn after_delivery(self: &Rc<Self>) -> Result<(), ApiError> {
        Ok(())
    }

    /// The operator has deleted the site that this object is of: drop everything.
    async fn site_deleted(self: &Rc<Self>) -> Result<(), ApiError> {
        Ok(())
    }

    /// A device no longer exists at its push service.
    fn device_gone(self: &Rc<Self>, _device: &DeviceId) -> Result<(), ApiError> {
        Ok(())
    }
}

/// Sends what is due, and sets the alarm for the next attempt or deadline. Call it after every turn
/// that queued a message, when the object wakes, and when its alarm fires.
pub(crate) fn pump<H: OutboxHost>(host: &Rc<H>) -> Result<(), ApiError> {
    let Object { state, outbox, .. } = host.object();
    let sql = state.storage().sql();
    let step = outbox.borrow_mut().step(clock::now(), &Rows(&sql))?;
    arm_for(&**host, step.alarm)?;
    if !step.effects.is_empty() {
        atomic(state, || store::apply(&sql, &step.effects))?;
    }
    for batch in step.batches {
        state.wait_until(deliver(Rc::clone(host), batch));
    }
    Ok(())
}

/// Sets the alarm for the object's own deadline, after a turn that queued no message.
pub(crate) fn arm<H: OutboxHost>(host: &H) -> Result<(), ApiError> {
    arm_for(host, None)
}

/// Sets the alarm again, whatever the memory knows of it: the runtime gives up an alarm that fails again
/// and again, and says so to nobody. Warns of an object that comes close to what it can store.
pub(crate) fn sweep<H: OutboxHost>(host: &Rc<H>) -> Result<(), ApiError> {
    let address = host.address()?;
    let bytes = host.object().state.storage().sql().database_size() as u64;
    if bytes >= WARN_OBJECT_BYTES {
        worker::console_warn!(
            "{address} has {bytes} of the {MAX_OBJECT_BYTES} bytes that it can store"
        );
    }
    if let Some(late) = lateness(host.deadline(), clock::now()) {
        worker::console_error!(
            "the alarm of {address} was {} seconds late, because it had failed too often or nothing ran; \
             it is set again",
            late.0 / 1_000
        );
    }
    alarm_fired(&**host);
    pump(host)
}

/// Records that the alarm has fired and is no longer set.
pub(crate) fn alarm_fired<H: OutboxHost>(host: &H) {
    let mut alarm = host.object().alarm.get();
    alarm.fired();
    host.object().alarm.set(alarm);
}

fn arm_for<H: OutboxHost>(host: &H, attempt: Option<Timestamp>) -> Result<(), ApiError> {
    let Some(at) = host.deadline().into_iter().chain(attempt).min() else { return Ok(()) };
    let Object { state, alarm: known, .. } = host.object();
    let mut alarm = known.get();
    if let Some(at) = alarm.earlier(at, clock::now()) {
        storage::set_alarm(state, at)?;
        alarm.set(at);
        known.set(alarm);
    }
    Ok(())
}

async fn deliver<H: OutboxHost>(host: Rc<H>, batch: Batch) {
    let outcome = match send(&*host, &batch).await {
        Ok(outcome) => outcome,
        Err(ApiError::SiteDeleted) => {
            if let Err(error) = host.site_deleted().await {
                worker::console_error!("an object of a deleted site was not dropped: {error}");
            }
            return;
        }
        Err(error) => {
            counters::delivery_delayed();
            worker::console_warn!("messages to {} are delayed: {error}", batch.to);
            Outcome::Failed { wait: None }
        }
    };
    // If this fails, the messages are sent again when the lease is over.
    if let Err(error) = into_response(&host, &batch, outcome) {
        worker::console_error!("the outcome of messages to {} was not stored: {error}", batch.to);
    }
    if let Err(error) = host.after_delivery().await {
        worker::console_error!("after messages to {}: {error}", batch.to);
    }
}

/// Writes the outcome of a batch, and sends what waited behind it.
fn into_response<H: OutboxHost>(
    host: &Rc<H>,
    batch: &Batch,
    outcome: Outcome,
) -> Result<(), ApiError> {
    let Object { state, outbox, .. } = host.object();
    let sql = state.storage().sql();
    let effects = outbox.borrow_mut().settled(clock::now(), batch, outcome);
    atomic(state, || store::apply(&sql, &effects))?;
    if let (Outcome::Gone, Destination::WebPush(device)) = (outcome, &batch.to) {
        host.device_gone(device)?;
    }
    pump(host)
}

async fn send<H: OutboxHost>(host: &H, batch: &Batch) -> Result<Outcome, ApiError> {
    match &batch.to {
        Destination::Object(to) => send_envelope(host, to, batch).await,
        Destination::WebPush(device) => match batch.messages.first() {
            Some(message) => host.push(device, message).await,
            None => Ok(Outcome::Delivered),
        },
        Destination::Mail(mail) => match batch.messages.first() {
            Some(message) => host.mail(mail, message).await,
            None => Ok(Outcome::Delivered),
        },
        Destination::Webhook(endpoint, _) => match batch.messages.first() {
            Some(message) => host.post(endpoint, message).await,
            None => Ok(Outcome::Delivered),
        },
    }
}

async fn send_envelope<H: OutboxHost>(
    host: &H,
    to: &Address,
    batch: &Batch,
) -> Result<Outcome, ApiError> {
    let request = request("messages", &batch.envelope(host.address()?))?;
    let mut answer = address::stub(to, &host.object().env)?.fetch_with_request(request).await?;
    match answer.status_code() {
        200..=299 => {
            let Ack { up_to } = body::response_json(&mut answer).await?;
            Ok(Outcome::Acked { up_to })
        }
        SITE_DELETED => Err(ApiError::SiteDeleted),
        status => {
            let text = answer.text().await?;
            Err(ApiError::Broken(format!("answered {status}: {text}")))
        }
    }
}

/// A message by its sender and sequence number. It is marked as handled in the transaction of its
/// effects.
#[derive(Clone)]
pub(crate) struct Received {
    pub(crate) from: Address,
    pub(crate) seq: u64,
}

/// Handles the messages of an envelope one by one, and acks how far it came.
pub(crate) async fn receive<M: DeserializeOwned>(
    state: &State,
    envelope: Envelope<Payload>,
    mut handle: impl AsyncFnMut(Received, M) -> Result<(), ApiError>,
) -> Answer {
    let (sql, from) = (state.storage().sql(), envelope.from.clone());
    let opened = Reception::open(envelope);
    let mut reception = opened.map_err(|wrong| ApiError::Broken(wrong.to_string()))?;
    while let Some(message) = reception.next(store::last(&sql, &from)?) {
        let seq = message.seq;
        let received = Received { from: from.clone(), seq };
        let handled = match serde_json::from_str(message.body.get()) {
            Ok(message) => handle(received, message).await,
            Err(error) => Err(error.into()),
        };
        if let Err(error) = handled {
            worker::console_error!("message {seq} of {from} failed: {error}");
            break;
        }
        reception.handled(seq);
    }
    body::answer(&reception.ack())
}

/// A request from the worker or an object to an object. It is always built here and never forwarded
/// from outside, so a stranger can't forge one.
pub(crate) fn request<T: Serialize>(kind: &str, body: &T) -> Result<Request, ApiError> {
    let mut init = RequestInit::new();
    init.with_method(Method::Post)
        .with_redirect(RequestRedirect::Manual) // the client handles redirects
        .with_body(Some(serde_json::to_string(body)?.into()));
    Ok(Request::new_with_init(&format!("https://object/{kind}"), &init)?)
}

/// The answer of a deleted site to messages.
pub(crate) fn site_deleted() -> Result<Response, ApiError> {
    Ok(Response::error("this site was deleted", SITE_DELETED)?)
}

/// The empty answer to a request that was handled.
pub(crate) fn received() -> Result<Response, ApiError> {
    Ok(Response::ok("")?)
}
