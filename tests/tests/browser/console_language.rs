//! An agent chooses the language of the console.

use crate::access::Violations;
use crate::harness::{click, enter, part};
use bellhop_tests::agent::{Agent, email};
use bellhop_tests::browser::{Browser, Spot};
use bellhop_tests::server::Server;
use bellhop_tests::site::Site;
use shared::api::GetMe;
use shared::protocol::{ConsoleLanguage, Me};

/// Chooses in the list of languages of the account page, as a person does.
async fn choose(browser: &Browser, language: &str) {
    browser.see(Spot::Page, &part("language")).await;
    let pick = format!(
        "const pick = document.querySelector('[data-part=language]');
         pick.value = '{language}';
         pick.dispatchEvent(new Event('change', {{ bubbles: true }})); return null"
    );
    browser.run(&pick).await;
}

async fn page_language(browser: &Browser) -> serde_json::Value {
    browser.run("return document.documentElement.lang").await
}

#[tokio::test]
async fn an_agent_reads_the_console_in_german_from_the_sign_in_on() {
    let site = Site::make(&Server::shared().await).await;
    let grace = site.agent("Grace").await;
    let agent = Browser::open("console-language").await;
    enter(&agent, &site, &email(&grace.id)).await;
    let mut found = Violations::default();
    assert_eq!(page_language(&agent).await, "en");

    click(&agent, "menu").await;
    click(&agent, "show-account").await;
    agent.see_text(Spot::Page, "h1", "Your account").await;
    choose(&agent, "de").await;
    agent.see_text(Spot::Page, "h1", "Ihr Konto").await;
    agent.see_text(Spot::Page, &part("rail"), "Posteingang").await;
    assert_eq!(page_language(&agent).await, "de");
    found.check_a11y(&agent, Spot::Page, "account in German").await;
    agent.reload().await;
    agent.see_text(Spot::Page, "h1", "Ihr Konto").await;
    let me: Me = grace.route(&GetMe { site: site.id.clone() }).done().await.json();
    assert_eq!(me.language, Some(ConsoleLanguage::German));

    // The sign-in speaks it, too, and so do errors of the server.
    click(&agent, "menu").await;
    click(&agent, "sign-out").await;
    agent.see_text(Spot::Page, &part("sign-in"), "Bei Bellhop anmelden").await;
    found.check_a11y(&agent, Spot::Page, "sign-in in German").await;
    agent.write(Spot::Page, &part("email"), &email(&grace.id)).await;
    agent.write(Spot::Page, &part("password"), "wrong horse battery").await;
    click(&agent, "submit").await;
    agent.see_text(Spot::Page, &part("problem"), "Passwort ist falsch").await;

    // Another choice at the sign-in holds until the agent's own is known.
    agent.click(Spot::Page, "[data-part=language][data-value=en]").await;
    agent.see_text(Spot::Page, &part("sign-in"), "Sign in to Bellhop").await;
    agent.write(Spot::Page, &part("email"), &email(&grace.id)).await;
    agent.write(Spot::Page, &part("password"), Agent::PASSWORD).await;
    click(&agent, "submit").await;
    agent.see_text(Spot::Page, &part("rail"), "Posteingang").await;
    assert!(found.0.is_empty(), "{:#?}", found.0);
}
