//! Rights that end. The site says which sessions hold and what their agents may do; sockets that have
//! lost their right are closed.

use super::audience::{self, Note, Participant};
use super::turn::TurnExtras;
use super::{Shell, sockets};
use crate::error::ApiError;
use crate::runtime::clock;
use crate::site::SiteRequest;
use shared::conversation::Input;
use shared::id::SessionId;
use shared::rights::{Holder, SocketRights};
use std::collections::BTreeSet;
use std::rc::Rc;
use worker::WebSocket;

/// Asks the site what the sockets may do, and closes those that have lost their right. The site
/// stores which sessions have the conversation open, and sends a message when their rights change.
pub(super) async fn check(shell: &Rc<Shell>) -> Result<(), ApiError> {
    let Some((site, opened)) = shell.memory.borrow().as_ref().map(|memory| {
        let meta = &memory.conversation.meta;
        (meta.site.clone(), (meta.id.clone(), meta.visitor.clone()))
    }) else {
        return Ok(());
    };
    let mut last = shell.rights_checked.get();
    last.asked(clock::now());
    shell.rights_checked.set(last);
    let asked = sessions(shell);
    let request = SiteRequest::SocketRights { sessions: asked.clone(), opened: Some(opened) };
    match request.ask(&shell.object.env, &site).await {
        Ok(rights) => apply(shell, &asked, &rights),
        Err(error) => {
            last.failed();
            shell.rights_checked.set(last);
            Err(error)
        }
    }
}

/// Checks in the background if the last check is too old. It matters while agents are connected.
pub(super) fn check_if_due(shell: &Rc<Shell>) {
    if audience::agents(&shell.object.state).next().is_none() {
        return;
    }
    let mut last = shell.rights_checked.get();
    let due = last.is_due(clock::now());
    shell.rights_checked.set(last);
    if due {
        in_background(shell);
    }
}

/// An agent's socket has closed, so the site need not know of it any more.
pub(super) fn forget(shell: &Rc<Shell>, socket: &WebSocket) {
    let note = sockets::note::<Note>(socket);
    if note.is_some_and(|note| note.participant != Participant::Visitor) {
        in_background(shell);
    }
}

fn in_background(shell: &Rc<Shell>) {
    let checked = Rc::clone(shell);
    shell.object.state.wait_until(async move {
        if let Err(error) = check(&checked).await {
            worker::console_warn!("the rights of sockets were not checked: {error}");
        }
    });
}

/// The sessions of the agents who are connected.
fn sessions(shell: &Shell) -> BTreeSet<SessionId> {
    let session = |participant| match participant {
        Participant::Agent { session, .. } => session,
        Participant::Visitor => None,
    };
    audience::agents(&shell.object.state).filter_map(|(_, who)| session(who)).collect()
}

/// Closes the sockets of sessions that have ended, and of agents who may not read any more. Sessions
/// that connected after the site was asked are left alone.
fn apply(
    shell: &Rc<Shell>,
    asked: &BTreeSet<SessionId>,
    rights: &SocketRights,
) -> Result<(), ApiError> {
    let state = &shell.object.state;
    for socket in state.get_websockets_with_tag("agent") {
        let Some(mut note) = sockets::note::<Note>(&socket) else { continue };
        let Participant::Agent { permissions, session: Some(session), .. } = &mut note.participant
        else {
            continue;
        };
        match rights.sessions.get(session) {
            Some(now) if permissions != now => {
                permissions.clone_from(now);
                sockets::set_note(&socket, &note)?;
            }
            None if asked.contains(session) => audience::close_with(&socket, Holder::SignedOut),
            Some(_) | None => {}
        }
    }
    if rights.blocked {
        // Blocking is never refused; a conversation that has ended stays as it is.
        let _turned = shell.turn(clock::now(), vec![Input::Block], &TurnExtras::Nothing)?;
        audience::close_blocked(state);
    }
    if let Some(memory) = shell.memory.borrow().as_ref() {
        audience::close_without_right(state, memory);
    }
    Ok(())
}
