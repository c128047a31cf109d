//! Two people with a socket each, who talk to each other.

use super::contestant::{Contestant, Process};
use bellhop_tests::agent::Agent;
use bellhop_tests::site::Site;
use bellhop_tests::socket::{Endpoint, Socket};
use shared::event::Event;
use shared::id::Seq;
use shared::protocol::ClientFrame;
use std::time::{Duration, Instant};
use tokio::time::sleep_until;

/// 64 bytes, as a short sentence.
const TEXT: &str = "Does the oven of yours come with a grill, and how hot can it be?";

pub(crate) struct Pair {
    contestant: Contestant,
    visitor: Socket,
    agent: Socket,
    said: usize,
}

impl Pair {
    /// Two sockets of one room of a floor or of socket.io.
    pub(crate) async fn in_room(contestant: Contestant, server: &Process, room: usize) -> Self {
        let (origin, port) = ("ws://127.0.0.1", server.port);
        let url = match contestant {
            Contestant::Relay => format!("{origin}:{port}/relay/{room}"),
            Contestant::SocketIo => {
                format!("{origin}:{port}/socket.io/?EIO=4&transport=websocket&room={room}")
            }
            _ => format!("{origin}:{port}/stored/{room}"),
        };
        let mut sockets = Vec::new();
        for _ in 0..2 {
            let endpoint = Endpoint { url: url.clone(), headers: Vec::new() };
            let mut socket = endpoint.open_without_pings().await.unwrap();
            if contestant == Contestant::SocketIo {
                assert!(socket.next().await.unwrap().starts_with('0'));
                socket.send("40".to_owned()).await;
                assert!(socket.next().await.unwrap().starts_with("40"));
            }
            sockets.push(socket);
        }
        let (agent, visitor) = (sockets.pop().unwrap(), sockets.pop().unwrap());
        Self { contestant, visitor, agent, said: 0 }
    }

    /// A visitor and the agent who accepts their chat. Somebody accepts every offer meanwhile.
    pub(crate) async fn connected(site: &Site, agents: &[Agent]) -> Self {
        let (visitor, mut chat) = site.begun().await;
        chat.event("an agent", |event| matches!(event, Event::Connected { .. })).await;
        let who = chat.events().find_map(|event| match event {
            Event::Connected { agent, .. } => Some(agent.id.clone()),
            _ => None,
        });
        let agent = agents.iter().find(|agent| Some(&agent.id) == who.as_ref()).unwrap();
        let resume = serde_json::to_string(&ClientFrame::Resume { after: Seq::default() }).unwrap();
        let mut sockets = Vec::new();
        for endpoint in [visitor.endpoint(&chat.id, &visitor.token), agent.chat_endpoint(&chat.id)]
        {
            let mut socket = endpoint.open().await.unwrap();
            socket.send(resume.clone()).await;
            sockets.push(socket);
        }
        let (agent, visitor) = (sockets.pop().unwrap(), sockets.pop().unwrap());
        Self { contestant: Contestant::Bellhop, visitor, agent, said: 0 }
    }

    /// One says something; returns when the other has it.
    async fn say(&mut self) {
        let to_agent = self.said.is_multiple_of(2);
        let frame = self.contestant.say(self.said, TEXT);
        self.said += 1;
        let (from, to) = if to_agent {
            (&mut self.visitor, &mut self.agent)
        } else {
            (&mut self.agent, &mut self.visitor)
        };
        from.send(frame).await;
        loop {
            let frame = to.next().await.unwrap_or_else(|| panic!("closed: {:?}", to.over));
            if let Some(answer) = self.contestant.answer(&frame) {
                to.send(answer.to_owned()).await;
            } else if self.contestant.is_delivery(to_agent, &frame) {
                return;
            }
        }
    }

    /// Talks in turns, without pauses.
    pub(crate) async fn talk(&mut self, messages: usize) {
        for _ in 0..messages {
            self.say().await;
        }
    }

    /// Says something at each of these times; returns how long each was on its way.
    pub(crate) async fn talk_calmly(
        &mut self,
        first: Instant,
        every: Duration,
        messages: u32,
    ) -> Vec<Duration> {
        let mut times = Vec::new();
        for n in 0..messages {
            sleep_until((first + every * n).into()).await;
            let begun = Instant::now();
            self.say().await;
            times.push(begun.elapsed());
        }
        times
    }
}
