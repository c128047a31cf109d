//! Does what the inbox asks for.

use crate::api::http::{self, HttpError};
use crate::api::notice::Notice;
use crate::api::socket::{News, Socket};
use crate::api::upload::{self, Picked};
use crate::api::{json, page, storage};
use crate::inbox::{Attached, Carried, Effect, Msg, Narrowed, Tab, name, path};
use gloo_timers::callback::Timeout;
use shared::conversation::Draft;
use shared::id::{ClientKey, ConversationId, OfferId, Seq, SiteId};
use shared::protocol::{DeskFrame, OfferCard, ServerFrame};
use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::rc::Rc;
use wasm_bindgen_futures::spawn_local;

/// How long a notice stays, in milliseconds.
const NOTICE: u32 = 7_000;
/// How long after the last letter what was typed is looked for, in milliseconds.
const TYPED: u32 = 180;
/// How long after the last letter a draft is told to the edge, in milliseconds.
const PAUSE: u32 = 500;

/// What the runtime has to tell.
pub(crate) enum Told {
    /// Something for the inbox.
    Msg(Msg),
    /// The session is over.
    SignedOut,
    /// A visitor wrote while the agent looked elsewhere.
    Heard,
}

/// Sockets, timers and notices of one signed-in agent; dropped, all of them go.
#[derive(Clone)]
pub(crate) struct Runtime(Rc<Inner>);

struct Inner {
    site: SiteId,
    tell: Box<dyn Fn(Told)>,
    bell: RefCell<Option<Socket>>,
    chats: RefCell<BTreeMap<ConversationId, Socket>>,
    rings: RefCell<BTreeMap<OfferId, Notice>>,
    words: RefCell<BTreeMap<ConversationId, Notice>>,
    files: RefCell<BTreeMap<u64, Picked>>,
    held: Cell<u64>,
    /// Whether the agent may find what colleagues talked about.
    sees_all: bool,
    /// What is looked for in a moment.
    finding: RefCell<Option<Timeout>>,
    /// The moments after which what is typed is told.
    typing: RefCell<BTreeMap<ConversationId, Timeout>>,
}

impl Runtime {
    /// Connects to the desk.
    pub(crate) fn start(site: SiteId, sees_all: bool, tell: impl Fn(Told) + 'static) -> Self {
        let inner = Rc::new(Inner {
            site,
            tell: Box::new(tell),
            bell: RefCell::default(),
            chats: RefCell::default(),
            rings: RefCell::default(),
            words: RefCell::default(),
            files: RefCell::default(),
            held: Cell::default(),
            sees_all,
            finding: RefCell::default(),
            typing: RefCell::default(),
        });
        let bell = open_bell(&inner);
        *inner.bell.borrow_mut() = Some(bell);
        ask_replies(&inner);
        Self(inner)
    }

    /// Does one thing.
    pub(crate) fn run(&self, effect: Effect) {
        let inner = &self.0;
        match effect {
            Effect::Bell(frame) => {
                if let Some(bell) = inner.bell.borrow().as_ref() {
                    bell.send(&frame);
                }
            }
            Effect::OpenChat(id) => open_chat(inner, id),
            Effect::CloseChat(id) => {
                inner.chats.borrow_mut().remove(&id);
                inner.words.borrow_mut().remove(&id);
                inner.typing.borrow_mut().remove(&id);
            }
            Effect::Chat(id, frame) => {
                if let Some(chat) = inner.chats.borrow().get(&id) {
                    chat.send(&frame);
                }
            }
            Effect::KeepDraft(id, typed) => keep_draft(&id, &typed),
            Effect::Pause(id) => pause(inner, id),
            Effect::Load { tab, narrowed, cursor } => load(inner, tab, narrowed, cursor),
            Effect::Find { typed, cursor } => find(inner, typed, cursor),
            Effect::AskColleagues => ask_colleagues(inner),
            Effect::NotifyOffer(card) => notify_offer(inner, &card),
            Effect::Unnotify(offer) => drop(inner.rings.borrow_mut().remove(&offer)),
            Effect::NotifySaid { chat, name, text } => notify_said(inner, chat, &name, &text),
            Effect::Upload { chat, key, handle, .. } => upload(inner, chat, key, handle),
            Effect::ForgetFile(handle) => drop(inner.files.borrow_mut().remove(&handle)),
            Effect::Expire(toast) => expire(inner, toast),
        }
    }

    /// Keeps a file until it is sent or given up.
    pub(crate) fn hold(&self, file: Picked) -> Attached {
        let handle = self.0.held.get() + 1;
        self.0.held.set(handle);
        let (name, size, preview) = (file.name(), file.size(), file.preview());
        self.0.files.borrow_mut().insert(handle, file);
        Attached { handle, name, size, preview }
    }

    /// Tries every connection at once: the network is back, or the agent is.
    pub(crate) fn hurry(&self) {
        if let Some(bell) = self.0.bell.borrow().as_ref() {
            bell.hurry();
        }
        for chat in self.0.chats.borrow().values() {
            chat.hurry();
        }
    }

    /// The agent looks: what told them to is done.
    pub(crate) fn looked(&self) {
        self.0.words.borrow_mut().clear();
    }
}

fn open_bell(inner: &Rc<Inner>) -> Socket {
    let weak = Rc::downgrade(inner);
    Socket::open(format!("/v1/sites/{}/desk", inner.site), move |news| {
        let Some(inner) = weak.upgrade() else { return };
        match news {
            News::Opened => (inner.tell)(Told::Msg(Msg::BellOpened)),
            News::Frame(text) => match json::read::<DeskFrame>(&text) {
                Some(frame) => (inner.tell)(Told::Msg(Msg::Bell(frame))),
                None => page::log(&format!("unknown desk frame: {text}")),
            },
            News::Broke { was_open } => {
                (inner.tell)(Told::Msg(Msg::BellBroke));
                if !was_open {
                    still_signed_in(&inner);
                }
            }
        }
    })
}

/// A socket that was refused doesn't say why: ask.
fn still_signed_in(inner: &Rc<Inner>) {
    let weak = Rc::downgrade(inner);
    let site = inner.site.clone();
    spawn_local(async move {
        let asked = http::me(&site).await;
        if let (Err(HttpError::NotSignedIn(_)), Some(inner)) = (asked, weak.upgrade()) {
            (inner.tell)(Told::SignedOut);
        }
    });
}

fn open_chat(inner: &Rc<Inner>, id: ConversationId) {
    let weak = Rc::downgrade(inner);
    let chat = id.clone();
    let path = format!("/v1/conversations/{id}/socket?site={}", inner.site);
    let socket = Socket::open(path, move |news| {
        let Some(inner) = weak.upgrade() else { return };
        let msg = match news {
            News::Opened => Msg::ChatOpened(chat.clone()),
            News::Broke { .. } => Msg::ChatBroke(chat.clone()),
            News::Frame(text) => match json::read::<ServerFrame>(&text) {
                Some(frame) => Msg::Chat(chat.clone(), Box::new(frame)),
                None => match json::read::<Unread>(&text) {
                    Some(Unread { seq }) => Msg::Unread(chat.clone(), seq),
                    None => return page::log(&format!("unknown frame: {text}")),
                },
            },
        };
        (inner.tell)(Told::Msg(msg));
    });
    if let Some(found) = storage::get(&draft(&id)).and_then(|text| json::read::<Draft>(&text)) {
        (inner.tell)(Told::Msg(Msg::Draft(id.clone(), found)));
    }
    inner.chats.borrow_mut().insert(id, socket);
}

/// An event of a later version: it can't be read, but it has its place in the log.
#[derive(serde::Deserialize)]
struct Unread {
    seq: Seq,
}

fn draft(id: &ConversationId) -> String {
    format!("draft.{id}")
}

fn keep_draft(id: &ConversationId, typed: &Draft) {
    let text = if typed.is_empty() { String::new() } else { json::write(typed) };
    storage::set(&draft(id), &text);
}

/// Waits until nothing was typed for a moment.
fn pause(inner: &Rc<Inner>, id: ConversationId) {
    let (weak, chat) = (Rc::downgrade(inner), id.clone());
    let over = move || {
        if let Some(inner) = weak.upgrade() {
            (inner.tell)(Told::Msg(Msg::Paused(chat)));
        }
    };
    inner.typing.borrow_mut().insert(id, Timeout::new(PAUSE, over));
}

fn load(inner: &Rc<Inner>, tab: Tab, narrowed: Narrowed, cursor: Option<String>) {
    let weak = Rc::downgrade(inner);
    let site = inner.site.clone();
    let scope = if tab == Tab::All { "all" } else { "mine" };
    spawn_local(async move {
        let mut asks: Vec<(&str, &str)> = vec![("scope", scope)];
        asks.extend(narrowed.pairs());
        asks.extend(cursor.as_deref().map(|cursor| ("cursor", cursor)));
        let path = http::query("conversations", asks);
        let page = http::get(&site, &path).await;
        let Some(inner) = weak.upgrade() else { return };
        if matches!(page, Err(HttpError::NotSignedIn(_))) {
            return (inner.tell)(Told::SignedOut);
        }
        let page = page.map_err(HttpError::text);
        let first = cursor.is_none();
        (inner.tell)(Told::Msg(Msg::Loaded { tab, narrowed, first, page }));
    });
}

/// What is still being typed is not looked for: the last letter waits a moment for the next.
fn find(inner: &Rc<Inner>, typed: String, cursor: Option<String>) {
    let weak = Rc::downgrade(inner);
    let wait = if cursor.is_none() { TYPED } else { 0 };
    let look = move || {
        let Some(inner) = weak.upgrade() else { return };
        let site = inner.site.clone();
        let scope = if inner.sees_all { "all" } else { "mine" };
        spawn_local(async move {
            let mut asks: Vec<(&str, &str)> = vec![("scope", scope), ("q", &typed)];
            asks.extend(cursor.as_deref().map(|cursor| ("cursor", cursor)));
            let path = http::query("conversations/search", asks);
            let page = http::get(&site, &path).await;
            if matches!(page, Err(HttpError::NotSignedIn(_))) {
                return (inner.tell)(Told::SignedOut);
            }
            let page = page.map_err(HttpError::text);
            let first = cursor.is_none();
            (inner.tell)(Told::Msg(Msg::Found { typed, first, page }));
        });
    };
    // The one before is given up: only what was typed last is looked for.
    inner.finding.replace(Some(Timeout::new(wait, look)));
}

fn ask_colleagues(inner: &Rc<Inner>) {
    let weak = Rc::downgrade(inner);
    let site = inner.site.clone();
    spawn_local(async move {
        let found = http::colleagues(&site).await;
        let Some(inner) = weak.upgrade() else { return };
        if matches!(found, Err(HttpError::NotSignedIn(_))) {
            return (inner.tell)(Told::SignedOut);
        }
        (inner.tell)(Told::Msg(Msg::Colleagues(found.map_err(HttpError::text))));
    });
}

/// Without them the inbox works as well: what went wrong is told where they are looked after.
fn ask_replies(inner: &Rc<Inner>) {
    let weak = Rc::downgrade(inner);
    let site = inner.site.clone();
    spawn_local(async move {
        if let (Ok(replies), Some(inner)) = (http::get(&site, "replies").await, weak.upgrade()) {
            (inner.tell)(Told::Msg(Msg::Replies(replies)));
        }
    });
}

fn notify_offer(inner: &Rc<Inner>, card: &OfferCard) {
    if page::is_looked_at() {
        return;
    }
    let title = match &card.from {
        Some(from) => format!("{} asks you to take over {}", from.name, name(&card.told)),
        None => format!("{} wants to chat", name(&card.told)),
    };
    let body = format!("On {}. Open the inbox to accept.", path(&card.page));
    if let Some(notice) = Notice::show(&title, &body, card.id.as_str(), true, || {}) {
        inner.rings.borrow_mut().insert(card.id.clone(), notice);
    }
}

fn notify_said(inner: &Rc<Inner>, chat: ConversationId, name: &str, text: &str) {
    (inner.tell)(Told::Heard);
    if page::is_looked_at() {
        return;
    }
    let (weak, open) = (Rc::downgrade(inner), chat.clone());
    let notice = Notice::show(name, text, chat.as_str(), false, move || {
        if let Some(inner) = weak.upgrade() {
            (inner.tell)(Told::Msg(Msg::Select(open.clone())));
        }
    });
    if let Some(notice) = notice {
        inner.words.borrow_mut().insert(chat, notice);
    }
}

fn upload(inner: &Rc<Inner>, chat: ConversationId, key: ClientKey, handle: u64) {
    let files = inner.files.borrow();
    let Some(file) = files.get(&handle) else { return };
    let tell = {
        let (weak, chat, key) = (Rc::downgrade(inner), chat.clone(), key.clone());
        move |state| {
            if let Some(inner) = weak.upgrade() {
                (inner.tell)(Told::Msg(Msg::Carried(chat.clone(), key.clone(), state)));
            }
        }
    };
    let moved = tell.clone();
    upload::send(
        &inner.site,
        &chat,
        &key,
        file,
        move |percent| moved(Carried::Percent(percent)),
        move |done| tell(done.map_or_else(Carried::Failed, |()| Carried::Percent(100))),
    );
}

fn expire(inner: &Rc<Inner>, toast: u64) {
    let weak = Rc::downgrade(inner);
    Timeout::new(NOTICE, move || {
        if let Some(inner) = weak.upgrade() {
            (inner.tell)(Told::Msg(Msg::Dismiss(toast)));
        }
    })
    .forget();
}
