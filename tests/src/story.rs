//! One live chat, played to its end by two browsers that mend every break, on a server that may be
//! killed at any moment; and what must be true of it afterwards.

use crate::agent::Agent;
use crate::bell::Bell;
use crate::chance::{Chance, word};
use crate::chat::{Chat, same_log};
use crate::server::Server;
use crate::site::Site;
use crate::socket::NoSocket;
use crate::stream;
use crate::visitor::{Visitor, ada};
use crate::wait::{PATIENCE, within};
use shared::event::{Author, Event};
use shared::id::{ClientKey, ConversationId};
use shared::protocol::{BellFrame, ConversationBegun};
use std::time::Duration;
use tokio::sync::watch;
use tokio::time::{Instant, sleep};

/// How many messages a writer has under way at most.
const IN_FLIGHT: usize = 6;

/// A chat that was played.
pub struct Story {
    /// Whose it is.
    pub visitor: Visitor,
    /// The visitor's end.
    pub chat: Chat,
    /// The agent's end.
    pub theirs: Chat,
    words: usize,
}

/// Plays a chat in which each end says so many things. `said` follows how many the visitor heard.
pub async fn play(site: &Site, agent: &Agent, words: usize, said: &watch::Sender<usize>) -> Story {
    let visitor = arrive(site).await;
    let (chat, theirs) = tokio::join!(visit(site, &visitor, words, said), attend(agent, words));
    Story { visitor, chat, theirs, words }
}

/// Kills the server and starts it again, at so many moments that chance gives.
pub async fn storm(server: &Server, chance: &mut Chance, kills: u64) {
    for _ in 0..kills {
        let calm = Duration::from_millis(chance.below(600));
        sleep(calm).await;
        server.kill().await;
        println!("killed after {calm:?}");
        server.start().await;
    }
}

impl Story {
    /// Everything that was acknowledged is there once and in order; both ends and the server tell
    /// the same.
    pub async fn is_whole(&self) {
        same_log(&self.chat, &self.theirs);
        let server = self.visitor.chat(&self.chat.id).connected().await;
        same_log(&self.chat, &server);
        for end in [&self.chat, &self.theirs] {
            assert_eq!(end.in_flight(), 0, "{}", end.story());
            for (key, seq) in &end.acked {
                let logged = &end.log[usize::try_from(seq.0).unwrap() - 1];
                assert_eq!(logged.id.as_ref(), Some(key), "{}", end.story());
            }
        }
        let expected: Vec<String> = (0..self.words).map(|n| n.to_string()).collect();
        let (visitors, agents): (Vec<_>, Vec<_>) =
            self.chat.said().into_iter().partition(|(by, _)| **by == Author::Visitor);
        for said in [visitors, agents] {
            let texts: Vec<&str> = said.into_iter().map(|(_, text)| text).collect();
            assert_eq!(texts, expected, "{}", self.chat.story());
        }
        let count = |is: fn(&Event) -> bool| self.chat.events().filter(|event| is(event)).count();
        assert_eq!(count(|event| matches!(event, Event::Requested { .. })), 1);
        assert_eq!(count(|event| matches!(event, Event::Connected { .. })), 1);
        assert_eq!(count(|event| matches!(event, Event::Ended { .. })), 1);
    }
}

async fn visit(site: &Site, visitor: &Visitor, words: usize, said: &watch::Sender<usize>) -> Chat {
    let mut chat = visitor.chat(&begin(site, visitor).await);
    chat.mends = true;
    chat.capture(stream::WHO, ada()).await;
    chat.event("an agent", |event| {
        assert!(!matches!(event, Event::FellBack { .. }), "nobody came: {event:?}");
        matches!(event, Event::Connected { .. })
    })
    .await;
    for n in 0..words {
        chat.say(&n.to_string()).await;
        chat.until("acknowledgements", |chat| {
            said.send_replace(chat.said().len());
            chat.in_flight() < IN_FLIGHT
        })
        .await;
    }
    chat.until("the end", |chat| {
        said.send_replace(chat.said().len());
        chat.events().any(|event| matches!(event, Event::Ended { .. }))
    })
    .await;
    chat.settled().await;
    chat
}

/// Comes to the site, and comes again where nobody answers.
async fn arrive(site: &Site) -> Visitor {
    let arrived = async {
        loop {
            match Visitor::try_to_arrive(&site.http, &site.id).await {
                Ok(visitor) => return visitor,
                Err(_) => sleep(Duration::from_millis(30)).await,
            }
        }
    };
    within("a visitor to arrive", arrived).await
}

/// Begins as a browser does: the same request, until it is answered.
async fn begin(site: &Site, visitor: &Visitor) -> ConversationId {
    let beginning = visitor.beginning(&site.dialogue, site.version);
    let begun = async {
        loop {
            match visitor.begin(&beginning).attempt().await {
                Ok(answer) if answer.status < 300 => return answer.json::<ConversationBegun>(),
                Ok(answer) => assert!(answer.status >= 500, "{}", answer.story()),
                Err(_) => {}
            }
            sleep(Duration::from_millis(30)).await;
        }
    };
    within("the conversation to begin", begun).await.conversation
}

async fn attend(agent: &Agent, words: usize) -> Chat {
    let conversation = accept(agent).await;
    let mut chat = agent.chat(&conversation);
    chat.mends = true;
    chat.event("to be connected", |event| matches!(event, Event::Connected { .. })).await;
    for n in 0..words {
        chat.say(&n.to_string()).await;
        chat.until("acknowledgements", |chat| chat.in_flight() < IN_FLIGHT).await;
    }
    chat.until("everything to be said", |chat| chat.said().len() == 2 * words).await;
    chat.end().await;
    chat.settled().await;
    chat.event("the end", |event| matches!(event, Event::Ended { .. })).await;
    chat
}

/// Answers whatever rings, in one tab after the other, until a chat is the agent's.
async fn accept(agent: &Agent) -> ConversationId {
    let deadline = Instant::now() + PATIENCE;
    loop {
        match Bell::connect(&agent.name, &agent.bell_door()).await {
            Ok(mut bell) => {
                if let Some(chat) = taken(&mut bell).await {
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

/// The chat that became the agent's in this tab; `None` where the connection broke before.
async fn taken(bell: &mut Bell) -> Option<ConversationId> {
    if !bell.available {
        let frame = BellFrame::Status { id: key(), available: true };
        bell.tell_raw(serde_json::to_string(&frame).unwrap()).await;
    }
    let busy = |bell: &Bell| !bell.offers.is_empty() || !bell.chats.is_empty();
    bell.hear("a ring", busy).await.ok()?;
    if let Some(offer) = bell.offers.first() {
        let frame = BellFrame::Accept { id: key(), offer: offer.id.clone() };
        bell.tell_raw(serde_json::to_string(&frame).unwrap()).await;
    }
    bell.hear("the chat", |bell| !bell.chats.is_empty()).await.ok()?;
    bell.chats.first().map(|chat| chat.conversation.clone())
}

fn key() -> ClientKey {
    ClientKey::parse(format!("b{}", word())).unwrap()
}
