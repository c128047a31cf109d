//! Pushes on their way to their services: written in the turn of what they tell, sent after it in
//! order for each device, tried again while that is worth it.

pub(crate) mod store;

use super::devices::store as devices_store;
use super::{Shell, devices};
use crate::error::{Answer, ApiError};
use crate::messaging::outbox::{self, Envelope, Waiting};
use crate::messaging::outbox_store;
use crate::runtime::clock;
use crate::runtime::storage::atomic;
use crate::web_push::{self as push, PushRequest, Vapid};
use shared::id::{AgentId, DeviceId};
use shared::push::{self as rules, LEASE, Next, Notice, Pushed};
use shared::time::Timestamp;
use std::rc::Rc;
use store::PushDelivery;
use worker::SqlStorage;

/// The desk wants an agent's devices told.
pub(super) fn on_message(
    shell: &Rc<Shell>,
    envelope: &Envelope,
    agent: &AgentId,
    notice: &Notice,
) -> Answer {
    let sql = shell.sql();
    if outbox_store::has_come(&sql, &envelope.from, envelope.seq)? {
        return outbox::received();
    }
    devices::change(shell, || {
        outbox_store::record_received(&sql, &envelope.from, envelope.seq)?;
        devices_store::delete_stale(&sql, clock::now())?;
        let theirs = devices_store::list(&sql, agent)?;
        theirs.iter().try_for_each(|device| write(shell, &device.id, notice))
    })?;
    deliver(shell)?;
    outbox::received()
}

/// Writes a push to one device; an offer that was not even tried there needs no word that it is over.
pub(super) fn write(shell: &Shell, device: &DeviceId, notice: &Notice) -> Result<(), ApiError> {
    let (sql, now) = (shell.sql(), clock::now());
    let recalled =
        matches!(notice, Notice::Closed { .. }) && store::recall(&sql, device, notice.topic())?;
    if recalled {
        return Ok(());
    }
    let body = serde_json::to_string(&Pushed { site: shell.id()?, notice: notice.clone() })?;
    store::enqueue(&sql, now, device, notice.topic(), &body, notice.until(now))
}

/// Forgets devices whose session is over, and what was to be told to devices that are gone.
pub(super) fn delete_undeliverable(sql: &SqlStorage, now: Timestamp) -> Result<(), ApiError> {
    devices_store::delete_stale(sql, now)?;
    store::delete_orphans(sql)
}

/// Sends every push whose turn it is, and has the alarm rung for the others.
pub(super) fn deliver(shell: &Rc<Shell>) -> Result<(), ApiError> {
    for delivery in atomic(&shell.state, || lease_due(&shell.sql(), clock::now()))? {
        let shell = Rc::clone(shell);
        shell.clone().state.wait_until(run(shell, delivery));
    }
    outbox::arm(&**shell, Waiting::None)
}

/// Takes those whose turn it is; what is not worth telling any more goes on the way. Should the
/// object go down under way, they are tried again when the lease is over.
fn lease_due(sql: &SqlStorage, now: Timestamp) -> Result<Vec<PushDelivery>, ApiError> {
    let mut leased = Vec::new();
    loop {
        let due = store::due(sql, now)?;
        if due.is_empty() {
            return Ok(leased);
        }
        for delivery in due {
            if delivery.until <= now.0 || store::superseded(sql, &delivery)? {
                store::remove(sql, delivery.seq)?;
                continue;
            }
            let tries = delivery.tries + 1;
            store::try_again_at(sql, delivery.seq, tries, now + LEASE)?;
            leased.push(PushDelivery { tries, ..delivery });
        }
    }
}

async fn run(shell: Rc<Shell>, delivery: PushDelivery) {
    let done = match attempt(&shell, &delivery).await {
        Ok(next) => complete(&shell, &delivery, next),
        Err(error) => Err(error),
    };
    // What failed here is tried again when the lease is over.
    if let Err(error) = done {
        worker::console_error!("a push to {} was not settled: {error}", delivery.device);
    }
}

async fn attempt(shell: &Shell, delivery: &PushDelivery) -> Result<Next, ApiError> {
    let Some(to) = devices_store::recipient(&shell.sql(), &delivery.device)? else {
        return Ok(Next::GiveUp); // forgotten meanwhile
    };
    let until = Timestamp(delivery.until);
    let push_request = PushRequest { to: &to, body: &delivery.body, topic: &delivery.topic, until };
    let vapid = Vapid::new(&shell.config()?.signer)?;
    let answer = push::send(&vapid, &push_request).await?;
    let next = rules::next(clock::now(), until, delivery.tries, answer);
    if next != Next::Sent {
        worker::console_warn!("{} answered a push with {answer:?}: {next:?}", to.endpoint);
    }
    Ok(next)
}

/// Keeps what follows from the answer, and goes on with what waited behind it.
fn complete(shell: &Rc<Shell>, delivery: &PushDelivery, next: Next) -> Result<(), ApiError> {
    let sql = shell.sql();
    match next {
        Next::Sent | Next::GiveUp => store::remove(&sql, delivery.seq)?,
        Next::Again(at) => store::try_again_at(&sql, delivery.seq, delivery.tries, at)?,
        Next::Delete => {
            devices::change(shell, || devices_store::delete(&sql, &delivery.device))?;
        }
    }
    deliver(shell)
}
