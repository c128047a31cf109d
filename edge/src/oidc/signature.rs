//! Signatures of ID tokens, verified by the runtime's own `WebCrypto`.

use crate::error::ApiError;
use shared::account::oidc::{Algorithm, SigningKey};
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;
use worker::js_sys::{Array, Object, Promise, Reflect};
use worker::wasm_bindgen_futures::JsFuture;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_namespace = ["crypto", "subtle"], js_name = importKey, catch)]
    fn import_key(
        format: &str,
        key: &Object,
        algorithm: &Object,
        extractable: bool,
        usages: &Array,
    ) -> Result<Promise, JsValue>;

    #[wasm_bindgen(js_namespace = ["crypto", "subtle"], catch)]
    fn verify(
        algorithm: &Object,
        key: &JsValue,
        signature: &[u8],
        data: &[u8],
    ) -> Result<Promise, JsValue>;
}

/// Whether a message is signed with a key. A key that the runtime can't use has signed nothing.
pub(super) async fn is_right(
    key: &SigningKey,
    signature: &[u8],
    message: &[u8],
) -> Result<bool, ApiError> {
    let fields: Vec<(&str, &str)> =
        key.fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let (imported, verified) = match key.algorithm {
        Algorithm::Rs256 => {
            let algorithm = [("name", "RSASSA-PKCS1-v1_5"), ("hash", "SHA-256")];
            (algorithm, algorithm)
        }
        Algorithm::Es256 => {
            ([("name", "ECDSA"), ("namedCurve", "P-256")], [("name", "ECDSA"), ("hash", "SHA-256")])
        }
    };
    let usages = Array::of1(&JsValue::from_str("verify"));
    let import = import_key("jwk", &object(&fields)?, &object(&imported)?, false, &usages);
    let Ok(Ok(key)) = settled(import).await else { return Ok(false) };
    let verified = settled(verify(&object(&verified)?, &key, signature, message)).await;
    Ok(verified.is_ok_and(|result| result.is_ok_and(|right| right == JsValue::TRUE)))
}

/// What a call gave: an error at once, or later.
async fn settled(call: Result<Promise, JsValue>) -> Result<Result<JsValue, JsValue>, JsValue> {
    Ok(JsFuture::from(call?).await)
}

fn object(fields: &[(&str, &str)]) -> Result<Object, ApiError> {
    let object = Object::new();
    for (name, value) in fields {
        Reflect::set(&object, &JsValue::from_str(name), &JsValue::from_str(value))
            .map_err(|_| ApiError::Broken(format!("an object took no {name}")))?;
    }
    Ok(object)
}
