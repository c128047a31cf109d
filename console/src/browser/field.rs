//! What is selected in a text field. The browser counts UTF-16 code units, we count bytes.

use super::page::window;
use gloo_timers::callback::Timeout;
use std::ops::Range;
use wasm_bindgen::JsCast;
use web_sys::{FocusOptions, HtmlTextAreaElement};

fn area(id: &str) -> Option<HtmlTextAreaElement> {
    window()?.document()?.get_element_by_id(id)?.dyn_into().ok()
}

/// The selection of the text area with that id; the caret is an empty one.
pub(crate) fn selection(id: &str) -> Option<Range<usize>> {
    let field = area(id)?;
    let text = field.value();
    let at = |units: Option<u32>| {
        let mut left = usize::try_from(units?).ok()?;
        let before = text.chars().take_while(|c| {
            let fits = left >= c.len_utf16();
            left = left.saturating_sub(c.len_utf16());
            fits
        });
        Some(before.map(char::len_utf8).sum::<usize>())
    };
    let start = at(field.selection_start().ok()?)?;
    Some(start..at(field.selection_end().ok()?)?.max(start))
}

/// Focuses the text area with that id, and selects that part of its text, once the text is drawn.
pub(crate) fn select(id: String, selected: Range<usize>) {
    Timeout::new(0, move || {
        let Some(field) = area(&id) else { return };
        let text = field.value();
        let units = |at: usize| {
            let before = text.get(..at).unwrap_or(&text);
            u32::try_from(before.encode_utf16().count()).unwrap_or(u32::MAX)
        };
        let options = FocusOptions::new();
        options.set_prevent_scroll(true);
        let _ = field.focus_with_options(&options);
        let _ = field.set_selection_range(units(selected.start), units(selected.end));
    })
    .forget();
}
