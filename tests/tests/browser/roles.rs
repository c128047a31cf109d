//! Roles of a site's own in the console: made, given, changed and removed.

use crate::harness::{Harness, enter};
use bellhop_tests::browser::{Browser, Spot};
use bellhop_tests::server::Server;
use bellhop_tests::site::{Site, new_agent};
use serde_json::json;
use shared::api::{DeleteAgent, PutAgent};
use shared::id::AgentId;
use shared::permission::Role;

const PAGE: Spot = Spot::Page;

async fn click(browser: &Browser, part: &str) {
    browser.click(PAGE, &format!("[data-part={part}]")).await;
}

async fn choose(browser: &Browser, part: &str, text: &str) {
    browser.see_text(PAGE, &format!("[data-part={part}]"), text).await;
    let script = format!(
        "const field = document.querySelector('[data-part={part}]');
         field.value = [...field.options].find((one) => one.text === '{text}').value;
         field.dispatchEvent(new Event('change')); return null"
    );
    browser.run(&script).await;
}

/// Changes a permission as somebody does who uses only the keyboard.
async fn press_permission(browser: &Browser, permission: &str) {
    let field = format!("[data-permission={permission}]");
    browser.see(PAGE, &field).await;
    browser.run(&format!("document.querySelector('{field}').focus(); return null")).await;
    browser.types(" ").await;
}

async fn ticked(browser: &Browser, permission: &str) -> bool {
    let script = format!("return document.querySelector('[data-permission={permission}]').checked");
    browser.run(&script).await == json!(true)
}

async fn fits(browser: &Browser, screen: &str) {
    let wide = browser
        .run("return document.documentElement.scrollWidth > document.documentElement.clientWidth")
        .await;
    assert_eq!(wide, json!(false), "{screen}: on a phone nothing is wider than the screen");
}

#[tokio::test]
async fn an_admin_makes_a_role_gives_it_changes_it_and_removes_it() {
    let server = Server::shared().await;
    let site = Site::make(&server).await;
    let grace = site.agent("Grace").await;
    let admin = Browser::open("roles").await;
    enter(&admin, &site, "agent_admin@shop.example").await;
    let mut found = Vec::new();

    click(&admin, "go-team").await;
    admin.click(PAGE, "[href='/console/team/roles']").await;
    let names = ["Admin (yours)", "Marketing", "Sales admin", "Live agent"].map(str::to_owned);
    admin.see_all(PAGE, "[data-part=role] strong", &names).await;
    found.extend(admin.barriers_in_both_schemes(PAGE, "roles").await);
    admin.measures(390, 844, true).await;
    fits(&admin, "roles").await;

    // A new role begins as a live agent's; who corrects people sees them, too.
    click(&admin, "new-role").await;
    admin.write(PAGE, "[data-part=role-name]", "Support").await;
    press_permission(&admin, "edit_people").await;
    assert!(ticked(&admin, "live_chat").await && ticked(&admin, "view_people").await);
    fits(&admin, "role").await;
    found.extend(admin.barriers_in_both_schemes(PAGE, "role").await);
    admin.shot("role-phone").await;
    click(&admin, "save-changes").await;
    admin.see_text(PAGE, "[data-part=roles]", "Support").await;
    admin.measures(1440, 900, false).await;

    // It is given to an agent, and in an invitation.
    admin.click(PAGE, "[href='/console/team']").await;
    admin.click(PAGE, &format!("[data-agent={}] [data-part=edit-agent]", grace.id)).await;
    choose(&admin, "role", "Support").await;
    admin.see_text(PAGE, "[data-part=about-role]", "correct people’s profiles").await;
    click(&admin, "save-changes").await;
    admin.see_text(PAGE, &format!("[data-agent={}]", grace.id), "Support").await;
    click(&admin, "invite").await;
    admin.write(PAGE, "[data-part=invite-email]", "eve@shop.example").await;
    choose(&admin, "role", "Support").await;
    click(&admin, "save-changes").await;
    admin.see(PAGE, "[data-part=invitation-link]").await;
    click(&admin, "close-invite").await;
    admin.see_text(PAGE, "[data-part=invitation]", "Support").await;

    // People are counted, and a role that is theirs goes only with another for them.
    admin.click(PAGE, "[href='/console/team/roles']").await;
    admin.see_text(PAGE, "[data-part=roles]", "1, 1 invited").await;
    admin.shot("roles-desktop").await;
    click(&admin, "edit-role").await;
    admin.see_text(PAGE, "[data-part=role-warning]", "One person has this role").await;
    press_permission(&admin, "view_people").await;
    assert!(!ticked(&admin, "edit_people").await);
    click(&admin, "save-changes").await;
    admin.gone(PAGE, "[data-part=role-sheet]").await;
    click(&admin, "remove-role").await;
    choose(&admin, "replacement", "Marketing").await;
    found.extend(admin.barriers_in_both_schemes(PAGE, "removal of a role").await);
    click(&admin, "confirm-remove-role").await;
    admin.see_all(PAGE, "[data-part=role] strong", &names).await;
    admin.click(PAGE, "[href='/console/team']").await;
    admin.see_text(PAGE, &format!("[data-agent={}]", grace.id), "Marketing").await;
    assert!(found.is_empty(), "{found:#?}");
}

#[tokio::test]
async fn an_agent_whose_role_changes_or_who_is_removed_is_told_and_sees_what_they_may() {
    let harness = Harness::set("rights-told", Server::shared().await).await;
    harness.chat().await;
    let (site, grace) = (&harness.site, AgentId::parse("agent_grace").unwrap());
    let mut body = new_agent(&grace, "Grace", Role::Marketing);
    body.password = None;
    let route = PutAgent { site: site.id.clone(), agent: grace.clone() };
    site.admin.route(&route).json(&body).done().await;
    let banner = "Your role no longer lets you take chats";
    harness.agent.see_text(PAGE, "[data-part=rights-changed]", banner).await;
    harness.agent.see_text(PAGE, "[data-part=rights-changed]", "Ask an admin of this site.").await;
    // The chat is gone from the screen, and what marketing sees is there.
    harness.agent.gone(PAGE, "[data-part=message]").await;
    click(&harness.agent, "go-people").await;
    harness.agent.see_text(PAGE, "[data-part=page] h1", "People").await;
    let found = harness.agent.barriers_in_both_schemes(PAGE, "changed rights").await;
    assert!(found.is_empty(), "{found:#?}");

    site.admin.route(&DeleteAgent { site: site.id.clone(), agent: grace }).done().await;
    harness.agent.see_text(PAGE, "body", "Your session has ended").await;
    harness.agent.see(PAGE, "[data-part=submit]").await;
}
