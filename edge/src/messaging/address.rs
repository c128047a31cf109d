//! Finds the Durable Object at an address.

use crate::error::ApiError;
use crate::runtime::config;
use shared::outbox::{Address, AddressError};
use worker::{Env, Stub};

pub(crate) fn stub(address: &Address, env: &Env) -> Result<Stub, ApiError> {
    match address {
        Address::Site(id) => config::site(env, id),
        Address::Desk(id) => config::desk(env, id),
        Address::Conversation(id) => config::conversation(env, id),
    }
}

impl From<AddressError> for ApiError {
    fn from(error: AddressError) -> Self {
        Self::Broken(error.to_string())
    }
}
