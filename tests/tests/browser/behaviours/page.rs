//! The page's JavaScript API: calls and events.

use super::{QUESTION, Table};
use bellhop_tests::browser::Spot;
use serde_json::json;

#[tokio::test]
async fn a_page_controls_its_chat_and_receives_its_events() {
    let table = Table::set("page").await;

    let row = table.row("events have the details that a page needs").await;
    row.goes("/").await;
    row.opens().await;
    row.answers("yes").await;
    row.gives_name().await;
    row.receives("completed").await;
    let names: Vec<_> = row.events().await.iter().map(|one| one["name"].clone()).collect();
    let all =
        ["ready", "triggered", "opened", "engaged", "email_given", "goal_reached", "completed"];
    assert_eq!(names, all);
    let event = row.receives("email_given").await;
    assert_eq!(event["email"], "ada@example.com");
    assert_eq!((&event["name"], &event["id"]), (&json!("Hello"), &json!(row.site.dialogue)));
    assert_eq!((&event["type"], &event["ui"]), (&json!("dialogue"), &json!("chat")));
    assert!(event["session"].as_str().unwrap().starts_with("visit_"));
    assert_eq!(row.receives("goal_reached").await["goal"], bellhop_tests::stream::GOAL);
    row.reloads().await;
    assert_eq!(row.event_count("engaged").await, 1, "no event is repeated after a reload");

    let row =
        table.row("another tab hears what happens from then on, and a way back nothing").await;
    row.goes("/").await;
    row.opens().await;
    row.answers("yes").await;
    row.receives("engaged").await;
    row.browser.tab(&row.address("/about")).await;
    row.is_ready().await;
    row.opens().await;
    row.gives_name().await;
    row.receives("completed").await;
    row.goes("/tall").await;
    row.browser.run("history.back()").await;
    row.is_ready().await;
    // The panel has read the whole log again, and what it reports comes in order: before this.
    row.reads("Enjoy your visit!").await;
    row.browser.run("Bellhop.close()").await;
    row.receives("closed").await;
    for (name, times) in [("engaged", 0), ("email_given", 1), ("completed", 1)] {
        assert_eq!(row.event_count(name).await, times, "{name}: {:?}", row.events().await);
    }

    let row = table.row("open, close, hide, show").await;
    row.goes("/").await;
    row.browser.run("Bellhop.open()").await;
    row.reads(QUESTION).await;
    row.browser.run("Bellhop.close()").await;
    row.browser.gone(Spot::Launcher, ".panel.open").await;
    row.receives("closed").await;
    row.browser.run("Bellhop.hide()").await;
    row.browser.gone(Spot::Launcher, ".launch").await;
    row.browser.run("Bellhop.show()").await;
    row.browser.see(Spot::Launcher, ".launch").await;

    let row = table.row("a listener can be removed").await;
    row.goes("/").await;
    row.browser
        .run(
            "window.times = 0; const count = () => times++;
             Bellhop.on('closed', count); const off = Bellhop.on('closed', () => times += 10);
             window.stop = () => { off(); Bellhop.off('closed', count) }",
        )
        .await;
    row.browser.run("Bellhop.open(); setTimeout(() => Bellhop.close(), 300)").await;
    row.receives("closed").await;
    assert_eq!(row.browser.run("stop(); return times").await, 11);
    row.browser.run("Bellhop.open(); setTimeout(() => Bellhop.close(), 300)").await;
    row.browser.gone(Spot::Launcher, ".panel.open").await;
    let twice = |events: &usize| *events == 2;
    bellhop_tests::wait::eventually("it to close", async || row.event_count("closed").await, twice)
        .await;
    assert_eq!(row.browser.run("return times").await, 11);

    let row = table.row("known attributes are not asked for").await;
    let stream = json!({ "first": "who", "cards": [
        { "type": "capture", "id": "who", "text": "Hello {{person.first_name|you}}", "fields": [
            { "field": "email", "label": "E-mail", "required": true, "skip_if_set": true },
            { "field": "phone", "label": "Phone" } ] } ] });
    row.publish_stream("hello", &stream, &json!({})).await;
    row.goes("/").await;
    row.browser
        .run("return Bellhop.identify({ email: 'ada@example.com', first_name: 'Ada' })")
        .await;
    row.opens().await;
    row.reads("Hello Ada").await;
    assert_eq!(row.event_count("triggered").await, 1, "however often the page calls");
    row.browser.see(Spot::Panel, "input[name=phone]").await;
    row.fills("phone", "+44 20 7946 0123").await;
    row.receives("phone_given").await;
    row.counts(&row.site.dialogue, [1, 1, 1, 0]).await;

    let row = table.row("reset makes a new visitor, who sees everything again").await;
    row.goes("/").await;
    row.opens().await;
    row.answers("no").await;
    row.receives("completed").await;
    row.browser.closes_chat().await;
    row.reloads().await;
    row.shows_only_the_launcher().await;
    row.browser.run("return Bellhop.reset()").await;
    row.is_greeted(QUESTION).await;
    row.counts(&row.site.dialogue, [2, 1, 1, 0]).await;

    let row = table
        .row("another identified visitor in the same browser sees no earlier conversation")
        .await;
    row.goes("/").await;
    row.browser.run("return Bellhop.identify({ id: '1', email: 'ada@example.com' })").await;
    row.opens().await;
    row.answers("yes").await;
    row.fills("first_name", "Ada").await;
    row.receives("engaged").await;
    row.browser.run("return Bellhop.identify({ id: '2', email: 'bob@example.com' })").await;
    row.is_greeted(QUESTION).await;
    row.opens().await;
    row.reads(QUESTION).await;
    let said = row.browser.texts(Spot::Panel, ".msg[data-by=visitor] .said").await.unwrap();
    assert!(said.is_empty(), "{said:?}");
}

#[tokio::test]
async fn every_example_of_the_sdk_docs_runs_on_a_page() {
    let table = Table::set("manual").await;
    let row = table.row("the manual's examples").await;
    row.goes("/").await;
    let manual = std::fs::read_to_string(bellhop_tests::env::root().join("docs/sdk.md")).unwrap();
    let examples: Vec<&str> = manual.split("\n```js").skip(1).collect();
    assert!(examples.len() >= 9);
    for example in examples {
        let (_, code) = example.split_once('\n').unwrap();
        let code = code.split("\n```").next().unwrap();
        println!("{code}");
        let script = format!(
            "return (async () => {{ {code} }})().then(() => 'ran', (error) => `${{error}}`)"
        );
        assert_eq!(row.browser.run(&script).await, "ran", "{code}");
    }
    row.is_greeted(QUESTION).await;
    let complaints = row.browser.complaints(&[Spot::Page]).await;
    assert!(complaints.is_empty(), "{complaints:#?}");
}
