//! `cargo xtask shots`: a picture of every screen and state, on a desktop and a phone, in light and
//! dark, of the demo site on the real worker. For people to look at; nothing is compared.
#![allow(clippy::unwrap_used, clippy::panic, reason = "whoever takes pictures reads the panic")]

mod album;
mod inbox;
mod past;
mod sections;
mod town;
mod visitor;

use album::Album;
use town::Town;

#[tokio::main(flavor = "multi_thread", worker_threads = 2)]
async fn main() {
    let wanted: Vec<String> = std::env::args().skip(1).collect();
    let wants = |name: &str| wanted.is_empty() || wanted.iter().any(|one| one == name);
    let (town, album) = (Town::given().await, Album::given());
    if wants("visitor") {
        visitor::show(&town, &album).await;
    }
    if wants("inbox") || wants("sections") {
        past::happen(&town).await;
    }
    if wants("inbox") {
        inbox::show(&town, &album).await;
    }
    if wants("sections") {
        sections::show(&town, &album).await;
    }
}
