//! Going from card to card by the arrow keys.

use super::draft::Key;
use super::layout::{Layout, Node, Tip};

/// Which way an arrow points.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Arrow {
    /// To the card it hangs on.
    Up,
    /// To the first that hangs on it, or that it is linked to.
    Down,
    /// To the one at its left, as far below.
    Left,
    /// To the one at its right, as far below.
    Right,
}

/// The card that an arrow leads to.
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
