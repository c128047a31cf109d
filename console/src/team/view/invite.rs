//! Invitations: inviting an agent by a link, and the open ones.

use super::{Team, role_field};
use crate::browser::{page, time};
use crate::client::http;
use crate::format;
use crate::ui::confirm::{Confirm, Question};
use crate::ui::icon::{COPY, icon};
use crate::ui::kit::{Fetch, Fetched, SaveButton, TextField};
use crate::ui::modal::Modal;
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
        <Modal open name="Invite an agent" part="invite-sheet" close="close-invite" class="form">
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
        <p>"They get a link by e-mail, if mail is set up. You see it in any case, to share it yourself."</p>
        <TextField label="E-mail" value=email part="invite-email" kind="email"
            hint="They will sign in with it."/>
        {role_field(team, role)}
        {move || wrong.get().map(|reason| view! { <p class="wrong" role="alert">{reason}</p> })}
        <div class="card-end">
            <SaveButton busy idle=Signal::derive(move || email.with(String::is_empty)) save
                label="Invite"/>
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
        team.toast("Link copied");
    };
    let until = time::write(created.row.expires, &[("dateStyle", "long")]);
    let beginning = if created.mailed {
        "We are sending this link to "
    } else {
        "No mail is sent, so give this link to "
    };
    view! {
        <p data-part="invitation-says">
            {beginning} <strong>{created.row.email}</strong>
            ". It works once, until " {until} ", and is shown only now."
        </p>
        <div class="secret">
            <code data-part="invitation-link">{link}</code>
            <button class="button" data-part="copy-invitation" on:click=copy>{icon(COPY)}"Copy"</button>
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
                        team.toast("Invitation revoked");
                    }
                    Err(error) => team.warn(error.text()),
                }
            });
        });
        let email = row.email.clone();
        let revoke = move |_| {
            confirm.ask(Question {
                title: format!("Revoke the invitation of {email}?"),
                text: "The link that they were given stops working.".to_owned(),
                action: "Revoke",
                act: revoke,
            });
        };
        let id = row.id.clone();
        let mail = move |_| {
            let route = MailInvitation { site: team.site(), invitation: id.clone() };
            spawn_local(async move {
                match http::call(&route).await {
                    Ok(()) => team.toast("Invitation sent again"),
                    Err(error) => team.warn(error.text()),
                }
            });
        };
        let mail_label = format!("Send the invitation to {} again", row.email);
        let label = format!("Revoke the invitation of {}", row.email);
        view! {
            <tr data-part="invitation">
                <td>{row.email}</td>
                <td class="name">{team.role_name(&row.role)}</td>
                <td>{format!("by {}, until {}", row.by, format::date(row.expires))}</td>
                <td class="acts">
                    <button class="button quiet small" data-part="mail-invitation"
                        aria-label=mail_label on:click=mail>"Send again"</button>
                    <button class="button quiet small" data-part="revoke-invitation"
                        aria-label=label on:click=revoke>"Revoke"</button>
                </td>
            </tr>
        }
    };
    move || match invited.state.get() {
        Fetched::Here(list) if !list.items.is_empty() => Some(view! {
            <section class="stack" aria-labelledby="invited">
                <h2 id="invited">"Pending invitations"</h2>
                <div class="table-box">
                    <table class="table">
                        <thead>
                            <tr>
                                <th scope="col">"E-mail"</th>
                                <th scope="col">"Role"</th>
                                <th scope="col">"Invited"</th>
                                <th scope="col"><span class="hidden">"Actions"</span></th>
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
