//! Managers: they remove agents, take the live chat permission from them and give it back, and move
//! or end the chats of others.

use crate::world::{Happening, World};
use shared::conversation::{Input, Phase};
use shared::desk::DeskInput;
use shared::protocol::TransferTo;

impl World {
    /// A manager's next step; schedules the one after.
    pub(crate) fn manager_acts(&mut self) {
        if !self.is_stormy() {
            return;
        }
        let n = self.rng.usize(0..self.agents.len());
        match self.rng.u32(0..10) {
            0 => self.agents[n].removed = true,
            1 | 2 => self.agents[n].toggle_live_chat(),
            _ => self.manages_a_chat(n),
        }
        self.site_opens();
        let again = 5_000 + self.rng.u64(0..90_000);
        self.after(again, Happening::Manager);
    }

    /// The agent, who manages, ends a running chat, or assigns it to somebody.
    fn manages_a_chat(&mut self, n: usize) {
        let is_live = |chat: &usize| {
            let machine = self.conversations[*chat].machine.as_ref();
            machine.is_some_and(|machine| matches!(machine.state.phase, Phase::Live { .. }))
        };
        let live: Vec<usize> = (0..self.conversations.len()).filter(is_live).collect();
        let Some(chat) = self.rng.choice(live) else { return };
        if self.rng.u32(0..5) == 0 {
            // It may have ended meanwhile.
            let _refused = self.conversation_turn(chat, vec![Input::End], None);
            return;
        }
        let to = if self.rng.bool() { n } else { self.rng.usize(0..self.agents.len()) };
        let to = TransferTo::Agent(self.agents[to].id.clone());
        let conversation = self.visitors[chat].meta.id.clone();
        let input = DeskInput::Assign { by: self.agents[n].id.clone(), conversation, to };
        let _refused = self.desk_turn(input, None);
    }
}
