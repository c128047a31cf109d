//! What an agent's browser is shown of the desk.

use super::machine::Desk;
use crate::id::AgentId;
use crate::protocol::DeskFrame;
use crate::time::Timestamp;

impl Desk {
    /// Everything an agent's tab needs at the beginning; `None` for somebody who is no agent here.
    pub fn snapshot(&self, now: Timestamp, agent: &AgentId) -> Option<DeskFrame> {
        let desk = self.agents.get(agent)?;
        let held = || desk.holds.iter().filter_map(|request| self.wishes.get(request));
        let mut offers: Vec<_> = held().filter_map(super::Wish::offer_card).collect();
        let mut chats: Vec<_> = held().filter_map(super::Wish::chat_card).collect();
        offers.sort_by_key(|offer| offer.since);
        chats.sort_by_key(|chat| chat.since);
        Some(DeskFrame::Snapshot {
            now,
            agent: desk.face.clone(),
            live_chat: desk.live_chat,
            available: desk.available,
            max_chats: self.settings.max_chats,
            offers,
            chats,
        })
    }
}
