//! The source of randomness, for unguessable ids.

use super::base32;
use crate::error::ApiError;
use shared::id::{
    AgentId, ConfirmationId, DeliveryId, ErasureId, InvitationId, KeyId, MailId, PasskeyId,
    PersonId, ResetId, SessionId, VisitorId, WebhookId,
};

/// Random bytes from the runtime's CSPRNG.
pub(crate) fn bytes<const N: usize>() -> Result<[u8; N], ApiError> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).map_err(|error| ApiError::Broken(error.to_string()))?;
    Ok(bytes)
}

pub(crate) fn visitor() -> Result<VisitorId, ApiError> {
    Ok(VisitorId::parse(format!("{}{}", VisitorId::PREFIX, random_string()?))?)
}

pub(crate) fn session() -> Result<SessionId, ApiError> {
    Ok(SessionId::parse(format!("{}{}", SessionId::PREFIX, random_string()?))?)
}

pub(crate) fn key() -> Result<KeyId, ApiError> {
    Ok(KeyId::parse(format!("{}{}", KeyId::PREFIX, random_string()?))?)
}

pub(crate) fn agent() -> Result<AgentId, ApiError> {
    Ok(AgentId::parse(format!("{}{}", AgentId::PREFIX, random_string()?))?)
}

pub(crate) fn invitation() -> Result<InvitationId, ApiError> {
    Ok(InvitationId::parse(format!("{}{}", InvitationId::PREFIX, random_string()?))?)
}

pub(crate) fn reset() -> Result<ResetId, ApiError> {
    Ok(ResetId::parse(format!("{}{}", ResetId::PREFIX, random_string()?))?)
}

pub(crate) fn confirmation() -> Result<ConfirmationId, ApiError> {
    Ok(ConfirmationId::parse(format!("{}{}", ConfirmationId::PREFIX, random_string()?))?)
}

pub(crate) fn person() -> Result<PersonId, ApiError> {
    Ok(PersonId::parse(format!("{}{}", PersonId::PREFIX, random_string()?))?)
}

pub(crate) fn erasure() -> Result<ErasureId, ApiError> {
    Ok(ErasureId::parse(format!("{}{}", ErasureId::PREFIX, random_string()?))?)
}

pub(crate) fn passkey() -> Result<PasskeyId, ApiError> {
    Ok(PasskeyId::parse(format!("{}{}", PasskeyId::PREFIX, random_string()?))?)
}

pub(crate) fn mail() -> Result<MailId, ApiError> {
    Ok(MailId::parse(format!("{}{}", MailId::PREFIX, random_string()?))?)
}

pub(crate) fn webhook() -> Result<WebhookId, ApiError> {
    Ok(WebhookId::parse(format!("{}{}", WebhookId::PREFIX, random_string()?))?)
}

pub(crate) fn delivery() -> Result<DeliveryId, ApiError> {
    Ok(DeliveryId::parse(format!("{}{}", DeliveryId::PREFIX, random_string()?))?)
}

/// The name of a browser.
pub(crate) fn browser() -> Result<String, ApiError> {
    random_string()
}

/// What makes a challenge differ from all others.
pub(crate) fn nonce() -> Result<String, ApiError> {
    random_string()
}

/// 120 random bits as 24 letters and digits.
fn random_string() -> Result<String, ApiError> {
    Ok(base32::encode(&bytes::<15>()?))
}
