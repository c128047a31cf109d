//! Replies by mail (MAIL-09 to MAIL-11): from the address in a mailed answer back into the conversation.

use bellhop_tests::agent::Agent;
use bellhop_tests::chat::ConversationClient;
use bellhop_tests::http::{Answer, Method};
use bellhop_tests::mail_server::{MailServer, Protection, TakenMail as Sent};
use bellhop_tests::server::Server;
use bellhop_tests::site::Site;
use bellhop_tests::wait::eventually;
use data_encoding::{BASE32_NOPAD, BASE64, BASE64_MIME};
use hmac::{Hmac, KeyInit, Mac};
use serde_json::{Value, json};
use shared::api::TakeMail;
use shared::conversation::MissedReason;
use shared::event::{Author, Event};
use shared::id::ConversationId;
use shared::mail::inbound::InboundOutcome;
use shared::protocol::{ClientFrame, Erasure, MissedList, PersonRow, TakenMail};

const FROM: &str = "Hüte <chat@example.com>";
const ORIGIN: &str = "https://chat.example.com";
const SECRET: &str = "the secret of the machine that takes mail";

/// A site whose answers are mailed and can be replied to, and the mail server.
async fn deployment() -> (MailServer, Server, Site) {
    let mail = MailServer::open(Protection::Tls).await;
    let replies =
        [("BELLHOP_MAIL_REPLY", "reply@in.example.com"), ("BELLHOP_INBOUND_SECRET", SECRET)];
    let server = Server::with_mail_and(&mail.setting(), FROM, ORIGIN, &replies).await;
    let site = Site::make(&server).await;
    (mail, server, site)
}

/// A visitor asks for a person, nobody is there, and they close the page. Then the agent answers.
async fn answered(site: &Site, agent: &Agent) -> (ConversationId, ConversationClient) {
    let (_, mut chat) = site.requested_chat().await;
    chat.event("the fallback", |event| matches!(event, Event::FellBack { .. })).await;
    let id = chat.id.clone();
    drop(chat);
    let mut hers = agent.chat(&id).connected().await;
    hers.caught_up().await;
    let key = hers
        .send(|id| ClientFrame::FollowUp { id, text: "We open at nine. 「九時」".to_owned() })
        .await;
    hers.ack(&key).await;
    (id, hers)
}

/// The address that a mail is replied to.
fn reply_address(mail: &Sent) -> String {
    let parsed = mail.parsed();
    let replies = parsed.reply_to().unwrap();
    replies.first().unwrap().address().unwrap().to_owned()
}

/// A mail to an address, with a header that describes the body.
fn mail_to(address: &str, id: &str, kind: &str, body: &[u8]) -> Vec<u8> {
    let head = format!(
        "Return-Path: <ada@example.com>\r\nFrom: Ada <ada@home.example>\r\nTo: Grace <{address}>\r\n\
         Subject: Re: Grace has answered you\r\nMessage-ID: <{id}@home.example>\r\n\
         MIME-Version: 1.0\r\n{kind}\r\n\r\n"
    );
    [head.as_bytes(), body].concat()
}

async fn post(site: &Site, raw: &[u8]) -> Answer {
    let request = site.http.route(&TakeMail {}).bearer(SECRET);
    request.header("Content-Type", "message/rfc822").body(raw).send().await
}

/// Posts a mail, and returns what became of it.
async fn outcome(site: &Site, raw: &[u8]) -> InboundOutcome {
    let answer = post(site, raw).await;
    assert_eq!(answer.status, 200, "{}", answer.dump());
    answer.json::<TakenMail>().outcome
}

/// What the visitor has said.
fn words(chat: &ConversationClient) -> Vec<String> {
    let said = chat.said().into_iter().filter(|(by, _)| **by == Author::Visitor);
    said.map(|(_, text)| text.to_owned()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn replies_land_in_the_conversation_as_their_people_wrote_them() {
    let (mail, _server, site) = deployment().await;
    let (grace, linus) = (site.agent("Grace").await, site.agent("Linus").await);
    let (id, mut hers) = answered(&site, &grace).await;
    let sent = mail.mail_to("ada@example.com").await;
    assert!(sent.text().contains("just reply to this mail"), "{}", sent.text());
    let address = reply_address(&sent);
    assert!(address.starts_with("reply+") && address.ends_with("@in.example.com"), "{address}");

    // As mail programs write it: with what they reply to below.
    let text = sent.text();
    let quoted: Vec<String> = text.lines().map(|line| format!("> {line}")).collect();
    let quoted = quoted.join("\r\n");
    let plain = format!(
        "Thank you, see you at nine!\r\n\r\nOn Fri, Nov 27, 2026 at 10:00 AM Grace of Hüte <\r\n\
         {address}> wrote:\r\n\r\n{quoted}"
    );
    let utf8 = "Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit";
    let first = mail_to(&address, "one", utf8, plain.as_bytes());
    assert_eq!(outcome(&site, &first).await, InboundOutcome::Stored);
    let arabic = "شكرا جزيلا\r\n\r\nفي الجمعة، 27 نوفمبر 2026 في 10:00 ص تمت كتابة ما يلي بواسطة Grace <\r\nchat@example.com>:\u{200f}\r\n\r\n> مرحبا\r\n> إلى اللقاء\r\n";
    let base64 = "Content-Type: text/plain; charset=\"UTF-8\"\r\nContent-Transfer-Encoding: base64";
    let encoded = BASE64_MIME.encode(arabic.as_bytes());
    let second = mail_to(&address.to_uppercase(), "two", base64, encoded.as_bytes());
    assert_eq!(outcome(&site, &second).await, InboundOutcome::Stored);
    let jis = "Content-Type: text/plain; charset=ISO-2022-JP\r\nContent-Transfer-Encoding: 7bit";
    let third = mail_to(&address, "three", jis, b"\x1b$B$\"$j$,$H$&\x1b(B\r\n");
    assert_eq!(outcome(&site, &third).await, InboundOutcome::Stored);
    let html =
        "Content-Type: text/html; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable";
    let page = "<div dir=3D\"ltr\">Gr&uuml;=C3=9Fe<br>Ada</div><blockquote><p>We open</p><p>at nine</p></blockquote>";
    let fourth = mail_to(&address, "four", html, page.as_bytes());
    assert_eq!(outcome(&site, &fourth).await, InboundOutcome::Stored);
    // The same mail again, as when the machine has not heard the answer.
    assert_eq!(outcome(&site, &first).await, InboundOutcome::Stored);

    let all = ["Thank you, see you at nine!", "شكرا جزيلا", "ありがとう", "Grüße\nAda"];
    hers.until("the replies", |chat| words(chat).len() >= all.len()).await;
    hers.synced().await;
    assert_eq!(words(&hers), all);
    let by_mail = hers.log.iter().filter(|logged| logged.is_by_mail()).count();
    assert_eq!(by_mail, all.len());

    // It needs an answer again, and everybody who may chat sees that.
    let open = async || -> MissedList {
        linus.request(Method::GET, "missed?state=open").done().await.json()
    };
    let list = eventually("it in the list", open, |list| list.items.len() == 1).await;
    assert_eq!(list.items[0].id, id);
    let missed = list.items[0].missed.as_ref().unwrap();
    assert_eq!((missed.reason, missed.words.as_str()), (MissedReason::Replied, "Grüße Ada"));

    // An agent ended it, and the visitor has one thing more to say.
    let key = hers.end().await;
    hers.ack(&key).await;
    let one_more = mail_to(&address, "five", utf8, b"One thing more");
    assert_eq!(outcome(&site, &one_more).await, InboundOutcome::Stored);
    hers.event("it", |event| matches!(event, Event::Said { text, .. } if text == "One thing more"))
        .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_no_person_wrote_is_not_stored_and_files_are() {
    let (mail, _server, site) = deployment().await;
    let grace = site.agent("Grace").await;
    let (id, mut hers) = answered(&site, &grace).await;
    let sent = mail.mail_to("ada@example.com").await;
    let address = reply_address(&sent);
    for (kind, expected) in [
        ("Auto-Submitted: auto-replied", InboundOutcome::AutomaticReply),
        ("X-Autoreply: yes", InboundOutcome::AutomaticReply),
        (
            "Content-Type: multipart/report; report-type=delivery-status; boundary=b",
            InboundOutcome::Bounce,
        ),
        ("Precedence: bulk", InboundOutcome::Bulk),
    ] {
        let raw = mail_to(&address, kind, kind, b"I am away");
        assert_eq!(outcome(&site, &raw).await, expected, "{kind}");
    }
    // Our own mail, as if the addresses led in a circle.
    let own = String::from_utf8(sent.raw.clone()).unwrap();
    let own = own.replace("To: <ada@example.com>", &format!("To: <{address}>"));
    assert_eq!(outcome(&site, own.as_bytes()).await, InboundOutcome::AutomaticReply);
    let empty = mail_to(&address, "empty", "Content-Type: text/plain", b"\r\n \r\n");
    assert_eq!(outcome(&site, &empty).await, InboundOutcome::Empty);

    let part = |name: &str, bytes: &[u8]| {
        format!(
            "--b\r\nContent-Type: application/octet-stream; name=\"{name}\"\r\n\
             Content-Disposition: attachment; filename=\"{name}\"\r\n\
             Content-Transfer-Encoding: base64\r\n\r\n{}\r\n",
            BASE64.encode(bytes)
        )
    };
    let body = format!(
        "--b\r\nContent-Type: text/plain\r\n\r\nHere is my bill.\r\n{}{}--b--\r\n",
        part("bill.pdf", b"%PDF-1.7 a bill"),
        part("virus.exe", b"MZ\x90\0\x03")
    );
    let raw =
        mail_to(&address, "files", "Content-Type: multipart/mixed; boundary=b", body.as_bytes());
    for _ in 0..2 {
        assert_eq!(outcome(&site, &raw).await, InboundOutcome::Stored);
    }
    let file =
        hers.event("the file", |event| matches!(event, Event::Said { file: Some(_), .. })).await;
    hers.synced().await;
    assert_eq!(words(&hers), ["Here is my bill.\n[virus.exe – not attached]", "bill.pdf"]);
    let Event::Said { file: Some(file), .. } = file.event else { unreachable!() };
    let path = format!("/v1/conversations/{id}/files/{}", file.id);
    assert_eq!(site.http.get(&path).done().await.body, b"%PDF-1.7 a bill");
}

/// The address of a conversation that holds until the beginning of this day.
fn address_until(conversation: &ConversationId, secret: &str, day: u64) -> String {
    let name = conversation.as_str().trim_start_matches("conv_");
    let mut mac = Hmac::<sha2::Sha256>::new_from_slice(secret.as_bytes()).unwrap();
    mac.update(format!("reply by mail\0{name}\n{day}").as_bytes());
    let tag = BASE32_NOPAD.encode(&mac.finalize().into_bytes()).to_ascii_lowercase();
    let digit =
        |number: u64| char::from(b"abcdefghijklmnopqrstuvwxyz234567"[(number % 32) as usize]);
    format!("reply+{name}{}{}{}@in.example.com", digit(day / 32), digit(day), &tag[..8])
}

#[tokio::test(flavor = "multi_thread")]
async fn a_forged_an_expired_and_a_forgotten_address_take_nothing() {
    let (mail, server, site) = deployment().await;
    let grace = site.agent("Grace").await;
    let (id, hers) = answered(&site, &grace).await;
    let address = reply_address(&mail.mail_to("ada@example.com").await);
    let raw = |address: &str| mail_to(address, address, "Content-Type: text/plain", b"hello");
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap();
    let today = now.as_secs() / 86_400;
    let woken = server.objects("bellhop-conversation");
    assert_eq!(address_until(&id, Server::SECRET, today + 31).len(), address.len());
    for (address, status, code) in [
        (
            address_until(&id, "another secret of thirty-two bytes or more", today + 30),
            404,
            "no_reply_address",
        ),
        (address_until(&id, Server::SECRET, today), 410, "reply_address_expired"),
        ("reply@in.example.com".to_owned(), 404, "no_reply_address"),
        (format!("reply+{}@in.example.com", "a".repeat(56)), 404, "no_reply_address"),
    ] {
        post(&site, &raw(&address)).await.problem(status, code);
    }
    post(&site, b"").await.problem(400, "bad_body");
    assert_eq!(server.objects("bellhop-conversation"), woken);

    // Only the machine may post, with the secret as a token or as a password.
    let request = || site.http.route(&TakeMail {}).body(raw(&address));
    request().send().await.problem(401, "not_mail_machine");
    request().bearer(Server::OPERATOR).send().await.problem(401, "not_mail_machine");
    request().header("Cookie", &grace.cookie).send().await.problem(401, "not_mail_machine");
    let basic = format!("Basic {}", BASE64.encode(format!("mail:{SECRET}").as_bytes()));
    let taken: TakenMail = request().header("Authorization", &basic).done().await.json();
    assert_eq!(taken.outcome, InboundOutcome::Stored);

    // A visitor who is blocked is not told of it.
    let path = format!("conversations/{id}/blocked");
    grace.request(Method::PUT, &path).json(&json!({ "reason": "" })).done().await;
    let blocked = async || outcome(&site, &raw(&address)).await;
    eventually("the block", blocked, |outcome| *outcome == InboundOutcome::Blocked).await;

    // What was erased takes nothing any more.
    drop(hers);
    let people: Value = site.admin.request(Method::GET, "people").done().await.json();
    let ada: PersonRow = serde_json::from_value(people["items"][0].clone()).unwrap();
    let erased: Erasure =
        site.admin.request(Method::DELETE, &format!("people/{}", ada.id)).done().await.json();
    assert_eq!(erased.removed.conversations, 1);
    let gone = async || post(&site, &raw(&address)).await;
    eventually("the erasure", gone, |answer| answer.status == 404).await.problem(404, "not_found");
}
