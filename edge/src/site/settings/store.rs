//! The table of single values: the site's record, its settings, its routing config.

use crate::auth::encryption::EncryptedText;
use crate::auth::identity::Keys;
use crate::error::ApiError;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use shared::desk::RoutingConfig;
use shared::install::{RefusedOrigins, SeenOrigin};
use shared::protocol::{Settings, SignInPolicy, SignInProvider};
use shared::quota::Plan;
use shared::time::Timestamp;
use worker::SqlStorage;

const SIGN_IN_PROVIDER: &str = "sign_in_provider";

/// What the operator sets.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct SiteRecord {
    pub(crate) name: String,
    #[serde(flatten)]
    pub(crate) plan: Plan,
}

fn find_site_record(sql: &SqlStorage) -> Result<Option<SiteRecord>, ApiError> {
    get(sql, "site")
}

/// The record of a site that exists.
pub(crate) fn site_record(sql: &SqlStorage) -> Result<SiteRecord, ApiError> {
    find_site_record(sql)?.ok_or(ApiError::NoSite)
}

pub(crate) fn save_site_record(sql: &SqlStorage, record: &SiteRecord) -> Result<(), ApiError> {
    upsert(sql, "site", record)
}

pub(crate) fn settings(sql: &SqlStorage) -> Result<Settings, ApiError> {
    Ok(get(sql, "settings")?.unwrap_or_default())
}

pub(crate) fn save_settings(sql: &SqlStorage, settings: &Settings) -> Result<(), ApiError> {
    upsert(sql, "settings", settings)
}

/// The routing config, with the package of the site's record.
pub(crate) fn routing(sql: &SqlStorage) -> Result<RoutingConfig, ApiError> {
    let package = site_record(sql)?.plan.package();
    Ok(RoutingConfig { package, ..get(sql, "routing_config")?.unwrap_or_default() })
}

pub(crate) fn keep_routing(sql: &SqlStorage, routing: &RoutingConfig) -> Result<(), ApiError> {
    upsert(sql, "routing_config", routing)
}

/// The origins whose pages were refused.
pub(crate) fn refused_origins(sql: &SqlStorage) -> Result<RefusedOrigins, ApiError> {
    Ok(get(sql, "refused_origins")?.unwrap_or_default())
}

pub(crate) fn save_refused_origins(
    sql: &SqlStorage,
    origins: &RefusedOrigins,
) -> Result<(), ApiError> {
    upsert(sql, "refused_origins", origins)
}

/// Where a page with the snippet was seen first.
pub(crate) fn first_page(sql: &SqlStorage) -> Result<Option<SeenOrigin>, ApiError> {
    get(sql, "first_page")
}

pub(crate) fn save_first_page(sql: &SqlStorage, page: &SeenOrigin) -> Result<(), ApiError> {
    upsert(sql, "first_page", page)
}

/// The identity secrets.
pub(crate) fn identity_keys(sql: &SqlStorage) -> Result<Keys, ApiError> {
    Ok(get(sql, "identity")?.unwrap_or_default())
}

pub(crate) fn save_identity_keys(sql: &SqlStorage, keys: &Keys) -> Result<(), ApiError> {
    upsert(sql, "identity", keys)
}

/// What the site requires of all agents when they sign in.
pub(crate) fn sign_in_policy(sql: &SqlStorage) -> Result<SignInPolicy, ApiError> {
    Ok(get(sql, "sign_in_policy")?.unwrap_or_default())
}

pub(crate) fn save_sign_in_policy(sql: &SqlStorage, policy: SignInPolicy) -> Result<(), ApiError> {
    upsert(sql, "sign_in_policy", &policy)
}

/// The provider with which agents sign in, with the client secret.
#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct StoredProvider {
    #[serde(flatten)]
    pub(crate) provider: SignInProvider,
    /// Encrypted (PEOPLE-33); at first it was stored plain.
    pub(crate) client_secret: EncryptedText,
}

pub(crate) fn sign_in_provider(sql: &SqlStorage) -> Result<Option<StoredProvider>, ApiError> {
    get(sql, SIGN_IN_PROVIDER)
}

pub(crate) fn save_sign_in_provider(
    sql: &SqlStorage,
    provider: &StoredProvider,
) -> Result<(), ApiError> {
    upsert(sql, SIGN_IN_PROVIDER, provider)
}

pub(crate) fn delete_sign_in_provider(sql: &SqlStorage) -> Result<(), ApiError> {
    sql.exec("DELETE FROM site_kv WHERE name = ?", vec![SIGN_IN_PROVIDER.into()])?;
    Ok(())
}

/// The revision of the site's snapshot.
pub(crate) fn revision(sql: &SqlStorage) -> Result<u64, ApiError> {
    Ok(get(sql, "revision")?.unwrap_or_default())
}

pub(crate) fn next_revision(sql: &SqlStorage) -> Result<(), ApiError> {
    upsert(sql, "revision", &(revision(sql)? + 1))
}

/// When old data was last erased.
pub(crate) fn pruned_at(sql: &SqlStorage) -> Result<Timestamp, ApiError> {
    Ok(get(sql, "pruned_at")?.unwrap_or_default())
}

pub(crate) fn save_pruned_at(sql: &SqlStorage, at: Timestamp) -> Result<(), ApiError> {
    upsert(sql, "pruned_at", &at)
}

fn get<T: DeserializeOwned>(sql: &SqlStorage, name: &str) -> Result<Option<T>, ApiError> {
    #[derive(Deserialize)]
    struct Row {
        body: String,
    }
    let query = "SELECT body FROM site_kv WHERE name = ?";
    let row: Option<Row> = sql.exec(query, vec![name.into()])?.to_array()?.pop();
    row.map(|row| Ok(serde_json::from_str(&row.body)?)).transpose()
}

fn upsert<T: Serialize>(sql: &SqlStorage, name: &str, value: &T) -> Result<(), ApiError> {
    let row = vec![name.into(), serde_json::to_string(value)?.into()];
    sql.exec("INSERT OR REPLACE INTO site_kv (name, body) VALUES (?, ?)", row)?;
    Ok(())
}
