//! A banner at the top for every offer.

use super::store::Store;
use crate::format;
use crate::inbox::{Choice, Msg, Offer, answers, display_name};
use crate::texts::t;
use crate::ui::icon::{BELL_RING, icon, spinner};
use leptos::prelude::*;
use shared::id::OfferId;

/// All offers, the oldest first.
#[component]
pub(crate) fn Banner() -> impl IntoView {
    let store = expect_context::<Store>();
    let offers = store
        .part(|inbox| inbox.offers.iter().map(|offer| offer.card.id.clone()).collect::<Vec<_>>());
    view! {
        <div class="banners" role="alert" aria-live="assertive" data-part="offers">
            <For each=move || offers.get() key=Clone::clone let:id>
                <One id/>
            </For>
        </div>
    }
}

#[component]
fn One(id: OfferId) -> impl IntoView {
    let store = expect_context::<Store>();
    let Some(offer) = store.peek(|inbox| find(&inbox.offers, &id)) else { return ().into_any() };
    let visitor_name = display_name(&offer.card.attributes);
    let wants = match &offer.card.from {
        Some(from) => t!("inbox-offer-transfer", name = from.name),
        None => t!("inbox-offer-chat").to_owned(),
    };
    let answers = answers(&offer.card.attributes);
    let whole = offer.card.until.since(offer.card.since);
    let passed = store.edge_once().since(offer.card.since);
    let until = offer.card.until;
    // The displayed clock may lag a second behind; an offer is never longer than its full time.
    let left = move || until.since(store.second()).min(whole);
    let own_id = id.clone();
    let chosen =
        store.part(move |inbox| find(&inbox.offers, &own_id)?.chosen.map(|(_, choice)| choice));
    let connected = store.part(|inbox| inbox.connection);
    let dead = move || {
        chosen.get().is_some() || left().0 == 0 || connected.get() != crate::inbox::Link::Open
    };
    let (accepted, declined) = (id.clone(), id.clone());
    let busy = move |choice| (chosen.get() == Some(choice)).then(spinner);
    view! {
        <section class="banner" data-part="offer" data-offer=id.to_string()
            data-urgent=move || (left().0 <= 10_000).to_string()>
            <span class="offer-icon">{icon(BELL_RING)}</span>
            <p class="identity">
                <strong data-part="offer-name">{visitor_name.clone()}</strong>
                <span class="where">
                    <span class="path" data-part="offer-path">{offer.card.page.short()}</span>
                    <span class="wants" data-part="offer-wants">{wants}</span>
                    {(!answers.is_empty()).then(|| view! {
                        <span class="answers" data-part="offer-answers">{answers}</span>
                    })}
                </span>
            </p>
            // The number changes every second, so screen readers must not announce it.
            <span class="countdown" aria-hidden="true" data-part="countdown">
                {move || format::countdown(left())}
            </span>
            <span class="choices">
                <button class="button on-offer" data-part="decline" disabled=dead
                    aria-label=t!("inbox-decline-chat", visitor_name = visitor_name) title=t!("inbox-decline-key")
                    on:click=move |_| store.send(Msg::Choose(declined.clone(), Choice::Decline))>
                    {move || busy(Choice::Decline)} {t!("inbox-decline")}
                </button>
                <button class="button accept" data-part="accept" disabled=dead
                    aria-label=t!("inbox-accept-chat", visitor_name = visitor_name) title=t!("inbox-accept-key")
                    on:click=move |_| store.send(Msg::Choose(accepted.clone(), Choice::Accept))>
                    {move || busy(Choice::Accept)} {t!("inbox-accept")}
                </button>
            </span>
            <span class="time" aria-hidden="true"
                style:animation-duration=move || format!("{}ms", whole.0)
                style:animation-delay=move || format!("-{}ms", passed.0)></span>
        </section>
    }
    .into_any()
}

fn find(offers: &[Offer], id: &OfferId) -> Option<Offer> {
    offers.iter().find(|offer| offer.card.id == *id).cloned()
}
