//! Which event reaches an agent by which channel: chosen by the agent, and by an admin for everybody.

use crate::access::Violations;
use crate::harness::{click, enter};
use bellhop_tests::agent::email;
use bellhop_tests::browser::{Browser, Spot};
use bellhop_tests::server::Server;
use bellhop_tests::site::Site;

/// The switch of an event and a channel.
fn switch(event: &str, channel: &str) -> String {
    format!("[data-event={event}] [data-channel={channel}]")
}

async fn is_on(browser: &Browser, event: &str, channel: &str, on: bool) {
    let css = format!("{}[aria-checked='{on}']", switch(event, channel));
    browser.see(Spot::Page, &css).await;
}

/// Opens a page of the console again, and waits for the table.
async fn opens(browser: &Browser, site: &Site, path: &str) {
    let origin = site.http.origin();
    browser.visit(&format!("{origin}/console/{path}?site={}", site.id)).await;
    browser.see(Spot::Page, "[data-part=channels]").await;
}

async fn fits_a_phone(browser: &Browser, found: &mut Violations, screen: &str) {
    browser.measures(390, 844, true).await;
    let overflows =
        "return document.documentElement.scrollWidth > document.documentElement.clientWidth";
    assert_eq!(browser.run(overflows).await, false, "{screen}");
    found.check_a11y(browser, Spot::Page, &format!("{screen}, on a phone")).await;
    browser.measures(1280, 800, false).await;
}

#[tokio::test]
async fn an_admin_chooses_for_everybody_and_an_agent_for_themselves() {
    let server = Server::shared().await;
    let site = Site::make(&server).await;
    let grace = site.agent("Grace").await;
    let mut found = Violations::default();
    let admin = Browser::open("notification-choices-admin").await;
    enter(&admin, &site, "agent_admin@shop.example").await;
    opens(&admin, &site, "settings/notifications").await;
    is_on(&admin, "missed", "mail", false).await;
    admin.click(Spot::Page, &switch("missed", "mail")).await;
    found.check_a11y(&admin, Spot::Page, "notifications of the site").await;
    click(&admin, "save-changes").await;
    admin.see_text(Spot::Page, "[data-part=toasts]", "aved").await;
    fits_a_phone(&admin, &mut found, "notifications of the site").await;

    let agent = Browser::open("notification-choices-agent").await;
    enter(&agent, &site, &email(&grace.id)).await;
    opens(&agent, &site, "account").await;
    is_on(&agent, "missed", "mail", true).await;
    is_on(&agent, "offer", "push", true).await;
    agent.see_text(Spot::Page, "[data-part=no-mail]", "No mail is sent").await;
    agent.click(Spot::Page, &switch("missed", "mail")).await;
    agent.see_text(Spot::Page, "[data-part=toasts]", "Notifications saved").await;
    found.check_a11y(&agent, Spot::Page, "notifications of an agent").await;
    fits_a_phone(&agent, &mut found, "notifications of an agent").await;
    opens(&agent, &site, "account").await;
    is_on(&agent, "missed", "mail", false).await;
    click(&agent, "as-site").await;
    is_on(&agent, "missed", "mail", true).await;
    assert!(found.is_clear(), "{found:#?}");
}
