//! Managers: they remove agents, take the live chat permission from them and give it back, and move
//! or end the chats of others.

use crate::world::{Happening, World};
use shared::conversation::{AgentAct, Conversation, FollowUpContent, Input, Phase, VisitorAct};
use shared::desk::DeskInput;
use shared::event::AgentProfile;
use shared::protocol::TransferTo;

impl World {
    /// A manager's next step; schedules the one after.
    pub(crate) fn manager_acts(&mut self) {
        if !self.is_stormy() {
            return;
        }
        let n = self.rng.usize(0..self.agents.len());
        match self.rng.u32(0..12) {
            10 | 11 => self.follows_up(n),
            0 => self.agents[n].removed = true,
            1 | 2 => self.agents[n].toggle_live_chat(),
            _ => self.manages_a_chat(n),
        }
        self.site_opens();
        let again = 5_000 + self.rng.u64(0..90_000);
        self.after(again, Happening::Manager);
    }

    /// The agent answers in a conversation that is over.
    fn follows_up(&mut self, n: usize) {
        let over: Vec<usize> =
            (0..self.conversations.len()).filter(|chat| self.is_over(*chat)).collect();
        if let Some(chat) = self.rng.choice(over) {
            self.after(1, Happening::FollowUp(chat, n));
        }
    }

    fn is_over(&self, chat: usize) -> bool {
        self.conversations[chat].machine.as_ref().is_some_and(|machine| machine.state.is_over())
    }

    /// A step of a follow-up: the agent answers, the visitor writes, another agent answers, or it ends.
    pub(crate) fn goes_on_after_the_end(&mut self, chat: usize, n: usize) {
        let (stormy, is_over) = (self.is_stormy(), self.is_over(chat));
        let Some(key) = self.agents[n].key() else { return };
        let text = format!("{key} after the end of {chat}");
        let agent = AgentProfile {
            id: self.agents[n].id.clone(),
            name: self.agents[n].id.to_string(),
            picture: None,
        };
        let answer = FollowUpContent::Text(text.clone());
        let input = match self.rng.u32(0..4) {
            _ if is_over && stormy => Input::FollowUp(agent, key, answer),
            0 if stormy => Input::FollowUp(agent, key, answer),
            1 if stormy => Input::Visitor(key, VisitorAct::Say(text)),
            2 => Input::Visitor(key, VisitorAct::Leave),
            _ => Input::Agent(agent.id, key, AgentAct::End),
        };
        // What is refused changes nothing; what a crash lost is tried again.
        let _refused = self.conversation_turn(chat, vec![input], None);
        let goes_on = |machine: &Conversation| machine.state.is_follow_up();
        if self.conversations[chat].machine.as_ref().is_none_or(goes_on) {
            let next = if stormy { self.rng.usize(0..self.agents.len()) } else { n };
            let again = 1_000 + self.rng.u64(0..60_000);
            self.after(again, Happening::FollowUp(chat, next));
        }
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
