//! A desk without a roster. A new desk has none until the site sends it, and a desk that lost its
//! storage would otherwise have none until somebody changes the settings.

use super::chat_request::Stage;
use super::machine::{Desk, Effects};
use super::message::DeskEffect;
use crate::time::Timestamp;

/// Whether the desk has the site's roster.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum RosterKnowledge {
    #[default]
    Missing,
    /// The question is in the outbox. Only memory holds this, so a restarted desk asks again.
    Asked,
    Known,
}

impl Desk {
    /// Asks the site for the roster, unless the desk has it or has asked already; returns whether
    /// it is missing.
    pub(super) fn ask_for_missing_roster(&mut self, effects: &mut Effects) -> bool {
        if self.roster == RosterKnowledge::Missing {
            self.roster = RosterKnowledge::Asked;
            effects.push(DeskEffect::AskRoster);
        }
        self.roster != RosterKnowledge::Known
    }

    /// Routes the chat requests that waited for the roster, oldest first.
    pub(super) fn route_waiting(&mut self, now: Timestamp, effects: &mut Effects) {
        let waiting = self
            .requests
            .values()
            .filter(|chat_request| matches!(chat_request.stage, Stage::AwaitingRoster { .. }));
        let mut waiting: Vec<_> = waiting.map(|waits| (waits.at, waits.request.clone())).collect();
        waiting.sort();
        for (_, request) in waiting {
            if let Some(chat_request) = self.remove(&request, effects) {
                self.reserve(now, chat_request, effects);
            }
        }
    }
}
