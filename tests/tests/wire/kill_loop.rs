//! `kill -9` at random moments, again and again, through whole conversations.

use bellhop_tests::random::Rng;
use bellhop_tests::scenario::{kill_repeatedly, play};
use bellhop_tests::server::Server;
use bellhop_tests::site::Site;
use bellhop_tests::wait::eventually;
use tokio::sync::watch;

const ROUNDS: u64 = 10;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn after_random_crashes_both_sides_have_the_same_log() {
    let mut rng = Rng::announced();
    let server = Server::own().await;
    let site = Site::make(&server).await;
    site.settings(|settings| settings.offer_seconds = 60).await;
    let grace = site.agent("Grace").await;
    // Available from the start: after a crash the first visitor may reconnect before the agent
    // does.
    drop(grace.connect_available().await);
    for round in 1..=ROUNDS {
        let kills = 1 + rng.below(2);
        println!("round {round}: {kills} kills");
        let (said, _) = watch::channel(0);
        let (scenario, ()) =
            tokio::join!(play(&site, &grace, 12, &said), kill_repeatedly(&server, &mut rng, kills));
        scenario.is_whole().await;
        site.used(round, 0).await;
        let free = async || {
            let socket = grace.connect().await;
            (socket.chats.len(), socket.offers.len())
        };
        eventually("the agent to be free again", free, |load| *load == (0, 0)).await;
    }
}
