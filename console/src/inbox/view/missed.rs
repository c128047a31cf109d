//! What was missed in the conversation that is open, who takes care of it, and what to do about it.

use super::store::Store;
use crate::format;
use crate::inbox::{MissedChange, Msg};
use crate::ui::icon::{ALERT, SEEN, UNDO, icon};
use leptos::prelude::*;
use shared::conversation::{Claim, Missed, MissedReason};
use shared::id::ConversationId;
use shared::permission::Permission;

/// Why nobody answered, in a few words.
pub(super) const fn reason(reason: MissedReason) -> &'static str {
    match reason {
        MissedReason::NobodyAvailable => "Nobody was available",
        MissedReason::Declined => "Declined",
        MissedReason::TimedOut => "Nobody accepted in time",
        MissedReason::QuotaExhausted => "The package’s limit was reached",
        MissedReason::DeskUnreachable => "The desk was unreachable",
        MissedReason::GaveUp => "The visitor stopped waiting",
        MissedReason::Replied => "The visitor replied",
    }
}

/// The strip below the header of a conversation that was missed.
#[component]
pub(crate) fn MissedStrip(id: ConversationId) -> impl IntoView {
    let store = expect_context::<Store>();
    let key = id.clone();
    let missed = store.part(move |inbox| inbox.chats.get(&key)?.missed.clone());
    let id = StoredValue::new(id);
    let send = move |change: MissedChange| store.send(Msg::ChangeMissed(id.get_value(), change));
    move || {
        let missed = missed.get()?;
        let actions = missed.clone();
        Some(view! {
            <div class="strip missed" role="status" data-part="missed">
                {icon(ALERT)}
                <span data-part="missed-state">{move || state(store, &missed)}</span>
                <Actions missed=actions send/>
            </div>
        })
    }
}

/// Who takes care of it, or has.
fn state(store: Store, missed: &Missed) -> String {
    let mine = |claim: &Claim| store.peek(|inbox| inbox.me.agent.id == claim.by.id);
    let name = |claim: &Claim| if mine(claim) { "you".to_owned() } else { claim.by.name.clone() };
    let ago = |claim: &Claim| format::ago(claim.at, store.minute());
    match (&missed.handled, &missed.taken) {
        (Some(handled), _) => format!("Handled by {} · {}", name(handled), ago(handled)),
        (None, Some(taken)) if mine(taken) => format!("{}. You have it.", reason(missed.reason)),
        (None, Some(taken)) => format!("{}. {} has it.", reason(missed.reason), name(taken)),
        (None, None) => format!("{}. Nobody has it yet.", reason(missed.reason)),
    }
}

/// What the agent can do about it.
#[component]
fn Actions(
    missed: Missed,
    send: impl Fn(MissedChange) + Copy + Send + Sync + 'static,
) -> impl IntoView {
    let store = expect_context::<Store>();
    let (me, may_chat) = store.peek(|inbox| {
        let may_chat = inbox.me.permissions.contains(&Permission::LiveChat);
        (inbox.me.agent.id.clone(), may_chat)
    });
    if !missed.is_open() {
        return view! {
            <button class="button small" data-part="reopen" on:click=move |_| send(MissedChange::Reopen)>
                {icon(UNDO)} "Undo"
            </button>
        }
        .into_any();
    }
    let holder = missed.holder().cloned();
    let take = match holder {
        Some(holder) if holder == me => Some(("give-back", "Give back", MissedChange::GiveBack)),
        Some(holder) => Some(("take", "Take over", MissedChange::Take(Some(holder)))),
        None => Some(("take", "Take it", MissedChange::Take(None))),
    };
    let take = take.filter(|_| may_chat).map(|(part, text, change)| {
        view! {
            <button class="button small" data-part=part on:click=move |_| send(change.clone())>{text}</button>
        }
    });
    view! {
        {take}
        <button class="button small" data-part="mark-handled" on:click=move |_| send(MissedChange::MarkHandled)>
            {icon(SEEN)} "Mark as handled"
        </button>
    }
    .into_any()
}
