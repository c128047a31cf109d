//! The frame around everything: the rail, the offers, and the current section. The inbox is always
//! mounted, so that offers appear in every section.

use super::keyboard;
use super::notices::{ChangeOfRights, Connection, Notifications};
use super::rail::Rail;
use super::sections::Page;
use super::sheet::Sheet;
use super::toasts::Toasts;
use crate::browser::{page, push};
use crate::context::{Nav, Overlays, Prefs};
use crate::home::view as home;
use crate::inbox::Msg;
use crate::inbox::view::Inbox;
use crate::inbox::view::banner::Banner;
use crate::inbox::view::labels::sheet::LabelsSheet;
use crate::inbox::view::replies::RepliesSheet;
use crate::inbox::view::ringtone;
use crate::inbox::view::store::Store;
use crate::nav::{ConsoleRoute, Section};
use crate::notifications::alerts::Alerts;
use crate::notifications::sheet::AlertsSheet;
use crate::replay::view::Replay;
use crate::texts::t;
use crate::ui::confirm::{Confirm, ConfirmSheet};
use crate::usage::strip::UsageNotice;
use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::id::{ClientKey, ConversationId};
use shared::permission::Permission;
use shared::protocol::Me;

/// The console of a signed-in agent. `leave` is called with a sentence once the session is over,
/// `changed` when their permissions are others; `rights_notice` is what the last such change means.
#[component]
pub(crate) fn Frame(
    me: Me,
    leave: impl Fn(&'static str) + Clone + Send + Sync + 'static,
    changed: impl Fn(Me) + 'static,
    rights_notice: RwSignal<Option<String>>,
) -> impl IntoView {
    let Some(stem) = page::key_stem().or_else(|| ClientKey::parse("tab").ok()) else {
        return ().into_any();
    };
    let gone = leave.clone();
    let alerts = Alerts::new(me.site.clone());
    let nav = Nav::here(&me);
    let store = Store::connect(me, stem, move || gone(t!("sign-in-ended")), changed);
    let open = Overlays::closed(alerts.sheet);
    provide_context(store);
    provide_context(open);
    provide_context(alerts);
    provide_context(nav);
    let confirm = Confirm::new();
    provide_context(confirm);
    open_deep_link(store, nav);
    begin_at_home(store, nav);
    keyboard::listen(store, open, nav);
    follow_section(store, nav);
    if let Some(prefs) = use_context::<Prefs>() {
        ringtone::sound(store, prefs);
    }
    ringtone::title(store, nav);
    let leave = Callback::new(move |reason: &'static str| leave(reason));
    let inbox = move || nav.section() == Section::Inbox;
    view! {
        <div class="console">
            <aside class="strips" aria-label=t!("app-notices")>
                <ChangeOfRights rights_notice/><Notifications/><UsageNotice/>
            </aside>
            <div class="over"><Banner/><Connection/></div>
            <div class="frame" data-section=move || nav.section().as_str()>
                <Rail leave/>
                <div class="stand" class:away=move || !inbox()><Inbox/></div>
                {move || (!inbox()).then(|| view! { <Page/> })}
            </div>
            <Toasts/>
            <Sheet/>
            <AlertsSheet/>
            <Replay/>
            <RepliesSheet/>
            <LabelsSheet/>
            <ConfirmSheet confirm/>
        </div>
    }
    .into_any()
}

/// Tells the inbox whether it shows, and shows it when a chat that was accepted here arrives.
fn follow_section(store: Store, nav: Nav) {
    Effect::new(move || store.send(Msg::InSection(nav.section() == Section::Inbox)));
    let arrived = store.part(|inbox| inbox.arrived);
    Effect::new(move |before: Option<u32>| {
        let arrived = arrived.get();
        if before.is_some_and(|before| before != arrived) {
            nav.go(ConsoleRoute::section(Section::Inbox));
        }
        arrived
    });
}

/// Opens the first steps for an admin of a site that has nothing to show yet, and Home for those who
/// have no chats, such as marketers: their inbox stays empty.
fn begin_at_home(store: Store, nav: Nav) {
    let nowhere = matches!(page::path().as_str(), "/console" | "/console/" | "/console.html");
    if !nowhere {
        return;
    }
    let has_chats = nav.has(Permission::LiveChat) || nav.has(Permission::ViewAllConversations);
    if !has_chats {
        let first = [Section::Home, Section::Dialogues].into_iter().find(|one| nav.may(*one));
        if let Some(first) = first {
            nav.instead(ConsoleRoute::section(first));
        }
        return;
    }
    if !nav.has(Permission::ViewSettings) {
        return;
    }
    let site = store.peek(|inbox| inbox.me.site.clone());
    spawn_local(async move {
        if home::is_new(&site).await && nav.section_now() == Some(Section::Inbox) {
            nav.instead(ConsoleRoute::section(Section::Home));
        }
    });
}

/// Opens the chat of a clicked notification: from a message of the service worker, or from the
/// page's address.
fn open_deep_link(store: Store, nav: Nav) {
    let open = move |chat: String| {
        if let Ok(id) = ConversationId::parse(chat) {
            nav.go(ConsoleRoute::section(Section::Inbox));
            store.send(Msg::OpenDeepLink(id));
        }
    };
    push::on_open(open);
    if let Some(chat) = page::parameter("chat") {
        page::drop_parameter("chat");
        open(chat);
    }
}
