//! What page views and chats use of what Cloudflare bills, and what that costs by its price list.

use bellhop_tests::agent::Agent;
use bellhop_tests::agent_socket::AgentSocket;
use bellhop_tests::server::Server;
use bellhop_tests::site::Site;
use bellhop_tests::wait::eventually;
use serde::Deserialize;
use shared::counts::Seen;
use std::collections::BTreeMap;
use std::time::Duration;

/// How many of each are counted; the figures are their means.
const TIMES: u32 = 20;
/// Messages of each side in a chat.
const MESSAGES: usize = 10;
/// Chats in a hundred page views, for the prices.
const CHATS_OF_100: f64 = 1.0;
/// When and where the prices were read.
const LIST: &str = "developers.cloudflare.com/durable-objects/platform/pricing and \
                    developers.cloudflare.com/workers/platform/pricing, read on 2026-11-27";

/// A price of the paid plan.
struct Price {
    what: &'static str,
    /// What a month's five dollars include.
    included: f64,
    /// Dollars for a million more.
    of_million: f64,
    amount: fn(&Use) -> f64,
}

const PRICES: [Price; 4] = [
    Price { what: "requests", included: 10e6, of_million: 0.30, amount: |used| used.worker },
    Price {
        what: "object requests",
        included: 1e6,
        of_million: 0.15,
        amount: Use::object_requests,
    },
    Price { what: "rows read", included: 25e9, of_million: 0.001, amount: |used| used.read },
    Price { what: "rows written", included: 50e6, of_million: 1.00, amount: |used| used.written },
];

/// Incoming messages of WebSockets are billed as a twentieth of a request.
const MESSAGES_OF_REQUEST: f64 = 20.0;

/// What `tests/counted.mjs` has counted.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Counts {
    requests: BTreeMap<String, u64>,
    messages: BTreeMap<String, u64>,
    alarms: BTreeMap<String, u64>,
    alarms_set: u64,
    read: u64,
    written: u64,
}

/// What one of something uses.
#[derive(Debug, Clone, Copy, Default)]
struct Use {
    worker: f64,
    objects: f64,
    messages: f64,
    alarms: f64,
    read: f64,
    /// Setting an alarm is billed as a written row, too.
    written: f64,
}

impl Use {
    fn between(before: &Counts, after: &Counts) -> Self {
        let sum = |counts: &BTreeMap<String, u64>| counts.values().sum::<u64>() as f64;
        let worker = |counts: &Counts| counts.requests.get("Worker").copied().unwrap_or(0) as f64;
        let all = |counts: &Counts| sum(&counts.requests) - worker(counts);
        let mean = |before: f64, after: f64| (after - before) / f64::from(TIMES);
        let written = |counts: &Counts| (counts.written + counts.alarms_set) as f64;
        Self {
            worker: mean(worker(before), worker(after)),
            objects: mean(all(before), all(after)),
            messages: mean(sum(&before.messages), sum(&after.messages)),
            alarms: mean(sum(&before.alarms), sum(&after.alarms)),
            read: mean(before.read as f64, after.read as f64),
            written: mean(written(before), written(after)),
        }
    }

    fn object_requests(&self) -> f64 {
        self.objects + self.alarms + self.messages / MESSAGES_OF_REQUEST
    }

    fn row(&self, name: &str) {
        let Self { worker, objects, messages, alarms, read, written } = self;
        println!(
            "| {name} | {worker:.1} | {objects:.1} | {messages:.1} | {alarms:.1} | {read:.0} | {written:.1} |"
        );
    }
}

pub(crate) async fn run() {
    let server = Server::counted().await;
    let site = Site::make(&server).await;
    let grace = site.agent("Grace").await;
    let mut socket = grace.connect_available().await;
    chat(&site, &grace, &mut socket).await; // so that everything is awake and has its tables

    let somebody = site.visitor().await;
    let begin = settled(&site).await;
    for _ in 0..TIMES {
        somebody.another_visit().await;
    }
    let viewed = settled(&site).await;
    for _ in 0..TIMES {
        let visitor = somebody.another_visit().await;
        visitor.beacon(&site.dialogue, &[Seen::Triggered]).done().await;
    }
    let counted = settled(&site).await;
    for _ in 0..TIMES {
        chat(&site, &grace, &mut socket).await;
    }
    let chatted = settled(&site).await;

    let view = Use::between(&begin, &viewed);
    let beacon = Use::between(&viewed, &counted);
    let chat = Use::between(&counted, &chatted);
    println!("means of {TIMES}; a chat has {MESSAGES} messages of each side\n");
    println!(
        "| one | requests | object requests | socket messages | alarms | rows read | rows written |"
    );
    println!("| --- | --- | --- | --- | --- | --- | --- |");
    view.row("page view");
    beacon.row("page view that shows something");
    chat.row("chat, from the page view to its end");
    println!(
        "\nby {LIST}, with {CHATS_OF_100} chat in 100 page views, a month, beside the plan's $5:\n"
    );
    println!("| page views | chats | {} | together |", PRICES.map(|price| price.what).join(" | "));
    println!("| --- | --- |{} --- |", " --- |".repeat(PRICES.len()));
    for views in [1e3, 1e5, 1e7] {
        let chats = views * CHATS_OF_100 / 100.0;
        let dollars = PRICES.map(|price| {
            let amount = views * (price.amount)(&beacon) + chats * (price.amount)(&chat);
            (amount - price.included).max(0.0) / 1e6 * price.of_million
        });
        let cells = dollars.map(|dollars| format!("${dollars:.2}")).join(" | ");
        println!("| {views:.0} | {chats:.0} | {cells} | ${:.2} |", dollars.iter().sum::<f64>());
    }
}

/// A visitor reaches the agent, both write, and the agent ends it.
async fn chat(site: &Site, agent: &Agent, socket: &mut AgentSocket) {
    let (_visitor, mut visitor, mut theirs) = site.chatting(agent, socket).await;
    for n in 0..MESSAGES {
        let question = visitor.say(&format!("Question {n}, as long as people write")).await;
        visitor.ack(&question).await;
        let answer = theirs.say(&format!("Answer {n}, as long as people write")).await;
        theirs.ack(&answer).await;
    }
    let end = theirs.end().await;
    theirs.ack(&end).await;
}

/// The counts, once nothing happens any more.
async fn settled(site: &Site) -> Counts {
    let counts = async || -> Counts { site.http.get("/counts").done().await.json() };
    let twice = async || {
        let first = counts().await;
        tokio::time::sleep(Duration::from_secs(2)).await;
        (first, counts().await)
    };
    let (_, last) = eventually("the worker to be quiet", twice, |(one, other)| one == other).await;
    last
}
