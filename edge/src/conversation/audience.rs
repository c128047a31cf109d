//! The participants of a conversation, and which frames each gets.

use super::memory::Memory;
use crate::heartbeat;
use crate::runtime::sockets;
use serde::{Deserialize, Serialize};
use shared::client::CloseCode;
use shared::event::AgentProfile;
use shared::id::{AgentId, SiteId};
use shared::permission::Permission;
use shared::protocol::{Me, ServerFrame, Side};
use shared::time::Timestamp;
use worker::{State, WebSocket};

/// Who connects. The worker sends it, and the socket's attachment stores it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "role", rename_all = "snake_case")]
pub(crate) enum Participant {
    /// The conversation's visitor, authenticated by the worker.
    Visitor,
    /// An agent who is signed in at the conversation's site.
    Agent {
        /// What others see of them.
        profile: AgentProfile,
        site: String,
        /// Whether they may read conversations of others.
        sees_all: bool,
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
    /// The participant for a signed-in agent.
    pub(crate) fn agent(site: &SiteId, me: &Me) -> Self {
        let sees_all = me.permissions.contains(&Permission::ViewAllConversations);
        Self::Agent { profile: me.agent.clone(), site: site.as_str().to_owned(), sees_all }
    }

    pub(super) const fn tag(&self) -> &'static str {
        match self {
            Self::Visitor => "visitor",
            Self::Agent { .. } => "agent",
        }
    }

    /// Their side of the conversation; `None` for an agent who only reads along.
    pub(super) fn side(&self, memory: &Memory) -> Option<Side> {
        match self {
            Self::Visitor => Some(Side::Visitor),
            Self::Agent { profile, .. } => memory.is_with(&profile.id).then_some(Side::Agent),
        }
    }

    /// Whether they may read: a conversation they have or had, one that is offered to them, or any.
    pub(super) fn may_listen(&self, memory: &Memory) -> bool {
        match self {
            Self::Visitor => true,
            Self::Agent { profile, site, sees_all } => {
                memory.conversation.meta.site.as_str() == site
                    && (*sees_all || memory.was_with(&profile.id) || memory.offered_to(&profile.id))
            }
        }
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
    for socket in state.get_websockets_with_tag("agent") {
        let note = sockets::note::<Note>(&socket);
        if note.is_some_and(|note| !note.participant.may_listen(memory)) {
            sockets::close(&socket, CloseCode::NotAllowed, "This chat is not yours any more.");
        }
    }
}

/// Sends a frame to every resumed socket of one side.
pub(super) fn send_to(state: &State, memory: &Memory, side: Side, frame: &ServerFrame) {
    for (socket, _) in ends(state, memory, side).iter().filter(|(_, note)| note.resumed) {
        sockets::send(socket, frame);
    }
}

/// Sends a frame to the agents who read along. Frames that visitors must not get are sent this way.
pub(super) fn broadcast_to_agents(state: &State, frame: &ServerFrame) {
    for (socket, _) in agents(state) {
        sockets::send(&socket, frame);
    }
}

/// Sends a frame to the other sockets of one agent: their tabs and devices.
pub(super) fn send_to_agent(
    state: &State,
    recipient: &AgentId,
    frame: &ServerFrame,
    but: &WebSocket,
) {
    for (socket, _) in agents(state).filter(|(_, agent)| agent == recipient) {
        if !sockets::same(&socket, but) {
            sockets::send(&socket, frame);
        }
    }
}

/// The resumed sockets of agents, with the agent of each.
fn agents(state: &State) -> impl Iterator<Item = (WebSocket, AgentId)> {
    state.get_websockets_with_tag("agent").into_iter().filter_map(|socket| {
        let note = sockets::note::<Note>(&socket).filter(|note| note.resumed)?;
        let Participant::Agent { profile, .. } = note.participant else { return None };
        Some((socket, profile.id))
    })
}

/// Sends a frame to every resumed socket except one.
pub(super) fn broadcast(state: &State, frame: &ServerFrame, but: Option<&WebSocket>) {
    let Ok(text) = serde_json::to_string(frame) else { return };
    for socket in state.get_websockets() {
        let listens = sockets::note::<Note>(&socket).is_some_and(|note| note.resumed);
        if listens && but.is_none_or(|but| !sockets::same(&socket, but)) {
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
