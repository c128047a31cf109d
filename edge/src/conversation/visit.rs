//! The visitor's pages: stored beside the log, sent to agents, and no events.

use super::Shell;
use super::audience;
use super::memory::Memory;
use super::store;
use crate::error::ApiError;
use crate::runtime::clock;
use crate::runtime::storage::atomic;
use shared::event::Page;
use shared::people::Pages;
use shared::protocol::ServerFrame;

/// Handles a page frame of the visitor's browser. A change is stored and sent to every agent who
/// reads along.
pub(super) fn see(shell: &Shell, page: Page) -> Result<(), ApiError> {
    let mut memory = shell.memory.borrow_mut();
    let Some(memory) = memory.as_mut() else { return Ok(()) };
    let Some(pages) = memory.see(page, clock::now()) else { return Ok(()) };
    atomic(&shell.object.state, || store::save_pages(&shell.object.state.storage().sql(), &pages))?;
    memory.pages = pages.clone();
    audience::broadcast(&shell.object.state, memory, &frame(memory, pages), None);
    Ok(())
}

/// The frame for agents.
pub(super) fn frame(memory: &Memory, pages: Pages) -> ServerFrame {
    ServerFrame::Visit { pages, device: memory.conversation.meta.device.clone() }
}
