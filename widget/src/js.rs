//! The browser, behind a few imports. `panel.js` stands on their other side.
//!
//! Of ours and by hand, since what generates such imports makes one for each method of each class:
//! 3 KB more (docs/size.md). All that is unsafe in the widget is here.
#![allow(unsafe_code)]

use core::cell::RefCell;

use shared::codec::Json;
use shared::prelude::*;
use shared::time::Timestamp;

use crate::texts::Text;

/// The functions that `panel.js` gives. None of them throws. On the host, where the rest of the
/// widget is tested, there is no browser, and they do nothing.
macro_rules! imports {
    ($(fn $name:ident = $link_name:literal ($($arg:ident: $kind:ty),*) $(-> $out:ty)?;)+) => {
        #[cfg(target_arch = "wasm32")]
        #[link(wasm_import_module = "a")]
        unsafe extern "C" {
            $(#[link_name = $link_name] safe fn $name($($arg: $kind),*) $(-> $out)?;)+
        }

        #[cfg(not(target_arch = "wasm32"))]
        mod host {
            $(#[allow(clippy::missing_const_for_fn, reason = "as the browser's")]
            pub(super) fn $name($(_: $kind),*) $(-> $out)? { $(<$out>::default())? })+
        }

        #[cfg(not(target_arch = "wasm32"))]
        use host::{$($name),+};
    };
}

// Texts go as an address and a length. An address is only read from, but for `fill`'s.
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

/// Something of the browser's: a node of the page, or a value it parsed. Let go when it is dropped.
#[derive(Debug)]
pub(crate) struct Js(u32);

impl Drop for Js {
    fn drop(&mut self) {
        release(self.0);
    }
}

impl Js {
    /// What an import gave, if it gave anything.
    pub(crate) fn from_handle(number: u32) -> Option<Self> {
        (number != 0).then_some(Self(number))
    }

    /// The element that the panel fills.
    pub(crate) const fn root() -> Self {
        Self(1)
    }

    /// A new element from its name and attributes, apart by `|`; a text from no name.
    pub(crate) fn create(spec: &str) -> Self {
        Self(create(spec.as_ptr(), spec.len()))
    }

    /// Sets an attribute, or a property whose name ends with `alue`; without a value, removes it.
    #[inline(never)]
    pub(crate) fn set(&self, name: &str, value: Option<&Text>) {
        let key = value.map_or(-1, |value| value.key as i32);
        let with = value.map_or("", |value| &value.with);
        set(self.0, name.as_ptr(), name.len(), key, with.as_ptr(), with.len());
    }

    /// Puts a node at a place among what is in this one.
    pub(crate) fn insert_at(&self, node: &Self, index: usize) {
        insert_at(self.0, node.0, index);
    }

    /// Takes this node off the page.
    pub(crate) fn remove(&self) {
        remove(self.0);
    }

    /// Whether this node holds that one, or is it.
    pub(crate) fn contains(&self, other: &Self) -> bool {
        contains(self.0, other.0) != 0
    }

    /// The number, if it is one; else none, or no number.
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
        // SAFETY: `fill` writes what `text_length` just encoded, which is UTF-8 and as long as it
        // said; on the host both do nothing, and the text is empty.
        Some(unsafe { String::from_utf8_unchecked(bytes) })
    }

    fn whole(&self) -> Option<u64> {
        /// Above it a number isn't exact any more.
        const LARGEST: f64 = 9_007_199_254_740_992.0;
        let number = self.number();
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            clippy::float_cmp,
            reason = "only whole numbers from 0 to 2^53 come through"
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
            // A hole is no value of JSON, and has no place in an array of it.
            items.extend(self.get(&crate::texts::number(index)));
        }
        Some(items)
    }

    fn keys(&self) -> Vec<String> {
        let names = Self(keys(self.0)).items().unwrap_or_default();
        names.iter().filter_map(Self::text).collect()
    }
}

/// Sizes and scrolling follow what is shown.
pub(crate) fn after_render(at_bottom: bool) {
    keep_scroll(at_bottom.into());
}

/// Puts the focus where the visitor goes on; `None`: only if nothing has it. With the keyboard of a
/// phone, or not.
pub(crate) fn focus(keyboard: Option<bool>) {
    set_focus(keyboard.map_or(0, |keyboard| 1 + u32::from(keyboard)));
}

/// Chance, for keys and waits.
pub(crate) fn random_seed() -> u64 {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "from 0 to 2^53, and only chance is wanted"
    )]
    let seed = (random() * 9_007_199_254_740_992.0) as u64;
    seed
}

/// The time.
pub(crate) fn now() -> Timestamp {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "the clock stands between 1970 and the year 280,000"
    )]
    Timestamp(time() as u64)
}

/// A moment as people here write it: the time, and the day if it is not today.
pub(crate) fn clock(at: Timestamp) -> String {
    Js(written(at.0 as f64)).text().unwrap_or_default()
}

/// Is heard after so many milliseconds, under that number.
pub(crate) fn after(wait: u64, timer_id: usize) {
    later(wait as f64, timer_id);
}

/// Asks the edge; the answer is heard as `kind`.
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

/// Connects; what comes of it is heard under the connection's number.
pub(crate) fn connect(connection_id: u32, path: &str, token: &str) {
    open_socket(connection_id, path.as_ptr(), path.len(), token.as_ptr(), token.len());
}

/// Sends on the connection, if it is open.
pub(crate) fn send(text: &str) {
    send_text(text.as_ptr(), text.len());
}

/// Closes the connection.
pub(crate) fn hang_up() {
    close_socket();
}

/// Tells the loader.
pub(crate) fn post_to_loader(text: &str) {
    post_loader(text.as_ptr(), text.len());
}

/// A person joined, to whom files can be sent at that path, with that token.
pub(crate) fn person_joined(path: &str, token: &str) {
    joined(path.as_ptr(), path.len(), token.as_ptr(), token.len());
}

/// What there is one of, whoever calls.
pub(crate) struct Only<T>(RefCell<Option<T>>);

// SAFETY: the panel has one thread: its wasm is built without them. On the host nothing is put here.
unsafe impl<T> Sync for Only<T> {}

impl<T> Only<T> {
    /// Nothing yet.
    pub(crate) const fn nothing() -> Self {
        Self(RefCell::new(None))
    }

    /// Puts it there.
    pub(crate) fn set(&self, thing: T) {
        if let Ok(mut slot) = self.0.try_borrow_mut() {
            *slot = Some(thing);
        }
    }

    /// Does something with it, if it is there and nothing else is being done with it.
    pub(crate) fn with(&self, work: impl FnOnce(&mut T)) {
        if let Ok(mut slot) = self.0.try_borrow_mut()
            && let Some(thing) = slot.as_mut()
        {
            work(thing);
        }
    }
}

/// What `panel.js` calls when something happens.
#[unsafe(no_mangle)]
pub extern "C" fn on_event(kind: u32, number: u32, thing: u32) {
    crate::runtime::on_event(kind, number, Js::from_handle(thing));
}
