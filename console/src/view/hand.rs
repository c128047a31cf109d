//! Handing a chat over: whom to ask, and the wait for their answer.

use super::avatar::avatar;
use super::icon::{ALERT, HAND, TEAM, icon, spinner};
use super::inbox::Open;
use super::store::Store;
use crate::api::page;
use crate::format;
use crate::inbox::{Asked, Chat, Msg};
use leptos::prelude::*;
use shared::id::ConversationId;
use shared::protocol::{Colleague, Colleagues, TeamChoice, TransferTo};

/// The button, and the list it opens.
#[component]
pub(super) fn Hand(id: ConversationId) -> impl IntoView {
    let store = expect_context::<Store>();
    let open = expect_context::<Open>();
    let known = id.clone();
    let busy = store.part(move |inbox| inbox.chats.get(&known).is_none_or(is_busy));
    let toggle = move |_| {
        open.handing.update(|open| *open = !*open);
        if open.handing.get_untracked() {
            store.send(Msg::AskColleagues);
        }
    };
    let id = StoredValue::new(id);
    view! {
        <div class="menu-anchor">
            <button class="button no-phone" data-part="hand" disabled=move || busy.get()
                aria-label="Transfer" aria-haspopup="menu"
                title="Transfer (T)" aria-expanded=move || open.handing.get().to_string() on:click=toggle>
                {icon(HAND)} "Transfer"
            </button>
            <Show when=move || open.handing.get()>
                <div class="cover" on:click=move |_| open.handing.set(false)></div>
                <div class="menu hand" role="menu" aria-label="Transfer this chat to" data-part="hand-to">
                    <p class="whoami"><strong>"Transfer this chat"</strong>
                        <span>"It stays with you until they accept."</span></p>
                    <div class="hand-list"><Choices id=id.get_value()/></div>
                </div>
            </Show>
        </div>
    }
}

fn is_busy(chat: &Chat) -> bool {
    chat.handing.is_some() || chat.is_ending()
}

#[component]
fn Choices(id: ConversationId) -> impl IntoView {
    let store = expect_context::<Store>();
    let asked = store.part(|inbox| inbox.colleagues.clone());
    Effect::new(move || {
        if matches!(asked.get(), Asked::These(_)) {
            page::focus("[data-part=hand-to] button:not(:disabled)");
        }
    });
    move || {
        match asked.get() {
        Asked::Not | Asked::Loading => {
            view! { <p class="hand-note" role="status">{spinner()} "Looking who is there"</p> }
                .into_any()
        }
        Asked::Failed(why) => view! {
            <p class="hand-note" role="alert">{icon(ALERT)} <span>{why}</span></p>
            <button class="item" on:click=move |_| store.send(Msg::AskColleagues)>"Try again"</button>
        }
        .into_any(),
        Asked::These(Colleagues { agents, teams }) if agents.is_empty() && teams.is_empty() => {
            view! { <p class="hand-note">"Nobody else here may have live chats."</p> }.into_any()
        }
        Asked::These(Colleagues { agents, teams }) => {
            let (of_agent, of_team) = (id.clone(), id.clone());
            let agents = agents.into_iter().map(move |one| agent(store, of_agent.clone(), one));
            let teams = teams.into_iter().map(move |one| team(store, of_team.clone(), one));
            view! { {agents.collect_view()} {teams.collect_view()} }.into_any()
        }
    }
    }
}

fn agent(store: Store, id: ConversationId, colleague: Colleague) -> impl IntoView + use<> {
    let Colleague { agent: who, chats, why_not } = colleague;
    let free = why_not.is_none();
    let word = why_not.unwrap_or_else(|| match chats {
        0 => "Available".to_owned(),
        1 => "Available, 1 chat".to_owned(),
        chats => format!("Available, {chats} chats"),
    });
    let letters = who.name.chars().next().map(|first| first.to_uppercase().collect());
    let picture = match who.picture.clone() {
        Some(path) => view! { <img class="avatar" src=path alt="" /> }.into_any(),
        None => avatar(who.id.as_str(), letters).into_any(),
    };
    choice(store, id, TransferTo::Agent(who.id), free, picture, who.name, word)
}

fn team(store: Store, id: ConversationId, team: TeamChoice) -> impl IntoView + use<> {
    let word = match team.free {
        0 => "Nobody of the team is available.".to_owned(),
        1 => "1 available".to_owned(),
        free => format!("{free} available"),
    };
    let picture = view! { <span class="avatar" data-hue="none">{icon(TEAM)}</span> }.into_any();
    choice(store, id, TransferTo::Team(team.team), team.free > 0, picture, team.name, word)
}

fn choice(
    store: Store,
    id: ConversationId,
    to: TransferTo,
    free: bool,
    picture: AnyView,
    name: String,
    word: String,
) -> impl IntoView + use<> {
    let open = expect_context::<Open>();
    view! {
        <button class="item hand-choice" role="menuitem" data-part="hand-choice" disabled=!free
            on:click=move |_| {
                open.handing.set(false);
                store.send(Msg::Transfer(id.clone(), to.clone()));
            }>
            {picture}
            <span class="hand-who"><strong>{name}</strong><span class="fine">{word}</span></span>
        </button>
    }
}

/// While somebody is asked: who, how long still, and the way back.
#[component]
pub(super) fn Handed(id: ConversationId) -> impl IntoView {
    let store = expect_context::<Store>();
    let known = id.clone();
    let handing = store.part(move |inbox| inbox.chats.get(&known)?.handing.clone());
    let id = StoredValue::new(id);
    move || {
        let handing = handing.get()?;
        let until = handing.until;
        Some(view! {
            <div class="strip" role="status" data-part="handing">
                {spinner()}
                <span>"Asking " <strong>{handing.to.name}</strong> " to take this chat"</span>
                <span class="fine" aria-hidden="true">
                    {move || format::countdown(until.since(store.second()))}
                </span>
                <button class="button small" data-part="keep-chat"
                    on:click=move |_| store.send(Msg::KeepChat(id.get_value()))>"Keep the chat"</button>
            </div>
        })
    }
}
