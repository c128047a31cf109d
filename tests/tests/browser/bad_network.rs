//! Networks that lose requests, or let no WebSocket through: a visit ends in a chat, or in a sentence
//! that says what to do.

use bellhop_tests::agent_socket::AgentSocket;
use bellhop_tests::bad_network::BadNetwork;
use bellhop_tests::browser::{Browser, Spot};
use bellhop_tests::page::Website;
use bellhop_tests::random::Rng;
use bellhop_tests::server::Server;
use bellhop_tests::site::Site;
use bellhop_tests::stream;
use bellhop_tests::wait::PATIENCE;
use serde_json::Value;
use shared::quota::Package;
use std::time::Duration;
use tokio::task::JoinSet;
use tokio::time::{Instant, sleep};

/// Of a hundred requests.
const LOST: u64 = 5;

const CHATS_OF_AN_AGENT: u64 = 10;

/// How many visits there are, unless `BELLHOP_VISITS` says more.
const VISITS: u64 = 6;

/// A mobile line: milliseconds more for each answer, and bytes in a second.
const SLOW: (u32, u32) = (150, 200_000);

/// Opens the chat; gives what is said there, if it can't be loaded.
const ON_PAGE: &str = "
    const root = document.querySelector('bellhop-widget')?.shadowRoot;
    root?.querySelector('.launch[aria-expanded=false]')?.click();
    return root?.querySelector('.failed .text, .cover.bad p')?.textContent ?? null";

/// Answers, and writes to the agent; gives what is said there, and how far the message is.
const IN_PANEL: &str = "
    const find = (css) => document.querySelector(css);
    find('[data-response=yes]')?.click();
    const field = find('.composer textarea');
    if (field && !find('.own .status') && !window.wrote) {
        window.wrote = true;
        field.value = 'Hello';
        field.dispatchEvent(new Event('input', { bubbles: true }));
        field.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', bubbles: true }));
    }
    return [find('.banner.bad, .status.bad')?.textContent ?? null,
        !!find('.own .status:not(.late, .bad)')]";

/// How a visit ended.
#[derive(Debug, PartialEq, Eq)]
enum End {
    /// The agent's edge has what the visitor wrote.
    Chat,
    /// The visitor reads what to do.
    Sentence(String),
}

#[tokio::test]
async fn every_visit_on_a_slow_network_that_loses_requests_ends_in_a_chat_or_a_sentence() {
    let server = Server::shared().await;
    let network = BadNetwork::losing(&server, LOST, Rng::announced()).await;
    let site = Site::create(&server, Package::Prime, stream::short()).await;
    let website = Website::serve(&network.origin(), &site.id).await;
    let visits = std::env::var("BELLHOP_VISITS").ok().and_then(|visits| visits.parse().ok());
    let visits = visits.unwrap_or(VISITS);
    let mut accepting = JoinSet::new();
    for nth in 0..=visits / CHATS_OF_AN_AGENT {
        let agent = site.agent(&format!("Grace{nth}")).await;
        accepting.spawn(accept_all(agent.connect_available().await));
    }
    let browser = Browser::open("bad-network-visitor").await;
    browser.is_slow(SLOW.0, SLOW.1).await;
    let mut chats = 0;
    for nth in 1..=visits {
        let began = Instant::now();
        let end = visit(&browser, &website, &network).await;
        let (seconds, lost) = (began.elapsed().as_secs_f64(), network.lost());
        println!("visit {nth}: {end:?} after {seconds:.1} s; lost: {lost:?}");
        chats += u64::from(end == End::Chat);
    }
    println!("{chats} of {visits} visits ended in a chat, the others in a sentence");
    assert!(accepting.try_join_next().is_none(), "all agents go on accepting");
}

/// A visitor who was never here, until they chat or read what to do.
async fn visit(browser: &Browser, website: &Website, network: &BadNetwork) -> End {
    // Of the same origin, and without the chat.
    browser.visit(&format!("{}/listeners.js", website.origin)).await;
    browser.run("localStorage.clear(); sessionStorage.clear()").await;
    browser.forgets_files().await;
    browser.visit(&website.origin).await;
    let deadline = Instant::now() + PATIENCE;
    loop {
        let on_page = browser.try_run_in(Spot::Page, ON_PAGE).await;
        if let Some(Value::String(sentence)) = on_page {
            return End::Sentence(sentence);
        }
        let in_panel = browser.try_run_in(Spot::Panel, IN_PANEL).await.unwrap_or_default();
        if in_panel[1] == true {
            return End::Chat;
        }
        if let Value::String(sentence) = &in_panel[0] {
            return End::Sentence(sentence.clone());
        }
        assert!(Instant::now() < deadline, "neither chat nor sentence; lost: {:?}", network.lost());
        sleep(Duration::from_millis(60)).await;
    }
}

/// Accepts every offer, and goes on however many chats there are.
async fn accept_all(mut grace: AgentSocket) {
    loop {
        if let Some(offer) = grace.offers.first().map(|offer| offer.id.clone()) {
            // It may be withdrawn in the same moment.
            let _ = grace.accept(&offer).await;
            grace.offers.retain(|one| one.id != offer);
        }
        grace.receive(Duration::from_millis(100)).await.unwrap();
    }
}

#[tokio::test]
async fn where_no_socket_passes_the_visitor_reads_so_and_no_agent_is_asked() {
    let server = Server::shared().await;
    let network = BadNetwork::without_sockets(&server).await;
    let site = Site::create(&server, Package::Prime, stream::short()).await;
    let website = Website::serve(&network.origin(), &site.id).await;
    let mut grace = site.agent("Grace").await.connect_available().await;
    let visitor = Browser::open("no-sockets-visitor").await;
    visitor.visit(&website.origin).await;
    visitor.opens_chat().await;
    visitor.click(Spot::Panel, "[data-response=yes]").await;
    visitor.see_text(Spot::Panel, ".banner", "Please try another").await;
    grace.up_to_date().await;
    assert!(grace.all_offers().is_empty(), "nobody is asked for nobody: {}", grace.dump());
    // It goes on trying.
    network.lets_sockets_through();
    grace.offer().await;
    visitor.gone(Spot::Panel, ".banner").await;
}
