//! Visitors and agents without pauses.

use bellhop_tests::agent_socket::AgentSocket;
use bellhop_tests::chat::ConversationClient;
use bellhop_tests::site::Site;
use bellhop_tests::stream::{NO, QUESTION};
use futures_util::future::join_all;
use shared::event::Event;
use shared::id::{CardId, ClientKey, ResponseId};
use shared::protocol::FirstResponse;
use std::cell::RefCell;
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

/// What a crowd did.
pub(crate) struct Measured {
    pub(crate) per_second: f64,
    /// How long one took, in ms.
    pub(crate) median_ms: f64,
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

    /// How often per second that many concurrent visitors do it, and how long it takes.
    pub(crate) async fn measure(&self, at: At, crowd: usize) -> Measured {
        let over = Notify::new();
        let mut sockets = Vec::new();
        for agent in &self.agents {
            let mut socket = agent.connect().await;
            socket.available(at != At::FellBack).await;
            sockets.push(socket);
        }
        let visitors = async {
            let measured = self.visitors(at, crowd).await;
            over.notify_waiters();
            measured
        };
        let agents = join_all(sockets.into_iter().map(|socket| accept_all(socket, &over)));
        tokio::join!(visitors, agents).0
    }

    async fn visitors(&self, at: At, crowd: usize) -> Measured {
        let mut chats = Vec::new();
        if at == At::Messages {
            chats = join_all((0..crowd).map(|_| self.connected())).await;
        }
        let (begun, times) = (Instant::now(), RefCell::new(Vec::new()));
        let goes_on = || begun.elapsed() < LONG_ENOUGH;
        let done = |time: Duration| times.borrow_mut().push(time.as_secs_f64() * 1e3);
        if at == At::Messages {
            let chatting = chats.iter_mut().map(async |chat| {
                while goes_on() {
                    let asked = Instant::now();
                    let key = chat.say("How long does it take to heat up?").await;
                    chat.ack(&key).await;
                    done(asked.elapsed());
                }
            });
            join_all(chatting).await;
        } else {
            let visitors = (0..crowd).map(async |_| {
                while goes_on() {
                    done(self.once(at).await);
                }
            });
            join_all(visitors).await;
        }
        let mut times = times.into_inner();
        let per_second = times.len() as f64 / begun.elapsed().as_secs_f64();
        for chat in chats {
            leaves(chat).await;
        }
        times.sort_by(f64::total_cmp);
        Measured { per_second, median_ms: times.get(times.len() / 2).copied().unwrap_or_default() }
    }

    /// Does it once; returns how long it took, without the visitor's leaving.
    async fn once(&self, at: At) -> Duration {
        let begun = Instant::now();
        match at {
            At::FellBack => {
                let (_, mut chat) = self.site.begun().await;
                chat.event("the fallback", |event| matches!(event, Event::FellBack { .. })).await;
            }
            At::Connected | At::Messages => {
                let chat = self.connected().await;
                let time = begun.elapsed();
                leaves(chat).await;
                return time;
            }
            At::Begun => self.wants_nobody().await,
        }
        begun.elapsed()
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
pub(crate) async fn accept_all(mut socket: AgentSocket, over: &Notify) {
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
