//! One live chat with two clients that reconnect after every break, on a server that may be killed
//! at any moment, and the invariants that must hold afterwards.

use crate::agent::Agent;
use crate::agent_socket::AgentSocket;
use crate::chat::{ConversationClient, same_log};
use crate::random::{Rng, random_string};
use crate::server::Server;
use crate::site::Site;
use crate::socket::NoSocket;
use crate::stream;
use crate::visitor::{Visitor, ada};
use crate::wait::{PATIENCE, within};
use shared::event::{Author, Event};
use shared::id::{ClientKey, ConversationId};
use shared::protocol::{AgentFrame, ConversationBegun};
use std::time::Duration;
use tokio::sync::watch;
use tokio::time::{Instant, sleep, timeout};

/// The largest number of unacknowledged messages of a writer.
const IN_FLIGHT: usize = 6;

/// How long an answer may take: its connection may have died unnoticed.
const ANSWER: Duration = Duration::from_secs(10);

/// The pause between attempts while the server is down.
const PAUSE: Duration = Duration::from_millis(100);

/// A finished chat.
pub struct Scenario {
    pub visitor: Visitor,
    /// The visitor's side.
    pub chat: ConversationClient,
    /// The agent's side.
    pub theirs: ConversationClient,
    messages: usize,
}

/// Runs a chat in which each side sends `messages` messages. `said` counts the messages that the
/// visitor has received.
pub async fn play(
    site: &Site,
    agent: &Agent,
    messages: usize,
    said: &watch::Sender<usize>,
) -> Scenario {
    let visitor = create(site).await;
    // A visitor who asks before the agent is available gets the fallback.
    be_available(agent).await;
    let (chat, theirs) =
        tokio::join!(visit(site, &visitor, messages, said), attend(agent, messages));
    Scenario { visitor, chat, theirs, messages }
}

/// Kills and restarts the server that many times, at random moments.
pub async fn kill_repeatedly(server: &Server, rng: &mut Rng, kills: u64) {
    for _ in 0..kills {
        let calm = Duration::from_millis(rng.below(600));
        sleep(calm).await;
        server.kill().await;
        println!("killed after {calm:?}");
        server.start().await;
    }
}

impl Scenario {
    /// Asserts that everything acknowledged is in the log once and in order, and that both sides
    /// and the server have the same log.
    pub async fn is_whole(&self) {
        same_log(&self.chat, &self.theirs);
        let server = self.visitor.chat(&self.chat.id).connected().await;
        same_log(&self.chat, &server);
        for end in [&self.chat, &self.theirs] {
            assert_eq!(end.in_flight(), 0, "{}", end.dump());
            for (key, seq) in &end.acked {
                let logged = &end.log[usize::try_from(seq.0).unwrap() - 1];
                assert_eq!(logged.id.as_ref(), Some(key), "{}", end.dump());
            }
        }
        let expected: Vec<String> = (0..self.messages).map(|n| n.to_string()).collect();
        let (visitors, agents): (Vec<_>, Vec<_>) =
            self.chat.said().into_iter().partition(|(by, _)| **by == Author::Visitor);
        for said in [visitors, agents] {
            let texts: Vec<&str> = said.into_iter().map(|(_, text)| text).collect();
            assert_eq!(texts, expected, "{}", self.chat.dump());
        }
        let count = |is: fn(&Event) -> bool| self.chat.events().filter(|event| is(event)).count();
        assert_eq!(count(|event| matches!(event, Event::Requested { .. })), 1);
        assert_eq!(count(|event| matches!(event, Event::Connected { .. })), 1);
        assert_eq!(count(|event| matches!(event, Event::Ended { .. })), 1);
    }
}

async fn visit(
    site: &Site,
    visitor: &Visitor,
    messages: usize,
    said: &watch::Sender<usize>,
) -> ConversationClient {
    let mut chat = visitor.chat(&begin(site, visitor).await);
    chat.keep_connected();
    chat.capture(stream::CAPTURE, ada()).await;
    chat.event("an agent", |event| {
        assert!(!matches!(event, Event::FellBack { .. }), "nobody accepted: {event:?}");
        matches!(event, Event::Connected { .. })
    })
    .await;
    for n in 0..messages {
        chat.say(&n.to_string()).await;
        chat.until("acknowledgements", |chat| {
            said.send_replace(chat.said().len());
            chat.in_flight() < IN_FLIGHT
        })
        .await;
    }
    chat.until("the end of the chat", |chat| {
        said.send_replace(chat.said().len());
        chat.events().any(|event| matches!(event, Event::Ended { .. }))
    })
    .await;
    chat.synced().await;
    chat
}

/// Creates a visitor; retries while the server is down.
pub(crate) async fn create(site: &Site) -> Visitor {
    let arrived = async {
        loop {
            match timeout(ANSWER, Visitor::try_create(&site.http, &site.id)).await {
                Ok(Ok(visitor)) => return visitor,
                Ok(Err(_)) | Err(_) => sleep(PAUSE).await,
            }
        }
    };
    within("a visitor to arrive", arrived).await
}

/// Begins the conversation as a browser does: with the same request until there is a response.
pub(crate) async fn begin(site: &Site, visitor: &Visitor) -> ConversationId {
    let beginning = visitor.beginning(&site.dialogue, site.version);
    let begun = async {
        loop {
            match timeout(ANSWER, visitor.begin(&beginning).attempt()).await {
                Ok(Ok(answer)) if answer.status < 300 => return answer.json::<ConversationBegun>(),
                Ok(Ok(answer)) => {
                    assert!(matches!(answer.status, 429 | 500..), "{}", answer.dump());
                }
                Ok(Err(_)) | Err(_) => {}
            }
            sleep(PAUSE).await;
        }
    };
    within("the conversation to begin", begun).await.conversation
}

async fn attend(agent: &Agent, messages: usize) -> ConversationClient {
    let conversation = accept(agent).await;
    let mut chat = agent.chat(&conversation);
    chat.keep_connected();
    chat.event("an agent", |event| matches!(event, Event::Connected { .. })).await;
    for n in 0..messages {
        chat.say(&n.to_string()).await;
        chat.until("acknowledgements", |chat| chat.in_flight() < IN_FLIGHT).await;
    }
    chat.until("all messages", |chat| chat.said().len() == 2 * messages).await;
    chat.end().await;
    chat.synced().await;
    chat.event("the end of the chat", |event| matches!(event, Event::Ended { .. })).await;
    chat
}

/// Goes available, reconnecting when needed.
async fn be_available(agent: &Agent) {
    let deadline = Instant::now() + PATIENCE;
    loop {
        if let Ok(mut socket) = AgentSocket::connect(&agent.name, &agent.desk_endpoint()).await {
            let frame = AgentFrame::Status { id: key(), available: true };
            socket.send_raw(serde_json::to_string(&frame).unwrap()).await;
            if socket.wait_for("to be available", |socket| socket.available).await.is_ok() {
                return;
            }
        }
        assert!(Instant::now() < deadline, "{} never was available", agent.name);
        sleep(Duration::from_millis(30)).await;
    }
}

/// Accepts offers, reconnecting when needed, until the agent has a chat.
async fn accept(agent: &Agent) -> ConversationId {
    let deadline = Instant::now() + PATIENCE;
    loop {
        match AgentSocket::connect(&agent.name, &agent.desk_endpoint()).await {
            Ok(mut socket) => {
                if let Some(chat) = accept_next(&mut socket).await {
                    return chat;
                }
            }
            Err(NoSocket::Refused(status, body)) => assert!(status >= 500, "{status}: {body}"),
            Err(NoSocket::Unreachable(_)) => {}
        }
        assert!(Instant::now() < deadline, "{} never got a chat", agent.name);
        sleep(Duration::from_millis(30)).await;
    }
}

/// Returns the chat assigned to this tab; `None` if the connection is lost before.
async fn accept_next(socket: &mut AgentSocket) -> Option<ConversationId> {
    if !socket.available {
        let frame = AgentFrame::Status { id: key(), available: true };
        socket.send_raw(serde_json::to_string(&frame).unwrap()).await;
    }
    let busy = |socket: &AgentSocket| !socket.offers.is_empty() || !socket.chats.is_empty();
    socket.wait_for("an offer", busy).await.ok()?;
    if let Some(offer) = socket.offers.first() {
        let frame = AgentFrame::Accept { id: key(), offer: offer.id.clone() };
        socket.send_raw(serde_json::to_string(&frame).unwrap()).await;
    }
    socket.wait_for("the chat", |socket| !socket.chats.is_empty()).await.ok()?;
    socket.chats.first().map(|chat| chat.conversation.clone())
}

pub(crate) fn key() -> ClientKey {
    ClientKey::parse(format!("b{}", random_string())).unwrap()
}
