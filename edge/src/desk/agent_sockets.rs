//! Agent sockets of the desk, and the frames they send.

use super::{Shell, TurnExtras};
use crate::error::ApiError;
use crate::heartbeat;
use crate::messaging::client_frame::{self, Taken};
use crate::runtime::clock;
use crate::runtime::limits::Sender;
use crate::runtime::sockets;
use crate::site::SiteRequest;
use serde::{Deserialize, Serialize};
use shared::desk::DeskInput;
use shared::id::{AgentId, SessionId};
use shared::protocol::{AgentEvent, AgentFrame};
use shared::rights::{Holder, SocketRights};
use shared::time::Timestamp;
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;
use worker::{State, WebSocket, WebSocketIncomingMessage};

/// The owner of an agent socket. The worker sends it, and the socket's attachment stores it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct AgentSocket {
    pub(crate) agent: AgentId,
    pub(crate) session: SessionId,
}

/// Handles one frame of one socket.
pub(super) fn on_frame(
    shell: &Rc<Shell>,
    socket: &WebSocket,
    message: WebSocketIncomingMessage,
) -> Result<(), ApiError> {
    let Some(owner) = sockets::note::<AgentSocket>(socket) else { return Ok(()) };
    let sender = Sender::socket(socket);
    let Taken::Handle(frame) =
        client_frame::receive::<AgentFrame>(&shell.limits, sender, socket, message)
    else {
        return Ok(());
    };
    let id = frame.id().clone();
    let answer = match shell
        .turn(vec![DeskInput::AgentFrame { agent: owner.agent, frame }], TurnExtras::Nothing)?
    {
        Ok(()) => AgentEvent::Ack { id },
        Err(refusal) => AgentEvent::Error {
            id: Some(id),
            code: refusal.code().to_owned(),
            message: refusal.to_string(),
        },
    };
    sockets::send(socket, &answer);
    Ok(())
}

/// The latest ping on an agent's open sockets; `None` if they have none.
pub(super) fn last_seen_at(state: &State, agent: &AgentId) -> Option<Timestamp> {
    let sockets = state.get_websockets_with_tag(agent.as_str());
    heartbeat::last_seen_on(state, &sockets)
}

/// The same while one of their sockets closes.
pub(super) fn last_seen_beside(
    state: &State,
    agent: &AgentId,
    leaving: &WebSocket,
) -> Option<Timestamp> {
    let sockets = state.get_websockets_with_tag(agent.as_str());
    heartbeat::last_seen_beside(state, &sockets, leaving)
}

/// The latest ping of every connected agent.
pub(super) fn last_seen(state: &State) -> BTreeMap<AgentId, Option<Timestamp>> {
    let mut seen = BTreeMap::new();
    for (socket, owner) in all(state) {
        let at = heartbeat::last_seen_at(state, &socket);
        let latest: &mut Option<Timestamp> = seen.entry(owner.agent).or_default();
        *latest = at.max(*latest);
    }
    seen
}

/// All agent sockets.
pub(super) fn all(state: &State) -> Vec<(WebSocket, AgentSocket)> {
    let note = |socket: WebSocket| sockets::note(&socket).map(|owner| (socket, owner));
    state.get_websockets().into_iter().filter_map(note).collect()
}

/// Asks the site which sessions hold, and closes the sockets of those that have ended.
pub(super) async fn check(shell: &Rc<Shell>) -> Result<(), ApiError> {
    let state = &shell.object.state;
    let open = || all(state).into_iter().filter(|(socket, _)| sockets::is_open(socket));
    let mut last = shell.rights_checked.get();
    last.asked(clock::now());
    shell.rights_checked.set(last);
    let sessions: BTreeSet<_> = open().map(|(_, owner)| owner.session).collect();
    let request = SiteRequest::SocketRights { sessions: sessions.clone(), opened: None };
    match request.ask::<SocketRights>(&shell.object.env, &shell.site()?).await {
        Ok(rights) => {
            let ended = |session: &SessionId| !rights.sessions.contains_key(session);
            for session in sessions.iter().filter(|session| ended(session)) {
                hang_up(state, session);
            }
            Ok(())
        }
        Err(error) => {
            last.failed();
            shell.rights_checked.set(last);
            Err(error)
        }
    }
}

/// Checks in the background if the last check is too old.
pub(super) fn check_if_due(shell: &Rc<Shell>) {
    let mut last = shell.rights_checked.get();
    let due = last.is_due(clock::now());
    shell.rights_checked.set(last);
    if due {
        let checked = Rc::clone(shell);
        shell.object.state.wait_until(async move {
            if let Err(error) = check(&checked).await {
                worker::console_warn!("the sessions of sockets were not checked: {error}");
            }
        });
    }
}

/// Sends an event to every tab of an agent.
pub(super) fn send_to(state: &State, agent: &AgentId, frame: &AgentEvent) {
    for socket in state.get_websockets_with_tag(agent.as_str()) {
        sockets::send(&socket, frame);
    }
}

/// Sends an event to every agent who may hear it.
pub(super) fn tell_all(shell: &Shell, event: &AgentEvent) {
    for (socket, owner) in all(&shell.object.state) {
        if shell.may_hear(&owner.agent, event) {
            sockets::send(&socket, event);
        }
    }
}

/// Closes all sockets, because the site is deleted.
pub(super) fn hang_up_all(state: &State) {
    for (socket, _) in all(state) {
        if let Some((code, reason)) = Holder::SignedOut.closes() {
            sockets::close(&socket, code, reason);
        }
    }
}

/// Closes the sockets of a session that has ended.
pub(super) fn hang_up(state: &State, session: &SessionId) {
    for (socket, owner) in all(state) {
        if let Some((code, reason)) = Holder::SignedOut.closes()
            && owner.session == *session
        {
            sockets::close(&socket, code, reason);
        }
    }
}
