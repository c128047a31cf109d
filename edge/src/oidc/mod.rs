//! What the worker asks the providers of single sign-on. `shared::account::oidc` decides what their
//! answers mean.

mod fetch;
mod memory;
mod signature;

use crate::error::ApiError;
use crate::runtime::clock;
use shared::account::oidc::{
    Account, Client, Expected, Flow, IdToken, OidcRefusal, Provider, SigningKey, Tokens,
    discovery_address, read_keys,
};
use std::rc::Rc;

/// A provider, from its discovery document, which may be some minutes old.
pub(crate) async fn provider(issuer: &str, local: bool) -> Result<Rc<Provider>, ApiError> {
    let now = clock::now();
    if let Some(provider) = memory::provider(now, issuer) {
        return Ok(provider);
    }
    let provider = Rc::new(discover(issuer, local).await?);
    memory::remember_provider(now, &provider);
    Ok(provider)
}

/// A provider, from its discovery document as it is now.
pub(crate) async fn discover(issuer: &str, local: bool) -> Result<Provider, ApiError> {
    const WHAT: &str = "discovery document";
    let document = fetch::get(WHAT, &discovery_address(issuer), None).await?.succeeded(WHAT)?;
    Ok(Provider::read(issuer, &document, local)?)
}

/// The keys of a provider, as they are now.
pub(crate) async fn keys(provider: &Provider) -> Result<Rc<Vec<SigningKey>>, ApiError> {
    const WHAT: &str = "public keys";
    let document = fetch::get(WHAT, &provider.keys, None).await?.succeeded(WHAT)?;
    let keys = Rc::new(read_keys(&document)?);
    memory::remember_keys(clock::now(), &provider.keys, &keys);
    Ok(keys)
}

/// Whose account it is that a provider has given this code for.
pub(crate) async fn account(
    provider: &Provider,
    client: Client<'_>,
    flow: &Flow,
    code: &str,
) -> Result<Account, ApiError> {
    let request = flow.token_request(provider, client, code);
    let answer = fetch::post_form(&provider.token, &request).await?;
    let tokens = Tokens::read(answer.status, &answer.body)?;
    let token = IdToken::read(&tokens.id_token)?;
    verify(provider, &token).await?;
    let (issuer, client_id) = (provider.issuer.as_str(), client.id);
    token.check(clock::now(), Expected { issuer, client_id, nonce: &flow.nonce })?;
    let user_info = match (&provider.user_info, &tokens.access_token) {
        (Some(address), Some(access)) if token.needs_user_info() => {
            const WHAT: &str = "user info";
            Some(fetch::get(WHAT, address, Some(access)).await?.succeeded(WHAT)?)
        }
        _ => None,
    };
    Ok(token.account(user_info.as_deref())?)
}

/// Checks the signature of a token. Of a key that is not known yet the provider is asked once: it
/// may have made a new one.
async fn verify(provider: &Provider, token: &IdToken) -> Result<(), ApiError> {
    let known = memory::keys(clock::now(), &provider.keys);
    let keys = match known.filter(|keys| token.key(keys).is_some()) {
        Some(keys) => keys,
        None => keys(provider).await?,
    };
    let key = token.key(&keys).ok_or(OidcRefusal::UnknownKey)?;
    if signature::is_right(key, &token.signature, &token.signed).await? {
        Ok(())
    } else {
        Err(OidcRefusal::WrongSignature.into())
    }
}
