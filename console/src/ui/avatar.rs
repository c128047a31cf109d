//! Avatars: a picture, or initials on a colour.

use super::icon::{USER, icon};
use crate::format;
use leptos::prelude::*;

/// The number of colours in the style sheet.
const HUES: usize = 6;

/// Draws initials on a colour derived from `seed`; an icon if the name is unknown.
pub(crate) fn avatar(seed: &str, initials: Option<String>) -> impl IntoView + use<> {
    let hue = (seed.bytes().map(usize::from).sum::<usize>() % HUES).to_string();
    let hue = if initials.is_some() { hue } else { "none".to_owned() };
    let drawn = initials.is_none().then(|| icon(USER));
    // The style draws the letters, so that they are no part of the name of a button around them.
    view! {
        <span class="avatar" aria-hidden="true" data-hue=hue data-letters=initials>{drawn}</span>
    }
}

/// Draws an agent's picture, or their initials.
pub(crate) fn agent_avatar(seed: &str, name: &str, picture: Option<&str>) -> AnyView {
    match picture {
        Some(path) => {
            view! { <img class="person-avatar" src=path.to_owned() alt="" width="28" height="28"/> }
                .into_any()
        }
        None => avatar(seed, format::initials(name)).into_any(),
    }
}
