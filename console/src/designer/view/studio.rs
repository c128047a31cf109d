//! What the parts of the designer share: the draft, the camera, and the sync.

use super::prover::Proven;
use crate::client::drafts::{self, Sent, Written};
use crate::context::Nav;
use crate::designer::{
    Area, Camera, Checked, Designer, Do, Draft, Edit, EditError, Graph, Key, Layout, Load, Screen,
    State, Sync, SyncEvent, Target,
};
use crate::inbox::view::store::Store;
use crate::inbox::{Msg, Tone};
use crate::texts::t;
use gloo_timers::callback::Timeout;
use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::desk::{Answerers, RoutingConfig};
use shared::id::{DialogueId, SiteId};
use shared::protocol::{AgentRow, AvailabilityRow, DialogueRow};
use shared::quota::Package;
use shared::stream::Way;
use std::collections::BTreeMap;

/// How long after a change the draft is checked, in milliseconds.
const CHECK_AFTER: u32 = 120;
/// The question when somebody leaves with unsaved changes.
fn unsaved_text() -> &'static str {
    t!("designer-unsaved")
}

/// A drag in progress.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Drag {
    pub(super) load: Load,
    /// How the dragged card is named.
    pub(super) name: String,
    /// Where the pointer is, in the window.
    pub(super) at: (f64, f64),
    /// The insert position near it.
    pub(super) target: Option<Target>,
    /// Why it can't be dropped there.
    pub(super) reason: Option<EditError>,
}

/// A draft that somebody else saved in the meantime.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Theirs {
    /// Who saved it and when, as a sentence.
    pub(super) sentence: String,
    /// The draft at the edge.
    pub(super) written: Written,
}

/// What the designer shows below its bar.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Tab {
    Cards,
    Audience,
    Promises,
    Languages,
}

impl Tab {
    /// The tab with that name in the page's address.
    fn named(name: Option<&str>) -> Self {
        match name {
            Some("audience") => Self::Audience,
            Some("promises") => Self::Promises,
            Some("languages") => Self::Languages,
            _ => Self::Cards,
        }
    }
}

/// Everything that the designer's parts share. `Copy`, so that event handlers can capture it.
#[derive(Clone, Copy)]
pub(super) struct Studio {
    pub(super) store: Store,
    pub(super) nav: Nav,
    pub(super) site: StoredValue<SiteId>,
    pub(super) dialogue: StoredValue<DialogueId>,
    pub(super) model: RwSignal<Designer>,
    pub(super) sync: RwSignal<Sync>,
    /// The draft at the edge when it last equalled the one here; the base of a comparison.
    pub(super) base: StoredValue<String>,
    pub(super) layout: Memo<Layout>,
    pub(super) checked: RwSignal<Checked>,
    pub(super) camera: RwSignal<Camera>,
    pub(super) screen: RwSignal<Screen>,
    pub(super) drag: RwSignal<Option<Drag>>,
    /// The sentence for screen readers.
    pub(super) announcement: RwSignal<String>,
    /// Where a card is to be added.
    pub(super) adding: RwSignal<Option<Target>>,
    /// The card whose removal needs a decision about its branches.
    pub(super) removing: RwSignal<Option<Key>>,
    pub(super) theirs: RwSignal<Option<Theirs>>,
    pub(super) searching: RwSignal<bool>,
    pub(super) publishing: RwSignal<bool>,
    pub(super) recalling: RwSignal<bool>,
    pub(super) previewing: RwSignal<bool>,
    /// The card that the preview shows.
    pub(super) previewed: RwSignal<Option<Key>>,
    /// The way that the preview goes by itself.
    pub(super) playing: RwSignal<Option<Way>>,
    pub(super) tab: Memo<Tab>,
    pub(super) proven: RwSignal<Proven>,
    pub(super) row: RwSignal<Option<DialogueRow>>,
    pub(super) package: RwSignal<Package>,
    pub(super) agents: RwSignal<Vec<AgentRow>>,
    pub(super) routing: RwSignal<Option<RoutingConfig>>,
    /// Who can take chats now; empty until it is loaded.
    pub(super) availability: RwSignal<Vec<AvailabilityRow>>,
}

impl Studio {
    /// Opens a draft.
    pub(super) fn open(
        store: Store,
        nav: Nav,
        dialogue: DialogueId,
        written: Written,
        draft: Draft,
    ) -> Self {
        let model = RwSignal::new(Designer::open(draft));
        let layout = Memo::new(move |_| {
            model.with(|model| Layout::new(&model.draft, &Graph::new(&model.draft)))
        });
        let studio = Self {
            store,
            nav,
            site: StoredValue::new(store.peek(|inbox| inbox.me.site.clone())),
            dialogue: StoredValue::new(dialogue),
            model,
            sync: RwSignal::new(Sync::opened(written.tag)),
            base: StoredValue::new(written.text),
            layout,
            checked: RwSignal::default(),
            camera: RwSignal::default(),
            screen: RwSignal::default(),
            drag: RwSignal::new(None),
            announcement: RwSignal::default(),
            adding: RwSignal::new(None),
            removing: RwSignal::new(None),
            theirs: RwSignal::new(None),
            searching: RwSignal::new(false),
            publishing: RwSignal::new(false),
            recalling: RwSignal::new(false),
            previewing: RwSignal::new(false),
            previewed: RwSignal::new(None),
            playing: RwSignal::new(None),
            tab: Memo::new(move |_| Tab::named(nav.route().rest.get(1).map(String::as_str))),
            proven: RwSignal::default(),
            row: RwSignal::new(None),
            package: RwSignal::new(Package::default()),
            agents: RwSignal::default(),
            routing: RwSignal::new(None),
            availability: RwSignal::default(),
        };
        studio.watch();
        studio
    }

    /// Checks and saves the draft whenever it changes.
    fn watch(self) {
        let waiting = StoredValue::new_local(None::<Timeout>);
        let check = move || {
            let package = self.package.get_untracked();
            let agents = self.agents.with_untracked(|agents| {
                agents.iter().map(|agent| (agent.id.clone(), agent.live_chat)).collect()
            });
            let routing = self.routing.get_untracked();
            // Before the agents are loaded, there are none: every site has one.
            let routing = routing.as_ref().filter(|_| !BTreeMap::is_empty(&agents));
            let answerers = routing.map(|routing| Answerers { agents: &agents, routing });
            let checked = self
                .model
                .try_with_untracked(|model| Checked::new(&model.draft, package, answerers));
            if let Some(checked) = checked {
                self.checked.try_set(checked);
            }
        };
        check();
        Effect::new(move |before: Option<()>| {
            self.agents.track();
            self.routing.track();
            if before.is_some() {
                check();
            }
        });
        let changes =
            Memo::new(move |_| (self.model.with(|model| model.changes), self.package.get()));
        Effect::new(move |before: Option<()>| {
            let (now, _) = changes.get();
            if before.is_some() {
                waiting.try_set_value(Some(Timeout::new(CHECK_AFTER, check)));
            }
            self.handle(SyncEvent::Changed(now));
        });
        Effect::new(move || {
            // Changes that only wait for the timer are sent on leaving, so they need no question.
            let unsaved =
                self.sync.with(|sync| !matches!(sync.state, State::Saved | State::Changed));
            self.nav.set_guard(unsaved.then(unsaved_text));
        });
        let hidden = window_event_listener_untyped("visibilitychange", move |_| self.hurry());
        on_cleanup(move || {
            hidden.remove();
            self.leave();
        });
    }

    /// Sends the changes that wait for the timer when the designer closes; the request outlives it.
    fn leave(self) {
        let over = self.sync.try_with_untracked(|sync| {
            (sync.state == State::Changed).then(|| sync.tag().to_owned())
        });
        let text = self.model.try_with_untracked(|model| model.draft.text());
        let (Some(Some(over)), Some(text)) = (over, text) else { return };
        let Some((site, dialogue)) = self.names() else { return };
        let store = self.store;
        spawn_local(async move {
            let lost = match drafts::send(&site, &dialogue, &text, Some(&over)).await {
                Sent::Saved { .. } => return,
                Sent::Overtaken(reason) | Sent::Refused(reason) => reason,
                Sent::Unreachable => crate::texts::t!("app-unreachable").to_owned(),
            };
            store.send(Msg::ShowToast(Tone::Bad, t!("designer-lost", lost = lost)));
        });
    }

    /// Saves now instead of waiting for the timer.
    pub(super) fn hurry(self) {
        if self.sync.with_untracked(|sync| sync.state == State::Changed) {
            self.handle(SyncEvent::Due);
        }
    }

    /// Feeds an event to the sync and does what it asks for.
    pub(super) fn handle(self, event: SyncEvent) {
        let follows = self.sync.try_update(|sync| sync.handle(event)).flatten();
        match follows {
            Some(Do::Wait(wait)) => {
                Timeout::new(wait, move || self.handle(SyncEvent::Due)).forget();
            }
            Some(Do::Send(over)) => self.send(over),
            None => {}
        }
    }

    fn send(self, over: String) {
        let text = self.model.with_untracked(|model| model.draft.text());
        let (site, dialogue) = (self.site.get_value(), self.dialogue.get_value());
        spawn_local(async move {
            let event = match drafts::send(&site, &dialogue, &text, Some(&over)).await {
                Sent::Saved { tag, row } => {
                    self.base.try_set_value(text);
                    if let Some(row) = row {
                        self.row.try_set(Some(*row));
                    }
                    SyncEvent::Saved(tag)
                }
                Sent::Overtaken(sentence) => {
                    self.compare(sentence.clone());
                    SyncEvent::Overtaken(sentence)
                }
                Sent::Refused(reason) => SyncEvent::Refused(reason),
                Sent::Unreachable => SyncEvent::Unreachable,
            };
            self.handle(event);
        });
    }

    /// The ids of the site and dialogue; `None` once the designer is closed.
    pub(super) fn names(self) -> Option<(SiteId, DialogueId)> {
        Some((self.site.try_get_value()?, self.dialogue.try_get_value()?))
    }

    /// Loads the draft that somebody else saved.
    pub(super) fn compare(self, sentence: String) {
        let Some((site, dialogue)) = self.names() else { return };
        spawn_local(async move {
            match drafts::read(&site, &dialogue).await {
                Ok(written) => {
                    self.theirs.try_set(Some(Theirs { sentence, written }));
                }
                Err(error) => self.complain(&error.text()),
            }
        });
    }

    /// Applies an edit and announces the result. Returns whether it was applied.
    pub(super) fn apply(self, edit: Edit) -> bool {
        let shows = matches!(edit, Edit::Insert(..) | Edit::Remove(..) | Edit::Mend(_));
        let done = self.anchored(|| self.model.try_update(|model| model.apply(edit)));
        match done {
            Some(Ok(announcement)) => {
                if !announcement.is_empty() {
                    self.announcement.set(announcement);
                }
                if shows {
                    self.show_chosen();
                }
                true
            }
            Some(Err(EditError::There)) | None => false,
            Some(Err(reason)) => {
                self.refuse(reason);
                false
            }
        }
    }

    /// Makes a change of the draft; what is in the middle of the screen stays where it is.
    fn anchored<T>(self, change: impl FnOnce() -> T) -> T {
        let before = self.layout.get_untracked();
        let done = change();
        let (camera, screen) = (self.camera.get_untracked(), self.screen.get_untracked());
        let middle = camera.at(screen.width / 2.0, screen.height / 2.0);
        let anchor = self.layout.with_untracked(|now| before.anchor(now, middle));
        if let Some((was, is)) = anchor.filter(|(was, is)| was != is) {
            self.camera.set(camera.kept(was, is));
        }
        done
    }

    /// Shows why an edit is refused.
    pub(super) fn refuse(self, reason: EditError) {
        self.announcement.set(reason.to_string());
        self.complain(&reason.to_string());
    }

    /// Shows an error.
    pub(super) fn complain(self, reason: &str) {
        self.store.send(Msg::ShowToast(Tone::Bad, reason.to_owned()));
    }

    /// Shows a notice.
    pub(super) fn toast(self, text: &str) {
        self.store.send(Msg::ShowToast(Tone::Plain, text.to_owned()));
    }

    /// Undoes the last step and announces it.
    pub(super) fn undo(self) {
        let done = self.anchored(|| self.model.try_update(Designer::undo)).unwrap_or_default();
        self.announcement
            .set(if done { t!("designer-undone") } else { t!("designer-undone-none") }.to_owned());
    }

    /// Redoes the step that was last undone and announces it.
    pub(super) fn redo(self) {
        let done = self.anchored(|| self.model.try_update(Designer::redo)).unwrap_or_default();
        self.announcement
            .set(if done { t!("designer-redone") } else { t!("designer-redone-none") }.to_owned());
    }

    /// Selects a card or none.
    pub(super) fn choose(self, key: Option<Key>) {
        if self.model.with_untracked(|model| model.chosen) != key {
            self.model.update(|model| model.choose(key));
        }
    }

    /// Selects a card and scrolls it into view; focuses it if `focus` is set.
    pub(super) fn go_to(self, key: Key, focus: bool) {
        self.choose(Some(key));
        self.show_chosen();
        if focus {
            crate::browser::page::focus_drawn(card_id(key));
        }
    }

    /// Scrolls the selected card into view.
    pub(super) fn show_chosen(self) {
        if let Some(key) = self.model.with_untracked(|model| model.chosen) {
            self.show_card(key);
        }
    }

    /// Scrolls a card into view.
    pub(super) fn show_card(self, key: Key) {
        let area = self.layout.with_untracked(|layout| layout.around(key));
        if let Some(area) = area {
            self.show(area);
        }
    }

    fn show(self, area: Area) {
        let screen = self.screen.get_untracked();
        if screen.width > 0.0 {
            self.camera.update(|camera| *camera = camera.showing(area, screen));
        }
    }

    /// Zooms out until all of the canvas is visible.
    pub(super) fn fit(self) {
        let (width, height) = self.layout.with_untracked(|layout| (layout.width, layout.height));
        self.camera.set(Camera::fit(width, height, self.screen.get_untracked()));
    }

    /// Zooms around the middle of the screen.
    pub(super) fn zoom(self, factor: f64) {
        let screen = self.screen.get_untracked();
        self.camera.update(|camera| {
            *camera = camera.zoomed(factor, screen.width / 2.0, screen.height / 2.0);
        });
    }

    /// Copies the selected card and everything below it.
    pub(super) fn copy(self) {
        if let Some(announcement) = self.model.try_update(Designer::copy).flatten() {
            self.announcement.set(announcement.clone());
            self.toast(&announcement);
        }
    }

    /// Pastes the clipboard into the selected card's branch.
    pub(super) fn paste(self) {
        let (copied, target) =
            self.model.with_untracked(|model| (model.copied.clone(), model.next_target()));
        if copied.is_empty() {
            return self.announcement.set(t!("designer-copied-none").to_owned());
        }
        self.apply(Edit::Insert(Load::Copied(copied), target));
    }

    /// Removes a card; asks first if several branches lead on.
    pub(super) fn remove(self, key: Key) {
        let plain =
            self.model.with_untracked(|model| crate::designer::plain_removal(&model.draft, key));
        match plain {
            Some(outcome) => {
                self.apply(Edit::Remove(key, outcome));
                if let Some(next) = self.model.with_untracked(|model| model.chosen) {
                    crate::browser::page::focus_drawn(card_id(next));
                }
            }
            None => self.removing.set(Some(key)),
        }
    }

    /// A part of the model, reactively.
    pub(super) fn part<T: PartialEq + Send + std::marker::Sync + 'static>(
        self,
        read: impl Fn(&Designer) -> T + Send + std::marker::Sync + 'static,
    ) -> Memo<T> {
        Memo::new(move |_| self.model.with(&read))
    }
}

/// The id of a card's element.
pub(super) fn card_id(key: Key) -> String {
    format!("card-{}", key.0)
}
