//! How agents sign in: passwords and reset links, as people use them.

use crate::harness::enter;
use bellhop_tests::agent::{Agent, email};
use bellhop_tests::browser::{Browser, Spot};
use bellhop_tests::server::Server;
use bellhop_tests::site::Site;
use shared::id::AgentId;

const NEW: &str = "another horse battery";

fn part(name: &str) -> String {
    format!("[data-part={name}]")
}

async fn click(browser: &Browser, name: &str) {
    browser.click(Spot::Page, &part(name)).await;
}

async fn write(browser: &Browser, name: &str, text: &str) {
    browser.write(Spot::Page, &part(name), text).await;
}

async fn open_account(browser: &Browser) {
    click(browser, "menu").await;
    click(browser, "show-account").await;
    browser.see(Spot::Page, "[data-part=password-form]").await;
}

async fn is_signed_in(browser: &Browser) {
    browser.see(Spot::Page, "[data-part=availability-label]").await;
}

#[tokio::test]
async fn an_agent_changes_their_password_and_another_one_gets_a_reset_link() {
    let server = Server::shared().await;
    let site = Site::make(&server).await;
    let grace = site.agent("Grace").await;
    let agent = Browser::open("account-grace").await;
    enter(&agent, &site, &email(&grace.id)).await;
    let mut found = Vec::new();

    open_account(&agent).await;
    found.extend(agent.barriers_in_both_schemes(Spot::Page, "account").await);
    write(&agent, "old-password", "wrong horse battery").await;
    write(&agent, "new-password", NEW).await;
    click(&agent, "change-password").await;
    let wrong = "[data-part=password-form] .wrong";
    agent.see_text(Spot::Page, wrong, "current password is wrong").await;
    write(&agent, "old-password", Agent::PASSWORD).await;
    agent.enter(Spot::Page, &part("new-password")).await;
    agent.see_text(Spot::Page, "[data-part=toasts]", "Password changed").await;
    agent.reload().await;
    agent.see(Spot::Page, "[data-part=password-form]").await;

    let admin = Browser::open("account-admin").await;
    let own = AgentId::parse("agent_admin").unwrap();
    enter(&admin, &site, &email(&own)).await;
    click(&admin, "go-team").await;
    let edit = format!("[data-agent={}] [data-part=edit-agent]", grace.id);
    admin.click(Spot::Page, &edit).await;
    click(&admin, "create-reset").await;
    let link = admin.see(Spot::Page, "[data-part=reset-link]").await;
    assert!(link.contains("/console/reset?site="), "{link}");
    found.extend(admin.barriers_in_both_schemes(Spot::Page, "reset link").await);
    click(&admin, "close-agent").await;
    // Nobody gives themselves a link.
    let edit = format!("[data-agent={}] [data-part=edit-agent]", site.admin.id);
    admin.click(Spot::Page, &edit).await;
    admin.see(Spot::Page, "[data-part=agent-name]").await;
    admin.gone(Spot::Page, "[data-part=create-reset]").await;

    let elsewhere = Browser::open("account-elsewhere").await;
    elsewhere.visit(&link).await;
    elsewhere.see_text(Spot::Page, "[data-part=reset]", "For Grace at A shop").await;
    found.extend(elsewhere.barriers_in_both_schemes(Spot::Page, "reset").await);
    write(&elsewhere, "reset-password", "short").await;
    click(&elsewhere, "submit").await;
    elsewhere.see_text(Spot::Page, "[data-part=problem]", "at least 10 characters").await;
    write(&elsewhere, "reset-password", "a third horse battery").await;
    click(&elsewhere, "submit").await;
    is_signed_in(&elsewhere).await;
    agent.see_text(Spot::Page, "[data-part=sign-in]", "Your session has ended").await;
    elsewhere.visit(&link).await;
    elsewhere.see_text(Spot::Page, "[data-part=link-gone]", "no longer valid").await;
    assert!(found.is_empty(), "{found:#?}");
}
