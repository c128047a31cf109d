//! The live chat report, and the replay of a past chat.

use crate::dialogues::violations;
use crate::harness::enter;
use bellhop_tests::browser::{Browser, Spot};
use bellhop_tests::http::Method;
use bellhop_tests::report::batch;
use bellhop_tests::server::Server;
use bellhop_tests::site::Site;
use bellhop_tests::wait::eventually;
use shared::counts::{ChatReport, Seen};
use shared::event::Event;

#[tokio::test]
async fn an_admin_reads_reports_and_replays_a_chat() {
    let server = Server::shared().await;
    let site = Site::make(&server).await;
    let grace = site.agent("Grace").await;
    let mut socket = grace.connect_available().await;
    let (visitor, _chat, mut theirs) = site.chatting(&grace, &mut socket).await;
    batch(&visitor.beacon(&site.dialogue, &[Seen::Triggered]).send().await);
    let key = theirs.say("Line 1: hello").await;
    theirs.ack(&key).await;
    theirs.end().await;
    theirs.event("the end", |event| matches!(event, Event::Ended { .. })).await;
    let (_, mut chat) = site.requested_chat().await;
    let offer = socket.offer_of(&chat.id).await;
    assert_eq!(socket.decline(&offer.id).await, Ok(()));
    chat.event("the fallback", |event| matches!(event, Event::FellBack { .. })).await;
    let report = async || -> ChatReport {
        site.admin.request(Method::GET, "reports/chats").done().await.json()
    };
    let both = |report: &ChatReport| report.total.length.n == 1 && report.total.missed == 1;
    eventually("the report", report, both).await;

    let browser = Browser::open("reports-admin").await;
    enter(&browser, &site, "agent_admin@shop.example").await;
    browser.click(Spot::Page, "[data-part=go-reports]").await;
    browser.see_text(Spot::Page, "[data-part=tile-requested] [data-part=value]", "2").await;
    browser.see_text(Spot::Page, "[data-part=tile-engaged] [data-part=value]", "2").await;
    let mut found = violations(&browser, "reports").await;
    let tab =
        async |href: &str| browser.click(Spot::Page, &format!(".page-tab[href='{href}']")).await;
    tab("/console/reports/chats").await;
    browser.see_text(Spot::Page, "[data-part=reasons]", "Declined").await;
    browser.see_text(Spot::Page, "[data-part=by-agent]", "Grace").await;
    // The link is a data URL, because the Content-Security-Policy lets no script fetch it.
    let read = "return decodeURIComponent(document.querySelector(
        '[data-part=by-agent] [data-part=csv]').href.replace('data:text/csv;charset=utf-8,', ''))";
    let csv = browser.run(read).await;
    let csv = csv.as_str().unwrap().to_owned();
    let rows: Vec<&str> = csv.trim_start_matches('\u{feff}').lines().collect();
    assert!(rows[0].starts_with("Agent,Offers,Accepted,Declined,Not answered"), "{csv}");
    assert!(rows[1].starts_with("Grace,2,1,1,0,0,"), "{csv}");
    browser.see_text(Spot::Page, "[data-part=busy-hours]", "Most chats were requested on").await;
    browser.see_text(Spot::Page, "[data-part=report-zone]", "UTC").await;
    browser.click(Spot::Page, "[data-part=chats-chart] [data-part=as-table]").await;
    found.extend(violations(&browser, "live chat report").await);
    tab("/console/reports/dialogues").await;
    browser.see_text(Spot::Page, "[data-part=figures-row]", "100 %").await;
    browser.click(Spot::Page, "[data-part=show-funnel]").await;
    browser.see_text(Spot::Page, "[data-part=answer-row]", "Yes, please").await;
    browser
        .see_text(Spot::Page, "[data-part=funnel-branch] [data-part=chosen]", "2 chose it")
        .await;
    browser
        .see_text(Spot::Page, "[data-part=funnel-card][data-card=who] [data-part=reached]", "2")
        .await;
    browser
        .see_text(
            Spot::Page,
            "[data-part=funnel-card][data-card=who] [data-part=stopped]",
            "0 stopped",
        )
        .await;
    found.extend(violations(&browser, "funnel").await);

    // The replay of the answered chat, from the first event to the last.
    browser.click(Spot::Page, "[data-part=go-inbox]").await;
    browser.click(Spot::Page, "[data-part=tab-all]").await;
    let answered = format!("[data-part=history-chat][data-conversation={}]", theirs.id);
    browser.click(Spot::Page, &answered).await;
    browser.click(Spot::Page, "[data-part=replay]").await;
    browser.see_text(Spot::Page, "[data-part=replay-summary]", "The conversation starts").await;
    browser.see_text(Spot::Page, "[data-part=replay-agent]", "No agent sees this yet").await;
    let next = async || browser.click(Spot::Page, "[data-part=step-on]").await;
    next().await;
    browser.see_text(Spot::Page, "[data-part=replay-stands]", "Yes, please").await;
    browser.click(Spot::Page, "[data-part=speed]:last-of-type").await;
    let slide = "const slider = document.querySelector('[data-part=replay-slider]');
        slider.value = slider.max; slider.dispatchEvent(new Event('input', { bubbles: true }))";
    browser.run(slide).await;
    browser.see_text(Spot::Page, "[data-part=replay-summary]", "The agent ends the chat").await;
    browser.see_text(Spot::Page, "[data-part=replay-thread]", "Line 1: hello").await;
    browser.see_text(Spot::Page, "[data-part=decided-end]", "It was offered to Grace").await;
    found.extend(violations(&browser, "replay").await);
    browser.press(bellhop_tests::browser::ESCAPE).await;
    browser.gone(Spot::Page, "[data-part=replay-view]").await;
    assert!(found.is_empty(), "{found:#?}");
}
