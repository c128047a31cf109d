//! Answers after the end that are mailed to visitors who have gone (MAIL-07).

use bellhop_tests::chat::ConversationClient;
use bellhop_tests::http::Method;
use bellhop_tests::mail_server::{MailServer, Protection};
use bellhop_tests::server::Server;
use bellhop_tests::site::Site;
use shared::event::Event;
use shared::id::ConversationId;
use shared::protocol::ClientFrame;

const FROM: &str = "Hüte <chat@example.com>";
const ORIGIN: &str = "https://chat.example.com";

/// A visitor asks for a person, nobody is there, and they close the page.
async fn gone(site: &Site) -> ConversationId {
    let (_, mut chat) = site.requested_chat().await;
    chat.event("the fallback", |event| matches!(event, Event::FellBack { .. })).await;
    chat.id.clone()
}

async fn answer(chat: &mut ConversationClient, text: &str) {
    let key = chat.send(|id| ClientFrame::FollowUp { id, text: text.to_owned() }).await;
    chat.ack(&key).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn answers_reach_a_visitor_who_is_gone_by_one_mail_whose_link_opens_their_conversation_alone()
{
    let mail = MailServer::open(Protection::Tls).await;
    let server = Server::with_mail(&mail.setting(), FROM, ORIGIN).await;
    let site = Site::make(&server).await;
    let grace = site.agent("Grace").await;
    let (id, other) = (gone(&site).await, gone(&site).await);
    let mut hers = grace.chat(&id).connected().await;
    hers.caught_up().await;
    answer(&mut hers, "Good morning!").await;
    answer(&mut hers, "We open at nine. 「九時」").await;
    let path = format!("/v1/conversations/{id}/files?site={}&key=f1", site.id);
    let file = site.http.request(Method::POST, &format!("{path}&name=hours.pdf&frame=follow_up"));
    let file = file.header("Cookie", &grace.cookie).header("Origin", site.http.origin());
    file.body(b"%PDF-1.7 hours").done().await;
    let sent = mail.mail_to("ada@example.com").await;
    let text = sent.text();
    for part in ["> Good morning!", "> We open at nine. 「九時」", "> 📎 hours.pdf", "Grace of"]
    {
        assert!(text.contains(part), "{text}");
    }
    let link = sent.link("/answer?");
    let (page, secret) = link.split_once('#').unwrap();
    assert_eq!(page, format!("{ORIGIN}/answer?site={}", site.id));
    let (conversation, token) = secret.split_once('/').unwrap();
    assert_eq!(conversation, id.as_str());

    // The token of the mail opens this conversation, in any browser, and the visitor can reply.
    let visitor = site.visitor().await;
    let mut theirs = ConversationClient::new("the mail", id.clone(), visitor.endpoint(&id, token))
        .connected()
        .await;
    theirs.caught_up().await;
    let said: Vec<_> = theirs.said().into_iter().map(|(_, text)| text.to_owned()).collect();
    assert_eq!(said, ["Good morning!", "We open at nine. 「九時」", "hours.pdf"]);
    let key = theirs.say("Thank you").await;
    theirs.ack(&key).await;
    hers.event(
        "the reply",
        |event| matches!(event, Event::Said { text, .. } if text == "Thank you"),
    )
    .await;

    // It opens no other one, and begins none.
    let mut elsewhere =
        ConversationClient::new("elsewhere", other.clone(), visitor.endpoint(&other, token));
    assert!(elsewhere.connect().await.is_err(), "{}", elsewhere.dump());
    let mut begins = visitor.beginning(&site.dialogue, site.version);
    begins.visit = bellhop_tests::visitor::Visitor::made_up_visit();
    let path = format!("/v1/sites/{}/conversations", site.id);
    let refused = site.http.post(&path, &begins).bearer(token).send().await;
    refused.problem(401, "bad_token");
    assert_eq!(mail.so_far().iter().filter(|mail| mail.to == "ada@example.com").count(), 1);
    let page = site.http.get(&format!("/answer?site={}", site.id)).done().await;
    assert!(page.text().contains("/answer.mjs"), "{}", page.dump());
}

#[tokio::test(flavor = "multi_thread")]
async fn what_the_visitor_reads_in_time_is_not_mailed() {
    let mail = MailServer::open(Protection::Tls).await;
    let server = Server::with_mail(&mail.setting(), FROM, ORIGIN).await;
    let site = Site::make(&server).await;
    let grace = site.agent("Grace").await;
    let (visitor, mut chat) = site.requested_chat().await;
    chat.event("the fallback", |event| matches!(event, Event::FellBack { .. })).await;
    let mut hers = grace.chat(&chat.id).connected().await;
    hers.caught_up().await;
    answer(&mut hers, "Read at once").await;
    chat.event("the answer", |event| matches!(event, Event::Said { .. })).await;
    let seq = chat.head();
    chat.send_frame(&ClientFrame::Seen { seq }).await;
    chat.synced().await;
    // A second one is written when they have gone; its mail has it alone.
    chat.cut();
    answer(&mut hers, "Not read").await;
    let sent = mail.mail_to("ada@example.com").await.text();
    assert!(sent.contains("> Not read") && !sent.contains("Read at once"), "{sent}");
    drop(visitor);
}
