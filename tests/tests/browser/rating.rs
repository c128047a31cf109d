//! The visitor rates a chat when it has ended (INBOX-21).

use crate::access::Violations;
use crate::harness::Harness;
use bellhop_tests::browser::Spot;
use bellhop_tests::server::Server;
use thirtyfour::Key;

const STAR: &str = ".rate .stars input";

#[tokio::test]
async fn a_visitor_rates_a_chat_by_keyboard_and_the_agent_reads_it() {
    let harness = Harness::set("rating", Server::shared().await).await;
    let visitor = &harness.visitor;
    harness.chat().await;
    harness.agent_says("Line 1").await;
    harness.agent.click(Spot::Page, "[data-part=end]").await;
    visitor.see_text(Spot::Panel, ".rate legend", "How was this chat?").await;
    let mut found = Violations::default();
    found.check_a11y(visitor, Spot::Panel, "the rating").await;
    let names =
        "return [...document.querySelectorAll('.rate .stars input')].map((star) => star.ariaLabel)";
    assert_eq!(
        visitor.run_in(Spot::Panel, names).await,
        serde_json::json!([
            "Very bad (1/5)",
            "Bad (2/5)",
            "All right (3/5)",
            "Good (4/5)",
            "Very good (5/5)"
        ])
    );
    visitor.shot("rating-asked").await;

    // The first one has the keyboard, and the arrows choose.
    let focus = format!("document.querySelector('{STAR}').focus()");
    visitor.run_in(Spot::Panel, &focus).await;
    for _ in 0..3 {
        visitor.press(Key::Right).await;
    }
    visitor.see_text(Spot::Panel, ".rate .word", "Good").await;
    visitor.write(Spot::Panel, ".rate .say input", "Line 2, quick").await;
    visitor.shot("rating-chosen").await;
    found.check_a11y(visitor, Spot::Panel, "the chosen rating").await;
    visitor.enter(Spot::Panel, ".rate .say input").await;
    visitor.see_text(Spot::Panel, ".rate .thanks", "Thank you. Your rating: Good (4/5)").await;
    let focused = "return document.activeElement.className";
    assert_eq!(visitor.run_in(Spot::Panel, focused).await, "thanks");
    harness.agent.see_text(Spot::Page, "[data-part=note]", "rated the chat: 4 of 5").await;
    harness.agent.see_text(Spot::Page, "[data-part=note] .quote", "Line 2, quick").await;
    visitor.shot("rating-given").await;

    // It survives a reload, and can be changed.
    visitor.reload().await;
    visitor.see_text(Spot::Panel, ".rate .thanks", "Good (4/5)").await;
    visitor.click(Spot::Panel, ".rate .change").await;
    visitor.see_text(Spot::Panel, ".rate .word", "Good").await;
    visitor.click(Spot::Panel, ".rate .stars label:last-child input").await;
    visitor.see_text(Spot::Panel, ".rate .word", "Very good").await;
    visitor.click(Spot::Panel, ".rate [type=submit]").await;
    visitor.see_text(Spot::Panel, ".rate .thanks", "Very good (5/5)").await;
    harness.agent.click(Spot::Page, "[data-part=tab-history]").await;
    harness.agent.see_text(Spot::Page, "[data-part=history-chat]", "Rated 5 of 5").await;
    // The row says what was said last, and when (INBOX-29).
    let agent = &harness.agent;
    agent.see_text(Spot::Page, "[data-part=history-chat] .by", "You:").await;
    agent.see_text(Spot::Page, "[data-part=last-words]", "Line 1").await;
    agent.click(Spot::Page, "[data-part=filter]").await;
    agent.see(Spot::Page, "[data-part=by-dialogue]").await;
    agent.shot("rating-agent").await;
    found.check_a11y(agent, Spot::Page, "past conversations with their filter").await;
    let choose = "const day = document.querySelector('[data-part=from-day]'); \
                  day.value = '2999-01-01'; day.dispatchEvent(new Event('change'))";
    agent.run(choose).await;
    agent.see(Spot::Page, "[data-part=empty]").await;
    agent.click(Spot::Page, "[data-part=clear-filter]").await;
    agent.see(Spot::Page, "[data-part=last-words]").await;
    assert!(found.is_clear(), "{found:#?}");
    harness.no_complaints().await;
}

#[tokio::test]
async fn the_rating_fits_a_phone_in_arabic_and_in_the_dark() {
    let harness = Harness::set("rating_phone", Server::shared().await).await;
    let visitor = &harness.visitor;
    visitor.measures(390, 844, true).await;
    visitor.prefers("dark").await;
    visitor.visit(&format!("{}/ar", harness.website.origin)).await;
    harness.chat().await;
    harness.agent.click(Spot::Page, "[data-part=end]").await;
    visitor.click(Spot::Panel, ".rate .stars label:nth-child(2) input").await;
    visitor.see(Spot::Panel, ".rate .say input").await;
    let sizes = "const { width } = document.documentElement.getBoundingClientRect();
        const fields = [...document.querySelectorAll('.rate :is(label, input, button)')];
        return fields.every((field) => {
            const { left, right, height } = field.getBoundingClientRect();
            return left >= 0 && right <= width && height >= 44;
        })";
    assert_eq!(visitor.run_in(Spot::Panel, sizes).await, true);
    visitor.shot("rating-phone").await;
}

#[tokio::test]
async fn a_site_can_leave_the_question_out() {
    let server = Server::shared().await;
    let site = bellhop_tests::site::Site::make(&server).await;
    site.settings(|settings| settings.style.rating = false).await;
    let harness = Harness::new("rating_off", server, site).await;
    harness.chat().await;
    harness.agent.click(Spot::Page, "[data-part=end]").await;
    harness.visitor.see(Spot::Panel, "[data-act=again]").await;
    let asked = harness
        .visitor
        .run_in(Spot::Panel, "return document.querySelector('.rate').childNodes.length")
        .await;
    assert_eq!(asked, 0);
}
