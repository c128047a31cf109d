//! Pushes on their way to their services: written in the turn of what they tell, sent after it in
//! order for each device, tried again while that is worth it.

use super::store::{devices as devices_store, errands as store};
use super::{Shell, devices};
use crate::clock;
use crate::error::{Answer, Fault};
use crate::outbox::{self, Envelope, Waiting};
use crate::outbox_store;
use crate::push::{self, Parcel, Vapid};
use crate::storage::atomic;
use shared::id::{AgentId, DeviceId};
use shared::push::{self as rules, LEASE, Next, Notice, Pushed};
use shared::time::Timestamp;
use std::rc::Rc;
use store::Errand;
use worker::SqlStorage;

/// The desk wants an agent's devices told.
pub(super) fn hear(
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
        outbox_store::mark(&sql, &envelope.from, envelope.seq)?;
        devices_store::forget_stale(&sql, clock::now())?;
        let theirs = devices_store::of(&sql, agent)?;
        theirs.iter().try_for_each(|device| write(shell, &device.id, notice))
    })?;
    deliver(shell)?;
    outbox::received()
}

/// Writes a push to one device; a ring that was not even tried there needs no word that it is over.
pub(super) fn write(shell: &Shell, device: &DeviceId, notice: &Notice) -> Result<(), Fault> {
    let (sql, now) = (shell.sql(), clock::now());
    let recalled =
        matches!(notice, Notice::Closed { .. }) && store::recall(&sql, device, notice.topic())?;
    if recalled {
        return Ok(());
    }
    let body = serde_json::to_string(&Pushed { site: shell.id()?, notice: notice.clone() })?;
    store::put(&sql, now, device, notice.topic(), &body, notice.until(now))
}

/// Forgets devices whose session is over, and what was to be told to devices that are gone.
pub(super) fn forget_what_nobody_gets(sql: &SqlStorage, now: Timestamp) -> Result<(), Fault> {
    devices_store::forget_stale(sql, now)?;
    store::forget_orphans(sql)
}

/// Sends every push whose turn it is, and has the alarm rung for the others.
pub(super) fn deliver(shell: &Rc<Shell>) -> Result<(), Fault> {
    for errand in atomic(&shell.state, || take(&shell.sql(), clock::now()))? {
        let shell = Rc::clone(shell);
        shell.clone().state.wait_until(run(shell, errand));
    }
    outbox::arm(&**shell, Waiting::None)
}

/// Takes those whose turn it is; what is not worth telling any more goes on the way. Should the
/// object go down under way, they are tried again when the lease is over.
fn take(sql: &SqlStorage, now: Timestamp) -> Result<Vec<Errand>, Fault> {
    let mut taken = Vec::new();
    loop {
        let due = store::due(sql, now)?;
        if due.is_empty() {
            return Ok(taken);
        }
        for errand in due {
            if errand.until <= now.0 || store::superseded(sql, &errand)? {
                store::remove(sql, errand.seq)?;
                continue;
            }
            let tries = errand.tries + 1;
            store::try_again_at(sql, errand.seq, tries, now + LEASE)?;
            taken.push(Errand { tries, ..errand });
        }
    }
}

async fn run(shell: Rc<Shell>, errand: Errand) {
    let done = match attempt(&shell, &errand).await {
        Ok(next) => settle(&shell, &errand, next),
        Err(fault) => Err(fault),
    };
    // What failed here is tried again when the lease is over.
    if let Err(fault) = done {
        worker::console_error!("a push to {} was not settled: {fault}", errand.device);
    }
}

async fn attempt(shell: &Shell, errand: &Errand) -> Result<Next, Fault> {
    let Some(to) = devices_store::recipient(&shell.sql(), &errand.device)? else {
        return Ok(Next::GiveUp); // forgotten meanwhile
    };
    let until = Timestamp(errand.until);
    let parcel = Parcel { to: &to, body: &errand.body, topic: &errand.topic, until };
    let vapid = Vapid::of(&shell.config()?.seal)?;
    let answer = push::send(&vapid, &parcel).await?;
    let next = rules::next(clock::now(), until, errand.tries, answer);
    if next != Next::Sent {
        worker::console_warn!("{} answered a push with {answer:?}: {next:?}", to.endpoint);
    }
    Ok(next)
}

/// Keeps what follows from the answer, and goes on with what waited behind it.
fn settle(shell: &Rc<Shell>, errand: &Errand, next: Next) -> Result<(), Fault> {
    let sql = shell.sql();
    match next {
        Next::Sent | Next::GiveUp => store::remove(&sql, errand.seq)?,
        Next::Again(at) => store::try_again_at(&sql, errand.seq, errand.tries, at)?,
        Next::Forget => {
            devices::change(shell, || devices_store::forget(&sql, &errand.device))?;
        }
    }
    deliver(shell)
}
