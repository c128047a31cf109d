//! A QR code as a picture.

use crate::texts::t;
use leptos::prelude::*;
use qrcodegen::{QrCode, QrCodeEcc};
use std::fmt::Write as _;

/// The empty border that readers need, in modules.
const QUIET: i32 = 4;

/// The picture of a text; nothing if it is too long for a QR code. It is black on white in the dark
/// scheme too, because not all apps read the reverse.
pub(super) fn picture(text: &str) -> impl IntoView + use<> {
    let code = QrCode::encode_text(text, QrCodeEcc::Medium).ok()?;
    let size = code.size();
    let mut path = String::new();
    for y in 0..size {
        for x in (0..size).filter(|x| code.get_module(*x, y)) {
            // Writing to a string does not fail.
            let _ = write!(path, "M{} {}h1v1h-1z", x + QUIET, y + QUIET);
        }
    }
    let all = size + 2 * QUIET;
    Some(view! {
        <svg class="qr" role="img" aria-label=t!("account-qr") data-part="qr"
            viewBox=format!("0 0 {all} {all}") shape-rendering="crispEdges">
            <path d=path/>
        </svg>
    })
}
