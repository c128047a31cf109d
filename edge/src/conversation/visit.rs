//! Where the visitor is, and has been: kept beside the log, told to agents, and no event.

use super::Shell;
use super::audience::{self, Participant};
use super::memory::Memory;
use super::store;
use crate::error::ApiError;
use crate::runtime::clock;
use crate::runtime::sockets;
use crate::runtime::storage::atomic;
use shared::event::Page;
use shared::people::Pages;
use shared::protocol::ServerFrame;
use worker::WebSocket;

/// A visitor's browser tells which page it is on. Where that changes anything, it is kept, and every
/// agent who listens is told.
pub(super) fn see(
    shell: &Shell,
    socket: &WebSocket,
    participant: &Participant,
    page: Page,
) -> Result<(), ApiError> {
    if *participant != Participant::Visitor {
        let (code, message) = ("not_allowed".to_owned(), "Only a visitor is on a page.".to_owned());
        sockets::send(socket, &ServerFrame::Error { id: None, code, message });
        return Ok(());
    }
    let mut memory = shell.memory.borrow_mut();
    let Some(memory) = memory.as_mut() else { return Ok(()) };
    let Some(pages) = memory.see(page, clock::now()) else { return Ok(()) };
    atomic(&shell.object.state, || store::save_pages(&shell.object.state.storage().sql(), &pages))?;
    memory.pages = pages.clone();
    audience::broadcast_to_agents(&shell.object.state, &frame(memory, pages));
    Ok(())
}

/// What agents are told.
pub(super) fn frame(memory: &Memory, pages: Pages) -> ServerFrame {
    ServerFrame::Visit { pages, device: memory.conversation.meta.device.clone() }
}
