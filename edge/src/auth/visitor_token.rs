//! Visitor tokens: they prove a visitor's id and site without asking an object.

use super::signing::HmacSigner;
use crate::error::ApiError;
use shared::id::{ConversationId, SiteId, VisitorId};
use shared::time::{Millis, Timestamp};

const PURPOSE: &str = "visitor";
/// The purpose of a token for one conversation.
const ONE_CONVERSATION: &str = "conversation_of_visitor";

/// How long a token is valid: a visitor who comes back within a year is recognised.
pub(crate) const LIFETIME: Millis = Millis::minutes(400 * 24 * 60);

/// The content of a token.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct VisitorToken {
    pub(crate) site: SiteId,
    pub(crate) visitor: VisitorId,
    /// The only conversation that it opens, for a link in a mail. It begins none.
    pub(crate) only: Option<ConversationId>,
    pub(crate) expires: Timestamp,
}

impl VisitorToken {
    /// The signed token: letters, digits, `-`, `_` and `.`, so that it can be sent as a WebSocket
    /// subprotocol.
    pub(crate) fn sign(&self, signer: &HmacSigner) -> String {
        let expires = self.expires.0.to_string();
        let (site, visitor) = (self.site.as_str(), self.visitor.as_str());
        match &self.only {
            Some(only) => signer.sign(ONE_CONVERSATION, &[site, visitor, &expires, only.as_str()]),
            None => signer.sign(PURPOSE, &[site, visitor, &expires]),
        }
    }

    /// The signer of the secret with which a token was signed.
    pub(crate) fn signer(signer: &HmacSigner, token: &str) -> HmacSigner {
        signer.that_signed::<3>(PURPOSE, token)
    }

    pub(crate) fn open(signer: &HmacSigner, now: Timestamp, token: &str) -> Result<Self, ApiError> {
        let whole = signer.verify::<3>(PURPOSE, token);
        let (site, visitor, expires, only) = if let Some([site, visitor, expires]) = whole {
            (site, visitor, expires, None)
        } else {
            let one = signer.verify::<4>(ONE_CONVERSATION, token).ok_or(ApiError::BadToken)?;
            let [site, visitor, expires, only] = one;
            let only = ConversationId::parse(only).map_err(|_| ApiError::BadToken)?;
            (site, visitor, expires, Some(only))
        };
        let token = Self {
            only,
            site: SiteId::parse(site).map_err(|_| ApiError::BadToken)?,
            visitor: VisitorId::parse(visitor).map_err(|_| ApiError::BadToken)?,
            expires: Timestamp(expires.parse().map_err(|_| ApiError::BadToken)?),
        };
        if token.expires <= now { Err(ApiError::ExpiredToken) } else { Ok(token) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn signer() -> HmacSigner {
        HmacSigner::new("0123456789abcdef0123456789abcdef").unwrap()
    }

    fn token() -> VisitorToken {
        VisitorToken {
            site: SiteId::parse("site_demo").unwrap(),
            visitor: VisitorId::parse("visitor_ada").unwrap(),
            only: None,
            expires: Timestamp(1_000),
        }
    }

    #[test]
    fn a_token_names_its_visitor_until_it_expires() {
        let signed = token().sign(&signer());
        assert_eq!(VisitorToken::open(&signer(), Timestamp(999), &signed).unwrap(), token());
        let late = VisitorToken::open(&signer(), Timestamp(1_000), &signed);
        assert!(matches!(late, Err(ApiError::ExpiredToken)));
    }

    #[test]
    fn a_token_of_one_conversation_says_so() {
        let only = Some(ConversationId::parse("conv_1").unwrap());
        let token = VisitorToken { only, ..token() };
        let signed = token.sign(&signer());
        assert_eq!(VisitorToken::open(&signer(), Timestamp(999), &signed).unwrap(), token);
        let late = VisitorToken::open(&signer(), Timestamp(1_000), &signed);
        assert!(matches!(late, Err(ApiError::ExpiredToken)));
    }

    #[test]
    fn a_token_can_be_sent_as_a_subprotocol() {
        let signed = token().sign(&signer());
        assert!(signed.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_.".contains(&b)));
    }

    #[test]
    fn a_changed_token_is_refused() {
        let mut signed = token().sign(&signer()).into_bytes();
        for index in 0..signed.len() {
            let original = signed[index];
            signed[index] = if original == b'x' { b'y' } else { b'x' };
            let text = String::from_utf8(signed.clone()).unwrap();
            // The last character of a part has unused bits; decoding refuses values other than
            // zero.
            assert!(VisitorToken::open(&signer(), Timestamp(1), &text).is_err(), "{index}");
            signed[index] = original;
        }
    }
}
