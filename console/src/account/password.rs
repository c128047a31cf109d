//! The card with which an agent changes their own password.

use super::Account;
use crate::browser::page;
use crate::client::http;
use crate::ui::icon::spinner;
use crate::ui::kit::TextField;
use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::api::PutPassword;
use shared::protocol::ChangePassword;

#[component]
pub(super) fn PasswordCard() -> impl IntoView {
    let account = expect_context::<Account>();
    let email = account.store.peek(|inbox| inbox.me.email.clone());
    let (old, new) = (RwSignal::new(String::new()), RwSignal::new(String::new()));
    let (busy, wrong) = (RwSignal::new(false), RwSignal::new(None::<String>));
    let empty = move || old.with(String::is_empty) || new.with(String::is_empty);
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        if busy.get_untracked() || empty() {
            return;
        }
        let body = ChangePassword { old: old.get_untracked(), new: new.get_untracked() };
        let site = account.site();
        busy.set(true);
        wrong.set(None);
        spawn_local(async move {
            let answer = http::write(&PutPassword { site }, &body).await;
            busy.try_set(false);
            match answer {
                Ok(()) => {
                    old.try_set(String::new());
                    new.try_set(String::new());
                    account.toast("Password changed. You are signed out everywhere else.");
                }
                Err(error) => {
                    wrong.try_set(Some(error.text()));
                    page::focus("[data-part=old-password]");
                }
            }
        });
    };
    view! {
        <form class="card" aria-labelledby="password-card" data-part="password-form" novalidate
            on:submit=submit>
            <h2 id="password-card">"Password"</h2>
            // A password manager finds here whose password it is.
            <input class="hidden" type="text" autocomplete="username" tabindex="-1" readonly
                aria-hidden="true" prop:value=email/>
            <div class="fields">
                <TextField label="Current password" value=old part="old-password" kind="password"
                    auto="current-password"/>
                <TextField label="New password" value=new part="new-password" kind="password"
                    auto="new-password" hint="At least 10 characters."/>
            </div>
            {move || wrong.get().map(|reason| view! { <p class="wrong" role="alert">{reason}</p> })}
            <p class="fine">"A new password signs you out everywhere else."</p>
            <div class="card-end">
                <button class="button primary" type="submit" data-part="change-password"
                    disabled=move || busy.get() || empty()>
                    {move || busy.get().then(spinner)} "Change password"
                </button>
            </div>
        </form>
    }
}
