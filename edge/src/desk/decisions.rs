//! Routing decisions: dry runs, and those that are stored.

use super::{Shell, store};
use crate::error::{Answer, ApiError};
use crate::http::body;
use crate::messaging::decisions::{DecisionPage, DecisionQuery};
use crate::runtime::clock;
use shared::id::ConversationId;
use shared::protocol::TryRouting;
use std::rc::Rc;

impl Shell {
    /// A dry run of the routing.
    pub(super) fn explain(self: &Rc<Self>, query: &TryRouting) -> Answer {
        self.ready()?;
        let desk = self.desk.borrow();
        let desk =
            desk.as_ref().ok_or_else(|| ApiError::Broken("the desk is not loaded".into()))?;
        body::answer(&desk.explain(clock::now(), query))
    }

    /// The routing decisions of a conversation.
    pub(super) fn decisions(self: &Rc<Self>, id: &ConversationId) -> Answer {
        self.wake()?;
        let items = store::decisions(&self.object.state.storage().sql(), id)?;
        let desk = self.desk.borrow();
        body::answer(&desk.as_ref().map(|desk| desk.name_decisions(items)).unwrap_or_default())
    }

    /// Routing decisions of all conversations, newest first.
    pub(super) fn decision_page(self: &Rc<Self>, query: &DecisionQuery) -> Answer {
        self.ready()?;
        let rows = store::decision_page(&self.object.state.storage().sql(), query)?;
        let desk = self.desk.borrow();
        let desk =
            desk.as_ref().ok_or_else(|| ApiError::Broken("the desk is not loaded".into()))?;
        let (package, agents) = desk.package_and_agents();
        body::answer(&DecisionPage { package, agents, rows })
    }
}
