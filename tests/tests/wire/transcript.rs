//! A conversation as a file, for those who may read it.

use bellhop_tests::http::Method;
use bellhop_tests::server::Server;
use bellhop_tests::site::Site;
use shared::permission::Role;
use shared::protocol::Record;

#[tokio::test]
async fn a_readable_chat_can_be_downloaded_as_text_and_as_json() {
    let server = Server::shared().await;
    let site = Site::make(&server).await;
    let grace = site.agent("Grace").await;
    let mut socket = grace.connect_available().await;
    let (_, mut chat, _theirs) = site.chatting(&grace, &mut socket).await;
    let key = chat.say("Do you sell hats?").await;
    chat.ack(&key).await;
    let path = format!("conversations/{}/transcript", chat.id);

    let text = grace.request(Method::GET, &format!("{path}?zone=Europe/Berlin")).done().await;
    assert_eq!(text.header("Content-Type"), Some("text/plain; charset=utf-8"));
    let file = format!("attachment; filename=\"{}.txt\"", chat.id);
    assert_eq!(text.header("Content-Disposition"), Some(file.as_str()));
    for said in [
        "Ada <ada@example.com>",
        "Times are in the time zone Europe/Berlin.",
        "Bot: Would you like to talk to a person?",
        "— Grace joined.",
        "Ada: Do you sell hats?",
    ] {
        assert!(text.text().contains(said), "{said} in {}", text.dump());
    }
    let record: Record =
        grace.request(Method::GET, &format!("{path}?format=json")).done().await.json();
    assert_eq!(record.conversation, chat.id);
    assert!(record.log.windows(2).all(|pair| pair[1].seq == pair[0].seq.next()));

    let linus = site.agent("Linus").await;
    linus.request(Method::GET, &path).send().await.problem(404, "not_found");
    let chief = site.agent_of("Chief", Role::SalesAdmin).await;
    chief.request(Method::GET, &path).done().await;
    site.http
        .get(&format!("/v1/sites/{}/{path}", site.id))
        .send()
        .await
        .problem(401, "not_signed_in");
    let zone = grace.request(Method::GET, &format!("{path}?zone=Moon/Base")).send().await;
    assert!(zone.problem(422, "invalid")["detail"].as_str().unwrap().contains("Moon/Base"));
    grace.request(Method::GET, &format!("{path}?format=pdf")).send().await.problem(422, "invalid");
}
