//! The browser, behind a few imports that `panel.js` implements.
//!
//! Written by hand, because generators make one import for each method of each class: 3 KB more
//! (docs/size.md). All unsafe code of the widget is here.
#![allow(unsafe_code)]

use core::cell::RefCell;

use shared::codec::Json;
use shared::prelude::*;
use shared::time::Timestamp;

use crate::texts::Text;

/// The functions that `panel.js` provides. None of them throws. On the host, where the rest of the
/// widget is tested, they do nothing.
macro_rules! imports {
    ($(fn $name:ident = $link_name:literal ($($arg:ident: $kind:ty),*) $(-> $out:ty)?;)+) => {
        #[cfg(target_arch = "wasm32")]
        #[link(wasm_import_module = "a")]
        unsafe extern "C" {
            $(#[link_name = $link_name] safe fn $name($($arg: $kind),*) $(-> $out)?;)+
        }

        #[cfg(not(target_arch = "wasm32"))]
        mod host {
            $(#[allow(clippy::missing_const_for_fn, reason = "same signature as the import")]
            pub(super) fn $name($(_: $kind),*) $(-> $out)? { $(<$out>::default())? })+
        }

        #[cfg(not(target_arch = "wasm32"))]
        use host::{$($name),+};
    };
}

// Texts are passed as address and length. Only `fill` writes to an address.
imports! {
    fn field = "a"(object: u32, key: *const u8, key_length: usize) -> u32;
    fn text_length = "b"(object: u32) -> i32;
    fn fill = "c"(into: *mut u8);
    fn number = "d"(object: u32) -> f64;
    fn flag = "e"(object: u32) -> i32;
    fn array_length = "f"(object: u32) -> i32;
    fn keys = "g"(object: u32) -> u32;
    fn release = "h"(object: u32);
    fn create = "i"(spec: *const u8, length: usize) -> u32;
    fn set = "j"(
        object: u32,
        name: *const u8, name_length: usize,
        key: i32,
        with: *const u8, length: usize
    );
    fn insert_at = "k"(object: u32, node: u32, index: usize);
    fn remove = "l"(object: u32);
    fn contains = "m"(object: u32, other: u32) -> u32;
    fn keep_scroll = "n"(at_bottom: u32);
    fn set_focus = "o"(target: u32);
    fn random = "p"() -> f64;
    fn time = "q"() -> f64;
    fn written = "r"(at: f64) -> u32;
    fn later = "s"(wait: f64, timer_id: usize);
    fn send_post = "t"(
        kind: u32,
        path: *const u8, path_length: usize,
        token: *const u8, token_length: usize,
        body: *const u8, body_length: usize
    );
    fn open_socket = "u"(
        connection_id: u32,
        path: *const u8, path_length: usize,
        token: *const u8, token_length: usize
    );
    fn send_text = "v"(text: *const u8, length: usize);
    fn close_socket = "w"();
    fn post_loader = "x"(text: *const u8, length: usize);
    fn joined = "y"(
        path: *const u8, path_length: usize,
        token: *const u8, token_length: usize
    );
}

/// A handle to a JavaScript value: a node of the page or parsed JSON. Released when dropped.
#[derive(Debug)]
pub(crate) struct Js(u32);

impl Drop for Js {
    fn drop(&mut self) {
        release(self.0);
    }
}

impl Js {
    /// Wraps a handle from an import; 0 is none.
    pub(crate) fn from_handle(number: u32) -> Option<Self> {
        (number != 0).then_some(Self(number))
    }

    /// The element that contains the panel.
    pub(crate) const fn root() -> Self {
        Self(1)
    }

    /// Creates an element from its name and attributes, separated by `|`; an empty name creates a
    /// text node.
    pub(crate) fn create(spec: &str) -> Self {
        Self(create(spec.as_ptr(), spec.len()))
    }

    /// Sets an attribute, or the property `value`; without a value, removes it. `panel.js`
    /// recognizes properties by the ending `alue`.
    #[inline(never)]
    pub(crate) fn set(&self, name: &str, value: Option<&Text>) {
        let key = value.map_or(-1, |value| value.key as i32);
        let with = value.map_or("", |value| &value.with);
        set(self.0, name.as_ptr(), name.len(), key, with.as_ptr(), with.len());
    }

    /// Inserts a node at an index of this node's children.
    pub(crate) fn insert_at(&self, node: &Self, index: usize) {
        insert_at(self.0, node.0, index);
    }

    /// Removes this node from the page.
    pub(crate) fn remove(&self) {
        remove(self.0);
    }

    /// Whether this node is or contains the other one.
    pub(crate) fn contains(&self, other: &Self) -> bool {
        contains(self.0, other.0) != 0
    }

    /// The number, or NaN if the value is none.
    pub(crate) fn number(&self) -> f64 {
        number(self.0)
    }
}

impl Json for Js {
    #[inline(never)]
    fn get(&self, key: &str) -> Option<Self> {
        Self::from_handle(field(self.0, key.as_ptr(), key.len()))
    }

    #[inline(never)]
    fn text(&self) -> Option<String> {
        let mut bytes = vec![0; usize::try_from(text_length(self.0)).ok()?];
        fill(bytes.as_mut_ptr());
        // SAFETY: `fill` writes the UTF-8 that `text_length` has just encoded, of the length it
        // returned; on the host both do nothing, and the text is empty.
        Some(unsafe { String::from_utf8_unchecked(bytes) })
    }

    fn whole(&self) -> Option<u64> {
        /// Integers above this are not exact.
        const LARGEST: f64 = 9_007_199_254_740_992.0;
        let number = self.number();
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
        let flag = flag(self.0);
        (flag >= 0).then_some(flag > 0)
    }

    fn items(&self) -> Option<Vec<Self>> {
        let mut items = Vec::new();
        for index in 0..u64::try_from(array_length(self.0)).ok()? {
            // Holes are not JSON, so they are skipped.
            items.extend(self.get(&crate::texts::number(index)));
        }
        Some(items)
    }

    fn keys(&self) -> Vec<String> {
        let names = Self(keys(self.0)).items().unwrap_or_default();
        names.iter().filter_map(Self::text).collect()
    }
}

/// Adjusts sizes and scrolling after rendering.
pub(crate) fn after_render(at_bottom: bool) {
    keep_scroll(at_bottom.into());
}

/// Focuses the visitor's next input; with `None` only if nothing has the focus. The flag says
/// whether this may open the keyboard of a phone.
pub(crate) fn focus(keyboard: Option<bool>) {
    set_focus(keyboard.map_or(0, |keyboard| 1 + u32::from(keyboard)));
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
    Timestamp(time() as u64)
}

/// Formats a moment in the visitor's locale: the time, and the day if it is not today.
pub(crate) fn clock(at: Timestamp) -> String {
    Js(written(at.0 as f64)).text().unwrap_or_default()
}

/// Starts a timer of `wait` milliseconds, which fires as `DUE` with this id.
pub(crate) fn after(wait: u64, timer_id: usize) {
    later(wait as f64, timer_id);
}

/// Sends a `POST` to the edge; the response arrives as the event `kind`.
pub(crate) fn post(kind: u32, path: &str, token: &str, body: &str) {
    send_post(
        kind,
        path.as_ptr(),
        path.len(),
        token.as_ptr(),
        token.len(),
        body.as_ptr(),
        body.len(),
    );
}

/// Opens the WebSocket; its events carry the connection's id.
pub(crate) fn connect(connection_id: u32, path: &str, token: &str) {
    open_socket(connection_id, path.as_ptr(), path.len(), token.as_ptr(), token.len());
}

/// Sends on the WebSocket, if it is open.
pub(crate) fn send(text: &str) {
    send_text(text.as_ptr(), text.len());
}

/// Closes the WebSocket.
pub(crate) fn hang_up() {
    close_socket();
}

/// Posts a message to the loader.
pub(crate) fn post_to_loader(text: &str) {
    post_loader(text.as_ptr(), text.len());
}

/// A person joined, to whom files can be sent at that path, with that token.
pub(crate) fn person_joined(path: &str, token: &str) {
    joined(path.as_ptr(), path.len(), token.as_ptr(), token.len());
}

/// What there is one of, whoever calls.
pub(crate) struct Only<T>(RefCell<Option<T>>);

// SAFETY: the wasm is built without threads, and on the host this is never set.
unsafe impl<T> Sync for Only<T> {}

impl<T> Only<T> {
    /// The empty global.
    pub(crate) const fn nothing() -> Self {
        Self(RefCell::new(None))
    }

    /// Sets the global.
    pub(crate) fn set(&self, thing: T) {
        if let Ok(mut slot) = self.0.try_borrow_mut() {
            *slot = Some(thing);
        }
    }

    /// Calls `work` with the value, if it is set and not in use.
    pub(crate) fn with(&self, work: impl FnOnce(&mut T)) {
        if let Ok(mut slot) = self.0.try_borrow_mut()
            && let Some(thing) = slot.as_mut()
        {
            work(thing);
        }
    }
}

/// Called by `panel.js` for every event.
#[unsafe(no_mangle)]
pub extern "C" fn on_event(kind: u32, number: u32, thing: u32) {
    crate::runtime::on_event(kind, number, Js::from_handle(thing));
}
