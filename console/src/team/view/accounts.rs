//! Account routing: companies whose chats go to an owner first. Part of Prime.

use super::teams::agent_choices;
use super::{Team, agent_avatar};
use crate::team::Gone;
use crate::ui::icon::{ADD, CLOSE, icon};
use crate::ui::kit::{Choose, TextField};
use leptos::prelude::*;
use shared::desk::{Account, RoutingConfig};
use shared::id::AgentId;
use shared::quota::Package;

/// The accounts with their owners, and a form to add one.
#[component]
pub(super) fn Accounts(routing: RoutingConfig) -> impl IntoView {
    let prime = routing.package == Package::Prime;
    view! {
        <section class="card" aria-labelledby="accounts" data-part="accounts">
            <h2 id="accounts">"Accounts"</h2>
            <p class="lead">
                {if prime {
                    "Visitors of these companies go to their owner first, whatever the card says. \
                        The company is derived from the e-mail address."
                } else {
                    "With the Prime package, visitors of a company go to its owner first, whatever the \
                     card says. Ask your operator for Prime."
                }}
            </p>
            {prime.then(|| view! { <Owners routing/> })}
        </section>
    }
}

#[component]
fn Owners(routing: RoutingConfig) -> impl IntoView {
    let team = expect_context::<Team>();
    let row = move |account: Account| {
        let owner = team.rows().into_iter().find(|row| row.id == account.owner);
        let name = owner.as_ref().map_or("Former agent", |row| &row.name).to_owned();
        let label = format!("Remove {}", account.domain);
        let gone = account.clone();
        let remove = move |_| team.take_out(Gone::Account(gone.clone()));
        view! {
            <li class="row-line" data-part="account">
                <span class="names"><strong>{account.domain}</strong></span>
                {owner.as_ref().map(agent_avatar)}
                <span>{name}</span>
                <button class="button quiet square" aria-label=label data-part="remove-account"
                    on:click=remove>{icon(CLOSE)}</button>
            </li>
        }
    };
    let rows: Vec<_> = routing.accounts.into_iter().map(row).collect();
    let (domain, owner) = (RwSignal::new(String::new()), RwSignal::new(String::new()));
    let choices = Signal::derive(move || {
        let none = (String::new(), "Choose an agent".to_owned());
        let agents = agent_choices(team).into_iter().map(|(id, name)| (String::from(id), name));
        std::iter::once(none).chain(agents).collect::<Vec<_>>()
    });
    let add = move |_| {
        let typed = domain.get_untracked();
        let typed = typed.trim().trim_start_matches('@').to_lowercase();
        let Ok(agent) = AgentId::parse(owner.get_untracked()) else {
            return team.warn("Choose the agent who owns this account.");
        };
        let new = Account { domain: typed, owner: agent };
        team.change_and_toast(
            move |routing| {
                routing.accounts.retain(|one| one.domain != new.domain);
                routing.accounts.push(new);
            },
            "Account saved",
        );
    };
    let idle = move || !domain.with(|domain| domain.contains('.')) || owner.with(String::is_empty);
    view! {
        {(!rows.is_empty()).then(|| view! { <ul class="rows">{rows}</ul> })}
        <div class="fields">
            <TextField label="Domain" value=domain part="account-domain" hint="For example acme.com"/>
            <Choose label="Owner" value=owner part="account-owner" choices/>
        </div>
        <div class="card-end">
            <button class="button" data-part="add-account" disabled=idle on:click=add>
                {icon(ADD)}"Add account"
            </button>
        </div>
    }
}
