//! The outbox between objects: a message is written in the transaction of what it tells, delivered in
//! order for each address, and forgotten when its receiver has answered. What fails is tried again
//! by alarm, so that a crash at any moment loses nothing; the receiver knows a message that comes
//! twice by its sender and number.

use super::address::Address;
use super::outbox_store::{self as store, OutboxMessage};
use crate::error::ApiError;
use crate::runtime::clock;
use crate::runtime::storage;
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use shared::time::{Millis, Timestamp};
use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::rc::Rc;
use worker::{Env, Method, Request, RequestInit, RequestRedirect, Response, State};

/// The first retry; each further one waits twice as long.
const RETRY: Millis = Millis::seconds(2);
const LONGEST_RETRY: Millis = Millis::seconds(60);
/// A delivery that has not moved for so long was lost with the event it ran in.
const STUCK: Millis = Millis::seconds(30);

/// A message on its way.
#[derive(Serialize, Deserialize)]
pub(crate) struct Envelope {
    /// Who sends it.
    pub(crate) from: String,
    /// Its place among all messages of its sender.
    pub(crate) seq: u64,
    /// What it says.
    pub(crate) body: Box<RawValue>,
}

impl Envelope {
    pub(crate) fn read<'b, T: Deserialize<'b>>(&'b self) -> Result<T, ApiError> {
        Ok(serde_json::from_str(self.body.get())?)
    }
}

/// What an object remembers of its outbox while it is awake.
#[derive(Default)]
pub(crate) struct Outbox {
    /// Deliveries that run, and when each last moved.
    running: RefCell<BTreeMap<Address, Timestamp>>,
    /// Addresses that could not be reached lately.
    failing: RefCell<BTreeMap<Address, Failing>>,
    /// When the alarm rings, as far as we know.
    alarm: Cell<Option<Timestamp>>,
}

#[derive(Clone, Copy)]
struct Failing {
    times: u32,
    again: Timestamp,
}

/// An object that sends messages.
pub(crate) trait OutboxHost: 'static {
    fn state(&self) -> &State;
    fn env(&self) -> &Env;
    fn outbox(&self) -> &Outbox;
    /// Its own address.
    fn address(&self) -> Result<Address, ApiError>;
    /// When its own next deadline is.
    fn deadline(&self) -> Option<Timestamp>;

    /// A message arrived: it is forgotten in the same turn as what its answer asks for.
    fn on_delivered(
        self: &Rc<Self>,
        message: &OutboxMessage,
        _answer: &str,
    ) -> Result<(), ApiError> {
        store::remove(&self.state().storage().sql(), message.seq)
    }
}

/// Letters that wait.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Waiting {
    /// None do.
    None,
    /// Written just now: were this the last thing we do, they must be tried again soon.
    Fresh,
    /// Under way, or to be tried again later.
    Old,
}

/// Sets the alarm for the next deadline, and for the next try while messages wait. Called in the turn
/// that writes; an alarm that rings too early does no harm, so it is only ever moved forward.
pub(crate) fn arm<O: OutboxHost>(host: &O, waiting: Waiting) -> Result<(), ApiError> {
    let (outbox, now) = (host.outbox(), clock::now());
    let retry = match waiting {
        Waiting::None => None,
        Waiting::Fresh => Some(now + RETRY),
        Waiting::Old => Some(outbox.next_try(now)),
    };
    let Some(at) = host.deadline().into_iter().chain(retry).min() else { return Ok(()) };
    if outbox.alarm.get().is_none_or(|set| at < set) {
        storage::set_alarm(host.state(), at)?;
        outbox.alarm.set(Some(at));
    }
    Ok(())
}

/// The object has woken, and no longer knows when its alarm rings: what still waits is on its way
/// again, and the alarm set so that no later deadline takes the place of the next try.
pub(crate) fn on_wake<O: OutboxHost>(host: &Rc<O>) -> Result<(), ApiError> {
    match deliver(host)? {
        Waiting::None => arm(&**host, Waiting::None),
        _ => arm(&**host, Waiting::Fresh),
    }
}

/// The alarm rang: it is not set any more.
pub(crate) fn alarm_fired<O: OutboxHost>(host: &O) {
    host.outbox().alarm.set(None);
}

/// Begins a delivery for every address that a message waits for.
pub(crate) fn deliver<O: OutboxHost>(host: &Rc<O>) -> Result<Waiting, ApiError> {
    let now = clock::now();
    let addresses = store::addresses(&host.state().storage().sql())?;
    let waiting = if addresses.is_empty() { Waiting::None } else { Waiting::Old };
    for to in addresses {
        if host.outbox().begin(now, &to) {
            let host = Rc::clone(host);
            host.clone().state().wait_until(run(host, to));
        }
    }
    Ok(waiting)
}

/// Delivers to one address until nothing waits for it, or it can't be reached.
async fn run<O: OutboxHost>(host: Rc<O>, to: Address) {
    loop {
        match deliver_first(&host, &to).await {
            Ok(true) => host.outbox().moved(clock::now(), &to),
            Ok(false) => return host.outbox().end(&to),
            Err(error) => {
                worker::console_warn!("a message to {to} waits: {error}");
                host.outbox().fail(clock::now(), &to);
                if let Err(error) = arm(&*host, Waiting::Old) {
                    worker::console_error!("no alarm for the next try: {error}");
                }
                return;
            }
        }
    }
}

async fn deliver_first<O: OutboxHost>(host: &Rc<O>, to: &Address) -> Result<bool, ApiError> {
    let Some(message) = store::first(&host.state().storage().sql(), to)? else {
        return Ok(false);
    };
    let answer = send(&**host, to, &message).await?;
    host.on_delivered(&message, &answer)?;
    Ok(true)
}

async fn send<O: OutboxHost>(
    host: &O,
    to: &Address,
    message: &OutboxMessage,
) -> Result<String, ApiError> {
    let envelope = Envelope {
        from: host.address()?.to_string(),
        seq: message.seq,
        body: RawValue::from_string(message.body.clone())?,
    };
    let request = request("message", &envelope)?;
    let mut answer = to.stub(host.env())?.fetch_with_request(request).await?;
    let text = answer.text().await?;
    match answer.status_code() {
        200..=299 => Ok(text),
        status => Err(ApiError::Broken(format!("answered {status}: {text}"))),
    }
}

/// A request from object to object, or from the worker to one: made here, never passed on from
/// outside, so nothing a stranger sends can look like it.
pub(crate) fn request<T: Serialize>(kind: &str, body: &T) -> Result<Request, ApiError> {
    let mut init = RequestInit::new();
    init.with_method(Method::Post)
        .with_redirect(RequestRedirect::Manual) // where to go on is for the client to hear
        .with_body(Some(serde_json::to_string(body)?.into()));
    Ok(Request::new_with_init(&format!("https://object/{kind}"), &init)?)
}

/// The answer to a message that was taken, or had been taken before.
pub(crate) fn received() -> Result<Response, ApiError> {
    Ok(Response::ok("")?)
}

impl Outbox {
    fn begin(&self, now: Timestamp, to: &Address) -> bool {
        let backs_off = self.failing.borrow().get(to).is_some_and(|failing| now < failing.again);
        let mut running = self.running.borrow_mut();
        let runs = running.get(to).is_some_and(|moved| now.since(*moved) < STUCK);
        if backs_off || runs {
            return false;
        }
        running.insert(to.clone(), now);
        true
    }

    fn moved(&self, now: Timestamp, to: &Address) {
        self.failing.borrow_mut().remove(to);
        self.running.borrow_mut().insert(to.clone(), now);
    }

    fn end(&self, to: &Address) {
        self.running.borrow_mut().remove(to);
    }

    fn fail(&self, now: Timestamp, to: &Address) {
        self.running.borrow_mut().remove(to);
        let mut failing = self.failing.borrow_mut();
        let times = failing.get(to).map_or(1, |failing| failing.times.saturating_add(1));
        failing.insert(to.clone(), Failing { times, again: now + pause(times) });
    }

    fn next_try(&self, now: Timestamp) -> Timestamp {
        let soonest = self.failing.borrow().values().map(|failing| failing.again).min();
        soonest.unwrap_or(now + STUCK).max(now + Millis(1))
    }
}

/// How long to wait after that many failures.
fn pause(times: u32) -> Millis {
    let doubled = RETRY.0.saturating_mul(1 << times.saturating_sub(1).min(10));
    Millis(doubled.min(LONGEST_RETRY.0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_grow_to_a_minute() {
        let pauses: Vec<u64> = [1, 2, 3, 6, 40].map(|times| pause(times).0 / 1_000).to_vec();
        assert_eq!(pauses, [2, 4, 8, 60, 60]);
    }

    #[test]
    fn one_delivery_runs_for_an_address_and_a_lost_one_is_replaced() {
        let (outbox, to) = (Outbox::default(), Address::parse("site/site_a").unwrap());
        assert!(outbox.begin(Timestamp(0), &to));
        assert!(!outbox.begin(Timestamp(1), &to));
        assert!(outbox.begin(Timestamp(STUCK.0), &to));
        outbox.end(&to);
        assert!(outbox.begin(Timestamp(STUCK.0), &to));
    }

    #[test]
    fn an_address_that_failed_rests() {
        let (outbox, to) = (Outbox::default(), Address::parse("site/site_a").unwrap());
        outbox.begin(Timestamp(0), &to);
        outbox.fail(Timestamp(0), &to);
        assert!(!outbox.begin(Timestamp(1_999), &to));
        assert!(outbox.begin(Timestamp(2_000), &to));
    }
}
