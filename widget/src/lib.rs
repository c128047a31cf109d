//! The chat panel in the visitor's browser: what runs in the frame that the loader opens.
//!
//! Elm-shaped. `update(model, now, msg)` decides and names effects, `view(model)` draws; both are
//! pure and tested on the host. Only `runtime`, `effect`, `socket`, `port`, `json` and `ui::patch`
//! touch the browser.
#![warn(missing_docs)]

mod effect;
mod json;
mod model;
mod port;
mod runtime;
mod shown;
mod socket;
mod texts;
mod ui;
mod update;
mod view;

#[cfg(target_arch = "wasm32")]
#[global_allocator]
static ALLOCATOR: lol_alloc::LockedAllocator<lol_alloc::FreeListAllocator> =
    lol_alloc::LockedAllocator::new(lol_alloc::FreeListAllocator::new());

/// Waits for the loader to say whose chat this is, then draws it.
#[wasm_bindgen::prelude::wasm_bindgen(start)]
pub fn start() {
    port::listen();
}
