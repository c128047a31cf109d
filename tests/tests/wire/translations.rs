//! The languages of a dialogue: visitors read it in theirs, and what they answer is stored as it was.

use bellhop_tests::http::Method;
use bellhop_tests::server::Server;
use bellhop_tests::site::{Site, draft};
use bellhop_tests::stream::QUESTION;
use serde_json::{Value, json};
use shared::language::Language;
use shared::protocol::{ConversationBegun, PageBoot, ServerFrame};
use shared::stream::{Card, TextId, Translations, texts};

const HELLO: &str = "dialogues/dialogue_hello";

/// What the question's answer is stored in.
const FIELD: &str = "topic";

fn german() -> Translations {
    let mut all = Translations::default();
    for (id, text) in [
        ("ask/text", "Möchten Sie mit jemandem sprechen, {{person.first_name|Gast}}?"),
        ("ask/responses/yes", "Ja, gern"),
        ("bye/text", "Schönen Tag noch!"),
    ] {
        all.set(Language::German, TextId::named(id), text);
    }
    all
}

/// A site whose dialogue is in English and in German.
async fn bilingual(server: &Server) -> Site {
    let mut site = Site::make(server).await;
    let mut stream = bellhop_tests::stream::short();
    stream["cards"][0]["store"] = json!(FIELD);
    let (id, mut written) = draft(&site.dialogue, stream);
    written.translations = german();
    site.version = site.publish(&(id, written)).await;
    site
}

async fn offered(site: &Site, languages: &[&str]) -> PageBoot {
    let body = json!({ "page": { "url": "https://shop.example/" }, "languages": languages });
    let path = format!("/v1/sites/{}/bootstrap", site.id);
    site.http.post(&path, &body).done().await.json()
}

/// STREAM-27
#[tokio::test]
async fn a_visitor_reads_the_dialogue_in_their_language() {
    let server = Server::shared().await;
    let site = bilingual(&server).await;
    let boot = offered(&site, &["de-AT", "en"]).await;
    assert_eq!(boot.boot.poke.as_deref(), Some("Möchten Sie mit jemandem sprechen, Gast?"));
    let stream = boot.boot.dialogue.unwrap().stream;
    let read: Vec<String> = texts(&stream).into_iter().map(|(_, text)| text).collect();
    assert!(read.contains(&"Ja, gern".to_owned()), "{read:?}");
    assert!(read.contains(&"No, thanks".to_owned()), "what nobody translated stays: {read:?}");
    let french = offered(&site, &["fr"]).await.boot.dialogue.unwrap().stream;
    assert_eq!(texts(&french)[0].1, "Would you like to talk to a person?");

    // The conversation keeps it, and stores what it would have stored in English.
    let grace = site.agent("Grace").await;
    let _socket = grace.connect_available().await;
    let visitor = site.visitor().await;
    let beginning = visitor.beginning(&site.dialogue, site.version);
    let request = visitor.begin(&beginning).header("Accept-Language", "de");
    let begun: ConversationBegun = request.done().await.json();
    let chat = visitor.chat(&begun.conversation).connected().await;
    let Some(ServerFrame::Welcome { stream: Some(stream), .. }) = chat.welcome() else {
        panic!("{}", chat.dump())
    };
    let Card::Question(question) = &stream.cards[0] else { panic!("{stream:?}") };
    assert_eq!(question.responses[0].label, "Ja, gern");
    assert_eq!(question.responses[0].stored(), "Yes, please");
    let path = format!("conversations/{}/transcript", begun.conversation);
    let transcript = site.admin.request(Method::GET, &path).done().await;
    let transcript = String::from_utf8(transcript.body).unwrap();
    assert!(transcript.contains("Möchten Sie mit jemandem sprechen"), "{transcript}");
    assert!(transcript.contains("Ja, gern"), "{transcript}");
}

#[tokio::test]
async fn what_is_wrong_with_a_language_is_told_before_publishing() {
    let server = Server::shared().await;
    let site = bilingual(&server).await;
    let mut document: Value = site.admin.request(Method::GET, HELLO).done().await.json();
    assert_eq!(document["translations"]["de"]["ask/responses/yes"], "Ja, gern");
    document["translations"]["de"]["ask/text"] = json!("Hallo {{persn.name}}");
    document["translations"]["de"]["gone/text"] = json!("Weg");
    document["translations"]["fr"] = json!({});
    site.admin.request(Method::PUT, HELLO).json(&document).done().await;
    let path = format!("{HELLO}/publish");
    let answer = site.admin.request(Method::POST, &path).json(&json!({})).send().await;
    answer.problem(422, "unpublishable");
    let problem: Value = answer.json();
    let of = |code: &str| {
        let all = problem["findings"].as_array().unwrap().iter();
        all.filter(|one| one["code"] == code).cloned().collect::<Vec<_>>()
    };
    let wrong = of("translated");
    assert_eq!(wrong.len(), 1, "{problem}");
    assert_eq!((&wrong[0]["card"], &wrong[0]["severity"]), (&json!(QUESTION), &json!("error")));
    let message = wrong[0]["message"].as_str().unwrap();
    assert!(message.starts_with("In Deutsch: ") && message.contains("persn.name"), "{message}");
    assert_eq!(of("untranslated").len(), 2, "{problem}");
    assert_eq!(of("translation_gone").len(), 1, "{problem}");

    document["translations"] = json!({ "xx": {} });
    let answer = site.admin.request(Method::PUT, HELLO).json(&document).send().await;
    answer.problem(400, "bad_body");
}
