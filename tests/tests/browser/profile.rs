//! An agent without any right to manage changes their name, picture and e-mail address.

use crate::access::Violations;
use crate::harness::{click, enter, write};
use crate::helping::PNG;
use bellhop_tests::agent::{Agent, email};
use bellhop_tests::browser::{Browser, Spot};
use bellhop_tests::mail_server::{MailServer, Protection};
use bellhop_tests::server::Server;
use bellhop_tests::site::Site;

async fn open_account(browser: &Browser) {
    click(browser, "menu").await;
    click(browser, "show-account").await;
    browser.see(Spot::Page, "[data-part=profile-form]").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_agent_changes_their_name_their_picture_and_their_address() {
    let mail = MailServer::open(Protection::Nothing).await;
    let server =
        Server::with_mail(&mail.setting(), "chat@example.com", "https://chat.example.com").await;
    let site = Site::make(&server).await;
    let grace = site.agent("Grace").await;
    let agent = Browser::open("profile").await;
    enter(&agent, &site, &email(&grace.id)).await;
    let mut found = Violations::default();

    open_account(&agent).await;
    write(&agent, "own-name", "Grace Hopper").await;
    click(&agent, "save-name").await;
    agent.see_text(Spot::Page, "[data-part=toasts]", "Name saved").await;
    let picture = std::env::temp_dir().join(format!("{}.png", site.id));
    std::fs::write(&picture, PNG).unwrap();
    agent.choose(Spot::Page, "[data-part=picture]", &picture).await;
    // The menu shows both at once, without loading the page again.
    agent.see(Spot::Page, "[data-part=menu] img.person-avatar").await;
    click(&agent, "menu").await;
    agent.see_text(Spot::Page, "[data-part=menu-items]", "Grace Hopper").await;
    click(&agent, "show-account").await;

    agent.see_text(Spot::Page, "[data-part=own-email]", &email(&grace.id)).await;
    write(&agent, "new-email", "new@example.com").await;
    write(&agent, "email-password", "wrong horse battery").await;
    click(&agent, "change-email").await;
    agent.see_text(Spot::Page, "[data-part=own-email] .wrong", "password is wrong").await;
    write(&agent, "email-password", Agent::PASSWORD).await;
    click(&agent, "change-email").await;
    agent.see_text(Spot::Page, "[data-part=pending-email]", "new@example.com").await;
    found.check_a11y(&agent, Spot::Page, "profile").await;

    // The link is opened in another browser, where nobody is signed in.
    let link = mail.mail_to("new@example.com").await.link("/console/confirm?");
    let link = link.replace("https://chat.example.com", site.http.origin());
    let reader = Browser::open("profile-mail").await;
    reader.visit(&link).await;
    reader.see(Spot::Page, "[data-part=confirm-email]").await;
    found.check_a11y(&reader, Spot::Page, "confirm").await;
    click(&reader, "submit").await;
    reader.see_text(Spot::Page, "[data-part=email-confirmed]", "new@example.com").await;
    reader.visit(&link).await;
    click(&reader, "submit").await;
    reader.see_text(Spot::Page, "[data-part=problem]", "no longer valid").await;

    agent.reload().await;
    agent.see_text(Spot::Page, "[data-part=own-email]", "You sign in with new@example.com").await;
    agent.gone(Spot::Page, "[data-part=pending-email]").await;
    assert!(found.0.is_empty(), "{:#?}", found.0);
}

#[tokio::test]
async fn where_no_mail_is_sent_the_card_says_who_changes_the_address() {
    let site = Site::make(&Server::shared().await).await;
    let grace = site.agent("Grace").await;
    let agent = Browser::open("profile-no-mail").await;
    enter(&agent, &site, &email(&grace.id)).await;
    open_account(&agent).await;
    agent
        .see_text(Spot::Page, "[data-part=own-email]", "An admin of your team can change it")
        .await;
    agent.gone(Spot::Page, "[data-part=email-form]").await;
}
