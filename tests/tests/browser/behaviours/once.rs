//! Shown, responded to, completed, published anew: what counts, and what is never shown again.

use super::{QUESTION, Table, question};
use bellhop_tests::browser::Spot;
use bellhop_tests::http::Method;
use serde_json::json;

#[tokio::test]
async fn a_dialogue_from_shown_to_never_again() {
    let table = Table::set("once").await;

    let row = table.row("what is shown counts once, also when the page is loaded again").await;
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

    let row = table.row("opening the panel is no response").await;
    row.goes("/").await;
    row.opens().await;
    row.reads(QUESTION).await;
    row.counts(&row.site.dialogue, [1, 0, 0, 0]).await;
    assert_eq!(row.event_count("engaged").await, 0);

    let row = table.row("the first response engages; a refresh goes on where it stood").await;
    row.goes("/").await;
    row.opens().await;
    row.answers("yes").await;
    row.fills("first_name", "Ada").await;
    row.reloads().await;
    row.opens().await;
    row.reads("Who are you?").await;
    row.counts(&row.site.dialogue, [1, 1, 0, 0]).await;
    row.fills("email", "ada@example.com").await;
    row.reads("Enjoy your visit!").await;
    row.counts(&row.site.dialogue, [1, 1, 1, 1]).await;
    let goals = row.site.figures(&row.site.dialogue).await.goals;
    assert_eq!(goals.values().copied().collect::<Vec<_>>(), [1]);

    let row = table.row("who has responded goes on in another tab too, and it counts once").await;
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

    let row = table.row("who came to the end never meets it again, whatever is published").await;
    row.goes("/").await;
    row.opens().await;
    row.answers("no").await;
    row.reads("Enjoy your visit!").await;
    row.counts(&row.site.dialogue, [1, 1, 1, 0]).await;
    row.reloads().await;
    row.shows_nothing().await;
    row.publish("hello", "Quite another question?", &json!({})).await;
    row.reloads().await;
    row.shows_nothing().await;
    row.counts(&row.site.dialogue, [1, 1, 1, 0]).await;

    let row = table.row("what asks nothing is completed when it was read").await;
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
    row.goes("/about").await;
    row.shows_nothing().await;
}

#[tokio::test]
async fn what_is_published_reaches_who_has_not_responded_yet() {
    let table = Table::set("published").await;

    let row = table.row("who has not responded sees what was published since").await;
    row.goes("/").await;
    row.opens().await;
    row.reads(QUESTION).await;
    row.publish("hello", "Tea or coffee?", &json!({})).await;
    row.reloads().await;
    row.opens().await;
    row.reads("Tea or coffee?").await;
    row.counts(&row.site.dialogue, [1, 0, 0, 0]).await;

    let row = table.row("who has responded keeps the version they began").await;
    row.goes("/").await;
    row.opens().await;
    row.answers("yes").await;
    row.receives("engaged").await;
    row.publish("hello", "Tea or coffee?", &json!({})).await;
    row.reloads().await;
    row.opens().await;
    row.reads(QUESTION).await;
    row.gives_name().await;

    let row = table.row("unpublishing stops new ones and never one that runs").await;
    row.goes("/").await;
    row.opens().await;
    row.answers("yes").await;
    row.receives("engaged").await;
    row.without_the_usual().await;
    row.reloads().await;
    row.opens().await;
    row.gives_name().await;
    row.counts(&row.site.dialogue, [1, 1, 1, 1]).await;

    let row = table.row("what was unpublished is shown no more").await;
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

    let row =
        table.row("a version that was read but replaced is still the one that is answered").await;
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
