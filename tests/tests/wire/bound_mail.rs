//! Mail by a binding like Cloudflare's `send_email`, a real service of the worker's: what it gets, and what becomes
//! of a mail that it refuses.

use crate::mail_api::{logged, test_mail};
use bellhop_tests::hook::{Hook, Reaction};
use bellhop_tests::http::Method;
use bellhop_tests::push::StatusCode;
use bellhop_tests::server::Server;
use bellhop_tests::site::Site;
use shared::protocol::{MailLog, MailState};

const FROM: &str = "Bellhöp <chat@example.com>";
const ORIGIN: &str = "https://chat.example.com";

#[tokio::test(flavor = "multi_thread")]
async fn the_binding_gets_mails_and_says_which_it_refuses_for_good() {
    let mailer = Hook::open().await;
    let server = Server::with_bound_mail(&mailer.url, FROM, ORIGIN).await;
    let site = Site::make(&server).await;
    let log: MailLog = site.admin.request(Method::GET, "mails").done().await.json();
    assert!(log.setup.is_on, "{:?}", log.setup);
    assert_eq!(log.setup.server.as_deref(), Some("Cloudflare"));

    mailer.next(Reaction::Status(StatusCode::TOO_MANY_REQUESTS));
    let queued = test_mail(&site).await;
    let row = logged(&site, |row| row.attempts == 1).await;
    let answer = row.answer.unwrap();
    assert!(row.state == MailState::Waiting && answer.starts_with("E_RATE_LIMIT"), "{answer}");
    let row = logged(&site, |row| row.state == MailState::Sent).await;
    assert!(row.attempts == 2 && row.answer.unwrap().ends_with("@example.com>"));
    let posts = mailer.so_far();
    assert_eq!((posts.len(), &posts[0].body), (2, &posts[1].body), "the same mail again");
    let mail = posts[1].json();
    assert_eq!(mail["from"]["email"], "chat@example.com");
    assert_eq!(mail["from"]["name"], "Bellhöp");
    assert_eq!(mail["to"], queued.to.as_str());
    assert!(mail["text"].as_str().unwrap().contains("There is nothing to do."), "{mail}");
    assert!(mail["html"].as_str().unwrap().contains("<html"), "{mail}");
    assert_eq!(mail["headers"]["Auto-Submitted"], "auto-generated");

    mailer.next(Reaction::Status(StatusCode::UNPROCESSABLE_ENTITY));
    test_mail(&site).await;
    let row = logged(&site, |row| row.state == MailState::Refused).await;
    assert!(row.attempts == 1 && row.answer.unwrap().starts_with("E_RECIPIENT_SUPPRESSED"));
}
