//! The list of conversations that were.

use shared::protocol::{ConversationRow, Listing};

/// One list, loaded page by page.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Past {
    /// The rows so far, newest first.
    pub(crate) rows: Vec<ConversationRow>,
    /// Where the next page begins.
    pub(crate) next: Option<String>,
    /// Asked, not answered.
    pub(crate) loading: bool,
    /// Whether a first page arrived.
    pub(crate) loaded: bool,
    /// What went wrong last.
    pub(crate) error: Option<String>,
}

impl Past {
    /// Takes a page in: the first replaces what was there, a further one goes below it.
    pub(crate) fn take(&mut self, first: bool, page: Result<Listing<ConversationRow>, String>) {
        self.loading = false;
        match page {
            Ok(page) => {
                if first {
                    self.rows.clear();
                }
                let new = page.items.into_iter().filter(|row| is_new(&self.rows, row));
                let new: Vec<_> = new.collect();
                self.rows.extend(new);
                self.next = page.next;
                self.loaded = true;
                self.error = None;
            }
            Err(error) => self.error = Some(error),
        }
    }
}

/// A row that moved between two pages is shown once.
fn is_new(rows: &[ConversationRow], row: &ConversationRow) -> bool {
    rows.iter().all(|known| known.id != row.id)
}
