//! Handles the frames of a conversation's sockets.

use super::Shell;
use super::audience::{self, Note, Participant};
use super::drafts_store;
use super::memory::Memory;
use super::notes_store;
use super::store;
use super::turn::TurnExtras;
use super::visit;
use crate::error::ApiError;
use crate::messaging::client_frame::{self, Taken};
use crate::messaging::{outbox, outbox_store};
use crate::runtime::clock;
use crate::runtime::limits::{self, Sender};
use crate::runtime::sockets;
use crate::runtime::storage::atomic;
use shared::conversation::{AgentAct, Draft, FollowUpContent, Input, VisitorAct, Written};
use shared::id::{ClientKey, Seq};
use shared::limit::MAX_RESUMED_EVENTS;
use shared::messages::{ConversationToSite, SiteMessage};
use shared::protocol::{ClientFrame, ServerFrame};
use shared::rights::{ClientFrameKind, Holder};
use std::rc::Rc;
use worker::{SqlStorage, WebSocket, WebSocketIncomingMessage};

/// Handles one frame of one socket.
pub(super) fn on_frame(
    shell: &Rc<Shell>,
    socket: &WebSocket,
    message: WebSocketIncomingMessage,
) -> Result<(), ApiError> {
    let Some(Note { participant, .. }) = sockets::note(socket) else { return Ok(()) };
    let sender = match participant {
        Participant::Visitor => Sender::Visitor,
        Participant::Agent { .. } => Sender::socket(socket),
    };
    let frame = match client_frame::receive(&shell.limits, sender, socket, message) {
        Taken::Handle(frame) => frame,
        Taken::Refused => return Ok(()),
        Taken::Flooding => {
            if sender == Sender::Visitor
                && let Some(memory) = shell.memory.borrow().as_ref()
            {
                limits::record_flood(&memory.conversation.meta.id);
            }
            return Ok(());
        }
    };
    if !admit(shell, socket, &participant, &frame) {
        return Ok(());
    }
    match frame {
        ClientFrame::Resume { after } => resume(shell, socket, participant, after),
        ClientFrame::Typing { on } => typing(shell, &participant, on),
        ClientFrame::Seen { seq } => seen(shell, socket, &participant, seq),
        ClientFrame::Page { page } => visit::see(shell, page),
        ClientFrame::Answer { id, card, response } => {
            act(shell, socket, participant, id, Some(VisitorAct::Answer(card, response)), None)
        }
        ClientFrame::Capture { id, card, values } => {
            act(shell, socket, participant, id, Some(VisitorAct::Capture(card, values)), None)
        }
        ClientFrame::CorrectAnswer { id, card, values } => {
            let correct = VisitorAct::CorrectAnswer(card, values);
            act(shell, socket, participant, id, Some(correct), None)
        }
        ClientFrame::LeaveMessage { id, values, text } => {
            act(shell, socket, participant, id, Some(VisitorAct::LeaveMessage(values, text)), None)
        }
        ClientFrame::Say { id, text } => {
            let agent = AgentAct::Say(text.clone());
            act(shell, socket, participant, id, Some(VisitorAct::Say(text)), Some(agent))
        }
        ClientFrame::FollowUp { id, text } => {
            let Participant::Agent { profile, .. } = participant else { return Ok(()) };
            turn(
                shell,
                socket,
                id.clone(),
                Input::FollowUp(profile, id, FollowUpContent::Text(text)),
            )
        }
        ClientFrame::Leave { id } => {
            act(shell, socket, participant, id, Some(VisitorAct::Leave), None)
        }
        ClientFrame::End { id } => act(shell, socket, participant, id, None, Some(AgentAct::End)),
        ClientFrame::Note { id, text } => note(shell, socket, participant, id, &text),
        ClientFrame::Draft { id, draft } => save_draft(shell, socket, &participant, id, &draft),
    }
}

/// Whether the sender may send this frame now. If not, they are answered, and a socket whose right
/// has ended is closed. The table in `shared::rights` decides.
fn admit(
    shell: &Shell,
    socket: &WebSocket,
    participant: &Participant,
    frame: &ClientFrame,
) -> bool {
    let memory = shell.memory.borrow();
    let Some(memory) = memory.as_ref() else { return false };
    let (holder, kind) = (participant.holder(memory), ClientFrameKind::of(frame));
    if !holder.holds_socket() {
        audience::close_with(socket, holder);
        return false;
    }
    let acts = matches!(kind, ClientFrameKind::Say | ClientFrameKind::End);
    // What an earlier agent sent while they had the chat is acked again; the machine knows it.
    let had = matches!(holder, Holder::EarlierAgent | Holder::MissedReader);
    if holder.may_send(kind) || (acts && had) {
        return true;
    }
    let id = frame.key().cloned();
    let error = if acts && *participant != Participant::Visitor {
        let refusal = memory.conversation.refusal_of_bystanders();
        refused(id, refusal.code(), &refusal)
    } else {
        refused(id, "not_allowed", &"Your side of the conversation can't do this.")
    };
    // Nobody waits for an answer to these.
    if !matches!(kind, ClientFrameKind::Typing | ClientFrameKind::Seen) {
        sockets::send(socket, &error);
    }
    false
}

/// Stores a private note beside the log, and sends it to the agents who read along.
fn note(
    shell: &Shell,
    socket: &WebSocket,
    participant: Participant,
    id: ClientKey,
    text: &str,
) -> Result<(), ApiError> {
    let Participant::Agent { profile, .. } = participant else { return Ok(()) };
    let mut memory = shell.memory.borrow_mut();
    let Some(memory) = memory.as_mut() else { return Ok(()) };
    let position = (clock::now(), memory.conversation.state.head);
    let seq = match memory.notes.write(position, id.clone(), profile, text) {
        Ok(Written::Old(after)) => after,
        Ok(Written::New(note)) => {
            atomic(&shell.object.state, || {
                notes_store::add(&shell.object.state.storage().sql(), &note)
            })?;
            memory.notes.push(note.clone());
            audience::broadcast(&shell.object.state, memory, &ServerFrame::Note(note), None);
            position.1
        }
        Err(refusal) => {
            sockets::send(socket, &refused(Some(id), refusal.code(), &refusal));
            return Ok(());
        }
    };
    sockets::send(socket, &ServerFrame::Ack { id, seq });
    Ok(())
}

/// Stores an agent's draft, and sends it to their other tabs and devices.
fn save_draft(
    shell: &Shell,
    socket: &WebSocket,
    participant: &Participant,
    id: ClientKey,
    draft: &Draft,
) -> Result<(), ApiError> {
    let Participant::Agent { profile, .. } = participant else { return Ok(()) };
    let memory = shell.memory.borrow();
    let Some(memory) = memory.as_ref() else { return Ok(()) };
    if let Err(refusal) = draft.check() {
        sockets::send(socket, &refused(Some(id), refusal.code(), &refusal));
        return Ok(());
    }
    atomic(&shell.object.state, || {
        drafts_store::save(&shell.object.state.storage().sql(), &profile.id, draft)
    })?;
    let frame = ServerFrame::Draft(draft.clone());
    audience::send_to_agent(&shell.object.state, &profile.id, &frame, socket);
    let seq = memory.conversation.state.head;
    sockets::send(socket, &ServerFrame::Ack { id, seq });
    Ok(())
}

/// The error frame that refuses a frame.
fn refused(id: Option<ClientKey>, code: &str, reason: &impl std::fmt::Display) -> ServerFrame {
    let (code, message) = (code.to_owned(), reason.to_string());
    ServerFrame::Error { id, code, message, reason: None, field: None }
}

/// Handles what a visitor or an agent does.
fn act(
    shell: &Rc<Shell>,
    socket: &WebSocket,
    participant: Participant,
    id: ClientKey,
    visitor: Option<VisitorAct>,
    agent: Option<AgentAct>,
) -> Result<(), ApiError> {
    let input = match participant {
        Participant::Visitor => visitor.map(|act| Input::Visitor(id.clone(), act)),
        Participant::Agent { profile, .. } => {
            agent.map(|act| Input::Agent(profile.id, id.clone(), act))
        }
    };
    input.map_or(Ok(()), |input| turn(shell, socket, id, input))
}

/// Makes the turn of a frame, and answers it.
fn turn(
    shell: &Rc<Shell>,
    socket: &WebSocket,
    id: ClientKey,
    input: Input,
) -> Result<(), ApiError> {
    let answer = match shell.turn(clock::now(), vec![input], &TurnExtras::Nothing)? {
        Ok(seq) => ServerFrame::Ack { id, seq: seq.unwrap_or_default() },
        Err(refusal) => ServerFrame::Error {
            id: Some(id),
            code: refusal.code().to_owned(),
            message: refusal.to_string(),
            reason: Some(refusal.reason().as_str().to_owned()),
            field: refusal.field(),
        },
    };
    sockets::send(socket, &answer);
    Ok(())
}

/// Sends the conversation's metadata, and the next events that the client misses: no more than a piece,
/// so that a socket that doesn't read fills no memory.
fn resume(
    shell: &Shell,
    socket: &WebSocket,
    participant: Participant,
    after: Seq,
) -> Result<(), ApiError> {
    let memory = shell.memory.borrow();
    let Some(memory) = memory.as_ref() else { return Ok(()) };
    let sql = shell.object.state.storage().sql();
    let missing = store::piece(&sql, after, MAX_RESUMED_EVENTS)?;
    let head = memory.conversation.state.head;
    let through = missing.last().map_or(after, |logged| logged.seq);
    let meta = &memory.conversation.meta;
    // An agent who only reads along sees the presence of the visitor.
    let facing = participant.side(memory).map_or(shared::protocol::Side::Visitor, audience::other);
    let welcome = ServerFrame::Welcome {
        head,
        through,
        now: clock::now(),
        dialogue: meta.dialogue.clone(),
        version: meta.version,
        stream: (after == Seq::default()).then(|| meta.stream.clone()),
        seen_by_visitor: memory.seen(shared::protocol::Side::Visitor),
        seen_by_agent: memory.seen(shared::protocol::Side::Agent),
        here: audience::is_here(&shell.object.state, memory, facing, None),
    };
    sockets::send(socket, &welcome);
    for logged in missing {
        sockets::send(socket, &ServerFrame::Event(logged));
    }
    if participant == Participant::Visitor
        && through >= head
        && let Some(ends_at) = memory.conversation.idle_warning(clock::now())
    {
        sockets::send(socket, &ServerFrame::IdleWarning { ends_at });
    }
    if let Participant::Agent { profile, .. } = &participant
        && through >= head
    {
        let draft = drafts_store::load(&sql, &profile.id)?;
        sockets::send(socket, &ServerFrame::Draft(draft));
        for note in memory.notes.all() {
            sockets::send(socket, &ServerFrame::Note(note.clone()));
        }
        sockets::send(socket, &visit::frame(memory, memory.visit()));
    }
    sockets::set_note(socket, &Note { participant, resumed: true })
}

/// Tells the other side, and records that the chat is not silent.
fn typing(shell: &Rc<Shell>, participant: &Participant, on: bool) -> Result<(), ApiError> {
    let is_live = shell.memory.borrow().as_ref().is_some_and(|memory| {
        let Some(by) = participant.side(memory) else { return false };
        let frame = ServerFrame::Typing { by, on };
        audience::send_to(&shell.object.state, memory, audience::other(by), &frame);
        true
    });
    if is_live {
        // Typing is never refused.
        let _turned = shell.turn(clock::now(), vec![Input::Typed], &TurnExtras::Nothing)?;
    }
    Ok(())
}

/// Stores how far a side has seen, and sends it to everybody else. It never decreases and never
/// exceeds the log.
fn seen(
    shell: &Rc<Shell>,
    socket: &WebSocket,
    participant: &Participant,
    seq: Seq,
) -> Result<(), ApiError> {
    let was_read = {
        let mut memory = shell.memory.borrow_mut();
        let Some(memory) = memory.as_mut() else { return Ok(()) };
        let Some(by) = participant.side(memory) else { return Ok(()) };
        let seq = seq.min(memory.conversation.state.head);
        let before = memory.seen(by);
        if seq <= before {
            return Ok(());
        }
        let was_unread = memory.conversation.unread_answer().is_some();
        memory.set_seen(by, seq);
        let was_read = was_unread && memory.conversation.unread_answer().is_none();
        let sql = shell.object.state.storage().sql();
        let saved = atomic(&shell.object.state, || {
            store::save_seen(&sql, by, seq)?;
            if was_read { report(&sql, memory) } else { Ok(()) }
        });
        if saved.is_err() {
            memory.set_seen(by, before);
            return saved;
        }
        let frame = ServerFrame::Seen { by, seq };
        audience::broadcast(&shell.object.state, memory, &frame, Some(socket));
        was_read
    };
    if was_read { outbox::pump(shell) } else { Ok(()) }
}

/// Tells the site that the visitor has read the answer.
fn report(sql: &SqlStorage, memory: &Memory) -> Result<(), ApiError> {
    let update = ConversationToSite::Update {
        entry: Box::new(memory.entry(None)),
        events: Vec::new(),
        chat: None,
        reported: Vec::new(),
    };
    let site = memory.conversation.meta.site.clone();
    outbox_store::to_site(sql, site, &SiteMessage::Conversation(update))
}
