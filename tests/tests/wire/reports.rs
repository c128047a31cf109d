//! Reports: the funnel of a dialogue, and the figures of live chats.

use bellhop_tests::http::Method;
use bellhop_tests::report::batch;
use bellhop_tests::server::Server;
use bellhop_tests::site::Site;
use bellhop_tests::stream::{CALL, CAPTURE, QUESTION};
use bellhop_tests::wait::eventually;
use shared::counts::{ChatReport, Funnel, Seen};
use shared::event::{Event, FallbackReason};
use shared::permission::Role;

async fn funnel(site: &Site) -> Funnel {
    let path = format!("reports/dialogues/{}/funnel", site.dialogue);
    site.admin.request(Method::GET, &path).done().await.json()
}

async fn chats(site: &Site, query: &str) -> ChatReport {
    site.admin.request(Method::GET, &format!("reports/chats{query}")).done().await.json()
}

/// The figures of a card: how often it was reached, and how many visitors stopped there.
fn card(funnel: &Funnel, id: &str) -> (u64, u64) {
    let found = funnel.cards.iter().find(|card| card.card.as_str() == id);
    found.map_or_else(|| panic!("{funnel:?}"), |card| (card.reached, card.stopped()))
}

#[tokio::test]
async fn a_funnel_counts_where_visitors_stopped() {
    let server = Server::shared().await;
    let site = Site::make(&server).await;
    // Nobody is available, so chat requests fall back at once.
    for _ in 0..2 {
        let (visitor, mut chat) = site.requested_chat().await;
        batch(&visitor.beacon(&site.dialogue, &[Seen::Triggered]).send().await);
        chat.event("the fallback", |event| matches!(event, Event::FellBack { .. })).await;
    }
    for _ in 0..3 {
        let (visitor, _chat) = site.begun().await;
        batch(&visitor.beacon(&site.dialogue, &[Seen::Triggered]).send().await);
    }
    let stranger = site.visitor().await;
    batch(&stranger.beacon(&site.dialogue, &[Seen::Triggered]).send().await);

    let whole = |funnel: &Funnel| card(funnel, CAPTURE) == (5, 3) && funnel.completed == 2;
    let report = eventually("the funnel", async || funnel(&site).await, whole).await;
    assert_eq!((report.triggered, report.engaged), (6, 5));
    assert_eq!(card(&report, QUESTION), (5, 0));
    assert_eq!(card(&report, CALL), (2, 0));
    assert_eq!(card(&report, "bye"), (0, 0));
    let cards: Vec<&str> = report.cards.iter().map(|card| card.card.as_str()).collect();
    assert_eq!(cards, [QUESTION, CAPTURE, CALL, "bye"]);
    // Which response was chosen, in the version that asked.
    let [answers] = report.answers.as_slice() else { panic!("{:?}", report.answers) };
    assert_eq!(answers.version, site.version);
    let [question] = answers.questions.as_slice() else { panic!("{answers:?}") };
    assert_eq!((question.asked, question.answered, question.unanswered), (5, 5, 0));
    let chosen: Vec<u64> = question.responses.iter().map(|response| response.chosen).collect();
    assert_eq!(chosen, [5, 0]);
    let steps: Vec<u64> = report.cards[0].steps.iter().map(|step| step.chosen).collect();
    assert_eq!(steps, [5, 0], "and so have its branches");
    // The report of dialogues is unchanged: its days have no cards.
    let report = site.report().await;
    assert_eq!(report.items[0].days.len(), 1);
    assert_eq!(report.items[0].total.engaged, 5);
}

#[tokio::test]
async fn live_chats_are_reported_as_answered_declined_missed_or_withdrawn() {
    let server = Server::shared().await;
    let site = Site::make(&server).await;
    // One falls back at once, because nobody is available.
    let (_, mut chat) = site.requested_chat().await;
    chat.event("the fallback", |event| matches!(event, Event::FellBack { .. })).await;

    let grace = site.agent("Grace").await;
    let mut socket = grace.connect_available().await;
    // One is accepted, answered, and ended.
    let (_visitor, _chat, mut theirs) = site.chatting(&grace, &mut socket).await;
    let key = theirs.say("Hello").await;
    theirs.ack(&key).await;
    theirs.end().await;
    theirs.event("the end of the chat", |event| matches!(event, Event::Ended { .. })).await;
    // One is declined.
    let (_, mut chat) = site.requested_chat().await;
    let offer = socket.offer_of(&chat.id).await;
    assert_eq!(socket.decline(&offer.id).await, Ok(()));
    let declined =
        |event: &_| matches!(event, Event::FellBack { reason: FallbackReason::Declined, .. });
    chat.event("the fallback", declined).await;
    // One is withdrawn while it is offered.
    let (_, mut chat) = site.requested_chat().await;
    socket.offer_of(&chat.id).await;
    chat.leave().await;
    chat.event("to be withdrawn", |event| matches!(event, Event::Withdrawn { .. })).await;

    let done = |report: &ChatReport| {
        report.total.requested == 4 && report.total.length.n == 1 && report.total.withdrawn == 1
    };
    let report = eventually("the report", async || chats(&site, "").await, done).await;
    let total = &report.total;
    assert_eq!((total.answered, total.missed, total.waiting), (1, 2, 0), "{report:#?}");
    let reasons: Vec<_> = total.reasons.iter().map(|(reason, n)| (reason.as_str(), *n)).collect();
    assert_eq!(reasons, [("declined", 1), ("nobody_available", 1)]);
    assert_eq!((total.accept.n, total.reply.n), (1, 1));
    assert!(total.length.median >= total.reply.median);
    let [agent] = report.agents.as_slice() else { panic!("{:?}", report.agents) };
    assert_eq!(agent.name, "Grace");
    assert_eq!((agent.offers, agent.accepted, agent.declined, agent.timed_out), (3, 1, 1, 0));
    assert_eq!(report.teams.len(), 1, "no request was for a team");
    assert_eq!(report.days.len(), 1);
    assert_eq!(report.hours.0.iter().flatten().sum::<u64>(), 4);

    // Without a zone it is the site's.
    assert_eq!(report.zone, "UTC");
    site.settings(|settings| settings.report_zone = Some("pacific/auckland".to_owned())).await;
    let there = chats(&site, "").await;
    assert_eq!((there.zone.as_str(), there.total.requested), ("Pacific/Auckland", 4));
    assert_eq!(site.report().await.zone, "Pacific/Auckland");
    assert_eq!(funnel(&site).await.zone, "Pacific/Auckland");

    // Other days are empty, in whatever zone; an unknown zone is refused.
    let before = chats(&site, "?from=2020-01-01&to=2020-01-31&zone=Europe/Berlin").await;
    assert_eq!((before.total.requested, before.zone.as_str()), (0, "Europe/Berlin"));
    let wrong = site.admin.request(Method::GET, "reports/chats?zone=Moon/Sea").send().await;
    assert_eq!(wrong.status, 422, "{}", wrong.dump());
    let marketer = site.agent_of("Mia", Role::Marketing).await;
    assert_eq!(marketer.request(Method::GET, "reports/chats").send().await.status, 200);
    assert_eq!(grace.request(Method::GET, "reports/chats").send().await.status, 403);
}
