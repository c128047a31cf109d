//! The draft in the real widget. It runs in this browser only: its edge is in this page, so no
//! conversation begins, no agent is asked, and nothing counts.

use super::studio::Studio;
use crate::browser::{page, time};
use crate::client::http::{self, HttpError};
use crate::client::panel::{self, Panel};
use crate::client::panel_edge::{InPage, PanelEdge};
use crate::client::panel_screen;
use crate::designer::{
    Offer, OnScreen, Press, Pretended, PreviewEdge, Walkthrough, asks_for_people, asks_now,
    decide_way, first, offer, place, route_name,
};
use crate::texts::t;
use crate::ui::icon::{CLOSE, RETRY, SCREEN, SMARTPHONE, icon};
use crate::ui::kit::{Fetch, Fetched};
use gloo_timers::callback::Interval;
use leptos::prelude::*;
use shared::api::{GetBootstrap, GetPreviewSettings, GetSettings, PageQuery};
use shared::dialogue::FlowContext;
use shared::event::{AgentProfile, Page};
use shared::id::SiteId;
use shared::language::Language;
use shared::permission::Permission;
use shared::protocol::{PageBoot, Settings};
use shared::stream::Stream;
use shared::time::Timestamp;

/// The selector of the frame.
const FRAME: &str = "[data-part=preview-frame]";
/// The values to choose from for a field, in the frame.
const OPTIONS: &str = ".ask .choices button";
/// What skips a field, in the frame.
const SKIP: &str = ".ask .quiet";
/// The form of the fallback, in the frame.
const LEAVE: &str = "form[data-act=leave]";

/// How often we look where one is, in milliseconds.
const LOOK_EVERY: u32 = 300;

/// The clock is what the edge in this page has of the browser.
impl PanelEdge for PreviewEdge {
    fn answer(&mut self, path: &str, body: &str) -> (u16, String) {
        self.answer(time::now(), path, body)
    }

    fn receive(&mut self, text: &str) -> Vec<String> {
        self.receive(time::now(), text)
    }
}

/// The edge of an open preview.
type Edge = StoredValue<InPage<PreviewEdge>, LocalStorage>;

/// What the preview needs of the site.
#[derive(Debug, Clone)]
struct OfSite {
    boot: PageBoot,
    settings: Settings,
}

impl OfSite {
    /// Loads it. Who may not see the settings gets those that a visitor notices.
    async fn load(site: SiteId, sees_settings: bool) -> Result<Self, HttpError> {
        let boot = http::query(&GetBootstrap { site: site.clone() }, &PageQuery::default()).await?;
        let settings = if sees_settings {
            http::call(&GetSettings { site }).await?
        } else {
            http::call(&GetPreviewSettings { site }).await?.into()
        };
        Ok(Self { boot, settings })
    }
}

/// What is shown of the draft. `Copy`, so that event handlers can capture it.
#[derive(Clone, Copy)]
struct Shown {
    /// Those that the dialogue has texts in.
    languages: Memo<Vec<Language>>,
    /// The language that it is shown in; none as it was written.
    language: Memo<Option<Language>>,
    /// The draft's stream in that language, if it has no errors.
    stream: Memo<Option<Stream>>,
    pretended: RwSignal<Pretended>,
}

impl Shown {
    fn new(studio: Studio, chosen: RwSignal<Option<Language>>) -> Self {
        let languages = studio.part(|model| {
            let all = model.draft.translations();
            all.map(|all| all.languages().collect::<Vec<_>>()).unwrap_or_default()
        });
        // A way that is played presses what the stream itself says.
        let language = Memo::new(move |_| {
            let is_there = |one: &Language| languages.with(|languages| languages.contains(one));
            chosen.get().filter(is_there).filter(|_| studio.playing.with(Option::is_none))
        });
        let stream = Memo::new(move |_| {
            let stream = studio.checked.with(|checked| checked.stream.clone())?;
            let Some(language) = language.get() else { return Some(stream) };
            let all = studio.model.with(|model| model.draft.translations());
            Some(all.and_then(|all| all.stream_in(language, &stream)).unwrap_or(stream))
        });
        Self { languages, language, stream, pretended: RwSignal::default() }
    }
}

/// The preview, while it is open.
#[component]
pub(super) fn Preview() -> impl IntoView {
    let studio = expect_context::<Studio>();
    move || studio.previewing.get().then(|| view! { <Open/> })
}

#[component]
fn Open() -> impl IntoView {
    let studio = expect_context::<Studio>();
    let site = studio.site.get_value();
    let fetch_site = site.clone();
    let sees_settings =
        studio.store.peek(|inbox| inbox.me.permissions.contains(&Permission::ViewSettings));
    let of_site = Fetch::begin(move || OfSite::load(fetch_site.clone(), sees_settings));
    let edge = StoredValue::new_local(InPage::new(PreviewEdge::default()));
    let phone = RwSignal::new(false);
    let ready = Memo::new(move |_| studio.checked.with(|checked| checked.stream.is_some()));
    let panel = StoredValue::new_local(None::<Panel>);
    let shut = move || {
        studio.previewing.set(false);
        studio.playing.set(None);
        page::focus("[data-part=show-preview]");
    };
    let chosen = RwSignal::new(None::<Language>);
    let shown = Shown::new(studio, chosen);
    let Shown { languages, language, stream, pretended } = shown;
    let pretend = move |event| {
        let chosen = event_target_value(&event);
        if let Some((_, _, one)) = Pretended::all().into_iter().find(|(name, ..)| *name == chosen) {
            pretended.set(one);
        }
    };
    // What is said below the panel changes with the panel: an end that is seen only at the next look moves the panel
    // under the pointer.
    let waits = RwSignal::new(false);
    let look_who_waits = move || {
        waits.try_set(
            edge.try_with_value(|edge| edge.peek(PreviewEdge::is_waited_for)) == Some(true),
        );
    };
    let again = move || {
        let now = of_site.state.with_untracked(|of_site| {
            of_site.here().and_then(|here| offered(studio, here, shown, edge))
        });
        panel.try_with_value(|panel| {
            if let (Some(panel), Some(offer)) = (panel, &now) {
                panel.post_message(offer);
            }
        });
        look_who_waits();
    };
    // The preview follows the draft whenever it has no errors.
    Effect::new(move |before: Option<()>| {
        stream.track();
        pretended.track();
        studio.playing.track();
        if before.is_some() {
            again();
        }
    });
    let frame = move || match (of_site.state.get(), ready.get()) {
        (_, false) => view! {
            <p class="preview-note" data-part="preview-note">
                {t!("designer-preview-errors")}
            </p>
        }
        .into_any(),
        (Fetched::Failed(reason), _) => {
            view! { <p class="preview-note" role="alert">{reason}</p> }.into_any()
        }
        (Fetched::Loading, _) => {
            view! { <p class="preview-note" role="status">{t!("common-loading")}</p> }.into_any()
        }
        (Fetched::Here(here), true) => {
            let site = site.clone();
            // A frame of its own for each language: the panel reads the language once, when it is loaded.
            let in_language = move |spoken: Option<Language>| {
                let src = panel::address(&site, spoken.unwrap_or(here.boot.language));
                let here = here.clone();
                let say = move || {
                    edge.try_with_value(|edge| edge.take_over(FRAME)).filter(|taken| *taken)?;
                    let offer = offered(studio, &here, shown, edge)?;
                    Some(first(&here.boot, offer, page::is_dark()))
                };
                panel.set_value(Some(Panel::await_in(FRAME, say)));
                view! {
                    <iframe class="preview-frame" data-part="preview-frame" title=t!("designer-preview-frame")
                        src=src></iframe>
                }
            };
            let languages = move || [language.get()];
            view! { <For each=languages key=|spoken| *spoken children=in_language/> }.into_any()
        }
    };
    on_cleanup(move || drop(panel.try_update_value(Option::take)));
    let way = StoredValue::new(Walkthrough::default());
    Effect::new(move || {
        stream.track();
        let acts = studio.playing.get().map(|way| way.acts).unwrap_or_default();
        way.set_value(Walkthrough::new(&acts));
    });
    follow(studio, stream, way, look_who_waits);
    let asked = asked(studio, waits);
    let tell = move |change: fn(&mut PreviewEdge, Timestamp, AgentProfile) -> Vec<String>| {
        let me = studio.store.peek(|inbox| inbox.me.agent.clone());
        edge.try_with_value(|edge| edge.tell(|edge| change(edge, time::now(), me)));
        look_who_waits();
    };
    view! {
        <aside class="draft-preview" aria-label=t!("common-preview") data-part="preview" data-phone=move || phone.get().to_string()>
            <header class="side-head">
                <h2>{t!("common-preview")}</h2>
                <button class="button quiet square small" type="button" data-part="preview-again"
                    title=t!("designer-restart") aria-label=t!("designer-restart") on:click=move |_| again()>{icon(RETRY)}</button>
                <button class="button quiet square small" type="button" data-part="preview-size"
                    title=t!("designer-phone-size") aria-label=t!("designer-phone-size")
                    aria-pressed=move || phone.get().to_string()
                    on:click=move |_| phone.update(|phone| *phone = !*phone)>
                    {move || icon(if phone.get() { SCREEN } else { SMARTPHONE })}
                </button>
                <button class="button quiet square small" type="button" data-part="close-preview"
                    title=t!("common-close") aria-label=t!("common-close") on:click=move |_| shut()>{icon(CLOSE)}</button>
            </header>
            {move || studio.playing.get().map(|_| view! {
                <p class="preview-asked" role="status" data-part="preview-playing">
                    {t!("promises-playing")}" "
                    <button class="link" type="button" data-part="stop-playing"
                        on:click=move |_| studio.playing.set(None)>{t!("promises-play-yourself")}</button>
                </p>
            })}
            <Show when=move || studio.playing.with(Option::is_none) && stream.with(|stream| {
                stream.as_ref().is_some_and(|stream| asks_now(stream) || asks_for_people(stream))
            })>
                <label class="preview-pretend">
                    <span>{t!("designer-pretend")}</span>
                    <select class="input" data-part="preview-pretend" on:change=pretend>
                        {Pretended::all().map(|(name, label, one)| view! {
                            <option value=name selected=move || pretended.get() == one>{label}</option>
                        }).collect_view()}
                    </select>
                </label>
            </Show>
            <Languages studio languages chosen/>
            <div class="preview-stage">{frame}</div>
            {move || asked.get().map(|who| view! {
                <p class="preview-asked" role="status" data-part="preview-asked">
                    {t!("designer-would-ask", who = who)}
                    <button class="link" type="button" data-part="preview-nobody"
                        on:click=move |_| tell(|edge, now, _| edge.leave_unanswered(now))>{t!("designer-nobody-answers")}</button>
                    " · "
                    <button class="link" type="button" data-part="preview-somebody"
                        on:click=move |_| tell(PreviewEdge::connect)>{t!("designer-somebody-answers")}</button>
                </p>
            })}
            <p class="preview-foot fine">{t!("designer-preview-about")}</p>
        </aside>
    }
}

/// The choice of the language, where the dialogue has several.
#[component]
fn Languages(
    studio: Studio,
    languages: Memo<Vec<Language>>,
    chosen: RwSignal<Option<Language>>,
) -> impl IntoView {
    let choose = move |event| chosen.set(Language::from_name(&event_target_value(&event)));
    view! {
        <Show when=move || studio.playing.with(Option::is_none) && languages.with(|all| !all.is_empty())>
            <label class="preview-pretend">
                <span>{t!("designer-preview-language")}</span>
                <select class="input" data-part="preview-language" on:change=choose>
                    <option value="" selected=move || chosen.get().is_none()>{t!("designer-preview-as-written")}</option>
                    {move || languages.get().into_iter().map(|one| view! {
                        <option value=one.as_str() lang=one.as_str() selected=move || chosen.get() == Some(one)>
                            {one.name()}
                        </option>
                    }).collect_view()}
                </select>
            </label>
        </Show>
    }
}

/// Marks the card that the preview shows on the canvas.
fn follow(
    studio: Studio,
    stream: Memo<Option<Stream>>,
    way: StoredValue<Walkthrough>,
    look_who_waits: impl Fn() + 'static,
) {
    let look = move || {
        look_who_waits();
        let is_waiting = !panel_screen::texts(FRAME, ".waiting").is_empty();
        let has_form = !panel_screen::texts(FRAME, LEAVE).is_empty();
        let field = panel_screen::attributes(FRAME, "form.ask [name]", "name").pop();
        let screen = OnScreen {
            texts: panel_screen::texts(FRAME, ".msg[data-by=bot] .said"),
            responses: panel_screen::attributes(FRAME, "[data-response]", "data-response"),
            field: field.filter(|_| !has_form),
            options: panel_screen::texts(FRAME, OPTIONS),
            waiting: is_waiting || has_form,
        };
        go_on(stream, way, &screen);
        let here = stream.try_with_untracked(|stream| place(stream.as_ref()?, &screen)).flatten();
        let key = here.and_then(|id| {
            studio.model.try_with_untracked(|model| model.draft.by_id(id.as_str())).flatten()
        });
        if studio.previewed.try_get_untracked() != Some(key) {
            studio.previewed.try_set(key);
            if let Some(key) = key {
                studio.show_card(key);
            }
        }
    };
    let looking = StoredValue::new_local(Some(Interval::new(LOOK_EVERY, look)));
    on_cleanup(move || {
        drop(looking.try_update_value(Option::take));
        studio.previewed.try_set(None);
    });
}

/// Who would be asked, while the preview waits at a live chat card.
fn asked(studio: Studio, waits: RwSignal<bool>) -> Memo<Option<String>> {
    Memo::new(move |_| {
        let key = studio.previewed.get().filter(|_| waits.get())?;
        let route = studio.model.with(|model| model.draft.card(key)?.get("route").cloned())?;
        let routing = studio.routing.get()?;
        Some(studio.agents.with(|agents| route_name(&route, agents, &routing)))
    })
}

/// Returns the current draft as a bootstrap for the panel. The edge in this page knows of it before.
fn offered(studio: Studio, site: &OfSite, shown: Shown, edge: Edge) -> Option<Offer> {
    let OfSite { boot, settings } = site;
    let pretended = shown.pretended.try_get_untracked()?;
    let name = studio.model.try_with_untracked(|model| model.draft.name().to_owned())?;
    let id = studio.dialogue.try_get_value()?;
    let way = studio.playing.try_get_untracked()?;
    // A way that is played ends where a person is asked.
    let pretended = if way.is_some() { Pretended::Available } else { pretended };
    let stream = shown.stream.try_get_untracked()??;
    let (stream, visitor) = if let Some(way) = way {
        (decide_way(stream, &way.acts), FlowContext::of_way(&way))
    } else {
        let page = Page { url: page::origin(), ..Page::default() };
        (pretended.decide(stream), FlowContext { page, ..FlowContext::default() })
    };
    let offer = offer(boot, &id, &name, &stream, visitor);
    let language = shown.language.try_get_untracked()?.unwrap_or(boot.language);
    let limits = settings.limits(language, Vec::new());
    edge.try_with_value(|edge| {
        edge.tell(|edge| {
            edge.offer(&offer, limits, pretended);
            Vec::new()
        });
    })?;
    Some(offer)
}

/// Does the next step of the way that is played, if the screen asks for it.
fn go_on(stream: Memo<Option<Stream>>, way: StoredValue<Walkthrough>, screen: &OnScreen) {
    let press = stream.try_with_untracked(|stream| {
        let stream = stream.as_ref()?;
        way.try_update_value(|way| way.next(stream, screen))?
    });
    match press.flatten() {
        Some(Press::Response(id)) => {
            panel_screen::click(FRAME, &format!("[data-response=\"{id}\"]"));
        }
        Some(Press::Type(field, value)) => {
            panel_screen::fill(FRAME, &format!("form.ask [name=\"{field}\"]"), &value);
        }
        Some(Press::Pick(option)) => {
            panel_screen::click_text(FRAME, OPTIONS, &option);
        }
        Some(Press::Skip) => panel_screen::click(FRAME, SKIP),
        None => {}
    }
}
