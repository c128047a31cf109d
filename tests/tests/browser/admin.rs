//! An admin's day: an invitation, a routing rule, hours, settings, and the first steps.

use crate::harness::{enter, go_available};
use bellhop_tests::agent::Agent;
use bellhop_tests::browser::{Browser, Spot};
use bellhop_tests::http::Method;
use bellhop_tests::server::Server;
use bellhop_tests::site::Site;
use bellhop_tests::stream;
use serde_json::Value;
use shared::quota::Package;

/// The accessibility violations found so far.
#[derive(Default)]
struct Violations(Vec<String>);

impl Violations {
    async fn check_a11y(&mut self, browser: &Browser, screen: &str) {
        self.0.extend(browser.barriers_in_both_schemes(Spot::Page, screen).await);
    }
}

async fn click(browser: &Browser, part: &str) {
    browser.click(Spot::Page, &format!("[data-part={part}]")).await;
}

async fn write(browser: &Browser, part: &str, text: &str) {
    browser.write(Spot::Page, &format!("[data-part={part}]"), text).await;
}

async fn reads(browser: &Browser, part: &str, text: &str) {
    browser.see_text(Spot::Page, &format!("[data-part={part}]"), text).await;
}

#[tokio::test]
async fn an_admin_invites_an_agent_adds_a_rule_and_the_agent_sets_their_hours() {
    let server = Server::shared().await;
    let site = Site::create(&server, Package::Prime, stream::advised()).await;
    let admin = Browser::open("admin").await;
    enter(&admin, &site, "agent_admin@shop.example").await;
    let mut found = Violations::default();

    click(&admin, "go-team").await;
    admin.see(Spot::Page, "[data-part=agent]").await;
    click(&admin, "invite").await;
    write(&admin, "invite-email", "eve@shop.example").await;
    reads(&admin, "about-role", "May take chats,").await;
    found.check_a11y(&admin, "invite").await;
    click(&admin, "save-changes").await;
    let link = admin.see(Spot::Page, "[data-part=invitation-link]").await;
    assert!(link.contains("/console/join?site="), "{link}");
    click(&admin, "close-invite").await;
    reads(&admin, "invitation", "eve@shop.example").await;

    let eve = Browser::open("admin-eve").await;
    eve.visit(&link).await;
    reads(&eve, "join", "Admin invited you").await;
    found.check_a11y(&eve, "join").await;
    write(&eve, "join-name", "Eve").await;
    write(&eve, "join-password", "correct horse battery").await;
    click(&eve, "submit").await;
    go_available(&eve).await;

    admin.reload().await;
    admin.see_text(Spot::Page, "[data-part=agents]", "Eve").await;
    reads(&admin, "agents", "Available").await;
    found.check_a11y(&admin, "agents").await;
    sheets(&admin, &mut found).await;

    admin.click(Spot::Page, "[href='/console/team/rules']").await;
    click(&admin, "add-rule").await;
    write(&admin, "rule-name", "Germany").await;
    click(&admin, "add-condition").await;
    click(&admin, "pick-agent").await; // the first of them is the admin
    click(&admin, "save-changes").await;
    admin.see(Spot::Page, ".conditions .wrong").await;
    let germany = "const list = document.querySelector('[data-part=condition-country]');
        list.value = 'DE'; list.dispatchEvent(new Event('change', { bubbles: true })); return null";
    admin.run(germany).await;
    let eves =
        "[...document.querySelectorAll('[data-part=pick-agent]')].forEach((box) => box.click())";
    admin.run(&format!("{eves}; return null")).await;
    click(&admin, "compare").await;
    reads(&admin, "compared", "Nobody asked for a person in the last 30 days.").await;
    found.check_a11y(&admin, "rule").await;
    click(&admin, "save-changes").await;
    reads(&admin, "rules", "Country is Germany").await;
    write(&admin, "try-country", "de").await;
    click(&admin, "try").await;
    reads(&admin, "tried", "Eve would be offered the chat.").await;
    reads(&admin, "tried", "“Germany” is the first matching rule.").await;
    found.check_a11y(&admin, "rules").await;

    click(&eve, "go-hours").await;
    click(&eve, "set-hours").await;
    reads(&eve, "hours-now", "vailable").await;
    eve.click(Spot::Page, "[data-day='0'] [data-part=add-block]").await;
    eve.run("const to = document.querySelectorAll('[data-day=\"0\"] [data-part=from]')[1]; \
             to.value = '16:00'; to.dispatchEvent(new Event('input', {bubbles: true})); return null")
        .await;
    eve.see_text(Spot::Page, "[data-day='0'] .wrong", "overlaps").await;
    found.check_a11y(&eve, "hours").await;
    eve.click(Spot::Page, "[data-day='0'] [data-part=remove-block]").await;
    click(&eve, "save-changes").await;
    eve.see_text(Spot::Page, "[data-part=toasts]", "Hours saved").await;

    click(&admin, "go-usage").await;
    reads(&admin, "usage-card", "Prime").await;
    found.check_a11y(&admin, "usage").await;
    assert!(found.0.is_empty(), "{:#?}", found.0);
}

/// Opens and closes each sheet of the team's tabs.
async fn sheets(admin: &Browser, found: &mut Violations) {
    for button in ["edit-agent", "remove-agent"] {
        click(admin, button).await;
        admin.see(Spot::Page, "[role=dialog]").await;
        found.check_a11y(admin, button).await;
        admin.press(bellhop_tests::browser::ESCAPE).await;
        admin.gone(Spot::Page, "[role=dialog]").await;
        let focused = async || admin.run("return document.activeElement.dataset.part ?? ''").await;
        let back = |part: &Value| part == button;
        bellhop_tests::wait::eventually("the focus to be back", focused, back).await;
    }
    admin.click(Spot::Page, "[href='/console/team/teams']").await;
    admin.see(Spot::Page, "[data-part=add-team]").await;
    found.check_a11y(admin, "teams").await;
    admin.click(Spot::Page, "[href='/console/team/fallback']").await;
    admin.see(Spot::Page, "[data-part=fallback-form]").await;
    found.check_a11y(admin, "fallback").await;
}

#[tokio::test]
async fn the_first_steps_lead_from_an_empty_site_to_a_published_dialogue() {
    let server = Server::shared_with_local_network().await;
    let site = Site::create(&server, Package::Select, stream::advised()).await;
    let unpublish = site.admin.request(Method::POST, "dialogues/dialogue_hello/unpublish");
    unpublish.done().await;
    let path = "dialogues/dialogue_hello";
    site.admin.request(Method::DELETE, path).done().await;
    let admin = Browser::open("first").await;
    admin.visit(&format!("{}/console?site={}", site.http.origin(), site.id)).await;
    write(&admin, "email", "agent_admin@shop.example").await;
    write(&admin, "password", Agent::PASSWORD).await;
    click(&admin, "submit").await;
    let mut found = Violations::default();

    admin.see(Spot::Page, "[data-part=first-steps]").await;
    reads(&admin, "progress", "0 of 5 done").await;
    found.check_a11y(&admin, "home").await;
    admin.click(Spot::Page, "[data-step=dialogue] .step-head").await;
    admin.click(Spot::Page, "[data-template=sales]").await;
    let created = async || -> Value {
        let listed = site.admin.request(Method::GET, "dialogues").done().await;
        listed.json()
    };
    let there = |list: &Value| list["items"][0]["name"] == "Talk to sales";
    bellhop_tests::wait::eventually("a dialogue of the template", created, there).await;
    click(&admin, "go-home").await;
    admin.see_text(Spot::Page, "[data-step=dialogue]", "Done").await;
    admin.click(Spot::Page, "[data-step=publish] .step-head").await;
    click(&admin, "step-publish").await;
    admin.see_text(Spot::Page, "[data-step=publish]", "Done").await;
    admin.click(Spot::Page, "[data-step=install] .step-head").await;
    let snippet = admin.see(Spot::Page, "[data-part=snippet]").await;
    assert!(snippet.contains(site.id.as_str()), "{snippet}");
    let website = crate::harness::visit_of(&site).await;
    write(&admin, "check-url", &website.origin).await;
    click(&admin, "check").await;
    admin.see_text(Spot::Page, "[data-step=install]", "Done").await;

    click(&admin, "go-settings").await;
    write(&admin, "brand", "#ffdd00").await;
    let color = "return getComputedStyle(document.querySelector('.preview-launcher')).color";
    let color = async || admin.run(color).await;
    let readable = |color: &Value| color == "rgb(0, 0, 0)";
    bellhop_tests::wait::eventually("black on yellow", color, readable).await;
    admin.in_frame("[data-part=look-frame]", ".said", "What brings you here").await;
    found.check_a11y(&admin, "look").await;
    click(&admin, "save-changes").await;
    admin.see_text(Spot::Page, "[data-part=toasts]", "Settings saved").await;
    for tab in ["chat", "domains", "keys", "identity", "installation"] {
        admin.click(Spot::Page, &format!("[href='/console/settings/{tab}']")).await;
        admin.see(Spot::Page, ".card, .empty").await;
        found.check_a11y(&admin, tab).await;
    }
    assert!(found.0.is_empty(), "{:#?}", found.0);
}
