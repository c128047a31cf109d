//! Rights to sockets: who may hold one, and send and hear which frames, in one table; and what ends
//! such a right. `docs/rights.md` is made from it.

mod kinds;
mod page;
mod table;

pub use kinds::{AgentEventKind, AgentFrameKind, ClientFrameKind, ServerFrameKind};
pub use page::page;
pub use table::{DeskHolder, Holder};

use crate::conversation::{Conversation, Phase};
use crate::id::{AgentId, SessionId, SiteId};
use crate::permission::Permission;
use crate::time::{Millis, Timestamp};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// How old an object's knowledge of its sockets' rights may be when it handles a frame. A change is
/// reported at once; this bounds the harm if the message is late.
pub const CHECK_AGAIN_AFTER: Millis = Millis::seconds(15);

/// When an object last asked its site for the rights of its sockets.
#[derive(Debug, Clone, Copy, Default)]
pub struct LastCheck(Option<Timestamp>);

impl LastCheck {
    /// Whether it is time to ask again; if so, the caller must ask now. A clock that was put back
    /// counts as a long time.
    pub fn is_due(&mut self, now: Timestamp) -> bool {
        let fresh = self.0.is_some_and(|at| at <= now && now < at + CHECK_AGAIN_AFTER);
        if !fresh {
            self.0 = Some(now);
        }
        !fresh
    }

    /// The site was asked.
    pub const fn asked(&mut self, now: Timestamp) {
        self.0 = Some(now);
    }

    /// Asking has failed, so the next frame asks again.
    pub const fn failed(&mut self) {
        self.0 = None;
    }
}

/// What a site says of the sockets of an object.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct SocketRights {
    /// The sessions that hold, with the permissions of their agents now.
    pub sessions: BTreeMap<SessionId, Vec<Permission>>,
    /// Whether the conversation's visitor is blocked.
    pub blocked: bool,
}

/// The agent whose right is looked at.
#[derive(Debug, Clone, Copy)]
pub struct AgentRights<'a> {
    pub agent: &'a AgentId,
    /// The site that they belong to.
    pub site: &'a str,
    /// Their permissions, or those of their API key.
    pub permissions: &'a [Permission],
}

impl Holder {
    /// What an agent is to a conversation; `had` are the agents who ever had the chat.
    pub fn of_agent(
        conversation: &Conversation,
        had: &BTreeSet<AgentId>,
        who: AgentRights<'_>,
    ) -> Self {
        let site: &SiteId = &conversation.meta.site;
        let may = |permission| who.permissions.contains(&permission);
        let agent = who.agent;
        if site.as_str() != who.site {
            Self::OtherAgent
        } else if may(Permission::LiveChat) && is_with(conversation, agent) {
            Self::AgentOfChat
        } else if may(Permission::LiveChat) && is_offered_to(conversation, agent) {
            Self::OfferedAgent
        } else if may(Permission::LiveChat)
            && (conversation.was_missed()
                || conversation.state.can_be_followed_up()
                    && (had.contains(agent) || may(Permission::ViewAllConversations)))
        {
            Self::MissedReader
        } else if may(Permission::LiveChat) && had.contains(agent) {
            Self::EarlierAgent
        } else if may(Permission::ViewAllConversations) {
            Self::Reader
        } else {
            Self::OtherAgent
        }
    }
}

/// Whether the agent has the chat, or had it last.
fn is_with(conversation: &Conversation, agent: &AgentId) -> bool {
    conversation.state.agent.as_ref().is_some_and(|profile| profile.id == *agent)
}

/// Whether the chat is offered to the agent now.
fn is_offered_to(conversation: &Conversation, agent: &AgentId) -> bool {
    matches!(&conversation.state.phase, Phase::Waiting { open_offer: Some(open_offer), .. }
        if open_offer.agent.id == *agent)
}

/// What ends a right.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Change {
    /// The agent signs out.
    SignOut,
    /// The agent's password is changed in another session.
    NewPassword,
    /// The agent is removed.
    Removal,
    /// The agent's role has the live chat permission no more.
    LiveChatLost,
    /// The agent's role has the permission to view all conversations no more.
    ViewAllLost,
    /// The agent declines the offer, or it ends otherwise.
    OfferEnded,
    /// Another agent takes the chat over.
    HandedOn,
    /// The visitor is blocked, in this conversation or another one.
    Blocked,
    /// The conversation is erased.
    Erasure,
}

impl Change {
    /// All of them, in the order of the page.
    pub const ALL: [Self; 9] = [
        Self::SignOut,
        Self::NewPassword,
        Self::Removal,
        Self::LiveChatLost,
        Self::ViewAllLost,
        Self::OfferEnded,
        Self::HandedOn,
        Self::Blocked,
        Self::Erasure,
    ];

    /// What somebody is to a conversation after the change. Who has two rights keeps the other one;
    /// that is not shown here.
    pub const fn after(self, before: Holder) -> Holder {
        use Holder as S;
        match (self, before) {
            // Who waits for an agent is not erased, so nobody has an offer then.
            (Self::Erasure, S::OfferedAgent) => S::OfferedAgent,
            (Self::Erasure, _) => S::Erased,
            (
                Self::SignOut | Self::NewPassword | Self::Removal,
                S::AgentOfChat
                | S::OfferedAgent
                | S::EarlierAgent
                | S::MissedReader
                | S::Reader
                | S::OtherAgent,
            ) => S::SignedOut,
            (
                Self::LiveChatLost,
                S::AgentOfChat | S::OfferedAgent | S::EarlierAgent | S::MissedReader,
            )
            | (Self::ViewAllLost, S::Reader)
            | (Self::OfferEnded, S::OfferedAgent) => S::OtherAgent,
            (Self::HandedOn, S::AgentOfChat) => S::EarlierAgent,
            (Self::Blocked, S::Visitor) => S::BlockedVisitor,
            (_, unchanged) => unchanged,
        }
    }

    /// The change in words.
    pub const fn title(self) -> &'static str {
        match self {
            Self::SignOut => "signing out",
            Self::NewPassword => "another password, in every other session",
            Self::Removal => "removal of the agent",
            Self::LiveChatLost => "a role without *live chat*",
            Self::ViewAllLost => "a role without *view all conversations*",
            Self::OfferEnded => "an offer that is declined or ends",
            Self::HandedOn => "a chat that another agent takes over",
            Self::Blocked => "blocking the visitor",
            Self::Erasure => "erasing the conversation",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_check_is_due_at_first_and_after_a_while_and_when_the_clock_was_put_back() {
        let (mut last, now) = (LastCheck::default(), Timestamp(1_000_000));
        assert!(last.is_due(now));
        assert!(!last.is_due(now) && !last.is_due(now + Millis(CHECK_AGAIN_AFTER.0 - 1)));
        assert!(last.is_due(now + CHECK_AGAIN_AFTER));
        assert!(last.is_due(now), "the clock was put back");
        last.failed();
        assert!(last.is_due(now));
    }

    #[test]
    fn who_may_not_hold_a_socket_is_told_so_when_it_closes_and_sends_nothing() {
        for holder in Holder::ALL {
            assert_eq!(holder.holds_socket(), holder.closes().is_none(), "{holder:?}");
            assert_eq!(holder.holds_socket(), !holder.sends().is_empty(), "{holder:?}");
        }
        for holder in DeskHolder::ALL.iter().filter(|holder| !holder.holds_socket()) {
            assert!(holder.sends().is_empty(), "{holder:?}");
        }
    }

    #[test]
    fn no_change_gives_a_right() {
        for change in Change::ALL {
            for before in Holder::ALL {
                let after = change.after(*before);
                assert!(after.sends().iter().all(|kind| before.may_send(*kind)), "{change:?}");
                assert!(after.hears().iter().all(|kind| before.may_hear(*kind)), "{change:?}");
            }
        }
    }

    #[test]
    fn what_only_agents_may_read_is_not_sent_to_visitors() {
        use ServerFrameKind as Kind;
        for kind in [Kind::Note, Kind::Draft, Kind::Visit] {
            assert!(!Holder::Visitor.may_hear(kind), "{kind:?}");
        }
    }
}
