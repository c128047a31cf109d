//! The Agent Inbox: lists, chat, visitor; the bell over everything.

use super::alerts::Alerts;
use super::alerts_sheet::AlertsSheet;
use super::banner::Banner;
use super::keyboard;
use super::list::Lists;
use super::notices::{Connection, Notifications};
use super::prefs::Prefs;
use super::ring;
use super::sheet::Sheet;
use super::store::Store;
use super::thread::Middle;
use super::toasts::Toasts;
use super::usage::UsageNotice;
use super::visitor::VisitorPane;
use crate::api::{page, push};
use crate::inbox::Msg;
use crate::texts;
use leptos::prelude::*;
use shared::id::{ClientKey, ConversationId};
use shared::protocol::Me;

/// What is open beside the inbox itself.
#[derive(Clone, Copy)]
pub(super) struct Open {
    /// The visitor's drawer, where there is no room for a pane.
    pub(super) drawer: RwSignal<bool>,
    /// The sheet of shortcuts.
    pub(super) sheet: RwSignal<bool>,
    /// The sheet about notifications and sound.
    pub(super) alerts: RwSignal<bool>,
    /// The agent's menu.
    pub(super) menu: RwSignal<bool>,
    /// Whether the agent is asked if the chat shall end.
    pub(super) ending: RwSignal<bool>,
    /// Whom a chat could be handed to.
    pub(super) handing: RwSignal<bool>,
    /// As what a conversation could be kept.
    pub(super) saving: RwSignal<bool>,
}

/// The inbox of who is signed in. `leave` is called with a sentence when they no longer are.
#[component]
pub(super) fn Inbox(
    me: Me,
    leave: impl Fn(&'static str) + Clone + Send + Sync + 'static,
) -> impl IntoView {
    let Some(stem) = page::key_stem().or_else(|| ClientKey::parse("tab").ok()) else {
        return ().into_any();
    };
    let gone = leave.clone();
    let alerts = Alerts::of(me.site.clone());
    let store = Store::connect(me, stem, move || gone(texts::SIGNED_OUT_ELSEWHERE));
    let open = Open {
        drawer: RwSignal::new(false),
        sheet: RwSignal::new(false),
        alerts: alerts.sheet,
        menu: RwSignal::new(false),
        ending: RwSignal::new(false),
        handing: RwSignal::new(false),
        saving: RwSignal::new(false),
    };
    provide_context(store);
    provide_context(open);
    provide_context(alerts);
    seek(store);
    keyboard::listen(store, open);
    if let Some(prefs) = use_context::<Prefs>() {
        ring::sound(store, prefs);
    }
    ring::title(store);

    let pane = store.part(|inbox| inbox.pane);
    let leave = Callback::new(move |why: &'static str| leave(why));
    view! {
        <div class="console">
            <aside class="strips" aria-label="Notices"><Notifications/><UsageNotice/></aside>
            <div class="over"><Banner/><Connection/></div>
            <div class="panes" data-pane=move || pane.get().as_str()
                data-drawer=move || if open.drawer.get() { "open" } else { "closed" }>
                <Lists leave/>
                <Middle/>
                <VisitorPane/>
            </div>
            <Toasts/>
            <Sheet/>
            <AlertsSheet/>
        </div>
    }
    .into_any()
}

/// Opens what a notice was clicked for: here by the worker's word, or as the page was opened for it.
fn seek(store: Store) {
    let seek = move |chat: String| {
        if let Ok(id) = ConversationId::parse(chat) {
            store.send(Msg::Seek(id));
        }
    };
    push::on_open(seek);
    if let Some(chat) = page::parameter("chat") {
        page::drop_parameter("chat");
        seek(chat);
    }
}
