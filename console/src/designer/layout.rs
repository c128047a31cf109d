//! Lays out the cards in pixels of the canvas at full size, as a tidy tree with a column for each
//! branch. Deterministic, and linear in the number of cards.

use super::card::Kind;
use super::draft::{Draft, Key};
use super::drop::Target;
use super::graph::{Graph, Leads};
use super::slots::Slot;

pub(crate) const CARD_WIDTH: i32 = 264;
/// The width of a response label and of a link.
pub(crate) const PILL_WIDTH: i32 = 184;
/// The height of a response label and of a link.
pub(crate) const PILL_HEIGHT: i32 = 28;
/// The horizontal gap between branches.
const GAP: i32 = 28;
/// The vertical gap between a card and its response labels.
const TO_PILL: i32 = 24;
/// The vertical gap between a way out and its successor.
const TO_NEXT: i32 = 64;
/// The gap between the main tree and the unreachable ones.
const APART: i32 = 96;
/// The margin around everything.
const MARGIN: i32 = 48;
/// The height of the notice below a live chat card.
pub(crate) const LOCK_HEIGHT: i32 = 44;

/// A point, from the top left of the canvas.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Hash)]
pub(crate) struct Point {
    pub(crate) x: i32,
    pub(crate) y: i32,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Hash)]
pub(crate) struct Area {
    pub(crate) x: i32,
    pub(crate) y: i32,
    pub(crate) width: i32,
    pub(crate) height: i32,
}

impl Area {
    /// Whether the two rectangles overlap.
    pub(crate) const fn meets(&self, other: &Self) -> bool {
        self.x < other.x + other.width
            && other.x < self.x + self.width
            && self.y < other.y + other.height
            && other.y < self.y + self.height
    }

    /// Returns the smallest rectangle that contains both.
    pub(crate) fn with(self, other: Self) -> Self {
        let (x, y) = (self.x.min(other.x), self.y.min(other.y));
        let right = (self.x + self.width).max(other.x + other.width);
        let bottom = (self.y + self.height).max(other.y + other.height);
        Self { x, y, width: right - x, height: bottom - y }
    }

    pub(crate) const fn middle(&self) -> Point {
        Point { x: self.x + self.width / 2, y: self.y + self.height / 2 }
    }
}

/// A card on the canvas.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Node {
    pub(crate) key: Key,
    pub(crate) kind: Kind,
    pub(crate) area: Area,
    /// The depth below its root, from 1.
    pub(crate) level: usize,
    /// Whether it is reachable from the first card.
    pub(crate) reached: bool,
}

/// What is at the end of a way out.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) enum Tip {
    /// The child below.
    Card(Key),
    /// A link to a card drawn elsewhere.
    Link(Key),
    /// An id that no card has.
    Void(String),
    /// Nothing: the branch ends.
    End,
}

/// A way out on the canvas.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) struct Edge {
    /// The card it belongs to.
    pub(crate) key: Key,
    pub(crate) slot: Slot,
    /// Where its label is, if it has one.
    pub(crate) pill: Option<Area>,
    /// Where the insert button is.
    pub(crate) plus: Point,
    /// What is at its end.
    pub(crate) tip: Tip,
    /// Where the line ends.
    pub(crate) end: Point,
    /// Where the line leaves the card.
    pub(crate) from: Point,
}

impl Edge {
    /// The rectangle it occupies.
    pub(crate) fn area(&self) -> Area {
        let left = self.from.x.min(self.end.x) - PILL_WIDTH / 2;
        let right = self.from.x.max(self.end.x) + PILL_WIDTH / 2;
        let bottom = self.end.y + PILL_HEIGHT;
        Area { x: left, y: self.from.y, width: right - left, height: bottom - self.from.y }
    }

    /// Its line as an SVG path: down, to the side with round corners, and down.
    pub(crate) fn line(&self) -> String {
        let (from, to) = (self.from, self.end);
        let bottom = if self.tip == Tip::End { self.plus.y } else { to.y };
        if (to.x - from.x).abs() < 2 {
            return format!("M{} {}V{bottom}", from.x, from.y);
        }
        let turn = from.y + TO_PILL / 2;
        let side = (to.x - from.x).signum();
        let round = 10.min((to.x - from.x).abs() / 2);
        let (near, far) = (from.x + side * round, to.x - side * round);
        format!(
            "M{x} {y}V{above}Q{x} {turn} {near} {turn}H{far}Q{end} {turn} {end} {below}V{bottom}",
            x = from.x,
            y = from.y,
            above = turn - round,
            end = to.x,
            below = turn + round,
        )
    }
}

/// Everything on the canvas.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Layout {
    /// The cards, parents before children.
    pub(crate) nodes: Vec<Node>,
    pub(crate) edges: Vec<Edge>,
    /// The notices below the live chat cards.
    pub(crate) locks: Vec<(Key, Area)>,
    /// Where the insert button before the first card is.
    pub(crate) start: Option<Point>,
    /// Where the unreachable trees begin.
    pub(crate) loose: Option<Point>,
    pub(crate) width: i32,
    pub(crate) height: i32,
}

/// The height of a card of that kind.
pub(crate) const fn height(kind: Kind) -> i32 {
    if kind.speaks() { 112 } else { 76 }
}

impl Layout {
    /// Lays out a draft.
    pub(crate) fn new(draft: &Draft, graph: &Graph) -> Self {
        let mut maker = Maker::new(draft, graph);
        let mut left = MARGIN;
        for (index, root) in graph.roots.iter().copied().enumerate() {
            let reached = index == 0 && graph.first == Some(root);
            if !reached && maker.layout.loose.is_none() {
                left += if index == 0 { 0 } else { APART - GAP };
                maker.layout.loose = Some(Point { x: left, y: MARGIN });
            }
            maker.tree(root, left, reached);
            left += maker.widths[root] + GAP;
        }
        maker.layout.width = left - GAP + MARGIN;
        maker.layout.height += MARGIN;
        maker.layout
    }

    pub(crate) fn node(&self, key: Key) -> Option<&Node> {
        self.nodes.iter().find(|node| node.key == key)
    }

    /// Returns where the card that is nearest to a point is here, and where it is in another layout
    /// that has it, too.
    pub(crate) fn anchor(&self, other: &Self, near: Point) -> Option<(Point, Point)> {
        let far = |node: &&Node| {
            let middle = node.area.middle();
            i64::from(middle.x - near.x).pow(2) + i64::from(middle.y - near.y).pow(2)
        };
        let both = self.nodes.iter().filter(|node| other.node(node.key).is_some());
        let nearest = both.min_by_key(far)?;
        let corner = |area: Area| Point { x: area.x, y: area.y };
        Some((corner(nearest.area), corner(other.node(nearest.key)?.area)))
    }

    /// Returns where a new card would be inserted; nowhere if no line leads there.
    pub(crate) fn place(&self, target: Target) -> Option<Point> {
        self.targets().find(|(one, _)| *one == target).map(|(_, at)| at)
    }

    /// Returns a card's area together with what is right below it: the notice or the insert button.
    pub(crate) fn around(&self, key: Key) -> Option<Area> {
        let card = self.node(key)?.area;
        let locks = self.locks.iter().filter(|(of, _)| *of == key).map(|(_, area)| *area);
        let at = |point: Point| Area { x: point.x - 12, y: point.y - 12, width: 24, height: 24 };
        let edges = self.edges.iter().filter(|edge| edge.key == key).map(|edge| at(edge.plus));
        Some(locks.chain(edges).fold(card, Area::with))
    }

    /// Returns every insert position, including those that refuse.
    pub(crate) fn targets(&self) -> impl Iterator<Item = (Target, Point)> + '_ {
        let start = self.start.map(|at| (Target::Start, at));
        let edges = self.edges.iter().map(|edge| (Target::Slot(edge.key, edge.slot), edge.plus));
        let locks = self.locks.iter().map(|(key, area)| (Target::Below(*key), area.middle()));
        start.into_iter().chain(edges).chain(locks)
    }

    /// Returns the insert position nearest to a point, within that many pixels.
    pub(crate) fn nearest(&self, at: Point, within: i32) -> Option<Target> {
        let far = |point: Point| {
            let (x, y) = (i64::from(point.x - at.x), i64::from(point.y - at.y));
            x * x + y * y
        };
        let limit = i64::from(within) * i64::from(within);
        let near = self.targets().map(|(target, point)| (far(point), target));
        let nearest = near.min_by_key(|(far, _)| *far)?;
        (nearest.0 <= limit).then_some(nearest.1)
    }
}

struct Maker<'d> {
    draft: &'d Draft,
    graph: &'d Graph,
    /// The width of each card's subtree.
    widths: Vec<i32>,
    layout: Layout,
    levels: Vec<usize>,
}

impl<'d> Maker<'d> {
    fn new(draft: &'d Draft, graph: &'d Graph) -> Self {
        let mut maker = Self {
            draft,
            graph,
            widths: vec![CARD_WIDTH; draft.cards.len()],
            layout: Layout::default(),
            levels: vec![1; draft.cards.len()],
        };
        for index in graph.order.iter().rev() {
            maker.widths[*index] = maker.ways_width(*index).max(CARD_WIDTH);
        }
        maker
    }

    fn column(&self, index: usize, slot: Slot) -> i32 {
        self.graph.child(index, slot).map_or(PILL_WIDTH, |child| self.widths[child])
    }

    fn ways_width(&self, index: usize) -> i32 {
        let slots = &self.graph.slots[index];
        let gaps = i32::try_from(slots.len().saturating_sub(1)).unwrap_or_default() * GAP;
        slots.iter().map(|(slot, _)| self.column(index, *slot)).sum::<i32>() + gaps
    }

    /// Lays out a tree with its left side at `left`.
    fn tree(&mut self, root: usize, left: i32, reached: bool) {
        let top = MARGIN + TO_NEXT / 2;
        if reached {
            let middle = left + self.widths[root] / 2;
            self.layout.start = Some(Point { x: middle, y: MARGIN });
        }
        let mut open = vec![(root, left, top)];
        while let Some((index, left, top)) = open.pop() {
            self.card(index, left, top, reached, &mut open);
        }
    }

    fn card(
        &mut self,
        index: usize,
        left: i32,
        top: i32,
        reached: bool,
        open: &mut Vec<(usize, i32, i32)>,
    ) {
        let entry = &self.draft.cards[index];
        let kind = Kind::from_card(&entry.card);
        let key = entry.key;
        let width = self.widths[index];
        let x = left + (width - CARD_WIDTH) / 2;
        let area = Area { x, y: top, width: CARD_WIDTH, height: height(kind) };
        let level = self.levels[index];
        self.layout.nodes.push(Node { key, kind, area, level, reached });
        let bottom = area.y + area.height;
        self.reach_down(bottom);
        if kind == Kind::LiveChat {
            let lock = Area { x, y: bottom + 12, width: CARD_WIDTH, height: LOCK_HEIGHT };
            self.layout.locks.push((key, lock));
            self.reach_down(lock.y + lock.height);
        }
        let from = Point { x: x + CARD_WIDTH / 2, y: bottom };
        let mut side = left + (width - self.ways_width(index)) / 2;
        for (slot, leads) in &self.graph.slots[index] {
            let column = self.column(index, *slot);
            let middle = side + column / 2;
            let pill = kind.branches().then_some(Area {
                x: middle - PILL_WIDTH / 2,
                y: bottom + TO_PILL,
                width: PILL_WIDTH,
                height: PILL_HEIGHT,
            });
            let begins = pill.map_or(bottom, |pill| pill.y + pill.height);
            let end = Point { x: middle, y: begins + TO_NEXT };
            let child = self.graph.child(index, *slot);
            let tip = match (leads, child) {
                (_, Some(child)) => Tip::Card(self.draft.cards[child].key),
                (Leads::To(to), None) => Tip::Link(self.draft.cards[*to].key),
                (Leads::Void(id), None) => Tip::Void(id.clone()),
                (Leads::End, None) => Tip::End,
            };
            if let Some(child) = child {
                self.levels[child] = level + 1;
                open.push((child, side, end.y));
            } else {
                self.reach_down(end.y + PILL_HEIGHT);
            }
            let plus = Point { x: middle, y: begins + TO_NEXT / 2 };
            let edge = Edge { key, slot: *slot, pill, plus, tip, end, from };
            self.layout.edges.push(edge);
            side += column + GAP;
        }
    }

    fn reach_down(&mut self, bottom: i32) {
        self.layout.height = self.layout.height.max(bottom);
    }
}
