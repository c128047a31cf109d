//! The loader: it says whose chat this is, and keeps what must outlive the page.
//!
//! The panel is a page of the chat's origin in a frame of somebody else's. It names no secret until
//! the page that framed it has sent its own, and it talks to that page's origin only.

use core::cell::RefCell;
use core::mem::ManuallyDrop;

use shared::event::Page;
use shared::id::{ConversationId, VisitId};
use shared::lean::{self, Json as _};
use shared::protocol::Bootstrap;
use wasm_bindgen::{JsCast as _, JsValue};
use web_sys::{HtmlElement, MessageEvent, MessagePort};

use crate::json::Js;
use crate::runtime;
use crate::update::Msg;

thread_local! {
    static PORT: ManuallyDrop<RefCell<Option<MessagePort>>> =
        const { ManuallyDrop::new(RefCell::new(None)) };
}

/// What the loader says first.
pub(crate) struct Init {
    /// What the edge told it.
    pub(crate) bootstrap: Bootstrap,
    /// This visit.
    pub(crate) visit: VisitId,
    /// Proves who this browser is, if it was here before.
    pub(crate) token: Option<String>,
    /// The conversation that runs, if one does.
    pub(crate) conversation: Option<ConversationId>,
    /// Where the visitor is.
    pub(crate) page: Page,
    /// Whether the panel is open already.
    pub(crate) open: bool,
}

/// Waits for the loader.
pub(crate) fn listen() {
    let window = runtime::window();
    // The loader puts its page's origin behind the `#`, so that what follows is for it only.
    let hash = window.location().hash().unwrap_or_default();
    let page = hash.strip_prefix('#').unwrap_or_default().to_owned();
    let parent = window.parent().ok().flatten();
    let (from, there) = (parent.clone(), page.clone());
    let heard = Box::new(move |event: JsValue| {
        let event: MessageEvent = event.unchecked_into();
        let (source, parent) = (event.source(), from.as_ref().map(AsRef::<JsValue>::as_ref));
        let by_parent = parent.is_some() && source.as_ref().map(AsRef::as_ref) == parent;
        if by_parent && event.origin() == there {
            greeted(&event);
        }
    });
    runtime::listen(&window, "message", heard);
    if let Some(parent) = parent {
        let _ = parent.post_message(&JsValue::from_str("bellhop:ready"), &page);
    }
}

/// Tells the loader.
pub(crate) fn tell(text: &str) {
    let _ = PORT.try_with(|port| {
        if let Ok(port) = port.try_borrow()
            && let Some(port) = port.as_ref()
        {
            let _ = port.post_message(&JsValue::from_str(text));
        }
    });
}

fn greeted(event: &MessageEvent) {
    let data = Js(event.data());
    let Some(port) = Some(event.ports().get(0)).filter(JsValue::is_object) else { return };
    let port: MessagePort = port.unchecked_into();
    let Some(init) = read(&data) else { return };
    dress(&data);
    let heard = runtime::heard_by(Box::new(|event| {
        told(&Js(event.unchecked_into::<MessageEvent>().data()));
    }));
    port.set_onmessage(Some(&heard));
    let _ = PORT.try_with(|place| {
        if let Ok(mut place) = place.try_borrow_mut() {
            *place = Some(port);
        }
    });
    runtime::start(init);
}

fn read(data: &Js) -> Option<Init> {
    let page = data.get("page").and_then(lean::read::<Page, _>);
    Some(Init {
        bootstrap: lean::read(data.get("bootstrap")?)?,
        visit: lean::read(data.get("visit")?)?,
        token: data.get("token").and_then(|token| token.text()),
        conversation: data.get("conversation").and_then(lean::read),
        page: page.unwrap_or_default(),
        open: data.get("open").and_then(|open| open.flag()).unwrap_or_default(),
    })
}

fn told(data: &Js) {
    let word = data.get("type").and_then(|word| word.text()).unwrap_or_default();
    match word.as_str() {
        "open" => {
            let open = data.get("on").and_then(|on| on.flag());
            runtime::dispatch(Msg::Opened(open.unwrap_or_default()));
        }
        "offer" => {
            let read = data.get("bootstrap").and_then(lean::read);
            if let Some(bootstrap) = read {
                runtime::dispatch(Msg::Offered(Box::new(bootstrap)));
            }
        }
        "dress" => dress(data),
        _ => {}
    }
}

/// Puts on what the page looks like: its direction, light or dark, the site's colours, which the
/// loader has made readable.
fn dress(data: &Js) {
    let html = runtime::window().document();
    let html = html.and_then(|document| document.document_element());
    let Some(html) = html.map(wasm_bindgen::JsCast::unchecked_into::<HtmlElement>) else { return };
    for (key, attribute) in [("dir", "dir"), ("theme", "data-theme")] {
        if let Some(value) = data.get(key).and_then(|value| value.text()) {
            let _ = html.set_attribute(attribute, &value);
        }
    }
    if let Some(colours) = data.get("colours").and_then(|colours| colours.text()) {
        html.style().set_css_text(&colours);
    }
}
