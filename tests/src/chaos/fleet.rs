//! The visitors and agents of a storm.

use super::Storm;
use super::evidence::{Evidence, Seen, View};
use crate::agent::Agent;
use crate::agent_socket::AgentSocket;
use crate::chat::ConversationClient;
use crate::http::{Method, RequestBuilder};
use crate::random::Rng;
use crate::scenario::{begin, create, key};
use crate::site::Site;
use crate::stream;
use crate::visitor::ada;
use serde::de::DeserializeOwned;
use shared::counts::{ChatReport, Day};
use shared::event::{Author, Event};
use shared::id::{ClientKey, ConversationId, OfferId};
use shared::protocol::{AgentFrame, Record};
use shared::quota::Usage;
use shared::time::Timestamp;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::time::{Duration, SystemTime, UNIX_EPOCH};
use tokio::sync::watch;
use tokio::task::{JoinError, JoinHandle, JoinSet};
use tokio::time::{Instant, sleep, timeout};

/// A day, in seconds.
const DAY: u64 = 24 * 60 * 60;

/// The largest number of unacknowledged messages of a writer.
const IN_FLIGHT: usize = 6;

/// The timeout of every wait. A connection that died unnoticed costs a ping and its pong, and one
/// that is lost on its way half a minute; meanwhile the server may be down.
const PATIENCE: Duration = Duration::from_secs(150);

/// How long an answer may take: its connection may have died unnoticed.
const ANSWER: Duration = Duration::from_secs(10);

/// The pause between two messages, so that nobody exceeds the limit of frames.
const PAUSE: Duration = Duration::from_millis(80);

pub(super) struct Fleet {
    site: Arc<Site>,
    agents: Vec<Agent>,
    over: watch::Sender<bool>,
    longest_wait: Duration,
    visiting: Vec<JoinHandle<Visits>>,
    attending: Vec<JoinHandle<Visits>>,
}

/// The views of one visitor or agent, and what they waited for in vain.
#[derive(Default)]
struct Visits {
    views: Vec<(ConversationId, View)>,
    stuck: Vec<String>,
    waits: Vec<(ConversationId, Duration)>,
    turned_away: Vec<(ConversationId, String)>,
}

/// What became of a chat that the desk gave to an agent.
enum Attended {
    Chat(Box<(ConversationId, View)>),
    /// The conversation never let that agent in.
    TurnedAway(ConversationId, String),
}

impl Visits {
    fn add(&mut self, ended: Result<Attended, JoinError>) {
        match ended {
            Ok(Attended::Chat(view)) => self.views.push(*view),
            Ok(Attended::TurnedAway(id, agent)) => self.turned_away.push((id, agent)),
            Err(error) => self.stuck.push(panic_text(error)),
        }
    }
}

impl Fleet {
    pub(super) async fn begin(site: Site, storm: Storm) -> Self {
        let mut agents = Vec::new();
        for n in 0..storm.agents {
            let agent = site.agent(&format!("Agent{n}")).await;
            drop(agent.connect_available().await);
            agents.push(agent);
        }
        let (site, (over, seen)) = (Arc::new(site), watch::channel(false));
        let visit = |n: usize| {
            let rng = Rng::from_seed(storm.seed ^ (n as u64 + 1) << 32);
            tokio::spawn(visits(Arc::clone(&site), seen.clone(), rng, storm.messages))
        };
        let visiting = (0..storm.visitors).map(visit).collect();
        let attend =
            |agent: &Agent| tokio::spawn(attends(agent.clone(), seen.clone(), storm.messages));
        let attending = agents.iter().map(attend).collect();
        let longest_wait = storm.longest_wait();
        Self { site, agents, over, longest_wait, visiting, attending }
    }

    /// Lets everybody finish what they have begun, and collects what they saw.
    pub(super) async fn end(self) -> Evidence {
        let Self { site, agents, over, longest_wait, visiting, attending } = self;
        let mut all = Vec::new();
        over.send_replace(true);
        for visits in visiting {
            all.push(visits.await.unwrap_or_else(stuck));
        }
        for visits in attending {
            all.push(visits.await.unwrap_or_else(stuck));
        }
        let mut evidence = Evidence { longest_wait, ..Evidence::default() };
        let mut views: BTreeMap<ConversationId, Vec<View>> = BTreeMap::new();
        for visits in all {
            evidence.stuck.extend(visits.stuck);
            evidence.waits.extend(visits.waits);
            evidence.turned_away.extend(visits.turned_away);
            for (id, view) in visits.views {
                views.entry(id).or_default().push(view);
            }
        }
        for (id, views) in views {
            let path = format!("conversations/{id}/transcript?format=json");
            let record: Record = fetch(|| site.admin.request(Method::GET, &path)).await;
            evidence.conversations.push(Seen { id, log: record.log, views });
        }
        for agent in &agents {
            evidence.loads.push((agent.name.clone(), load(agent).await));
        }
        settle(&site, &mut evidence).await;
        evidence
    }
}

/// Reads ledger and report until nothing is on its way any more.
async fn settle(site: &Site, evidence: &mut Evidence) {
    let deadline = Instant::now() + PATIENCE;
    let reports = reports_of_all_days();
    loop {
        let usage: Usage = fetch(|| site.admin.request(Method::GET, "usage")).await;
        let report: ChatReport = fetch(|| site.admin.request(Method::GET, &reports)).await;
        (evidence.used, evidence.reserved) = (usage.used, usage.reserved);
        evidence.requested = report.total.requested;
        if super::check(evidence).is_empty() || Instant::now() > deadline {
            return;
        }
        sleep(Duration::from_millis(200)).await;
    }
}

/// Yesterday to tomorrow: where the clock is moved over midnight, chats count on the day before or after.
fn reports_of_all_days() -> String {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs();
    let day = |seconds: u64| Day::from_timestamp(Timestamp(seconds * 1_000));
    let (yesterday, tomorrow) = (day(now - DAY), day(now + DAY));
    format!("reports/chats?from={yesterday}&to={tomorrow}")
}

async fn fetch<T: DeserializeOwned>(request: impl Fn() -> RequestBuilder) -> T {
    let deadline = Instant::now() + PATIENCE;
    loop {
        match timeout(ANSWER, request().attempt()).await {
            Ok(Ok(answer)) if answer.status < 300 => return answer.json(),
            Ok(Ok(answer)) => assert!(Instant::now() < deadline, "{}", answer.dump()),
            Ok(Err(error)) => assert!(Instant::now() < deadline, "{error:?}"),
            Err(late) => assert!(Instant::now() < deadline, "{late}"),
        }
        sleep(Duration::from_millis(50)).await;
    }
}

fn stuck(error: JoinError) -> Visits {
    Visits { stuck: vec![panic_text(error)], ..Visits::default() }
}

fn panic_text(error: JoinError) -> String {
    match error.try_into_panic() {
        Ok(panic) => panic.downcast::<String>().map_or_else(|_| "a panic".to_owned(), |text| *text),
        Err(error) => error.to_string(),
    }
}

fn view(
    name: &str,
    chat: &ConversationClient,
    leaves: Option<ClientKey>,
) -> (ConversationId, View) {
    let view = View {
        name: name.to_owned(),
        log: chat.log.clone(),
        acked: chat.acked.clone(),
        leaves,
        refused: chat.refused.clone(),
        unanswered: chat.in_flight(),
    };
    (chat.id.clone(), view)
}

// --- visitors ---

async fn visits(
    site: Arc<Site>,
    over: watch::Receiver<bool>,
    mut rng: Rng,
    messages: usize,
) -> Visits {
    let mut visits = Visits::default();
    while !*over.borrow() {
        let (site, rng) = (Arc::clone(&site), Rng::from_seed(rng.number()));
        match tokio::spawn(visit(site, rng, messages)).await {
            Ok((view, wait)) => {
                visits.waits.push((view.0.clone(), wait));
                visits.views.push(view);
            }
            Err(error) => visits.stuck.push(panic_text(error)),
        }
    }
    visits
}

/// One conversation of a visitor, and how long they waited for an agent or the fallback.
async fn visit(
    site: Arc<Site>,
    mut rng: Rng,
    messages: usize,
) -> ((ConversationId, View), Duration) {
    let visitor = create(&site).await;
    let mut chat = visitor.chat(&begin(&site, &visitor).await);
    chat.keep_connected();
    chat.patience = PATIENCE;
    chat.capture(stream::CAPTURE, ada()).await;
    let is_answered = |chat: &ConversationClient| has(chat, is_connected) || has(chat, is_end);
    let asked = Instant::now();
    chat.until("an agent or the fallback", is_answered).await;
    let wait = asked.elapsed();
    let mut leaves = None;
    if has(&chat, is_connected) {
        for n in 0..messages {
            // A clock that is put forward ends a chat in which nobody has written for long.
            if has(&chat, is_end) {
                break;
            }
            chat.say(&n.to_string()).await;
            match rng.below(24) {
                0 | 1 => chat.cut(),
                2 => chat.stop(Duration::from_millis(rng.below(3_000))).await,
                _ => sleep(PAUSE).await,
            }
            chat.until("acknowledgements", |chat| chat.in_flight() < IN_FLIGHT).await;
        }
        let all = |chat: &ConversationClient| said(chat, false) >= messages || has(chat, is_end);
        chat.until("the agent's messages", all).await;
        chat.synced().await;
        if visitor_ends(&chat.id) && !has(&chat, is_end) {
            leaves = Some(chat.leave().await);
        }
        chat.until("the end of the chat", |chat| has(chat, is_end)).await;
    }
    chat.synced().await;
    (view("the visitor", &chat, leaves), wait)
}

/// Which side ends a chat: both know it by its name.
fn visitor_ends(id: &ConversationId) -> bool {
    sum(id.as_str()).is_multiple_of(2)
}

/// Which offers nobody answers.
fn is_missed(offer: &OfferId) -> bool {
    sum(offer.as_str()).is_multiple_of(8)
}

fn sum(name: &str) -> u8 {
    name.bytes().fold(0, u8::wrapping_add)
}

fn has(chat: &ConversationClient, is: fn(&Event) -> bool) -> bool {
    chat.events().any(is)
}

const fn is_connected(event: &Event) -> bool {
    matches!(event, Event::Connected { .. })
}

const fn is_end(event: &Event) -> bool {
    matches!(event, Event::Ended { .. } | Event::FellBack { .. } | Event::Withdrawn { .. })
}

fn said(chat: &ConversationClient, by_visitor: bool) -> usize {
    chat.said().iter().filter(|(by, _)| (**by == Author::Visitor) == by_visitor).count()
}

// --- agents ---

/// Accepts nearly every offer, and writes in every chat, until the storm is over and all chats have ended.
async fn attends(agent: Agent, over: watch::Receiver<bool>, messages: usize) -> Visits {
    let (mut visits, mut chats, mut seen) =
        (Visits::default(), JoinSet::new(), BTreeSet::<ConversationId>::new());
    let mut idle_since = Instant::now();
    let mut socket = AgentSocket::kept(&agent.name, agent.desk_endpoint());
    let (mut accepted, mut snapshots) = (BTreeSet::<OfferId>::new(), 0);
    loop {
        let received = socket.receive(Duration::from_millis(200)).await;
        if let Err(reason) = received {
            visits.stuck.push(format!("{} was refused: {reason}", agent.name));
            return visits;
        }
        if socket.snapshots > snapshots {
            // What was sent on an earlier connection may be lost.
            (accepted, snapshots) = (BTreeSet::new(), socket.snapshots);
            if !socket.available {
                let frame = AgentFrame::Status { id: key(), available: true };
                socket.send_raw(serde_json::to_string(&frame).unwrap()).await;
            }
        }
        // Only the time ends an offer that is missed.
        let offers: Vec<OfferId> = socket.offers.iter().map(|offer| offer.id.clone()).collect();
        let takes = |offer: &OfferId| !is_missed(offer) && accepted.insert(offer.clone());
        for offer in offers.into_iter().filter(takes) {
            let frame = AgentFrame::Accept { id: key(), offer };
            socket.send_raw(serde_json::to_string(&frame).unwrap()).await;
        }
        for chat in &socket.chats {
            if seen.insert(chat.conversation.clone()) {
                chats.spawn(attend(agent.clone(), chat.conversation.clone(), messages));
            }
        }
        while let Some(ended) = chats.try_join_next() {
            visits.add(ended);
        }
        if !*over.borrow() || !chats.is_empty() || !socket.offers.is_empty() {
            idle_since = Instant::now();
        } else if idle_since.elapsed() > Duration::from_secs(3) {
            return visits;
        }
    }
}

async fn attend(agent: Agent, id: ConversationId, messages: usize) -> Attended {
    let mut chat = agent.chat(&id);
    chat.keep_connected();
    chat.patience = PATIENCE;
    // A clock that is put forward may end the chat request while the agent accepts.
    if chat.wait_for(|chat| has(chat, is_connected)).await.is_err() {
        return Attended::TurnedAway(id, agent.name);
    }
    for n in 0..messages {
        if has(&chat, is_end) {
            break;
        }
        chat.say(&n.to_string()).await;
        sleep(PAUSE).await;
        chat.until("acknowledgements", |chat| chat.in_flight() < IN_FLIGHT).await;
    }
    let all = |chat: &ConversationClient| said(chat, true) >= messages || has(chat, is_end);
    chat.until("the visitor's messages", all).await;
    chat.synced().await;
    let mut leaves = None;
    if !visitor_ends(&id) && !has(&chat, is_end) {
        leaves = Some(chat.end().await);
    }
    chat.until("the end of the chat", |chat| has(chat, is_end)).await;
    chat.synced().await;
    Attended::Chat(Box::new(view(&agent.name, &chat, leaves)))
}

/// The chats and offers that a new tab of an agent shows, once nothing is on its way any more.
async fn load(agent: &Agent) -> usize {
    let deadline = Instant::now() + PATIENCE;
    loop {
        if let Ok(socket) = AgentSocket::connect(&agent.name, &agent.desk_endpoint()).await {
            let load = socket.chats.len() + socket.offers.len();
            if load == 0 || Instant::now() > deadline {
                return load;
            }
        }
        sleep(Duration::from_millis(200)).await;
    }
}
