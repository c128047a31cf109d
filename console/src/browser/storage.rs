//! What this browser remembers. A browser that forbids it forgets, that is all.

use web_sys::Storage;

fn storage() -> Option<Storage> {
    web_sys::window()?.local_storage().ok()?
}

/// What was kept under that name.
pub(crate) fn get(name: &str) -> Option<String> {
    storage()?.get_item(&key(name)).ok()?
}

/// Keeps something; empty: forgets it.
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
