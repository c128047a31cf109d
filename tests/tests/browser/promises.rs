//! The Promises tab of the Stream Designer: what must hold is chosen, proven while one types, shown in the
//! preview, and named before publishing.

use crate::designer::{Author, draft};
use bellhop_tests::browser::Spot;
use bellhop_tests::server::Server;
use bellhop_tests::site::Site;
use serde_json::json;

const FRAME: &str = "[data-part=preview-frame]";

#[tokio::test]
async fn a_broken_promise_is_shown_by_its_shortest_way_and_named_before_publishing() {
    let server = Server::shared().await;
    let site = Site::make(&server).await;
    let mut author = Author::sits("promises", &site).await;
    author.opens("dialogue_hello").await;
    author.clicks("[data-part=promises]").await;
    author.clicks("[data-part=add-promise]").await;
    author.sees("[data-part=verdict][data-result=kept]").await;
    author.chooses("promise-kind", "questions_at_most").await;
    author.writes("[data-part=promise-most]", "2").await;
    author.sees("[data-part=promise] [data-result=broken]").await;
    author.reads("[data-part=story]", "Yes, please").await;
    author.reads("[data-part=promises-failing]", "1").await;

    // An example is clicked together, and what happens is what it expects.
    author.clicks("[data-part=add-example]").await;
    author.clicks("[data-part=do-step]:nth-of-type(2)").await;
    author.clicks("[data-part=expect-this]").await;
    author.sees("[data-part=example-result][data-result=kept]").await;
    author.reads("[data-part=coverage]", "2 of 4 cards").await;
    author.check_a11y("promises").await;

    // The preview goes the shortest way: it answers, and stops where the third thing is asked.
    author.clicks("[data-part=promise] [data-part=play-way]").await;
    author.browser.in_frame(FRAME, ".said", "Who are you?").await;
    author.browser.in_frame(FRAME, "label", "E-mail").await;
    author.check_a11y("promises played").await;
    author.clicks("[data-part=close-preview]").await;

    author.saved().await;
    let saved = draft(&site, "dialogue_hello").await;
    let example = json!({ "name": "Example 1", "does": [{ "answer": "no" }],
        "sees": ["ask", "bye"], "ends": "end" });
    let promise = json!({ "promise": { "questions_at_most": 2 } });
    assert_eq!(saved["promises"], json!({ "examples": [example], "promises": [promise] }));

    author.clicks("[data-part=publish]").await;
    author.reads("[data-part=broken-promise]", "Nobody is asked more than 2 questions").await;
    author.sees("[data-part=publish-now]:disabled").await;
    author.check_a11y("publish with a broken promise").await;
    author.clicks("[data-part=publish-anyway]").await;
    author.clicks("[data-part=publish-now]").await;
    author.reads("[data-part=status]", "Live, version 2").await;
    let complaints = author.browser.complaints(&[Spot::Page]).await;
    assert!(complaints.is_empty(), "{complaints:#?}");
    assert!(author.found.is_empty(), "{:#?}", author.found);
}
