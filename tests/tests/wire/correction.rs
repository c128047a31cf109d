//! Visitors correct what they filled in at an information capture card (STREAM-26).

use bellhop_tests::http::Method;
use bellhop_tests::server::Server;
use bellhop_tests::site::Site;
use bellhop_tests::stream;
use bellhop_tests::visitor::ada;
use bellhop_tests::wait::eventually;
use shared::event::Event;
use shared::id::{CardId, ClientKey};
use shared::person::{Attributes, Field};
use shared::protocol::{ClientFrame, ConversationRow, Listing, PersonRow, VisitorProfile};
use shared::quota::Package;

fn email(value: &str) -> impl Fn(ClientKey) -> ClientFrame {
    let values = Attributes::from([(Field::Email, value.to_owned())]);
    let card = CardId::parse(stream::CAPTURE).unwrap();
    move |id| ClientFrame::CorrectAnswer { id, card: card.clone(), values: values.clone() }
}

#[tokio::test]
async fn a_mistyped_address_is_corrected_everywhere() {
    let server = Server::shared().await;
    let site = Site::create(&server, Package::Prime, stream::advised()).await;
    let visitor = site.visitor().await;
    let mut chat = visitor.begun(&site.dialogue, site.version).await;
    let mut typed = ada();
    typed.insert(Field::Email, "ada@acmee.example".to_owned());
    let grace = site.agent("Grace").await;
    let mut socket = grace.connect_available().await;
    let key = chat.capture(stream::CAPTURE, typed).await;
    chat.ack(&key).await;
    let offer = socket.offer_of(&chat.id).await;
    assert_eq!(socket.accept(&offer.id).await, Ok(()));
    let mut hers = grace.chat(&chat.id).connected().await;
    let mut second_tab = visitor.chat(&chat.id).connected().await;
    let people = async |query: &str| -> Vec<PersonRow> {
        let path = format!("people?q={query}");
        let list: Listing<PersonRow> = site.admin.request(Method::GET, &path).done().await.json();
        list.items
    };
    eventually("the person", async || people("acmee").await, |people| people.len() == 1).await;

    // It is checked as the answer was, and only visitors do it.
    chat.send(email("ada at acme")).await;
    chat.error("invalid_value").await;
    hers.send(email("grace@acme.example")).await;
    hers.error("not_allowed").await;

    let key = chat.send(email(" Ada@acme.example ")).await;
    chat.ack(&key).await;
    let is_it = |event: &Event| matches!(event, Event::AnswerCorrected { .. });
    for other in [&mut hers, &mut second_tab] {
        let logged = other.event("the correction", is_it).await;
        let Event::AnswerCorrected { values, .. } = logged.event else { unreachable!() };
        assert_eq!(values[&Field::Email], "Ada@acme.example");
    }
    // A client that lost the ack sends the same frame again.
    chat.send_frame(&email("Ada@acme.example")(key)).await;
    chat.say("Is it right now?").await;
    chat.synced().await;
    assert_eq!(chat.events().filter(|event| is_it(event)).count(), 1, "{}", chat.dump());

    // Whoever was only known by the wrong address is nobody.
    let corrected = async || people("ada").await;
    let people = eventually("the person's address", corrected, |people| {
        people.len() == 1 && people[0].fields[&Field::Email] == "Ada@acme.example"
    });
    assert_eq!(people.await[0].conversations, 1);
    let path = format!("conversations/{}", chat.id);
    let profile: VisitorProfile =
        grace.request(Method::GET, &format!("{path}/visitor")).done().await.json();
    assert_eq!(profile.fields[&Field::Email], "Ada@acme.example");
    let rows: Listing<ConversationRow> =
        site.admin.request(Method::GET, "conversations?scope=all").done().await.json();
    assert_eq!(rows.items[0].attributes[&Field::Email], "Ada@acme.example");

    // Also right after the end.
    let left = chat.leave().await;
    chat.ack(&left).await;
    let key = chat.send(email("ada@home.example")).await;
    chat.ack(&key).await;
    let transcript = format!("{path}/transcript");
    let text = site.admin.request(Method::GET, &transcript).done().await.text();
    assert!(text.contains("E-mail: Ada@acme.example (corrected)"), "{text}");
    assert!(text.contains("E-mail: ada@home.example (corrected)"), "{text}");
}
