//! Names for the frames this tab sends: sent twice, they count once.

use shared::id::ClientKey;

/// Gives every frame a key of its own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Keys {
    stem: ClientKey,
    count: u64,
}

impl Keys {
    /// Keys that begin with `stem`, which no other tab has.
    pub(crate) const fn new(stem: ClientKey) -> Self {
        Self { stem, count: 0 }
    }

    /// The next key.
    pub(crate) fn next(&mut self) -> ClientKey {
        self.count += 1;
        let key = ClientKey::parse(format!("{}-{}", self.stem, self.count));
        key.unwrap_or_else(|_| self.stem.clone())
    }
}
