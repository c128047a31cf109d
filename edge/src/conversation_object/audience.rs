//! Who is connected to a conversation, and who gets what.

use super::memory::Memory;
use crate::sockets;
use serde::{Deserialize, Serialize};
use shared::event::AgentFace;
use shared::id::{AgentId, SiteId};
use shared::permission::Permission;
use shared::protocol::{Me, Peer, ServerFrame};
use worker::{State, WebSocket};

/// Who connects: told by the worker, kept as the socket's note.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "role", rename_all = "snake_case")]
pub(crate) enum Guest {
    /// The conversation's visitor: the worker has proven it.
    Visitor,
    /// Somebody signed in at the conversation's site.
    Agent {
        /// Who, as others see them.
        face: AgentFace,
        /// At which site.
        site: String,
        /// Whether they may read conversations of others.
        sees_all: bool,
    },
}

/// What is noted on a guest's socket.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Note {
    pub(super) guest: Guest,
    /// Whether they said where they stand. Before that they hear nothing: it would come before what
    /// they miss.
    pub(super) resumed: bool,
}

impl Guest {
    /// Somebody who is signed in at that site.
    pub(crate) fn agent(site: &SiteId, me: &Me) -> Self {
        let sees_all = me.permissions.contains(&Permission::ViewAllConversations);
        Self::Agent { face: me.agent.clone(), site: site.as_str().to_owned(), sees_all }
    }

    pub(super) const fn tag(&self) -> &'static str {
        match self {
            Self::Visitor => "visitor",
            Self::Agent { .. } => "agent",
        }
    }

    /// Which end of the conversation they are; somebody who only reads along is neither.
    pub(super) fn peer(&self, memory: &Memory) -> Option<Peer> {
        match self {
            Self::Visitor => Some(Peer::Visitor),
            Self::Agent { face, .. } => memory.is_with(&face.id).then_some(Peer::Agent),
        }
    }

    /// Whether they may listen: a conversation they have or had, one that rings at them, or any.
    pub(super) fn may_listen(&self, memory: &Memory) -> bool {
        match self {
            Self::Visitor => true,
            Self::Agent { face, site, sees_all } => {
                memory.conversation.charter.site.as_str() == site
                    && (*sees_all || memory.was_with(&face.id) || memory.rings_at(&face.id))
            }
        }
    }
}

/// Whether that end has a socket open, leaving out one that is just closing.
pub(super) fn is_here(
    state: &State,
    memory: &Memory,
    who: Peer,
    leaving: Option<&WebSocket>,
) -> bool {
    ends(state, memory, who)
        .iter()
        .any(|(socket, _)| leaving.is_none_or(|leaving| !sockets::same(socket, leaving)))
}

/// Whether the visitor has a socket open, leaving out one that is just closing.
pub(super) fn visitor_is_here(state: &State, leaving: Option<&WebSocket>) -> bool {
    let sockets = state.get_websockets_with_tag(Guest::Visitor.tag());
    sockets.iter().any(|socket| leaving.is_none_or(|leaving| !sockets::same(socket, leaving)))
}

/// Sends a frame to every socket of one end that listens.
pub(super) fn tell(state: &State, memory: &Memory, who: Peer, frame: &ServerFrame) {
    for (socket, _) in ends(state, memory, who).iter().filter(|(_, note)| note.resumed) {
        sockets::send(socket, frame);
    }
}

/// Sends a frame to the agents who listen, and to nobody else: whatever is only theirs goes this way.
pub(super) fn tell_agents(state: &State, frame: &ServerFrame) {
    for (socket, _) in agents(state) {
        sockets::send(&socket, frame);
    }
}

/// Sends a frame to the other sockets of one agent: their tabs and devices.
pub(super) fn tell_agent(state: &State, who: &AgentId, frame: &ServerFrame, but: &WebSocket) {
    for (socket, _) in agents(state).filter(|(_, agent)| agent == who) {
        if !sockets::same(&socket, but) {
            sockets::send(&socket, frame);
        }
    }
}

/// The sockets of agents that listen, and whose each is.
fn agents(state: &State) -> impl Iterator<Item = (WebSocket, AgentId)> {
    state.get_websockets_with_tag("agent").into_iter().filter_map(|socket| {
        let note = sockets::note::<Note>(&socket).filter(|note| note.resumed)?;
        let Guest::Agent { face, .. } = note.guest else { return None };
        Some((socket, face.id))
    })
}

/// Sends a frame to everybody who listens, leaving out one.
pub(super) fn tell_all(state: &State, frame: &ServerFrame, but: Option<&WebSocket>) {
    let Ok(text) = serde_json::to_string(frame) else { return };
    for socket in state.get_websockets() {
        let listens = sockets::note::<Note>(&socket).is_some_and(|note| note.resumed);
        if listens && but.is_none_or(|but| !sockets::same(&socket, but)) {
            sockets::send_text(&socket, &text);
        }
    }
}

fn ends(state: &State, memory: &Memory, who: Peer) -> Vec<(WebSocket, Note)> {
    let tag = match who {
        Peer::Visitor => "visitor",
        Peer::Agent => "agent",
    };
    let noted = |socket: WebSocket| sockets::note::<Note>(&socket).map(|note| (socket, note));
    let sockets = state.get_websockets_with_tag(tag).into_iter().filter_map(noted);
    sockets.filter(|(_, note)| note.guest.peer(memory) == Some(who)).collect()
}

/// The end that faces this one.
pub(super) const fn other(who: Peer) -> Peer {
    match who {
        Peer::Visitor => Peer::Agent,
        Peer::Agent => Peer::Visitor,
    }
}
