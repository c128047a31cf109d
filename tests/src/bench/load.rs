//! Visitors and agents without pauses.

use bellhop_tests::agent_socket::AgentSocket;
use bellhop_tests::chat::ConversationClient;
use bellhop_tests::site::Site;
use bellhop_tests::stream::{NO, QUESTION};
use futures_util::future::join_all;
use shared::event::Event;
use shared::id::{CardId, ClientKey, ResponseId};
use shared::protocol::FirstResponse;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};
use tokio::sync::Notify;

/// How long each figure is measured.
const LONG_ENOUGH: Duration = Duration::from_secs(4);

/// What is measured.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum At {
    /// Visitors write to their agents; each message is stored and acknowledged. The baseline.
    Messages,
    /// Visitors begin conversations without a chat request: no desk.
    Begun,
    /// Visitors request chats, and nobody is available: the desk, but no ledger.
    FellBack,
    /// Visitors request chats, and an agent accepts: everything.
    Connected,
}

impl At {
    /// All kinds, the baseline first.
    pub(crate) const ALL: [Self; 4] =
        [Self::Messages, Self::Begun, Self::FellBack, Self::Connected];

    /// The label in the output.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Messages => "messages",
            Self::Begun => "begun",
            Self::FellBack => "fallen back",
            Self::Connected => "accepted",
        }
    }
}

/// A site with agents.
pub(crate) struct Load {
    site: Site,
    agents: Vec<bellhop_tests::agent::Agent>,
}

impl Load {
    /// Creates agents who accept every offer.
    pub(crate) async fn on(site: Site, agents: usize) -> Self {
        let mut created = Vec::new();
        for n in 0..agents {
            created.push(site.agent(&format!("Agent{n}")).await);
        }
        Self { site, agents: created }
    }

    /// Returns how often per second that many concurrent visitors do it.
    pub(crate) async fn rate(&self, at: At, crowd: usize) -> f64 {
        let over = Notify::new();
        let mut sockets = Vec::new();
        for agent in &self.agents {
            let mut socket = agent.connect().await;
            socket.available(at != At::FellBack).await;
            sockets.push(socket);
        }
        let visitors = async {
            let rate = self.visitors(at, crowd).await;
            over.notify_waiters();
            rate
        };
        let agents = join_all(sockets.into_iter().map(|socket| accept_all(socket, &over)));
        tokio::join!(visitors, agents).0
    }

    async fn visitors(&self, at: At, crowd: usize) -> f64 {
        let mut chats = Vec::new();
        if at == At::Messages {
            chats = join_all((0..crowd).map(|_| self.connected())).await;
        }
        let (begun, count) = (Instant::now(), AtomicUsize::new(0));
        let goes_on = || begun.elapsed() < LONG_ENOUGH;
        let done = || count.fetch_add(1, Ordering::Relaxed);
        if at == At::Messages {
            let chatting = chats.iter_mut().map(async |chat| {
                while goes_on() {
                    let key = chat.say("How long does it take to heat up?").await;
                    chat.ack(&key).await;
                    done();
                }
            });
            join_all(chatting).await;
        } else {
            let visitors = (0..crowd).map(async |_| {
                while goes_on() {
                    self.once(at).await;
                    done();
                }
            });
            join_all(visitors).await;
        }
        let rate = count.load(Ordering::Relaxed) as f64 / begun.elapsed().as_secs_f64();
        for chat in chats {
            leaves(chat).await;
        }
        rate
    }

    async fn once(&self, at: At) {
        match at {
            At::FellBack => {
                let (_, mut chat) = self.site.begun().await;
                chat.event("the fallback", |event| matches!(event, Event::FellBack { .. })).await;
            }
            At::Connected | At::Messages => leaves(self.connected().await).await,
            At::Begun => self.wants_nobody().await,
        }
    }

    /// A visitor who is connected to an agent.
    async fn connected(&self) -> ConversationClient {
        let (_, mut chat) = self.site.begun().await;
        chat.event("an agent", |event| matches!(event, Event::Connected { .. })).await;
        chat
    }

    /// A visitor with a conversation that requests no chat, connected to its socket.
    async fn wants_nobody(&self) {
        let visitor = self.site.visitor().await;
        let mut beginning = visitor.beginning(&self.site.dialogue, self.site.version);
        beginning.first = FirstResponse::Answer {
            id: ClientKey::parse("first").unwrap(),
            card: CardId::parse(QUESTION).unwrap(),
            response: ResponseId::parse(NO).unwrap(),
        };
        let begun: shared::protocol::ConversationBegun =
            visitor.begin(&beginning).done().await.json();
        visitor.chat(&begun.conversation).connected().await;
    }
}

async fn leaves(mut chat: ConversationClient) {
    let key = chat.leave().await;
    chat.ack(&key).await;
}

/// Accepts every offer until it is over.
async fn accept_all(mut socket: AgentSocket, over: &Notify) {
    let all = async {
        loop {
            let offer = socket.offer().await;
            // Too late if the visitor has left in the meantime, which is fine here.
            let _ = socket.accept(&offer.id).await;
            socket.frames.clear();
        }
    };
    tokio::select! { () = all => {}, () = over.notified() => {} }
}
