//! How long lists and search take with many conversations.

use bellhop_tests::agent::Agent;
use bellhop_tests::http::Method;
use bellhop_tests::server::Server;
use bellhop_tests::site::Site;
use bellhop_tests::sqlite::in_sites;
use bellhop_tests::wait::eventually;
use serde_json::Value;
use std::time::Instant;

/// Numbers of conversations; the others are compared to the first.
const SIZES: [u64; 3] = [100, 10_000, 100_000];
/// How often each figure is measured; the median counts.
const TIMES: usize = 15;

/// The requests: label and path. `{next}` is the cursor of the second page.
const QUERIES: [(&str, &str); 11] = [
    ("all, first page", "conversations?scope=all"),
    ("all, next page", "conversations?scope=all&cursor={next}"),
    ("one agent's", "conversations?scope=all&agent=agent_grace"),
    ("own, second page", "conversations?scope=mine&cursor={next}"),
    ("own, one status", "conversations?status=fell_back"),
    ("one status", "conversations?scope=all&status=fell_back"),
    ("two filters", "conversations?scope=all&status=fell_back&dialogue=dialogue_hello"),
    ("word of every chat", "conversations/search?scope=all&q=hello"),
    ("word of few", "conversations/search?scope=all&q=w77"),
    ("beginning of many", "conversations/search?scope=all&q=ad"),
    ("people, by name", "people?sort=name"),
];

/// Measures, and prints the figures.
pub(crate) async fn run() {
    println!("medians of {TIMES} requests, in ms; in brackets: compared to {} rows\n", SIZES[0]);
    let mut first = Vec::new();
    print!("{:>20}", "conversations");
    for (name, _) in QUERIES {
        print!(" {name:>20}");
    }
    println!();
    for size in SIZES {
        let figures = figures(size).await;
        if first.is_empty() {
            first.clone_from(&figures);
        }
        print!("{size:>20}");
        for (ms, base) in figures.iter().zip(&first) {
            print!(" {ms:>12.2} {:>7}", format!("({:.1})", ms / base));
        }
        println!();
    }
}

async fn figures(rows: u64) -> Vec<f64> {
    let server = Server::own().await;
    let site = Site::make(&server).await;
    // An agent with permission for everything, who had all these conversations.
    let grace = site.agent_of("Grace", shared::permission::Role::SalesAdmin).await;
    server.kill().await;
    in_sites(&server, &fill(rows));
    server.start().await;
    let list: Value = eventually(
        "the list",
        async || grace.request(Method::GET, "conversations?scope=all").done().await.json::<Value>(),
        |list| list["items"].as_array().is_some_and(|items| !items.is_empty()),
    )
    .await;
    let next = list["next"].as_str().unwrap_or_default().to_owned();
    let mut figures = Vec::new();
    for (_, path) in QUERIES {
        figures.push(median(&grace, &path.replace("{next}", &next)).await);
    }
    figures
}

async fn median(agent: &Agent, path: &str) -> f64 {
    let mut durations = Vec::new();
    for _ in 0..TIMES {
        let begun = Instant::now();
        let answer: Value = agent.request(Method::GET, path).done().await.json();
        durations.push(begun.elapsed().as_secs_f64() * 1_000.0);
        assert!(answer["items"].as_array().is_some_and(|items| !items.is_empty()), "{path}");
    }
    durations.sort_by(f64::total_cmp);
    durations[TIMES / 2]
}

/// SQL for that many conversations of the last 80 days, a third of them with returning people.
fn fill(rows: u64) -> String {
    format!(
        "CREATE TEMP TABLE n AS WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {rows})
             SELECT i, printf('conv_%07d', i) AS id, printf('person_%07d', i % ({rows} * 2 / 3)) AS person,
                 printf('Ada%d', i % 997) AS first, printf('ada%d@example.com', i % ({rows} * 2 / 3)) AS email,
                 (unixepoch() - 80 * 86400 + i * 80 * 86400 / {rows}) * 1000 AS at,
                 CASE i % 10 WHEN 0 THEN 'fell_back' ELSE 'ended_by_agent' END AS status FROM n;
         INSERT INTO conversation (id, agent, last, body, started, visitor, person, dialogue, status)
             SELECT id, 'agent_grace', at, json_object('id', id, 'dialogue', 'dialogue_hello',
                 'attributes', json_object('first_name', first, 'email', email),
                 'page', json_object('url', 'https://shop.example/pricing'), 'started', at, 'last', at,
                 'agent', json_object('id', 'agent_grace', 'name', 'Grace'), 'status', status),
                 at, printf('visitor_%07d', i), person, 'dialogue_hello', status FROM n;
         INSERT INTO talked (agent, conversation, last, dialogue, status)
             SELECT 'agent_grace', id, at, 'dialogue_hello', status FROM n;
         INSERT INTO indexed (row_id, conversation) SELECT i, id FROM n;
         INSERT INTO found (rowid, who, said, agents)
             SELECT i, first || ' ' || email, 'Hello, do you have hats in rows w' || (i % 1009) ||
                 '? ' || hex(randomblob(8)) || ' Yes, we do, in all colours and for every head.',
                 'a6167656e745f6772616365' FROM n;
         INSERT OR IGNORE INTO person (id, email, name, first, last, conversations, body)
             SELECT person, email, lower(first), at, at, 1,
                 json_object('attributes', json_object('first_name', first, 'email', email), 'first', at, 'last', at) FROM n;
         DROP TABLE n"
    )
}
