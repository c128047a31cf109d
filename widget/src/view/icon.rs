//! The icons, from Lucide (ISC), as SVG paths.

use crate::ui::node::{El, el};
use crate::update::UserAction;

pub(super) const CLOSE: &str = "M18 6 6 18M6 6l12 12";
pub(super) const DOWN: &str = "M12 5v14M19 12l-7 7-7-7";
pub(super) const SEND: &str = "m5 12 7-7 7 7M12 19V5";
pub(super) const GO: &str = "M5 12h14M12 5l7 7-7 7";
pub(super) const LEAVE: &str = "M9 21H5a2 2 0 0 1-2-2V5a2 2 0 0 1 2-2h4M16 17l5-5-5-5M21 12H9";

/// An icon, hidden from screen readers: its button has the label.
pub(super) fn view(path: &'static str) -> El<UserAction> {
    el("svg|viewBox=0 0 24 24|aria-hidden=true").kid(el("path").attr("d", path))
}
