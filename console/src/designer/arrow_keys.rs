//! Moves the selection from card to card with the arrow keys.

use super::draft::Key;
use super::layout::{Layout, Node, Tip};

/// An arrow key. Each variant says which card it selects.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Arrow {
    /// The parent in the tree.
    Up,
    /// The first child, or the card that the first link leads to.
    Down,
    /// The nearest card to the left on the same level.
    Left,
    /// The nearest card to the right on the same level.
    Right,
}

/// Returns the card that an arrow key selects, if there is one.
pub(crate) fn move_selection(layout: &Layout, from: Key, arrow: Arrow) -> Option<Key> {
    let node = layout.node(from)?;
    let beside = |left: bool| {
        let is = |other: &&Node| {
            other.level == node.level && (other.area.x < node.area.x) == left && other.key != from
        };
        let near = |other: &&Node| (other.area.x - node.area.x).abs();
        layout.nodes.iter().filter(is).min_by_key(near).map(|other| other.key)
    };
    match arrow {
        Arrow::Up => {
            let hangs = |tip: &Tip| *tip == Tip::Card(from);
            layout.edges.iter().find(|edge| hangs(&edge.tip)).map(|edge| edge.key)
        }
        Arrow::Down => {
            let mut own = layout.edges.iter().filter(|edge| edge.key == from);
            own.find_map(|edge| match edge.tip {
                Tip::Card(key) | Tip::Link(key) => Some(key),
                Tip::Void(_) | Tip::End => None,
            })
        }
        Arrow::Left => beside(true),
        Arrow::Right => beside(false),
    }
}
