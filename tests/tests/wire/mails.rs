//! Mail: handed over to a real mail server over TLS, tried again when that fails, and logged.

use bellhop_tests::agent::email;
use bellhop_tests::http::{Method, RequestBuilder};
use bellhop_tests::mail_server::{MailServer, Protection, Trouble};
use bellhop_tests::server::Server;
use bellhop_tests::site::Site;
use bellhop_tests::wait::eventually;
use mail_parser::HeaderValue;
use serde_json::json;
use shared::api::{RequestReset, ResetPassword};
use shared::protocol::{CreatedInvitation, MailLog, MailRow, MailState};

const FROM: &str = "Bellhöp <chat@example.com>";
const ORIGIN: &str = "https://chat.example.com";

/// A deployment that sends its mail to this server.
async fn deployment(mail: &MailServer) -> Server {
    Server::with_mail(&mail.setting(), FROM, ORIGIN).await
}

async fn log(site: &Site) -> MailLog {
    site.admin.request(Method::GET, "mails").done().await.json()
}

/// Sends a test mail to the admin.
async fn test_mail(site: &Site) -> MailRow {
    site.admin.request(Method::POST, "mails/test").done().await.json()
}

/// Waits until the latest mail in the log is like that.
async fn logged(site: &Site, is: impl Fn(&MailRow) -> bool) -> MailRow {
    let latest = async || log(site).await.items.into_iter().next();
    let row = eventually("the log of mails", latest, |row| row.as_ref().is_some_and(&is)).await;
    row.unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_mail_arrives_over_tls_as_it_was_written() {
    let mail = MailServer::open(Protection::Tls).await;
    let server = deployment(&mail).await;
    let site = Site::make(&server).await;
    let queued = test_mail(&site).await;
    let taken = mail.mails(1).await.remove(0);
    assert_eq!((taken.from.as_str(), taken.to.as_str()), ("chat@example.com", queued.to.as_str()));
    let parsed = taken.parsed();
    let from = parsed.from().unwrap().first().unwrap();
    assert_eq!(from.name(), Some("Bellhöp"));
    assert_eq!(from.address(), Some("chat@example.com"));
    assert_eq!(parsed.message_id(), Some(format!("{}@example.com", queued.id).as_str()));
    assert!(parsed.date().is_some());
    assert!(parsed.subject().unwrap().starts_with("Mail from"), "{:?}", parsed.subject());
    let header = |name: &str| match parsed.header(name) {
        Some(HeaderValue::Text(text)) => Some(text.to_string()),
        _ => None,
    };
    assert_eq!(header("Auto-Submitted").as_deref(), Some("auto-generated"));
    assert!(parsed.header("List-Unsubscribe").is_none(), "nobody subscribed to this");
    assert!(taken.text().contains("There is nothing to do."), "{}", taken.text());
    assert!(taken.html().contains("dir=\"ltr\""), "{}", taken.html());

    let row = logged(&site, |row| row.state == MailState::Sent).await;
    assert_eq!((row.id, row.attempts), (queued.id, 1));
    assert!(row.answer.unwrap().contains("2.0.0 taken"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_mail_arrives_after_starttls_with_either_sign_in() {
    for ways in ["LOGIN", "PLAIN"] {
        let mail = MailServer::with_sign_in(Protection::StartTls, ways).await;
        let server = deployment(&mail).await;
        let site = Site::make(&server).await;
        test_mail(&site).await;
        mail.mails(1).await;
        logged(&site, |row| row.state == MailState::Sent).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_mail_server_on_this_machine_needs_no_tls() {
    let mail = MailServer::open(Protection::Nothing).await;
    let server = deployment(&mail).await;
    let site = Site::make(&server).await;
    test_mail(&site).await;
    mail.mails(1).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_said_before_the_connection_is_safe() {
    // A server whose certificate nobody has signed, one that offers no TLS, and one between us and the server.
    for protection in [Protection::Nothing, Protection::Injected] {
        let mail = MailServer::open(protection).await;
        let setting = format!("smtp://a:secret@localhost:{}", mail.port);
        let server = Server::with_mail(&setting, FROM, ORIGIN).await;
        let site = Site::make(&server).await;
        test_mail(&site).await;
        let row = logged(&site, |row| row.attempts > 0).await;
        assert_eq!(row.state, MailState::Waiting, "{row:?}");
        let lines = mail.lines();
        let unsafe_line = lines
            .iter()
            .find(|line| !line.starts_with("EHLO") && *line != "STARTTLS" && *line != "QUIT");
        assert_eq!(unsafe_line, None, "{lines:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refused_mail_is_given_up_and_a_delayed_one_is_tried_again() {
    let mail = MailServer::open(Protection::Tls).await;
    let server = deployment(&mail).await;
    let site = Site::make(&server).await;
    mail.trouble([Trouble::Answer("RCPT", "550-5.1.1 nobody\r\n550 5.1.1 is here")]);
    test_mail(&site).await;
    let row = logged(&site, |row| row.state == MailState::Refused).await;
    assert_eq!(row.answer.as_deref(), Some("550 5.1.1 nobody 5.1.1 is here"));

    mail.trouble([Trouble::Answer("MESSAGE", "451 4.7.1 greylisted")]);
    let queued = test_mail(&site).await;
    let row = logged(&site, |row| row.attempts == 1).await;
    assert_eq!(
        (row.state, row.answer.as_deref()),
        (MailState::Waiting, Some("451 4.7.1 greylisted"))
    );
    mail.mails(1).await;
    let row = logged(&site, |row| row.state == MailState::Sent).await;
    assert_eq!((row.id, row.attempts), (queued.id, 2));
    assert_eq!(mail.so_far().len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_password_keeps_the_mail_until_it_is_mended() {
    let mail = MailServer::open(Protection::Tls).await;
    let wrong = format!("smtps://bellhop%40example.com:wrong@localhost:{}", mail.port);
    let server = Server::with_mail(&wrong, FROM, ORIGIN).await;
    let site = Site::make(&server).await;
    test_mail(&site).await;
    let row = logged(&site, |row| row.attempts > 0).await;
    assert_eq!(row.answer.as_deref(), Some("535 5.7.8 wrong password"));
    assert_eq!(row.state, MailState::Waiting);
    server.restart_with(&[("BELLHOP_MAIL", &mail.setting())]).await;
    mail.mails(1).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_killed_server_loses_no_mail() {
    let mail = MailServer::open(Protection::Tls).await;
    let server = deployment(&mail).await;
    let site = Site::make(&server).await;
    // Killed when the whole message has come and nothing answers it: whether it was taken, nobody knows.
    mail.trouble([Trouble::Hang("MESSAGE")]);
    let queued = test_mail(&site).await;
    mail.command(".").await;
    server.kill().await;
    assert_eq!(mail.so_far().len(), 0);
    server.start().await;
    let taken = mail.mails(1).await.remove(0);
    assert_eq!(taken.parsed().message_id(), Some(format!("{}@example.com", queued.id).as_str()));
    logged(&site, |row| row.state == MailState::Sent).await;
    assert_eq!(mail.so_far().len(), 1, "it is sent once");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_mail_waits_for_a_server_that_is_away_and_for_one_that_hangs_up() {
    let gone = MailServer::open(Protection::Tls).await;
    let (port, server) = (gone.port, deployment(&gone).await);
    let site = Site::make(&server).await;
    drop(gone);
    test_mail(&site).await;
    let row = logged(&site, |row| row.attempts > 0).await;
    assert!(row.answer.unwrap().contains("can't be reached"));
    let back = MailServer::back_on(port, Protection::Tls).await;
    back.trouble([Trouble::Cut("EHLO")]);
    back.mails(1).await;
    logged(&site, |row| row.state == MailState::Sent).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn without_mail_the_log_says_what_to_set() {
    let server = Server::shared().await;
    let site = Site::make(&server).await;
    let off = log(&site).await;
    assert!(!off.setup.is_on && off.items.is_empty());
    assert!(off.setup.problem.unwrap().contains("BELLHOP_MAIL"));
    site.admin.request(Method::POST, "mails/test").send().await.problem(422, "no_mail");

    let server = Server::with_mail("smtp://mail.example.com?tls=none", FROM, ORIGIN).await;
    let site = Site::make(&server).await;
    let setup = log(&site).await.setup;
    assert!(setup.problem.unwrap().contains("?tls=none"));
}

#[tokio::test(flavor = "multi_thread")]
async fn only_those_who_may_change_settings_and_agents_read_the_log() {
    let server = Server::shared().await;
    let site = Site::make(&server).await;
    let agent = site.agent("Grace").await;
    agent.request(Method::GET, "mails").send().await.problem(403, "no_permission");
    agent.request(Method::POST, "mails/test").send().await.problem(403, "no_permission");
}

fn asks(site: &Site, email: &str) -> RequestBuilder {
    let route = RequestReset { site: site.id.clone() };
    site.http.route(&route).header("Origin", site.http.origin()).json(&json!({ "email": email }))
}

#[tokio::test(flavor = "multi_thread")]
async fn a_forgotten_password_is_set_by_a_link_in_a_mail() {
    let mail = MailServer::open(Protection::Tls).await;
    let server = deployment(&mail).await;
    let site = Site::make(&server).await;
    let grace = site.agent("Grace").await;
    // The answer is the same, and a mail goes only to an agent.
    asks(&site, "nobody@example.com").done().await;
    asks(&site, &email(&grace.id).to_uppercase()).done().await;
    let sent = mail.mails(1).await.remove(0);
    assert_eq!(sent.to, email(&grace.id));
    let link = sent.link("/console/reset?");
    assert!(link.starts_with(&format!("{ORIGIN}/console/reset?site={}&reset=", site.id)), "{link}");
    assert!(sent.html().contains("reset="));

    let (_, token) = link.split_once("&reset=").unwrap();
    let reset = |password: &str| {
        let route = ResetPassword { site: site.id.clone() };
        let body = json!({ "reset": token, "password": password });
        site.http.route(&route).header("Origin", site.http.origin()).json(&body)
    };
    reset("another password").done().await;
    grace.request(Method::GET, "me").send().await.problem(401, "not_signed_in");
    reset("a third password").send().await.problem(410, "no_reset");
    assert_eq!(mail.so_far().len(), 1);
    assert!(
        !serde_json::to_string(&log(&site).await).unwrap().contains(token),
        "the log has no link"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn requests_for_a_new_password_are_limited_and_need_mail() {
    let site = Site::make(&Server::shared().await).await;
    asks(&site, "ada@example.com").send().await.problem(422, "no_mail");
    let route = RequestReset { site: site.id.clone() };
    let foreign = site.http.route(&route).header("Origin", "https://elsewhere.example");
    let foreign = foreign.json(&json!({ "email": "ada@example.com" }));
    foreign.send().await.problem(403, "foreign_origin");
    for _ in 0..2 {
        asks(&site, "ada@example.com").send().await.problem(422, "no_mail");
    }
    asks(&site, "ada@example.com").send().await.problem(429, "slow_down");
    asks(&site, "grace@example.com").send().await.problem(422, "no_mail");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_invitation_arrives_by_mail_and_can_be_sent_again() {
    let mail = MailServer::open(Protection::StartTls).await;
    let server = deployment(&mail).await;
    let site = Site::make(&server).await;
    let new = json!({ "email": "new@example.com", "role": "live_agent" });
    let created = site.admin.request(Method::POST, "invitations").json(&new).done().await;
    let created: CreatedInvitation = created.json();
    assert!(created.mailed);
    let taken = mail.mail_to("new@example.com").await;
    let link = taken.link("/console/join?");
    let path = format!("/console/join?site={}&invite={}", site.id, created.token);
    assert_eq!(link, format!("{ORIGIN}{path}"));

    let again = format!("invitations/{}/mail", created.row.id);
    site.admin.request(Method::POST, &again).done().await;
    assert_eq!(mail.mails(2).await[1].link("/console/join?"), link);
    site.admin.request(Method::DELETE, &format!("invitations/{}", created.row.id)).done().await;
    site.admin.request(Method::POST, &again).send().await.problem(410, "no_invitation");

    let site = Site::make(&Server::shared().await).await;
    let created = site.admin.request(Method::POST, "invitations").json(&new).done().await;
    let created: CreatedInvitation = created.json();
    assert!(!created.mailed, "without mail there is the link alone");
    let again = format!("invitations/{}/mail", created.row.id);
    site.admin.request(Method::POST, &again).send().await.problem(422, "no_mail");
}
