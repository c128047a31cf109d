//! Conversational flows: their triggers, how they show, and what they count.

use super::{QUESTION, Row, Table};
use bellhop_tests::browser::Spot;
use bellhop_tests::wait::eventually;
use serde_json::{Value, json};
use shared::id::DialogueId;
use shared::quota::Package;

const OFFER: &str = "A discount?";

/// What is in the page's corner.
const CORNER: &str = "return document.elementFromPoint(8, 8).localName";

const CLICK_CORNER: &str =
    "document.elementFromPoint(8, 8).shadowRoot.elementFromPoint(8, 8).click()";

const ESCAPE: &str =
    "document.body.dispatchEvent(new KeyboardEvent('keydown', { key: 'Escape', bubbles: true }))";

async fn flow(row: &Row<'_>, trigger: &Value) -> DialogueId {
    row.without_the_usual().await;
    row.publish("flow", OFFER, &json!({ "trigger": trigger })).await
}

async fn pops_up(row: &Row<'_>) {
    row.browser.see(Spot::Launcher, ".panel.open.popup").await;
    row.reads(OFFER).await;
}

#[tokio::test]
async fn a_flow_starts_only_by_its_trigger() {
    let table = Table::set("flows").await;

    let row = table.row("each click on the selector starts it").await;
    let id = flow(&row, &json!({ "on": "click", "selector": "button.buy" })).await;
    row.goes("/shop").await;
    row.shows_nothing().await;
    row.browser.click(Spot::Page, "h1").await;
    row.browser.click(Spot::Page, ".buy b").await;
    pops_up(&row).await;
    row.counts(&id, [1, 0, 0, 0]).await;
    row.answers("no").await;
    row.receives("completed").await;
    row.counts(&id, [1, 1, 1, 0]).await;
    row.browser.run("Bellhop.close()").await;
    row.reloads().await;
    row.browser.click(Spot::Page, ".buy").await;
    pops_up(&row).await;
    row.counts(&id, [1, 1, 1, 0]).await;

    let row = table.row("a submitted form that leads to another page").await;
    flow(&row, &json!({ "on": "submit", "selector": "form.order" })).await;
    row.goes("/shop").await;
    row.browser.click(Spot::Page, ".send").await;
    row.browser.see_text(Spot::Page, "h1", "About us").await;
    pops_up(&row).await;

    let row = table.row("the page has loaded").await;
    flow(&row, &json!({ "on": "load" })).await;
    row.goes("/").await;
    pops_up(&row).await;

    let row = table.row("time on the page").await;
    flow(&row, &json!({ "on": "time", "seconds": 1 })).await;
    row.goes("/").await;
    pops_up(&row).await;

    let row = table.row("scroll depth").await;
    flow(&row, &json!({ "on": "scroll", "percent": 90 })).await;
    row.goes("/tall").await;
    row.browser.run("scrollTo(0, document.documentElement.scrollHeight)").await;
    pops_up(&row).await;

    let row = table.row("a call by the page, if the flow targets the page").await;
    let about = row.address("/about");
    row.without_the_usual().await;
    let more = json!({ "trigger": { "on": "call" }, "pages": [about] });
    let id = row.publish("flow", OFFER, &more).await;
    row.goes("/").await;
    row.browser.run(&format!("return Bellhop.trigger('{id}')")).await;
    row.shows_nothing().await;
    row.goes("/about").await;
    row.browser.run(&format!("return Bellhop.trigger('{id}')")).await;
    pops_up(&row).await;
}

#[tokio::test]
async fn a_flow_counts_at_its_first_response_and_stops_at_the_limit() {
    let table = Table::set("limit").await;

    let row = table.row_of("it counts at its first response, once", Package::Select).await;
    row.publish("flow", OFFER, &json!({ "trigger": { "on": "load" } })).await;
    row.goes("/").await;
    pops_up(&row).await;
    assert_eq!(row.site.usage().await.used, 0);
    row.answers("no").await;
    row.site.used(1, 0).await;

    let row = table.row("closed without a response, the page's dialogue returns").await;
    row.publish("flow", OFFER, &json!({ "trigger": { "on": "click", "selector": ".buy" } })).await;
    row.goes("/shop").await;
    row.is_greeted(QUESTION).await;
    // The page that it dims takes no click: one beside it closes it, and so does Escape on the page.
    for close in [CLICK_CORNER, ESCAPE] {
        row.browser.click(Spot::Page, ".buy").await;
        pops_up(&row).await;
        let corner = async || row.browser.run(CORNER).await;
        eventually("the page to be covered", corner, |name| *name == "bellhop-widget").await;
        row.browser.run(close).await;
        row.browser.gone(Spot::Launcher, ".panel.open").await;
    }
    row.opens().await;
    row.reads(QUESTION).await;

    let row = table.row("it never interrupts a running conversation").await;
    row.publish("flow", OFFER, &json!({ "trigger": { "on": "click", "selector": ".buy" } })).await;
    row.goes("/shop").await;
    row.opens().await;
    row.answers("yes").await;
    row.receives("engaged").await;
    row.browser.run("document.querySelector('.buy').click()").await;
    row.fills("first_name", "Ada").await;
    row.browser.gone(Spot::Launcher, ".popup").await;

    let row = table.row_of("at the limit no flow starts any more", Package::Select).await;
    row.without_the_usual().await;
    row.site.package(&json!({ "package": "select", "limit": 1 })).done().await;
    row.publish("flow", OFFER, &json!({ "trigger": { "on": "load" } })).await;
    row.goes("/").await;
    pops_up(&row).await;
    row.answers("no").await;
    row.site.used(1, 0).await;
    // A visitor who leaves before the response has arrived continues on the next page.
    row.receives("completed").await;
    row.browser.run("Bellhop.close()").await;
    row.goes("/about").await;
    row.shows_only_the_launcher().await;
    row.site.package(&json!({ "package": "prime" })).done().await;
    row.goes("/about").await;
    pops_up(&row).await;
}
