//! What the operator sees of a running deployment, and the sweep of alarms that were given up.

use bellhop_tests::http::{Answer, Http, Method};
use bellhop_tests::server::Server;
use bellhop_tests::site::Site;
use bellhop_tests::wait::eventually;
use prometheus_parse::Scrape;
use shared::api::{GetFigures, GetMetrics};
use shared::metrics::Figures;
use shared::protocol::{ConversationRow, Listing};
use std::collections::BTreeSet;
use std::fmt::Debug;
use std::fs;
use std::str::FromStr;

async fn page(http: &Http) -> Answer {
    http.route(&GetMetrics {}).bearer(Server::OPERATOR).done().await
}

/// The value of a sample in the page.
fn value<T: FromStr<Err: Debug>>(page: &str, sample: &str) -> T {
    let line = page.lines().find_map(|line| line.strip_prefix(sample)?.strip_prefix(' '));
    line.unwrap_or_else(|| panic!("{sample} is missing in\n{page}")).parse().unwrap()
}

/// The rules of `promtool check metrics` that the page could break, and a parser of the format.
fn check_format(page: &str) {
    assert!(page.ends_with('\n'), "the last line ends, too");
    let (mut names, mut samples) = (BTreeSet::new(), BTreeSet::new());
    let mut current = String::new();
    for line in page.lines() {
        if let Some(help) = line.strip_prefix("# HELP ") {
            let (name, text) = help.split_once(' ').unwrap();
            assert!(names.insert(name.to_owned()), "{name} comes twice");
            assert!(text.ends_with('.'), "{text}");
            name.clone_into(&mut current);
        } else if let Some(kind) = line.strip_prefix("# TYPE ") {
            let (name, kind) = kind.split_once(' ').unwrap();
            assert_eq!(name, current);
            assert_eq!(name.ends_with("_total"), kind == "counter", "{line}");
        } else {
            assert!(line.starts_with(&current), "{line} is not below its metric");
            assert!(samples.insert(line.rsplit_once(' ').unwrap().0), "{line} comes twice");
        }
    }
    let lines = page.lines().map(|line| Ok(line.to_owned()));
    let scrape = Scrape::parse(lines).unwrap();
    let histogram =
        scrape.samples.iter().filter(|sample| sample.metric == "bellhop_offer_accept_seconds");
    assert!(histogram.count() > 0, "the parser found the histogram");
}

#[tokio::test]
async fn prometheus_reads_what_became_of_each_chat_request() {
    let server = Server::own().await;
    let site = Site::make(&server).await;
    let grace = site.agent("Grace").await;
    let mut socket = grace.connect_available().await;
    let (_ada, chat, theirs) = site.chatting(&grace, &mut socket).await;
    let (_eve, second) = site.requested_chat().await;
    let offer = socket.offer_of(&second.id).await;
    assert_eq!(socket.decline(&offer.id).await, Ok(()));

    // An answer holds for ten seconds, so nobody asked before.
    let answer = page(&site.http).await;
    assert_eq!(answer.header("content-type").unwrap(), "text/plain; version=0.0.4; charset=utf-8");
    let text = String::from_utf8(answer.body).unwrap();
    check_format(&text);
    let of_site = |name: &str| -> u64 { value(&text, &format!("{name}{{site=\"{}\"}}", site.id)) };
    let sample = |name: &str, more: &str| format!("{name}{{site=\"{}\",{more}}}", site.id);
    let labelled = |name: &str, more: &str| -> u64 { value(&text, &sample(name, more)) };
    assert_eq!(of_site("bellhop_chats_live"), 1);
    assert_eq!(of_site("bellhop_chat_requests_waiting"), 0);
    assert_eq!(of_site("bellhop_agent_sockets"), 1);
    assert_eq!(of_site("bellhop_agents_available"), 1);
    assert_eq!(labelled("bellhop_chat_requests_total", "outcome=\"answered\""), 1);
    assert_eq!(labelled("bellhop_chat_requests_total", "outcome=\"declined\""), 1);
    assert_eq!(labelled("bellhop_offers_total", "outcome=\"accepted\""), 1);
    assert_eq!(labelled("bellhop_offers_total", "outcome=\"declined\""), 1);
    assert_eq!(of_site("bellhop_offer_accept_seconds_count"), 1);
    assert_eq!(labelled("bellhop_offer_accept_seconds_bucket", "le=\"+Inf\""), 1);
    for kind in ["kind=\"site\"", "kind=\"desk\""] {
        assert_eq!(labelled("bellhop_object_up", kind), 1);
        assert!(labelled("bellhop_object_bytes", kind) > 4_096);
        assert!(labelled("bellhop_object_rows", kind) > 3);
        let oldest: f64 = value(&text, &sample("bellhop_outbox_oldest_seconds", kind));
        assert!(oldest >= 0.0);
    }
    assert_eq!(value::<u64>(&text, "bellhop_sites"), 1);
    // Two visitors are connected; Grace has her desk and her chat.
    for (of, least) in [("visitor", 2), ("agent", 1)] {
        let opened: u64 = value(&text, &format!("bellhop_sockets_opened_total{{of=\"{of}\"}}"));
        assert!(opened >= least, "{of}: {opened}");
    }
    assert_eq!(value::<u64>(&text, "bellhop_sockets{of=\"visitor\"}"), 2);
    assert_eq!(of_site("bellhop_conversations"), 2);
    assert!(of_site("bellhop_conversation_bytes") > 2 * 4_096);
    assert!(value::<u64>(&text, "bellhop_answers_total{status=\"200\"}") > 3);
    drop((chat, theirs));
}

#[tokio::test]
async fn the_counts_of_a_desk_outlive_the_server() {
    let server = Server::own().await;
    let site = Site::make(&server).await;
    let grace = site.agent("Grace").await;
    let mut socket = grace.connect_available().await;
    let (_ada, _chat, _theirs) = site.chatting(&grace, &mut socket).await;
    server.kill().await;
    server.start().await;
    let figures = site.http.route(&GetFigures {}).bearer(Server::OPERATOR);
    let figures: Figures = figures.done().await.json();
    let desk = figures.sites[0].desk.clone().unwrap();
    assert_eq!((desk.counts.answered, desk.counts.accept_times.count), (1, 1));
    assert_eq!(figures.sites[0].warnings(), [] as [&str; 0]);
    assert_eq!((figures.sites_total, figures.next), (1, None));
}

#[tokio::test]
async fn only_the_operator_sees_the_figures() {
    let server = Server::shared().await;
    let site = Site::make(&server).await;
    for path in ["/v1/operator/figures", "/v1/operator/metrics"] {
        site.http.get(path).send().await.problem(401, "not_operator");
        site.http.get(path).bearer("another").send().await.problem(401, "not_operator");
    }
}

/// WIRE-15: the files of the alarms are lost, as if the runtime had given all of them up.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_chat_whose_alarm_was_given_up_is_ended_by_the_sweep() {
    let server = Server::own_with_clock().await;
    let site = Site::make(&server).await;
    let grace = site.agent("Grace").await;
    let mut socket = grace.connect_available().await;
    let (_visitor, chat, theirs) = site.chatting(&grace, &mut socket).await;
    server.kill().await;
    drop((chat, theirs, socket));
    for kind in ["bellhop-conversation", "bellhop-desk", "bellhop-site"] {
        for file in ["metadata.sqlite", "metadata.sqlite-wal", "metadata.sqlite-shm"] {
            let _missing = fs::remove_file(server.storage().join(kind).join(file));
        }
    }
    server.set_clock(3 * 60 * 60);
    server.start().await;
    // The list of conversations asks none of them, so only the sweep wakes this one.
    let status = async || {
        let list = site.admin.request(Method::GET, "conversations?scope=all").done().await;
        let list: Listing<ConversationRow> = list.json();
        list.items.first().map(|row| row.status.clone())
    };
    eventually("the chat to be over", status, |status| status.as_deref() == Some("idle")).await;
}
