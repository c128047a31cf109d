//! What a deployment must be told, and the other objects it reaches.

use crate::error::Fault;
use crate::seal::Seal;
use shared::id::{ConversationId, SiteId};
use worker::{Env, Stub};

const MIN_SECRET_BYTES: usize = 32;

/// What a deployment was told.
pub(crate) struct Config {
    pub(crate) seal: Seal,
    pub(crate) operator_token: String,
    /// The host of one more push service than those that are known.
    pub(crate) push_host: Option<String>,
}

impl Config {
    pub(crate) fn read(env: &Env) -> Result<Self, Fault> {
        let secret = text(env, "BELLHOP_SECRET")
            .filter(|secret| secret.len() >= MIN_SECRET_BYTES)
            .ok_or(Fault::NotConfigured {
                name: "BELLHOP_SECRET",
                what: "at least 32 random bytes that sign tokens and sessions, for example from \
                       `openssl rand -hex 32`",
            })?;
        let operator_token = text(env, "BELLHOP_OPERATOR_TOKEN").ok_or(Fault::NotConfigured {
            name: "BELLHOP_OPERATOR_TOKEN",
            what: "a long random word with which the operator makes sites",
        })?;
        let seal = Seal::new(&secret).ok_or_else(|| Fault::Broken("HMAC took no key".into()))?;
        Ok(Self { seal, operator_token, push_host: text(env, "BELLHOP_PUSH_HOST") })
    }
}

fn text(env: &Env, name: &str) -> Option<String> {
    env.secret(name).ok().map(|secret| secret.to_string()).filter(|text| !text.is_empty())
}

pub(crate) fn site(env: &Env, id: &SiteId) -> Result<Stub, Fault> {
    Ok(env.durable_object("SITE")?.get_by_name(id.as_str())?)
}

pub(crate) fn desk(env: &Env, id: &SiteId) -> Result<Stub, Fault> {
    Ok(env.durable_object("DESK")?.get_by_name(id.as_str())?)
}

pub(crate) fn conversation(env: &Env, id: &ConversationId) -> Result<Stub, Fault> {
    Ok(env.durable_object("CONVERSATION")?.get_by_name(id.as_str())?)
}
