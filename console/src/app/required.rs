//! Shown to an agent whose site requires two-factor sign-in, until they have set it up.

use super::root::sign_out;
use crate::account::SetUp;
use crate::browser::page;
use crate::client::session::Session;
use crate::texts::t;
use crate::ui::icon::{BRAND, icon};
use leptos::prelude::*;
use shared::protocol::Me;

#[component]
pub(crate) fn Required(me: Me, session: RwSignal<Session>) -> impl IntoView {
    page::set_title(t!("required-title"));
    let site = me.site.clone();
    let (site_name, to) = (me.site_name.clone(), StoredValue::new(me));
    let done = Callback::new(move |()| {
        let mut me = to.get_value();
        me.second_factor_missing = false;
        session.set(Session::Of(Box::new(me)));
    });
    let of = site.clone();
    let out = move |_| {
        sign_out(of.clone(), move |done| {
            if done.is_ok() {
                session.set(Session::Nobody(Some(t!("sign-in-out"))));
            }
        });
    };
    view! {
        <main class="stage">
            <div class="sign-in" data-part="second-factor-required">
                <span class="brand-logo">{icon(BRAND)}</span>
                <h1>{t!("required-heading")}</h1>
                <p class="lead">{t!("required-lead", site = site_name)}</p>
                <SetUp site done/>
                <button class="button quiet" type="button" data-part="sign-out" on:click=out>
                    {t!("common-sign-out")}
                </button>
            </div>
        </main>
    }
}
