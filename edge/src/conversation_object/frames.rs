//! Frames of a conversation's sockets: what each asks for, and its answer.

use super::Shell;
use super::audience::{self, Guest, Note};
use super::drafts_store;
use super::notes_store;
use super::store;
use super::turn::Also;
use super::visit;
use crate::clock;
use crate::error::Fault;
use crate::frame::{self, Unreadable};
use crate::sockets;
use crate::storage::atomic;
use shared::conversation::{AgentAct, Draft, Input, VisitorAct, Written};
use shared::id::{ClientKey, Seq};
use shared::protocol::{ClientFrame, ServerFrame};
use std::rc::Rc;
use worker::{WebSocket, WebSocketIncomingMessage};

/// Takes one frame of one socket.
pub(super) fn take(
    shell: &Rc<Shell>,
    socket: &WebSocket,
    message: WebSocketIncomingMessage,
) -> Result<(), Fault> {
    let Some(Note { guest, .. }) = sockets::note(socket) else { return Ok(()) };
    let frame = match frame::read::<ClientFrame>(sockets::text(message).as_deref()) {
        Ok(frame) => frame,
        Err(Unreadable { id, code, message }) => {
            sockets::send(socket, &ServerFrame::Error { id, code: code.to_owned(), message });
            return Ok(());
        }
    };
    match frame {
        ClientFrame::Resume { after } => resume(shell, socket, guest, after),
        ClientFrame::Typing { on } => {
            typing(shell, &guest, on);
            Ok(())
        }
        ClientFrame::Seen { seq } => seen(shell, socket, &guest, seq),
        ClientFrame::Page { page } => visit::see(shell, socket, &guest, page),
        ClientFrame::Answer { id, card, response } => {
            act(shell, socket, guest, id, Some(VisitorAct::Answer(card, response)), None)
        }
        ClientFrame::Capture { id, card, values } => {
            act(shell, socket, guest, id, Some(VisitorAct::Capture(card, values)), None)
        }
        ClientFrame::Say { id, text } => {
            let agent = AgentAct::Say(text.clone());
            act(shell, socket, guest, id, Some(VisitorAct::Say(text)), Some(agent))
        }
        ClientFrame::Leave { id } => act(shell, socket, guest, id, Some(VisitorAct::Leave), None),
        ClientFrame::End { id } => act(shell, socket, guest, id, None, Some(AgentAct::End)),
        ClientFrame::Note { id, text } => note(shell, socket, guest, id, &text),
        ClientFrame::Draft { id, draft } => keep_draft(shell, socket, &guest, id, &draft),
    }
}

/// Keeps a note beside the log, and tells the agents who read along.
fn note(
    shell: &Shell,
    socket: &WebSocket,
    guest: Guest,
    id: ClientKey,
    text: &str,
) -> Result<(), Fault> {
    let Guest::Agent { face, .. } = guest else {
        sockets::send(socket, &not_allowed(id));
        return Ok(());
    };
    let mut memory = shell.memory.borrow_mut();
    let Some(memory) = memory.as_mut() else { return Ok(()) };
    let place = (clock::now(), memory.conversation.state.head);
    let seq = match memory.notes.write(place, id.clone(), face, text) {
        Ok(Written::Old(after)) => after,
        Ok(Written::New(note)) => {
            atomic(&shell.state, || notes_store::add(&shell.state.storage().sql(), &note))?;
            memory.notes.keep(note.clone());
            audience::tell_agents(&shell.state, &ServerFrame::Note(note));
            place.1
        }
        Err(refusal) => {
            sockets::send(socket, &refused(id, refusal.code(), &refusal));
            return Ok(());
        }
    };
    sockets::send(socket, &ServerFrame::Ack { id, seq });
    Ok(())
}

/// Keeps what an agent has typed and not sent, and tells the same agent's other tabs and devices.
fn keep_draft(
    shell: &Shell,
    socket: &WebSocket,
    guest: &Guest,
    id: ClientKey,
    draft: &Draft,
) -> Result<(), Fault> {
    let Guest::Agent { face, .. } = guest else {
        sockets::send(socket, &not_allowed(id));
        return Ok(());
    };
    let memory = shell.memory.borrow();
    let Some(memory) = memory.as_ref() else { return Ok(()) };
    if let Err(refusal) = draft.check() {
        sockets::send(socket, &refused(id, refusal.code(), &refusal));
        return Ok(());
    }
    atomic(&shell.state, || drafts_store::keep(&shell.state.storage().sql(), &face.id, draft))?;
    let frame = ServerFrame::Draft(draft.clone());
    audience::tell_agent(&shell.state, &face.id, &frame, socket);
    let seq = memory.conversation.state.head;
    sockets::send(socket, &ServerFrame::Ack { id, seq });
    Ok(())
}

fn not_allowed(id: ClientKey) -> ServerFrame {
    refused(id, "not_allowed", &"Only the other side of a conversation can do this.")
}

/// The answer to a frame that is not taken.
fn refused(id: ClientKey, code: &str, why: &impl std::fmt::Display) -> ServerFrame {
    ServerFrame::Error { id: Some(id), code: code.to_owned(), message: why.to_string() }
}

/// Does what a visitor or an agent asks, where their side may ask it.
fn act(
    shell: &Rc<Shell>,
    socket: &WebSocket,
    guest: Guest,
    id: ClientKey,
    visitor: Option<VisitorAct>,
    agent: Option<AgentAct>,
) -> Result<(), Fault> {
    let input = match guest {
        Guest::Visitor => visitor.map(|act| Input::Visitor(id.clone(), act)),
        Guest::Agent { face, .. } => agent.map(|act| Input::Agent(face.id, id.clone(), act)),
    };
    let Some(input) = input else {
        sockets::send(socket, &not_allowed(id));
        return Ok(());
    };
    let answer = match shell.turn(clock::now(), vec![input], &Also::Nothing)? {
        Ok(seq) => ServerFrame::Ack { id, seq: seq.unwrap_or_default() },
        Err(refusal) => refused(id, refusal.code(), &refusal),
    };
    sockets::send(socket, &answer);
    Ok(())
}

/// Sends what this conversation is, and everything the client misses.
fn resume(shell: &Shell, socket: &WebSocket, guest: Guest, after: Seq) -> Result<(), Fault> {
    let memory = shell.memory.borrow();
    let Some(memory) = memory.as_ref() else { return Ok(()) };
    let charter = &memory.conversation.charter;
    // Whoever only reads along sees whether the visitor is there.
    let facing = guest.peer(memory).map_or(shared::protocol::Peer::Visitor, audience::other);
    let welcome = ServerFrame::Welcome {
        head: memory.conversation.state.head,
        now: clock::now(),
        dialogue: charter.dialogue.clone(),
        version: charter.version,
        stream: (after == Seq::default()).then(|| charter.stream.clone()),
        seen_by_visitor: memory.seen(shared::protocol::Peer::Visitor),
        seen_by_agent: memory.seen(shared::protocol::Peer::Agent),
        here: audience::is_here(&shell.state, memory, facing, None),
    };
    sockets::send(socket, &welcome);
    for logged in store::after(&shell.state.storage().sql(), after)? {
        sockets::send(socket, &ServerFrame::Event(logged));
    }
    if let Guest::Agent { face, .. } = &guest {
        let draft = drafts_store::of(&shell.state.storage().sql(), &face.id)?;
        sockets::send(socket, &ServerFrame::Draft(draft));
        for note in memory.notes.all() {
            sockets::send(socket, &ServerFrame::Note(note.clone()));
        }
        sockets::send(socket, &visit::frame(memory, memory.visit()));
    }
    socket.serialize_attachment(Note { guest, resumed: true })?;
    Ok(())
}

fn typing(shell: &Shell, guest: &Guest, on: bool) {
    let memory = shell.memory.borrow();
    let Some(memory) = memory.as_ref() else { return };
    if let Some(by) = guest.peer(memory) {
        audience::tell(&shell.state, memory, audience::other(by), &ServerFrame::Typing { by, on });
    }
}

/// Keeps how far an end has seen, and tells everybody else. It never goes back, nor past the log.
fn seen(shell: &Shell, socket: &WebSocket, guest: &Guest, seq: Seq) -> Result<(), Fault> {
    let mut memory = shell.memory.borrow_mut();
    let Some(memory) = memory.as_mut() else { return Ok(()) };
    let Some(by) = guest.peer(memory) else { return Ok(()) };
    let seq = seq.min(memory.conversation.state.head);
    if seq <= memory.seen(by) {
        return Ok(());
    }
    atomic(&shell.state, || store::keep_seen(&shell.state.storage().sql(), by, seq))?;
    memory.set_seen(by, seq);
    audience::tell_all(&shell.state, &ServerFrame::Seen { by, seq }, Some(socket));
    Ok(())
}
