//! The fallback message: what a visitor reads if no agent can be reached.

use super::Team;
use crate::client::http;
use crate::context::Nav;
use crate::texts::t;
use crate::ui::kit::{Fetch, SaveButton, fetched};
use crate::ui::markup::Markup;
use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::api::{GetSettings, PutSettings};
use shared::protocol::Settings;
use shared::protocol::bounds::MAX_FALLBACK_CHARS;

use super::fallback_form::{FormFields, TypedForm};

/// The emoji that the editor offers.
const EMOJI: [&str; 8] = ["🙂", "👋", "🙏", "📞", "✉️", "⏰", "🌙", "🎉"];

#[component]
pub(super) fn Fallback() -> impl IntoView {
    let team = expect_context::<Team>();
    let site = team.site();
    let settings: Fetch<Settings> = Fetch::begin(move || {
        let site = site.clone();
        async move { http::call(&GetSettings { site }).await }
    });
    fetched(settings, move |now| view! { <Form now settings/> })
}

#[component]
fn Form(now: Settings, settings: Fetch<Settings>) -> impl IntoView {
    let team = expect_context::<Team>();
    let nav = expect_context::<Nav>();
    let standard = StoredValue::new(Settings::default().fallback);
    let first = StoredValue::new(now.fallback.clone());
    let text = RwSignal::new(now.fallback);
    let custom = RwSignal::new(first.with_value(|first| standard.with_value(|own| own != first)));
    let form = TypedForm::new(now.fallback_form);
    let visible = Memo::new(move |_| if custom.get() { text.get() } else { standard.get_value() });
    let changed =
        Memo::new(move |_| first.with_value(|first| *first != visible.get()) || form.changed());
    let wrong = Memo::new(move |_| {
        visible.with(|text| match text.trim().chars().count() {
            0 => Some(t!("team-fallback-empty").to_owned()),
            length if length > MAX_FALLBACK_CHARS => {
                Some(t!("team-fallback-too-long", length = length, most = MAX_FALLBACK_CHARS))
            }
            _ => None,
        })
    });
    Effect::new(move || nav.set_guard(changed.get().then_some(t!("team-fallback-unsaved"))));
    on_cleanup(move || nav.set_guard(None));
    let busy = RwSignal::new(false);
    let save = Callback::new(move |()| {
        let (site, fallback) = (team.site(), visible.get_untracked());
        let fallback_form = form.settings();
        busy.set(true);
        spawn_local(async move {
            let saved = async {
                // Load the settings again, so that changes of others are kept.
                let now = http::call(&GetSettings { site: site.clone() }).await?;
                let new = Settings { fallback, fallback_form, ..now };
                http::write(&PutSettings { site }, &new).await
            };
            let saved = saved.await;
            busy.try_set(false);
            match saved {
                Ok(saved) => {
                    nav.set_guard(None);
                    team.toast(t!("team-fallback-saved"));
                    settings.set(saved);
                }
                Err(error) => team.warn(error.text()),
            }
        });
    });
    let mode = move |value: bool, name: &'static str, about: &'static str, part: &'static str| {
        view! {
            <label class="tick">
                <input type="radio" name="fallback" data-part=part
                    prop:checked=move || custom.get() == value
                    on:change=move |_| custom.set(value)/>
                <span class="names"><strong>{name}</strong><span class="fine">{about}</span></span>
            </label>
        }
    };
    let add = move |emoji: &'static str| text.update(|text| text.push_str(emoji));
    view! {
        <section class="card" aria-label=t!("team-fallback") data-part="fallback-form">
            <p class="lead">
                {t!("team-fallback-text")}
            </p>
            <fieldset class="ticks plain">
                <legend class="hidden">{t!("team-fallback-which")}</legend>
                {mode(false, t!("team-fallback-standard"), t!("team-fallback-standard-text"), "fallback-standard")}
                {mode(true, t!("team-fallback-custom"), t!("team-fallback-custom-text"), "fallback-custom")}
            </fieldset>
            <Show when=move || custom.get()>
                <div class="field">
                    <label class="label" for="fallback-text">{t!("team-fallback-own")}</label>
                    <textarea class="input area" id="fallback-text" data-part="fallback-text" rows="5"
                        aria-describedby="fallback-note"
                        aria-invalid=move || wrong.get().is_some().to_string()
                        prop:value=move || text.get()
                        on:input=move |event| text.set(event_target_value(&event))></textarea>
                    <div class="adders">
                        {EMOJI.map(|emoji| view! {
                            <button class="button quiet square small" type="button"
                                aria-label=t!("team-fallback-add", emoji = emoji) on:click=move |_| add(emoji)>{emoji}</button>
                        }).collect_view()}
                        <button class="button quiet small" type="button"
                            on:click=move |_| add(t!("team-fallback-link"))>{t!("team-link")}</button>
                    </div>
                    <span class="note" id="fallback-note">
                        {move || match wrong.get() {
                            Some(reason) => view! { <span class="wrong" role="alert">{reason}</span> }.into_any(),
                            None => view! {
                                <span class="hint">
                                    {t!("team-fallback-hint")}
                                </span>
                            }.into_any(),
                        }}
                    </span>
                </div>
            </Show>
            <div class="stack">
                <h2 class="quiet">{t!("common-preview")}</h2>
                <div class="sample" data-part="fallback-preview">
                    {move || view! { <Markup text=visible.get()/> }}
                </div>
            </div>
            <FormFields form/>
            <div class="card-end">
                <SaveButton busy save
                    idle=Signal::derive(move || !changed.get() || wrong.get().is_some() || form.wrong().is_some())/>
            </div>
        </section>
    }
}
