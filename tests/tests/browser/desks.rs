//! One agent in two browsers, by keyboard only, with connection failures.

use crate::access::Violations;
use crate::harness::{AGENTS_THREAD, Harness, request_chat, said};
use bellhop_tests::browser::{Browser, ESCAPE, Spot};
use bellhop_tests::server::Server;

const MESSAGE: &str = "[data-part=message]";

/// Waits until the message field has this text.
async fn field_is(desk: &Browser, text: &str) {
    for _ in 0..100 {
        if desk.value(Spot::Page, MESSAGE).await == text {
            return;
        }
        tokio::time::sleep(std::time::Duration::from_millis(100)).await;
    }
    panic!("the field never had {text:?}, but {:?}", desk.value(Spot::Page, MESSAGE).await);
}

/// The text of the download at this index of the menu.
async fn download(desk: &Browser, index: usize) -> String {
    let script = format!(
        "const links = document.querySelectorAll('[data-part=save-as]');
         return fetch(links[{index}].href).then((answer) => answer.text())"
    );
    desk.run(&script).await.as_str().unwrap().to_owned()
}

#[tokio::test]
async fn an_agent_works_in_two_browsers_by_keyboard_only() {
    let harness = Harness::set("desks", Server::own().await).await;
    let (agent, visitor) = (&harness.agent, &harness.visitor);
    let other = harness.other_desk("desks").await;
    let mut found = Violations::default();
    other.see_text(Spot::Page, "[data-part=availability-label]", "Available").await;

    // The chat is offered in both browsers, and accepted in one.
    request_chat(visitor).await;
    other.see(Spot::Page, "[data-part=accept]").await;
    agent.see(Spot::Page, "[data-part=accept]").await;
    agent.alt("a").await;
    agent.see(Spot::Page, MESSAGE).await;
    other.gone(Spot::Page, "[data-part=accept]").await;
    other.see_text(Spot::Page, "[data-part=chat]", "Ada").await;
    other.types("j").await;
    other.see(Spot::Page, MESSAGE).await;

    // A draft typed in one browser appears in the other, and is sent from there.
    agent.types("Line 1: let me").await;
    field_is(&other, "Line 1: let me").await;
    other.types("c").await;
    other.write(Spot::Page, MESSAGE, "Line 1: let me look").await;
    field_is(agent, "Line 1: let me look").await;
    other.enter(Spot::Page, MESSAGE).await;
    field_is(agent, "").await;
    harness.both_read(&["Line 1: let me look"]).await;
    harness.visitor_says("Line 2: thanks").await;
    other.see_text(Spot::Page, AGENTS_THREAD, "Line 2").await;

    // The sheet lists the shortcuts, and the focus returns afterwards.
    agent.press(ESCAPE).await;
    agent.types("?").await;
    agent.see_text(Spot::Page, "[data-part=shortcuts]", "Replay the conversation").await;
    found.check_a11y(agent, Spot::Page, "shortcuts").await;
    agent.press(ESCAPE).await;
    agent.gone(Spot::Page, "[data-part=shortcuts]").await;
    agent.types("r").await;
    agent.see(Spot::Page, "[data-part=replay-view]").await;
    agent.press(ESCAPE).await;
    agent.gone(Spot::Page, "[data-part=replay-view]").await;
    agent.types("e").await;
    agent.see(Spot::Page, "[data-part=emoji-search]").await;
    agent.press(ESCAPE).await;
    agent.gone(Spot::Page, "[data-part=emoji-search]").await;

    // The transcript has both names and times with their zone; the log is JSON.
    agent.click(Spot::Page, "[data-part=save]").await;
    agent.see(Spot::Page, "[data-part=save-as]").await;
    let text = download(agent, 0).await;
    assert!(text.contains("Ada") && text.contains("Grace"), "{text}");
    assert!(text.contains("Line 1: let me look") && text.contains("UTC"), "{text}");
    assert!(download(agent, 1).await.contains("\"seq\":"));
    agent.press(ESCAPE).await;

    broken(&harness, &mut found).await;
    elsewhere(&harness, &other, &mut found).await;
    assert!(found.is_clear(), "{found:#?}");
}

/// Without a connection, messages wait, and the console says so.
async fn broken(harness: &Harness, found: &mut Violations) {
    let agent = &harness.agent;
    harness.server.kill().await;
    agent.see_text(Spot::Page, "[data-part=connection]", "Reconnecting").await;
    harness.agent_says("Line 3: one moment").await;
    agent.see_text(Spot::Page, "[data-part=queued]", "Waiting for the connection").await;
    found.check_a11y(agent, Spot::Page, "no connection").await;
    agent.run("dispatchEvent(new Event('offline'))").await;
    harness.server.start().await;
    agent.gone(Spot::Page, "[data-part=queued]").await;
    let all = |texts: &[String]| (said(texts).len() == 3).then_some(());
    agent.until(Spot::Page, AGENTS_THREAD, "the waiting message", all).await;
}

/// Signed out in another tab, no permission, and an unreachable server.
async fn elsewhere(harness: &Harness, other: &Browser, found: &mut Violations) {
    let (http, site) = (&harness.site.http, &harness.site.id);
    other.visit(&format!("{}/console/reports?site={site}", http.origin())).await;
    other.see_text(Spot::Page, "[data-part=not-for-you]", "Reports").await;
    found.check_a11y(other, Spot::Page, "no permission").await;
    let out =
        format!("return fetch('/v1/sites/{site}/session', {{ method: 'DELETE' }}).then(() => 1)");
    other.run(&out).await;
    other.see_text(Spot::Page, "[data-part=sign-in]", "Your session has ended").await;
    found.check_a11y(other, Spot::Page, "signed out").await;
    harness.server.kill().await;
    other.reload().await;
    harness.server.start().await;
}
