//! How agents sign in: passwords, reset links, sessions and second factor, as people use them.

use crate::harness::{Harness, click, enter, part, write};
use bellhop_tests::agent::{Agent, email};
use bellhop_tests::browser::{Browser, Spot};
use bellhop_tests::proxy::Proxy;
use bellhop_tests::server::Server;
use bellhop_tests::site::Site;
use bellhop_tests::wait::eventually;
use data_encoding::BASE32_NOPAD;
use shared::account::totp::{code_at, step_at};
use shared::api::{Endpoint as _, GetMe};
use shared::id::AgentId;
use shared::time::Timestamp;
use std::time::{SystemTime, UNIX_EPOCH};

const NEW: &str = "another horse battery";

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
async fn signing_out_with_a_chat_open_asks_first() {
    let harness = Harness::set("sign-out-asks", Server::shared().await).await;
    harness.chat().await;
    for answer in ["confirm-cancel", "confirm-action"] {
        harness.agent.see(Spot::Page, "[data-part=availability-label]").await;
        click(&harness.agent, "menu").await;
        click(&harness.agent, "sign-out").await;
        let title = "Sign out with a chat open?";
        harness.agent.see_text(Spot::Page, &part("confirm-title"), title).await;
        click(&harness.agent, answer).await;
    }
    harness.agent.see(Spot::Page, &part("sign-in")).await;
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

/// The code that the agent's app shows now.
fn code_of(secret: &str) -> String {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_millis();
    let step = step_at(Timestamp(now.try_into().unwrap()));
    code_at(&BASE32_NOPAD.decode(secret.as_bytes()).unwrap(), step)
}

#[tokio::test]
async fn an_agent_sets_up_two_factor_sign_in_and_the_site_requires_it() {
    let server = Server::shared().await;
    let site = Site::make(&server).await;
    let grace = site.agent("Grace").await;
    let own = email(&AgentId::parse("agent_admin").unwrap());
    let admin = Browser::open("factor-admin").await;
    let mut found = Vec::new();
    enter(&admin, &site, &own).await;
    open_account(&admin).await;
    click(&admin, "begin-second-factor").await;
    admin.see(Spot::Page, "[data-part=qr] path").await;
    let secret = admin.see(Spot::Page, "[data-part=app-secret]").await;
    found.extend(admin.barriers_in_both_schemes(Spot::Page, "set up").await);
    write(&admin, "prove-code", "12345").await;
    click(&admin, "turn-on").await;
    admin.see_text(Spot::Page, "[data-part=prove] .wrong", "This code is wrong").await;
    write(&admin, "prove-code", &code_of(&secret)).await;
    click(&admin, "turn-on").await;
    admin.see_text(Spot::Page, "[data-part=recovery]", "Store these recovery codes").await;
    let codes = admin.texts(Spot::Page, "[data-part=recovery-code]").await.unwrap();
    assert_eq!(codes.len(), 10);
    found.extend(admin.barriers_in_both_schemes(Spot::Page, "recovery codes").await);
    click(&admin, "codes-stored").await;
    admin.see_text(Spot::Page, "[data-part=second-factor]", "10 recovery codes are left").await;
    found.extend(admin.barriers_in_both_schemes(Spot::Page, "second factor").await);

    click(&admin, "go-settings").await;
    admin.click(Spot::Page, "[href='/console/settings/sign-in']").await;
    click(&admin, "require-second-factor").await;
    admin.see_text(Spot::Page, "[data-part=toasts]", "Saved").await;
    found.extend(admin.barriers_in_both_schemes(Spot::Page, "sign-in policy").await);
    click(&admin, "menu").await;
    click(&admin, "sign-out").await;
    write(&admin, "email", &own).await;
    write(&admin, "password", Agent::PASSWORD).await;
    click(&admin, "submit").await;
    admin.see(Spot::Page, "[data-part=code]").await;
    found.extend(admin.barriers_in_both_schemes(Spot::Page, "code").await);
    write(&admin, "code", &codes[0]).await;
    admin.enter(Spot::Page, &part("code")).await;
    // The address is still the one of the settings.
    admin.see(Spot::Page, "[data-part=sign-in-policy]").await;

    let agent = Browser::open("factor-grace").await;
    agent.visit(&format!("{}/console?site={}", site.http.origin(), site.id)).await;
    write(&agent, "email", &email(&grace.id)).await;
    write(&agent, "password", Agent::PASSWORD).await;
    click(&agent, "submit").await;
    agent.see_text(Spot::Page, "[data-part=second-factor-required]", "requires it").await;
    let secret = agent.see(Spot::Page, "[data-part=app-secret]").await;
    found.extend(agent.barriers_in_both_schemes(Spot::Page, "required").await);
    write(&agent, "prove-code", &code_of(&secret)).await;
    click(&agent, "turn-on").await;
    click(&agent, "codes-stored").await;
    is_signed_in(&agent).await;

    click(&admin, "go-team").await;
    let edit = format!("[data-agent={}] [data-part=edit-agent]", grace.id);
    admin.click(Spot::Page, &edit).await;
    admin.see(Spot::Page, "[data-part=remove-second-factor]").await;
    found.extend(admin.barriers_in_both_schemes(Spot::Page, "lost").await);
    assert!(found.is_empty(), "{found:#?}");
}

#[tokio::test]
async fn an_agent_signs_in_with_a_passkey_until_they_remove_it() {
    let server = Server::shared().await;
    let site = Site::make(&server).await;
    let grace = site.agent("Grace").await;
    let browser = Browser::open("account-passkey").await;
    enter(&browser, &site, &email(&grace.id)).await;
    let mut devtools = browser.devtools().await;
    devtools.add_authenticator().await;
    let mut found = Vec::new();

    open_account(&browser).await;
    write(&browser, "passkey-name", "My laptop").await;
    write(&browser, "passkey-password", "a guess").await;
    click(&browser, "add-passkey").await;
    let refusal = "[data-part=passkey-form] .wrong";
    browser.see_text(Spot::Page, refusal, "current password").await;
    write(&browser, "passkey-password", Agent::PASSWORD).await;
    click(&browser, "add-passkey").await;
    let row = "[data-part=passkey]";
    browser.see_text(Spot::Page, row, "My laptop").await;
    browser.see_text(Spot::Page, row, "never").await;
    found.extend(browser.barriers_in_both_schemes(Spot::Page, "passkeys").await);
    // The device has one already.
    write(&browser, "passkey-name", "Again").await;
    write(&browser, "passkey-password", Agent::PASSWORD).await;
    click(&browser, "add-passkey").await;
    browser.see_text(Spot::Page, refusal, "has a passkey of yours already").await;

    let sign_out = async || {
        click(&browser, "menu").await;
        click(&browser, "sign-out").await;
        browser.see(Spot::Page, &part("use-passkey")).await;
    };
    sign_out().await;
    found.extend(browser.barriers_in_both_schemes(Spot::Page, "sign-in with passkey").await);
    click(&browser, "use-passkey").await;
    // The same section opens again.
    browser.see_text(Spot::Page, row, "now").await;
    click(&browser, "remove-passkey").await;
    browser.gone(Spot::Page, row).await;
    sign_out().await;
    click(&browser, "use-passkey").await;
    browser.see_text(Spot::Page, &part("problem"), "not registered at this site").await;
    browser.gone(Spot::Page, "[data-part=availability-label]").await;
    assert!(found.is_empty(), "{found:#?}");
}
