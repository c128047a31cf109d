//! Dialogues and conversational flows: all of them, and which wins.

mod actions;
mod audience;
mod audience_preview;
mod list;
mod new;
mod order;
mod row;

use crate::client::http;
use crate::inbox::view::store::Store;
use crate::inbox::{Msg, Tone};
use crate::ui::kit::{Fetch, Fetched};
use leptos::prelude::*;
use shared::api::{GetDialogueReport, ListDialogues, Period};
use shared::counts::Report;
use shared::id::{DialogueId, SiteId};
use shared::protocol::{DialogueRow, Listing};

pub(crate) use audience::AudiencePage;
pub(crate) use list::DialogueList;

/// What the list is made of. Cheap to copy into any handler.
#[derive(Clone, Copy)]
struct Dialogues {
    store: Store,
    site: StoredValue<SiteId>,
    rows: Fetch<Listing<DialogueRow>>,
    /// What they came to in the last 30 days; not for everybody.
    report: Fetch<Report>,
    /// The dialogue that is being renamed, with its name.
    renaming: RwSignal<Option<(DialogueId, String)>>,
    /// The dialogue that may be deleted.
    deleting: RwSignal<Option<DialogueRow>>,
    /// Whether a new one is being made.
    creating: RwSignal<bool>,
    /// What changed last, for those who can't see it.
    said: RwSignal<String>,
}

impl Dialogues {
    fn open(store: Store) -> Self {
        let site = store.peek(|inbox| inbox.me.site.clone());
        let (rows, report) = (site.clone(), site.clone());
        Self {
            store,
            site: StoredValue::new(site),
            rows: Fetch::begin(move || {
                let site = rows.clone();
                async move { http::call(&ListDialogues { site }).await }
            }),
            report: Fetch::begin(move || {
                let site = report.clone();
                async move { http::query(&GetDialogueReport { site }, &Period::default()).await }
            }),
            renaming: RwSignal::new(None),
            deleting: RwSignal::new(None),
            creating: RwSignal::new(false),
            said: RwSignal::new(String::new()),
        }
    }

    fn site(self) -> SiteId {
        self.site.get_value()
    }

    /// All dialogues, as they are known now.
    fn all(self) -> Vec<DialogueRow> {
        let state = self.rows.state;
        state
            .with_untracked(|state| state.here().map(|rows| rows.items.clone()).unwrap_or_default())
    }

    fn toast(self, tone: Tone, text: String) {
        self.store.send(Msg::ShowToast(tone, text));
    }
}

/// A signal with what is here of it, and nothing where it isn't.
fn here<T, U>(state: RwSignal<Fetched<T>>, read: impl FnOnce(&T) -> U) -> Option<U>
where
    T: Send + Sync + 'static,
{
    state.with(|state| state.here().map(read))
}
