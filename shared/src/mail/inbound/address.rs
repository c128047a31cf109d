//! The address that an answer is replied to: it names the conversation (MAIL-09).

use crate::mail::{AddressError, EmailAddress};

/// How long a token in an address is. With a short name before it, the part before the `@` is no longer than
/// the 64 characters that mail servers take.
pub const TOKEN_CHARS: usize = 56;
/// Longest name before the token.
const MAX_NAME_CHARS: usize = 64 - TOKEN_CHARS - 1;

/// Where replies to mails go: a name and a domain, such as `reply@in.example.com`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReplyBox {
    name: String,
    domain: String,
}

impl ReplyBox {
    /// Reads the setting.
    ///
    /// # Errors
    /// If it is no address, or its name leaves no room for a token.
    pub fn parse(text: &str) -> Result<Self, AddressError> {
        let address = EmailAddress::parse(text.trim())?;
        let (name, domain) = address.as_str().rsplit_once('@').ok_or(AddressError::Shape)?;
        if name.len() > MAX_NAME_CHARS {
            return Err(AddressError::TooLong);
        }
        if name.contains('+') {
            return Err(AddressError::Characters);
        }
        Ok(Self { name: name.to_owned(), domain: domain.to_owned() })
    }

    /// The address with a token.
    ///
    /// # Errors
    /// If the token is longer than [`TOKEN_CHARS`] and the address is no address with it.
    pub fn with_token(&self, token: &str) -> Result<EmailAddress, AddressError> {
        let Self { name, domain } = self;
        EmailAddress::parse(format!("{name}+{token}@{domain}"))
    }

    /// The tokens of the addresses in a text, such as a header. They may be of any box: a forwarding
    /// server may have changed the domain, and only the signature counts.
    pub fn tokens_in(text: &str) -> Vec<String> {
        let is_part = |letter: char| !letter.is_whitespace() && !"<>,;:\"'()".contains(letter);
        let words = text.split(|letter| !is_part(letter));
        let tokens = words.filter_map(|word| {
            let (local, _) = word.split_once('@')?;
            let (_, token) = local.split_once('+')?;
            // No server changes the case of an address, but some people do.
            let token = token.to_ascii_lowercase();
            let is_token = token.len() == TOKEN_CHARS
                && token.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit());
            is_token.then_some(token)
        });
        let mut all: Vec<String> = Vec::new();
        for token in tokens {
            if !all.contains(&token) {
                all.push(token);
            }
        }
        all
    }
}
