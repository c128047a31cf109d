//! The participants of a conversation, and which frames each gets.

use super::memory::Memory;
use crate::heartbeat;
use crate::runtime::counters::SocketOf;
use crate::runtime::sockets;
use serde::{Deserialize, Serialize};
use shared::event::AgentProfile;
use shared::id::{AgentId, SessionId, SiteId};
use shared::permission::Permission;
use shared::protocol::{Me, ServerFrame, Side};
use shared::rights::{AgentRights, Holder, ServerFrameKind};
use shared::time::Timestamp;
use worker::{State, WebSocket};

/// Who connects. The worker sends it, and the socket's attachment stores it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "role", rename_all = "snake_case")]
pub(crate) enum Participant {
    /// The conversation's visitor, authenticated by the worker.
    Visitor,
    /// An agent who is signed in at the conversation's site, or who made the API key.
    Agent {
        /// What others see of them.
        profile: AgentProfile,
        site: String,
        /// Their permissions, as the site last said.
        permissions: Vec<Permission>,
        /// The session that opened the socket. A request needs none: the site was just asked.
        session: Option<SessionId>,
    },
}

/// The attachment of a participant's socket.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Note {
    pub(super) participant: Participant,
    /// Whether they have sent `resume`. Before that they get no frames, because those would arrive
    /// before the events they miss.
    pub(super) resumed: bool,
}

impl Participant {
    /// The participant for a request of an agent, or of their API key.
    pub(crate) fn agent(site: &SiteId, me: &Me) -> Self {
        let (site, permissions) = (site.as_str().to_owned(), me.permissions.clone());
        Self::Agent { profile: me.agent.clone(), site, permissions, session: None }
    }

    /// The participant for a socket of an agent.
    pub(crate) fn agent_socket(site: &SiteId, me: &Me, session: SessionId) -> Self {
        match Self::agent(site, me) {
            Self::Agent { profile, site, permissions, .. } => {
                Self::Agent { profile, site, permissions, session: Some(session) }
            }
            Self::Visitor => Self::Visitor,
        }
    }

    pub(super) const fn tag(&self) -> &'static str {
        match self {
            Self::Visitor => "visitor",
            Self::Agent { .. } => "agent",
        }
    }

    /// Which sockets theirs are counted with.
    pub(super) const fn kind(&self) -> SocketOf {
        match self {
            Self::Visitor => SocketOf::Visitor,
            Self::Agent { .. } => SocketOf::Agent,
        }
    }

    /// What they are to the conversation now. It decides which sockets and frames are theirs.
    pub(super) fn holder(&self, memory: &Memory) -> Holder {
        match self {
            Self::Visitor => Holder::Visitor,
            Self::Agent { profile, site, permissions, .. } => {
                let who = AgentRights { agent: &profile.id, site, permissions };
                Holder::of_agent(&memory.conversation, memory.agents(), who)
            }
        }
    }

    /// Their side of the conversation; `None` for an agent who only reads along.
    pub(super) fn side(&self, memory: &Memory) -> Option<Side> {
        match self.holder(memory) {
            Holder::Visitor => Some(Side::Visitor),
            Holder::AgentOfChat => Some(Side::Agent),
            _ => None,
        }
    }

    /// Whether they may read the conversation.
    pub(super) fn may_listen(&self, memory: &Memory) -> bool {
        self.holder(memory).holds_socket()
    }
}

/// Whether this side has an open socket that is not silent, without the one that is closing.
pub(super) fn is_here(
    state: &State,
    memory: &Memory,
    side: Side,
    leaving: Option<&WebSocket>,
) -> bool {
    ends(state, memory, side)
        .iter()
        .filter(|(socket, _)| leaving.is_none_or(|leaving| !sockets::same(socket, leaving)))
        .any(|(socket, _)| heartbeat::is_live(state, socket))
}

/// The latest ping on the visitor's open sockets, without the one that is closing; `None` if they
/// have none.
pub(super) fn visitor_last_seen_at(
    state: &State,
    leaving: Option<&WebSocket>,
) -> Option<Timestamp> {
    let sockets = state.get_websockets_with_tag(Participant::Visitor.tag());
    match leaving {
        None => heartbeat::last_seen_on(state, &sockets),
        Some(leaving) => heartbeat::last_seen_beside(state, &sockets, leaving),
    }
}

/// How many sockets the visitor has open that are not silent.
pub(super) fn open_sockets_of_visitor(state: &State) -> usize {
    let sockets = state.get_websockets_with_tag(Participant::Visitor.tag());
    sockets.iter().filter(|socket| heartbeat::is_live(state, socket)).count()
}

/// Closes the sockets of agents who may not read the conversation any more, for example because they
/// declined its offer. The right was checked when they connected, and a turn may have ended it.
pub(super) fn close_without_right(state: &State, memory: &Memory) {
    for (socket, participant) in agents(state) {
        close_with(&socket, participant.holder(memory));
    }
}

/// Closes the sockets of the visitor, whom the site has blocked.
pub(super) fn close_blocked(state: &State) {
    for socket in state.get_websockets_with_tag(Participant::Visitor.tag()) {
        close_with(&socket, Holder::BlockedVisitor);
    }
}

/// Closes a socket, if its holder may not hold it.
pub(super) fn close_with(socket: &WebSocket, holder: Holder) {
    if let Some((code, reason)) = holder.closes() {
        sockets::close(socket, code, reason);
    }
}

/// Sends a frame to every resumed socket of one side.
pub(super) fn send_to(state: &State, memory: &Memory, side: Side, frame: &ServerFrame) {
    for (socket, _) in ends(state, memory, side).iter().filter(|(_, note)| note.resumed) {
        sockets::send(socket, frame);
    }
}

/// Sends a frame to the other sockets of one agent: their tabs and devices.
pub(super) fn send_to_agent(
    state: &State,
    recipient: &AgentId,
    frame: &ServerFrame,
    but: &WebSocket,
) {
    for (socket, participant) in agents(state) {
        let is_theirs =
            matches!(&participant, Participant::Agent { profile, .. } if profile.id == *recipient);
        let resumed = sockets::note::<Note>(&socket).is_some_and(|note| note.resumed);
        if is_theirs && resumed && !sockets::same(&socket, but) {
            sockets::send(&socket, frame);
        }
    }
}

/// The open sockets of agents.
pub(super) fn agents(state: &State) -> impl Iterator<Item = (WebSocket, Participant)> {
    let sockets = state.get_websockets_with_tag("agent").into_iter().filter(sockets::is_open);
    sockets
        .filter_map(|socket| sockets::note::<Note>(&socket).map(|note| (socket, note.participant)))
}

/// Sends a frame to every resumed socket whose participant may hear it, except one.
pub(super) fn broadcast(
    state: &State,
    memory: &Memory,
    frame: &ServerFrame,
    but: Option<&WebSocket>,
) {
    let kind = ServerFrameKind::of(frame);
    let Ok(text) = serde_json::to_string(frame) else { return };
    for socket in state.get_websockets() {
        let hears = sockets::note::<Note>(&socket)
            .is_some_and(|note| note.resumed && note.participant.holder(memory).may_hear(kind));
        if hears && but.is_none_or(|but| !sockets::same(&socket, but)) {
            sockets::send_text(&socket, &text);
        }
    }
}

fn ends(state: &State, memory: &Memory, side: Side) -> Vec<(WebSocket, Note)> {
    let tag = match side {
        Side::Visitor => "visitor",
        Side::Agent => "agent",
    };
    let attached = |socket: WebSocket| sockets::note::<Note>(&socket).map(|note| (socket, note));
    let sockets = state.get_websockets_with_tag(tag).into_iter().filter_map(attached);
    sockets.filter(|(_, note)| note.participant.side(memory) == Some(side)).collect()
}

/// The opposite side.
pub(super) const fn other(side: Side) -> Side {
    match side {
        Side::Visitor => Side::Agent,
        Side::Agent => Side::Visitor,
    }
}
