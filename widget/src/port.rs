//! What the loader says: whose chat this is, and what happens on the page.

use shared::codec::{self, Json};
use shared::event::Page;
use shared::id::{ConversationId, Seq, VisitId};
use shared::prelude::*;
use shared::protocol::Bootstrap;

use crate::update::Msg;

/// What the loader says first.
pub(crate) struct Init {
    /// What the edge told it.
    pub(crate) bootstrap: Bootstrap,
    /// This visit.
    pub(crate) visit: VisitId,
    /// Proves who this browser is, if it was here before.
    pub(crate) token: Option<String>,
    /// What a name for this browser is asked for with.
    pub(crate) greeting: String,
    /// The conversation that runs, if one does.
    pub(crate) conversation: Option<ConversationId>,
    /// How far the tab's pages heard what happens in it.
    pub(crate) reported: Option<Seq>,
    /// Where the visitor is.
    pub(crate) page: Page,
    /// Whether the panel is open already.
    pub(crate) open: bool,
    /// Whether the browser has a network.
    pub(crate) online: bool,
    /// Whether nothing should move.
    pub(crate) calm: bool,
}

/// Reads the loader's greeting.
pub(crate) fn read(data: &impl Json) -> Option<Init> {
    let page = data.get("page").and_then(codec::read::<Page, _>);
    Some(Init {
        bootstrap: codec::read(data.get("bootstrap")?)?,
        visit: codec::read(data.get("visit")?)?,
        token: data.get("token").and_then(|token| token.text()),
        greeting: data.get("greeting").and_then(|greeting| greeting.text()).unwrap_or_default(),
        conversation: data.get("conversation").and_then(codec::read),
        reported: data.get("reported").and_then(codec::read),
        page: page.unwrap_or_default(),
        open: is(data, "open"),
        online: is(data, "online"),
        calm: is(data, "calm"),
    })
}

/// Reads what the loader says later.
pub(crate) fn on_loader_message(data: &impl Json) -> Option<Msg> {
    match data.get("bootstrap") {
        Some(bootstrap) => {
            let page = codec::read(data.get("page")?)?;
            Some(Msg::Offered(Box::new((codec::read(bootstrap)?, page))))
        }
        None => Some(Msg::Opened(is(data, "on"))),
    }
}

fn is(data: &impl Json, key: &str) -> bool {
    data.get(key).and_then(|flag| flag.flag()).unwrap_or_default()
}
