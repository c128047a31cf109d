//! The page: address, title, theme, focus.

use gloo_timers::callback::Timeout;
use shared::id::{ClientKey, DialogueId};
use wasm_bindgen::prelude::*;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{
    Document, Element, HtmlElement, HtmlSelectElement, HtmlTextAreaElement, UrlSearchParams,
    VisibilityState, Window,
};

pub(crate) fn window() -> Option<Window> {
    web_sys::window()
}

fn document() -> Option<Document> {
    window()?.document()
}

/// Returns a parameter of the page's query.
pub(crate) fn parameter(name: &str) -> Option<String> {
    let search = window()?.location().search().ok()?;
    UrlSearchParams::new_with_str(&search).ok()?.get(name).filter(|value| !value.is_empty())
}

/// Removes a parameter from the page's query once it was handled.
pub(crate) fn drop_parameter(name: &str) {
    set_parameters(&[(name, None)]);
}

/// Sets parameters of the page's query; those without a value are removed.
pub(crate) fn set_parameters(values: &[(&str, Option<&str>)]) {
    let Some(window) = window() else { return };
    let (Ok(search), Ok(path)) = (window.location().search(), window.location().pathname()) else {
        return;
    };
    let (Ok(query), Ok(history)) = (UrlSearchParams::new_with_str(&search), window.history())
    else {
        return;
    };
    for (name, value) in values {
        match value {
            Some(value) => query.set(name, value),
            None => query.delete(name),
        }
    }
    let query = String::from(query.to_string());
    let address = if query.is_empty() { path } else { format!("{path}?{query}") };
    let _ = history.replace_state_with_url(&JsValue::NULL, "", Some(&address));
}

/// The path of the page's address.
pub(crate) fn path() -> String {
    window().and_then(|window| window.location().pathname().ok()).unwrap_or_default()
}

/// Leaves the console for another page.
pub(crate) fn go_to(address: &str) {
    if let Some(window) = window() {
        let _ = window.location().assign(address);
    }
}

/// Changes the path with a new history entry.
pub(crate) fn push_path(path: &str) {
    write_path(path, |history, address| {
        history.push_state_with_url(&JsValue::NULL, "", Some(address))
    });
}

/// Changes the path without a history entry.
pub(crate) fn replace_path(path: &str) {
    write_path(path, |history, address| {
        history.replace_state_with_url(&JsValue::NULL, "", Some(address))
    });
}

/// Keeps the `site` parameter and drops all others, which belonged to the old path.
fn write_path(path: &str, write: impl FnOnce(&web_sys::History, &str) -> Result<(), JsValue>) {
    let Some(history) = window().and_then(|window| window.history().ok()) else { return };
    let address = match parameter("site") {
        Some(site) => format!("{path}?site={site}"),
        None => path.to_owned(),
    };
    let _ = write(&history, &address);
}

/// Asks a yes-or-no question in the browser's dialog.
pub(crate) fn confirm(question: &str) -> bool {
    window().is_some_and(|window| window.confirm_with_message(question).unwrap_or(false))
}

/// The page's origin.
pub(crate) fn origin() -> String {
    window().and_then(|window| window.location().origin().ok()).unwrap_or_default()
}

/// The page's origin with a WebSocket scheme.
pub(crate) fn socket_origin() -> String {
    origin().replacen("http", "ws", 1)
}

/// Sets the title of the tab.
pub(crate) fn set_title(title: &str) {
    if let Some(document) = document() {
        document.set_title(title);
    }
}

/// Sets the theme: `light`, `dark`, or empty to follow the system.
pub(crate) fn set_theme(theme: &str) {
    let Some(root) = document().and_then(|document| document.document_element()) else { return };
    let _ = if theme.is_empty() {
        root.remove_attribute("data-theme")
    } else {
        root.set_attribute("data-theme", theme)
    };
}

/// The languages of the browser, the best one first.
pub(crate) fn languages() -> Vec<String> {
    let languages = window().map(|window| window.navigator().languages());
    languages.iter().flat_map(js_sys::Array::iter).filter_map(|tag| tag.as_string()).collect()
}

/// Names the language of what the page says.
pub(crate) fn set_language(tag: &str) {
    if let Some(root) = document().and_then(|document| document.document_element()) {
        let _ = root.set_attribute("lang", tag);
    }
}

/// The folder of the console's own files.
pub(crate) fn base() -> Option<String> {
    document()?.document_element()?.get_attribute("data-base")
}

/// Loads the page again.
pub(crate) fn reload() {
    if let Some(window) = window() {
        let _ = window.location().reload();
    }
}

/// Removes the loading screen that the page showed before the console started.
pub(crate) fn clear_boot() {
    if let Some(boot) = document().and_then(|document| document.get_element_by_id("boot")) {
        boot.remove();
    }
}

/// Whether the tab is visible and the window is focused.
pub(crate) fn is_visible() -> bool {
    document().is_some_and(|document| {
        document.visibility_state() == VisibilityState::Visible
            && document.has_focus().unwrap_or(true)
    })
}

/// Focuses an element in the next task, once it is mounted.
pub(crate) fn focus(selector: impl AsRef<str> + 'static) {
    Timeout::new(0, move || {
        let found = document()
            .and_then(|document| document.query_selector(selector.as_ref()).ok().flatten());
        if let Some(element) = found.and_then(|found| found.dyn_into::<HtmlElement>().ok()) {
            let _ = element.focus();
        }
    })
    .forget();
}

/// Like `focus`, for a computed selector.
pub(crate) fn focus_on(selector: String) {
    Timeout::new(0, move || {
        let found =
            document().and_then(|document| document.query_selector(&selector).ok().flatten());
        if let Some(element) = found.and_then(|found| found.dyn_into::<HtmlElement>().ok()) {
            let _ = element.focus();
        }
    })
    .forget();
}

/// The element that had the focus, to restore it.
pub(crate) struct Focused(Option<HtmlElement>);

impl Focused {
    /// The element that has the focus now.
    pub(crate) fn now() -> Self {
        let active = document().and_then(|document| document.active_element());
        let focused = active.filter(|active| active.tag_name() != "BODY");
        Self(focused.and_then(|focused| focused.dyn_into().ok()))
    }

    /// Focuses the element again, or the menu if it is gone.
    pub(crate) fn again(self) {
        match self.0.filter(|focused| focused.is_connected()) {
            Some(focused) => {
                Timeout::new(0, move || drop(focused.focus())).forget();
            }
            None => focus("[data-part=menu]"),
        }
    }
}

/// What Tab goes to.
const FOCUSABLE: &str = "a[href],button:not(:disabled),input:not(:disabled),\
                         select:not(:disabled),textarea:not(:disabled),[tabindex='0']";

/// Keeps Tab within the element that handles the event: after the last focusable element comes the
/// first, and vice versa.
pub(crate) fn stay_within(event: &web_sys::KeyboardEvent) {
    let within = event.current_target().and_then(|target| target.dyn_into::<Element>().ok());
    let Some(all) = within.and_then(|within| within.query_selector_all(FOCUSABLE).ok()) else {
        return;
    };
    let Some(last) = all.length().checked_sub(1) else { return };
    let (from, to) = if event.shift_key() { (0, last) } else { (last, 0) };
    let active = document().and_then(|document| document.active_element());
    let at_end = all.get(from).and_then(|end| end.dyn_into::<Element>().ok()) == active;
    if let Some(to) =
        all.get(to).and_then(|to| to.dyn_into::<HtmlElement>().ok()).filter(|_| at_end)
    {
        event.prevent_default();
        let _ = to.focus();
    }
}

/// Whether no control has the focus.
pub(crate) fn is_focus_lost() -> bool {
    let active = document().and_then(|document| document.active_element());
    active.is_none_or(|element| element.tag_name() == "BODY")
}

/// Focuses the first control within the element that matches.
pub(crate) fn focus_first(selector: &str) {
    let within = document().and_then(|document| document.query_selector(selector).ok().flatten());
    let first = within.and_then(|within| within.query_selector(FOCUSABLE).ok().flatten());
    if let Some(first) = first.and_then(|first| first.dyn_into::<HtmlElement>().ok()) {
        let _ = first.focus();
    }
}

/// Clicks a button, if it exists.
pub(crate) fn press(selector: &str) {
    let found = document().and_then(|document| document.query_selector(selector).ok().flatten());
    if let Some(element) = found.and_then(|found| found.dyn_into::<HtmlElement>().ok()) {
        element.click();
    }
}

/// Whether the focus is in a text field.
pub(crate) fn is_typing() -> bool {
    let active = document().and_then(|document| document.active_element());
    active.is_some_and(|element| {
        matches!(element.tag_name().as_str(), "INPUT" | "TEXTAREA" | "SELECT")
    })
}

/// Whether a key belongs to an input method, which composes a character. Safari sends the last one
/// late, as key 229.
pub(crate) fn is_composing(event: &web_sys::KeyboardEvent) -> bool {
    event.is_composing() || event.key_code() == 229
}

/// Blurs the focused text field.
pub(crate) fn leave_field() {
    let active = document().and_then(|document| document.active_element());
    if let Some(element) = active.and_then(|active| active.dyn_into::<HtmlElement>().ok()) {
        let _ = element.blur();
    }
}

/// Sets a style property by script, because the Content-Security-Policy allows no inline styles.
pub(crate) fn set_style(element: &HtmlElement, name: &str, value: &str) {
    let _ = element.style().set_property(name, value);
}

/// Whether an element is scrolled nearly to its end.
pub(crate) fn is_near_end(event: &web_sys::Event) -> bool {
    const NEAR: i32 = 600;
    let target = event.target().and_then(|target| target.dyn_into::<Element>().ok());
    target.is_some_and(|element| {
        element.scroll_height() - element.scroll_top() - element.client_height() < NEAR
    })
}

/// Whether there is room for one pane only. On such devices, focusing a field would open the
/// keyboard.
pub(crate) fn is_narrow() -> bool {
    let width = window().and_then(|window| window.inner_width().ok());
    width.and_then(|width| width.as_f64()).is_some_and(|width| width < 720.0)
}

/// Focuses this window.
pub(crate) fn come_forward() {
    if let Some(window) = window() {
        let _ = window.focus();
    }
}

/// Inserts a text at a field's caret, replacing the selection; returns the whole text.
pub(crate) fn insert(field: &HtmlTextAreaElement, text: &str) -> String {
    let start = field.selection_start().ok().flatten().unwrap_or_default();
    let after = start + u32::try_from(text.encode_utf16().count()).unwrap_or_default();
    let _ = field.set_range_text(text);
    let _ = field.set_selection_range(after, after);
    field.value()
}

/// Scrolls the last matching element into view.
pub(crate) fn reveal_last(selector: &str) {
    let all = document().and_then(|document| document.query_selector_all(selector).ok());
    let last = all.and_then(|all| all.item(all.length().checked_sub(1)?));
    if let Some(element) = last.and_then(|last| last.dyn_into::<HtmlElement>().ok()) {
        element.scroll_into_view();
    }
}

/// Copies a text to the clipboard.
pub(crate) fn copy(text: &str) {
    if let Some(window) = window() {
        let _ = window.navigator().clipboard().write_text(text);
    }
}

/// Downloads what an address holds, as a file with this name.
pub(crate) fn download(name: &str, address: &str) {
    let made = document().and_then(|document| document.create_element("a").ok());
    let Some(link) = made else { return };
    let _ = link.set_attribute("href", address);
    let _ = link.set_attribute("download", name);
    if let Ok(link) = link.dyn_into::<HtmlElement>() {
        link.click();
    }
}

/// Calls back whenever one of these events fires on the window or the document.
pub(crate) fn on(names: &[&str], handler: impl FnMut() + 'static) {
    let Some(window) = window() else { return };
    let handler = Closure::<dyn FnMut()>::new(handler).into_js_value();
    let Some(handler) = handler.dyn_ref::<js_sys::Function>() else { return };
    for name in names {
        let _ = if *name == "visibilitychange" {
            document().map(|document| document.add_event_listener_with_callback(name, handler))
        } else {
            Some(window.add_event_listener_with_callback(name, handler))
        };
    }
}

/// Whether the browser believes to be online.
pub(crate) fn is_online() -> bool {
    window().is_none_or(|window| window.navigator().on_line())
}

/// A pseudo-random number from 0 to 1.
pub(crate) fn random() -> f64 {
    js_sys::Math::random()
}

/// A random number that spreads the moments at which many tabs do the same.
pub(crate) fn random_u32() -> u32 {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "the product is within the type"
    )]
    let number = (random() * f64::from(u32::MAX)) as u32;
    number
}

/// What the keys of this tab's frames begin with.
pub(crate) fn key_stem() -> Option<ClientKey> {
    let chunk = |_| {
        let digits = js_sys::Number::from(random()).to_string_with_radix(36).ok();
        digits.map(String::from).unwrap_or_default().chars().skip(2).take(8).collect::<String>()
    };
    ClientKey::parse((0..2).map(chunk).collect::<String>()).ok()
}

/// A new dialogue id.
pub(crate) fn dialogue_id() -> Option<DialogueId> {
    DialogueId::parse(format!("{}{}", DialogueId::PREFIX, key_stem()?)).ok()
}

/// Logs an unexpected error to the browser's console.
pub(crate) fn log(text: &str) {
    #[wasm_bindgen]
    extern "C" {
        #[wasm_bindgen(js_namespace = console, js_name = warn)]
        fn warn(text: &JsValue);
    }
    warn(&text.into());
}

/// The vertical middle of each matching element, in pixels of the window.
pub(crate) fn middles(selector: &str) -> Vec<f64> {
    let found = document().and_then(|document| document.query_selector_all(selector).ok());
    let elements = found.into_iter().flat_map(|list| (0..list.length()).map(move |n| list.item(n)));
    let elements = elements.filter_map(|node| node?.dyn_into::<Element>().ok());
    let middle = |rect: web_sys::DomRect| f64::midpoint(rect.top(), rect.bottom());
    elements.map(|element| middle(element.get_bounding_client_rect())).collect()
}

/// Captures a pointer, so that the element gets its events until it is released.
pub(crate) fn capture_pointer(event: &web_sys::PointerEvent) {
    let target = event.current_target().and_then(|target| target.dyn_into::<HtmlElement>().ok());
    if let Some(element) = target {
        let _ = element.set_pointer_capture(event.pointer_id());
    }
}

/// An element's left, top, width and height, in pixels of the window.
pub(crate) fn lies(selector: &str) -> Option<(f64, f64, f64, f64)> {
    let found = document()?.query_selector(selector).ok().flatten()?;
    let area = found.get_bounding_client_rect();
    Some((area.left(), area.top(), area.width(), area.height()))
}

/// Whether the focus is inside of the matching element.
pub(crate) fn is_focus_in(selector: &str) -> bool {
    let active = document().and_then(|document| document.active_element());
    active.is_some_and(|active| active.closest(selector).ok().flatten().is_some())
}

/// Whether the focus is on an element that matches, and not within it.
pub(crate) fn is_focus_on(selector: &str) -> bool {
    let active = document().and_then(|document| document.active_element());
    active.is_some_and(|active| active.matches(selector).unwrap_or_default())
}

/// Focuses the element with that id in the next task, without scrolling.
pub(crate) fn focus_drawn(id: String) {
    Timeout::new(0, move || {
        let found = document().and_then(|document| document.get_element_by_id(&id));
        if let Some(element) = found.and_then(|found| found.dyn_into::<HtmlElement>().ok()) {
            let options = web_sys::FocusOptions::new();
            options.set_prevent_scroll(true);
            let _ = element.focus_with_options(&options);
        }
    })
    .forget();
}

/// Resets a select element to that value.
pub(crate) fn choose_again(event: &web_sys::Event, value: &str) {
    let list = event.target().and_then(|target| target.dyn_into::<HtmlSelectElement>().ok());
    if let Some(list) = list {
        list.set_value(value);
    }
}

/// Whether the page is dark: by the agent's theme, or by the system's.
pub(crate) fn is_dark() -> bool {
    let root = document().and_then(|document| document.document_element());
    match root.and_then(|root| root.get_attribute("data-theme")).as_deref() {
        Some(theme) => theme == "dark",
        None => window()
            .and_then(|window| window.match_media("(prefers-color-scheme: dark)").ok().flatten())
            .is_some_and(|query| query.matches()),
    }
}
