//! The agent's screen.

use super::visitor::lines;
use crate::format;
use crate::inbox::{fact, name};
use crate::replay::{Agent, Moment};
use leptos::prelude::*;
use shared::person::{Field, Values};

#[component]
pub(super) fn Screen(moment: Moment) -> impl IntoView {
    let Moment { agent, told, page, said, .. } = moment;
    match agent {
        Agent::Nobody(why) => view! { <p class="fine" data-part="replay-nobody">{why}</p> }.into_any(),
        Agent::Rings(who, until) => view! {
            <div class="replay-ring" data-part="replay-ring">
                <strong>{format!("{} · {page} · wants a person", name(&told))}</strong>
                <span>{format!("It rings at {who} until {}.", format::clock(until))}</span>
            </div>
            <Known told/>
        }
        .into_any(),
        Agent::Chats(who, alone) => view! {
            <p class="fine">{if alone { format!("{who}’s browser is gone.") } else { format!("{who} has the chat open.") }}</p>
            <ol class="replay-thread" data-part="replay-agent-thread">{lines(said)}</ol>
            <Known told/>
        }
        .into_any(),
        Agent::Over(who) => view! {
            <p class="fine">{format!("The chat is over. {who} had it.")}</p>
            <ol class="replay-thread" data-part="replay-agent-thread">{lines(said)}</ol>
            <Known told/>
        }
        .into_any(),
    }
}

/// What was known of the visitor then.
#[component]
fn Known(told: Values) -> impl IntoView {
    let known = |(label, field): (&'static str, Field)| {
        let value = fact(&told, field).unwrap_or("–").to_owned();
        view! { <div class="replay-fact"><dt>{label}</dt><dd>{value}</dd></div> }
    };
    let facts = [
        ("E-mail", Field::Email),
        ("Phone", Field::Phone),
        ("Company", Field::Company),
        ("Job title", Field::JobTitle),
    ];
    view! { <dl class="replay-facts">{facts.map(known).collect_view()}</dl> }
}
