//! `localStorage`. If the browser forbids it, nothing is remembered.

use web_sys::Storage;

fn storage() -> Option<Storage> {
    web_sys::window()?.local_storage().ok()?
}

/// Returns the value of a key.
pub(crate) fn get(name: &str) -> Option<String> {
    storage()?.get_item(&key(name)).ok()?
}

/// Stores a value; an empty one removes the key.
pub(crate) fn set(name: &str, value: &str) {
    let Some(storage) = storage() else { return };
    let _ = if value.is_empty() {
        storage.remove_item(&key(name))
    } else {
        storage.set_item(&key(name), value)
    };
}

fn key(name: &str) -> String {
    format!("bellhop.{name}")
}
