//! The one source of chance: ids nobody can guess.

use crate::base32;
use crate::error::Fault;
use shared::id::{AgentId, InvitationId, KeyId, SessionId, VisitorId};

/// Bytes nobody can guess.
pub(crate) fn bytes<const N: usize>() -> Result<[u8; N], Fault> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).map_err(|error| Fault::Broken(error.to_string()))?;
    Ok(bytes)
}

pub(crate) fn visitor() -> Result<VisitorId, Fault> {
    Ok(VisitorId::parse(format!("{}{}", VisitorId::PREFIX, word()?))?)
}

pub(crate) fn session() -> Result<SessionId, Fault> {
    Ok(SessionId::parse(format!("{}{}", SessionId::PREFIX, word()?))?)
}

pub(crate) fn key() -> Result<KeyId, Fault> {
    Ok(KeyId::parse(format!("{}{}", KeyId::PREFIX, word()?))?)
}

pub(crate) fn agent() -> Result<AgentId, Fault> {
    Ok(AgentId::parse(format!("{}{}", AgentId::PREFIX, word()?))?)
}

pub(crate) fn invitation() -> Result<InvitationId, Fault> {
    Ok(InvitationId::parse(format!("{}{}", InvitationId::PREFIX, word()?))?)
}

/// 120 bits as 24 letters and digits.
fn word() -> Result<String, Fault> {
    Ok(base32::encode(&bytes::<15>()?))
}
