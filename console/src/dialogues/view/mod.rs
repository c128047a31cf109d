//! The section of dialogues and conversational flows.

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

pub(crate) use audience::AudienceEditor;
pub(crate) use list::DialogueList;

/// The state of the list. `Copy`, so that event handlers can capture it.
#[derive(Clone, Copy)]
struct Dialogues {
    store: Store,
    site: StoredValue<SiteId>,
    rows: Fetch<Listing<DialogueRow>>,
    /// The figures of the last 30 days; absent without the permission for reports.
    report: Fetch<Report>,
    /// The dialogue that is being renamed, and its name.
    renaming: RwSignal<Option<(DialogueId, String)>>,
    /// The dialogue whose deletion is being confirmed.
    deleting: RwSignal<Option<DialogueRow>>,
    /// Whether the sheet for a new dialogue is open.
    creating: RwSignal<bool>,
    /// The last change, for screen readers.
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

    /// All dialogues, as loaded last.
    fn all(self) -> Vec<DialogueRow> {
        let state = self.rows.state;
        state
            .with_untracked(|state| state.here().map(|rows| rows.items.clone()).unwrap_or_default())
    }

    fn toast(self, tone: Tone, text: String) {
        self.store.send(Msg::ShowToast(tone, text));
    }
}

/// Maps what a fetch loaded; `None` while it isn't there.
fn here<T, U>(state: RwSignal<Fetched<T>>, read: impl FnOnce(&T) -> U) -> Option<U>
where
    T: Send + Sync + 'static,
{
    state.with(|state| state.here().map(read))
}
