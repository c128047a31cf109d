//! Avatars: a picture, or initials on a colour.

use super::icon::{USER, icon};
use crate::format;
use leptos::prelude::*;

/// The number of colours in the style sheet.
const HUES: usize = 6;

/// Draws initials on a colour derived from `seed`; an icon if the name is unknown.
pub(crate) fn avatar(seed: &str, initials: Option<String>) -> impl IntoView + use<> {
    let hue = (seed.bytes().map(usize::from).sum::<usize>() % HUES).to_string();
    let named = initials.is_some();
    view! {
        <span class="avatar" aria-hidden="true" data-hue=if named { hue } else { "none".to_owned() }>
            {match initials {
                Some(letters) => letters.into_any(),
                None => icon(USER).into_any(),
            }}
        </span>
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
