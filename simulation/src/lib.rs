//! Worlds made of a seed: visitors, agents with several tabs, a network that loses, doubles, delays
//! and reorders, objects that crash between any two effects and restart from what they kept, alarms
//! that come late, clocks that jump. The machines are those of `shared`, its outbox among them; the
//! shells here do what the edge's do, without its sockets and its SQL (those the wire tests try on
//! the real thing).

mod agent;
mod check;
mod connection;
mod delivery;
mod hours;
mod mailbox;
mod objects;
mod plan;
mod routing;
mod sleep;
mod turn;
mod view;
mod visitor;
mod world;

use shared::event::{EndedBy, Event};

/// What a world was like, for the one who counts.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Figures {
    /// Offers to agents.
    pub offers: u64,
    /// Conversations.
    pub conversations: u64,
    /// Events in their logs.
    pub events: u64,
    /// Chats that somebody else took over, or somebody came back to.
    pub transferred: u64,
    /// Agents who left a visitor alone.
    pub gone: u64,
    /// Chats whose visitor was gone for too long.
    pub left: u64,
    /// Machines that fell asleep with their sockets open.
    pub slept: u64,
}

/// Runs the world of a seed to its end. Panics when a rule does not hold.
pub fn run(seed: u64, loud: bool) -> Figures {
    let mut world = world::World::new(seed, loud);
    world.run();
    let mut figures = Figures {
        offers: world.witness.offers,
        conversations: world.conversations.len() as u64,
        slept: world.slept,
        ..Figures::default()
    };
    for conversation in &world.conversations {
        let mut connected = false;
        figures.events += conversation.log.len() as u64;
        for logged in &conversation.log {
            match &logged.event {
                Event::Connected { .. } => {
                    figures.transferred += u64::from(connected);
                    connected = true;
                }
                Event::AgentGone { .. } => figures.gone += 1,
                Event::Ended { by: EndedBy::VisitorGone } => figures.left += 1,
                _ => {}
            }
        }
    }
    figures
}
