//! The browser's own JSON values, read field by field.

use js_sys::{Array, JSON, Object, Reflect};
use shared::lean::Json;
use wasm_bindgen::{JsCast as _, JsValue};

/// A value of the browser's.
pub(crate) struct Js(pub(crate) JsValue);

impl Js {
    /// Reads a text; `None` if it isn't JSON.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        JSON::parse(text).ok().map(Self)
    }
}

impl Json for Js {
    fn get(&self, key: &str) -> Option<Self> {
        let value = Reflect::get(&self.0, &JsValue::from_str(key)).ok()?;
        (!value.is_null() && !value.is_undefined()).then_some(Self(value))
    }

    fn text(&self) -> Option<String> {
        self.0.as_string()
    }

    fn whole(&self) -> Option<u64> {
        /// Above it a number isn't exact any more.
        const LARGEST: f64 = 9_007_199_254_740_992.0;
        let number = self.0.as_f64()?;
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            clippy::float_cmp,
            reason = "only whole numbers from 0 to 2^53 come through"
        )]
        ((0.0..=LARGEST).contains(&number) && number.floor() == number).then_some(number as u64)
    }

    fn flag(&self) -> Option<bool> {
        self.0.as_bool()
    }

    fn items(&self) -> Option<Vec<Self>> {
        Some(self.0.dyn_ref::<Array>()?.iter().map(Self).collect())
    }

    fn keys(&self) -> Vec<String> {
        let keys = self.0.dyn_ref::<Object>().map(Object::keys).unwrap_or_default();
        keys.iter().filter_map(|key| key.as_string()).collect()
    }
}
