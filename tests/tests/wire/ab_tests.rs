//! A/B tests: two versions share the visitors of a dialogue, and are counted apart (ABTEST-01 to
//! ABTEST-05).

use bellhop_tests::http::{Answer, Method};
use bellhop_tests::report::batch;
use bellhop_tests::server::Server;
use bellhop_tests::site::{Site, draft};
use bellhop_tests::stream;
use bellhop_tests::visitor::{Visitor, ada};
use bellhop_tests::wait::eventually;
use serde_json::{Value, json};
use shared::ab_test::{AbTest, AbTestReport, Bucket, Measure, Variant, Verdict};
use shared::api::PostBootstrap;
use shared::counts::Seen;
use shared::event::Event;
use shared::id::{Version, VisitId};
use shared::permission::Role;
use shared::protocol::{DialogueChange, HistoryRow, Listing, PageBoot};
use shared::quota::Package;

const HELLO: &str = "dialogues/dialogue_hello";

async fn post(site: &Site, path: &str, body: Value) -> Answer {
    site.admin.request(Method::POST, &format!("{HELLO}/{path}")).json(&body).send().await
}

/// A site whose live version is 1, and that has a version 2 with another last message.
async fn with_two_versions(server: &Server) -> Site {
    let site = Site::create(server, Package::Prime, stream::counting()).await;
    let mut other = stream::counting();
    other["cards"][0]["text"] = json!("Shall we talk?");
    assert_eq!(site.publish(&draft(&site.dialogue, other)).await, Version(2));
    post(&site, "versions/1/publish", json!({})).await.json::<Value>();
    site
}

async fn begun(site: &Site) -> AbTest {
    let answer = post(site, "ab_tests", json!({ "version": 2, "measure": "converted" })).await;
    assert_eq!(answer.status, 201, "{}", answer.dump());
    answer.json()
}

/// The reports of all tests, latest first.
async fn reports(site: &Site) -> Vec<AbTestReport> {
    let listed = site.admin.request(Method::GET, &format!("{HELLO}/ab_tests")).done().await;
    listed.json::<Listing<AbTestReport>>().items
}

/// The report of the last test.
async fn report(site: &Site) -> AbTestReport {
    reports(site).await.remove(0)
}

/// A visit that a browser begins with this id, and the version that its page shows.
async fn visits(site: &Site, made_up: &str) -> (Visitor, Version) {
    let boot = |visit: &str| {
        let route = site.http.route(&PostBootstrap { site: site.id.clone() });
        let page = json!({ "url": "https://shop.example/pricing", "title": "", "referrer": "" });
        route.json(&json!({ "visit": visit, "page": page }))
    };
    let first: PageBoot = boot(made_up).done().await.json();
    let visit = first.visit.clone().unwrap();
    let again: PageBoot = boot(visit.as_str()).done().await.json();
    let version = |boot: PageBoot| boot.boot.dialogue.unwrap().version;
    let shown = version(first);
    assert_eq!((again.visit.clone(), version(again)), (Some(visit.clone()), shown));
    (Visitor { visit, ..site.visitor().await }, shown)
}

#[tokio::test]
async fn visitors_share_two_versions_and_each_keeps_theirs() {
    let server = Server::shared().await;
    let site = with_two_versions(&server).await;
    let (earlier, shown) = visits(&site, "visit_earlier00").await;
    assert_eq!(shown, Version(1));
    batch(&earlier.beacon(&site.dialogue, &[Seen::Triggered]).send().await);
    let mut old_chat = earlier.begun(&site.dialogue, Version(1)).await;
    let test = begun(&site).await;
    assert_eq!((test.number, test.a, test.b, test.share), (1, Version(1), Version(2), 50));

    let mut shown = [0_u64; 2];
    let mut b = Vec::new();
    for bucket in (0..100).step_by(5) {
        let (visitor, version) = visits(&site, &format!("visit_one{bucket:02}")).await;
        assert!(visitor.visit.as_str().ends_with(&format!("{bucket:02}")));
        let (_, tomorrow) = visits(&site, &format!("visit_two{bucket:02}")).await;
        assert_eq!(version, tomorrow, "ABTEST-02: the same in every visit");
        assert_eq!(version, test.version(test.variant(&visitor.visit)));
        batch(&visitor.beacon(&site.dialogue, &[Seen::Triggered]).send().await);
        shown[usize::from(version == test.b)] += 1;
        if version == test.b {
            b.push(visitor);
        }
    }
    assert!(shown.iter().all(|visits| *visits > 2), "{shown:?}");
    // One of those who met B reaches the goal, and the one from before the test does, too.
    let mut chat = b[0].begun(&site.dialogue, Version(2)).await;
    for chat in [&mut chat, &mut old_chat] {
        let key = chat.capture(stream::CAPTURE, ada()).await;
        chat.ack(&key).await;
        chat.event("the end of the dialogue", |event| matches!(event, Event::Completed { .. }))
            .await;
    }
    let goal = |report: &AbTestReport| report.figures.b.converted == 1;
    let found = eventually("the goal to be counted", async || report(&site).await, goal).await;
    assert_eq!([found.figures.a.triggered, found.figures.b.triggered], shown);
    assert_eq!([found.figures.a.engaged, found.figures.b.engaged], [0, 1]);
    assert_eq!(found.results[0].measure, Measure::Converted);
    assert!(matches!(found.verdict, Verdict::NotYet { .. }), "{found:?}");
    assert_eq!(site.figures(&site.dialogue).await.triggered, 21, "the usual report has all");

    // What visitors see must not change under the test.
    for path in ["publish", "versions/2/publish", "ab_tests"] {
        post(&site, path, json!({ "version": 2 })).await.problem(409, "taken");
    }
    let ended: AbTest = post(&site, "ab_tests/end", json!({ "keep": "b" })).await.json();
    assert_eq!(ended.end.and_then(|end| end.kept), Some(Variant::B));
    for bucket in (0..100).step_by(20) {
        let (_, version) = visits(&site, &format!("visit_three{bucket:02}")).await;
        assert_eq!(version, Version(2), "everybody meets what was kept");
    }
    assert_eq!(report(&site).await.figures, found.figures, "the figures of the test stay");
    let history: Listing<HistoryRow> =
        site.admin.request(Method::GET, &format!("{HELLO}/history")).done().await.json();
    let changes: Vec<_> =
        history.items.iter().take(2).map(|row| (row.change, row.version)).collect();
    let two = Some(Version(2));
    assert_eq!(changes, [(DialogueChange::AbTestEnded, two), (DialogueChange::AbTestBegan, two)]);
}

#[tokio::test]
async fn a_test_that_can_not_be_is_refused_with_what_to_do() {
    let server = Server::shared().await;
    let site = with_two_versions(&server).await;
    let begin = async |body: Value| post(&site, "ab_tests", body).await;
    assert!(reports(&site).await.is_empty());
    post(&site, "ab_tests/end", json!({ "keep": "a" })).await.problem(409, "taken");
    begin(json!({ "version": 1 })).await.problem(422, "invalid");
    begin(json!({ "version": 3 })).await.problem(404, "not_found");
    for share in [0, 100] {
        begin(json!({ "version": 2, "share": share })).await.problem(422, "invalid");
    }
    begin(json!({ "version": 2, "share": -1 })).await.problem(400, "bad_body");
    begin(json!({ "version": 2, "measure": "smiles" })).await.problem(400, "bad_body");
    // Other visitors can't be compared.
    let mut elsewhere = draft(&site.dialogue, stream::counting());
    elsewhere.1.pages = vec!["https://shop.example/help/*".to_owned()];
    assert_eq!(site.publish(&elsewhere).await, Version(3));
    begin(json!({ "version": 2 })).await.problem(422, "invalid");
    post(&site, "unpublish", json!({})).await.json::<Value>();
    begin(json!({ "version": 2 })).await.problem(422, "invalid");

    let support = site.agent_of("Sam", Role::LiveAgent).await;
    let path = format!("{HELLO}/ab_tests");
    let body = json!({ "version": 2 });
    support.request(Method::POST, &path).json(&body).send().await.problem(403, "no_permission");
}

#[tokio::test]
async fn unpublishing_ends_a_test_and_the_next_one_deals_anew() {
    let server = Server::shared().await;
    let site = with_two_versions(&server).await;
    let first = begun(&site).await;
    post(&site, "unpublish", json!({})).await.json::<Value>();
    let over = report(&site).await.test;
    assert_eq!(over.end.map(|end| end.kept), Some(None));
    post(&site, "versions/1/publish", json!({})).await.json::<Value>();
    let second = begun(&site).await;
    assert_eq!(second.number, 2);
    let numbers: Vec<_> = reports(&site).await.iter().map(|report| report.test.number).collect();
    assert_eq!(numbers, [2, 1]);
    let visit = |bucket: u32| VisitId::parse(format!("visit_x{bucket:02}")).unwrap();
    assert!((0..100).any(|bucket| first.variant(&visit(bucket)) != second.variant(&visit(bucket))));
    let odd = VisitId::parse("visit_odd").unwrap();
    let (visitor, version) = visits(&site, odd.as_str()).await;
    assert!(visitor.visit.as_str().ends_with(&Bucket::new(&odd).digits()));
    assert_eq!(version, second.version(second.variant(&odd)));
}
