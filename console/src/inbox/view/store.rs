//! The inbox as a signal, and the way to send it messages.

use crate::browser::{page, time};
use crate::client::upload::Picked;
use crate::inbox::runtime::{AppEvent, Runtime};
use crate::inbox::{Inbox, Keys, Msg, update};
use gloo_timers::callback::Interval;
use leptos::prelude::*;
use shared::id::{ClientKey, ConversationId};
use shared::protocol::Me;
use shared::time::Timestamp;

/// The inbox of the signed-in agent. `Copy`, so that event handlers can capture it.
#[derive(Clone, Copy)]
pub(crate) struct Store {
    inbox: RwSignal<Inbox>,
    runtime: StoredValue<Option<Runtime>, LocalStorage>,
    now: RwSignal<Timestamp>,
    minute: RwSignal<Timestamp>,
    /// Counts the visitors' messages that arrived while their chat wasn't visible.
    pub(crate) message_received: RwSignal<u32>,
}

impl Store {
    /// Connects to the desk; `signed_out` is called when the session is over, `changed` when the
    /// agent's permissions are others.
    pub(crate) fn connect(
        me: Me,
        stem: ClientKey,
        signed_out: impl Fn() + 'static,
        changed: impl Fn(Me) + 'static,
    ) -> Self {
        let site = me.site.clone();
        let store = Self {
            inbox: RwSignal::new(Inbox::new(me, Keys::new(stem))),
            runtime: StoredValue::new_local(None),
            now: RwSignal::new(time::now()),
            minute: RwSignal::new(time::now()),
            message_received: RwSignal::new(0),
        };
        let permissions = store.peek(|inbox| inbox.me.permissions.clone());
        let runtime = Runtime::start(site, permissions, move |event| match event {
            AppEvent::Msg(msg) => store.send(msg),
            AppEvent::SignedOut => signed_out(),
            AppEvent::RightsChanged(me) => changed(*me),
            AppEvent::MessageReceived => {
                store.message_received.try_update(|message_received| *message_received += 1);
            }
        });
        store.runtime.set_value(Some(runtime));
        store.watch();
        store
    }

    /// Sends a message to the inbox.
    pub(crate) fn send(self, msg: Msg) {
        let changed = self.inbox.try_update(|inbox| update(inbox, time::now(), msg));
        let runtime = self.runtime.try_get_value().flatten();
        for effect in changed.unwrap_or_default() {
            if let Some(runtime) = &runtime {
                runtime.run(effect);
            }
        }
    }

    pub(crate) fn attach(self, chat: ConversationId, files: Vec<Picked>) {
        let Some(runtime) = self.runtime.try_get_value().flatten() else { return };
        let files: Vec<_> = files.into_iter().map(|file| runtime.hold(file)).collect();
        if !files.is_empty() {
            self.send(Msg::Attach(chat, files));
        }
    }

    /// A part of the inbox, reactively.
    pub(crate) fn part<T: PartialEq + Send + Sync + 'static>(
        self,
        read: impl Fn(&Inbox) -> T + Send + Sync + 'static,
    ) -> Memo<T> {
        Memo::new(move |_| self.inbox.with(&read))
    }

    /// Reads the inbox, untracked.
    pub(crate) fn peek<T>(self, read: impl FnOnce(&Inbox) -> T) -> T {
        self.inbox.with_untracked(read)
    }

    /// The edge's time, updated every second.
    pub(crate) fn second(self) -> Timestamp {
        let now = self.now.get();
        self.inbox.with_untracked(|inbox| inbox.clock.edge(now))
    }

    /// The edge's time, updated less often.
    pub(crate) fn minute(self) -> Timestamp {
        let now = self.minute.get();
        self.inbox.with_untracked(|inbox| inbox.clock.edge(now))
    }

    /// The browser's clock, updated every second.
    pub(crate) fn here(self) -> Timestamp {
        self.now.get()
    }

    /// The edge's time, untracked.
    pub(crate) fn edge_once(self) -> Timestamp {
        self.peek(|inbox| inbox.clock.edge(time::now()))
    }

    /// Updates the clocks, and notices when the agent or the network comes back.
    fn watch(self) {
        let ticks = Interval::new(1_000, move || {
            let now = time::now();
            let Some(()) = self.now.try_update(|visible| *visible = now) else { return };
            if now.since(self.minute.get_untracked()).0 >= 10_000 {
                self.minute.set(now);
            }
            if self.peek(Inbox::ticks) {
                self.send(Msg::Tick);
            }
        });
        let ticks = StoredValue::new_local(Some(ticks));
        on_cleanup(move || drop(ticks.try_update_value(Option::take)));
        page::on(&["pagehide"], move || self.send(Msg::Leaving));
        page::on(&["online", "focus", "visibilitychange", "blur"], move || self.update_visible());
    }

    fn update_visible(self) {
        let visible = page::is_visible();
        if self.inbox.try_with_untracked(|inbox| inbox.visible == visible) == Some(false) {
            self.send(Msg::Visible(visible));
        }
        if let Some(runtime) = self.runtime.try_get_value().flatten().filter(|_| visible) {
            runtime.on_visible();
            runtime.wake();
        }
    }
}
