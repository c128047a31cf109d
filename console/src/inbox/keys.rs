//! Client keys for the frames of this tab: a frame sent twice counts once.

use shared::id::ClientKey;

/// Generates a key for every frame.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Keys {
    stem: ClientKey,
    count: u64,
}

impl Keys {
    /// `stem` must be unique to this tab.
    pub(crate) const fn new(stem: ClientKey) -> Self {
        Self { stem, count: 0 }
    }

    pub(crate) fn next(&mut self) -> ClientKey {
        self.count += 1;
        let key = ClientKey::parse(format!("{}-{}", self.stem, self.count));
        key.unwrap_or_else(|_| self.stem.clone())
    }
}
