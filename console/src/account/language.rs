//! The card with the language of the console.

use super::Account;
use crate::client::http;
use crate::texts::{self, NAMES, t};
use crate::ui::kit::Choose;
use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::api::PutMe;
use shared::protocol::{ConsoleLanguage, NewProfile};

#[component]
pub(super) fn LanguageCard() -> impl IntoView {
    let account = expect_context::<Account>();
    let value = RwSignal::new(texts::language().as_str().to_owned());
    let choices: Vec<_> = NAMES
        .iter()
        .map(|(language, name)| (language.as_str().to_owned(), (*name).to_owned()))
        .collect();
    Effect::new(move || {
        let chosen = ConsoleLanguage::from_name(&value.get());
        if let Some(language) = chosen.filter(|chosen| *chosen != texts::language()) {
            save(account, language);
        }
    });
    view! {
        <section class="card" aria-labelledby="language-card">
            <h2 id="language-card">{t!("account-language")}</h2>
            <Choose label=t!("account-language-label") value part="language" choices
                hint=t!("account-language-hint")/>
        </section>
    }
}

/// Stores the language with the agent, and loads the page again in it.
fn save(account: Account, language: ConsoleLanguage) {
    let name = account.store.peek(|inbox| inbox.me.agent.name.clone());
    let body = NewProfile { name, language: Some(language) };
    let route = PutMe { site: account.site() };
    spawn_local(async move {
        match http::write(&route, &body).await {
            Ok(_) => {
                texts::remember(language);
            }
            Err(error) => account.warn(error.text()),
        }
    });
}
