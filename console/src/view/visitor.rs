//! The right pane: what is known of the visitor. What is not shows as a dash.

use super::activity::{Activity, Pages};
use super::avatar::avatar;
use super::fact::{EditFact, Fact, Owner};
use super::icon::{
    BRIEFCASE, BUILDING, CHAT, CLOCK, CLOSE, CRM, GLOBE, HASH, LINK, MAIL, PHONE, PIN, SCREEN, TAG,
    USER, icon,
};
use super::inbox::Open;
use super::kit::{Fetch, Fetched};
use super::routing::WhyMe;
use super::store::Store;
use crate::api::http;
use crate::format;
use crate::inbox::{CRM_STATUS, Chat, Msg, Pane, fact, initials, name, others, path};
use leptos::prelude::*;
use shared::event::Page;
use shared::id::ConversationId;
use shared::person::{Field, Values};
use shared::protocol::VisitorProfile;

/// The right pane.
#[component]
pub(super) fn VisitorPane() -> impl IntoView {
    let store = expect_context::<Store>();
    let open = expect_context::<Open>();
    let shown = store.part(|inbox| inbox.open().map(|chat| chat.id.clone()));
    let close = move |_| {
        open.drawer.set(false);
        store.send(Msg::ShowPane(Pane::Thread));
    };
    view! {
        <div class="cover drawer-cover" on:click=close></div>
        <aside class="pane visitor" aria-label="Visitor" data-part="visitor" tabindex="-1"
            data-empty=move || shown.with(Option::is_none).to_string()>
            <header class="bar">
                <h2>"Visitor"</h2>
                <button class="button quiet square no-desk" data-part="hide-visitor"
                    aria-label="Back to the chat" on:click=close>{icon(CLOSE)}</button>
            </header>
            <div class="scroll">
                {move || match shown.get() {
                    Some(id) => view! { <Card id/> }.into_any(),
                    None => view! { <p class="later">"Who you chat with shows here."</p> }.into_any(),
                }}
            </div>
        </aside>
    }
}

/// A part of the chat the pane is about, as it changes.
fn of_chat<T: Default + PartialEq + Send + Sync + 'static>(
    store: Store,
    id: &ConversationId,
    read: impl Fn(&Chat) -> T + Send + Sync + 'static,
) -> Memo<T> {
    let id = id.clone();
    store.part(move |inbox| inbox.chats.get(&id).map(&read).unwrap_or_default())
}

#[component]
fn Card(id: ConversationId) -> impl IntoView {
    let store = expect_context::<Store>();
    let told = of_chat(store, &id, Chat::told);
    let profile = asked(store, &id);
    let work = move || {
        let told = told.get();
        let work = [fact(&told, Field::JobTitle), fact(&told, Field::Company)];
        let work = work.into_iter().flatten().collect::<Vec<_>>().join(" · ");
        if work.is_empty() { "–".to_owned() } else { work }
    };
    let others = Memo::new(move |_| told.with(others));
    let seed = id.to_string();
    view! {
        <div class="person">
            {move || avatar(&seed, told.with(initials))}
            <h3 data-part="visitor-name">{move || told.with(name)}</h3>
            <p class="sub">{work}</p>
        </div>
        <Details id=id.clone() told profile/>
        {move || {
            let others = others.get();
            (!others.is_empty()).then(|| view! {
                <h4>"Also known"</h4>
                <dl class="facts" data-part="also-known">
                    {others.into_iter().map(|(name, value)| {
                        let value = Memo::new(move |_| Some(value.clone()));
                        view! { <Fact svg=TAG name part="other" value/> }
                    }).collect_view()}
                </dl>
            })
        }}
        <Visit id=id.clone() profile/>
        <Pages pages=of_chat(store, &id, |chat| chat.pages.clone())/>
        <Activity profile told/>
        <WhyMe id/>
    }
}

/// Asks the edge what is known; what agents noted goes into the inbox, where names come from.
fn asked(store: Store, id: &ConversationId) -> Fetch<VisitorProfile> {
    let (site, chat) = (store.peek(|inbox| inbox.me.site.clone()), id.clone());
    let profile = Fetch::begin(move || {
        let (site, path) = (site.clone(), format!("conversations/{chat}/visitor"));
        async move { http::get::<VisitorProfile>(&site, &path).await }
    });
    let id = id.clone();
    Effect::new(move || {
        if let Fetched::Here(profile) = profile.state.get() {
            store.send(Msg::Noted(id.clone(), profile.noted));
        }
    });
    profile
}

/// What they told or an agent noted; the agent can change it here.
#[component]
fn Details(
    id: ConversationId,
    told: Memo<Values>,
    profile: Fetch<VisitorProfile>,
) -> impl IntoView {
    let text = move |field: Field| {
        Memo::new(move |_| told.with(|told| fact(told, field.clone()).map(str::to_owned)))
    };
    let noted = move |field: Field| {
        Memo::new(move |_| {
            profile.state.with(|state| {
                state.here().is_some_and(|profile| profile.noted.contains_key(&field))
            })
        })
    };
    let known = Memo::new(move |_| profile.state.with(|state| state.here().is_some()));
    let named = Memo::new(move |_| {
        profile.state.with(|state| state.here().is_some_and(|profile| profile.person.is_some()))
    });
    let anonymous = Memo::new(move |_| known.get() && !named.get());
    let owner = Owner::of_visitor(id, profile);
    let crm = Field::from_word(CRM_STATUS);
    view! {
        <dl class="facts">
            <EditFact svg=USER name="First name" part="first-name" field=Field::FirstName owner
                value=text(Field::FirstName) noted=noted(Field::FirstName) may=known/>
            <EditFact svg=USER name="Last name" part="last-name" field=Field::LastName owner
                value=text(Field::LastName) noted=noted(Field::LastName) may=known/>
            <EditFact svg=BRIEFCASE name="Job title" part="job-title" field=Field::JobTitle owner
                value=text(Field::JobTitle) noted=noted(Field::JobTitle) may=known/>
            <EditFact svg=MAIL name="E-mail" part="email" field=Field::Email owner copies=true
                value=text(Field::Email) noted=noted(Field::Email) may=anonymous/>
            <EditFact svg=PHONE name="Phone" part="phone" field=Field::Phone owner copies=true
                value=text(Field::Phone) noted=noted(Field::Phone) may=known/>
            <EditFact svg=BUILDING name="Company" part="company" field=Field::Company owner
                value=text(Field::Company) noted=noted(Field::Company) may=known/>
            {crm.map(|crm| view! {
                <EditFact svg=CRM name="CRM status" part="crm" field=crm.clone() owner
                    value=text(crm.clone()) noted=noted(crm) may=known/>
            })}
        </dl>
    }
}

/// Where they are, and came from.
#[component]
fn Visit(id: ConversationId, profile: Fetch<VisitorProfile>) -> impl IntoView {
    let store = expect_context::<Store>();
    let page = of_chat(store, &id, |chat| chat.current().clone());
    let here = of_chat(store, &id, |chat| chat.here && !chat.is_over());
    let referrer = of_chat(store, &id, |chat| {
        Some(chat.page.referrer.clone()).filter(|from| !from.is_empty())
    });
    let since = of_chat(store, &id, |chat| Some(format::date(chat.since)));
    let agent = of_chat(store, &id, |chat| chat.agent().map(|agent| agent.name.clone()));
    let of_profile = move |read: fn(&VisitorProfile) -> Option<String>| {
        Memo::new(move |_| profile.state.with(|state| state.here().and_then(read)))
    };
    let place = of_profile(|profile| format::place(&profile.place));
    let device = of_profile(|profile| profile.device.line());
    let id = id.to_string();
    let own = Memo::new(move |_| Some(id.clone()));
    view! {
        <h4>"Visit"</h4>
        <dl class="facts">
            <PageFact page here/>
            <Fact svg=LINK name="Came from" part="referrer" value=referrer/>
            <Fact svg=PIN name="Place" part="place" value=place/>
            <Fact svg=SCREEN name="Device" part="device" value=device/>
            <Fact svg=CLOCK name="Since" part="since" value=since/>
            <Fact svg=CHAT name="Agent" part="agent" value=agent/>
            <Fact svg=HASH name="Conversation id" part="conversation-id" value=own copies=true/>
        </dl>
    }
}

/// The page links to itself, where it is one of the web.
#[component]
fn PageFact(page: Memo<Page>, here: Memo<bool>) -> impl IntoView {
    let web = move || {
        page.with(|page| page.url.starts_with("https://") || page.url.starts_with("http://"))
    };
    let shown =
        move || page.with(|page| if page.url.is_empty() { "–".to_owned() } else { path(page) });
    view! {
        <div class="fact">
            {icon(GLOBE)}
            <dt>{move || if here.get() { "Page now" } else { "Page" }}</dt>
            <dd data-part="page" data-known=move || web().to_string()
                title=move || page.with(|page| page.url.clone())>
                {move || if web() {
                    view! {
                        <a href=page.with(|page| page.url.clone()) target="_blank"
                            rel="noopener noreferrer">{shown()}{icon(LINK)}</a>
                    }
                    .into_any()
                } else {
                    shown().into_any()
                }}
            </dd>
        </div>
    }
}
