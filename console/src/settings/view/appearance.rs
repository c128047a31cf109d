//! How the chat looks: colour, position, name and picture, with a preview.

use super::Shared;
use super::bot_picture::BotPicture;
use super::fonts;
use super::preview::Preview;
use crate::settings::{link, number, picture};
use crate::ui::kit::{Choose, SaveButton, Switch, TextField};
use leptos::prelude::*;
use shared::protocol::bounds::{PADDING, RESPONSE_DELAY};
use shared::protocol::{ColourScheme, Corner, Settings, Style};
use shared::time::Millis;

/// The colour schemes, with their codes in the form and their names.
const SCHEMES: [(ColourScheme, &str, &str); 3] = [
    (ColourScheme::Auto, "auto", "Like the page"),
    (ColourScheme::Light, "light", "Light"),
    (ColourScheme::Dark, "dark", "Dark"),
];

fn scheme_code(scheme: ColourScheme) -> &'static str {
    SCHEMES.iter().find(|(one, ..)| *one == scheme).map_or("auto", |(_, code, _)| code)
}

fn scheme(code: &str) -> ColourScheme {
    SCHEMES
        .iter()
        .find(|(_, one, _)| *one == code)
        .map_or(ColourScheme::Auto, |(scheme, ..)| *scheme)
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
    let corners =
        vec![("right".to_owned(), "Right".to_owned()), ("left".to_owned(), "Left".to_owned())];
    let schemes = SCHEMES.map(|(_, code, label)| (code.to_owned(), label.to_owned())).to_vec();
    view! {
        <div class="beside-preview">
            <section class="card" aria-label="Appearance" data-part="appearance-form">
                <div class="fields">
                    <Colour value=typed.brand/>
                    <Choose label="Corner" value=typed.corner part="corner"
                        choices=Signal::stored(corners)/>
                    <TextField label="Distance from the corner" value=typed.padding part="padding"
                        hint=format!("Pixels, {PADDING}.")
                        wrong=Signal::derive(move || {
                            number(&typed.padding.get(), PADDING).err()
                        })/>
                    <Choose label="Light or dark" value=typed.scheme part="scheme"
                        choices=Signal::stored(schemes)
                        hint="The page decides by its CSS color-scheme, otherwise the visitor’s system."/>
                    <Choose label="Font" value=typed.font part="font"
                        choices=Signal::stored(fonts::choices())
                        hint="No fonts are downloaded. If a visitor’s system lacks the font, a similar one is used."/>
                    <TextField label="Name of the bot" value=typed.name part="bot-name"/>
                    <TextField label="Tagline" value=typed.tagline part="tagline"
                        hint="How soon you reply. The default is shown in the visitor’s language."/>
                    <BotPicture value=typed.picture shown=Signal::derive(move || typed.picture_url())/>
                    <TextField label="Address of the picture" value=typed.picture part="bot-picture"
                        hint="Filled in when you choose a picture. An https:// address works, too; empty for the default."
                        wrong=Signal::derive(move || picture(&typed.picture.get()).err())/>
                    <TextField label="Privacy policy" value=typed.privacy part="privacy"
                        hint="An https:// address. The link is at the bottom of the panel."
                        wrong=Signal::derive(move || link(&typed.privacy.get()).err())/>
                    <TextField label="Typing delay of the bot" value=typed.delay part="delay"
                        hint=format!("Milliseconds before each message, {RESPONSE_DELAY}.")
                        wrong=Signal::derive(move || number(&typed.delay.get(), RESPONSE_DELAY).err())/>
                </div>
                <Switch label="Show the first message beside the launcher on phones, too" on=typed.poke part="poke"
                    hint="On larger screens the dialogue decides."/>
                <Switch label="Play a sound for unseen messages" on=typed.sound part="sound"
                    hint="Only after an agent has joined. Every visitor can turn it off."/>
                <Switch label="Ask visitors to rate a chat when it has ended" on=typed.rating part="rating"
                    hint="1 to 5 and a comment. Applies to conversations that begin from now on."/>
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
        (!fits).then(|| "Enter it as #rrggbb.".to_owned())
    };
    view! {
        <div class="field">
            <label class="label" for="field-brand">"Colour"</label>
            <span class="colour">
                <input class="swatch" type="color" aria-label="Choose the colour" data-part="swatch"
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
                        <span class="hint">"Text colour adjusts automatically for contrast."</span>
                    }.into_any(),
                }}
            </span>
        </div>
    }
}
