//! The first steps. Each explains itself, offers its action, and shows when it is done.

use super::FOUND;
use crate::browser::{page, storage};
use crate::client::http;
use crate::context::Nav;
use crate::home::{Progress, Step, next};
use crate::inbox::view::store::Store;
use crate::inbox::{Msg, Tone};
use crate::nav::{ConsoleRoute, Section};
use crate::settings::view::{CheckThePage, FirstPage, Snippet};
use crate::templates::{TEMPLATES, Template};
use crate::texts::t;
use crate::ui::icon::{CIRCLE, DONE, icon};
use crate::ui::kit::Fetch;
use leptos::prelude::*;
use leptos::task::spawn_local;
use serde::de::IgnoredAny;
use shared::api::{PublishDialogue, PutDialogue};
use shared::id::{DialogueId, SiteId};
use shared::install::{InstallStatus, Installation};

/// The list of steps, with the next one open.
#[component]
pub(super) fn Steps(
    now: Progress,
    progress: Fetch<Progress>,
    found: Fetch<Installation>,
    count: usize,
    site: SiteId,
) -> impl IntoView {
    let open = RwSignal::new(next(&now));
    let now = StoredValue::new(now);
    let row = move |step: Step| {
        let done = now.with_value(|now| step.is_done(now));
        let site = site.clone();
        view! {
            <li class="step" class:done=done data-part="step" data-step=step.as_str()
                data-done=done.to_string()>
                <button class="step-head" type="button"
                    aria-expanded=move || (open.get() == Some(step)).to_string()
                    on:click=move |_| open.update(|open| {
                        *open = (*open != Some(step)).then_some(step);
                    })>
                    {icon(if done { DONE } else { CIRCLE })}
                    <span>{step.name()}</span>
                    {done.then(|| view! { <span class="pill" data-tone="good">{t!("home-step-done")}</span> })}
                </button>
                <Show when=move || open.get() == Some(step)>
                    <div class="step-body">{body(step, now, progress, found, site.clone())}</div>
                </Show>
            </li>
        }
    };
    let percent = format!("{}%", count * 20);
    view! {
        <section class="card" aria-labelledby="first-steps" data-part="first-steps">
            <div class="line">
                <h2 id="first-steps">{t!("home-first-steps")}</h2>
                <span class="fine steps-done" data-part="progress">{t!("home-steps-done", count = count)}</span>
            </div>
            <div class="meter" data-tone="good" aria-hidden="true">
                <span class="used" style:width=percent></span>
            </div>
            <ol class="steps-list">{Step::ALL.into_iter().map(row).collect_view()}</ol>
        </section>
    }
}

fn body(
    step: Step,
    now: StoredValue<Progress>,
    progress: Fetch<Progress>,
    found: Fetch<Installation>,
    site: SiteId,
) -> AnyView {
    match step {
        Step::Hours => view! {
            <p>{t!("home-hours-text")}</p>
            <div class="card-end start">
                <StepLink to=ConsoleRoute::section(Section::Hours) text=t!("home-hours-go") part="step-hours"/>
            </div>
        }
        .into_any(),
        Step::Dialogue => view! { <Templates progress site/> }.into_any(),
        Step::Publish => {
            let draft = now.with_value(|now| now.dialogues.first().map(|row| row.id.clone()));
            view! { <Publish draft progress site/> }.into_any()
        }
        Step::Install => view! { <Install progress found site/> }.into_any(),
        Step::Invite => view! {
            <p>{t!("home-invite-text")}</p>
            <div class="card-end start">
                <StepLink to=ConsoleRoute::section(Section::Team) text=t!("home-invite-go") part="step-invite"/>
            </div>
        }
        .into_any(),
    }
}

#[component]
fn StepLink(to: ConsoleRoute, text: &'static str, part: &'static str) -> impl IntoView {
    let nav = expect_context::<Nav>();
    view! {
        <button class="button primary" data-part=part on:click=move |_| nav.go(to.clone())>{text}</button>
    }
}

/// The templates to start from.
#[component]
fn Templates(progress: Fetch<Progress>, site: SiteId) -> impl IntoView {
    let store = expect_context::<Store>();
    let nav = expect_context::<Nav>();
    let busy = RwSignal::new(false);
    let begin = move |template: Template| {
        let id = page::key_stem().and_then(|key| DialogueId::parse(format!("dialogue_{key}")).ok());
        let (Some(id), Some(draft)) = (id, template.draft()) else { return };
        let site = site.clone();
        busy.set(true);
        spawn_local(async move {
            let created = http::write(&PutDialogue { site, dialogue: id.clone() }, &draft).await;
            busy.try_set(false);
            match created {
                Ok(_) if nav.may(Section::Dialogues) => {
                    nav.go(ConsoleRoute::within(Section::Dialogues, &[id.as_str()]));
                }
                Ok(_) => progress.again(),
                Err(error) => store.send(Msg::ShowToast(Tone::Bad, error.text())),
            }
        });
    };
    let begin = StoredValue::new(begin);
    let card = move |template: Template| {
        view! {
            <button class="template" type="button" data-part="template" data-template=template.slug
                disabled=move || busy.get() on:click=move |_| begin.with_value(|begin| begin(template))>
                <strong>{template.name()}</strong>
                <span class="fine">{template.about()}</span>
            </button>
        }
    };
    view! {
        <p>{t!("home-dialogue-text")}</p>
        <div class="templates">{TEMPLATES.into_iter().map(card).collect_view()}</div>
    }
}

/// Publishes the draft.
#[component]
fn Publish(draft: Option<DialogueId>, progress: Fetch<Progress>, site: SiteId) -> impl IntoView {
    let store = expect_context::<Store>();
    let nav = expect_context::<Nav>();
    let Some(id) = draft else {
        return view! { <p>{t!("home-dialogue-first")}</p> }.into_any();
    };
    let route = ConsoleRoute::within(Section::Dialogues, &[id.as_str()]);
    let busy = RwSignal::new(false);
    let publish = move |_| {
        let route = PublishDialogue { site: site.clone(), dialogue: id.clone() };
        busy.set(true);
        spawn_local(async move {
            let done = http::call_as::<_, IgnoredAny>(&route).await;
            busy.try_set(false);
            match done {
                Ok(_) => {
                    store.send(Msg::ShowToast(Tone::Plain, t!("home-published").to_owned()));
                    progress.again();
                }
                Err(error) => store.send(Msg::ShowToast(Tone::Bad, error.text())),
            }
        });
    };
    let preview = nav.may(Section::Dialogues).then(|| {
        view! {
            <button class="button" on:click=move |_| nav.go(route.clone())>{t!("home-review")}</button>
        }
    });
    view! {
        <p>{t!("home-publish-text")}</p>
        <div class="card-end start">
            <button class="button primary" data-part="step-publish" disabled=move || busy.get()
                on:click=publish>{t!("home-publish-go")}</button>
            {preview}
        </div>
    }
    .into_any()
}

/// The snippet, and a check whether a page has it.
#[component]
fn Install(progress: Fetch<Progress>, found: Fetch<Installation>, site: SiteId) -> impl IntoView {
    let checked = RwSignal::new(None::<InstallStatus>);
    let of = StoredValue::new(site.clone());
    Effect::new(move || {
        if checked.get() == Some(InstallStatus::Here) {
            storage::set(FOUND, of.get_value().as_str());
            progress.again();
        }
    });
    view! {
        <p>{t!("home-install-text")}</p>
        <Snippet site=site.clone()/>
        <FirstPage found seen=Callback::new(move |()| progress.again())/>
        <CheckThePage site checked/>
    }
}
