//! A visitor mistypes their e-mail address, and corrects it while an agent is in the chat (STREAM-26).

use crate::access::Violations;
use crate::harness::Harness;
use bellhop_tests::browser::{ESCAPE, Spot};
use bellhop_tests::server::Server;

/// The bubble with the e-mail address: after the question, its answer, another question, and the name.
const ADDRESS: &str = ".msg:nth-child(5) .said";
const CHANGE: &str = ".msg:nth-child(5) .change";
const FIELD: &str = "input[name=email]";

#[tokio::test]
async fn a_mistyped_address_is_corrected_in_the_chat() {
    let server = Server::shared().await;
    let harness = Harness::set("correction", server).await;
    let Harness { visitor, agent, .. } = &harness;
    harness.chat().await;
    visitor.write(Spot::Panel, ".composer textarea", "Line not sent").await;

    // By keyboard; a screen reader hears what is changed.
    visitor.see_text(Spot::Panel, CHANGE, "Change").await;
    let heard = format!("return document.querySelector('{CHANGE}').textContent");
    assert_eq!(visitor.run_in(Spot::Panel, &heard).await, "Change: ada@example.com");
    visitor.enter(Spot::Panel, CHANGE).await;
    let focus = "return document.activeElement.name";
    visitor.see(Spot::Panel, FIELD).await;
    assert_eq!(visitor.run_in(Spot::Panel, focus).await, "email");
    assert_eq!(visitor.value(Spot::Panel, FIELD).await, "ada@example.com");
    let mut found = Violations::default();
    found.check_a11y(visitor, Spot::Panel, "correcting an answer").await;
    visitor.shot("correction").await;

    visitor.press(ESCAPE).await;
    visitor.gone(Spot::Panel, FIELD).await;
    assert_eq!(visitor.value(Spot::Panel, ".composer textarea").await, "Line not sent");
    visitor.click(Spot::Panel, CHANGE).await;
    visitor.write(Spot::Panel, FIELD, "ada at acme").await;
    visitor.enter(Spot::Panel, FIELD).await;
    visitor.see_text(Spot::Panel, ".wrong[role=alert]", "name@example.com").await;
    visitor.write(Spot::Panel, FIELD, "ada@acme.example").await;
    visitor.enter(Spot::Panel, FIELD).await;
    visitor.see_text(Spot::Panel, ADDRESS, "ada@acme.example").await;
    visitor.gone(Spot::Panel, FIELD).await;

    let note = "The visitor corrected an answer: ada@acme.example";
    agent.see_text(Spot::Page, "[data-part=note]", note).await;
    agent.see_text(Spot::Page, "[data-part=email]", "ada@acme.example").await;
    agent.shot("correction-agent").await;

    // On a phone, from the right to the left, after a reload.
    visitor.is_phone().await;
    visitor.visit(&format!("{}/ar", harness.website.origin)).await;
    visitor.see_text(Spot::Panel, ADDRESS, "ada@acme.example").await;
    let size = format!(
        "const {{ left, right, height, width }} = document.querySelector('{CHANGE}').getBoundingClientRect();
        return left >= 0 && right <= innerWidth && height >= 44 && width >= 44"
    );
    assert_eq!(visitor.run_in(Spot::Panel, &size).await, true);
    visitor.click(Spot::Panel, CHANGE).await;
    visitor.see(Spot::Panel, FIELD).await;
    visitor.shot("correction-phone").await;
    harness.no_complaints().await;
    assert!(found.is_clear(), "{found:#?}");
}
