//! The right pane: the visitor's profile. What isn't known is one line.

use super::activity::{Activity, Pages};
use super::routing::RoutingPanel;
use super::store::Store;
use crate::client::http;
use crate::context::Overlays;
use crate::format;
use crate::inbox::{
    CRM_STATUS, ConversationView, Msg, Pane, display_name, field_value, initials, others,
};
use crate::texts::t;
use crate::ui::attribute::{AttributeRow, EditRows, Editable, NotKnown, Owner};
use crate::ui::avatar::avatar;
use crate::ui::icon::{
    BRIEFCASE, BUILDING, CHAT, CLOCK, CLOSE, CRM, GLOBE, HASH, LINK, MAIL, PHONE, PIN, SCREEN, TAG,
    USER, icon,
};
use crate::ui::kit::{Fetch, Fetched};
use crate::ui::proof::ProofNote;
use leptos::prelude::*;
use shared::api::GetConversationVisitor;
use shared::event::Page;
use shared::id::ConversationId;
use shared::person::{Attributes, Field};
use shared::protocol::VisitorProfile;

#[component]
pub(crate) fn VisitorPane() -> impl IntoView {
    let store = expect_context::<Store>();
    let open = expect_context::<Overlays>();
    let visible = store.part(|inbox| inbox.open().map(|chat| chat.id.clone()));
    let close = move |_| {
        open.drawer.set(false);
        store.send(Msg::ShowPane(Pane::Thread));
    };
    view! {
        <div class="cover drawer-cover" on:click=close></div>
        <aside class="pane visitor" aria-label=t!("inbox-visitor") data-part="visitor" tabindex="-1"
            data-empty=move || visible.with(Option::is_none).to_string()>
            <header class="bar">
                <h2>{t!("inbox-visitor")}</h2>
                <button class="button quiet square no-desk" data-part="hide-visitor"
                    aria-label=t!("inbox-back-to-chat") on:click=close>{icon(CLOSE)}</button>
            </header>
            <div class="scroll">
                {move || match visible.get() {
                    Some(id) => view! { <Card id/> }.into_any(),
                    None => view! { <p class="later">{t!("inbox-visitor-later")}</p> }.into_any(),
                }}
            </div>
        </aside>
    }
}

/// A part of the pane's chat, reactively.
fn chat_part<T: Default + PartialEq + Send + Sync + 'static>(
    store: Store,
    id: &ConversationId,
    read: impl Fn(&ConversationView) -> T + Send + Sync + 'static,
) -> Memo<T> {
    let id = id.clone();
    store.part(move |inbox| inbox.chats.get(&id).map(&read).unwrap_or_default())
}

#[component]
fn Card(id: ConversationId) -> impl IntoView {
    let store = expect_context::<Store>();
    let attributes = chat_part(store, &id, ConversationView::attributes);
    let profile = fetch_profile(store, &id);
    let work = move || {
        let attributes = attributes.get();
        let work =
            [field_value(&attributes, Field::JobTitle), field_value(&attributes, Field::Company)];
        let work = work.into_iter().flatten().collect::<Vec<_>>().join(" · ");
        (!work.is_empty()).then_some(work)
    };
    let others = Memo::new(move |_| attributes.with(others));
    let verified = Memo::new(move |_| {
        profile.state.with(|state| state.here().map(|profile| profile.verified))
    });
    let seed = id.to_string();
    view! {
        <div class="person">
            {move || avatar(&seed, attributes.with(initials))}
            <h3 data-part="visitor-name">{move || attributes.with(display_name)}</h3>
            {move || work().map(|work| view! { <p class="sub">{work}</p> })}
            {move || verified.get().map(|verified| view! { <ProofNote verified part="verified"/> })}
        </div>
        <Details id=id.clone() attributes profile/>
        {move || {
            let others = others.get();
            (!others.is_empty()).then(|| view! {
                <h4>{t!("inbox-attributes")}</h4>
                <dl class="attribute-list" data-part="more-attributes">
                    {others.into_iter().map(|(name, value)| {
                        let value = Memo::new(move |_| Some(value.clone()));
                        view! { <AttributeRow svg=TAG name part="other" value/> }
                    }).collect_view()}
                </dl>
            })
        }}
        <Visit id=id.clone() profile/>
        <Pages pages=chat_part(store, &id, |chat| chat.pages.clone())/>
        <Activity profile attributes/>
        <RoutingPanel id/>
    }
}

/// Loads the profile; the overrides also go to the inbox, which derives names from them.
fn fetch_profile(store: Store, id: &ConversationId) -> Fetch<VisitorProfile> {
    let (site, chat) = (store.peek(|inbox| inbox.me.site.clone()), id.clone());
    let profile = Fetch::begin(move || {
        let route = GetConversationVisitor { site: site.clone(), conversation: chat.clone() };
        async move { http::call(&route).await }
    });
    let id = id.clone();
    Effect::new(move || {
        if let Fetched::Here(profile) = profile.state.get() {
            store.send(Msg::Overridden(id.clone(), profile.overrides));
        }
    });
    profile
}

/// The profile's fields, which the agent can override.
#[component]
fn Details(
    id: ConversationId,
    attributes: Memo<Attributes>,
    profile: Fetch<VisitorProfile>,
) -> impl IntoView {
    let text = move |field: Field| {
        Memo::new(move |_| {
            attributes.with(|attributes| field_value(attributes, field.clone()).map(str::to_owned))
        })
    };
    let overridden = move |field: Field| {
        Memo::new(move |_| {
            profile.state.with(|state| {
                state.here().is_some_and(|profile| profile.overrides.contains_key(&field))
            })
        })
    };
    let loaded = Memo::new(move |_| profile.state.with(|state| state.here().is_some()));
    let named = Memo::new(move |_| {
        profile.state.with(|state| state.here().is_some_and(|profile| profile.person.is_some()))
    });
    let anonymous = Memo::new(move |_| loaded.get() && !named.get());
    let owner = Owner::for_visitor(id, profile);
    let edit = |naming, field: Field, may| {
        Editable::new(naming, field.clone(), (text(field.clone()), overridden(field)), may)
    };
    let mut all = vec![
        edit((USER, t!("common-first-name"), "first-name"), Field::FirstName, loaded),
        edit((USER, t!("common-last-name"), "last-name"), Field::LastName, loaded),
        edit((BRIEFCASE, t!("common-job-title"), "job-title"), Field::JobTitle, loaded),
        edit((MAIL, t!("common-email"), "email"), Field::Email, anonymous).copied(),
        edit((PHONE, t!("inbox-phone"), "phone"), Field::Phone, loaded).copied(),
        edit((BUILDING, t!("common-company"), "company"), Field::Company, loaded).copied(),
    ];
    let crm = Field::from_name(CRM_STATUS);
    all.extend(crm.map(|crm| edit((CRM, t!("inbox-crm"), "crm"), crm, loaded)));
    view! {
        <dl class="attribute-list">
            <EditRows all=all.clone() owner/>
        </dl>
        <NotKnown all/>
    }
}

/// Where the visitor is, and where they came from.
#[component]
fn Visit(id: ConversationId, profile: Fetch<VisitorProfile>) -> impl IntoView {
    let store = expect_context::<Store>();
    let page = chat_part(store, &id, |chat| chat.current().clone());
    let here = chat_part(store, &id, |chat| chat.here && !chat.is_over());
    let referrer = chat_part(store, &id, |chat| {
        Some(chat.page.referrer.clone()).filter(|from| !from.is_empty())
    });
    let since = chat_part(store, &id, |chat| Some(format::date(chat.since)));
    let agent = chat_part(store, &id, |chat| chat.agent().map(|agent| agent.name.clone()));
    let of_profile = move |read: fn(&VisitorProfile) -> Option<String>| {
        Memo::new(move |_| profile.state.with(|state| state.here().and_then(read)))
    };
    let location = of_profile(|profile| format::location(&profile.location));
    let device = of_profile(|profile| profile.device.line());
    let id = id.to_string();
    let own = Memo::new(move |_| Some(id.clone()));
    view! {
        <h4>{t!("inbox-visit")}</h4>
        <dl class="attribute-list">
            <PageAttribute page here/>
            <AttributeRow svg=LINK name=t!("inbox-referrer") part="referrer" value=referrer/>
            <AttributeRow svg=PIN name=t!("inbox-location") part="location" value=location/>
            <AttributeRow svg=SCREEN name=t!("inbox-device") part="device" value=device/>
            <AttributeRow svg=CLOCK name=t!("inbox-since") part="since" value=since/>
            <AttributeRow svg=CHAT name=t!("inbox-filter-agent") part="agent" value=agent/>
            <AttributeRow svg=HASH name=t!("inbox-id") part="conversation-id" value=own copies=true/>
        </dl>
    }
}

/// The visitor's page, as a link if it is a web address.
#[component]
fn PageAttribute(page: Memo<Page>, here: Memo<bool>) -> impl IntoView {
    let web = move || {
        page.with(|page| page.url.starts_with("https://") || page.url.starts_with("http://"))
    };
    let visible = move || page.with(Page::short);
    let known = Memo::new(move |_| page.with(|page| !page.url.is_empty()));
    view! {
        <Show when=move || known.get()>
            <div class="attribute-row">
                {icon(GLOBE)}
                <dt>{move || if here.get() { t!("inbox-page-now") } else { t!("inbox-page") }}</dt>
                <dd data-part="page"
                    title=move || page.with(|page| page.url.clone())>
                    {move || if web() {
                        view! {
                            <a href=page.with(|page| page.url.clone()) target="_blank"
                                rel="noopener noreferrer">{visible()}{icon(LINK)}</a>
                        }
                        .into_any()
                    } else {
                        visible().into_any()
                    }}
                </dd>
            </div>
        </Show>
    }
}
