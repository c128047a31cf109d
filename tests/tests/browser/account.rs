//! How agents sign in: passwords, reset links and sessions, as people use them.

use crate::harness::enter;
use bellhop_tests::agent::{Agent, email};
use bellhop_tests::browser::{Browser, Spot};
use bellhop_tests::proxy::Proxy;
use bellhop_tests::server::Server;
use bellhop_tests::site::Site;
use bellhop_tests::wait::eventually;
use shared::api::{Endpoint as _, GetMe};
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

/// Signs in to two sites of one deployment in one browser, and out of one of them.
async fn two_sites_in_one_browser(name: &str, sites: [&Site; 2], prefix: &str) {
    let browser = Browser::open(name).await;
    let own = AgentId::parse("agent_admin").unwrap();
    for site in sites {
        enter(&browser, site, &email(&own)).await;
    }
    let status = async |site: &Site| {
        let me = GetMe { site: site.id.clone() }.path();
        browser
            .run(&format!(
                "const x = new XMLHttpRequest(); x.open('GET', '{me}', false); \
            x.send(); return x.status"
            ))
            .await
    };
    for site in sites {
        assert_eq!(status(site).await, 200, "{name}");
    }
    // Scripts don't see the cookies.
    assert_eq!(browser.run("return document.cookie").await, "");
    let names = browser.cookie_names().await;
    for site in sites {
        let cookie = format!("{prefix}{}", site.id);
        assert!(names.contains(&cookie), "{names:?}");
    }
    click(&browser, "menu").await;
    click(&browser, "sign-out").await;
    browser.see(Spot::Page, "[data-part=sign-in]").await;
    assert_eq!(status(sites[1]).await, 401, "{name}");
    assert_eq!(status(sites[0]).await, 200, "{name}");
}

#[tokio::test]
async fn one_browser_is_signed_in_to_two_sites_over_https_and_over_plain_http() {
    let server = Server::shared().await;
    let proxy = Proxy::before(&server).await;
    let sites = [&Site::make_by(proxy.http()).await, &Site::make_by(proxy.http()).await];
    two_sites_in_one_browser("cookies-https", sites, "__Host-bellhop_").await;
    let sites = [&Site::make(&server).await, &Site::make(&server).await];
    two_sites_in_one_browser("cookies-http", sites, "bellhop_").await;
}

#[tokio::test]
async fn an_agent_signs_out_another_browser() {
    let server = Server::shared().await;
    let site = Site::make(&server).await;
    let own = email(&AgentId::parse("agent_admin").unwrap());
    let (here, there) = (Browser::open("session-a").await, Browser::open("session-b").await);
    enter(&here, &site, &own).await;
    enter(&there, &site, &own).await;
    open_account(&here).await;
    // The admin of the test's own client, and two browsers.
    here.see_text(Spot::Page, "[data-part=sessions]", "This browser").await;
    let rows = "return document.querySelectorAll('[data-part=session]').length";
    assert_eq!(here.run(rows).await, 3);
    let barriers = here.barriers_in_both_schemes(Spot::Page, "sessions").await;
    assert!(barriers.is_empty(), "{barriers:#?}");
    click(&here, "end-others").await;
    there.see_text(Spot::Page, "[data-part=sign-in]", "Your session has ended").await;
    let count = async || here.run(rows).await;
    eventually("one session to be left", count, |count| *count == 1).await;
    here.gone(Spot::Page, "[data-part=end-others]").await;
}
