//! A disk that is full or read-only: nothing that was acknowledged is lost, everybody is told why, and all
//! goes on once there is room, without a restart.

use bellhop_tests::agent::{Agent, email};
use bellhop_tests::http::Method;
use bellhop_tests::preload::Disk;
use bellhop_tests::server::Server;
use bellhop_tests::site::Site;
use bellhop_tests::wait::eventually;
use std::time::Duration;

/// Health is checked anew after 5 seconds.
async fn health_is(site: &Site, status: u16) {
    let health = async || site.http.get("/v1/health").attempt().await.unwrap().status;
    eventually("the health", health, |now| *now == status).await;
}

async fn a_chat_survives(disk: Disk) {
    let server = Server::own_with_disk().await;
    let site = Site::make(&server).await;
    let grace = site.agent("Grace").await;
    let mut socket = grace.connect_available().await;
    let (_visitor, mut chat, mut theirs) = site.chatting(&grace, &mut socket).await;
    let key = chat.say("Before the disk was full.").await;
    chat.ack(&key).await;

    server.set_disk(disk);
    health_is(&site, 503).await;
    let answer = site.http.get("/v1/health").send().await;
    answer.problem(503, "storage_full");
    assert_eq!(answer.headers["retry-after"], "60");
    // Pages need only what is in memory.
    let page = format!("/v1/sites/{}/bootstrap", site.id);
    assert_eq!(site.http.get(&page).send().await.status, 200);
    // What has to be stored is refused with that reason, and never with “our fault”.
    let settings = site.admin.request(Method::GET, "settings").send().await;
    let sign_in = Agent::try_sign_in(&site.http, &site.id, &email(&grace.id), "wrong, too").await;
    let begin =
        site.visitor().await.begin(&site.visitor().await.beginning(&site.dialogue, site.version));
    for answer in [settings, sign_in, begin.send().await] {
        if !matches!(answer.status, 200..=299 | 401) {
            answer.problem(503, "storage_full");
        }
    }
    chat.keep_connected();
    theirs.keep_connected();
    let keys = [chat.say("While it was full.").await, chat.say("Still.").await];
    tokio::time::sleep(Duration::from_millis(500)).await;

    server.set_disk(Disk::Well);
    health_is(&site, 200).await;
    for key in &keys {
        chat.ack(key).await;
    }
    theirs.until("all messages", |theirs| theirs.head() == chat.head()).await;
    let said = ["Before the disk was full.", "While it was full.", "Still."];
    for client in [&chat, &theirs] {
        let texts: Vec<_> = client.said().into_iter().map(|(_, text)| text).collect();
        assert_eq!(texts, said);
    }
    let key = theirs.say("Now there is room.").await;
    theirs.ack(&key).await;
    chat.until("the answer", |chat| chat.head() == theirs.head()).await;
    site.used(1, 0).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn on_a_full_disk_nothing_is_lost_and_all_goes_on_once_there_is_room() {
    a_chat_survives(Disk::Full).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn on_a_read_only_disk_nothing_is_lost_and_all_goes_on_once_it_is_writable() {
    a_chat_survives(Disk::ReadOnly).await;
}
