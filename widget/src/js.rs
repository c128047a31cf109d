//! The browser, as the widget sees it: what `widget/panel/host.js` exports, and a few functions of
//! JavaScript itself. Without js-sys and web-sys, since the linker keeps data of theirs that nobody uses.

use shared::codec::Json;
use shared::prelude::*;
use shared::time::Timestamp;
use wasm_bindgen::prelude::*;

use crate::texts::Text;

// None of these throws.
#[wasm_bindgen(raw_module = "host")]
extern "C" {
    /// Any value: of a message or a frame, parsed.
    pub type Value;

    /// A node of the page.
    pub type Node;

    /// The value of a key, if it is there and not `null`.
    fn field(value: &Value, key: &str) -> Option<Value>;

    /// The number, or NaN if the value is none.
    fn number(value: &Value) -> f64;

    /// The boolean as 0 or 1; -1 if the value is none.
    fn flag(value: &Value) -> i32;

    /// How many items it has; -1 if it is no array.
    fn count(value: &Value) -> i32;

    fn item(array: &Value, index: i32) -> Value;

    /// The keys of an object, as an array.
    fn keys(object: &Value) -> Value;

    /// The element that contains the panel.
    pub(crate) fn root() -> Node;

    /// Creates an element from its name and attributes, separated by `|`; an empty name creates a
    /// text node.
    #[wasm_bindgen(js_name = createNode)]
    pub(crate) fn create_node(spec: &str) -> Node;

    /// Sets an attribute or the property `value` to a text by its key (`TextKey`) with the value of
    /// its placeholder.
    #[wasm_bindgen(js_name = setText)]
    fn set_text(node: &Node, name: &str, key: u8, with: &str);

    #[wasm_bindgen(js_name = removeAttribute)]
    fn remove_attribute(node: &Node, name: &str);

    /// Puts a node at an index of another node's children.
    #[wasm_bindgen(js_name = insertAt)]
    pub(crate) fn insert_at(parent: &Node, node: &Node, index: usize);

    /// Removes a node from the page.
    #[wasm_bindgen(js_name = removeNode)]
    pub(crate) fn remove_node(node: &Node);

    /// Adjusts sizes and scrolling after rendering.
    #[wasm_bindgen(js_name = afterRender)]
    pub(crate) fn after_render(at_bottom: bool);

    /// Focuses the visitor's next input; with `None` only if nothing has the focus. The flag says
    /// whether this may open the keyboard of a phone.
    #[wasm_bindgen(js_name = moveFocus)]
    pub(crate) fn move_focus(keyboard: Option<bool>);

    /// Starts a timer of so many milliseconds, which fires with this id.
    #[wasm_bindgen(js_name = startTimer)]
    pub(crate) fn start_timer(wait: f64, timer_id: usize);

    #[wasm_bindgen(js_name = formatTime)]
    fn format_time(at: f64) -> Value;

    /// Sends a `POST` to the edge; the response arrives at `runtime::answered` with this request's
    /// number.
    pub(crate) fn post(request: u8, path: &str, token: &str, body: &str);

    /// Opens the WebSocket; its events carry the connection's id.
    #[wasm_bindgen(js_name = openSocket)]
    pub(crate) fn open_socket(connection: u32, path: &str, token: &str);

    /// Sends on the WebSocket, if it is open.
    #[wasm_bindgen(js_name = sendFrame)]
    pub(crate) fn send_frame(text: &str);

    /// Closes the WebSocket.
    #[wasm_bindgen(js_name = closeSocket)]
    pub(crate) fn close_socket();

    /// Posts a message to the loader.
    #[wasm_bindgen(js_name = postToLoader)]
    pub(crate) fn post_to_loader(text: &str);

    /// A person joined, to whom files can be sent at that path, with that token.
    #[wasm_bindgen(js_name = personJoined)]
    pub(crate) fn person_joined(path: &str, token: &str);
}

#[wasm_bindgen]
extern "C" {
    /// Whether a node is in this one, or is it itself.
    #[wasm_bindgen(method)]
    pub(crate) fn contains(this: &Node, node: &Node) -> bool;

    #[wasm_bindgen(js_namespace = Math)]
    fn random() -> f64;

    #[wasm_bindgen(js_namespace = Date, js_name = now)]
    fn milliseconds() -> f64;
}

impl Json for Value {
    #[inline(never)]
    fn get(&self, key: &str) -> Option<Self> {
        field(self, key)
    }

    #[inline(never)]
    fn text(&self) -> Option<String> {
        self.as_string()
    }

    fn whole(&self) -> Option<u64> {
        /// Integers above this are not exact.
        const LARGEST: f64 = 9_007_199_254_740_992.0;
        let number = number(self);
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            clippy::float_cmp,
            reason = "only whole numbers from 0 to 2^53 pass the check"
        )]
        ((0.0..=LARGEST).contains(&number) && (number as u64) as f64 == number)
            .then_some(number as u64)
    }

    fn flag(&self) -> Option<bool> {
        match flag(self) {
            0 => Some(false),
            1 => Some(true),
            _ => None,
        }
    }

    fn items(&self) -> Option<Vec<Self>> {
        let count = count(self);
        if count < 0 {
            return None;
        }
        let mut items = Vec::new();
        for index in 0..count {
            items.push(item(self, index));
        }
        Some(items)
    }

    fn keys(&self) -> Vec<String> {
        let mut names = Vec::new();
        for key in keys(self).items().unwrap_or_default() {
            if let Some(name) = key.text() {
                names.push(name);
            }
        }
        names
    }
}

/// Sets an attribute, or the property `value`; without a text, removes it.
#[inline(never)]
pub(crate) fn set(node: &Node, name: &str, text: Option<&Text>) {
    match text {
        Some(text) => set_text(node, name, text.key as u8, &text.with),
        None => remove_attribute(node, name),
    }
}

/// A random number for keys and delays.
pub(crate) fn random_seed() -> u64 {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "from 0 to 2^53, and any random bits will do"
    )]
    let seed = (random() * 9_007_199_254_740_992.0) as u64;
    seed
}

/// The browser's current time.
pub(crate) fn now() -> Timestamp {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "the clock is between 1970 and the year 280,000"
    )]
    Timestamp(milliseconds() as u64)
}

/// Formats a moment in the visitor's locale: the time, and the day if it is not today.
pub(crate) fn clock(at: Timestamp) -> String {
    format_time(at.0 as f64).text().unwrap_or_default()
}
