//! Worlds made of a seed: visitors, agents with several tabs, a network that loses, doubles, delays
//! and reorders, objects that crash between any two effects and restart from what they kept, alarms
//! that come late, clocks that jump. The machines are those of `shared`; the shells here do what the
//! edge's do, without its sockets and its SQL (those the wire tests try on the real thing).

mod agent;
mod book;
mod check;
mod objects;
mod plan;
mod post;
mod turn;
mod visitor;
mod world;

/// What a world was like, for the one who counts.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Figures {
    /// Rings at agents.
    pub rings: u64,
    /// Conversations.
    pub conversations: u64,
    /// Events in their logs.
    pub events: u64,
}

/// Runs the world of a seed to its end. Panics when a rule does not hold.
pub fn run(seed: u64, loud: bool) -> Figures {
    let mut world = world::World::of(seed, loud);
    world.run();
    Figures {
        rings: world.witness.rings,
        conversations: world.talks.len() as u64,
        events: world.talks.iter().map(|talk| talk.log.len() as u64).sum(),
    }
}
