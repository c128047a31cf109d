//! Tests of the layout, camera and search.

use super::arts::any_draft;
use super::{advised, draft, key};
use crate::designer::{Area, Camera, Graph, Layout, Point, Screen, Slot, Target, Tip, search};
use proptest::prelude::*;
use serde_json::json;

fn layout(draft: &crate::designer::Draft) -> Layout {
    Layout::new(draft, &Graph::new(draft))
}

proptest! {
    #[test]
    fn every_card_is_laid_out_once_and_overlaps_no_other(draft in any_draft(14)) {
        let layout = layout(&draft);
        prop_assert_eq!(layout.nodes.len(), draft.cards.len());
        for (index, node) in layout.nodes.iter().enumerate() {
            prop_assert!(node.area.x >= 0 && node.area.x + node.area.width <= layout.width);
            prop_assert!(node.area.y >= 0 && node.area.y + node.area.height <= layout.height);
            for other in &layout.nodes[index + 1..] {
                prop_assert!(node.key != other.key);
                prop_assert!(!node.area.meets(&other.area), "{:?} {:?}", node, other);
            }
            for edge in &layout.edges {
                let pill = edge.pill.unwrap_or_default();
                prop_assert!(!node.area.meets(&pill), "{:?} {:?}", node, pill);
            }
        }
    }

    #[test]
    fn the_layout_is_deterministic(draft in any_draft(14)) {
        prop_assert_eq!(layout(&draft), layout(&draft.clone()));
    }
}

#[test]
fn a_card_with_two_parents_is_drawn_once_and_linked() {
    let stream = json!({ "first": "ask", "cards": [
        { "type": "question", "id": "ask", "text": "?", "responses": [
            { "id": "a", "label": "A", "next": "bye" },
            { "id": "b", "label": "B", "next": "bye" },
            { "id": "c", "label": "C", "next": "nowhere" },
            { "id": "d", "label": "D" } ] },
        { "type": "message", "id": "bye", "text": "Bye!" },
        { "type": "message", "id": "loose", "text": "Nobody gets here" },
    ]});
    let draft = draft(&stream);
    let layout = layout(&draft);
    let tips: Vec<Tip> = layout.edges.iter().take(4).map(|edge| edge.tip.clone()).collect();
    let bye = key(&draft, "bye");
    assert_eq!(tips, [Tip::Card(bye), Tip::Link(bye), Tip::Void("nowhere".into()), Tip::End]);
    let reached = |id| layout.node(key(&draft, id)).unwrap().reached;
    assert!(reached("ask") && reached("bye") && !reached("loose"));
    assert!(layout.loose.is_some());
}

#[test]
fn a_live_chat_has_a_notice_below_it() {
    let draft = advised();
    let layout = layout(&draft);
    let (chat, area) = layout.locks[0];
    assert_eq!(chat, key(&draft, "call"));
    assert_eq!(layout.nearest(area.middle(), 10), Some(Target::Below(chat)));
    let around = layout.around(chat).unwrap();
    assert!(
        around.meets(&area) && around.height > area.height,
        "the notice is shown with its card"
    );
    let bye = layout.edges.iter().find(|edge| edge.key == key(&draft, "bye")).unwrap();
    assert_eq!(layout.nearest(bye.plus, 10), Some(Target::Slot(bye.key, Slot::Next)));
    assert_eq!(layout.nearest(Point { x: -900, y: 0 }, 40), None);
}

#[test]
fn a_thousand_cards_in_a_row_are_laid_out() {
    let cards: Vec<_> = (0..1_000)
        .map(|index| json!({ "type": "message", "id": format!("c{index}"), "text": "Hi", "next": format!("c{}", index + 1) }))
        .collect();
    let draft = draft(&json!({ "first": "c0", "cards": cards }));
    assert_eq!(layout(&draft).nodes.last().unwrap().level, 1_000);
}

#[test]
fn zooming_keeps_the_point_under_the_pointer() {
    let camera = Camera { x: 30.0, y: -40.0, scale: 0.5 };
    let at = camera.at(200.0, 100.0);
    assert_eq!(camera.zoomed(1.5, 200.0, 100.0).at(200.0, 100.0), at);
    assert!((camera.zoomed(100.0, 0.0, 0.0).scale - 2.0).abs() < 1e-9);
}

#[test]
fn sixty_cards_fit_above_the_zoom_buttons() {
    let cards: Vec<_> = (0..60)
        .map(|index| json!({ "type": "message", "id": format!("c{index}"), "text": "Hi", "next": format!("c{}", index + 1) }))
        .collect();
    let layout = layout(&draft(&json!({ "first": "c0", "cards": cards })));
    let screen = Screen { width: 760.0, height: 700.0 };
    let camera = Camera::fit(layout.width, layout.height, screen);
    let bottom = camera.y + f64::from(layout.height) * camera.scale;
    assert!(bottom <= screen.height - 50.0, "{bottom}");
    assert!(camera.x >= 0.0);
}

#[test]
fn a_draft_opens_fitted_to_the_width_as_far_as_it_can_be_read() {
    let screen = Screen { width: 800.0, height: 600.0 };
    let first = Some(Area { x: 400, y: 40, width: 264, height: 112 });
    let narrow = Camera::begin(first, 600, screen);
    assert!((narrow.scale - 1.0).abs() < 1e-9 && (narrow.x - 100.0).abs() < 1e-9, "{narrow:?}");
    let wide = Camera::begin(first, 1_064, screen);
    assert!(wide.x >= 0.0 && 1_064.0 * wide.scale + wide.x <= 800.0, "{wide:?}");
    let widest = Camera::begin(first, 9_000, screen);
    assert!((widest.scale - 0.5).abs() < 1e-9);
    assert_eq!(widest.at(400.0, 0.0).x, 532, "the first card is in the middle");
}

#[test]
fn the_card_that_one_looks_at_stays_where_it_is() {
    let card =
        |id: &str, next: &str| json!({ "type": "message", "id": id, "text": "Hi", "next": next });
    let before = draft(&json!({ "first": "a", "cards": [card("a", "b"), card("b", "")] }));
    let ask = json!({ "type": "question", "id": "ask", "text": "?", "responses": [
        { "id": "x", "label": "X", "next": "b" }, { "id": "y", "label": "Y", "next": "c" } ] });
    let cards = [card("a", "ask"), card("b", ""), ask, card("c", "")];
    let after = draft(&json!({ "first": "a", "cards": cards }));
    let (old, new) = (layout(&before), layout(&after));
    let camera = Camera { x: 50.0, y: 10.0, scale: 0.5 };
    let near = old.node(key(&before, "a")).unwrap().area.middle();
    let (was, is) = old.anchor(&new, near).unwrap();
    let kept = camera.kept(was, is);
    let on_screen = |camera: Camera, x: i32| camera.x + f64::from(x) * camera.scale;
    assert!((on_screen(camera, was.x) - on_screen(kept, is.x)).abs() < 1e-9);
}

#[test]
fn an_area_is_scrolled_into_view_by_the_shortest_way() {
    let screen = Screen { width: 800.0, height: 600.0 };
    let camera = Camera::default();
    let inside = Area { x: 100, y: 100, width: 264, height: 112 };
    assert_eq!(camera.showing(inside, screen), camera);
    let below = Area { y: 900, ..inside };
    assert_eq!(camera.showing(below, screen), Camera { y: -444.0, ..camera });
    assert!(camera.showing(below, screen).drawn(screen).meets(&below));
}

#[test]
fn cards_are_found_by_their_text() {
    let draft = advised();
    assert_eq!(search(&draft, "E-MAIL"), [key(&draft, "who")]);
    assert_eq!(search(&draft, "live chat"), [key(&draft, "call")]);
    assert_eq!(search(&draft, "  "), []);
}
