//! An agent chooses the language of the console.

use crate::access::Violations;
use crate::harness::{click, enter, part};
use bellhop_tests::agent::{Agent, email};
use bellhop_tests::browser::{Browser, Spot};
use bellhop_tests::server::Server;
use bellhop_tests::site::Site;
use shared::api::GetMe;
use shared::event::Event;
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

#[tokio::test]
async fn inbox_designer_and_reports_speak_german() {
    let site = Site::make(&Server::shared().await).await;
    // Nobody is available, so the request of this visitor is missed.
    let (_visitor, mut chat) = site.requested_chat().await;
    chat.event("the fallback", |event| matches!(event, Event::FellBack { .. })).await;
    let admin = Browser::open("console-german").await;
    let console = |path: &str| format!("{}/console/{path}?site={}", site.http.origin(), site.id);
    admin.visit(&console("inbox")).await;
    admin.click(Spot::Page, "[data-part=language][data-value=de]").await;
    admin.see_text(Spot::Page, &part("sign-in"), "Bei Bellhop anmelden").await;
    admin.write(Spot::Page, &part("email"), "agent_admin@shop.example").await;
    admin.write(Spot::Page, &part("password"), Agent::PASSWORD).await;
    click(&admin, "submit").await;
    let mut found = Violations::default();

    admin.see_text(Spot::Page, &part("tab-missed"), "Verpasst").await;
    click(&admin, "tab-all").await;
    admin.see_text(Spot::Page, ".list-rows", "Antwort fehlt").await;
    admin.click(Spot::Page, "[data-part=history] .row").await;
    admin.see_text(Spot::Page, &part("thread"), "Niemand war verfügbar").await;
    admin.see_text(Spot::Page, &part("take"), "Übernehmen").await;
    found.check_a11y(&admin, Spot::Page, "inbox in German").await;

    click(&admin, "go-dialogues").await;
    click(&admin, "open-dialogue").await;
    admin.see_text(Spot::Page, &part("publish"), "Veröffentlichen").await;
    click(&admin, "card").await;
    admin.see_text(Spot::Page, &part("side"), "Antwort hinzufügen").await;
    found.check_a11y(&admin, Spot::Page, "designer in German").await;
    admin.visit(&console("team/rules/new")).await;
    admin.see_text(Spot::Page, &part("conditions"), "Bedingung").await;
    click(&admin, "go-reports").await;
    admin.see_text(Spot::Page, "h1", "Berichte").await;
    assert!(found.0.is_empty(), "{:#?}", found.0);
}
