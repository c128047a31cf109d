//! The palette: the kinds of cards, to be dragged to the canvas or added by a click.

use super::card::picture;
use super::drag::{self, Press};
use super::keys::focus_chosen;
use super::studio::Studio;
use crate::browser::page;
use crate::designer::{Edit, Kind, Load, Target, can_drop};
use crate::texts::t;
use crate::ui::icon::icon;
use leptos::prelude::*;
use shared::quota::Package;

/// Why an action card can't be added on Select.
fn needs_prime() -> &'static str {
    t!("designer-prime")
}

#[component]
pub(super) fn Palette() -> impl IntoView {
    view! {
        <aside class="palette" aria-label=t!("designer-palette")>
            <h2>{t!("designer-cards")}</h2>
            <ul>{Kind::ALL.map(|kind| view! { <li><Item kind/></li> }).collect_view()}</ul>
            <p class="fine">{t!("designer-palette-about")}</p>
        </aside>
    }
}

#[component]
fn Item(kind: Kind) -> impl IntoView {
    let studio = expect_context::<Studio>();
    let prime_only = move || kind == Kind::Action && studio.package.get() != Package::Prime;
    let add = move |_| {
        let target = studio.model.with_untracked(crate::designer::Designer::next_target);
        if studio.apply(Edit::Insert(Load::New(kind), target)) {
            focus_chosen(studio);
        }
    };
    view! {
        <button class="palette-item" type="button" data-part="palette" data-kind=kind.as_str()
            disabled=prime_only
            on:pointerdown=move |event| drag::press(&event, Press::New(kind))
            on:click=add>
            {icon(picture(kind))}
            <span class="palette-text">
                <strong>{kind.name()}</strong>
                <span class="fine">{move || if prime_only() { needs_prime() } else { kind.about() }}</span>
            </span>
        </button>
    }
}

/// The size of the menu, in pixels, and how far it is from its button and the edge of the window.
const MENU: (f64, f64) = (300.0, 500.0);
const APART: f64 = 16.0;
/// On a canvas that is narrower, the menu is in the middle of the screen.
const NARROW: f64 = 480.0;

/// Where the menu stands: beside its button, and inside of the canvas.
fn beside(studio: Studio, target: Target) -> Option<(f64, f64)> {
    let screen = studio.screen.get_untracked();
    let (left, top, ..) = page::lies("[data-part=canvas]")?;
    let at = studio.layout.with_untracked(|layout| layout.place(target))?;
    if screen.width < NARROW {
        return None;
    }
    let camera = studio.camera.get_untracked();
    let x = camera.x + f64::from(at.x) * camera.scale + APART;
    let y = camera.y + f64::from(at.y) * camera.scale - APART;
    let inside = |at: f64, size: f64, room: f64| at.min(room - size - APART).max(APART);
    Some((left + inside(x, MENU.0, screen.width), top + inside(y, MENU.1, screen.height)))
}

/// The menu of an insert button, beside it. Kinds that can't be inserted there say why.
#[component]
pub(super) fn AddMenu() -> impl IntoView {
    let studio = expect_context::<Studio>();
    Effect::new(move || {
        if studio.adding.with(Option::is_some) {
            page::focus("[data-part=add-kind]:not(:disabled)");
        }
    });
    let shut = move || {
        studio.adding.set(None);
        focus_chosen(studio);
    };
    move || {
        let target = studio.adding.get()?;
        let items = Kind::ALL.map(|kind| view! { <Choice kind target/> }).collect_view();
        let beside = beside(studio, target);
        let pixels = |at: f64| format!("{at:.0}px");
        let copied = studio.model.with_untracked(|model| model.copied.clone());
        let paste = (!copied.is_empty()).then(|| {
            let paste = move |_| {
                studio.adding.set(None);
                if studio.apply(Edit::Insert(Load::Copied(copied.clone()), target)) {
                    focus_chosen(studio);
                }
            };
            view! {
                <button class="button small" type="button" data-part="paste-here" on:click=paste>
                    {t!("designer-paste-here")}
                </button>
            }
        });
        Some(view! {
            <div class="veil" class:clear=beside.is_some() on:click=move |_| shut()></div>
            <div class="sheet add-menu" class:beside=beside.is_some()
                style:left=beside.map(|(left, _)| pixels(left)) style:top=beside.map(|(_, top)| pixels(top))
                role="dialog" aria-modal="true" aria-label=t!("designer-add-card")
                data-part="add-menu"
                on:keydown=move |event| if event.key() == "Escape" {
                    event.prevent_default();
                    event.stop_propagation();
                    shut();
                }>
                <header>
                    <h2>{t!("designer-add-card")}</h2>
                    <button class="button quiet square" aria-label=t!("common-close") data-part="close-add"
                        on:click=move |_| shut()>{icon(crate::ui::icon::CLOSE)}</button>
                </header>
                <div class="add-kinds">{paste}{items}</div>
            </div>
        })
    }
}

#[component]
fn Choice(kind: Kind, target: Target) -> impl IntoView {
    let studio = expect_context::<Studio>();
    let reason = if kind == Kind::Action && studio.package.get_untracked() != Package::Prime {
        Some(needs_prime().to_owned())
    } else {
        let refused = studio
            .model
            .with_untracked(|model| can_drop(&model.draft, &Load::New(kind), target).err());
        refused.map(|reason| reason.to_string())
    };
    let free = reason.is_none();
    let add = move |_| {
        studio.adding.set(None);
        if studio.apply(Edit::Insert(Load::New(kind), target)) {
            focus_chosen(studio);
        }
    };
    view! {
        <button class="palette-item" type="button" data-part="add-kind" data-kind=kind.as_str()
            disabled=!free on:click=add>
            {icon(picture(kind))}
            <span class="palette-text">
                <strong>{kind.name()}</strong>
                <span class="fine">{reason.unwrap_or_else(|| kind.about().to_owned())}</span>
            </span>
        </button>
    }
}
