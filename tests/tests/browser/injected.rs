//! HTML that somebody managed to hand to a page: the browser itself refuses to make it live.

use crate::harness::Harness;
use bellhop_tests::browser::Spot;
use bellhop_tests::server::Server;
use serde_json::json;

/// Hands HTML to the page; returns what became of it.
const INJECT: &str = "window.ran = false;
    const tried = ['<img src=x onerror=\"parent.ran = ran = true\">', '<script>ran = true</' + 'script>',
        '<svg><a href=\"javascript:ran\">x</a></svg>', '<iframe src=x></iframe>'];
    return tried.map((html) => {
        const box = document.createElement('div');
        try { box.innerHTML = html; } catch (refusal) { return refusal.name; }
        return 'taken';
    })";

#[tokio::test]
async fn console_and_panel_refuse_html_with_scripts() {
    let harness = Harness::set("injected", Server::shared().await).await;
    harness.agent.see(Spot::Page, "#availability, .availability, nav").await;
    let refused = json!(["TypeError", "TypeError", "TypeError", "TypeError"]);
    assert_eq!(harness.agent.run(INJECT).await, refused);
    assert_eq!(harness.agent.run("return window.ran").await, json!(false));
    let worker = "return navigator.serviceWorker.register('/evil.js')
        .then(() => 'taken', (refusal) => refusal.name)";
    assert_eq!(harness.agent.run(worker).await, json!("TypeError"));

    harness.visitor.click(Spot::Launcher, ".launch").await;
    harness.visitor.see(Spot::Panel, "[data-response=yes]").await;
    assert_eq!(harness.visitor.run_in(Spot::Panel, INJECT).await, refused);
    // The panel takes none at all.
    let plain = "try { document.createElement('p').innerHTML = 'x'; return 'taken' }
        catch (refusal) { return refusal.name }";
    assert_eq!(harness.visitor.run_in(Spot::Panel, plain).await, json!("TypeError"));
}
