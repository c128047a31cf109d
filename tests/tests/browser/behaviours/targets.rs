//! Which dialogue is shown, on which page, to whom, and when.

use super::{QUESTION, Table, after};
use bellhop_tests::browser::Spot;
use bellhop_tests::wait::eventually;
use serde_json::json;

#[tokio::test]
async fn dialogues_target_pages_and_visitors() {
    let table = Table::set("targets").await;

    let row = table.row("of several matches, the lowest priority number wins").await;
    row.publish("second", "Second?", &json!({ "priority": 2 })).await;
    row.publish("hello", "Third?", &json!({ "priority": 3 })).await;
    let first = row.publish("first", "First?", &json!({ "priority": 1 })).await;
    row.goes("/").await;
    row.is_greeted("First?").await;
    row.counts(&first, [1, 0, 0, 0]).await;

    let row = table.row("the end of one makes room for the next").await;
    let next = row.publish("next", "Something else?", &json!({ "priority": 5 })).await;
    row.goes("/").await;
    row.opens().await;
    row.answers("no").await;
    row.reads("Enjoy your visit!").await;
    row.receives("completed").await;
    row.browser.closes_chat().await;
    row.reloads().await;
    row.is_greeted("Something else?").await;
    row.counts(&row.site.dialogue, [1, 1, 1, 0]).await;
    row.counts(&next, [1, 0, 0, 0]).await;

    let row = table.row("each page has the dialogue that targets it").await;
    row.without_the_usual().await;
    let about = row.address("/about");
    row.publish("about", "About?", &json!({ "pages": [about] })).await;
    row.goes("/").await;
    row.shows_nothing().await;
    row.goes("/about?utm=1").await;
    row.is_greeted("About?").await;

    let row = table.row("exclusions win").await;
    let about = row.address("/ab*");
    row.publish("hello", QUESTION, &json!({ "not_pages": [about] })).await;
    row.goes("/").await;
    row.is_greeted(QUESTION).await;
    row.goes("/about").await;
    row.shows_nothing().await;

    let row = table.row("an engaged visitor continues on a page that isn't targeted").await;
    row.without_the_usual().await;
    let shop = row.address("/shop");
    let stream = bellhop_tests::stream::counting();
    row.publish_stream("shop", &stream, &json!({ "pages": [shop] })).await;
    row.goes("/shop").await;
    row.opens().await;
    row.answers("yes").await;
    row.receives("engaged").await;
    row.goes("/about").await;
    row.opens().await;
    row.reads("Who are you?").await;

    let row = table.row("known and anonymous visitors are distinguished at once").await;
    row.publish_stream(
        "hello",
        &bellhop_tests::stream::counting(),
        &json!({ "visitors": "anonymous" }),
    )
    .await;
    row.publish("again", "Good to see you again?", &json!({ "visitors": "identified" })).await;
    row.goes("/").await;
    row.is_greeted(QUESTION).await;
    row.opens().await;
    row.answers("yes").await;
    row.gives_name().await;
    row.receives("completed").await;
    row.browser.closes_chat().await;
    row.goes("/about").await;
    row.is_greeted("Good to see you again?").await;

    let row = table.row("conditions on attributes, also those set by the page").await;
    let when = json!({ "all": [
        { "attribute": "page_url", "operator": "contains", "value": "about" },
        { "any": [
            { "attribute": "plan", "operator": "is", "value": "gold" },
            { "attribute": "seats", "operator": "greater_than", "value": "10" } ] } ] });
    row.publish("gold", "Gold?", &json!({ "priority": 0, "when": when })).await;
    row.publish("hello", QUESTION, &json!({ "priority": 9 })).await;
    row.goes("/about").await;
    row.is_greeted(QUESTION).await;
    row.browser.run("Bellhop.identify({ email: 'ada@example.com', seats: 12 })").await;
    row.is_greeted("Gold?").await;
    row.goes("/").await;
    row.is_greeted(QUESTION).await;
}

#[tokio::test]
async fn dialogues_wait_for_time_and_scrolling() {
    let table = Table::set("events").await;

    let row = table.row("time on a page").await;
    row.publish("hello", QUESTION, &after("time_on_page", 2)).await;
    row.goes("/").await;
    row.shows_nothing().await;
    row.counts(&row.site.dialogue, [0, 0, 0, 0]).await;
    row.is_greeted(QUESTION).await;
    row.counts(&row.site.dialogue, [1, 0, 0, 0]).await;

    let row = table.row("a dialogue that waited replaces one with a higher number").await;
    row.publish(
        "patient",
        "Still here?",
        &json!({
        "priority": 0, "when": { "event": "time_on_page", "at_least": 2 } }),
    )
    .await;
    row.publish("hello", QUESTION, &json!({ "priority": 1 })).await;
    row.goes("/").await;
    row.is_greeted(QUESTION).await;
    row.is_greeted("Still here?").await;

    let row = table.row("time on the site, over its pages").await;
    row.publish("hello", QUESTION, &after("time_on_site", 3)).await;
    row.goes("/").await;
    row.shows_nothing().await;
    let age = async || row.browser.run("return performance.now()").await;
    eventually("two seconds here", age, |age| age.as_f64() > Some(2_000.0)).await;
    row.goes("/about").await;
    row.is_greeted(QUESTION).await;
    row.reloads().await;
    row.is_greeted(QUESTION).await;

    let row = table.row("scroll depth, remembered").await;
    let when = json!({ "event": "scroll_depth", "at_least": 60 });
    row.publish("hello", QUESTION, &json!({ "priority": 0, "when": when })).await;
    let when = json!({ "event": "time_on_page", "at_least": 1 });
    row.publish("patient", "Still here?", &json!({ "priority": 1, "when": when })).await;
    row.goes("/tall").await;
    // It would have come before this one, which waits for a second.
    row.is_greeted("Still here?").await;
    row.browser.run("scrollTo(0, document.documentElement.scrollHeight)").await;
    row.is_greeted(QUESTION).await;
    row.reloads().await;
    row.is_greeted(QUESTION).await;

    let row = table.row("time on a page adds up over the visits to it").await;
    row.publish("hello", QUESTION, &after("time_on_page", 4)).await;
    row.goes("/").await;
    let seconds = async || {
        let key = format!("bellhop:{}:{}", row.site.id, row.address("/"));
        let stored = row.browser.run(&format!("return sessionStorage['{key}'] ?? ''")).await;
        let seconds = stored.as_str().unwrap().split(' ').next().unwrap().to_owned();
        seconds.parse::<u64>().unwrap_or_default()
    };
    let before = eventually("two seconds here", seconds, |seconds| *seconds >= 2).await;
    row.goes("/about").await;
    row.shows_nothing().await;
    row.goes("/").await;
    assert!(seconds().await >= before, "they are not forgotten");
    row.is_greeted(QUESTION).await;
    let age = row.browser.run("return performance.now()").await.as_f64().unwrap();
    println!("greeted after {age:.0} ms more");

    let row = table.row("a page that is wholly in sight is no other page scrolled down").await;
    let when = json!({ "event": "scroll_depth", "at_least": 60 });
    row.publish("hello", QUESTION, &json!({ "priority": 0, "when": when })).await;
    let when = json!({ "event": "time_on_page", "at_least": 1 });
    row.publish("patient", "Still here?", &json!({ "priority": 1, "when": when })).await;
    row.goes("/").await;
    row.is_greeted(QUESTION).await;
    row.goes("/tall").await;
    row.is_greeted("Still here?").await;

    let row = table.row("a navigation without loading a page").await;
    row.without_the_usual().await;
    let about = row.address("/about");
    row.publish("about", "About?", &json!({ "pages": [about] })).await;
    row.goes("/").await;
    row.shows_nothing().await;
    row.browser.run("history.pushState({}, '', '/about')").await;
    row.is_greeted("About?").await;
    row.browser.run("history.back()").await;
    row.browser.gone(Spot::Launcher, ".launch").await;
}

#[tokio::test]
async fn shown_is_what_a_visitor_sees() {
    let table = Table::set("shown").await;
    let row = table.row("a page that hides the launcher shows no dialogue").await;
    let mut devtools = row.browser.devtools().await;
    let hides = "addEventListener('bellhop:ready', () => Bellhop.hide(), { once: true })";
    devtools.before_every_page(hides).await;
    row.goes("/").await;
    row.browser.gone(Spot::Launcher, ".launch").await;
    assert_eq!(row.event_count("triggered").await, 0);
    row.browser.run("Bellhop.show()").await;
    row.receives("triggered").await;
    row.counts(&row.site.dialogue, [1, 0, 0, 0]).await;

    let row = table.row("nor does a tab behind another one").await;
    drop(devtools);
    let mut devtools = row.browser.devtools().await;
    let hidden = "Object.defineProperty(document, 'hidden', { get: () => !window.looks })";
    devtools.before_every_page(hidden).await;
    row.goes("/").await;
    assert_eq!(row.event_count("triggered").await, 0);
    row.browser
        .run("window.looks = true; document.dispatchEvent(new Event('visibilitychange'))")
        .await;
    row.receives("triggered").await;
}
