//! What every view may ask for with `expect_context`: where somebody is, what lies over the page, and
//! what they prefer. It knows no feature, so that each feature can use it.

mod nav;
mod overlays;
mod prefs;

pub(crate) use nav::Nav;
pub(crate) use overlays::Overlays;
pub(crate) use prefs::Prefs;
