//! `cargo xtask bench lists`: how long lists take. `cargo xtask bench wire`: how many chat requests
//! per second one desk object handles up to the agent's accept, on the real worker, compared to
//! simpler tasks on the same machine in the same minute. `cargo xtask bench floods`: what a flood of
//! one sender costs the others. `cargo xtask bench cost`: what Cloudflare bills of page views and chats.
//! `cargo xtask bench panel`: how long a long chat takes to open. `cargo xtask bench widget`: what the
//! widget costs a page, beside others. `cargo xtask bench server`: messages a second, beside floors and socket.io.
//!
//! workerd runs all objects in one thread, and each turn waits for its write. So the figure is the
//! cost of everything behind a chat request together: worker, conversation, desk, ledger, disk.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::cast_precision_loss,
    reason = "benchmarks report by panicking"
)]

mod canvas;
mod cost;
mod floods;
mod lists;
mod load;
mod panel;
mod server;
mod widget;

use bellhop_tests::server::Server;
use bellhop_tests::site::Site;
use bellhop_tests::stream;
use load::{At, Load};
use shared::quota::Package;

/// Available agents, with ten chats each.
const AGENTS: usize = 12;

const CROWDS: [usize; 3] = [1, 8, 24];

/// How often each figure is measured, in turn with the others; the median counts.
const ROUNDS: usize = 3;

#[tokio::main(flavor = "multi_thread", worker_threads = 2)]
async fn main() {
    match std::env::args().nth(1).as_deref() {
        Some("canvas") => canvas::run().await,
        Some("cost") => cost::run().await,
        Some("floods") => floods::run(std::env::args().nth(2).as_deref()).await,
        Some("lists") => lists::run().await,
        Some("server") => server::run(std::env::args().nth(2).as_deref()).await,
        Some("panel") => panel::run().await,
        Some("widget") => widget::run().await,
        _ => wire().await,
    }
}

async fn wire() {
    let server = Server::own().await;
    let site = Site::create(&server, Package::Prime, stream::short()).await;
    let load = Load::on(site, AGENTS).await;
    println!("one site, one desk, {AGENTS} agents; rates per second, medians of {ROUNDS} rounds\n");
    print!("{:>17}", "visitors at once");
    for at in At::ALL {
        print!(" {:>21}", at.name());
    }
    println!();
    for crowd in CROWDS {
        let rates = rates(&load, crowd).await;
        print!("{crowd:>17}");
        for rate in rates {
            print!(" {rate:>12.1} {:>8}", format!("({:.3})", rate / rates[0]));
        }
        println!();
    }
    println!(
        "\nin brackets: relative to messages. Messages, begun and fallen back need no ledger."
    );
}

/// The median of each kind.
async fn rates(load: &Load, crowd: usize) -> [f64; 4] {
    let mut rounds = [const { Vec::new() }; 4];
    for _ in 0..ROUNDS {
        for (rounds, at) in rounds.iter_mut().zip(At::ALL) {
            rounds.push(load.measure(at, crowd).await.per_second);
        }
    }
    rounds.map(|mut rounds: Vec<f64>| {
        rounds.sort_by(f64::total_cmp);
        rounds[ROUNDS / 2]
    })
}
