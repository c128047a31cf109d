//! What the operator of a deployment reads and deletes.

use crate::id::SiteId;
use crate::quota::Usage;
use crate::time::Timestamp;
use serde::{Deserialize, Serialize};

/// A site in the operator's list. `GET /v1/operator/sites`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct SiteRow {
    pub site: SiteId,
    pub made_at: Timestamp,
    /// Whether it is being deleted. Until that is complete, the request to delete it can be repeated.
    #[serde(default, skip_serializing_if = "core::ops::Not::not")]
    pub deleting: bool,
}

/// A site as its operator sees it. `GET /v1/operator/sites/{site}`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct SiteOverview {
    pub site: SiteId,
    pub name: String,
    /// Its package, and what is used of it.
    pub usage: Usage,
    /// The e-mail addresses of its admins.
    pub admins: Vec<String>,
    pub content: SiteContent,
    /// The size of the site's own file in bytes, without its conversations.
    pub storage_bytes: u64,
}

/// How much a site has of each kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(default)]
pub struct SiteContent {
    pub agents: u64,
    pub dialogues: u64,
    pub people: u64,
    pub conversations: u64,
}

/// How far the deletion of a site is. `DELETE /v1/operator/sites/{site}`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct SiteDeletion {
    /// What the site had when its deletion began.
    pub removed: SiteContent,
    /// Number of conversations that are still there: repeat the request until there is none.
    pub waiting: u64,
}

/// Rows of one table of one of a site's objects, in an export.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ExportedRows {
    /// `site`, `desk`, or the id of a conversation.
    pub object: String,
    pub table: String,
    pub columns: Vec<String>,
    /// A value is null, a number, a text, or `{"base64": …}` for bytes.
    pub rows: Vec<Vec<serde_json::Value>>,
}

/// A page of an export. `GET /v1/operator/sites/{site}/export`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ExportPage {
    /// Identifies the deployment's secret. Ids are made of it, so an export can be imported only where
    /// the secret is the same.
    pub secret: String,
    pub items: Vec<ExportedRows>,
    /// The cursor of the next page; none after the last one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next: Option<String>,
}

/// What is imported. `POST /v1/operator/sites/{site}/import`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum ImportStep {
    /// Rows of an export with this secret.
    Rows { secret: String, rows: ExportedRows },
    /// All rows were sent and compared: from now on the site is there for everybody.
    Finish,
    /// These objects set their alarms and send what waits.
    Wake { objects: Vec<String> },
}
