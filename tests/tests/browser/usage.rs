//! The strip that says that the limit of engagements is near.

use crate::harness::enter;
use bellhop_tests::agent::email;
use bellhop_tests::browser::{Browser, Spot};
use bellhop_tests::server::Server;
use bellhop_tests::site::Site;
use bellhop_tests::stream;
use serde_json::json;
use shared::quota::Package;

#[tokio::test]
async fn an_admin_reads_what_happens_at_the_limit_and_an_agent_does_not() {
    let server = Server::shared().await;
    let site = Site::create(&server, Package::Select, stream::advised()).await;
    site.package(&json!({ "package": "select", "limit": 1 })).done().await;
    let grace = site.agent("Grace").await;
    let mut socket = grace.connect_available().await;
    let _chat = site.chatting(&grace, &mut socket).await;
    site.used(1, 0).await;

    let admin = Browser::open("usage-admin").await;
    enter(&admin, &site, "agent_admin@shop.example").await;
    let notice = "[data-part=usage-notice]";
    admin.see_text(Spot::Page, notice, "All 1 engagements are used").await;
    admin.see_text(Spot::Page, notice, "fallback message").await;
    admin.click(Spot::Page, "[data-part=usage-notice] button").await;
    admin.gone(Spot::Page, notice).await;

    let agent = Browser::open("usage-agent").await;
    enter(&agent, &site, &email(&grace.id)).await;
    agent.see(Spot::Page, "[data-part=availability-switch]").await;
    agent.gone(Spot::Page, notice).await;
}
