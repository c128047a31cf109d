//! Account routing: companies whose chats go to an owner first. Part of Prime.

use super::teams::agent_choices;
use super::{Team, agent_avatar};
use crate::team::Gone;
use crate::texts::t;
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
            <h2 id="accounts">{t!("team-accounts")}</h2>
            <p class="lead">
                {if prime {
                    t!("team-accounts-text")
                } else {
                    t!("team-accounts-prime")
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
        let name = owner.as_ref().map_or(t!("common-former-agent"), |row| &row.name).to_owned();
        let label = t!("team-account-remove", domain = account.domain);
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
        let none = (String::new(), t!("team-choose-agent").to_owned());
        let agents = agent_choices(team).into_iter().map(|(id, name)| (String::from(id), name));
        std::iter::once(none).chain(agents).collect::<Vec<_>>()
    });
    let add = move |_| {
        let typed = domain.get_untracked();
        let typed = typed.trim().trim_start_matches('@').to_lowercase();
        let Ok(agent) = AgentId::parse(owner.get_untracked()) else {
            return team.warn(t!("team-choose-owner"));
        };
        let new = Account { domain: typed, owner: agent };
        team.change_and_toast(
            move |routing| {
                routing.accounts.retain(|one| one.domain != new.domain);
                routing.accounts.push(new);
            },
            t!("team-account-saved"),
        );
    };
    let idle = move || !domain.with(|domain| domain.contains('.')) || owner.with(String::is_empty);
    view! {
        {(!rows.is_empty()).then(|| view! { <ul class="rows">{rows}</ul> })}
        <div class="fields">
            <TextField label=t!("team-domain") value=domain part="account-domain" hint=t!("team-domain-hint")/>
            <Choose label=t!("team-owner") value=owner part="account-owner" choices/>
        </div>
        <div class="card-end">
            <button class="button" data-part="add-account" disabled=idle on:click=add>
                {icon(ADD)}{t!("team-account-add")}
            </button>
        </div>
    }
}
