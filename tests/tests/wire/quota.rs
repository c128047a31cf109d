//! What a package allows is never exceeded, and nothing is counted twice.

use crate::fallback::fell_back;
use bellhop_tests::agent::Agent;
use bellhop_tests::bell::Bell;
use bellhop_tests::server::Server;
use bellhop_tests::site::Site;
use bellhop_tests::stream;
use bellhop_tests::visitor::Visitor;
use shared::event::{Event, FallbackReason};
use shared::protocol::BellFrame;
use shared::quota::Package;
use std::sync::atomic::{AtomicUsize, Ordering};
use tokio::sync::Notify;

const LIMIT: usize = 100;
const WISHES: usize = 112;
const AT_ONCE: usize = 14;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn select_counts_to_a_hundred_engagements_and_not_one_further_under_concurrency() {
    let server = Server::shared().await;
    let site = Site::of(&server, Package::Select, stream::short()).await;
    let agents = [site.agent("Grace").await, site.agent("Linus").await, site.agent("Ada").await];
    let bells = [agents[0].on_duty().await, agents[1].on_duty().await, agents[2].on_duty().await];
    let (next, over) = (AtomicUsize::new(0), Notify::new());
    let outcomes = async {
        let wisher = || wishes(&site, &next);
        let wishers: Vec<_> = (0..AT_ONCE).map(|_| wisher()).collect();
        let outcomes = futures_util::future::join_all(wishers).await;
        over.notify_waiters();
        outcomes.into_iter().flatten().collect::<Vec<_>>()
    };
    let [one, two, three] = bells;
    let (outcomes, (), (), ()) = tokio::join!(
        outcomes,
        answer_everything(one, &over),
        answer_everything(two, &over),
        answer_everything(three, &over)
    );
    let engaged = outcomes.iter().filter(|outcome| outcome.is_none()).count();
    let spent = Some(FallbackReason::QuotaSpent);
    let refused = outcomes.iter().filter(|outcome| **outcome == spent).count();
    assert_eq!((engaged, refused), (LIMIT, WISHES - LIMIT), "{outcomes:?}");
    let usage = site.used(LIMIT as u64, 0).await;
    assert_eq!((usage.package, usage.limit), (Package::Select, Some(LIMIT as u64)));
}

/// Lets visitors ask, one after the other, until enough have: why each fell back, if they did.
async fn wishes(site: &Site, next: &AtomicUsize) -> Vec<Option<FallbackReason>> {
    let mut outcomes = Vec::new();
    while next.fetch_add(1, Ordering::Relaxed) < WISHES {
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

/// Takes whatever rings, until it is over.
async fn answer_everything(mut bell: Bell, over: &Notify) {
    let mut taken = 0;
    let all = async {
        loop {
            bell.until("a ring", |bell| bell.rings().len() > taken).await;
            while let Some(offer) = bell.rings().get(taken).map(|ring| ring.id.clone()) {
                taken += 1;
                assert_eq!(bell.accept(&offer).await, Ok(()), "{}", bell.story());
            }
        }
    };
    tokio::select! { () = all => {}, () = over.notified() => {} }
}

#[tokio::test]
async fn a_visitor_counts_once_in_a_visit_and_again_in_the_next() {
    let server = Server::shared().await;
    let site = Site::of(&server, Package::Select, stream::short()).await;
    let grace: Agent = site.agent("Grace").await;
    let mut bell = grace.on_duty().await;
    let mut visitor: Visitor = site.visitor().await;
    for expected in [1, 1, 2] {
        if expected == 2 {
            let visit = format!("visit_{}", bellhop_tests::chance::word());
            visitor.visit = shared::id::VisitId::parse(visit).unwrap();
        }
        let mut chat = visitor.begun(&site.dialogue, site.version).await;
        let offer = bell.offer_of(&chat.id).await;
        assert_eq!(bell.accept(&offer.id).await, Ok(()));
        chat.event("the agent", |event| matches!(event, Event::Connected { .. })).await;
        let key = chat.leave().await;
        chat.ack(&key).await;
        site.used(expected, 0).await;
    }
}

#[tokio::test]
async fn what_rings_holds_its_place_until_nobody_answers() {
    let server = Server::shared().await;
    let site = Site::of(&server, Package::Select, stream::short()).await;
    let grace = site.agent("Grace").await;
    let mut bell = grace.on_duty().await;
    let (_, mut chat) = site.begun().await;
    bell.offer_of(&chat.id).await;
    site.used(0, 1).await;
    assert_eq!(fell_back(&mut chat).await, FallbackReason::TimedOut);
    site.used(0, 0).await;

    let (_, mut chat) = site.begun().await;
    let offer = bell.offer_of(&chat.id).await;
    let declined = bell.send(|id| BellFrame::Decline { id, offer: offer.id }).await;
    assert_eq!(declined, Ok(()));
    assert_eq!(fell_back(&mut chat).await, FallbackReason::Declined);
    site.used(0, 0).await;
}
