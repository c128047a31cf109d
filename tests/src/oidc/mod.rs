//! OpenID providers on this machine: a real one, and one that answers what a test says.

mod forger;
mod provider;

pub use forger::{Forger, KeyId};
pub use provider::RealProvider;

use std::collections::BTreeMap;

/// The parameters of an address.
pub fn parameters(address: &str) -> BTreeMap<String, String> {
    let address = reqwest::Url::parse(address).unwrap();
    address.query_pairs().into_owned().collect()
}
