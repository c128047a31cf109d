//! Settings that reach beyond the chat: hours, webhooks, e-mail, and how much an agent takes.

use crate::access::Violations;
use crate::harness::{click, enter, part, write};
use crate::helping::PNG;
use bellhop_tests::browser::{Browser, Spot};
use bellhop_tests::server::Server;
use bellhop_tests::site::Site;
use serde_json::json;

const PAGE: Spot = Spot::Page;

#[tokio::test]
async fn an_admin_sets_hours_adds_a_webhook_and_reads_what_mail_needs() {
    let server = Server::shared().await;
    let site = Site::make(&server).await;
    let admin = Browser::open("new-settings").await;
    enter(&admin, &site, "agent_admin@shop.example").await;
    let mut found = Violations::default();
    click(&admin, "go-settings").await;

    let picture = std::env::temp_dir().join(format!("{}-bot.png", site.id));
    std::fs::write(&picture, PNG).unwrap();
    admin.choose(PAGE, "[data-part=bot-picture-file]", &picture).await;
    admin.see(PAGE, &part("no-bot-picture")).await;
    click(&admin, "save-changes").await;
    admin.see(PAGE, "[data-part=bot-picture-field] img").await;

    admin.click(PAGE, "a[href='/console/settings/hours']").await;
    click(&admin, "set-site-hours").await;
    found.check_a11y(&admin, PAGE, "site-hours").await;
    click(&admin, "save-changes").await;
    admin.see(PAGE, &part("no-site-hours")).await;
    let zone = "const pick = document.querySelector('[data-part=report-zone-choice]');
         pick.value = 'Asia/Tokyo';
         pick.dispatchEvent(new Event('change', { bubbles: true })); return null";
    admin.run(zone).await;
    admin.click(PAGE, "[data-part=report-zone-form] [data-part=save-changes]").await;
    admin
        .see(PAGE, "[data-part=report-zone-form] [data-part=save-changes]:disabled:not(:has(svg))")
        .await;

    admin.click(PAGE, "a[href='/console/settings/webhooks']").await;
    write(&admin, "webhook-url", "https://127.0.0.1/bellhop").await;
    admin.click(PAGE, "[data-part='event-chat.missed']").await;
    found.check_a11y(&admin, PAGE, "webhook-form").await;
    click(&admin, "save-changes").await;
    admin.see_text(PAGE, "[data-part=webhook-form] .wrong", "public").await;
    write(&admin, "webhook-url", "https://shop.example/bellhop").await;
    click(&admin, "save-changes").await;
    admin.see_text(PAGE, "[data-part=webhook]", "shop.example").await;
    found.check_a11y(&admin, PAGE, "webhooks").await;

    admin.click(PAGE, "a[href='/console/settings/mail']").await;
    admin.see_text(PAGE, &part("mail-setup"), "BELLHOP_MAIL").await;
    found.check_a11y(&admin, PAGE, "mail").await;

    click(&admin, "go-team").await;
    admin.click(PAGE, "a[href='/console/team/rules']").await;
    admin.see(PAGE, &part("max-chats")).await;
    found.check_a11y(&admin, PAGE, "capacity").await;

    // On a phone every section is within reach, and nothing hangs over the edge.
    admin.measures(390, 844, true).await;
    let overflows =
        "return document.documentElement.scrollWidth > document.documentElement.clientWidth";
    for (section, css) in [("settings", "h1"), ("usage", "h1"), ("team", "h1")] {
        click(&admin, "more").await;
        admin.click(PAGE, &part(&format!("more-{section}"))).await;
        admin.see(PAGE, css).await;
        assert_eq!(admin.run(overflows).await, json!(false), "{section}");
    }
    click(&admin, "more").await;
    found.check_a11y(&admin, PAGE, "phone-more").await;
    assert!(found.is_clear(), "{found:#?}");
}
