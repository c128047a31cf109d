//! `cargo xtask bench server`: messages of chats through Bellhop, beside the least that a chat on the same
//! engine does, and beside what people would build one with. All take turns, each time as a new process with a
//! new folder; the medians of the rounds count.

mod contestant;
mod pair;

use super::load::{At, Load};
use bellhop_tests::agent::Agent;
use bellhop_tests::server::Server;
use bellhop_tests::site::Site;
use bellhop_tests::stream;
use contestant::{Contestant, Process};
use futures_util::future::join_all;
use pair::Pair;
use shared::quota::Package;
use std::path::PathBuf;
use std::time::{Duration, Instant};
use tokio::sync::Notify;

const ROUNDS: usize = 3;
/// Chats at once, and how many messages each has while it is measured.
const CROWDS: [(usize, usize); 3] = [(1, 3_000), (10, 500), (100, 80)];
/// So many chats are opened before memory is measured: the first ones load what all share.
const FIRST: usize = 200;
/// The calm measure: so many chats, so many messages in each, and the pause between them.
const CALM: (usize, u32, Duration) = (50, 10, Duration::from_millis(500));
/// Agents with ten chats each.
const AGENTS: usize = 32;
/// Chats that are open while something is measured.
const CHATS: usize = 300;
/// Visitors who request a chat at once.
const REQUESTS: [usize; 3] = [1, 10, 50];

/// What one run of one contestant measured, by row.
type Figures = Vec<f64>;

/// The rows of the table: what, the unit's digits, and whether more is better.
const ROWS: [(&str, usize); 9] = [
    ("messages a second, 1 chat", 0),
    ("messages a second, 10 chats", 0),
    ("messages a second, 100 chats", 0),
    ("server's CPU a message, 1 chat (µs)", 0),
    ("server's CPU a message, 10 chats (µs)", 0),
    ("server's CPU a message, 100 chats (µs)", 0),
    ("on its way at 100 a second, 50 chats, median (ms)", 2),
    ("start to first answer (ms)", 0),
    ("memory of an idle chat (kB)", 0),
];

pub(crate) async fn run(only: Option<&str>) {
    let packages = std::env::var_os("BELLHOP_SOCKET_IO").map(PathBuf::from).unwrap();
    println!("{}", machine());
    let mut figures: [Vec<Figures>; 4] = Default::default();
    for _ in 0..ROUNDS {
        for (contestant, rounds) in Contestant::ALL.into_iter().zip(&mut figures) {
            if only.is_some_and(|only| only != contestant.name()) {
                rounds.push(vec![f64::NAN; ROWS.len()]);
                continue;
            }
            rounds.push(match contestant {
                Contestant::Bellhop => bellhop().await,
                other => beside(other, &packages).await,
            });
        }
    }
    print_table(&figures);
    if only.is_none_or(|only| only == "requests") {
        requests().await;
    }
}

/// What this machine is, and what else it does now.
fn machine() -> String {
    let load = std::fs::read_to_string("/proc/loadavg").unwrap_or_default();
    let load = load.split(' ').next().unwrap_or_default().to_owned();
    let cpu = std::fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let model = cpu.lines().find_map(|line| line.strip_prefix("model name"));
    let model = model.unwrap_or_default().trim_start_matches([' ', '\t', ':']).to_owned();
    let cores = std::thread::available_parallelism().map_or(0, usize::from);
    format!(
        "{cores} × {model}; load before it began: {load}. Medians of {ROUNDS} rounds; in brackets: × floor B.\n"
    )
}

async fn beside(contestant: Contestant, packages: &PathBuf) -> Figures {
    let server = Process::start(contestant, Some(packages));
    let guard = server.guard.as_ref().unwrap();
    let opened = async |rooms: std::ops::Range<usize>| {
        join_all(rooms.map(|room| Pair::in_room(contestant, &server, room))).await
    };
    let mut pairs = opened(0..FIRST).await;
    let before = guard.memory_bytes();
    pairs.extend(opened(FIRST..CHATS).await);
    let idle = guard.memory_bytes() - before;
    measure(&mut pairs, server.started_in, idle, || guard.cpu()).await
}

async fn bellhop() -> Figures {
    let server = Server::unlimited().await;
    let started_in = server.started_in();
    let site = Site::create(&server, Package::Prime, stream::short()).await;
    let mut agents = Vec::new();
    for n in 0..AGENTS {
        agents.push(site.agent(&format!("Agent{n}")).await);
    }
    let mut pairs = chats(&site, &agents, FIRST).await;
    let before = server.memory_bytes();
    pairs.extend(chats(&site, &agents, CHATS - FIRST).await);
    let idle = server.memory_bytes() - before;
    measure(&mut pairs, started_in, idle, || server.cpu()).await
}

/// Chats that agents have accepted.
async fn chats(site: &Site, agents: &[Agent], count: usize) -> Vec<Pair> {
    let over = Notify::new();
    let mut desks = Vec::new();
    for agent in agents {
        desks.push(agent.connect_available().await);
    }
    let opened = async {
        let mut pairs = Vec::new();
        while pairs.len() < count {
            let some = (count - pairs.len()).min(AGENTS);
            pairs.extend(join_all((0..some).map(|_| Pair::connected(site, agents))).await);
        }
        over.notify_waiters();
        pairs
    };
    let accepted = join_all(desks.into_iter().map(|desk| super::load::accept_all(desk, &over)));
    tokio::join!(opened, accepted).0
}

async fn measure(
    pairs: &mut [Pair],
    started_in: Duration,
    idle: i64,
    cpu: impl Fn() -> Duration,
) -> Figures {
    join_all(pairs.iter_mut().map(|pair| pair.talk(4))).await;
    let (mut rates, mut costs) = (Vec::new(), Vec::new());
    for (crowd, messages) in CROWDS {
        let (begun, used) = (Instant::now(), cpu());
        join_all(pairs[..crowd].iter_mut().map(|pair| pair.talk(messages))).await;
        let count = (crowd * messages) as f64;
        rates.push(count / begun.elapsed().as_secs_f64());
        costs.push(cpu().saturating_sub(used).as_secs_f64() * 1e6 / count);
    }
    let (crowd, messages, every) = CALM;
    let begin = Instant::now() + every;
    let calm = pairs[..crowd].iter_mut().enumerate().map(|(n, pair)| {
        let offset = every * u32::try_from(n).unwrap_or_default() / 50;
        pair.talk_calmly(begin + offset, every, messages)
    });
    let mut times: Vec<f64> =
        join_all(calm).await.concat().iter().map(|time| time.as_secs_f64() * 1e3).collect();
    let chats = (pairs.len() - FIRST) as f64;
    let rest = [median(&mut times), started_in.as_secs_f64() * 1e3, idle as f64 / 1e3 / chats];
    [rates, costs, rest.to_vec()].concat()
}

fn median(values: &mut [f64]) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}

fn print_table(figures: &[Vec<Figures>; 4]) {
    println!("| | {} |", Contestant::ALL.map(Contestant::name).join(" | "));
    println!("| --- |{}", " ---: |".repeat(figures.len()));
    for (row, (name, digits)) in ROWS.iter().enumerate() {
        let medians: Vec<f64> = figures
            .iter()
            .map(|rounds| {
                median(&mut rounds.iter().map(|figures| figures[row]).collect::<Vec<_>>())
            })
            .collect();
        let cells: Vec<String> = medians
            .iter()
            .map(|value| format!("{value:.digits$} ({:.2})", value / medians[1]))
            .collect();
        println!("| {name} | {} |", cells.join(" | "));
    }
}

/// From the first answer to the accept: how many a second, and how long the one in the middle waited.
async fn requests() {
    println!("\n| from the first answer to the accept | a second | median (ms) |");
    println!("| --- | ---: | ---: |");
    let server = Server::unlimited().await;
    let site = Site::create(&server, Package::Prime, stream::short()).await;
    let load = Load::on(site, AGENTS).await;
    for crowd in REQUESTS {
        let (mut rates, mut times) = (Vec::new(), Vec::new());
        for _ in 0..ROUNDS {
            let measured = load.measure(At::Connected, crowd).await;
            rates.push(measured.per_second);
            times.push(measured.median_ms);
        }
        println!("| {crowd} at once | {:.0} | {:.0} |", median(&mut rates), median(&mut times));
    }
}
