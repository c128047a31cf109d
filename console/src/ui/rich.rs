//! Sentences with parts that are drawn, such as a name in bold type or a link.

use crate::texts::{Piece, pieces};
use leptos::prelude::*;

/// Draws the text of an id, with the parts of these names in their places.
pub(crate) fn draw<const N: usize>(
    id: &'static str,
    parts: [(&'static str, AnyView); N],
) -> Vec<AnyView> {
    let names = parts.each_ref().map(|(name, _)| *name);
    let mut parts = parts.map(|(_, view)| Some(view));
    let piece = |piece| match piece {
        Piece::Words(words) => words.into_any(),
        Piece::Drawn(index) => parts.get_mut(index).and_then(Option::take).into_any(),
    };
    pieces(id, &names).into_iter().map(piece).collect()
}

/// The text of an id as a view; each value is a view.
macro_rules! rich {
    ($id:literal, $($name:ident = $view:expr),+ $(,)?) => {
        $crate::ui::rich::draw($id, [$((stringify!($name), leptos::prelude::IntoAny::into_any($view))),+])
    };
}
pub(crate) use rich;
