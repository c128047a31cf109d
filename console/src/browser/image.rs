//! Reads pictures from files and crops them to a square, as the edge requires.

use crate::texts::t;
use js_sys::Promise;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    Blob, File, ImageBitmap, ImageEncodeOptions, OffscreenCanvas, OffscreenCanvasRenderingContext2d,
};

/// The largest picture the edge accepts, in bytes.
const MAX_BYTES: f64 = 256.0 * 1024.0;
/// The largest side of a picture, in pixels; it is never shown larger.
const SIDE: u32 = 512;
/// The media types the edge accepts.
const KINDS: [&str; 4] = ["image/png", "image/jpeg", "image/webp", "image/gif"];

/// Returns the picture for upload: unchanged if it is a small square, otherwise the middle of it,
/// scaled down.
pub(crate) async fn squared(file: &File) -> Result<Blob, String> {
    let unreadable = || t!("picture-unreadable");
    let window = web_sys::window().ok_or_else(unreadable)?;
    let read = window.create_image_bitmap_with_blob(file).map_err(|_| unreadable())?;
    let picture: ImageBitmap = await_promise(read).await.ok_or_else(unreadable)?;
    let (width, height) = (picture.width(), picture.height());
    if width == height && file.size() <= MAX_BYTES && KINDS.contains(&file.type_().as_str()) {
        return Ok(file.clone().unchecked_into());
    }
    cut(&picture, width, height).await.ok_or_else(|| t!("picture-not-cropped").to_owned())
}

async fn cut(picture: &ImageBitmap, width: u32, height: u32) -> Option<Blob> {
    let side = width.min(height);
    let small = side.min(SIDE);
    let canvas = OffscreenCanvas::new(small, small).ok()?;
    let context = canvas.get_context("2d").ok()??;
    let context: OffscreenCanvasRenderingContext2d = context.dyn_into().ok()?;
    // Transparent pixels would become black in a JPEG.
    context.set_fill_style_str("#fff");
    let (small, cut) = (f64::from(small), f64::from(side));
    context.fill_rect(0.0, 0.0, small, small);
    let (left, top) = (f64::from(width - side) / 2.0, f64::from(height - side) / 2.0);
    let drawn = context.draw_image_with_image_bitmap_and_sw_and_sh_and_dx_and_dy_and_dw_and_dh(
        picture, left, top, cut, cut, 0.0, 0.0, small, small,
    );
    drawn.ok()?;
    let options = ImageEncodeOptions::new();
    options.set_type("image/jpeg");
    options.set_quality(0.9);
    await_promise(canvas.convert_to_blob_with_options(&options).ok()?).await
}

async fn await_promise<T: JsCast>(promise: Promise) -> Option<T> {
    JsFuture::from(promise.unchecked_into::<Promise<JsValue>>()).await.ok()?.dyn_into().ok()
}
