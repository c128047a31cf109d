//! Pushes to the devices of agents, queued in the outbox.

use super::devices::store as devices_store;
use super::{Shell, devices, notices};
use crate::error::ApiError;
use crate::messaging::outbox::{Payload, Received};
use crate::messaging::outbox_store;
use crate::runtime::clock;
use crate::web_push::{self as push, PushRequest, Vapid};
use shared::id::{AgentId, DeviceId};
use shared::outbox::{Destination, NewMessage, Outcome, Queued};
use shared::push::{Notice, Pushed};
use std::rc::Rc;

/// Handles the desk's request to push a notice to an agent's devices.
pub(super) fn on_message(
    shell: &Rc<Shell>,
    received: &Received,
    agent: &AgentId,
    notice: &Notice,
) -> Result<(), ApiError> {
    let sql = shell.sql();
    devices::change(shell, || {
        outbox_store::record_received(&sql, received)?;
        if !notices::is_pushed(&sql, agent, notice)? {
            return Ok(());
        }
        devices_store::delete_stale(&sql, clock::now())?;
        let theirs = devices_store::list(&sql, agent)?;
        theirs.iter().try_for_each(|device| write(shell, &device.id, notice))
    })
}

/// Queues a push to one device. The end of an offer withdraws the push of the offer.
pub(super) fn write(shell: &Shell, device: &DeviceId, notice: &Notice) -> Result<(), ApiError> {
    let message = NewMessage {
        to: Destination::WebPush(device.clone()),
        payload: Pushed { site: shell.id()?, notice: notice.clone() },
        topic: Some(notice.topic().to_owned()),
        expires: Some(notice.until(clock::now())),
        withdraws: matches!(notice, Notice::Closed { .. }),
    };
    outbox_store::add(&shell.sql(), &message)
}

/// Sends a push to the service of its device.
pub(super) async fn send(
    shell: &Shell,
    device: &DeviceId,
    message: &Queued<Payload>,
) -> Result<Outcome, ApiError> {
    let Some(to) = devices_store::recipient(&shell.sql(), device)? else {
        return Ok(Outcome::Refused); // the device was deleted meanwhile
    };
    let push_request = PushRequest {
        to: &to,
        body: message.payload.get(),
        topic: message.topic.as_deref().unwrap_or_default(),
        until: message.expires.unwrap_or_default(),
    };
    let vapid = Vapid::new(&shell.config()?.signer)?;
    let answer = push::send(&vapid, &push_request).await?;
    let outcome = Outcome::from(answer);
    if outcome != Outcome::Delivered {
        worker::console_warn!("{} answered a push with {answer:?}", to.endpoint);
    }
    Ok(outcome)
}
