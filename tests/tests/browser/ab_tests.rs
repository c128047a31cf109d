//! A marketer tests a version against the live one, reads what it has found, and keeps it.

use crate::designer::Author;
use bellhop_tests::browser::Spot;
use bellhop_tests::http::Method;
use bellhop_tests::report::batch;
use bellhop_tests::server::Server;
use bellhop_tests::site::{Site, draft};
use bellhop_tests::stream;
use bellhop_tests::visitor::Visitor;
use bellhop_tests::wait::eventually;
use serde_json::{Value, json};
use shared::ab_test::{AbTest, AbTestReport, Variant};
use shared::counts::Seen;
use shared::id::{Version, VisitId};
use shared::protocol::Listing;
use shared::quota::Package;

/// The report of the running test.
async fn report(site: &Site) -> AbTestReport {
    let path = "dialogues/dialogue_hello/ab_tests";
    let mut tests: Listing<AbTestReport> =
        site.admin.request(Method::GET, path).done().await.json();
    tests.items.remove(0)
}

/// A hundred visits for each variant, of which twelve respond to B.
async fn visitors_come(site: &Site) {
    let test: AbTest = report(site).await.test;
    let visitor = site.visitor().await;
    let visit = async |n: u32| {
        let made_up = VisitId::parse(format!("visit_{n}x{:02}", n % 100)).unwrap();
        let visit = visitor.visit_made_up_as(made_up).await;
        batch(&visit.beacon(&site.dialogue, &[Seen::Triggered]).send().await);
        visit
    };
    let visits: Vec<Visitor> = futures_util::future::join_all((0..200).map(visit)).await;
    let met_b = visits.iter().filter(|visit| test.variant(&visit.visit) == Variant::B);
    for visit in met_b.take(12) {
        let own = Visitor { visit: visit.visit.clone(), ..site.visitor().await };
        own.begin(&own.beginning(&site.dialogue, Version(2))).done().await;
    }
    let counted = |report: &AbTestReport| report.figures.b.engaged == 12;
    eventually("the responses to be counted", async || report(site).await, counted).await;
}

#[tokio::test]
async fn a_marketer_tests_a_version_against_the_live_one_and_keeps_it() {
    let server = Server::shared().await;
    let site = Site::create(&server, Package::Prime, stream::counting()).await;
    let mut warmer = stream::counting();
    warmer["cards"][0]["text"] = json!("Shall we talk?");
    site.publish(&draft(&site.dialogue, warmer)).await;
    let back = "dialogues/dialogue_hello/versions/1/publish";
    site.admin.request(Method::POST, back).done().await.json::<Value>();

    let mut author = Author::sits("ab-tests", &site).await;
    author.opens("dialogue_hello").await;
    author.clicks("[data-part=show-versions]").await;
    author.clicks("[data-part=test-version]").await;
    author.sees("[data-part=ab-test-form]").await;
    author.check_a11y("ab-test-form").await;
    author.clicks("[data-part=start-ab-test]").await;
    author.reads("[data-part=ab-test-verdict]", "No difference can be seen yet. About 200").await;
    author.reads("[data-part=version]:first-child [data-part=variant]", "B · 50 %").await;
    author.browser.gone(Spot::Page, "[data-part=roll-back]:not(:disabled)").await;

    visitors_come(&site).await;
    author.clicks("[data-part=close-versions]").await;
    author.clicks("[data-part=show-versions]").await;
    author.reads("[data-part=ab-test-rate][data-variant=b]", "12 of 100 visits").await;
    author.reads("[data-part=ab-test-verdict]", "B is better by").await;
    author.check_a11y("ab-test").await;
    author.clicks("[data-part=keep-b]").await;
    author.reads("[data-part=confirm-title]", "Keep version 2?").await;
    author.clicks("[data-part=confirm-action]").await;
    author.reads("[data-part=ab-test-about]", "Version 2 was kept.").await;
    author.reads("[data-part=happened]", "ended the A/B test and kept version 2").await;
    author.clicks("[data-part=close-versions]").await;
    author.reads("[data-part=status]", "Live, version 2").await;
    assert!(author.found.is_empty(), "{:#?}", author.found);
}
