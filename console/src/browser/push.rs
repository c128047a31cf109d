//! The service worker that shows pushed offers while no tab is open, and the browser's push
//! manager.

use super::page;
use crate::client::json;
use gloo_timers::future::TimeoutFuture;
use js_sys::{Array, Function, JSON, Object, Promise, Reflect};
use shared::people::Device;
use shared::push::NewDevice;
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::{JsFuture, future_to_promise};
use web_sys::{
    MessageEvent, NotificationOptions, PushManager, PushSubscription, PushSubscriptionOptionsInit,
    RegistrationOptions, ServiceWorkerContainer, ServiceWorkerRegistration,
};

const WORKER: &str = "/sw.js";
const SCOPE: &str = "/console";
/// The timeout for the browser's push service, in milliseconds.
const PATIENCE: u32 = 15_000;

/// Why this browser can't be pushed to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum NoPush {
    /// The browser has no push, or not on a page like this.
    Unsupported,
    /// The push service gave no subscription; holds the browser's message.
    Failed(String),
}

fn container() -> Option<ServiceWorkerContainer> {
    let navigator = page::window()?.navigator();
    // A page without a secure context has no service worker.
    let container = Reflect::get(&navigator, &"serviceWorker".into()).ok()?;
    container.dyn_into().ok()
}

async fn registration() -> Result<ServiceWorkerRegistration, NoPush> {
    let container = container().ok_or(NoPush::Unsupported)?;
    let options = RegistrationOptions::new();
    options.set_scope(SCOPE);
    let registered = JsFuture::from(container.register_with_options(WORKER, &options)).await;
    registered.map_err(|error| failed(&error))?.dyn_into().map_err(|_| NoPush::Unsupported)
}

/// Subscribes this browser with the deployment's VAPID key; returns the endpoint and keys.
pub(crate) async fn subscribe(key: &str) -> Result<NewDevice, NoPush> {
    let registration = registration().await?;
    wait_until_active(&registration).await;
    let manager = registration.push_manager().map_err(|_| NoPush::Unsupported)?;
    let subscription = match request_subscription(&manager, key).await {
        Ok(subscription) => subscription,
        // A subscription made with another key must be removed first.
        Err(error) => match current_subscription(&manager).await {
            Some(old) => {
                end(&old).await;
                request_subscription(&manager, key).await.map_err(|error| failed(&error))?
            }
            None => return Err(failed(&error)),
        },
    };
    let text = JSON::stringify(&subscription).map(String::from).unwrap_or_default();
    let mut device: NewDevice = json::read(&text).ok_or(NoPush::Unsupported)?;
    device.name = Device::from_user_agent(&user_agent()).name();
    Ok(device)
}

/// Ends this browser's subscription, if it has one.
pub(crate) async fn unsubscribe() {
    let Ok(registration) = registration().await else { return };
    if let Ok(manager) = registration.push_manager()
        && let Some(subscription) = current_subscription(&manager).await
    {
        end(&subscription).await;
    }
}

/// Shows a notification through the service worker, as a push does.
pub(crate) async fn try_notice(title: &str, body: &str) -> Result<(), NoPush> {
    let registration = registration().await?;
    wait_until_active(&registration).await;
    let options = NotificationOptions::new();
    options.set_body(body);
    options.set_tag("trial");
    let visible = registration
        .show_notification_with_options(title, &options)
        .map_err(|error| failed(&error))?;
    JsFuture::from(visible).await.map(|_| ()).map_err(|error| failed(&error))
}

/// Calls back with the conversation of each clicked notification.
pub(crate) fn on_open(handler: impl Fn(String) + 'static) {
    let Some(container) = container() else { return };
    let on_message = Closure::<dyn FnMut(MessageEvent)>::new(move |message: MessageEvent| {
        let text = |name: &str| Reflect::get(&message.data(), &name.into()).ok()?.as_string();
        if text("type").as_deref() == Some("open")
            && let Some(conversation) = text("conversation")
        {
            handler(conversation);
        }
    });
    let on_message = on_message.into_js_value();
    let Some(on_message) = on_message.dyn_ref::<Function>() else { return };
    container.set_onmessage(Some(on_message));
}

async fn request_subscription(
    manager: &PushManager,
    key: &str,
) -> Result<PushSubscription, JsValue> {
    let options = Object::new();
    Reflect::set(&options, &"userVisibleOnly".into(), &true.into())?;
    Reflect::set(&options, &"applicationServerKey".into(), &key.into())?;
    let options: PushSubscriptionOptionsInit = options.unchecked_into();
    // A browser that can't reach its push service retries forever.
    let late = future_to_promise(async {
        TimeoutFuture::new(PATIENCE).await;
        Err(js_sys::Error::new("it did not answer").into())
    });
    let promise: JsValue = manager.subscribe_with_options(&options)?.into();
    let first = Array::of2(&promise, &late.into());
    JsFuture::from(Promise::race(&first)).await?.dyn_into()
}

async fn current_subscription(manager: &PushManager) -> Option<PushSubscription> {
    let found = JsFuture::from(manager.get_subscription().ok()?).await.ok()?;
    found.dyn_into().ok()
}

async fn end(subscription: &PushSubscription) {
    if let Ok(ended) = subscription.unsubscribe() {
        let _ = JsFuture::from(ended).await;
    }
}

/// Waits until the worker is active; one that is being installed can't be subscribed yet.
async fn wait_until_active(registration: &ServiceWorkerRegistration) {
    for _ in 0..100 {
        if registration.active().is_some() {
            return;
        }
        TimeoutFuture::new(50).await;
    }
}

fn failed(error: &JsValue) -> NoPush {
    let message = Reflect::get(error, &"message".into()).ok().and_then(|text| text.as_string());
    NoPush::Failed(message.unwrap_or_default())
}

fn user_agent() -> String {
    page::window().and_then(|window| window.navigator().user_agent().ok()).unwrap_or_default()
}
