//! The card with which an agent changes their own password.

use super::Account;
use crate::browser::page;
use crate::client::http;
use crate::texts::t;
use crate::ui::kit::TextField;
use crate::ui::submission::{Refusal, Submission, SubmitButton};
use leptos::prelude::*;
use shared::api::PutPassword;
use shared::protocol::ChangePassword;

#[component]
pub(super) fn PasswordCard() -> impl IntoView {
    let account = expect_context::<Account>();
    let email = account.store.peek(|inbox| inbox.me.email.clone());
    let (old, new) = (RwSignal::new(String::new()), RwSignal::new(String::new()));
    let form = Submission::new();
    let incomplete =
        Signal::derive(move || old.with(String::is_empty) || new.with(String::is_empty));
    let submit = form.on_submit(move || {
        let body = ChangePassword { old: old.get_untracked(), new: new.get_untracked() };
        let route = PutPassword { site: account.site() };
        async move {
            let focus = |_: &_| page::focus("[data-part=old-password]");
            http::write(&route, &body).await.inspect_err(focus)?;
            old.try_set(String::new());
            new.try_set(String::new());
            account.toast(t!("account-password-changed"));
            Ok(())
        }
    });
    view! {
        <form class="card" aria-labelledby="password-card" data-part="password-form" novalidate
            on:submit=submit>
            <h2 id="password-card">{t!("common-password")}</h2>
            // A password manager finds here whose password it is.
            <input class="hidden" type="text" autocomplete="username" tabindex="-1" readonly
                aria-hidden="true" prop:value=email/>
            <div class="fields">
                <TextField label=t!("account-current-password") value=old part="old-password" kind="password"
                    auto="current-password"/>
                <TextField label=t!("account-password-new") value=new part="new-password" kind="password"
                    auto="new-password" hint=t!("common-password-length")/>
            </div>
            <Refusal of=form/>
            <p class="fine">{t!("account-password-note")}</p>
            <div class="card-end">
                <SubmitButton of=form label=t!("account-password-change") part="change-password" incomplete/>
            </div>
        </form>
    }
}
