//! The limit of a package is never exceeded, and nothing counts twice.

use crate::fallback::fell_back;
use bellhop_tests::agent::Agent;
use bellhop_tests::agent_socket::AgentSocket;
use bellhop_tests::server::Server;
use bellhop_tests::site::Site;
use bellhop_tests::stream;
use bellhop_tests::visitor::Visitor;
use shared::event::{Event, FallbackReason};
use shared::protocol::AgentFrame;
use shared::quota::Package;
use std::sync::atomic::{AtomicUsize, Ordering};
use tokio::sync::Notify;

const LIMIT: usize = 100;
const REQUESTS: usize = 112;
const AT_ONCE: usize = 14;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_limit_of_select_holds_under_concurrency() {
    let server = Server::shared().await;
    let site = Site::create(&server, Package::Select, stream::short()).await;
    let agents = [site.agent("Grace").await, site.agent("Linus").await, site.agent("Ada").await];
    let sockets = [
        agents[0].connect_available().await,
        agents[1].connect_available().await,
        agents[2].connect_available().await,
    ];
    let (next, over) = (AtomicUsize::new(0), Notify::new());
    let outcomes = async {
        let requester = || send_requests(&site, &next);
        let requesters: Vec<_> = (0..AT_ONCE).map(|_| requester()).collect();
        let outcomes = futures_util::future::join_all(requesters).await;
        over.notify_waiters();
        outcomes.into_iter().flatten().collect::<Vec<_>>()
    };
    let [one, two, three] = sockets;
    let (outcomes, (), (), ()) = tokio::join!(
        outcomes,
        answer_everything(one, &over),
        answer_everything(two, &over),
        answer_everything(three, &over)
    );
    let committed = outcomes.iter().filter(|outcome| outcome.is_none()).count();
    let exhausted = Some(FallbackReason::QuotaExhausted);
    let refused = outcomes.iter().filter(|outcome| **outcome == exhausted).count();
    assert_eq!((committed, refused), (LIMIT, REQUESTS - LIMIT), "{outcomes:?}");
    let usage = site.used(LIMIT as u64, 0).await;
    assert_eq!((usage.package, usage.limit), (Package::Select, Some(LIMIT as u64)));
}

/// Visitors request chats one after the other until there are enough; returns why each fell back,
/// if they did.
async fn send_requests(site: &Site, next: &AtomicUsize) -> Vec<Option<FallbackReason>> {
    let mut outcomes = Vec::new();
    while next.fetch_add(1, Ordering::Relaxed) < REQUESTS {
        let (_, mut chat) = site.begun().await;
        let is_answer =
            |event: &Event| matches!(event, Event::Connected { .. } | Event::FellBack { .. });
        let answer = chat.event("an agent or the fallback", is_answer).await;
        let reason = match answer.event {
            Event::FellBack { reason, .. } => Some(reason),
            _ => None,
        };
        if reason.is_none() {
            let key = chat.leave().await;
            chat.ack(&key).await;
        }
        outcomes.push(reason);
    }
    outcomes
}

/// Accepts every offer until it is over.
async fn answer_everything(mut socket: AgentSocket, over: &Notify) {
    let mut accepted = 0;
    let all = async {
        loop {
            socket.until("an offer", |socket| socket.all_offers().len() > accepted).await;
            while let Some(offer) = socket.all_offers().get(accepted).map(|offer| offer.id.clone())
            {
                accepted += 1;
                assert_eq!(socket.accept(&offer).await, Ok(()), "{}", socket.dump());
            }
        }
    };
    tokio::select! { () = all => {}, () = over.notified() => {} }
}

#[tokio::test]
async fn a_visitor_counts_once_in_a_visit_and_again_in_the_next() {
    let server = Server::shared().await;
    let site = Site::create(&server, Package::Select, stream::short()).await;
    let grace: Agent = site.agent("Grace").await;
    let mut socket = grace.connect_available().await;
    let mut visitor: Visitor = site.visitor().await;
    for expected in [1, 1, 2] {
        if expected == 2 {
            let visit = format!("visit_{}", bellhop_tests::random::random_string());
            visitor.visit = shared::id::VisitId::parse(visit).unwrap();
        }
        let mut chat = visitor.begun(&site.dialogue, site.version).await;
        let offer = socket.offer_of(&chat.id).await;
        assert_eq!(socket.accept(&offer.id).await, Ok(()));
        chat.event("the agent", |event| matches!(event, Event::Connected { .. })).await;
        let key = chat.leave().await;
        chat.ack(&key).await;
        site.used(expected, 0).await;
    }
}

#[tokio::test]
async fn an_offer_holds_its_reservation_until_nobody_answers() {
    let server = Server::shared().await;
    let site = Site::create(&server, Package::Select, stream::short()).await;
    let grace = site.agent("Grace").await;
    let mut socket = grace.connect_available().await;
    let (_, mut chat) = site.begun().await;
    socket.offer_of(&chat.id).await;
    site.used(0, 1).await;
    assert_eq!(fell_back(&mut chat).await, FallbackReason::TimedOut);
    site.used(0, 0).await;

    let (_, mut chat) = site.begun().await;
    let offer = socket.offer_of(&chat.id).await;
    let declined = socket.send(|id| AgentFrame::Decline { id, offer: offer.id }).await;
    assert_eq!(declined, Ok(()));
    assert_eq!(fell_back(&mut chat).await, FallbackReason::Declined);
    site.used(0, 0).await;
}
