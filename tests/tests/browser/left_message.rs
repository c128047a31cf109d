//! Nobody can be reached: the visitor leaves a message, and an agent finds it.

use crate::access::Violations;
use crate::harness::{enter, request_chat, visit};
use bellhop_tests::browser::{Browser, Spot};
use bellhop_tests::server::Server;
use bellhop_tests::site::Site;
use serde_json::json;
use shared::conversation::FallbackFormSettings;

const FORM: &str = "form[data-act=leave]";
const MESSAGE: &str = "form[data-act=leave] textarea";

async fn offers_form(site: &Site) {
    let field = json!({ "field": "company", "label": "Your company" });
    let fields = vec![serde_json::from_value(field).unwrap()];
    let form = FallbackFormSettings { offered: true, fields };
    site.settings(|settings| settings.fallback_form = form).await;
}

#[tokio::test]
async fn a_visitor_leaves_a_message_and_an_agent_finds_it() {
    let server = Server::shared().await;
    let site = Site::make(&server).await;
    offers_form(&site).await;
    let (website, visitor) = visit("left_message", &site).await;
    request_chat(&visitor).await;
    visitor.see_text(Spot::Panel, FORM, "Leave a message").await;
    // The e-mail address is known.
    assert_eq!(visitor.texts(Spot::Panel, "form[data-act=leave] label").await.unwrap().len(), 2);
    let mut found = Violations::default();
    found.check_a11y(&visitor, Spot::Panel, "the form").await;
    visitor.shot("left-message").await;

    visitor.click(Spot::Panel, "form[data-act=leave] [type=submit]").await;
    visitor.see_text(Spot::Panel, ".wrong", "Please fill this in.").await;
    let focus = "return document.activeElement.localName";
    assert_eq!(visitor.run_in(Spot::Panel, focus).await, "textarea");
    visitor.write(Spot::Panel, "form[data-act=leave] input[name=company]", "山田製作所").await;
    visitor.write(Spot::Panel, MESSAGE, "Do you sell quiet ovens?").await;
    // Several lines are welcome: Enter sends nothing.
    visitor.enter(Spot::Panel, MESSAGE).await;
    visitor.see(Spot::Panel, FORM).await;
    visitor.click(Spot::Panel, "form[data-act=leave] [type=submit]").await;
    visitor.see_text(Spot::Panel, ".event", "We’ll write to ada@example.com").await;
    visitor.see_text(Spot::Panel, ".msg[data-by=visitor]", "Do you sell quiet ovens?").await;
    visitor.gone(Spot::Panel, FORM).await;
    visitor.see(Spot::Panel, "[data-act=again]").await;
    visitor.shot("left-message-sent").await;
    visitor.reload().await;
    visitor.see_text(Spot::Panel, ".msg[data-by=visitor]", "Do you sell quiet ovens?").await;
    assert!(found.is_clear(), "{found:#?}");

    let agent = Browser::open("left_message-agent").await;
    enter(&agent, &site, "agent_admin@shop.example").await;
    agent.click(Spot::Page, "[data-part=tab-all]").await;
    agent.see_text(Spot::Page, "[data-part=waits-count]", "1").await;
    agent.click(Spot::Page, "[data-part=narrow-waits]").await;
    agent.see_text(Spot::Page, "[data-part=history-chat]", "Needs an answer").await;
    agent.click(Spot::Page, "[data-part=history-chat]").await;
    agent.see_text(Spot::Page, "[data-part=bubble]", "Do you sell quiet ovens?").await;
    agent.shot("left-message-agent").await;
    agent.click(Spot::Page, "[data-part=mark-handled]").await;
    agent.see_text(Spot::Page, "[data-part=missed-state]", "Handled by you").await;
    agent.click(Spot::Page, "[data-part=narrow-waits]").await;
    agent.see_text(Spot::Page, "[data-part=history-chat]", "Fallback message").await;
    let complaints = visitor.complaints(&[Spot::Page, Spot::Panel]).await;
    assert!(complaints.is_empty(), "{complaints:#?}");
    drop(website);
}

#[tokio::test]
async fn the_form_is_usable_on_a_phone_in_arabic_and_in_the_dark() {
    let server = Server::shared().await;
    let site = Site::make(&server).await;
    offers_form(&site).await;
    let (website, visitor) = visit("left_message_phone", &site).await;
    visitor.measures(390, 844, true).await;
    visitor.prefers("dark").await;
    visitor.visit(&format!("{}/ar", website.origin)).await;
    request_chat(&visitor).await;
    visitor.see(Spot::Panel, MESSAGE).await;
    let sizes = "const { width } = document.documentElement.getBoundingClientRect();
        const fields = [...document.querySelectorAll('form[data-act=leave] :is(input, textarea, button)')];
        return fields.every((field) => {
            const { left, right, height } = field.getBoundingClientRect();
            return left >= 0 && right <= width && height >= 44;
        })";
    assert_eq!(visitor.run_in(Spot::Panel, sizes).await, true);
    visitor.shot("left-message-phone").await;
}
