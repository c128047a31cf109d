//! What was missed: agents see how much there is wherever they are, and one takes care of it.

use crate::access::Violations;
use crate::harness::{click, enter, request_chat, visit};
use bellhop_tests::agent::email;
use bellhop_tests::browser::{Browser, Spot};
use bellhop_tests::server::Server;
use bellhop_tests::site::Site;
use bellhop_tests::wait::eventually;

const COUNT: &str = "[data-part=go-inbox] .badge";
const ROW: &str = "[data-part=history-chat]";
const STATE: &str = "[data-part=missed-state]";

#[tokio::test]
async fn agents_see_what_was_missed_and_one_of_them_takes_care_of_it() {
    let server = Server::shared().await;
    let site = Site::make(&server).await;
    let (grace, linus) = (site.agent("Grace").await, site.agent("Linus").await);
    let agent = Browser::open("missed-grace").await;
    enter(&agent, &site, &email(&grace.id)).await;
    click(&agent, "go-hours").await;
    let other = Browser::open("missed-linus").await;
    enter(&other, &site, &email(&linus.id)).await;
    click(&other, "tab-missed").await;
    other.see_text(Spot::Page, "[data-part=empty]", "Nothing missed").await;

    let (website, visitor) = visit("missed", &site).await;
    request_chat(&visitor).await;
    // In another section, and without loading anything again.
    agent.see_text(Spot::Page, COUNT, "1").await;
    let title = async || agent.run("return document.title").await;
    eventually("the title to count it", title, |title| *title == "(1) My hours · Bellhop").await;
    click(&agent, "go-inbox").await;
    agent.see_text(Spot::Page, "[data-part=missed-count]", "1").await;
    click(&agent, "tab-missed").await;
    agent.see_text(Spot::Page, "[data-part=why]", "Nobody was available").await;
    other.see_text(Spot::Page, "[data-part=why]", "Nobody was available").await;
    agent.click(Spot::Page, ROW).await;
    agent.see_text(Spot::Page, STATE, "Nobody has it yet").await;
    let mut found = Violations::default();
    found.check_a11y(&agent, Spot::Page, "missed").await;
    agent.shot("missed").await;

    agent.run("document.activeElement.blur()").await;
    agent.types("o").await;
    agent.see_text(Spot::Page, STATE, "You have it").await;
    agent.see_text(Spot::Page, "[data-part=why]", "You have it").await;
    other.see_text(Spot::Page, "[data-part=why]", "Grace has it").await;
    other.gone(Spot::Page, COUNT).await;
    agent.see_text(Spot::Page, COUNT, "1").await;

    click(&agent, "mark-handled").await;
    agent.see_text(Spot::Page, STATE, "Handled by you").await;
    agent.gone(Spot::Page, COUNT).await;
    agent.see_text(Spot::Page, "[data-part=empty]", "Nothing missed").await;
    other.see_text(Spot::Page, "[data-part=empty]", "Nothing missed").await;
    click(&agent, "reopen").await;
    agent.see_text(Spot::Page, STATE, "You have it").await;
    other.see_text(Spot::Page, "[data-part=why]", "Grace has it").await;

    // On a phone, in the dark.
    other.measures(390, 844, true).await;
    other.prefers("dark").await;
    other.click(Spot::Page, ROW).await;
    other.see_text(Spot::Page, STATE, "Grace has it").await;
    let overflows =
        "return document.documentElement.scrollWidth > document.documentElement.clientWidth";
    assert_eq!(other.run(overflows).await, false);
    found.check_a11y(&other, Spot::Page, "missed on a phone").await;
    other.shot("missed-phone").await;
    assert!(found.is_clear(), "{found:#?}");
    drop(website);
}
