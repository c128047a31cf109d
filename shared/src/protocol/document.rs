//! Bodies of the HTTP API for documents: uploading one, and what visitors do with it.

use crate::conversation::{DocumentAct, DocumentUse};
use crate::id::{CardId, ClientKey, Seq};
use crate::time::Millis;
use serde::{Deserialize, Serialize};

/// The answer to `POST /v1/sites/{site}/documents`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct StoredDocument {
    /// Its path on the chat's origin, for the `address` of a document card.
    pub path: String,
    /// Its name, as it is downloaded.
    pub name: String,
    /// Its size in bytes.
    pub size: u64,
}

/// `POST /v1/conversations/{conversation}/documents`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct NewDocumentUse {
    /// The idempotency key: a repeated request changes nothing.
    pub id: ClientKey,
    /// The document card.
    pub card: CardId,
    pub act: DocumentAct,
    /// How long it was in view, in milliseconds, when it is closed.
    #[serde(default)]
    pub ms: u64,
}

impl NewDocumentUse {
    pub const fn used(&self) -> DocumentUse {
        match self.act {
            DocumentAct::Opened => DocumentUse::Opened,
            DocumentAct::Downloaded => DocumentUse::Downloaded,
            DocumentAct::Closed => DocumentUse::Closed(Millis(self.ms)),
        }
    }
}

/// The answer to [`NewDocumentUse`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct DocumentUsed {
    /// Where in the log it is; not there if it was done too often to be logged.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seq: Option<Seq>,
}
