//! Downloads the conversations of a list as a CSV file.

use super::store::Store;
use crate::browser::{page, time};
use crate::client::http;
use crate::inbox::{Inbox, Msg, Tab, Tone, status};
use crate::texts::t;
use crate::ui::icon::{DOWNLOAD, icon, spinner};
use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::api::{
    ConversationExport, ConversationFilter, ExportConversations, Scope, TableFormat,
};
use shared::id::SiteId;
use shared::permission::Permission;
use shared::protocol::{COLUMNS, ConversationLine, LineWords};

/// The most pages of a file; with more, a filter has to narrow it.
const MAX_PAGES: usize = 20;

/// The words of the agent's language.
struct Words;

impl LineWords for Words {
    fn columns(&self) -> [&str; COLUMNS.len()] {
        [
            t!("inbox-csv-id"),
            t!("inbox-csv-started"),
            t!("inbox-csv-last"),
            t!("common-name"),
            t!("common-email"),
            t!("common-company"),
            t!("inbox-csv-page"),
            t!("inbox-filter-dialogue"),
            t!("inbox-filter-agent"),
            t!("inbox-filter-status"),
            t!("inbox-needs-answer"),
            t!("inbox-csv-rating"),
            t!("menu-labels"),
        ]
    }

    fn status<'w>(&'w self, code: &'w str) -> &'w str {
        status(code)
    }

    fn yes_no(&self, yes: bool) -> &str {
        if yes { t!("common-yes") } else { t!("common-no") }
    }
}

/// The button, for who may export what they read.
#[component]
pub(crate) fn ExportButton(tab: Tab) -> impl IntoView {
    let store = expect_context::<Store>();
    let may = store.peek(|inbox| inbox.me.permissions.contains(&Permission::ExportConversations));
    let busy = RwSignal::new(false);
    let download = move |_| {
        busy.set(true);
        let (site, filter) = store.peek(|inbox| (inbox.me.site.clone(), filter(inbox, tab)));
        spawn_local(async move {
            let found = all(site, filter).await;
            busy.try_set(false);
            match found {
                Ok(lines) => {
                    let table = ConversationLine::csv(&lines, true, &Words);
                    page::download("conversations.csv", &table.address());
                }
                Err(reason) => store.send(Msg::ShowToast(Tone::Bad, reason)),
            }
        });
    };
    may.then(|| {
        view! {
            <button class="button quiet small square" data-part="conversations-csv"
                title=t!("common-download-csv") aria-label=t!("common-download-csv")
                disabled=move || busy.get() on:click=download>
                {move || if busy.get() { spinner().into_any() } else { icon(DOWNLOAD).into_any() }}
            </button>
        }
    })
}

/// What the list shows.
fn filter(inbox: &Inbox, tab: Tab) -> ConversationFilter {
    let scope = if tab == Tab::All { Scope::All } else { Scope::Mine };
    inbox.listing(tab).filter.query(time::zone, scope, &inbox.labels.narrowed, None)
}

/// All conversations of the list, or why they can't be loaded.
async fn all(site: SiteId, filter: ConversationFilter) -> Result<Vec<ConversationLine>, String> {
    let (route, mut lines) = (ExportConversations { site }, Vec::new());
    let mut request = ConversationExport::new(TableFormat::Json, filter);
    for _ in 0..MAX_PAGES {
        let page = http::query(&route, &request).await.map_err(http::HttpError::text)?;
        lines.extend(page.items);
        if page.next.is_none() {
            return Ok(lines);
        }
        request.cursor = page.next;
    }
    Err(t!("inbox-csv-too-many", most = lines.len()))
}
