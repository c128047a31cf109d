//! Invitations: inviting an agent by a link, and the open ones.

use super::{Team, role_field};
use crate::browser::{page, time};
use crate::client::http;
use crate::format;
use crate::texts::t;
use crate::ui::confirm::{Confirm, Question};
use crate::ui::icon::{COPY, icon};
use crate::ui::kit::{Fetch, Fetched, SaveButton, TextField};
use crate::ui::modal::Modal;
use crate::ui::rich::rich;
use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::api::{CreateInvitation, DeleteInvitation, MailInvitation};
use shared::permission::{Role, RoleId};
use shared::protocol::{CreatedInvitation, InvitationRow, Listing, NewInvitation};

/// Creates an invitation, and shows its link once.
#[component]
pub(super) fn InviteSheet(
    open: RwSignal<bool>,
    invited: Fetch<Listing<InvitationRow>>,
) -> impl IntoView {
    let created = RwSignal::new(None::<CreatedInvitation>);
    Effect::new(move || {
        if open.get() {
            created.set(None);
            page::focus("[data-part=invite-email]");
        }
    });
    view! {
        <Modal open name=t!("team-invite") part="invite-sheet" close="close-invite" class="form">
            <div class="sheet-body">
                {move || match created.get() {
                    None => view! { <Form created invited/> }.into_any(),
                    Some(created) => view! { <Link created/> }.into_any(),
                }}
            </div>
        </Modal>
    }
}

#[component]
fn Form(
    created: RwSignal<Option<CreatedInvitation>>,
    invited: Fetch<Listing<InvitationRow>>,
) -> impl IntoView {
    let team = expect_context::<Team>();
    let email = RwSignal::new(String::new());
    let role = RwSignal::new(Role::LiveAgent.as_str().to_owned());
    let (busy, wrong) = (RwSignal::new(false), RwSignal::new(None::<String>));
    let save = Callback::new(move |()| {
        let role = RoleId::parse(&role.get_untracked()).unwrap_or_default();
        let new = NewInvitation { email: email.get_untracked(), role };
        let site = team.site();
        busy.set(true);
        wrong.set(None);
        spawn_local(async move {
            let answer = http::write(&CreateInvitation { site }, &new).await;
            busy.try_set(false);
            match answer {
                Ok(new) => {
                    invited.again();
                    created.try_set(Some(new));
                    page::focus("[data-part=copy-invitation]");
                }
                Err(error) => drop(wrong.try_set(Some(error.text()))),
            }
        });
    });
    view! {
        <p>{t!("team-invite-text")}</p>
        <TextField label=t!("common-email") value=email part="invite-email" kind="email"
            hint=t!("team-invite-email-hint")/>
        {role_field(team, role)}
        {move || wrong.get().map(|reason| view! { <p class="wrong" role="alert">{reason}</p> })}
        <div class="card-end">
            <SaveButton busy idle=Signal::derive(move || email.with(String::is_empty)) save
                label=t!("common-invite")/>
        </div>
    }
}

#[component]
fn Link(created: CreatedInvitation) -> impl IntoView {
    let team = expect_context::<Team>();
    let link =
        format!("{}/console/join?site={}&invite={}", page::origin(), team.site(), created.token);
    let copied = link.clone();
    let copy = move |_| {
        page::copy(&copied);
        team.toast(t!("common-link-copied"));
    };
    let until = time::write(created.row.expires, &[("dateStyle", "long")]);
    let email = view! { <strong>{created.row.email}</strong> };
    let says = if created.mailed {
        rich!("team-invite-mailed", email = email, until = until)
    } else {
        rich!("team-invite-by-hand", email = email, until = until)
    };
    view! {
        <p data-part="invitation-says">{says}</p>
        <div class="secret">
            <code data-part="invitation-link">{link}</code>
            <button class="button" data-part="copy-invitation" on:click=copy>{icon(COPY)}{t!("common-copy")}</button>
        </div>
    }
}

/// The open invitations.
#[component]
pub(super) fn Invitations(invited: Fetch<Listing<InvitationRow>>) -> impl IntoView {
    let team = expect_context::<Team>();
    let confirm = expect_context::<Confirm>();
    let row = move |row: InvitationRow| {
        let id = row.id.clone();
        let revoke = Callback::new(move |()| {
            let route = DeleteInvitation { site: team.site(), invitation: id.clone() };
            spawn_local(async move {
                match http::call(&route).await {
                    Ok(()) => {
                        invited.again();
                        team.toast(t!("team-invite-revoked"));
                    }
                    Err(error) => team.warn(error.text()),
                }
            });
        });
        let email = row.email.clone();
        let revoke = move |_| {
            confirm.ask(Question {
                title: t!("team-invite-revoke-ask", email = email),
                text: t!("team-invite-revoke-text").to_owned(),
                action: t!("common-revoke"),
                act: revoke,
            });
        };
        let id = row.id.clone();
        let mail = move |_| {
            let route = MailInvitation { site: team.site(), invitation: id.clone() };
            spawn_local(async move {
                match http::call(&route).await {
                    Ok(()) => team.toast(t!("team-invite-sent-again")),
                    Err(error) => team.warn(error.text()),
                }
            });
        };
        let mail_label = t!("team-invite-send-again", email = row.email);
        let label = t!("team-invite-revoke", email = row.email);
        view! {
            <tr data-part="invitation">
                <td>{row.email}</td>
                <td class="name">{team.role_name(&row.role)}</td>
                <td>{t!("team-invite-by", by = row.by, expires = format::date(row.expires))}</td>
                <td class="acts">
                    <button class="button quiet small" data-part="mail-invitation"
                        aria-label=mail_label on:click=mail>{t!("common-send-again")}</button>
                    <button class="button quiet small" data-part="revoke-invitation"
                        aria-label=label on:click=revoke>{t!("common-revoke")}</button>
                </td>
            </tr>
        }
    };
    move || match invited.state.get() {
        Fetched::Here(list) if !list.items.is_empty() => Some(view! {
            <section class="stack" aria-labelledby="invited">
                <h2 id="invited">{t!("team-invited")}</h2>
                <div class="table-box">
                    <table class="table">
                        <thead>
                            <tr>
                                <th scope="col">{t!("common-email")}</th>
                                <th scope="col">{t!("team-role")}</th>
                                <th scope="col">{t!("team-invited-at")}</th>
                                <th scope="col"><span class="hidden">{t!("common-actions")}</span></th>
                            </tr>
                        </thead>
                        <tbody>{list.items.into_iter().map(row).collect_view()}</tbody>
                    </table>
                </div>
            </section>
        }),
        _ => None,
    }
}
