//! The messages for the panel that shows a draft: the same as a website's loader sends, with the
//! draft in place of the published dialogue.

use crate::texts::t;
use serde::Serialize;
use shared::audience::{Attribute, AttributeSource, Condition, NowFacts, now_value};
use shared::dialogue::{FlowContext, poke};
use shared::event::Page;
use shared::id::{CardId, DialogueId, Version};
use shared::protocol::{Bootstrap, ColourScheme, PageBoot, PublishedDialogue};
use shared::stream::{Act, Card, Stream};
use std::collections::BTreeMap;

/// The first message to the panel.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub(crate) struct First {
    #[serde(flatten)]
    offer: Offer,
    /// Not a real visit: nothing begins at the edge, so nothing counts.
    visit: &'static str,
    greeting: &'static str,
    open: bool,
    /// Whether it takes no focus.
    quiet: bool,
    theme: &'static str,
    css: String,
}

/// The message after each change of the draft.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub(crate) struct Offer {
    bootstrap: Bootstrap,
    page: Page,
}

impl Offer {
    /// What the panel gets in place of a page's bootstrap.
    pub(super) const fn bootstrap(&self) -> &Bootstrap {
        &self.bootstrap
    }
}

/// The message that the site's colours or its font are other ones.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub(crate) struct ThemeChange {
    r#type: &'static str,
    theme: &'static str,
    css: String,
}

/// What the preview pretends for conditions that ask what is so now. There is no edge to look.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Pretended {
    /// The site is open, and somebody is available.
    #[default]
    Available,
    /// The site is open, and nobody is available.
    Busy,
    /// The site is closed, and nobody is available.
    Closed,
}

impl Pretended {
    /// All of them, with their labels.
    pub(crate) fn all() -> [(&'static str, &'static str, Self); 3] {
        [
            ("available", t!("conditions-now-available"), Self::Available),
            ("busy", t!("designer-now-busy"), Self::Busy),
            ("closed", t!("designer-now-closed"), Self::Closed),
        ]
    }

    /// Decides the tests of what is so now, so that the widget needs nobody to look.
    pub(crate) fn decide(self, stream: Stream) -> Stream {
        decide(stream, |_| &self)
    }
}

/// Decides what the conditions of a way found when they looked, so that the widget goes the same way.
pub(crate) fn decide_way(stream: Stream, acts: &[Act]) -> Stream {
    let looked = acts.iter().filter_map(|act| match act {
        Act::Look { card, facts } => Some((card.clone(), Looked(facts.clone()))),
        _ => None,
    });
    let looked: BTreeMap<CardId, Looked> = looked.collect();
    let nothing = Looked::default();
    decide(stream, |card| looked.get(card).unwrap_or(&nothing))
}

/// What a condition found when it looked.
#[derive(Debug, Default)]
struct Looked(NowFacts);

impl AttributeSource for Looked {
    fn value(&self, attribute: &Attribute) -> &str {
        let Attribute::Now(asked) = attribute else { return "" };
        self.0.get(asked).map_or("", |found| now_value(*found))
    }
}

fn decide<'a, S: AttributeSource + 'a>(
    mut stream: Stream,
    found: impl Fn(&CardId) -> &'a S,
) -> Stream {
    for card in &mut stream.cards {
        if let Card::Condition(condition) = card {
            let found = found(&condition.id);
            condition.branches.iter_mut().for_each(|branch| decide_in(&mut branch.when, found));
        }
    }
    stream
}

fn decide_in(condition: &mut Condition, found: &impl AttributeSource) {
    match condition {
        Condition::All { all: group } | Condition::Any { any: group } => {
            for inner in group {
                decide_in(inner, found);
            }
        }
        Condition::Test(test) if matches!(test.attribute, Attribute::Now(_)) => {
            // A group of nothing always holds if all of it must, and never if any of it must.
            *condition = if condition.holds(found) {
                Condition::All { all: Vec::new() }
            } else {
                Condition::Any { any: Vec::new() }
            };
        }
        Condition::Test(_) => {}
    }
}

impl AttributeSource for Pretended {
    fn value(&self, attribute: &Attribute) -> &str {
        match attribute {
            Attribute::Now(asked) if asked.route().is_none() => now_value(*self != Self::Closed),
            Attribute::Now(_) => now_value(*self == Self::Available),
            _ => "",
        }
    }
}

/// Whether a stream asks what is so now.
pub(crate) fn asks_now(stream: &Stream) -> bool {
    stream.cards.iter().any(|card| matches!(card, Card::Condition(card) if card.asks_now()))
}

/// Whether a stream leads to a person.
pub(crate) fn asks_for_people(stream: &Stream) -> bool {
    stream.cards.iter().any(|card| matches!(card, Card::LiveChat(_)))
}

/// Wraps the draft as a bootstrap. It has no version: no edge but the one in this page begins a conversation with
/// it.
pub(crate) fn offer(
    boot: &PageBoot,
    id: &DialogueId,
    name: &str,
    stream: &Stream,
    visitor: FlowContext,
) -> Offer {
    let FlowContext { page, location, page_attributes } = visitor.clone();
    let bootstrap = Bootstrap {
        enabled: true,
        poke: poke(stream, visitor),
        dialogue: Some(PublishedDialogue {
            id: id.clone(),
            name: name.to_owned(),
            version: Version(0),
            poke: false,
            stream: without_waiting(stream),
        }),
        location,
        page_attributes,
        ..boot.boot.clone()
    };
    Offer { bootstrap, page }
}

/// The stream as it goes on where the edge would hear that a document was opened.
fn without_waiting(stream: &Stream) -> Stream {
    let mut stream = stream.clone();
    for card in &mut stream.cards {
        if let Card::Document(document) = card {
            document.must_open = false;
        }
    }
    stream
}

/// Builds the first message.
pub(crate) fn first(boot: &PageBoot, offer: Offer, dark: bool) -> First {
    let ThemeChange { theme, css, .. } = theme(boot, dark);
    First { offer, visit: "visit_preview", greeting: "{}", open: true, quiet: false, theme, css }
}

impl First {
    /// The panel leaves the focus where it is: what is typed beside it goes on.
    pub(crate) fn quietly(self) -> Self {
        Self { quiet: true, ..self }
    }
}

/// `dark` is what the console looks like, which decides if the site leaves it to the page.
pub(crate) fn theme(boot: &PageBoot, dark: bool) -> ThemeChange {
    let dark = match boot.boot.style.colour_scheme {
        ColourScheme::Auto => dark,
        scheme => scheme == ColourScheme::Dark,
    };
    let palette = if dark { &boot.colours.dark } else { &boot.colours.light };
    let [brand, on, link] = palette;
    let font = boot.font.as_deref().map(|font| format!(";--font:{font}")).unwrap_or_default();
    let css = format!("--brand:{brand};--on-brand:{on};--link:{link}{font}");
    ThemeChange { r#type: "theme", theme: if dark { "dark" } else { "light" }, css }
}
