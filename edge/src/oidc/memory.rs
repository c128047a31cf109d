//! Discovery documents and keys of providers, in the isolate's memory.

use shared::account::oidc::{Provider, SigningKey};
use shared::time::{Millis, Timestamp};
use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;

/// How long a discovery document is used.
const PROVIDER_LIFETIME: Millis = Millis::minutes(10);
/// How long keys are used. A key that a provider withdraws is believed for so long at most.
const KEYS_LIFETIME: Millis = Millis::minutes(60);
/// The most providers that an isolate remembers.
const MOST: usize = 200;

type Entries<T> = RefCell<BTreeMap<String, (Timestamp, Rc<T>)>>;

thread_local! {
    static PROVIDERS: Entries<Provider> = const { RefCell::new(BTreeMap::new()) };
    static KEYS: Entries<Vec<SigningKey>> = const { RefCell::new(BTreeMap::new()) };
}

pub(super) fn provider(now: Timestamp, issuer: &str) -> Option<Rc<Provider>> {
    PROVIDERS.with(|entries| recall(entries, now, issuer, PROVIDER_LIFETIME))
}

pub(super) fn remember_provider(now: Timestamp, provider: &Rc<Provider>) {
    PROVIDERS.with(|entries| remember(entries, now, &provider.issuer, provider));
}

/// The keys at this address.
pub(super) fn keys(now: Timestamp, address: &str) -> Option<Rc<Vec<SigningKey>>> {
    KEYS.with(|entries| recall(entries, now, address, KEYS_LIFETIME))
}

pub(super) fn remember_keys(now: Timestamp, address: &str, keys: &Rc<Vec<SigningKey>>) {
    KEYS.with(|entries| remember(entries, now, address, keys));
}

fn recall<T>(entries: &Entries<T>, now: Timestamp, of: &str, lifetime: Millis) -> Option<Rc<T>> {
    let entries = entries.borrow();
    // One from the future is from before the clock was put back.
    let (_, value) = entries.get(of).filter(|(at, _)| *at <= now && now.since(*at) < lifetime)?;
    Some(Rc::clone(value))
}

fn remember<T>(entries: &Entries<T>, now: Timestamp, of: &str, value: &Rc<T>) {
    let mut entries = entries.borrow_mut();
    if entries.len() >= MOST && !entries.contains_key(of) {
        let oldest = entries.iter().min_by_key(|(_, (at, _))| *at).map(|(name, _)| name.clone());
        oldest.and_then(|oldest| entries.remove(&oldest));
    }
    entries.insert(of.to_owned(), (now, Rc::clone(value)));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_remembered_for_an_hour_and_never_more_than_a_few_providers() {
        let (now, address) = (Timestamp(10_000_000), "https://id.example/jwks");
        remember_keys(now, address, &Rc::new(Vec::new()));
        assert!(keys(now + Millis::minutes(59), address).is_some());
        assert!(keys(now + KEYS_LIFETIME, address).is_none());
        assert!(keys(now - Millis(1), address).is_none());
        for n in 0..MOST {
            let later = now + Millis::seconds(u64::try_from(n).unwrap() + 1);
            remember_keys(later, &format!("https://id{n}.example"), &Rc::new(Vec::new()));
        }
        assert!(keys(now, address).is_none(), "the oldest one made room");
    }
}
