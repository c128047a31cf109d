//! Messages from the loader: the site and visitor, and events of the page.

use shared::codec::{self, Json};
use shared::event::Page;
use shared::id::{ConversationId, Seq, VisitId};
use shared::prelude::*;
use shared::protocol::Bootstrap;
use shared::time::Timestamp;

use crate::model::Earlier;
use crate::update::Msg;

/// The loader's first message.
#[expect(clippy::struct_excessive_bools, reason = "the flags are independent")]
pub(crate) struct Init {
    /// The response to its bootstrap request.
    pub(crate) bootstrap: Bootstrap,
    pub(crate) visit: VisitId,
    /// The visitor token, if this browser has one.
    pub(crate) token: Option<String>,
    /// The body of the request for a visitor token.
    pub(crate) greeting: String,
    /// The running conversation, if there is one, or an ended one to read again.
    pub(crate) conversation: Option<ConversationId>,
    /// Whether that conversation has ended.
    pub(crate) ended: bool,
    /// The ended conversations of this browser, the latest last.
    pub(crate) earlier: Vec<Earlier>,
    /// How far the tab's pages heard what happens in it.
    pub(crate) reported: Option<Seq>,
    /// Where the visitor is.
    pub(crate) page: Page,
    /// Whether the panel is already open.
    pub(crate) open: bool,
    /// Whether the browser is online.
    pub(crate) online: bool,
    /// Whether to avoid animations (`prefers-reduced-motion`).
    pub(crate) calm: bool,
}

/// Reads the loader's first message.
pub(crate) fn read(data: &impl Json) -> Option<Init> {
    let page = data.get("page").and_then(codec::read::<Page, _>);
    Some(Init {
        bootstrap: codec::read(data.get("bootstrap")?)?,
        visit: codec::read(data.get("visit")?)?,
        token: data.get("token").and_then(|token| token.text()),
        greeting: data.get("greeting").and_then(|greeting| greeting.text()).unwrap_or_default(),
        conversation: data.get("conversation").and_then(codec::read),
        ended: is(data, "ended"),
        earlier: earlier(data),
        reported: data.get("reported").and_then(codec::read),
        page: page.unwrap_or_default(),
        open: is(data, "open"),
        online: is(data, "online"),
        calm: is(data, "calm"),
    })
}

/// Reads a later message of the loader.
pub(crate) fn on_loader_message(data: &impl Json) -> Option<Msg> {
    match data.get("bootstrap") {
        Some(bootstrap) => {
            let page = codec::read(data.get("page")?)?;
            Some(Msg::Offered(Box::new((codec::read(bootstrap)?, page))))
        }
        None => Some(Msg::Opened(is(data, "on"))),
    }
}

fn earlier(data: &impl Json) -> Vec<Earlier> {
    let mut all = Vec::new();
    for one in data.get("earlier").and_then(|earlier| earlier.items()).unwrap_or_default() {
        if let (Some(id), Some(at)) = (one.get("id").and_then(codec::read), one.get("at")) {
            all.push(Earlier { id, at: Timestamp(at.whole().unwrap_or_default()) });
        }
    }
    all
}

fn is(data: &impl Json, key: &str) -> bool {
    data.get(key).and_then(|flag| flag.flag()).unwrap_or_default()
}
