//! A preview of the style: launcher, header and bubbles, in the colours that visitors get.

use super::appearance::Typed;
use crate::texts::t;
use crate::ui::icon::{BOT, CHAT, icon};
use leptos::prelude::*;
use shared::colour::{Palette, Palettes};

/// The chat in the light and the dark scheme.
#[component]
pub(super) fn Preview(typed: Typed) -> impl IntoView {
    let palettes = Memo::new(move |_| typed.brand.with(|brand| Palettes::from_brand(brand)));
    view! {
        <section class="previews" aria-label=t!("common-preview") data-part="preview">
            <Panel typed scheme="light" name=t!("menu-theme-light")
                palette=Signal::derive(move || palettes.get().light)/>
            <Panel typed scheme="dark" name=t!("menu-theme-dark")
                palette=Signal::derive(move || palettes.get().dark)/>
        </section>
    }
}

#[component]
fn Panel(
    typed: Typed,
    scheme: &'static str,
    name: &'static str,
    palette: Signal<Palette>,
) -> impl IntoView {
    let surface = move || palette.with(|[surface, ..]| surface.clone());
    let on = move || palette.with(|[_, on, _]| on.clone());
    let text = move || palette.with(|[.., text]| text.clone());
    let avatar = move || match typed.picture_url() {
        Some(path) => view! { <img class="preview-avatar" src=path alt=""/> }.into_any(),
        None => view! { <span class="preview-avatar">{icon(BOT)}</span> }.into_any(),
    };
    view! {
        <figure class="preview" data-theme=scheme data-font=move || typed.font.get()>
            <figcaption class="fine">{name}</figcaption>
            <div class="preview-panel">
                <div class="preview-head" style:background-color=surface style:color=on>
                    {avatar}
                    <span class="names">
                        <strong>{move || typed.name.get()}</strong>
                        <span class="preview-tag">{move || typed.tagline.get()}</span>
                    </span>
                </div>
                <div class="preview-thread">
                    <p class="preview-bubble">{t!("settings-preview-hello")}</p>
                    <p class="preview-choice" style:color=text style:border-color=text>{t!("settings-preview-answer")}</p>
                    <p class="preview-bubble own" style:background-color=surface style:color=on>
                        {t!("settings-preview-answer")}
                    </p>
                </div>
            </div>
            <div class="preview-corner" data-corner=move || typed.corner.get()
                style:padding=move || format!("{}px", typed.padding())>
                <span class="preview-launcher" style:background-color=surface style:color=on>
                    {icon(CHAT)}
                </span>
            </div>
        </figure>
    }
}
