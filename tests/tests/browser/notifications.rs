//! Notification permission, and what a push shows in an agent's browser.

use crate::harness::enter;
use bellhop_tests::agent::email;
use bellhop_tests::browser::{Browser, Spot};
use bellhop_tests::devtools::Devtools;
use bellhop_tests::server::Server;
use bellhop_tests::site::Site;
use bellhop_tests::wait::eventually;
use serde_json::{Value, json};
use std::time::{Duration, SystemTime, UNIX_EPOCH};
use tokio::time::sleep;

/// How long to wait before reading the notifications.
const LOOKING: Duration = Duration::from_millis(1_500);

/// Returns tag, title and text of the visible notifications.
const NOTIFICATIONS: &str = "return navigator.serviceWorker.getRegistration('/console')
    .then((worker) => worker ? worker.getNotifications() : [])
    .then((all) => all.map(({ tag, title, body }) => [tag, title, body]))";

/// Clicks the visible notification, as far as a script can.
const CLICK: &str = "self.registration.getNotifications().then(([notification]) => {
    self.dispatchEvent(new NotificationEvent('notificationclick', { notification })); })";

/// Polls the notifications until they match. Not often: a notification that is queried before it is
/// on the screen is dropped by the browser.
async fn texts(browser: &Browser, description: &str, good: impl Fn(&Value) -> bool) {
    let read = async || {
        sleep(LOOKING).await;
        browser.run(NOTIFICATIONS).await
    };
    eventually(description, read, good).await;
}

/// Delivers a push until the notification shows; one that the browser dropped is delivered again.
async fn deliver(
    devtools: &mut Devtools,
    browser: &Browser,
    origin: &str,
    push: &Value,
    to_show: &Value,
) {
    let read = async || {
        devtools.push(origin, "/console", push).await;
        sleep(LOOKING).await;
        browser.run(NOTIFICATIONS).await
    };
    eventually(&format!("{to_show}"), read, |texts| texts == to_show).await;
}

fn in_a_minute() -> u128 {
    SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_millis() + 60_000
}

#[tokio::test]
async fn the_banner_requests_permission_and_helps_if_it_was_denied() {
    let server = Server::shared().await;
    let site = Site::make(&server).await;
    let grace = site.agent("Grace").await;
    let browser = Browser::open("notifications").await;
    let origin = site.http.origin();
    let mut devtools = browser.devtools().await;
    devtools.permit_notices(origin, "prompt").await;
    enter(&browser, &site, &email(&grace.id)).await;
    let banner = browser.see(Spot::Page, "[data-part=notifications] span:not(.icon)").await;
    assert_eq!(banner, "Please enable browser notifications to receive live chat notifications.");
    browser.see_text(Spot::Page, "[data-part=enable-notifications]", "Enable").await;

    devtools.permit_notices(origin, "denied").await;
    browser.reload().await;
    browser.see_text(Spot::Page, "[data-part=notifications-denied]", "blocked").await;
    browser.gone(Spot::Page, "[data-part=notifications]").await;
    browser.click(Spot::Page, "[data-part=notifications-help]").await;
    browser.see_text(Spot::Page, "[data-part=help-denied]", "Set Notifications to Allow").await;
    browser.click(Spot::Page, "[data-part=help-silent] summary").await;
    browser.see_text(Spot::Page, "[data-part=help-silent]", "Do not disturb").await;
    let complaints = browser.complaints(&[Spot::Page]).await;
    assert!(complaints.is_empty(), "{complaints:#?}");
}

#[tokio::test]
async fn a_pushed_notification_leads_to_the_chat_and_is_withdrawn() {
    let server = Server::shared().await;
    let site = Site::make(&server).await;
    let grace = site.agent("Grace").await;
    let mut socket = grace.connect_available().await;
    let (_visitor, chat, _theirs) = site.chatting(&grace, &mut socket).await;
    let browser = Browser::open("push").await;
    let origin = site.http.origin();
    let mut devtools = browser.devtools().await;
    devtools.permit_notices(origin, "granted").await;
    enter(&browser, &site, &email(&grace.id)).await;
    browser.see(Spot::Page, "[data-part=chat]").await;
    browser.gone(Spot::Page, "[data-part=thread-name]").await;
    // The worker is registered even if the push service can't be reached.
    let script = "return navigator.serviceWorker.getRegistration('/console')
        .then((worker) => worker?.active?.state === 'activated')";
    eventually("the worker", async || browser.run(script).await, |is| *is == json!(true)).await;

    let offer = "offer_1";
    let offer_notice = json!({
        "type": "offer", "site": site.id, "offer": offer, "conversation": chat.id, "name": "Ada",
        "path": "/pricing", "until": in_a_minute(),
    });
    let notices = json!([[offer, "Ada wants to chat", "On /pricing. Open the inbox to accept."]]);
    deliver(&mut devtools, &browser, origin, &offer_notice, &notices).await;

    devtools.in_worker(CLICK).await;
    browser.see_text(Spot::Page, "[data-part=thread-name]", "Ada").await;
    texts(&browser, "no notification after the click", |texts| *texts == json!([])).await;

    deliver(&mut devtools, &browser, origin, &offer_notice, &notices).await;
    let closed =
        json!({ "type": "closed", "site": site.id, "offer": offer, "outcome": "withdrawn" });
    devtools.push(origin, "/console", &closed).await;
    texts(&browser, "the withdrawn offer", |texts| *texts == json!([])).await;

    let mut late = offer_notice.clone();
    late["until"] = json!(1);
    let over = json!([[offer, "This chat is over", "Nobody answered in time."]]);
    deliver(&mut devtools, &browser, origin, &late, &over).await;
    texts(&browser, "the notification to close by itself", |texts| *texts == json!([])).await;
}

#[tokio::test]
async fn a_deep_link_opens_its_chat() {
    let server = Server::shared().await;
    let site = Site::make(&server).await;
    let grace = site.agent("Grace").await;
    let mut socket = grace.connect_available().await;
    let (_visitor, chat, _theirs) = site.chatting(&grace, &mut socket).await;
    let browser = Browser::open("push-address").await;
    enter(&browser, &site, &email(&grace.id)).await;
    let console = format!("{}/console?site={}", site.http.origin(), site.id);
    browser.visit(&format!("{console}&chat={}", chat.id)).await;
    browser.see_text(Spot::Page, "[data-part=thread-name]", "Ada").await;
    assert_eq!(browser.run("return location.href").await, json!(console));
    browser.visit(&format!("{console}&chat=conv_nobody")).await;
    browser.see_text(Spot::Page, "[data-part=toast]", "This chat is over").await;
}

#[tokio::test]
async fn without_a_push_service_the_console_says_so_and_tests_notifications_locally() {
    let server = Server::shared().await;
    let site = Site::make(&server).await;
    let grace = site.agent("Grace").await;
    let browser = Browser::open("no-push").await;
    let mut devtools = browser.devtools().await;
    devtools.permit_notices(site.http.origin(), "granted").await;
    enter(&browser, &site, &email(&grace.id)).await;
    // This browser has no network, as behind a firewall.
    browser.see_text(Spot::Page, "[data-part=no-push]", "With every tab closed").await;
    browser.click(Spot::Page, "[data-part=notifications-help]").await;
    browser.see_text(Spot::Page, "[data-part=push-state]", "could not be reached").await;
    browser.see_text(Spot::Page, "[data-part=no-devices]", "No devices yet").await;
    browser.click(Spot::Page, "[data-part=try-notification]").await;
    browser
        .see_text(Spot::Page, "[data-part=alerts-message]", "should be on your screen now")
        .await;
    texts(&browser, "the test notification", |texts| texts[0][1] == "Notifications work").await;
    browser.click(Spot::Page, "[data-part=tune][data-value=none]").await;
    browser.see(Spot::Page, "[data-part=tune][data-value=none][aria-checked=true]").await;
    browser.reload().await;
    browser.click(Spot::Page, "[data-part=menu]").await;
    browser.see_text(Spot::Page, "[data-part=sound]", "Off").await;
}
