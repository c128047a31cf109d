//! Dialogues that ask whether somebody is available (ROUTE-31).

use crate::visitor::ASKS_NOW;
use crate::world::World;
use shared::audience::now_value;
use shared::event::{Event, Logged};

impl World {
    /// Whoever comes to the condition goes on from it, by the branch that fits what was found: to the chat if
    /// somebody was available, and else to the end.
    pub(crate) fn check_availability_checks(&self, n: usize) {
        let log = &self.conversations[n].log;
        let is_asked = |logged: &&Logged| matches!(&logged.event, Event::Shown { card } if card.as_str() == ASKS_NOW);
        let Some(asked) = log.iter().find(is_asked) else { return };
        let after = log.iter().skip_while(|logged| logged.seq <= asked.seq);
        // While the desk looks, an app and its visitor may write.
        let is_said = |event: &&Event| matches!(event, Event::Said { .. });
        let mut after = after.map(|logged| &logged.event).filter(|event| !is_said(event));
        let available = match after.next() {
            Some(Event::AvailabilityChecked { card, facts, .. }) if card.as_str() == ASKS_NOW => {
                assert_eq!(facts.len(), 1, "conversation {n} asked once");
                facts.values().all(|answer| *answer)
            }
            // They left while the desk was asked.
            // An app asked for a person meanwhile, so the question has no use any more.
            Some(Event::Ended { .. } | Event::Requested { handed_over: Some(_), .. }) => return,
            event => unreachable!("conversation {n} asked, and went on with {event:?}"),
        };
        let reached =
            matches!(after.next(), Some(Event::Shown { card }) if card.as_str() == "chat");
        assert_eq!(reached, available, "conversation {n} found {}", now_value(available));
    }
}
