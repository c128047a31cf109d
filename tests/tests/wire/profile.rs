//! What agents change of themselves: name, picture, and the e-mail address that they sign in with.

use bellhop_tests::agent::{Agent, email};
use bellhop_tests::http::{Answer, Method};
use bellhop_tests::mail_server::{MailServer, Protection};
use bellhop_tests::server::Server;
use bellhop_tests::site::Site;
use serde_json::{Value, json};
use shared::api::{ConfirmEmail, GetMe};
use shared::permission::Role;
use shared::protocol::{
    AgentField, AuditEvent, AuditRow, ConsoleLanguage, EmailChangedBy, EmailConfirmation, Listing,
    Me, OwnEmail,
};

const ORIGIN: &str = "https://chat.example.com";

async fn me(agent: &Agent) -> Me {
    agent.route(&GetMe { site: agent.site.clone() }).done().await.json()
}

async fn own_email(agent: &Agent) -> OwnEmail {
    agent.request(Method::GET, "me/email").done().await.json()
}

async fn change(agent: &Agent, email: &str, password: &str) -> Answer {
    let body = json!({ "email": email, "password": password });
    agent.request(Method::PUT, "me/email").json(&body).send().await
}

/// Opens a link that was mailed.
async fn confirm(site: &Site, link: &str) -> Answer {
    let (_, token) = link.split_once("&confirm=").unwrap();
    let body = EmailConfirmation { confirmation: token.to_owned() };
    let request = site.http.route(&ConfirmEmail { site: site.id.clone() }).json(&body);
    request.header("Origin", site.http.origin()).send().await
}

async fn sign_in(site: &Site, email: &str) -> Answer {
    Agent::try_sign_in(&site.http, &site.id, email, Agent::PASSWORD).await
}

/// The servers run as long as they are held.
async fn with_mail() -> (MailServer, Server, Site) {
    let mail = MailServer::open(Protection::Nothing).await;
    let server = Server::with_mail(&mail.setting(), "chat@example.com", ORIGIN).await;
    let site = Site::make(&server).await;
    (mail, server, site)
}

#[tokio::test]
async fn an_agent_changes_their_own_name_and_visitors_read_it_and_nothing_else() {
    let server = Server::shared().await;
    let site = Site::make(&server).await;
    let grace = site.agent("Grace").await;
    let put = |body: Value| grace.request(Method::PUT, "me").json(&body).send();
    put(json!({ "name": "  " })).await.problem(422, "invalid");
    put(json!({ "name": "x".repeat(101) })).await.problem(422, "invalid");
    // What else an agent has is the admin's to change, whatever the request says.
    let more = json!({ "name": " Grace Hopper ", "role": "admin", "email": "x@example.com" });
    let saved = put(more).await;
    assert_eq!(saved.status, 200, "{}", saved.dump());
    let saved: Me = saved.json();
    assert_eq!(saved.agent.name, "Grace Hopper");
    assert_eq!(me(&grace).await, saved);
    assert_eq!((saved.role, saved.email), (Role::LiveAgent.into(), email(&grace.id)));

    // The language of their console is theirs, too; left out, it stays, and nobody logs it.
    let german = json!({ "name": "Grace Hopper", "language": "de" });
    assert_eq!(put(german).await.json::<Me>().language, Some(ConsoleLanguage::German));
    put(json!({ "name": "Grace Hopper", "language": "xx" })).await.problem(400, "bad_body");
    put(json!({ "name": "Grace Hopper" })).await;
    assert_eq!(me(&grace).await.language, Some(ConsoleLanguage::German));
    assert_eq!(me(&site.admin).await.language, None);

    let mut socket = grace.connect_available().await;
    let (_, chat, _) = site.chatting(&grace, &mut socket).await;
    assert!(format!("{:?}", chat.log).contains("Grace Hopper"), "{:?}", chat.log);
    let rows: Listing<AuditRow> =
        site.admin.request(Method::GET, "audit?what=agent_changed").done().await.json();
    let [row] = rows.items.as_slice() else { panic!("{rows:?}") };
    assert_eq!(row.by.who(), grace.id.as_str());
    let AuditEvent::AgentChanged { agent, fields, .. } = &row.event else { panic!("{row:?}") };
    assert_eq!((agent, fields.as_slice()), (&grace.id, [AgentField::Name].as_slice()));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_new_address_holds_once_its_reader_has_confirmed_it_and_the_old_one_hears() {
    let (mail, _server, site) = with_mail().await;
    let grace = site.agent("Grace").await;
    assert_eq!(own_email(&grace).await.changed_by, EmailChangedBy::Agent);
    change(&grace, "new@example.com", "wrong horse battery").await.problem(403, "wrong_password");
    // With the right password an address that can't be taken is no guess.
    for _ in 0..5 {
        change(&grace, "nowhere", Agent::PASSWORD).await.problem(422, "invalid");
    }
    change(&grace, &email(&grace.id), Agent::PASSWORD).await.problem(422, "invalid");
    let admins = me(&site.admin).await.email;
    change(&grace, &admins, Agent::PASSWORD).await.problem(409, "taken");

    // Of two links only the later one holds.
    let asked = change(&grace, "typo@example.com", Agent::PASSWORD).await;
    assert_eq!(asked.status, 200, "{}", asked.dump());
    let first = mail.mail_to("typo@example.com").await.link("/console/confirm?");
    let asked: OwnEmail = change(&grace, "New@Example.com", Agent::PASSWORD).await.json();
    assert_eq!(asked.pending.as_ref().map(|new| new.email.as_str()), Some("new@example.com"));
    assert_eq!(asked, own_email(&grace).await);
    let link = mail.mail_to("new@example.com").await.link("/console/confirm?");
    confirm(&site, &first).await.problem(410, "no_confirmation");
    confirm(&site, "&confirm=made.up").await.problem(410, "no_confirmation");
    assert_eq!(me(&grace).await.email, email(&grace.id), "nothing is changed yet");

    let done = confirm(&site, &link).await;
    assert_eq!(done.status, 200, "{}", done.dump());
    assert_eq!(done.json::<Value>()["email"], "new@example.com");
    // The session goes on, and the old address signs in no more.
    assert_eq!(me(&grace).await.email, "new@example.com");
    assert_eq!(own_email(&grace).await.pending, None);
    sign_in(&site, &email(&grace.id)).await.problem(401, "wrong_sign_in");
    assert_eq!(sign_in(&site, "new@example.com").await.status, 200);
    confirm(&site, &link).await.problem(410, "no_confirmation");
    let told = mail.mail_to(&email(&grace.id)).await;
    assert!(told.text().contains("with new@example.com now"), "{}", told.text());

    let rows: Listing<AuditRow> =
        site.admin.request(Method::GET, "audit?what=agent_changed").done().await.json();
    let [row] = rows.items.as_slice() else { panic!("{rows:?}") };
    assert_eq!(row.by.who(), grace.id.as_str());
    let AuditEvent::AgentChanged { fields, .. } = &row.event else { panic!("{row:?}") };
    assert_eq!(fields, &[AgentField::Email]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_link_that_waits_ends_with_the_password_and_when_the_address_is_taken() {
    let (mail, _server, site) = with_mail().await;
    let (grace, linus) = (site.agent("Grace").await, site.agent("Linus").await);
    assert_eq!(change(&grace, "a@example.com", Agent::PASSWORD).await.status, 200);
    let link = mail.mail_to("a@example.com").await.link("/console/confirm?");
    // Somebody else had sat down at their browser; a new password ends what that one began.
    let new = "another horse battery";
    assert_eq!(crate::passwords::change(&grace, Agent::PASSWORD, new).await.status, 204);
    confirm(&site, &link).await.problem(410, "no_confirmation");

    assert_eq!(change(&grace, "b@example.com", new).await.status, 200);
    let link = mail.mail_to("b@example.com").await.link("/console/confirm?");
    let taken = json!({ "name": "Linus", "email": "b@example.com", "role": "live_agent" });
    let path = format!("agents/{}", linus.id);
    site.admin.request(Method::PUT, &path).json(&taken).done().await;
    confirm(&site, &link).await.problem(409, "taken");

    // A link goes to whatever is typed, so there are only so many.
    for _ in 0..3 {
        assert_eq!(change(&grace, "c@example.com", new).await.status, 200);
    }
    change(&grace, "c@example.com", new).await.problem(429, "slow_down");
}

#[tokio::test]
async fn without_mail_an_admin_changes_the_address() {
    let site = Site::make(&Server::shared().await).await;
    let grace = site.agent("Grace").await;
    assert_eq!(own_email(&grace).await.changed_by, EmailChangedBy::Admin);
    let refused = change(&grace, "new@example.com", Agent::PASSWORD).await.problem(422, "no_mail");
    assert!(refused["detail"].as_str().unwrap().contains("Ask an admin"), "{refused}");
    let new = json!({ "name": "Grace", "email": "new@example.com", "role": "live_agent" });
    site.admin.request(Method::PUT, &format!("agents/{}", grace.id)).json(&new).done().await;
    assert_eq!(own_email(&grace).await.email, "new@example.com");
}
