//! A page that asks first: before its visitor agrees, nothing is stored and nothing is sent, and what
//! they take back is forgotten (docs/sdk.md).

use crate::harness::visit_of;
use bellhop_tests::browser::{Browser, Spot};
use bellhop_tests::server::Server;
use bellhop_tests::site::{Site, draft};
use bellhop_tests::stream;
use serde_json::{Value, json};
use shared::id::DialogueId;

/// What the chat has stored in this browser, and what was requested from its origin.
const TRACES: &str = "
    const chat = new URL(document.querySelector('script[data-site]').src).origin;
    const requests = performance.getEntriesByType('resource').map(({ name }) => new URL(name));
    const databases = await indexedDB.databases();
    return {
        stored: [...Object.keys(localStorage), ...Object.keys(sessionStorage)].filter((key) => key != 'events'),
        cookies: document.cookie,
        databases: databases.length,
        requests: requests.filter(({ origin }) => origin == chat).map(({ pathname }) => pathname),
        frames: document.querySelectorAll('iframe, bellhop-widget').length,
    }";

async fn traces(visitor: &Browser) -> Value {
    visitor.run(&format!("return (async () => {{ {TRACES} }})()")).await
}

/// Only the script itself was loaded.
fn nothing() -> Value {
    json!({ "stored": [], "cookies": "", "databases": 0, "requests": ["/widget.js"], "frames": 0 })
}

#[tokio::test]
async fn before_a_visitor_agrees_nothing_is_stored_or_sent() {
    let server = Server::shared().await;
    let site = Site::make(&server).await;
    let flow = DialogueId::parse("dialogue_flow").unwrap();
    let mut flow_draft = draft(&flow, stream::short());
    flow_draft.1.trigger = Some(json!({ "on": "call" }));
    site.publish(&flow_draft).await;
    let website = visit_of(&site).await;
    let visitor = Browser::open("consent").await;
    visitor.visit(&format!("{}/consent", website.origin)).await;
    let loaded = async || visitor.run("return !!Bellhop.open").await;
    bellhop_tests::wait::eventually("the script", loaded, |there| *there == true).await;

    // Whatever the page asks for. The loader looks twice a second for what has changed.
    visitor
        .run(
            "Bellhop.identify({ email: 'ada@consent.example', first_name: 'Ada' });
             Bellhop.push(['trigger', 'dialogue_flow'], ['hide'], ['show']);
             Bellhop.close();
             history.pushState({}, '', '/consent?again');
             dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }));
             return new Promise((done) => setTimeout(done, 1200))",
        )
        .await;
    assert_eq!(traces(&visitor).await, nothing());
    visitor.run("Bellhop.push(['consent', false])").await;
    assert_eq!(traces(&visitor).await, nothing(), "a refusal changes nothing");

    // What was asked for before happens now.
    visitor.run("Bellhop.push(['consent', true], ['consent', true])").await;
    visitor.see(Spot::Launcher, ".panel.open.popup").await;
    let identity =
        "return Object.entries(localStorage).find(([key]) => key.endsWith('identity'))?.[1]";
    assert_eq!(visitor.run(identity).await, r#"{"email":"ada@consent.example"}"#);

    // Taken back, all is forgotten, and nothing comes of it later.
    visitor.run("Bellhop.push(['consent', false])").await;
    visitor.run("return new Promise((done) => setTimeout(done, 1200))").await;
    let after = traces(&visitor).await;
    assert_eq!((&after["stored"], &after["frames"]), (&json!([]), &json!(0)), "{after:#}");
    let requests = after["requests"].as_array().unwrap().len();
    visitor.run("Bellhop.open(); Bellhop.identify({ email: 'x@consent.example' })").await;
    visitor.run("return new Promise((done) => setTimeout(done, 1200))").await;
    let later = traces(&visitor).await;
    assert_eq!(later["requests"].as_array().unwrap().len(), requests, "{later:#}");
    assert_eq!(later["stored"], json!([]));

    // And agreed to again, the chat is there.
    visitor.run("Bellhop.push(['consent', true])").await;
    visitor.see(Spot::Launcher, ".panel.open").await;
    assert_eq!(visitor.run(identity).await, r#"{"email":"x@consent.example"}"#);
    let complaints = visitor.complaints(&[Spot::Page]).await;
    assert!(complaints.is_empty(), "{complaints:#?}");
}

#[tokio::test]
async fn a_page_that_does_not_ask_can_still_be_refused() {
    let server = Server::shared().await;
    let site = Site::make(&server).await;
    let website = visit_of(&site).await;
    let visitor = Browser::open("consent-none").await;
    visitor.visit(&website.origin).await;
    visitor.see(Spot::Launcher, ".launch").await;
    visitor.run("Bellhop.push(['consent', false])").await;
    let after = traces(&visitor).await;
    assert_eq!((&after["stored"], &after["frames"]), (&json!([]), &json!(0)), "{after:#}");
    visitor.run("Bellhop.push(['consent', true])").await;
    visitor.see(Spot::Launcher, ".launch").await;
}
