//! Counts, once per visitor and visit: with reloads, several tabs, resent beacons, and crashes.

use bellhop_tests::http::Method;
use bellhop_tests::report::{batch, report_for};
use bellhop_tests::server::Server;
use bellhop_tests::site::{Site, draft};
use bellhop_tests::stream::{self, GOAL};
use bellhop_tests::visitor::{Visitor, ada};
use serde_json::{Value, json};
use shared::api::PostBootstrap;
use shared::counts::{Figures, Report, Seen};
use shared::event::Event;
use shared::id::{DialogueId, VisitId};
use shared::limit::Limit;
use shared::permission::Role;
use shared::protocol::ConversationBegun;
use shared::quota::Package;
use std::collections::BTreeMap;

async fn counting(server: &Server) -> Site {
    Site::create(server, Package::Prime, stream::counting()).await
}

fn figures(triggered: u64, engaged: u64, completed: u64, acquired: u64, goals: u64) -> Figures {
    let named = BTreeMap::from([(GOAL.to_owned(), goals)]);
    let named = named.into_iter().filter(|(_, n)| *n > 0).collect();
    Figures { triggered, engaged, completed, acquired, converted: goals, goals: named }
}

/// Goes through the whole dialogue, to its goal and end.
async fn run_dialogue(site: &Site, visitor: &Visitor) {
    let mut chat = visitor.begun(&site.dialogue, site.version).await;
    let key = chat.capture(stream::CAPTURE, ada()).await;
    chat.ack(&key).await;
    chat.event("the end of the dialogue", |event| matches!(event, Event::Completed { .. })).await;
}

#[tokio::test]
async fn showing_counts_once_with_reloads_two_tabs_and_resent_beacons() {
    let server = Server::shared().await;
    let site = counting(&server).await;
    let visitor = site.visitor().await;
    let visible = |visitor: &Visitor| visitor.beacon(&site.dialogue, &[Seen::Triggered]).send();
    // Two tabs at once, then a reload, then a beacon whose response was lost.
    let (one, two) = tokio::join!(visible(&visitor), visible(&visitor));
    batch(&one);
    batch(&two);
    batch(&visible(&visitor).await);
    assert_eq!(
        site.figures(&site.dialogue).await,
        figures(1, 0, 0, 0, 0),
        "stored before the response"
    );
    batch(&visible(&visitor.another_visit().await).await);
    batch(&visible(&site.visitor().await).await);
    assert_eq!(site.figures(&site.dialogue).await, figures(3, 0, 0, 0, 0));

    let ended = visitor.beacon(&site.dialogue, &[Seen::Triggered, Seen::Completed]);
    batch(&ended.send().await);
    assert_eq!(site.figures(&site.dialogue).await, figures(3, 0, 1, 0, 0));
}

#[tokio::test]
async fn a_conversation_counts_once_per_visit() {
    let server = Server::shared().await;
    let site = counting(&server).await;
    let visitor = site.visitor().await;
    // A begin whose response was lost makes the same conversation.
    let beginning = visitor.beginning(&site.dialogue, site.version);
    let begin = async || visitor.begin(&beginning).done().await.json::<ConversationBegun>();
    let (one, two, three) = tokio::join!(begin(), begin(), begin());
    assert!(one == two && two == three);
    site.comes_to(&figures(1, 1, 0, 0, 0)).await;

    let mut chat = visitor.chat(&one.conversation).connected().await;
    let mut tab = visitor.chat(&one.conversation).connected().await;
    let key = chat.capture(stream::CAPTURE, ada()).await;
    chat.ack(&key).await;
    tab.event("the end of the dialogue", |event| matches!(event, Event::Completed { .. })).await;
    site.comes_to(&figures(1, 1, 1, 1, 1)).await;

    // The browser also reports the end, and a second conversation of the visit adds nothing.
    batch(&visitor.beacon(&site.dialogue, &[Seen::Completed]).send().await);
    run_dialogue(&site, &visitor).await;
    run_dialogue(&site, &visitor.another_visit().await).await;
    site.comes_to(&figures(2, 2, 2, 2, 2)).await;
    run_dialogue(&site, &site.visitor().await).await;
    site.comes_to(&figures(3, 3, 3, 3, 3)).await;
}

#[tokio::test]
async fn a_branch_that_ends_at_once_completes_without_acquiring() {
    let server = Server::shared().await;
    let site = counting(&server).await;
    let visitor = site.visitor().await;
    let mut beginning = visitor.beginning(&site.dialogue, site.version);
    if let shared::protocol::FirstResponse::Answer { response, .. } = &mut beginning.first {
        *response = shared::id::ResponseId::parse(stream::NO).unwrap();
    }
    visitor.begin(&beginning).done().await;
    site.comes_to(&figures(1, 1, 1, 0, 0)).await;
}

#[tokio::test]
async fn acknowledged_events_survive_a_crash_and_resends_count_once() {
    let server = Server::own().await;
    let site = counting(&server).await;
    let visitor = site.visitor().await;
    for round in 0..3 {
        let visitor = if round < 2 { visitor.clone() } else { visitor.another_visit().await };
        batch(&visitor.beacon(&site.dialogue, &[Seen::Triggered]).send().await);
        run_dialogue(&site, &visitor).await;
        // An acknowledged frame is stored with its counts; whether the site has received them yet
        // is random.
        server.kill().await;
        server.start().await;
    }
    // Conversations with undelivered messages wake by their alarm.
    site.comes_to(&figures(2, 2, 2, 2, 2)).await;
    // A beacon that was under way is not answered, and is sent again. However far it got before the kill, it
    // counts once; the pause only lets it leave.
    let visitor = visitor.another_visit().await;
    let lost = visitor.beacon(&site.dialogue, &[Seen::Triggered]);
    let kill = async {
        tokio::time::sleep(std::time::Duration::from_millis(300)).await;
        server.kill().await;
    };
    let (_nothing_came, ()) = tokio::join!(lost.attempt(), kill);
    server.start().await;
    batch(&visitor.beacon(&site.dialogue, &[Seen::Triggered]).send().await);
    site.comes_to(&figures(3, 2, 2, 2, 2)).await;
}

#[tokio::test]
async fn concurrent_beacons_are_batched() {
    let server = Server::shared().await;
    let site = counting(&server).await;
    let visitor = site.visitor().await;
    let visits = futures_util::future::join_all((0..200).map(|_| visitor.another_visit())).await;
    let beacon = async |visitor: &Visitor| {
        batch(&visitor.beacon(&site.dialogue, &[Seen::Triggered]).send().await)
    };
    let sizes = futures_util::future::join_all(visits.iter().map(beacon)).await;
    assert_eq!(site.figures(&site.dialogue).await, figures(200, 0, 0, 0, 0));
    // Every response has the size of its batch, so the reciprocals of one batch add up to 1.
    let batches: f64 = sizes.iter().map(|size| 1.0 / *size as f64).sum();
    assert!(batches < 10.5, "{batches:.1} batches: {sizes:?}");
}

#[tokio::test]
async fn a_beacon_needs_no_preflight_and_may_have_one() {
    let server = Server::shared().await;
    let site = counting(&server).await;
    let visitor = site.visitor().await;
    let origin = "https://shop.example";
    let beacon = || visitor.beacon(&site.dialogue, &[Seen::Triggered]).header("Origin", origin);
    let answer = beacon().done().await;
    assert_eq!(answer.header("Access-Control-Allow-Origin"), Some(origin));
    let path = format!("/v1/sites/{}/counts", site.id);
    let preflight = site.http.request(Method::OPTIONS, &path).header("Origin", origin).done().await;
    assert_eq!(preflight.header("Access-Control-Allow-Origin"), Some(origin));
    let body = json!({ "visit": visitor.visit, "events": [] });
    assert_eq!(site.http.post(&path, &body).done().await.status, 204);

    let allowed = vec!["https://another.example".to_owned()];
    site.settings(|settings| settings.allowed_domains = allowed).await;
    beacon().send().await.problem(403, "page_not_allowed");
}

#[tokio::test]
async fn a_browser_can_only_report_its_own_events() {
    let server = Server::shared().await;
    let site = counting(&server).await;
    let visitor = site.visitor().await;
    let event = |count: &str| json!({ "dialogue": site.dialogue, "count": count });
    let beacon =
        |events: Value| visitor.raw_beacon(&json!({ "visit": visitor.visit, "events": events }));
    for other in ["engaged", "acquired", "goal/Signed up", "anything"] {
        let refused = beacon(json!([event(other)])).send().await;
        let problem = refused.problem(400, "bad_body");
        let detail = problem["detail"].as_str().unwrap_or_default();
        assert!(detail.contains("triggered") && detail.contains("completed"), "{detail}");
    }
    beacon(json!(vec![event("triggered"); 51])).send().await.problem(422, "too_many_events");
    beacon(json!("x".repeat(20_000))).send().await.problem(413, "too_large");
    visitor.raw_beacon(&json!([])).send().await.problem(400, "bad_body");
    let foreign = json!({ "visit": "conv_1", "events": [] });
    visitor.raw_beacon(&foreign).send().await.problem(400, "bad_body");
    let nobody =
        Visitor { site: shared::id::SiteId::parse("site_nobody").unwrap(), ..visitor.clone() };
    let nowhere = nobody.beacon(&site.dialogue, &[Seen::Triggered]).send().await;
    nowhere.problem(404, "no_site");

    // Events of unknown dialogues are ignored, the rest is counted.
    let unknown = json!({ "dialogue": "dialogue_unknown", "count": "triggered" });
    batch(&beacon(json!([unknown, event("triggered"), event("triggered")])).send().await);
    let report = site.report().await;
    assert_eq!(report.items.len(), 1, "{report:?}");
    assert_eq!(report.items[0].total, figures(1, 0, 0, 0, 0));
}

#[tokio::test]
async fn a_report_has_every_dialogue_and_day_and_needs_permission() {
    let server = Server::shared().await;
    let site = counting(&server).await;
    let quiet = DialogueId::parse("dialogue_quiet").unwrap();
    let (id, mut quiet_draft) = draft(&quiet, stream::counting());
    (quiet_draft.name, quiet_draft.priority) = ("Quiet".to_owned(), 7);
    site.publish(&(id, quiet_draft)).await;
    let visitor = site.visitor().await;
    batch(&visitor.beacon(&site.dialogue, &[Seen::Triggered]).send().await);
    run_dialogue(&site, &visitor).await;
    site.comes_to(&figures(1, 1, 1, 1, 1)).await;

    let report = site.report().await;
    assert_eq!(report.period.to.number() - report.period.from.number(), 29);
    let [item, silent] = report.items.as_slice() else { panic!("{report:?}") };
    assert_eq!((item.name.as_str(), silent.name.as_str()), ("Hello", "Quiet"));
    assert_eq!((&silent.total, silent.days.len()), (&Figures::default(), 0));
    // The test may run over midnight, so we add up the days.
    let on_days: u64 = item.days.iter().map(|day| day.figures.engaged).sum();
    assert!((1..=2).contains(&item.days.len()) && on_days == 1, "{item:?}");
    let today = item.days[0].day;
    let report_of = async |query: String| site.report_of(&query).send().await;
    let before = report_of(format!("?to={}", today.before(1))).await.json::<Report>();
    assert_eq!(before.items[0].total, Figures::default());
    let only = report_of(format!("?from={today}&to={}", today.after(1))).await.json::<Report>();
    assert_eq!(only.items[0].total, item.total);

    for (query, name) in [
        ("?from=yesterday", "bad_day"),
        ("?to=2026-02-30", "bad_day"),
        ("?from=2026-11-02&to=2026-11-01", "period_reversed"),
        ("?from=2020-01-01&to=2026-11-01", "period_too_long"),
    ] {
        report_of(query.to_owned()).await.problem(422, name);
    }
    let marketing = site.agent_of("Mary", Role::Marketing).await;
    report_for(&marketing, "").done().await;
    let live = site.agent("Grace").await;
    report_for(&live, "").send().await.problem(403, "no_permission");
    let path = format!("/v1/sites/{}/reports/dialogues", site.id);
    site.http.get(&path).send().await.problem(401, "not_signed_in");
}

#[tokio::test]
async fn made_up_visits_are_not_counted() {
    let server = Server::with_settings(&[
        ("BELLHOP_SECRET", Server::SECRET),
        ("BELLHOP_OPERATOR_TOKEN", Server::OPERATOR),
        ("BELLHOP_ADDRESS_HEADER", "X-Client"),
    ])
    .await;
    let site = counting(&server).await;
    let (per_address, _) = Limit::VisitsFromAddress.allowance();
    let bootstrap = PostBootstrap { site: site.id.clone() };
    let begin = async |address: &str, visit: &VisitId| {
        let request = site.http.route(&bootstrap).header("X-Client", address);
        let boot: Value = request.json(&json!({ "visit": visit })).done().await.json();
        boot["visit"].as_str().map(str::to_owned)
    };
    let stranger = site.visitor().await;
    let report = async |address: &str, visit: &str| {
        let event = |count: &str| json!({ "dialogue": site.dialogue, "count": count });
        let events = [event("triggered"), event("completed")];
        let beacon = stranger.raw_beacon(&json!({ "visit": visit, "events": events }));
        beacon.header("X-Client", address).send().await
    };
    // Ids that nobody handed out count nothing, wherever they come from.
    for n in 0..100 {
        let address = format!("192.0.2.{n}");
        let answer = report(&address, Visitor::made_up_visit().as_str()).await;
        answer.problem(403, "unknown_visit");
    }
    // One address asks for 2,000 visits, and reports from many what it got.
    let mut handed_out = Vec::new();
    for _ in 0..20 {
        let visits: Vec<_> = (0..100).map(|_| Visitor::made_up_visit()).collect();
        let asked = visits.iter().map(|visit| begin("203.0.113.9", visit));
        let named = futures_util::future::join_all(asked).await;
        handed_out.extend(named.into_iter().flatten());
    }
    // While they ask, one more comes back each minute.
    let (few, limit) = (handed_out.len() as u64, u64::from(per_address));
    assert!((limit..limit + 5).contains(&few), "{few} visits");
    for (n, visit) in handed_out.iter().enumerate() {
        batch(&report(&format!("198.51.100.{n}"), visit).await);
        batch(&report(&format!("198.51.100.{n}"), visit).await); // once is enough
    }
    assert_eq!(site.figures(&site.dialogue).await, figures(few, 0, few, 0, 0));
    // A visit of another site is none of this one.
    let other = counting(&server).await.visitor().await;
    report("192.0.2.1", other.visit.as_str()).await.problem(403, "unknown_visit");
    // Real visitors are counted: with more pages of one visit, and from other addresses.
    let ada = begin("192.0.2.77", &Visitor::made_up_visit()).await.unwrap();
    let again = VisitId::parse(ada.clone()).unwrap();
    assert_eq!(begin("203.0.113.9", &again).await.as_ref(), Some(&ada), "a visit goes on anywhere");
    batch(&report("203.0.113.9", &ada).await);
    assert_eq!(site.figures(&site.dialogue).await, figures(few + 1, 0, few + 1, 0, 0));
}
