//! The right pane: what is known of the visitor. What is not shows as a dash.

use super::avatar::avatar;
use super::icon::{
    BRIEFCASE, BUILDING, CLOCK, CLOSE, COPY, CRM, GLOBE, HASH, LINK, MAIL, PHONE, TAG, icon,
};
use super::inbox::Open;
use super::routing::WhyMe;
use super::store::Store;
use crate::api::page;
use crate::format;
use crate::inbox::{CRM_STATUS, Chat, Msg, Pane, Tone, fact, initials, name, others, path};
use leptos::prelude::*;
use shared::event::Page;
use shared::id::ConversationId;
use shared::person::{Field, Values};
use shared::time::Timestamp;

/// What the pane shows.
#[derive(Clone, PartialEq)]
struct Known {
    id: String,
    told: Values,
    page: Page,
    since: Timestamp,
    agent: Option<String>,
}

impl Known {
    fn of(chat: &Chat) -> Self {
        Self {
            id: chat.id.to_string(),
            told: chat.told(),
            page: chat.page.clone(),
            since: chat.since,
            agent: chat.agent().map(|agent| agent.name.clone()),
        }
    }
}

/// The right pane.
#[component]
pub(super) fn VisitorPane() -> impl IntoView {
    let store = expect_context::<Store>();
    let open = expect_context::<Open>();
    let known = store.part(|inbox| inbox.open().map(Known::of));
    let close = move |_| {
        open.drawer.set(false);
        store.send(Msg::ShowPane(Pane::Thread));
    };
    view! {
        <div class="cover drawer-cover" on:click=close></div>
        <aside class="pane visitor" aria-label="Visitor" data-part="visitor"
            data-empty=move || known.with(Option::is_none).to_string()>
            <header class="bar">
                <h2>"Visitor"</h2>
                <button class="button quiet square no-desk" data-part="hide-visitor"
                    aria-label="Back to the chat" on:click=close>{icon(CLOSE)}</button>
            </header>
            <div class="scroll">
                {move || match known.get() {
                    Some(known) => view! { <Card known/> }.into_any(),
                    None => view! { <p class="later">"Who you chat with shows here."</p> }.into_any(),
                }}
            </div>
        </aside>
    }
}

#[component]
fn Card(known: Known) -> impl IntoView {
    let Known { id, told, page, since, agent } = known;
    let why = id.clone();
    let work = [fact(&told, Field::JobTitle), fact(&told, Field::Company)];
    let work = work.into_iter().flatten().collect::<Vec<_>>().join(" · ");
    let text = |field| fact(&told, field).map(str::to_owned);
    let others = others(&told);
    let referrer = Some(page.referrer.clone()).filter(|from| !from.is_empty());
    view! {
        <div class="person">
            {avatar(&id, initials(&told))}
            <h3 data-part="visitor-name">{name(&told)}</h3>
            <p class="sub">{if work.is_empty() { "–".to_owned() } else { work }}</p>
        </div>
        <dl class="facts">
            <Fact svg=BRIEFCASE name="Job title" part="job-title" value=text(Field::JobTitle)/>
            <Fact svg=MAIL name="E-mail" part="email" value=text(Field::Email) copies=true/>
            <Fact svg=PHONE name="Phone" part="phone" value=text(Field::Phone) copies=true/>
            <Fact svg=BUILDING name="Company" part="company" value=text(Field::Company)/>
            <Fact svg=CRM name="CRM status" part="crm" value=Field::from_word(CRM_STATUS).and_then(text)/>
        </dl>
        {(!others.is_empty()).then(|| view! {
            <h4>"Also known"</h4>
            <dl class="facts" data-part="also-known">
                {others.into_iter().map(|(name, value)| view! { <Fact svg=TAG name part="other" value=Some(value)/> }).collect_view()}
            </dl>
        })}
        <h4>"Conversation"</h4>
        <dl class="facts">
            <PageFact page/>
            <Fact svg=LINK name="Came from" part="referrer" value=referrer/>
            <Fact svg=CLOCK name="Since" part="since" value=Some(format::date(since))/>
            {agent.map(|agent| view! { <Fact svg=super::icon::CHAT name="Agent" part="agent" value=Some(agent)/> })}
            <Fact svg=HASH name="Conversation id" part="conversation-id" value=Some(id) copies=true/>
        </dl>
        {ConversationId::parse(why).ok().map(|id| view! { <WhyMe id/> })}
    }
}

#[component]
fn Fact(
    svg: &'static str,
    #[prop(into)] name: String,
    part: &'static str,
    value: Option<String>,
    #[prop(optional)] copies: bool,
) -> impl IntoView {
    let copied = value.clone().filter(|_| copies);
    let known = value.is_some();
    let copies = name.clone();
    view! {
        <div class="fact">
            {icon(svg)}
            <dt>{name}</dt>
            <dd data-part=part data-known=known.to_string() title=value.clone()>
                {value.clone().unwrap_or_else(|| "–".to_owned())}
            </dd>
            {copied.map(|text| view! { <dd class="copying"><CopyButton name=copies text/></dd> })}
        </div>
    }
}

#[component]
fn CopyButton(name: String, text: String) -> impl IntoView {
    let store = expect_context::<Store>();
    let label = format!("Copy: {name}");
    let copy = move |_| {
        page::copy(&text);
        store.send(Msg::Tell(Tone::Plain, format!("{name} copied")));
    };
    view! {
        <button class="button quiet square small copy" aria-label=label title="Copy"
            on:click=copy>{icon(COPY)}</button>
    }
}

/// The page links to itself, where it is one of the web.
#[component]
fn PageFact(page: Page) -> impl IntoView {
    let web = page.url.starts_with("https://") || page.url.starts_with("http://");
    let shown = if page.url.is_empty() { "–".to_owned() } else { path(&page) };
    view! {
        <div class="fact">
            {icon(GLOBE)}
            <dt>"Page"</dt>
            <dd data-part="page" data-known=web.to_string() title=page.url.clone()>
                {if web {
                    view! {
                        <a href=page.url.clone() target="_blank" rel="noopener noreferrer">
                            {shown}{icon(LINK)}
                        </a>
                    }
                    .into_any()
                } else {
                    shown.into_any()
                }}
            </dd>
        </div>
    }
}
