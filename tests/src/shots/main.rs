//! `cargo xtask shots`: a screenshot of every screen and state of the demo site on the real worker,
//! on a desktop and a phone, in the light and the dark scheme. For people to look at; nothing is
//! compared.
#![allow(clippy::unwrap_used, clippy::panic, reason = "screenshots report by panicking")]

mod demo_site;
mod history;
mod inbox;
mod rtl;
mod screenshots;
mod sections;
mod visitor;

use demo_site::DemoSite;
use screenshots::Screenshots;

#[tokio::main(flavor = "multi_thread", worker_threads = 2)]
async fn main() {
    let selected: Vec<String> = std::env::args().skip(1).collect();
    let wants = |name: &str| selected.is_empty() || selected.iter().any(|one| one == name);
    let (demo, screenshots) = (DemoSite::from_env().await, Screenshots::from_env());
    if wants("visitor") {
        visitor::show(&demo, &screenshots).await;
    }
    if wants("inbox") || wants("sections") {
        history::happen(&demo).await;
    }
    if wants("inbox") {
        inbox::show(&demo, &screenshots).await;
    }
    if wants("sections") {
        sections::show(&demo, &screenshots).await;
    }
    if wants("rtl") {
        rtl::show(&demo, &screenshots).await;
    }
}
