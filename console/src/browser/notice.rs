//! Notifications of the operating system, through the browser.

use super::page;
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use wasm_bindgen_futures::JsFuture;
use web_sys::{Notification, NotificationOptions, NotificationPermission};

/// The browser's permission to show notifications.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Permit {
    /// Not asked yet.
    Prompt,
    Granted,
    Denied,
    /// The browser has no notifications.
    Unsupported,
}

/// The current permission.
pub(crate) fn permit() -> Permit {
    let supported = page::window()
        .is_some_and(|window| js_sys::Reflect::has(&window, &"Notification".into()) == Ok(true));
    if !supported {
        return Permit::Unsupported;
    }
    match Notification::permission() {
        NotificationPermission::Granted => Permit::Granted,
        NotificationPermission::Denied => Permit::Denied,
        _ => Permit::Prompt,
    }
}

/// Asks for permission.
pub(crate) async fn request_permission() -> Permit {
    if permit() == Permit::Prompt
        && let Ok(promise) = Notification::request_permission()
    {
        let _ = JsFuture::from(promise).await;
    }
    permit()
}

/// A notification that is closed when dropped.
pub(crate) struct Notice {
    notice: Notification,
    _on_click: Closure<dyn FnMut()>,
}

impl Notice {
    /// Shows a notification; a click focuses this window and calls `on_click`.
    pub(crate) fn show(
        title: &str,
        body: &str,
        tag: &str,
        require_interaction: bool,
        on_click: impl Fn() + 'static,
    ) -> Option<Self> {
        if permit() != Permit::Granted {
            return None;
        }
        let options = NotificationOptions::new();
        options.set_body(body);
        options.set_tag(tag);
        options.set_require_interaction(require_interaction);
        let notice = Notification::new_with_options(title, &options).ok()?;
        let on_click = Closure::<dyn FnMut()>::new(move || {
            page::come_forward();
            on_click();
        });
        notice.set_onclick(Some(on_click.as_ref().unchecked_ref()));
        Some(Self { notice, _on_click: on_click })
    }
}

impl Drop for Notice {
    fn drop(&mut self) {
        self.notice.close();
    }
}
