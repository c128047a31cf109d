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
use crate::wait::PATIENCE;
use serde::de::DeserializeOwned;
use shared::counts::ChatReport;
use shared::event::{Author, Event};
use shared::id::{ConversationId, OfferId};
use shared::protocol::{AgentFrame, Record};
use shared::quota::Usage;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::watch;
use tokio::task::{JoinError, JoinHandle, JoinSet};
use tokio::time::{Instant, sleep};

/// The largest number of unacknowledged messages of a writer.
const IN_FLIGHT: usize = 6;

/// The pause between two messages, so that nobody exceeds the limit of frames.
const PAUSE: Duration = Duration::from_millis(80);

pub(super) struct Fleet {
    site: Arc<Site>,
    agents: Vec<Agent>,
    over: watch::Sender<bool>,
    visiting: Vec<JoinHandle<Visits>>,
    attending: Vec<JoinHandle<Visits>>,
}

/// The views of one visitor or agent, and what they waited for in vain.
#[derive(Default)]
struct Visits {
    views: Vec<(ConversationId, View)>,
    stuck: Vec<String>,
}

impl Visits {
    fn add(&mut self, ended: Result<(ConversationId, View), JoinError>) {
        match ended {
            Ok(view) => self.views.push(view),
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
        Self { site, agents, over, visiting, attending }
    }

    /// Lets everybody finish what they have begun, and collects what they saw.
    pub(super) async fn end(self) -> Evidence {
        let Self { site, agents, over, visiting, attending } = self;
        let mut all = Vec::new();
        over.send_replace(true);
        for visits in visiting {
            all.push(visits.await.unwrap_or_else(stuck));
        }
        for visits in attending {
            all.push(visits.await.unwrap_or_else(stuck));
        }
        let mut evidence = Evidence::default();
        let mut views: BTreeMap<ConversationId, Vec<View>> = BTreeMap::new();
        for visits in all {
            evidence.stuck.extend(visits.stuck);
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
    loop {
        let usage: Usage = fetch(|| site.admin.request(Method::GET, "usage")).await;
        let report: ChatReport = fetch(|| site.admin.request(Method::GET, "reports/chats")).await;
        (evidence.used, evidence.reserved) = (usage.used, usage.reserved);
        evidence.requested = report.total.requested;
        if super::check(evidence).is_empty() || Instant::now() > deadline {
            return;
        }
        sleep(Duration::from_millis(200)).await;
    }
}

async fn fetch<T: DeserializeOwned>(request: impl Fn() -> RequestBuilder) -> T {
    let deadline = Instant::now() + PATIENCE;
    loop {
        match request().attempt().await {
            Ok(answer) if answer.status < 300 => return answer.json(),
            Ok(answer) => assert!(Instant::now() < deadline, "{}", answer.dump()),
            Err(error) => assert!(Instant::now() < deadline, "{error:?}"),
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

fn view(name: &str, chat: &ConversationClient) -> (ConversationId, View) {
    let view = View {
        name: name.to_owned(),
        log: chat.log.clone(),
        acked: chat.acked.clone(),
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
        visits.add(tokio::spawn(visit(site, rng, messages)).await);
    }
    visits
}

async fn visit(site: Arc<Site>, mut rng: Rng, messages: usize) -> (ConversationId, View) {
    let visitor = create(&site).await;
    let mut chat = visitor.chat(&begin(&site, &visitor).await);
    chat.mends = true;
    chat.capture(stream::CAPTURE, ada()).await;
    let is_answered = |chat: &ConversationClient| has(chat, is_connected) || has(chat, is_end);
    chat.until("an agent or the fallback", is_answered).await;
    if has(&chat, is_connected) {
        for n in 0..messages {
            chat.say(&n.to_string()).await;
            match rng.below(24) {
                0 | 1 => chat.cut(),
                // A tab that stops reads nothing, and the server goes on sending.
                2 => sleep(Duration::from_millis(rng.below(3_000))).await,
                _ => sleep(PAUSE).await,
            }
            chat.until("acknowledgements", |chat| chat.in_flight() < IN_FLIGHT).await;
        }
        chat.until("the agent's messages", |chat| said(chat, false) >= messages).await;
        chat.synced().await;
        if visitor_ends(&chat.id) {
            chat.leave().await;
        }
        chat.until("the end of the chat", |chat| has(chat, is_end)).await;
    }
    chat.synced().await;
    view("the visitor", &chat)
}

/// Which side ends a chat: both know it by its name.
fn visitor_ends(id: &ConversationId) -> bool {
    id.as_str().bytes().fold(0_u8, u8::wrapping_add).is_multiple_of(2)
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

/// Accepts every offer, and writes in every chat, until the storm is over and all chats have ended.
async fn attends(agent: Agent, over: watch::Receiver<bool>, messages: usize) -> Visits {
    let (mut visits, mut chats, mut seen) =
        (Visits::default(), JoinSet::new(), BTreeSet::<ConversationId>::new());
    let mut idle_since = Instant::now();
    loop {
        if let Ok(mut socket) = AgentSocket::connect(&agent.name, &agent.desk_endpoint()).await {
            if !socket.available {
                let frame = AgentFrame::Status { id: key(), available: true };
                socket.send_raw(serde_json::to_string(&frame).unwrap()).await;
            }
            let mut accepted = BTreeSet::<OfferId>::new();
            while socket.receive(Duration::from_millis(200)).await.is_ok() {
                let offers: Vec<OfferId> = socket.offers.iter().map(|o| o.id.clone()).collect();
                for offer in offers.into_iter().filter(|offer| accepted.insert(offer.clone())) {
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
        sleep(Duration::from_millis(50)).await;
    }
}

async fn attend(agent: Agent, id: ConversationId, messages: usize) -> (ConversationId, View) {
    let mut chat = agent.chat(&id);
    chat.mends = true;
    chat.until("the chat", |chat| has(chat, is_connected)).await;
    for n in 0..messages {
        chat.say(&n.to_string()).await;
        sleep(PAUSE).await;
        chat.until("acknowledgements", |chat| chat.in_flight() < IN_FLIGHT).await;
    }
    chat.until("the visitor's messages", |chat| said(chat, true) >= messages).await;
    chat.synced().await;
    if !visitor_ends(&id) {
        chat.end().await;
    }
    chat.until("the end of the chat", |chat| has(chat, is_end)).await;
    chat.synced().await;
    view(&agent.name, &chat)
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
