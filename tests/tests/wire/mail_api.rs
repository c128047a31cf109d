//! Mail by the HTTP API of a provider: a real server on this machine that fails, hangs and comes back.

use bellhop_tests::hook::{Hook, Reaction};
use bellhop_tests::http::Method;
use bellhop_tests::push::StatusCode;
use bellhop_tests::server::Server;
use bellhop_tests::site::Site;
use bellhop_tests::wait::eventually;
use shared::protocol::{MailLog, MailRow, MailState};

const FROM: &str = "Bellhöp <chat@example.com>";
const ORIGIN: &str = "https://chat.example.com";

/// A site whose mail a provider takes.
async fn site(provider: &Hook) -> (Server, Site) {
    let setting = provider.url.replace("http://", "http://key:re_123@");
    let server = Server::with_mail(&setting, FROM, ORIGIN).await;
    let site = Site::make(&server).await;
    (server, site)
}

/// Sends a mail to the admin who asks for it.
pub(crate) async fn test_mail(site: &Site) -> MailRow {
    site.admin.request(Method::POST, "mails/test").done().await.json()
}

/// Waits until the latest mail in the log is like that.
pub(crate) async fn logged(site: &Site, is: impl Fn(&MailRow) -> bool) -> MailRow {
    let latest = async || {
        let log: MailLog = site.admin.request(Method::GET, "mails").done().await.json();
        log.items.into_iter().next().unwrap()
    };
    eventually("the log of mails", latest, is).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_provider_gets_a_mail_with_its_key_and_again_after_it_has_failed() {
    let provider = Hook::open().await;
    let (_server, site) = site(&provider).await;
    provider.next(Reaction::Status(StatusCode::SERVICE_UNAVAILABLE));
    let queued = test_mail(&site).await;
    let row = logged(&site, |row| row.attempts == 1).await;
    assert_eq!(row.state, MailState::Waiting);
    assert!(row.answer.unwrap().starts_with("503"));
    let row = logged(&site, |row| row.state == MailState::Sent).await;
    assert_eq!((row.id, row.attempts), (queued.id.clone(), 2));

    let posts = provider.so_far();
    assert_eq!(posts.len(), 2);
    assert_eq!(posts[0].body, posts[1].body, "both attempts are the same mail");
    for post in &posts {
        assert_eq!(post.path, "/hook?a=b");
        assert_eq!(post.headers["authorization"], "Bearer re_123");
        assert_eq!(post.headers["idempotency-key"], queued.id.as_str());
    }
    let mail = posts[1].json();
    assert_eq!(mail["from"], "\"Bellhöp\" <chat@example.com>");
    assert_eq!(mail["to"][0], queued.to.as_str());
    assert!(mail["subject"].as_str().unwrap().starts_with("Mail from"), "{mail}");
    assert!(mail["text"].as_str().unwrap().contains("There is nothing to do."), "{mail}");
    assert!(mail["html"].as_str().unwrap().contains("<html"), "{mail}");
    let log: MailLog = site.admin.request(Method::GET, "mails").done().await.json();
    let is_named = log.setup.server.as_deref().is_some_and(|server| !server.contains("re_123"));
    assert!(log.setup.is_on && is_named, "{:?}", log.setup);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_provider_that_refuses_a_mail_is_not_asked_again_and_a_wrong_key_can_be_mended() {
    let provider = Hook::open().await;
    let (_server, site) = site(&provider).await;
    provider.next(Reaction::Status(StatusCode::UNPROCESSABLE_ENTITY));
    test_mail(&site).await;
    logged(&site, |row| row.state == MailState::Refused).await;
    // The key goes to no other address.
    let elsewhere = Hook::open().await;
    provider.next(Reaction::Redirect(elsewhere.url.clone()));
    test_mail(&site).await;
    let row = logged(&site, |row| row.attempts == 1 && row.state == MailState::Waiting).await;
    assert!(row.answer.unwrap().starts_with("30"));
    logged(&site, |row| row.state == MailState::Sent).await;
    assert!(elsewhere.so_far().is_empty());
    provider.next(Reaction::Status(StatusCode::UNAUTHORIZED));
    test_mail(&site).await;
    let row = logged(&site, |row| row.attempts == 1).await;
    assert_eq!(row.state, MailState::Waiting, "{row:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_provider_that_hangs_keeps_no_mail() {
    let provider = Hook::open().await;
    let (_server, site) = site(&provider).await;
    provider.next(Reaction::Hang);
    test_mail(&site).await;
    provider.until("the attempt that hangs", |posts| posts.len() == 1).await;
    // A mail behind it does not wait for it.
    let other = test_mail(&site).await;
    let sent = logged(&site, |row| row.state == MailState::Sent).await;
    assert_eq!(sent.id, other.id);
}
