//! The agent's screen.

use super::visitor::lines;
use crate::format;
use crate::inbox::{display_name, field_value};
use crate::replay::{Agent, Frame};
use crate::texts::t;
use leptos::prelude::*;
use shared::person::{Attributes, Field};

#[component]
pub(super) fn Screen(frame: Frame) -> impl IntoView {
    let Frame { agent, attributes, page, said, .. } = frame;
    match agent {
        Agent::Nobody(reason) => view! { <p class="fine" data-part="replay-nobody">{reason}</p> }.into_any(),
        Agent::Offered(agent_name, until) => view! {
            <div class="replay-offer" data-part="replay-offer">
                <strong>{t!("replay-offer-card", attributes = display_name(&attributes), page = page)}</strong>
                <span>{t!("replay-offer-until", agent_name = agent_name, until = format::clock(until))}</span>
            </div>
            <AttributeList attributes/>
        }
        .into_any(),
        Agent::Chats(agent_name, alone) => view! {
            <p class="fine">{if alone { t!("replay-agent-disconnected", agent_name = agent_name) } else { t!("replay-agent-has", agent_name = agent_name) }}</p>
            <ol class="replay-thread" data-part="replay-agent-thread">{lines(said)}</ol>
            <AttributeList attributes/>
        }
        .into_any(),
        Agent::Over(agent_name) => view! {
            <p class="fine">{t!("replay-agent-had", agent_name = agent_name)}</p>
            <ol class="replay-thread" data-part="replay-agent-thread">{lines(said)}</ol>
            <AttributeList attributes/>
        }
        .into_any(),
    }
}

/// The visitor's attributes at that moment.
#[component]
fn AttributeList(attributes: Attributes) -> impl IntoView {
    let row = |(label, field): (&'static str, Field)| {
        let value = field_value(&attributes, field).unwrap_or("–").to_owned();
        view! { <div class="replay-attribute"><dt>{label}</dt><dd>{value}</dd></div> }
    };
    let rows = [
        (t!("common-email"), Field::Email),
        (t!("replay-phone"), Field::Phone),
        (t!("common-company"), Field::Company),
        (t!("common-job-title"), Field::JobTitle),
    ];
    view! { <dl class="replay-attributes">{rows.map(row).collect_view()}</dl> }
}
