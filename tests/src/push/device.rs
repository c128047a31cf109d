//! A subscribed browser. It decrypts its pushes by the RFCs, without our code.

use super::service::{Push, Service};
use crate::agent::Agent;
use crate::http::{Method, RequestBuilder};
use aes_gcm::aead::Aead;
use aes_gcm::{Aes128Gcm, KeyInit};
use data_encoding::BASE64URL_NOPAD;
use hkdf::Hkdf;
use p256::ecdsa::signature::Verifier;
use p256::ecdsa::{Signature, VerifyingKey};
use p256::elliptic_curve::sec1::ToEncodedPoint;
use p256::{PublicKey, SecretKey};
use serde_json::{Value, json};
use sha2::Sha256;
use shared::push::{Devices, Pushed};

/// Salt, record size and key length precede the sender's key.
const HEAD: usize = 16 + 4 + 1;
/// The length of the sender's uncompressed key.
const POINT: usize = 65;

/// A subscribed browser.
pub struct Subscribed {
    /// The URL to push to.
    pub endpoint: String,
    secret: SecretKey,
    auth: [u8; 16],
}

/// The VAPID token of a push.
#[derive(Debug, Clone)]
pub struct Token {
    pub claims: Value,
    /// The public key that signed it.
    pub key: String,
}

impl Subscribed {
    /// Subscribes at a push service.
    pub fn at(service: &Service) -> Self {
        let seed = BASE64URL_NOPAD.encode(service.endpoint().as_bytes());
        let bytes = |salt: &str| {
            let mut bytes = [0; 32];
            let hkdf = Hkdf::<Sha256>::new(Some(salt.as_bytes()), seed.as_bytes());
            hkdf.expand(b"", &mut bytes).unwrap();
            bytes
        };
        let mut auth = [0; 16];
        auth.copy_from_slice(&bytes("auth")[..16]);
        let secret = SecretKey::from_slice(&bytes("secret")).unwrap();
        Self { endpoint: service.endpoint(), secret, auth }
    }

    /// The subscription, as the browser gives it to the console.
    pub fn registration(&self, name: &str) -> Value {
        let keys = json!({ "p256dh": BASE64URL_NOPAD.encode(&self.public()), "auth": BASE64URL_NOPAD.encode(&self.auth) });
        json!({ "endpoint": self.endpoint, "keys": keys, "name": name })
    }

    /// The request that adds the device, not sent yet.
    pub fn subscribe_device(&self, agent: &Agent) -> RequestBuilder {
        agent.request(Method::PUT, "me/push").json(&self.registration("A browser of the tests"))
    }

    /// Subscribes, and adds the device.
    pub async fn subscribe(service: &Service, agent: &Agent) -> (Self, Devices) {
        let device = Self::at(service);
        let devices = device.subscribe_device(agent).done().await.json();
        (device, devices)
    }

    pub fn path(&self) -> &str {
        &self.endpoint[self.endpoint.find("/push/").unwrap()..]
    }

    /// Decrypts a push.
    pub fn read(&self, push: &Push) -> Pushed {
        assert_eq!(push.path, self.path(), "it went to another device");
        serde_json::from_slice(&self.decrypt(&push.body)).unwrap()
    }

    /// Decrypts by RFC 8291 and, for its single record, RFC 8188.
    fn decrypt(&self, body: &[u8]) -> Vec<u8> {
        let (salt, encrypted) = (&body[..16], &body[HEAD + POINT..]);
        let size = u32::from_be_bytes(body[16..20].try_into().unwrap());
        assert_eq!(usize::from(body[20]), POINT, "the body contains the sender's key");
        assert!(
            encrypted.len() <= size as usize && body.len() <= 4096,
            "one record of 4 KB at most"
        );
        let sender = &body[HEAD..HEAD + POINT];
        let sender_key = PublicKey::from_sec1_bytes(sender).unwrap();
        let agreed =
            p256::ecdh::diffie_hellman(self.secret.to_nonzero_scalar(), sender_key.as_affine());
        let info = [b"WebPush: info\0", self.public().as_slice(), sender].concat();
        let ikm: [u8; 32] = expand(&self.auth, agreed.raw_secret_bytes(), &info);
        let key: [u8; 16] = expand(salt, &ikm, b"Content-Encoding: aes128gcm\0");
        let nonce: [u8; 12] = expand(salt, &ikm, b"Content-Encoding: nonce\0");
        let mut plain = Aes128Gcm::new(&key.into())
            .decrypt(&nonce.into(), encrypted)
            .expect("it was encrypted for this device");
        while plain.pop_if(|byte| *byte == 0).is_some() {}
        assert_eq!(plain.pop(), Some(2), "the last record ends with a 2");
        plain
    }

    fn public(&self) -> Vec<u8> {
        self.secret.public_key().to_encoded_point(false).as_bytes().to_vec()
    }
}

fn expand<const N: usize>(salt: &[u8], secret: &[u8], info: &[u8]) -> [u8; N] {
    let mut out = [0; N];
    Hkdf::<Sha256>::new(Some(salt), secret).expand(info, &mut out).unwrap();
    out
}

impl Token {
    /// Verifies the token of a push with the key that comes with it (RFC 8292).
    pub fn from_push(push: &Push) -> Self {
        let header = push.headers["authorization"].strip_prefix("vapid ").unwrap();
        let part = |name: &str| {
            let mut parts = header.split(',').map(str::trim);
            parts.find_map(|part| part.strip_prefix(name)?.strip_prefix('=')).unwrap()
        };
        let (token, key) = (part("t"), part("k").to_owned());
        let (signed, signature) = token.rsplit_once('.').unwrap();
        let verifier =
            VerifyingKey::from_sec1_bytes(&BASE64URL_NOPAD.decode(key.as_bytes()).unwrap())
                .unwrap();
        let signature =
            Signature::from_slice(&BASE64URL_NOPAD.decode(signature.as_bytes()).unwrap()).unwrap();
        verifier.verify(signed.as_bytes(), &signature).expect("the key has signed the token");
        let (head, claims) = signed.split_once('.').unwrap();
        let read = |part: &str| -> Value {
            serde_json::from_slice(&BASE64URL_NOPAD.decode(part.as_bytes()).unwrap()).unwrap()
        };
        assert_eq!(read(head)["alg"], "ES256");
        Self { claims: read(claims), key }
    }
}

/// Decrypts the example of RFC 8291, section 5, which another sender encrypted.
pub fn read_the_example() -> Vec<u8> {
    let bytes = |text: &str| BASE64URL_NOPAD.decode(text.as_bytes()).unwrap();
    let device = Subscribed {
        endpoint: String::new(),
        secret: SecretKey::from_slice(&bytes("q1dXpw3UpT5VOmu_cf_v6ih07Aems3njxI-JWgLcM94"))
            .unwrap(),
        auth: bytes("BTBZMqHH6r4Tts7J_aSIgg").try_into().unwrap(),
    };
    device.decrypt(&bytes(
        "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS\
         6TlzAC8wEqKK6PBru3jl7A_yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qu\
         lcy4a-fN",
    ))
}
