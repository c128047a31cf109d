//! Transfers a chat: the list of targets, and the wait for an answer.

use super::manage::assign;
use super::store::Store;
use crate::browser::page;
use crate::context::Overlays;
use crate::format;
use crate::inbox::{ConversationView, Loadable, Msg};
use crate::texts::{served, t};
use crate::ui::avatar::avatar;
use crate::ui::icon::{ALERT, TEAM, TRANSFER, icon, spinner};
use crate::ui::rich::rich;
use leptos::prelude::*;
use shared::id::ConversationId;
use shared::protocol::{TeamTarget, TransferTarget, TransferTargets, TransferTo};

/// The button and its list. `manages`: the chat is another agent's, and a manager assigns it.
#[component]
pub(crate) fn Transfer(id: ConversationId, #[prop(optional)] manages: bool) -> impl IntoView {
    let store = expect_context::<Store>();
    let open = expect_context::<Overlays>();
    let chat_id = id.clone();
    let busy = store.part(move |inbox| inbox.chats.get(&chat_id).is_none_or(is_busy));
    let toggle = move |_| {
        open.transfer.update(|open| *open = !*open);
        if open.transfer.get_untracked() {
            store.send(Msg::LoadTransferTargets);
        }
    };
    let id = StoredValue::new(id);
    let (label, title, about) = if manages {
        (t!("inbox-assign"), t!("inbox-assign-title"), t!("inbox-assign-text"))
    } else {
        (t!("inbox-transfer"), t!("inbox-transfer-title"), t!("inbox-transfer-text"))
    };
    let hint = if manages { t!("inbox-assign") } else { t!("inbox-transfer-key") };
    view! {
        <div class="menu-anchor">
            <button class="button no-phone" data-part="transfer" disabled=move || busy.get()
                aria-label=label aria-haspopup="menu"
                title=hint aria-expanded=move || open.transfer.get().to_string() on:click=toggle>
                {icon(TRANSFER)} <span class="act-name">{label}</span>
            </button>
            <Show when=move || open.transfer.get()>
                <div class="cover" on:click=move |_| open.transfer.set(false)></div>
                <div class="menu transfer" role="menu" aria-label=t!("inbox-transfer-to", title = title) data-part="transfer-to">
                    <p class="whoami"><strong>{title}</strong>
                        <span>{about}</span></p>
                    <div class="transfer-list"><Choices id=id.get_value() manages/></div>
                </div>
            </Show>
        </div>
    }
}

fn is_busy(chat: &ConversationView) -> bool {
    chat.transfer.is_some() || chat.is_ending()
}

#[component]
fn Choices(id: ConversationId, manages: bool) -> impl IntoView {
    let store = expect_context::<Store>();
    let spec = store.part(|inbox| inbox.transfer_targets.clone());
    Effect::new(move || {
        if matches!(spec.get(), Loadable::Loaded(_)) {
            page::focus("[data-part=transfer-to] button:not(:disabled)");
        }
    });
    move || {
        match spec.get() {
        Loadable::Not | Loadable::Loading => {
            view! { <p class="transfer-note" role="status">{spinner()} {t!("inbox-transfer-loading")}</p> }
                .into_any()
        }
        Loadable::Failed(reason) => view! {
            <p class="transfer-note" role="alert">{icon(ALERT)} <span>{reason}</span></p>
            <button class="item" on:click=move |_| store.send(Msg::LoadTransferTargets)>{t!("common-try-again")}</button>
        }
        .into_any(),
        Loadable::Loaded(TransferTargets { agents, teams }) if agents.is_empty() && teams.is_empty() => {
            view! { <p class="transfer-note">{t!("inbox-transfer-nobody")}</p> }.into_any()
        }
        Loadable::Loaded(TransferTargets { agents, teams }) => {
            let chat = Moved { store, id: id.clone(), manages };
            let (of_agent, of_team) = (chat.clone(), chat);
            let agents = agents.into_iter().map(move |one| agent(of_agent.clone(), one));
            let teams = teams.into_iter().map(move |one| team(of_team.clone(), one));
            view! { {agents.collect_view()} {teams.collect_view()} }.into_any()
        }
    }
    }
}

/// The chat that goes to somebody else.
#[derive(Clone)]
struct Moved {
    store: Store,
    id: ConversationId,
    manages: bool,
}

fn agent(chat: Moved, target: TransferTarget) -> impl IntoView + use<> {
    let TransferTarget { agent: profile, chats, unavailable_reason } = target;
    let free = unavailable_reason.is_none();
    let note = match (unavailable_reason, chats) {
        (Some(reason), _) => served::unavailable(reason),
        (None, 0) => t!("inbox-available").to_owned(),
        (None, chats) => t!("inbox-available-with", chats = chats),
    };
    let letters = profile.name.chars().next().map(|first| first.to_uppercase().collect());
    let picture = match profile.picture.clone() {
        Some(path) => view! { <img class="avatar" src=path alt="" /> }.into_any(),
        None => avatar(profile.id.as_str(), letters).into_any(),
    };
    choice(chat, TransferTo::Agent(profile.id), free, picture, profile.name, note)
}

fn team(chat: Moved, team: TeamTarget) -> impl IntoView + use<> {
    let note = match team.free {
        0 => t!("inbox-team-nobody").to_owned(),
        free => t!("inbox-team-free", free = free),
    };
    let picture = view! { <span class="avatar" data-hue="none">{icon(TEAM)}</span> }.into_any();
    choice(chat, TransferTo::Team(team.team), team.free > 0, picture, team.name, note)
}

fn choice(
    chat: Moved,
    to: TransferTo,
    free: bool,
    picture: AnyView,
    name: String,
    note: String,
) -> impl IntoView + use<> {
    let open = expect_context::<Overlays>();
    view! {
        <button class="item transfer-target" role="menuitem" data-part="transfer-target" disabled=!free
            on:click=move |_| {
                open.transfer.set(false);
                let Moved { store, id, manages } = chat.clone();
                if manages {
                    assign(store, id, to.clone(), t!("inbox-asked"));
                } else {
                    store.send(Msg::Transfer(id, to.clone()));
                }
            }>
            {picture}
            <span class="transfer-name"><strong>{name}</strong><span class="fine">{note}</span></span>
        </button>
    }
}

/// The pending transfer: to whom, the time left, and a button to cancel.
#[component]
pub(crate) fn TransferBanner(id: ConversationId) -> impl IntoView {
    let store = expect_context::<Store>();
    let chat_id = id.clone();
    let transfer = store.part(move |inbox| inbox.chats.get(&chat_id)?.transfer.clone());
    let id = StoredValue::new(id);
    move || {
        let transfer = transfer.get()?;
        let until = transfer.until;
        Some(view! {
            <div class="strip" role="status" data-part="transfer-pending">
                {spinner()}
                <span>{rich!("inbox-asking", name = view! { <strong>{transfer.to.name}</strong> })}</span>
                <span class="fine" aria-hidden="true">
                    {move || format::countdown(until.since(store.second()))}
                </span>
                <button class="button small" data-part="keep-chat"
                    on:click=move |_| store.send(Msg::CancelTransfer(id.get_value()))>{t!("inbox-transfer-cancel")}</button>
            </div>
        })
    }
}
