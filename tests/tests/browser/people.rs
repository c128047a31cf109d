//! Visitors and people: beside a chat, in lists and search, and in the section of people.

use crate::access::Violations;
use crate::harness::{Harness, enter, request_chat};
use bellhop_tests::browser::{Browser, ESCAPE, Spot};
use bellhop_tests::http::Method;
use bellhop_tests::server::Server;
use bellhop_tests::site::Site;
use serde_json::json;
use shared::event::Event;

const PAGE: Spot = Spot::Page;

/// Waits until a part contains the text.
async fn says(browser: &Browser, part: &str, text: &str) {
    browser.see_text(PAGE, &format!("[data-part={part}]"), text).await;
}

async fn click(browser: &Browser, part: &str) {
    browser.click(PAGE, &format!("[data-part={part}]")).await;
}

#[tokio::test]
async fn an_agent_overrides_attributes_and_finds_earlier_conversations() {
    let harness = Harness::set("people", Server::shared().await).await;
    let (visitor, agent) = (&harness.visitor, &harness.agent);
    let mut found = Violations::default();
    harness.chat().await;
    harness.visitor_says("Line 1: where are the purple elephants?").await;
    click(agent, "end").await;
    visitor.see_text(Spot::Panel, ".event", "ended the chat").await;

    visitor.run("return Bellhop.reset()").await;
    visitor.see(Spot::Launcher, ".launch").await;
    request_chat(visitor).await;
    click(agent, "accept").await;
    agent.see(PAGE, "[data-part=message]").await;
    says(agent, "email", "ada@example.com").await;
    says(agent, "verified", "Not verified").await;
    says(agent, "device", "Chrome").await;
    says(agent, "page", "/").await;
    visitor.run("history.pushState({}, '', '/hats/purple'); document.title = 'Purple hats'").await;
    says(agent, "page", "/hats/purple").await;
    says(agent, "pages", "Purple hats").await;

    // What isn't known is no row, but a name to click on.
    says(agent, "not-known", "Job title").await;
    agent.gone(PAGE, "[data-part=job-title]").await;
    click(agent, "edit-job-title").await;
    agent.write(PAGE, "[data-part=edit-value]", "Mahout").await;
    agent.enter(PAGE, "[data-part=edit-value]").await;
    says(agent, "job-title", "Mahout").await;
    click(agent, "edit-phone").await;
    agent.write(PAGE, "[data-part=edit-value]", "call me").await;
    agent.enter(PAGE, "[data-part=edit-value]").await;
    agent.see_text(PAGE, ".attribute-row .wrong", "phone number").await;
    // The browser logs the 422 by itself, and nothing else.
    let complaints = agent.complaints(&[PAGE]).await;
    assert!(complaints.iter().all(|text| text.contains("422")), "{complaints:#?}");
    found.check_a11y(agent, PAGE, "visitor with a mistake").await;
    agent.press(ESCAPE).await;
    agent.gone(PAGE, "[data-part=edit-value]").await;

    // An earlier conversation is one click away, and the chat stays open.
    click(agent, "activity-row").await;
    agent.see_text(PAGE, "[data-part=bubble]", "purple elephants").await;
    // What is over can be answered, and it says how that reaches the visitor.
    agent.see(PAGE, "[data-part=reaches]").await;
    click(agent, "chat").await;
    agent.gone(PAGE, "[data-part=reaches]").await;
    agent.see(PAGE, "[data-part=message]").await;

    agent.write(PAGE, "[data-part=search]", "mahout").await;
    says(agent, "search-hits", "Mahout").await;
    agent.write(PAGE, "[data-part=search]", "eleph").await;
    agent.see_text(PAGE, "[data-part=hit] mark", "elephants").await;
    found.check_a11y(agent, PAGE, "search").await;
    click(agent, "hit").await;
    agent.see_text(PAGE, "[data-part=bubble]", "purple elephants").await;
    agent.write(PAGE, "[data-part=search]", "unicorns").await;
    agent.see(PAGE, "[data-part=nothing-found]").await;
    agent.press(ESCAPE).await;
    click(agent, "tab-history").await;
    agent.see(PAGE, "[data-part=history-chat]").await;
    click(agent, "filter").await;
    agent.see(PAGE, "[data-part=by-dialogue]").await;
    agent.run("const pick = document.querySelector('[data-part=by-status]'); pick.value = 'fell_back'; \
               pick.dispatchEvent(new Event('change', { bubbles: true }))").await;
    agent.see_text(PAGE, "[data-part=empty]", "No conversations match").await;
    found.check_a11y(agent, PAGE, "narrowed list").await;
    click(agent, "clear-filter").await;
    agent.see(PAGE, "[data-part=history-chat]").await;
    harness.no_complaints().await;
    assert!(found.0.is_empty(), "{:#?}", found.0);
}

#[tokio::test]
async fn an_admin_reads_a_persons_history_and_erases_them_with_a_receipt() {
    let server = Server::shared().await;
    let site = Site::make(&server).await;
    let grace = site.agent("Grace").await;
    let mut socket = grace.connect_available().await;
    let (_, mut chat, mut theirs) = site.chatting(&grace, &mut socket).await;
    let key = chat.say("Do you sell hats?").await;
    chat.ack(&key).await;
    let path = format!("conversations/{}/blocked", chat.id);
    let reason = json!({ "reason": "Shouts" });
    grace.request(Method::PUT, &path).json(&reason).done().await;
    theirs.event("the end", |event| matches!(event, Event::Ended { .. })).await;

    let mut found = Violations::default();
    let admin = Browser::open("people-admin").await;
    enter(&admin, &site, "agent_admin@shop.example").await;
    admin.click(PAGE, ".rail a[href$='/settings']").await;
    admin.click(PAGE, "[href='/console/settings/domains']").await;
    says(&admin, "blocked-row", "Shouts").await;
    found.check_a11y(&admin, PAGE, "blocked visitors").await;
    admin.click(PAGE, ".rail a[href$='/people']").await;
    admin.see_text(PAGE, "[data-part=person-row]", "Ada").await;
    found.check_a11y(&admin, PAGE, "people").await;
    admin.write(PAGE, "[data-part=search-people]", "nobody").await;
    says(&admin, "nothing", "Nobody found").await;
    admin.write(PAGE, "[data-part=search-people]", "exam").await;
    admin.click(PAGE, "[data-part=person-row] a").await;
    says(&admin, "person-name", "Ada").await;
    click(&admin, "edit-company").await;
    admin.write(PAGE, "[data-part=edit-value]", "Acme").await;
    admin.enter(PAGE, "[data-part=edit-value]").await;
    says(&admin, "company", "Acme").await;
    says(&admin, "history", "Ended by the agent · Grace").await;
    found.check_a11y(&admin, PAGE, "person").await;
    click(&admin, "history-row").await;
    admin.see_text(PAGE, "[data-part=bubble]", "Do you sell hats?").await;
    admin.run("history.back()").await;

    click(&admin, "erase").await;
    says(&admin, "lost", "one conversation with all messages").await;
    found.check_a11y(&admin, PAGE, "erase?").await;
    click(&admin, "erase-now").await;
    says(&admin, "confirmed", "All conversation logs are deleted").await;
    says(&admin, "receipt-id", "erasure_").await;
    found.check_a11y(&admin, PAGE, "receipt").await;
    click(&admin, "back-to-people").await;
    says(&admin, "nothing", "Nobody yet").await;

    // The block holds on, and says nothing about them.
    admin.click(PAGE, ".rail a[href$='/settings']").await;
    admin.click(PAGE, "[href='/console/settings/domains']").await;
    says(&admin, "blocked-row", "Erased visitor").await;
    says(&admin, "blocked-row", "still holds for their browser and that address").await;
    found.check_a11y(&admin, PAGE, "a blocked visitor who is erased").await;
    click(&admin, "unblock-visitor").await;
    says(&admin, "nothing", "No blocked visitors").await;
    let complaints = admin.complaints(&[PAGE]).await;
    assert!(complaints.is_empty(), "{complaints:#?}");
    assert!(found.0.is_empty(), "{:#?}", found.0);
}
