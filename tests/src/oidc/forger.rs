//! A provider that answers what a test says: forged, foreign and stale tokens.

use crate::local_server::LocalServer;
use axum::Router;
use axum::extract::State;
use axum::http::{HeaderValue, StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};
use data_encoding::BASE64URL_NOPAD;
use hmac::{Hmac, KeyInit, Mac};
use p256::ecdsa::signature::Signer;
use p256::ecdsa::{Signature, SigningKey};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use std::sync::{Arc, Mutex};

/// The name of one of its keys. Each name is another key.
pub type KeyId = &'static str;

/// A provider that runs until it is dropped.
pub struct Forger {
    pub issuer: String,
    said: Arc<Mutex<Said>>,
    _server: LocalServer,
}

/// What it answers, and how often its keys were asked for.
#[derive(Default)]
struct Said {
    discovery: Value,
    keys: Vec<KeyId>,
    keys_asked: u32,
    tokens: (u16, String),
}

fn key(id: KeyId) -> SigningKey {
    SigningKey::from_slice(&Sha256::digest(id)).unwrap()
}

/// The public key, as providers publish it.
fn public(id: KeyId) -> Value {
    let point = key(id).verifying_key().to_encoded_point(false);
    let text = |bytes: &[u8]| BASE64URL_NOPAD.encode(bytes);
    json!({
        "kty": "EC", "crv": "P-256", "use": "sig", "alg": "ES256", "kid": id,
        "x": text(point.x().unwrap()), "y": text(point.y().unwrap()),
    })
}

impl Forger {
    /// Starts it, with one key.
    pub async fn start(id: KeyId) -> Self {
        let said = Arc::new(Mutex::new(Said { keys: vec![id], ..Said::default() }));
        let router = Router::new().fallback(answer).with_state(Arc::clone(&said));
        let server = LocalServer::serve(router).await;
        let issuer = server.origin.clone();
        let document = json!({
            "issuer": issuer,
            "authorization_endpoint": format!("{issuer}/authorize"),
            "token_endpoint": format!("{issuer}/token"),
            "jwks_uri": format!("{issuer}/jwks"),
        });
        said.lock().unwrap().discovery = document;
        Self { issuer, said, _server: server }
    }

    /// Publishes these keys from now on.
    pub fn publish(&self, keys: &[KeyId]) {
        self.said.lock().unwrap().keys = keys.to_vec();
    }

    /// How often its keys were asked for.
    pub fn keys_asked(&self) -> u32 {
        self.said.lock().unwrap().keys_asked
    }

    /// Changes its discovery document.
    pub fn describe(&self, change: impl FnOnce(&mut Value)) {
        change(&mut self.said.lock().unwrap().discovery);
    }

    /// Gives this ID token for the next codes.
    pub fn gives(&self, id_token: &str) {
        let tokens = json!({ "id_token": id_token, "token_type": "Bearer", "access_token": "t" });
        self.answers(200, &tokens.to_string());
    }

    /// Answers the next codes with that.
    pub fn answers(&self, status: u16, body: &str) {
        self.said.lock().unwrap().tokens = (status, body.to_owned());
    }

    /// A token with these claims, signed by the key, whose header names another one if that is said.
    pub fn sign(key_id: KeyId, named: KeyId, claims: &Value) -> String {
        let signed = unsigned(&json!({ "alg": "ES256", "kid": named }), claims);
        let signature: Signature = key(key_id).sign(signed.as_bytes());
        format!("{signed}.{}", BASE64URL_NOPAD.encode(&signature.to_bytes()))
    }

    /// A token without a signature.
    pub fn unsigned(claims: &Value) -> String {
        format!("{}.", unsigned(&json!({ "alg": "none" }), claims))
    }

    /// A token that is signed with the public key as if that were a secret.
    pub fn sign_with_public_key(id: KeyId, claims: &Value) -> String {
        let signed = unsigned(&json!({ "alg": "HS256", "kid": id }), claims);
        let mut mac = Hmac::<Sha256>::new_from_slice(public(id).to_string().as_bytes()).unwrap();
        mac.update(signed.as_bytes());
        format!("{signed}.{}", BASE64URL_NOPAD.encode(&mac.finalize().into_bytes()))
    }
}

fn unsigned(header: &Value, claims: &Value) -> String {
    let part = |value: &Value| BASE64URL_NOPAD.encode(value.to_string().as_bytes());
    format!("{}.{}", part(header), part(claims))
}

async fn answer(State(said): State<Arc<Mutex<Said>>>, uri: Uri) -> Response {
    let mut said = said.lock().unwrap();
    let (status, body) = match uri.path() {
        "/.well-known/openid-configuration" => (200, said.discovery.to_string()),
        "/jwks" => {
            said.keys_asked += 1;
            let keys: Vec<Value> = said.keys.iter().map(|id| public(id)).collect();
            (200, json!({ "keys": keys }).to_string())
        }
        "/token" => said.tokens.clone(),
        _ => (404, String::new()),
    };
    let mut answer = (StatusCode::from_u16(status).unwrap(), body).into_response();
    // Where a redirect would lead, if anybody followed it.
    if (300..400).contains(&status) {
        let there = HeaderValue::from_static("/.well-known/openid-configuration");
        answer.headers_mut().insert(header::LOCATION, there);
    }
    answer
}
