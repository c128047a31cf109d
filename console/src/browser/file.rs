//! Files that somebody chooses in a file field.

use wasm_bindgen::JsCast;
use wasm_bindgen_futures::JsFuture;
use web_sys::{Event, File, HtmlInputElement};

/// The file that was chosen in a file field.
pub(crate) fn chosen(event: &Event) -> Option<File> {
    let field = event.target()?.dyn_into::<HtmlInputElement>().ok()?;
    field.files()?.get(0)
}

/// Clears a file field, so that the same file can be chosen again.
pub(crate) fn forget(event: &Event) {
    let target = event.target().and_then(|target| target.dyn_into::<HtmlInputElement>().ok());
    if let Some(field) = target {
        field.set_value("");
    }
}

/// The text of a file; `None` if the browser can't read it.
pub(crate) async fn text(file: &File) -> Option<String> {
    JsFuture::from(file.text()).await.ok()?.as_string()
}
