//! Simulated worlds, each from a seed: visitors, agents with several tabs, a network that loses,
//! duplicates, delays and reorders, objects that crash between any two effects and restart from
//! what they stored, late alarms, and clocks that jump. The state machines are those of `shared`,
//! including its outbox. The shells here do what those of the edge do, but without sockets and SQL,
//! which the wire tests run in real workerd.

mod agent;
mod apps;
mod availability_checks;
mod check;
mod check_log;
mod check_queue;
mod clock;
mod connection;
mod delivery;
mod hours;
mod mailbox;
mod managers;
mod objects;
mod plan;
mod routing;
mod sleep;
mod turn;
mod view;
mod visitor;
mod world;

use shared::event::{Author, EndedBy, Event};

/// The figures of a world.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Figures {
    pub offers: u64,
    pub conversations: u64,
    /// Number of events in their logs.
    pub events: u64,
    /// Places in the queue that visitors were told.
    pub places: u64,
    /// Chats that another agent took over, or whose agent came back.
    pub transferred: u64,
    /// Agents whose connection was gone during a chat.
    pub gone: u64,
    /// Chats that ended because their visitor was gone for too long.
    pub left: u64,
    /// Machines that fell asleep with their sockets open.
    pub slept: u64,
    /// Messages of apps.
    pub of_apps: u64,
    /// Conversations that an app handed over to people.
    pub handed_over: u64,
}

/// Runs the world of a seed to its end. Panics if a rule does not hold.
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
                Event::Queued { .. } => figures.places += 1,
                Event::Said { by: Author::App(_), .. } => figures.of_apps += 1,
                Event::Requested { handed_over: Some(_), .. } => figures.handed_over += 1,
                Event::AgentGone { .. } => figures.gone += 1,
                Event::Ended { by: EndedBy::VisitorGone } => figures.left += 1,
                _ => {}
            }
        }
    }
    figures
}
