//! Performs the effects of the inbox.

mod labels;
mod missed;

use crate::browser::notice::Notice;
use crate::browser::{page, storage, time};
use crate::client::http::{self, HttpError};
use crate::client::json;
use crate::client::socket::{News, Socket};
use crate::client::upload::{self, NotSent, Picked};
use crate::inbox::{Attached, Carried, Effect, Filter, Msg, Narrowed, Tab, Tone, display_name};
use crate::texts::t;
use gloo_timers::callback::Timeout;
use shared::api::{
    ConversationSearch, Endpoint, FileFrame, FileUpload, GetConversationVisitor, GetHealth, GetMe,
    ListConversations, ListReplies, ListTransferTargets, OpenAgentSocket, OpenConversationSocket,
    Scope, SearchConversations, SendFile, SocketQuery, WaitsFor,
};
use shared::client::CloseCode;
use shared::conversation::Draft;
use shared::id::{ClientKey, ConversationId, OfferId, Seq, SiteId};
use shared::permission::Permission;
use shared::protocol::{AgentEvent, Me, OfferCard, ServerFrame};
use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::rc::Rc;
use wasm_bindgen_futures::spawn_local;

/// How long a toast stays, in milliseconds.
const NOTICE: u32 = 7_000;
/// How long after the last keystroke we search, in milliseconds.
const TYPED: u32 = 180;
/// How long after the last keystroke a draft is sent to the edge, in milliseconds.
const PAUSE: u32 = 500;

/// An event of the runtime.
pub(crate) enum AppEvent {
    /// A message for the inbox.
    Msg(Msg),
    SignedOut,
    /// The agent's permissions are others than before.
    RightsChanged(Box<Me>),
    /// A visitor's message arrived in a chat that isn't visible.
    MessageReceived,
}

/// The sockets, timers and notifications of the signed-in agent; dropping it ends all of them.
#[derive(Clone)]
pub(crate) struct Runtime(Rc<Inner>);

struct Inner {
    site: SiteId,
    notify: Box<dyn Fn(AppEvent)>,
    desk_socket: RefCell<Option<Socket>>,
    chats: RefCell<BTreeMap<ConversationId, Socket>>,
    offer_notices: RefCell<BTreeMap<OfferId, Notice>>,
    notices: RefCell<BTreeMap<ConversationId, Notice>>,
    files: RefCell<BTreeMap<u64, Picked>>,
    last_handle: Cell<u64>,
    /// Whether a request about the server's health is in flight.
    asks_health: Cell<bool>,
    /// The agent's permissions when they signed in.
    permissions: Vec<Permission>,
    /// The timer of the pending search.
    searching: RefCell<Option<Timeout>>,
    /// The timers that detect pauses in typing.
    typing: RefCell<BTreeMap<ConversationId, Timeout>>,
}

impl Runtime {
    /// Connects to the desk.
    pub(crate) fn start(
        site: SiteId,
        permissions: Vec<Permission>,
        notify: impl Fn(AppEvent) + 'static,
    ) -> Self {
        let inner = Rc::new(Inner {
            site,
            notify: Box::new(notify),
            desk_socket: RefCell::default(),
            chats: RefCell::default(),
            offer_notices: RefCell::default(),
            notices: RefCell::default(),
            files: RefCell::default(),
            last_handle: Cell::default(),
            asks_health: Cell::default(),
            permissions,
            searching: RefCell::default(),
            typing: RefCell::default(),
        });
        let desk_socket = open_desk_socket(&inner);
        *inner.desk_socket.borrow_mut() = Some(desk_socket);
        load_replies(&inner);
        Self(inner)
    }

    /// Performs an effect.
    pub(crate) fn run(&self, effect: Effect) {
        let inner = &self.0;
        match effect {
            Effect::SendAgentFrame(frame) => {
                if let Some(desk_socket) = inner.desk_socket.borrow().as_ref() {
                    desk_socket.send(&frame);
                }
            }
            Effect::OpenChat(id) => open_chat(inner, id),
            Effect::CloseChat(id) => {
                inner.chats.borrow_mut().remove(&id);
                inner.notices.borrow_mut().remove(&id);
                inner.typing.borrow_mut().remove(&id);
            }
            Effect::Chat(id, frame) => {
                if let Some(chat) = inner.chats.borrow().get(&id) {
                    chat.send(&frame);
                }
            }
            Effect::SaveDraft(id, typed) => save_draft(&id, &typed),
            Effect::Pause(id) => pause(inner, id),
            Effect::Load { tab, filter, narrowed, cursor } => {
                load(inner, tab, filter, narrowed, cursor);
            }
            Effect::FindLinked(id) => find_linked(inner, id),
            Effect::LoadMissed(narrowed, cursor) => missed::load(inner, narrowed, cursor),
            Effect::Labels(effect) => labels::run(inner, effect),
            Effect::ChangeMissed(id, change) => missed::change(inner, id, change),
            Effect::Search { typed, narrowed, cursor } => search(inner, typed, narrowed, cursor),
            Effect::LoadTransferTargets => load_transfer_targets(inner),
            Effect::NotifyOffer(card) => notify_offer(inner, &card),
            Effect::Unnotify(offer) => drop(inner.offer_notices.borrow_mut().remove(&offer)),
            Effect::NotifySaid { chat, name, text } => notify_said(inner, chat, &name, &text),
            Effect::Upload { chat, key, frame, handle, .. } => {
                upload(inner, (chat, key), frame, handle);
            }
            Effect::ReleaseFile(handle) => drop(inner.files.borrow_mut().remove(&handle)),
            Effect::Expire(toast) => expire(inner, toast),
        }
    }

    /// Holds a file until it is uploaded or discarded.
    pub(crate) fn hold(&self, file: Picked) -> Attached {
        let handle = self.0.last_handle.get() + 1;
        self.0.last_handle.set(handle);
        let (name, size, preview) = (file.name(), file.size(), file.preview());
        self.0.files.borrow_mut().insert(handle, file);
        Attached { handle, name, size, preview }
    }

    /// Tries every connection at once: the network is back, or the agent is.
    pub(crate) fn wake(&self) {
        if let Some(desk_socket) = self.0.desk_socket.borrow().as_ref() {
            desk_socket.wake();
        }
        for chat in self.0.chats.borrow().values() {
            chat.wake();
        }
    }

    /// The tab is visible, so its notifications are closed.
    pub(crate) fn on_visible(&self) {
        self.0.notices.borrow_mut().clear();
    }
}

fn open_desk_socket(inner: &Rc<Inner>) -> Socket {
    let weak = Rc::downgrade(inner);
    Socket::open(OpenAgentSocket { site: inner.site.clone() }.path(), move |news| {
        let Some(inner) = weak.upgrade() else { return };
        match news {
            News::Opened => (inner.notify)(AppEvent::Msg(Msg::AgentSocketOpened)),
            News::Frame(text) => match json::read::<AgentEvent>(&text) {
                Some(frame) => {
                    if let (AgentEvent::Snapshot { .. }, Some(desk_socket)) =
                        (&frame, inner.desk_socket.borrow().as_ref())
                    {
                        desk_socket.answered();
                    }
                    if let AgentEvent::Snapshot { live_chat, .. } = &frame
                        && *live_chat != inner.permissions.contains(&Permission::LiveChat)
                    {
                        ask_rights(&inner, None);
                    }
                    (inner.notify)(AppEvent::Msg(Msg::AgentEvent(frame)));
                }
                None => page::log(&format!("unknown desk frame: {text}")),
            },
            News::Broke { was_open } => {
                (inner.notify)(AppEvent::Msg(Msg::AgentSocketBroke));
                if !was_open {
                    still_signed_in(&inner);
                    ask_health(&inner);
                }
            }
            News::Refused(CloseCode::SignedOut) => (inner.notify)(AppEvent::SignedOut),
            News::Refused(_) => {
                (inner.notify)(AppEvent::Msg(Msg::AgentSocketBroke));
                ask_rights(&inner, None);
            }
        }
    })
}

/// A refused WebSocket has no reason, so check whether the session is over.
fn still_signed_in(inner: &Rc<Inner>) {
    let weak = Rc::downgrade(inner);
    let site = inner.site.clone();
    spawn_local(async move {
        let me = http::call(&GetMe { site }).await;
        if let (Err(HttpError::NotSignedIn(_)), Some(inner)) = (me, weak.upgrade()) {
            (inner.notify)(AppEvent::SignedOut);
        }
    });
}

/// A refused WebSocket has no reason, so check whether the server can store anything: once for all sockets
/// that are refused together.
fn ask_health(inner: &Rc<Inner>) {
    if inner.asks_health.replace(true) {
        return;
    }
    let weak = Rc::downgrade(inner);
    spawn_local(async move {
        let health = http::call(&GetHealth {}).await;
        let Some(inner) = weak.upgrade() else { return };
        inner.asks_health.set(false);
        if let Err(HttpError::Refused(reason)) = health {
            (inner.notify)(AppEvent::Msg(Msg::Unwell(reason)));
        }
    });
}

/// The edge has closed a socket, or says that this agent may do less or more: asks what they may now.
/// If nothing changed but that `refused` can't be read, only that conversation is left.
fn ask_rights(inner: &Rc<Inner>, refused: Option<ConversationId>) {
    let weak = Rc::downgrade(inner);
    let site = inner.site.clone();
    spawn_local(async move {
        let me = http::call(&GetMe { site }).await;
        let Some(inner) = weak.upgrade() else { return };
        match (me, refused) {
            (Ok(me), _) if me.permissions != inner.permissions => {
                (inner.notify)(AppEvent::RightsChanged(Box::new(me)));
            }
            (Err(HttpError::NotSignedIn(_)), _) => (inner.notify)(AppEvent::SignedOut),
            (_, Some(chat)) => (inner.notify)(AppEvent::Msg(Msg::ChatRefused(chat))),
            (_, None) => {}
        }
    });
}

fn open_chat(inner: &Rc<Inner>, id: ConversationId) {
    let weak = Rc::downgrade(inner);
    let chat = id.clone();
    let site = SocketQuery { site: Some(inner.site.clone()) };
    let path = OpenConversationSocket { conversation: id.clone() }.url(&site);
    let socket = Socket::open(path, move |news| {
        let Some(inner) = weak.upgrade() else { return };
        let msg = match news {
            News::Opened => Msg::ChatOpened(chat.clone()),
            News::Broke { was_open } => {
                if !was_open {
                    ask_health(&inner);
                }
                Msg::ChatBroke(chat.clone())
            }
            News::Refused(CloseCode::SignedOut) => return (inner.notify)(AppEvent::SignedOut),
            News::Refused(CloseCode::NotAllowed) => return ask_rights(&inner, Some(chat.clone())),
            // The conversation was erased: what is shown of it stays until the agent leaves it.
            News::Refused(_) => return,
            News::Frame(text) => match json::read::<ServerFrame>(&text) {
                Some(frame) => {
                    if let (ServerFrame::Welcome { .. }, Some(socket)) =
                        (&frame, inner.chats.borrow().get(&chat))
                    {
                        socket.answered();
                    }
                    Msg::Chat(chat.clone(), Box::new(frame))
                }
                None => match json::read::<Unread>(&text) {
                    Some(Unread { seq }) => Msg::Unread(chat.clone(), seq),
                    None => return page::log(&format!("unknown frame: {text}")),
                },
            },
        };
        (inner.notify)(AppEvent::Msg(msg));
    });
    if let Some(found) = storage::get(&draft(&id)).and_then(|text| json::read::<Draft>(&text)) {
        (inner.notify)(AppEvent::Msg(Msg::Draft(id.clone(), found)));
    }
    inner.chats.borrow_mut().insert(id, socket);
}

/// An event that this version can't read; it still has a sequence number.
#[derive(serde::Deserialize)]
struct Unread {
    seq: Seq,
}

fn draft(id: &ConversationId) -> String {
    format!("draft.{id}")
}

fn save_draft(id: &ConversationId, typed: &Draft) {
    let text = if typed.is_empty() { String::new() } else { json::write(typed) };
    storage::set(&draft(id), &text);
}

/// Sends `Paused` once the agent has not typed for a moment.
fn pause(inner: &Rc<Inner>, id: ConversationId) {
    let (weak, chat) = (Rc::downgrade(inner), id.clone());
    let over = move || {
        if let Some(inner) = weak.upgrade() {
            (inner.notify)(AppEvent::Msg(Msg::Paused(chat)));
        }
    };
    inner.typing.borrow_mut().insert(id, Timeout::new(PAUSE, over));
}

fn load(inner: &Rc<Inner>, tab: Tab, filter: Filter, narrowed: Narrowed, cursor: Option<String>) {
    let weak = Rc::downgrade(inner);
    let site = inner.site.clone();
    let scope = if tab == Tab::All { Scope::All } else { Scope::Mine };
    spawn_local(async move {
        let query = filter.query(time::zone, scope, &narrowed, cursor.clone());
        let page = http::query(&ListConversations { site }, &query).await;
        let Some(inner) = weak.upgrade() else { return };
        if matches!(page, Err(HttpError::NotSignedIn(_))) {
            return (inner.notify)(AppEvent::SignedOut);
        }
        let page = page.map_err(HttpError::text);
        let first = cursor.is_none();
        (inner.notify)(AppEvent::Msg(Msg::Loaded { tab, filter, narrowed, first, page }));
    });
}

/// Searches after a short delay, so that a request isn't sent for every keystroke.
fn search(inner: &Rc<Inner>, typed: String, narrowed: Narrowed, cursor: Option<String>) {
    let weak = Rc::downgrade(inner);
    let wait = if cursor.is_none() { TYPED } else { 0 };
    let run_search = move || {
        let Some(inner) = weak.upgrade() else { return };
        let site = inner.site.clone();
        let sees_all = inner.permissions.contains(&Permission::ViewAllConversations);
        let scope = Some(if sees_all { Scope::All } else { Scope::Mine });
        spawn_local(async move {
            let first = cursor.is_none();
            let query = ConversationSearch {
                scope,
                q: Some(typed.clone()),
                waits_for: narrowed.waits.then_some(WaitsFor::Answer),
                label: narrowed.label.clone(),
                cursor,
            };
            let page = http::query(&SearchConversations { site }, &query).await;
            if matches!(page, Err(HttpError::NotSignedIn(_))) {
                return (inner.notify)(AppEvent::SignedOut);
            }
            let page = page.map_err(HttpError::text);
            (inner.notify)(AppEvent::Msg(Msg::SearchPage { typed, narrowed, first, page }));
        });
    };
    // Replaces the timer of the previous search.
    inner.searching.replace(Some(Timeout::new(wait, run_search)));
}

fn load_transfer_targets(inner: &Rc<Inner>) {
    let weak = Rc::downgrade(inner);
    let site = inner.site.clone();
    spawn_local(async move {
        let found = http::call(&ListTransferTargets { site }).await;
        let Some(inner) = weak.upgrade() else { return };
        if matches!(found, Err(HttpError::NotSignedIn(_))) {
            return (inner.notify)(AppEvent::SignedOut);
        }
        (inner.notify)(AppEvent::Msg(Msg::TransferTargets(found.map_err(HttpError::text))));
    });
}

/// The inbox works without canned replies; their sheet shows the error.
fn load_replies(inner: &Rc<Inner>) {
    let weak = Rc::downgrade(inner);
    let site = inner.site.clone();
    spawn_local(async move {
        let replies = http::call(&ListReplies { site }).await;
        if let (Ok(replies), Some(inner)) = (replies, weak.upgrade()) {
            (inner.notify)(AppEvent::Msg(Msg::Replies(replies)));
        }
    });
}

fn notify_offer(inner: &Rc<Inner>, card: &OfferCard) {
    if page::is_visible() {
        return;
    }
    let title = match &card.from {
        Some(from) => {
            t!("inbox-notice-transfer", from = from.name, name = display_name(&card.attributes))
        }
        None => t!("inbox-notice-chat", name = display_name(&card.attributes)),
    };
    let body = t!("inbox-notice-text", page = card.page.short());
    if let Some(notice) = Notice::show(&title, &body, card.id.as_str(), true, || {}) {
        inner.offer_notices.borrow_mut().insert(card.id.clone(), notice);
    }
}

fn notify_said(inner: &Rc<Inner>, chat: ConversationId, name: &str, text: &str) {
    (inner.notify)(AppEvent::MessageReceived);
    if page::is_visible() {
        return;
    }
    let (weak, open) = (Rc::downgrade(inner), chat.clone());
    let notice = Notice::show(name, text, chat.as_str(), false, move || {
        if let Some(inner) = weak.upgrade() {
            (inner.notify)(AppEvent::Msg(Msg::Select(open.clone())));
        }
    });
    if let Some(notice) = notice {
        inner.notices.borrow_mut().insert(chat, notice);
    }
}

fn upload(
    inner: &Rc<Inner>,
    (chat, key): (ConversationId, ClientKey),
    frame: FileFrame,
    handle: u64,
) {
    let files = inner.files.borrow();
    let Some(file) = files.get(&handle) else { return };
    let query = FileUpload {
        site: Some(inner.site.clone()),
        key: Some(key.clone()),
        name: Some(file.name()),
        frame: Some(frame),
    };
    let notify = {
        let (weak, chat, key) = (Rc::downgrade(inner), chat.clone(), key.clone());
        move |state| {
            if let Some(inner) = weak.upgrade() {
                (inner.notify)(AppEvent::Msg(Msg::Carried(chat.clone(), key.clone(), state)));
            }
        }
    };
    let moved = notify.clone();
    upload::send(
        &SendFile { conversation: chat.clone() }.url(&query),
        file,
        move |percent| moved(Carried::Percent(percent)),
        move |done| {
            notify(match done {
                Ok(()) => Carried::Percent(100),
                Err(NotSent { reason, is_final: true }) => Carried::Refused(reason),
                Err(NotSent { reason, is_final: false }) => Carried::Failed(reason),
            });
        },
    );
}

/// Asks for the visitor of a conversation: who may read that may read the conversation.
fn find_linked(inner: &Rc<Inner>, conversation: ConversationId) {
    let weak = Rc::downgrade(inner);
    let site = inner.site.clone();
    spawn_local(async move {
        let route = GetConversationVisitor { site, conversation: conversation.clone() };
        let found = http::call(&route).await;
        let Some(inner) = weak.upgrade() else { return };
        (inner.notify)(match found {
            Ok(_) => AppEvent::Msg(Msg::LinkFound(conversation)),
            Err(HttpError::NotSignedIn(_)) => AppEvent::SignedOut,
            Err(_) => {
                let text = t!("inbox-offer-gone").to_owned();
                AppEvent::Msg(Msg::ShowToast(Tone::Plain, text))
            }
        });
    });
}

fn expire(inner: &Rc<Inner>, toast: u64) {
    let weak = Rc::downgrade(inner);
    Timeout::new(NOTICE, move || {
        if let Some(inner) = weak.upgrade() {
            (inner.notify)(AppEvent::Msg(Msg::Dismiss(toast)));
        }
    })
    .forget();
}
