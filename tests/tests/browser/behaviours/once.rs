//! Counting of shown, engaged and completed dialogues, new publications, and what is never shown
//! again.

use super::{QUESTION, Table, question};
use bellhop_tests::browser::Spot;
use bellhop_tests::http::Method;
use serde_json::json;

#[tokio::test]
async fn a_dialogue_is_shown_answered_completed_and_never_shown_again() {
    let table = Table::set("once").await;

    let row = table.row("showing counts once, even if the page is reloaded").await;
    row.goes("/").await;
    row.is_greeted(QUESTION).await;
    row.reloads().await;
    row.goes("/about").await;
    row.counts(&row.site.dialogue, [1, 0, 0, 0]).await;

    let row = table.row("two tabs are one visit").await;
    row.goes("/").await;
    row.browser.tab(&row.address("/")).await;
    row.is_ready().await;
    row.is_greeted(QUESTION).await;
    row.browser.back().await;
    row.counts(&row.site.dialogue, [1, 0, 0, 0]).await;

    let row = table.row("opening the panel does not engage").await;
    row.goes("/").await;
    row.opens().await;
    row.reads(QUESTION).await;
    row.counts(&row.site.dialogue, [1, 0, 0, 0]).await;
    assert_eq!(row.event_count("engaged").await, 0);

    let row = table.row("the first response engages; a reload continues").await;
    row.goes("/").await;
    row.opens().await;
    row.answers("yes").await;
    row.receives("engaged").await;
    row.fills("first_name", "Ada").await;
    row.browser.see(Spot::Panel, "input[name=email]").await;
    row.reloads().await;
    row.opens().await;
    row.reads("Who are you?").await;
    row.counts(&row.site.dialogue, [1, 1, 0, 0]).await;
    row.fills("email", "ada@example.com").await;
    row.reads("Enjoy your visit!").await;
    row.counts(&row.site.dialogue, [1, 1, 1, 1]).await;
    let goals = row.site.figures(&row.site.dialogue).await.goals;
    assert_eq!(goals.values().copied().collect::<Vec<_>>(), [1]);

    let row = table.row("an engaged visitor continues in another tab, and it counts once").await;
    row.goes("/").await;
    row.opens().await;
    row.answers("yes").await;
    row.receives("engaged").await;
    row.browser.tab(&row.address("/about")).await;
    row.is_ready().await;
    row.opens().await;
    row.reads("Who are you?").await;
    row.gives_name().await;
    row.browser.back().await;
    row.counts(&row.site.dialogue, [1, 1, 1, 1]).await;

    let row = table
        .row("a completed dialogue is never shown by itself again, whatever is published")
        .await;
    row.goes("/").await;
    row.opens().await;
    row.answers("no").await;
    row.reads("Enjoy your visit!").await;
    row.counts(&row.site.dialogue, [1, 1, 1, 0]).await;
    row.browser.closes_chat().await;
    row.reloads().await;
    row.shows_only_the_launcher().await;
    row.publish("hello", "Quite another question?", &json!({})).await;
    row.reloads().await;
    row.shows_only_the_launcher().await;
    row.counts(&row.site.dialogue, [1, 1, 1, 0]).await;

    let row = table.row("a dialogue without questions completes when it is read").await;
    row.without_the_usual().await;
    let stream = json!({ "first": "hi", "cards": [
        { "type": "message", "id": "hi", "text": "We bake from six." } ] });
    let hours = row.publish_stream("hours", &stream, &json!({})).await;
    row.goes("/").await;
    row.is_greeted("We bake from six.").await;
    row.counts(&hours, [1, 0, 0, 0]).await;
    row.opens().await;
    row.reads("We bake from six.").await;
    row.counts(&hours, [1, 0, 1, 0]).await;
    row.browser.closes_chat().await;
    row.goes("/about").await;
    row.shows_only_the_launcher().await;
}

#[tokio::test]
async fn a_new_version_reaches_visitors_who_have_not_responded() {
    let table = Table::set("published").await;

    let row = table.row("a visitor who has not responded sees the new version").await;
    row.goes("/").await;
    row.opens().await;
    row.reads(QUESTION).await;
    row.publish("hello", "Tea or coffee?", &json!({})).await;
    row.reloads().await;
    row.opens().await;
    row.reads("Tea or coffee?").await;
    row.counts(&row.site.dialogue, [1, 0, 0, 0]).await;

    let row = table.row("a visitor who has responded keeps their version").await;
    row.goes("/").await;
    row.opens().await;
    row.answers("yes").await;
    row.receives("engaged").await;
    row.publish("hello", "Tea or coffee?", &json!({})).await;
    row.reloads().await;
    row.opens().await;
    row.reads(QUESTION).await;
    row.gives_name().await;

    let row = table.row("unpublishing stops new conversations, not running ones").await;
    row.goes("/").await;
    row.opens().await;
    row.answers("yes").await;
    row.receives("engaged").await;
    row.without_the_usual().await;
    row.reloads().await;
    row.opens().await;
    row.gives_name().await;
    row.counts(&row.site.dialogue, [1, 1, 1, 1]).await;

    let row = table.row("an unpublished dialogue is not shown").await;
    row.goes("/").await;
    row.is_greeted(QUESTION).await;
    row.without_the_usual().await;
    row.reloads().await;
    row.shows_nothing().await;

    let row = table.row("one switch turns everything off").await;
    row.goes("/").await;
    row.site.settings(|settings| settings.enabled = false).await;
    row.browser.reload().await;
    let path = format!("/v1/sites/{}/bootstrap?url=https://a.example/", row.site.id);
    let boot: serde_json::Value = row.site.http.get(&path).done().await.json();
    assert_eq!(boot["enabled"], false);
    row.shows_nothing().await;

    let row = table.row("the version that was shown is the one that is answered").await;
    row.goes("/").await;
    row.opens().await;
    row.reads(QUESTION).await;
    let body = json!({ "name": "hello", "stream": question("Tea or coffee?") });
    let path = format!("dialogues/{}", row.site.dialogue);
    row.site.admin.request(Method::PUT, &path).json(&body).done().await;
    row.site.admin.request(Method::POST, &format!("{path}/publish")).done().await;
    row.answers("yes").await;
    row.reads("Who are you?").await;
    row.browser.see(Spot::Panel, "input[name=first_name]").await;
}
