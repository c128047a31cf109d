//! An answer after the end (INBOX-24, INBOX-25): the agent writes it in the inbox, and the visitor sees it
//! when they are back.

use crate::access::Violations;
use crate::harness::{click, enter, request_chat, visit};
use bellhop_tests::agent::email;
use bellhop_tests::browser::{Browser, Spot};
use bellhop_tests::mail_server::{MailServer, Protection};
use bellhop_tests::server::Server;
use bellhop_tests::site::Site;
use bellhop_tests::wait::eventually;
use shared::conversation::FallbackFormSettings;
use std::time::Duration;

const ORIGIN: &str = "https://chat.example.com";
const ROW: &str = "[data-part=history-chat]";
const STATE: &str = "[data-part=missed-state]";
const FORM: &str = "form[data-act=leave]";

async fn agent_writes(agent: &Browser, text: &str) {
    agent.write(Spot::Page, "[data-part=message]", text).await;
    agent.click(Spot::Page, "[data-part=send]").await;
}

#[tokio::test]
async fn a_visitor_who_left_a_message_at_night_is_answered_and_replies() {
    let server = Server::shared().await;
    let site = Site::make(&server).await;
    let form = FallbackFormSettings { offered: true, fields: Vec::new() };
    site.settings(|settings| settings.fallback_form = form).await;
    let grace = site.agent("Grace").await;

    let (website, visitor) = visit("follow-up", &site).await;
    request_chat(&visitor).await;
    visitor.see(Spot::Panel, FORM).await;
    let message = format!("{FORM} textarea");
    visitor.write(Spot::Panel, &message, "Do you sell quiet ovens?").await;
    visitor.click(Spot::Panel, &format!("{FORM} [type=submit]")).await;
    visitor.see_text(Spot::Panel, ".msg[data-by=visitor]", "Do you sell quiet ovens?").await;
    visitor.click(Spot::Launcher, ".launch").await;
    visitor.visit("about:blank").await;

    // The next morning.
    let agent = Browser::open("follow-up-agent").await;
    enter(&agent, &site, &email(&grace.id)).await;
    click(&agent, "tab-missed").await;
    agent.click(Spot::Page, ROW).await;
    agent.see_text(Spot::Page, "[data-part=reaches]", "when they come back").await;
    agent_writes(&agent, "We do: 38 dB.").await;
    agent.see_text(Spot::Page, "[data-part=bubble]", "We do: 38 dB.").await;
    agent.see_text(Spot::Page, STATE, "Handled by you").await;
    agent.see_text(Spot::Page, "[data-part=empty]", "Nothing missed").await;
    let mut found = Violations::default();
    found.check_a11y(&agent, Spot::Page, "an answer after the end").await;
    agent.shot("follow-up-agent").await;

    // The visitor is back, on another page.
    // A page may be answered from a snapshot that is some seconds old.
    let about = format!("{}/about", website.origin);
    let badge = async || {
        visitor.visit(&about).await;
        tokio::time::sleep(Duration::from_secs(3)).await;
        visitor.texts(Spot::Launcher, ".badge").await.unwrap_or_default()
    };
    eventually("the badge", badge, |texts| texts.iter().any(|text| text == "1")).await;
    visitor.see_text(Spot::Launcher, ".preview", "We do: 38 dB.").await;
    visitor.shot("follow-up-preview").await;
    visitor.click(Spot::Launcher, ".launch").await;
    visitor.see_text(Spot::Panel, ".msg[data-by=agent]", "We do: 38 dB.").await;
    visitor.see_text(Spot::Panel, "header h1", "Grace").await;
    visitor.write(Spot::Panel, ".composer textarea", "And the price?").await;
    visitor.enter(Spot::Panel, ".composer textarea").await;
    agent.see_text(Spot::Page, "[data-part=bubble]", "And the price?").await;
    agent.see_text(Spot::Page, STATE, "You have it").await;
    agent.see_text(Spot::Page, "[data-part=why]", "The visitor replied").await;
    agent_writes(&agent, "It costs 499.").await;
    visitor.see_text(Spot::Panel, ".msg[data-by=agent]", "It costs 499.").await;

    // On a phone, in the dark.
    agent.measures(390, 844, true).await;
    agent.prefers("dark").await;
    agent.see(Spot::Page, "[data-part=reaches]").await;
    let overflows =
        "return document.documentElement.scrollWidth > document.documentElement.clientWidth";
    assert_eq!(agent.run(overflows).await, false);
    found.check_a11y(&agent, Spot::Page, "an answer after the end, on a phone").await;
    agent.measures(1280, 800, false).await;

    click(&agent, "end").await;
    visitor.see(Spot::Panel, "[data-act=again]").await;
    assert!(found.is_clear(), "{found:#?}");
    drop(website);
}

#[tokio::test]
async fn a_link_to_a_conversation_that_is_over_opens_its_thread() {
    let server = Server::shared().await;
    let site = Site::make(&server).await;
    let grace = site.agent("Grace").await;
    let mut socket = grace.connect_available().await;
    let (_visitor, mut chat, _theirs) = site.chatting(&grace, &mut socket).await;
    let key = chat.say("Line one").await;
    chat.ack(&key).await;
    let key = chat.leave().await;
    chat.ack(&key).await;
    let agent = Browser::open("follow-up-link").await;
    enter(&agent, &site, &email(&grace.id)).await;
    let console = format!("{}/console?site={}", site.http.origin(), site.id);
    agent.visit(&format!("{console}&chat={}", chat.id)).await;
    agent.see_text(Spot::Page, "[data-part=thread-name]", "Ada").await;
    agent.see_text(Spot::Page, "[data-part=bubble]", "Line one").await;
    agent_writes(&agent, "You left, so here is the answer.").await;
    agent.see_text(Spot::Page, "[data-part=bubble]", "here is the answer").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_visitor_of_the_night_is_answered_by_mail_and_comes_back_to_the_same_conversation() {
    let mail = MailServer::open(Protection::Tls).await;
    let server = Server::with_mail(&mail.setting(), "Shop <chat@example.com>", ORIGIN).await;
    let site = Site::make(&server).await;
    let form = FallbackFormSettings { offered: true, fields: Vec::new() };
    site.settings(|settings| settings.fallback_form = form).await;
    let grace = site.agent("Grace").await;
    let (website, night) = visit("follow-up-night", &site).await;
    request_chat(&night).await;
    let message = format!("{FORM} textarea");
    night.write(Spot::Panel, &message, "Do you sell quiet ovens?").await;
    night.click(Spot::Panel, &format!("{FORM} [type=submit]")).await;
    night.see_text(Spot::Panel, ".msg[data-by=visitor]", "Do you sell quiet ovens?").await;
    night.visit("about:blank").await;

    let agent = Browser::open("follow-up-morning").await;
    enter(&agent, &site, &email(&grace.id)).await;
    click(&agent, "tab-missed").await;
    agent.click(Spot::Page, ROW).await;
    agent.see_text(Spot::Page, "[data-part=reaches]", "also sent to ada@example.com").await;
    agent_writes(&agent, "We do: 38 dB.").await;
    let sheet = std::env::temp_dir().join(format!("bellhop-oven-{}.txt", std::process::id()));
    std::fs::write(&sheet, "38 dB at full heat").unwrap();
    agent.choose(Spot::Page, "[data-part=attach]", &sheet).await;
    agent.see_text(Spot::Page, "[data-part=file]", ".txt").await;
    let sent = mail.mail_to("ada@example.com").await;
    for part in ["> Do you sell quiet ovens?", "> 📎 bellhop-oven-"] {
        assert!(sent.text().contains(part), "{}", sent.text());
    }

    // Another device, which knows nothing of this visitor.
    let link = sent.link("/answer?");
    let path = link.strip_prefix(ORIGIN).unwrap();
    let other = Browser::open("follow-up-other-device").await;
    other.visit(&format!("{}{path}", site.http.origin())).await;
    other.see_text(Spot::Panel, ".msg[data-by=agent]", "We do: 38 dB.").await;
    other.see_text(Spot::Panel, ".msg[data-by=agent] .said a", ".txt").await;
    other.see_text(Spot::Panel, ".msg[data-by=visitor]", "Do you sell quiet ovens?").await;
    assert_eq!(other.run("return location.hash").await, "", "the secret has left the address");
    other.shot("follow-up-other-device").await;
    other.write(Spot::Panel, ".composer textarea", "And the price?").await;
    other.enter(Spot::Panel, ".composer textarea").await;
    agent.see_text(Spot::Page, "[data-part=bubble]", "And the price?").await;
    agent_writes(&agent, "It costs 499.").await;
    other.see_text(Spot::Panel, ".msg[data-by=agent]", "It costs 499.").await;
    let complaints = other.complaints(&[Spot::Page, Spot::Panel]).await;
    assert!(complaints.is_empty(), "{complaints:#?}");
    std::fs::remove_file(&sheet).unwrap();
    drop(website);
}
