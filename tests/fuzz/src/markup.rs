//! The markup of cards and its tokens, which visitors fill with words of their own.

use crate::text;
use shared::person::{Attributes, Field};
use shared::wording::{Block, Span, bad_link, fill, parse, plain};

/// A text of a card, and after the first NUL what a visitor called themselves.
pub(crate) fn run(bytes: &[u8]) {
    let (card, name) = text(bytes).split_once('\0').unwrap_or((text(bytes), "Ada"));
    let _ = (plain(card), bad_link(card));
    for span in spans(card) {
        let safe = |link: &String| ["https://", "mailto:", "tel:"].iter().any(|s| starts(link, s));
        assert!(span.link.as_ref().is_none_or(safe), "a link to {:?}", span.link);
    }
    // A visitor's name adds no link, no list and no emphasis to what the site wrote.
    if name.contains('\n') || name.trim().is_empty() {
        return;
    }
    let attributes = Attributes::from([(Field::FirstName, name.to_owned())]);
    let filled = fill("Hello {{first_name}}!", &attributes);
    let blocks = parse(&filled);
    let plain_span = |span: &Span| !span.bold && !span.italic && span.link.is_none();
    assert_eq!(blocks.len(), 1, "{filled}");
    assert!(blocks.iter().all(|block| matches!(block, Block::Line(_))), "{filled}");
    assert!(spans(&filled).iter().all(plain_span), "{filled}");
}

fn starts(link: &str, scheme: &str) -> bool {
    link.get(..scheme.len()).is_some_and(|start| start.eq_ignore_ascii_case(scheme))
}

fn spans(text: &str) -> Vec<Span> {
    let of = |block| match block {
        Block::Line(spans) | Block::Item(_, spans) => spans,
    };
    parse(text).into_iter().flat_map(of).collect()
}
