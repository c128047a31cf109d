//! The tokens in the addresses that answers are replied to (MAIL-09): which conversation a reply belongs to,
//! until when, and that we said so. They are in small letters and digits, because a mail address keeps no
//! other difference, and as short as the part before the `@` must be.

use super::derived_ids::short;
use super::signing::{HmacSigner, same};
use crate::error::ApiError;
use shared::id::ConversationId;
use shared::mail::inbound::TOKEN_CHARS;
use shared::time::{Millis, Timestamp};

const PURPOSE: &str = "reply by mail";
const DAY: Millis = Millis::minutes(24 * 60);
/// The last day is written by its last ten bits. With the day of today it is whole again.
const DAY_CHARS: usize = 2;
const DAYS: u64 = 1 << (5 * DAY_CHARS);
/// Forty bits: a guess is one mail, and it needs the id of a conversation besides.
const TAG_CHARS: usize = 8;
const DIGITS: &[u8; 32] = b"abcdefghijklmnopqrstuvwxyz234567";

/// The token of a conversation; `None` if its id is not one of ours.
pub(crate) fn sign(
    signer: &HmacSigner,
    conversation: &ConversationId,
    expires: Timestamp,
) -> Option<String> {
    let name = conversation.as_str().strip_prefix(ConversationId::PREFIX)?;
    let last = expires.0.div_ceil(DAY.0);
    let (high, low) = (
        DIGITS.get(usize::try_from(last % DAYS / 32).ok()?)?,
        DIGITS.get(usize::try_from(last % 32).ok()?)?,
    );
    let token =
        format!("{name}{}{}{}", char::from(*high), char::from(*low), tag(signer, name, last));
    (token.len() == TOKEN_CHARS).then_some(token)
}

/// The conversation of a token.
pub(crate) fn open(
    signer: &HmacSigner,
    now: Timestamp,
    token: &str,
) -> Result<ConversationId, ApiError> {
    let parts = || {
        let (name, rest) = token.split_at_checked(TOKEN_CHARS - DAY_CHARS - TAG_CHARS)?;
        let (day, tag) = rest.split_at_checked(DAY_CHARS)?;
        let digit = |sign: u8| DIGITS.iter().position(|digit| *digit == sign);
        let day = day
            .bytes()
            .try_fold(0_u64, |day, sign| Some(day * 32 + u64::try_from(digit(sign)?).ok()?))?;
        Some((name, day, tag))
    };
    let (name, day, given) = parts().ok_or(ApiError::NoReplyAddress)?;
    let today = now.0 / DAY.0;
    // The latest day with these bits that can have been signed by now.
    let latest = today + DAYS / 2;
    let last = latest - (latest + DAYS - day) % DAYS;
    if !signer.believes(|signer| same(given, &tag(signer, name, last))) {
        return Err(ApiError::NoReplyAddress);
    }
    if last <= today {
        return Err(ApiError::ReplyAddressExpired);
    }
    ConversationId::parse(format!("{}{name}", ConversationId::PREFIX))
        .map_err(|_| ApiError::NoReplyAddress)
}

fn tag(signer: &HmacSigner, name: &str, last: u64) -> String {
    short(signer, PURPOSE, &[name, &last.to_string()], TAG_CHARS)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn signer() -> HmacSigner {
        HmacSigner::new("0123456789abcdef0123456789abcdef").unwrap()
    }

    fn conversation() -> ConversationId {
        ConversationId::parse(format!("conv_{}", "ab2".repeat(16).split_at(46).0)).unwrap()
    }

    /// At the beginning of this day.
    fn day(day: u64) -> Timestamp {
        Timestamp(day * DAY.0)
    }

    #[test]
    fn a_token_names_its_conversation_until_it_expires() {
        for made in [20_000, 20_479, 20_480, 21_503, 21_504] {
            let token = sign(&signer(), &conversation(), day(made + 30)).unwrap();
            assert_eq!(token.len(), TOKEN_CHARS);
            for later in [0, 1, 29] {
                let opened = open(&signer(), day(made + later), &token);
                assert_eq!(opened.unwrap(), conversation(), "{made} {later}");
            }
            for later in [30, 31, 300] {
                let late = open(&signer(), day(made + later), &token);
                assert!(matches!(late, Err(ApiError::ReplyAddressExpired)), "{made} {later}");
            }
        }
    }

    #[test]
    fn a_changed_token_and_one_of_another_secret_are_refused() {
        let token = sign(&signer(), &conversation(), day(20_030)).unwrap();
        for at in 0..token.len() {
            let mut changed = token.clone().into_bytes();
            changed[at] = if changed[at] == b'x' { b'y' } else { b'x' };
            let changed = String::from_utf8(changed).unwrap();
            let opened = open(&signer(), day(20_000), &changed);
            assert!(matches!(opened, Err(ApiError::NoReplyAddress)), "{at}: {opened:?}");
        }
        let other = HmacSigner::new("another").unwrap();
        assert!(open(&other, day(20_000), &token).is_err());
        for made_up in ["", "é", &"a".repeat(TOKEN_CHARS), &"é".repeat(TOKEN_CHARS / 2)] {
            assert!(open(&signer(), day(20_000), made_up).is_err(), "{made_up}");
        }
    }

    #[test]
    fn a_replaced_secret_is_believed_as_long_as_the_operator_says() {
        let old = HmacSigner::new("old").unwrap();
        let token = sign(&old, &conversation(), day(20_030)).unwrap();
        let new = HmacSigner::new("new").unwrap().with_earlier(&["old"], &[""; 0]).unwrap();
        assert!(open(&new, day(20_000), &token).is_ok());
    }

    #[test]
    fn an_id_that_is_not_ours_gets_no_token() {
        let short = ConversationId::parse("conv_a").unwrap();
        assert_eq!(sign(&signer(), &short, day(20_030)), None);
    }
}
