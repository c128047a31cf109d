//! A preview of the style: the real widget with a sample dialogue, in light and in dark, and the
//! launcher. Nothing that is answered here reaches anybody.

use super::Shared;
use super::appearance::Typed;
use crate::browser::page;
use crate::client::http;
use crate::client::panel::{self, Panel};
use crate::client::panel_edge::InPage;
use crate::designer::{Offer, Pretended, PreviewEdge, first, offer, theme};
use crate::texts::t;
use crate::ui::icon::{CHAT, icon};
use crate::ui::kit::{Fetch, Fetched};
use gloo_timers::callback::Timeout;
use leptos::prelude::*;
use serde_json::json;
use shared::api::{GetBootstrap, PageQuery};
use shared::colour::Palettes;
use shared::dialogue::FlowContext;
use shared::event::Page;
use shared::id::DialogueId;
use shared::protocol::{ColourScheme, PageBoot, Settings, Style};
use shared::stream::Stream;

/// The selector of the frame.
const FRAME: &str = "[data-part=look-frame]";
/// How long after the last change the widget is drawn anew, in milliseconds.
const REDRAW_AFTER: u32 = 250;

#[component]
pub(super) fn Preview(typed: Typed) -> impl IntoView {
    let site = expect_context::<Shared>().site();
    let fetch_site = site.clone();
    let boot = Fetch::begin(move || {
        let site = fetch_site.clone();
        async move { http::query(&GetBootstrap { site }, &PageQuery::default()).await }
    });
    let dark = RwSignal::new(page::is_dark());
    // While a field is invalid, the last valid style is shown.
    let style = Memo::new(move |before: Option<&Style>| {
        typed.style().or_else(|| before.cloned()).unwrap_or_default()
    });
    let panel = StoredValue::new_local(None::<Panel>);
    let edge = StoredValue::new_local(InPage::new(PreviewEdge::default()));
    // The edge in this page begins what the widget shows; a sample leads to no person.
    let tell = move |sample: &Offer, boot: &PageBoot| {
        let limits = Settings::default().limits(boot.language, Vec::new());
        edge.try_with_value(|edge| {
            edge.tell(|edge| {
                edge.offer(sample, limits, Pretended::Available);
                Vec::new()
            });
        });
    };
    let redraw = move || {
        let Some(dressed) = boot.state.with_untracked(|boot| {
            Some(dress(boot.here()?, style.try_get_untracked()?, dark.try_get_untracked()?))
        }) else {
            return;
        };
        panel.try_with_value(|panel| {
            if let Some(panel) = panel {
                panel.post_message(&theme(&dressed, false));
                if let Some(sample) = sample(&dressed) {
                    tell(&sample, &dressed);
                    panel.post_message(&sample);
                }
            }
        });
    };
    let waiting = StoredValue::new_local(None::<Timeout>);
    Effect::new(move |before: Option<()>| {
        style.track();
        dark.track();
        if before.is_some() {
            waiting.try_set_value(Some(Timeout::new(REDRAW_AFTER, redraw)));
        }
    });
    on_cleanup(move || {
        drop(waiting.try_update_value(Option::take));
        drop(panel.try_update_value(Option::take));
    });
    let frame = move || match boot.state.get() {
        Fetched::Loading => {
            view! { <p class="fine" role="status">{t!("common-loading")}</p> }.into_any()
        }
        Fetched::Failed(reason) => view! { <p class="wrong" role="alert">{reason}</p> }.into_any(),
        Fetched::Here(boot) => {
            let src = panel::address(&site, boot.language);
            let say = move || {
                let dressed = dress(&boot, style.try_get_untracked()?, dark.try_get_untracked()?);
                edge.try_with_value(|edge| edge.take_over(FRAME)).filter(|taken| *taken)?;
                let sample = sample(&dressed)?;
                tell(&sample, &dressed);
                Some(first(&dressed, sample, false).quietly())
            };
            panel.set_value(Some(Panel::await_in(FRAME, say)));
            view! {
                <iframe class="look-frame" data-part="look-frame" title=t!("settings-look-frame") src=src></iframe>
            }
            .into_any()
        }
    };
    let scheme = move |name: &'static str, is_dark: bool| {
        view! {
            <button class="chip" type="button" data-part="look-scheme"
                aria-pressed=move || (dark.get() == is_dark).to_string()
                on:click=move |_| dark.set(is_dark)>{name}</button>
        }
    };
    let colours = Memo::new(move |_| {
        let palettes = typed.brand.with(|brand| Palettes::from_brand(brand));
        if dark.get() { palettes.dark } else { palettes.light }
    });
    let surface = move || colours.with(|[surface, ..]| surface.clone());
    let on = move || colours.with(|[_, on, _]| on.clone());
    view! {
        <section class="look" aria-label=t!("common-preview") data-part="preview">
            <div class="chips" role="group" aria-label=t!("settings-look-in")>
                {scheme(t!("menu-theme-light"), false)}
                {scheme(t!("menu-theme-dark"), true)}
            </div>
            {frame}
            <div class="preview-corner" aria-hidden="true" data-corner=move || typed.corner.get()
                style:padding=move || format!("{}px", typed.padding())>
                <span class="preview-launcher" style:background-color=surface style:color=on>{icon(CHAT)}</span>
            </div>
            <p class="fine">{t!("settings-look-about")}</p>
        </section>
    }
}

/// What a page gets with this style.
fn dress(boot: &PageBoot, style: Style, dark: bool) -> PageBoot {
    let colour_scheme = if dark { ColourScheme::Dark } else { ColourScheme::Light };
    let mut dressed = boot.clone();
    dressed.colours = Palettes::from_brand(&style.brand);
    dressed.font = style.font.stack().map(str::to_owned);
    dressed.boot.style = Style { colour_scheme, ..style };
    dressed
}

/// A dialogue that shows what a chat has: a text, responses, and an answer.
fn sample(boot: &PageBoot) -> Option<Offer> {
    let stream: Stream = serde_json::from_value(json!({ "first": "hello", "cards": [
        { "type": "question", "id": "hello", "text": t!("settings-sample-hello"), "responses": [
            { "id": "ask", "label": t!("settings-sample-ask"), "next": "who" },
            { "id": "look", "label": t!("settings-sample-look"), "next": "bye" },
        ]},
        { "type": "capture", "id": "who", "text": t!("settings-sample-who"), "next": "bye", "fields": [
            { "field": "email", "label": t!("common-email"), "required": true },
        ]},
        { "type": "message", "id": "bye", "text": t!("settings-sample-bye") },
    ]}))
    .ok()?;
    let id = DialogueId::parse("dialogue_sample").ok()?;
    Some(offer(
        boot,
        &id,
        t!("settings-sample"),
        &stream,
        FlowContext {
            page: Page { url: page::origin(), ..Page::default() },
            ..FlowContext::default()
        },
    ))
}
