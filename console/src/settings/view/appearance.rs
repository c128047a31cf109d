//! How the chat looks: colour, position, name and picture, with a preview.

use super::Shared;
use super::bot_picture::BotPicture;
use super::fonts;
use super::preview::Preview;
use crate::settings::{link, number, picture};
use crate::texts::t;
use crate::ui::kit::{Choose, SaveButton, Switch, TextField};
use leptos::prelude::*;
use shared::protocol::bounds::{PADDING, RESPONSE_DELAY};
use shared::protocol::{ColourScheme, Corner, Settings, Style};
use shared::time::Millis;

/// The colour schemes, with their codes in the form and their names.
fn schemes() -> [(ColourScheme, &'static str, &'static str); 3] {
    [
        (ColourScheme::Auto, "auto", t!("settings-like-page")),
        (ColourScheme::Light, "light", t!("menu-theme-light")),
        (ColourScheme::Dark, "dark", t!("menu-theme-dark")),
    ]
}

fn scheme_code(scheme: ColourScheme) -> &'static str {
    schemes().into_iter().find(|(one, ..)| *one == scheme).map_or("auto", |(_, code, _)| code)
}

fn scheme(code: &str) -> ColourScheme {
    schemes()
        .into_iter()
        .find(|(_, one, _)| *one == code)
        .map_or(ColourScheme::Auto, |(scheme, ..)| scheme)
}

/// The form's fields.
#[derive(Clone, Copy)]
pub(super) struct Typed {
    pub(super) brand: RwSignal<String>,
    pub(super) corner: RwSignal<String>,
    pub(super) padding: RwSignal<String>,
    scheme: RwSignal<String>,
    pub(super) font: RwSignal<String>,
    pub(super) name: RwSignal<String>,
    pub(super) tagline: RwSignal<String>,
    picture: RwSignal<String>,
    privacy: RwSignal<String>,
    delay: RwSignal<String>,
    poke: RwSignal<bool>,
    sound: RwSignal<bool>,
    rating: RwSignal<bool>,
}

impl Typed {
    fn new(style: &Style) -> Self {
        let corner = if style.corner == Corner::Left { "left" } else { "right" };
        let text = |text: &str| RwSignal::new(text.to_owned());
        Self {
            brand: text(&style.brand),
            corner: text(corner),
            padding: text(&style.padding.to_string()),
            scheme: text(scheme_code(style.colour_scheme)),
            font: text(fonts::code(style.font)),
            name: text(&style.bot_name),
            tagline: text(&style.tagline),
            picture: text(style.bot_picture.as_deref().unwrap_or_default()),
            privacy: text(style.privacy_url.as_deref().unwrap_or_default()),
            delay: text(&style.response_delay.0.to_string()),
            poke: RwSignal::new(style.poke_on_mobile),
            sound: RwSignal::new(style.sound),
            rating: RwSignal::new(style.rating),
        }
    }

    /// Returns the style, if all fields are valid.
    pub(super) fn style(self) -> Option<Style> {
        Some(Style {
            brand: self.brand.get(),
            corner: if self.corner.get() == "left" { Corner::Left } else { Corner::Right },
            padding: number(&self.padding.get(), PADDING).ok()?,
            colour_scheme: scheme(&self.scheme.get()),
            font: fonts::from_name(&self.font.get()),
            bot_name: self.name.get().trim().to_owned(),
            bot_picture: picture(&self.picture.get()).ok()?,
            tagline: self.tagline.get().trim().to_owned(),
            privacy_url: link(&self.privacy.get()).ok()?,
            response_delay: Millis(number(&self.delay.get(), RESPONSE_DELAY).ok()?),
            poke_on_mobile: self.poke.get(),
            sound: self.sound.get(),
            rating: self.rating.get(),
        })
    }

    /// Returns the distance from the corner, in pixels; the default if it is invalid.
    pub(super) fn padding(self) -> u64 {
        let usual = Style::default().padding;
        number(&self.padding.get(), PADDING).unwrap_or(usual)
    }

    pub(super) fn picture_url(self) -> Option<String> {
        picture(&self.picture.get()).ok().flatten()
    }
}

#[component]
pub(super) fn Appearance(now: Settings) -> impl IntoView {
    let shared = expect_context::<Shared>();
    let typed = Typed::new(&now.style);
    let first = StoredValue::new(now.style);
    let style = Memo::new(move |_| typed.style());
    let changed = Memo::new(move |_| {
        style.with(|style| first.with_value(|first| style.as_ref() != Some(first)))
    });
    shared.guard(changed);
    let save = Callback::new(move |()| {
        if let Some(style) = style.get_untracked() {
            shared.save(move |settings| settings.style = style);
        }
    });
    let idle = Signal::derive(move || !changed.get() || style.with(Option::is_none));
    let corners = vec![
        ("right".to_owned(), t!("settings-right").to_owned()),
        ("left".to_owned(), t!("settings-left").to_owned()),
    ];
    let schemes = schemes().map(|(_, code, label)| (code.to_owned(), label.to_owned())).to_vec();
    view! {
        <div class="beside-preview">
            <section class="card" aria-label=t!("settings-appearance") data-part="appearance-form">
                <div class="fields">
                    <Colour value=typed.brand/>
                    <Choose label=t!("settings-corner") value=typed.corner part="corner"
                        choices=Signal::stored(corners)/>
                    <TextField label=t!("settings-padding") value=typed.padding part="padding"
                        hint=t!("settings-padding-hint", bounds = PADDING)
                        wrong=Signal::derive(move || {
                            number(&typed.padding.get(), PADDING).err()
                        })/>
                    <Choose label=t!("settings-scheme") value=typed.scheme part="scheme"
                        choices=Signal::stored(schemes)
                        hint=t!("settings-scheme-hint")/>
                    <Choose label=t!("settings-font") value=typed.font part="font"
                        choices=Signal::stored(fonts::choices())
                        hint=t!("settings-font-hint")/>
                    <TextField label=t!("settings-bot-name") value=typed.name part="bot-name"/>
                    <TextField label=t!("settings-tagline") value=typed.tagline part="tagline"
                        hint=t!("settings-tagline-hint")/>
                    <BotPicture value=typed.picture shown=Signal::derive(move || typed.picture_url())/>
                    <TextField label=t!("settings-bot-picture-address") value=typed.picture part="bot-picture"
                        hint=t!("settings-bot-picture-hint")
                        wrong=Signal::derive(move || picture(&typed.picture.get()).err())/>
                    <TextField label=t!("settings-privacy") value=typed.privacy part="privacy"
                        hint=t!("settings-privacy-hint")
                        wrong=Signal::derive(move || link(&typed.privacy.get()).err())/>
                    <TextField label=t!("settings-delay") value=typed.delay part="delay"
                        hint=t!("settings-delay-hint", bounds = RESPONSE_DELAY)
                        wrong=Signal::derive(move || number(&typed.delay.get(), RESPONSE_DELAY).err())/>
                </div>
                <Switch label=t!("settings-poke") on=typed.poke part="poke"
                    hint=t!("settings-poke-hint")/>
                <Switch label=t!("settings-sound") on=typed.sound part="sound"
                    hint=t!("settings-sound-hint")/>
                <Switch label=t!("settings-rating") on=typed.rating part="rating"
                    hint=t!("settings-rating-hint")/>
                {shared.refusal()}
                <div class="card-end"><SaveButton busy=shared.busy idle save/></div>
            </section>
            <Preview typed/>
        </div>
    }
}

/// A colour, as a text field and the browser's colour picker.
#[component]
fn Colour(value: RwSignal<String>) -> impl IntoView {
    let wrong = move || {
        let fits = value.with(|text| {
            text.strip_prefix('#').is_some_and(|hex| {
                hex.len() == 6 && hex.bytes().all(|byte| byte.is_ascii_hexdigit())
            })
        });
        (!fits).then(|| t!("settings-colour-wrong").to_owned())
    };
    view! {
        <div class="field">
            <label class="label" for="field-brand">{t!("settings-colour")}</label>
            <span class="colour">
                <input class="swatch" type="color" aria-label=t!("settings-colour-choose") data-part="swatch"
                    prop:value=move || value.get()
                    on:input=move |event| value.set(event_target_value(&event))/>
                <input class="input" id="field-brand" data-part="brand" spellcheck="false" maxlength="7"
                    aria-describedby="brand-note"
                    aria-invalid=move || wrong().is_some().to_string()
                    prop:value=move || value.get()
                    on:input=move |event| value.set(event_target_value(&event))/>
            </span>
            <span class="note" id="brand-note">
                {move || match wrong() {
                    Some(reason) => view! { <span class="wrong" role="alert">{reason}</span> }.into_any(),
                    None => view! {
                        <span class="hint">{t!("settings-colour-hint")}</span>
                    }.into_any(),
                }}
            </span>
        </div>
    }
}
