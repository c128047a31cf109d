//! The chat panel in the visitor's browser: what runs in the frame that the loader opens.
//!
//! Elm-shaped. `update(model, now, msg)` decides and names effects, `view(model)` draws; both are
//! pure and tested on the host. Only `js`, `events`, `runtime`, `effect` and `ui::patch` know the
//! browser, through wasm-bindgen: its own half is in `widget/panel`. There is no std here: its panics and
//! their messages would be downloaded with every first chat (docs/size.md).
#![warn(missing_docs)]
#![cfg_attr(target_arch = "wasm32", no_std)]

extern crate alloc;

#[cfg(any(target_arch = "wasm32", test))]
mod allocator;
mod effect;
pub mod events;
pub mod js;
mod model;
mod port;
mod runtime;
mod texts;
mod thread_view;
mod ui;
mod update;
mod view;

#[cfg(target_arch = "wasm32")]
#[global_allocator]
static ALLOCATOR: allocator::Blocks = allocator::Blocks::new();

/// Nothing here should panic, and nobody would read a message, so this only traps.
#[cfg(target_arch = "wasm32")]
#[panic_handler]
fn panic(_: &core::panic::PanicInfo<'_>) -> ! {
    core::arch::wasm32::unreachable()
}
