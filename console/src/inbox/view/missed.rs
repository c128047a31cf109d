//! What was missed in the conversation that is open, who takes care of it, and what to do about it.

use super::store::Store;
use crate::format;
use crate::inbox::{MissedChange, Msg};
use crate::texts::t;
use crate::ui::icon::{ALERT, SEEN, UNDO, icon};
use leptos::prelude::*;
use shared::conversation::{Claim, Missed, MissedReason};
use shared::id::ConversationId;
use shared::permission::Permission;

/// Why nobody answered, in a few words.
pub(super) fn reason(reason: MissedReason) -> &'static str {
    match reason {
        MissedReason::NobodyAvailable => t!("inbox-missed-nobody"),
        MissedReason::Declined => t!("inbox-missed-declined"),
        MissedReason::TimedOut => t!("inbox-missed-timed-out"),
        MissedReason::QuotaExhausted => t!("inbox-missed-limit"),
        MissedReason::DeskUnreachable => t!("inbox-missed-desk"),
        MissedReason::GaveUp => t!("inbox-note-withdrawn"),
        MissedReason::Replied => t!("inbox-missed-replied"),
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
    let name = |claim: &Claim| {
        if mine(claim) { t!("inbox-missed-you").to_owned() } else { claim.by.name.clone() }
    };
    let ago = |claim: &Claim| format::ago(claim.at, store.minute());
    match (&missed.handled, &missed.taken) {
        (Some(handled), _) => {
            t!("inbox-handled-by", handled = name(handled), handled2 = ago(handled))
        }
        (None, Some(taken)) if mine(taken) => {
            t!("inbox-missed-yours", reason = reason(missed.reason))
        }
        (None, Some(taken)) => {
            t!("inbox-missed-taken", reason = reason(missed.reason), taken = name(taken))
        }
        (None, None) => t!("inbox-missed-free", reason = reason(missed.reason)),
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
                {icon(UNDO)} {t!("common-undo")}
            </button>
        }
        .into_any();
    }
    let holder = missed.holder().cloned();
    let take = match holder {
        Some(holder) if holder == me => {
            Some(("give-back", t!("inbox-give-back"), MissedChange::GiveBack))
        }
        Some(holder) => Some(("take", t!("inbox-take-over"), MissedChange::Take(Some(holder)))),
        None => Some(("take", t!("inbox-take"), MissedChange::Take(None))),
    };
    let take = take.filter(|_| may_chat).map(|(part, text, change)| {
        view! {
            <button class="button small" data-part=part on:click=move |_| send(change.clone())>{text}</button>
        }
    });
    view! {
        {take}
        <button class="button small" data-part="mark-handled" on:click=move |_| send(MissedChange::MarkHandled)>
            {icon(SEEN)} {t!("inbox-mark-handled")}
        </button>
    }
    .into_any()
}
