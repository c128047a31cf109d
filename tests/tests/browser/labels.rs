//! Labels: an agent puts one on a chat by keyboard, another agent sees it at once, and a list that is
//! narrowed to it is the same after a reload (INBOX-26, INBOX-27).

use crate::access::Violations;
use crate::harness::{click, enter, go_available, request_chat, visit};
use bellhop_tests::agent::email;
use bellhop_tests::browser::{Browser, ESCAPE, Spot};
use bellhop_tests::server::Server;
use bellhop_tests::site::Site;
use bellhop_tests::wait::eventually;
use shared::permission::Role;

const CHIP: &str = "[data-part=chat-label]";
const ON_ROW: &str = "[data-part=row-label]";
const FIELD: &str = "[data-part=label-filter]";

#[tokio::test]
async fn a_label_is_made_by_keyboard_seen_by_others_and_narrows_a_list_across_a_reload() {
    let server = Server::shared().await;
    let site = Site::make(&server).await;
    let chief = site.agent_of("Chief", Role::SalesAdmin).await;
    let agent = Browser::open("labels-chief").await;
    enter(&agent, &site, &email(&chief.id)).await;
    go_available(&agent).await;
    let (website, visitor) = visit("labels", &site).await;
    request_chat(&visitor).await;
    click(&agent, "accept").await;
    agent.see(Spot::Page, "[data-part=message]").await;
    let other = Browser::open("labels-admin").await;
    enter(&other, &site, "agent_admin@shop.example").await;
    click(&other, "tab-all").await;
    other.see(Spot::Page, "[data-part=history-chat]").await;

    agent.run("document.activeElement.blur()").await;
    agent.types("l").await;
    agent.write(Spot::Page, FIELD, "Refund").await;
    agent.see_text(Spot::Page, "[data-part=label-new]", "Refund").await;
    let mut found = Violations::default();
    found.check_a11y(&agent, Spot::Page, "labels of a chat").await;
    agent.shot("labels-menu").await;
    agent.enter(Spot::Page, FIELD).await;
    agent.see_text(Spot::Page, CHIP, "Refund").await;
    other.see_text(Spot::Page, ON_ROW, "Refund").await;
    agent.press(ESCAPE).await;
    agent.gone(Spot::Page, FIELD).await;

    // The list of the other agent is narrowed, and stays so.
    other
        .run(
            "const pick = document.querySelector('[data-part=narrow-label]'); \
         pick.value = [...pick.options].find(({ text }) => text.startsWith('Refund')).value; \
         pick.dispatchEvent(new Event('change', { bubbles: true }))",
        )
        .await;
    other.see_text(Spot::Page, ON_ROW, "Refund").await;
    other.reload().await;
    other.see_text(Spot::Page, "[data-part=history-chat] [data-part=row-label]", "Refund").await;
    let chosen = "const pick = document.querySelector('[data-part=narrow-label]'); \
        return pick.selectedOptions[0].text";
    assert_eq!(other.run(chosen).await, "Refund (1)");
    found.check_a11y(&other, Spot::Page, "a list narrowed to a label").await;
    other.shot("labels-narrowed").await;

    // As a table: what the list shows.
    other
        .run(
            "const click = HTMLElement.prototype.click; \
         HTMLElement.prototype.click = function () { window.file = decodeURIComponent(this.href) }; \
         window.restore = () => { HTMLElement.prototype.click = click }; \
         document.querySelector('[data-part=conversations-csv]') \
            .dispatchEvent(new MouseEvent('click', { bubbles: true }))",
        )
        .await;
    let file = async || other.run("return window.file ?? null").await;
    let file = eventually("the file", file, serde_json::Value::is_string).await;
    let file = file.as_str().unwrap();
    let lines: Vec<&str> = file.lines().collect();
    assert!(lines.len() == 2 && lines[0].contains("Needs an answer,Rating"), "{file}");
    assert!(lines[1].contains(",Chief,Live,no,,Refund"), "{file}");
    other.run("window.restore()").await;

    // Taken off by the one, it is gone from the other's list without a reload.
    click(&agent, "label-off").await;
    agent.gone(Spot::Page, CHIP).await;
    other.gone(Spot::Page, "[data-part=history-chat]").await;
    other.see_text(Spot::Page, "[data-part=empty]", "match these filters").await;

    // On a phone, in the dark: chosen again, renamed and deleted with a word of what that means.
    agent.measures(390, 844, true).await;
    agent.prefers("dark").await;
    click(&agent, "label").await;
    agent.click(Spot::Page, "[data-part=label-choice]").await;
    agent.see_text(Spot::Page, CHIP, "Refund").await;
    found.check_a11y(&agent, Spot::Page, "labels on a phone").await;
    agent.shot("labels-phone").await;
    click(&agent, "edit-labels").await;
    click(&agent, "edit-label").await;
    agent.write(Spot::Page, "[data-part=label-name]", "Money back").await;
    agent.enter(Spot::Page, "[data-part=label-name]").await;
    agent.see_text(Spot::Page, "[data-part=label-row]", "Money back").await;
    other.see_text(Spot::Page, ON_ROW, "Money back").await;
    found.check_a11y(&agent, Spot::Page, "the site's labels").await;
    agent.shot("labels-sheet").await;
    agent.see_text(Spot::Page, "[data-part=label-row]", "1 conversation").await;
    click(&agent, "delete-label").await;
    agent.see_text(Spot::Page, "[data-part=confirm-text]", "It is on 1 conversation").await;
    click(&agent, "confirm-action").await;
    agent.gone(Spot::Page, "[data-part=label-row]").await;
    agent.gone(Spot::Page, CHIP).await;
    other.gone(Spot::Page, ON_ROW).await;
    // Nothing is narrowed to a label that is gone.
    other.see(Spot::Page, "[data-part=history-chat]").await;
    assert!(found.is_clear(), "{found:#?}");
    drop(website);
}
