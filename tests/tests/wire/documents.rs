//! Document cards (STREAM-25): uploading and delivering a PDF, and what visitors do with it.

use bellhop_tests::chat::ConversationClient;
use bellhop_tests::http::{Answer, Method, RequestBuilder};
use bellhop_tests::server::Server;
use bellhop_tests::site::{Site, draft};
use bellhop_tests::stream;
use bellhop_tests::visitor::Visitor;
use serde_json::{Value, json};
use shared::api::{PublishDialogue, PutDialogue, UseDocument};
use shared::event::Event;
use shared::file::MAX_FILE_BYTES;
use shared::id::DialogueId;
use shared::permission::Role;
use shared::protocol::{DocumentUsed, StoredDocument};
use shared::quota::Package;

const PDF: &[u8] = b"%PDF-1.7 and so on";

fn header<'a>(answer: &'a Answer, name: &str) -> &'a str {
    answer.header(name).unwrap_or_default()
}

fn upload(site: &Site, name: &str, bytes: &[u8]) -> RequestBuilder {
    site.admin.request(Method::POST, &format!("documents?name={name}")).body(bytes)
}

fn reports(visitor: &Visitor, chat: &ConversationClient, body: &Value) -> RequestBuilder {
    let route = UseDocument { conversation: chat.id.clone() };
    visitor.http.route(&route).json(body).bearer(&visitor.token)
}

fn uses(chat: &ConversationClient) -> Vec<String> {
    let name = |event: &Event| match event {
        Event::DocumentOpened { card } => Some(format!("opened {card}")),
        Event::DocumentDownloaded { card } => Some(format!("downloaded {card}")),
        Event::DocumentClosed { card, ms } => Some(format!("closed {card} {ms}")),
        _ => None,
    };
    chat.events().filter_map(name).collect()
}

#[tokio::test]
async fn a_pdf_is_uploaded_once_and_delivered_to_be_shown_and_run_by_nobody() {
    let server = Server::shared().await;
    let site = Site::make(&server).await;
    let stored: StoredDocument = upload(&site, "Guide%201.pdf", PDF).done().await.json();
    let again: StoredDocument = upload(&site, "other.pdf", PDF).done().await.json();
    assert_eq!((stored.name.as_str(), stored.size), ("Guide 1.pdf", PDF.len() as u64));
    assert_eq!(stored, again, "the same document has the same path");

    let had = site.http.get(&stored.path).done().await;
    assert_eq!(had.body, PDF);
    assert_eq!(header(&had, "Content-Type"), "application/pdf");
    assert_eq!(header(&had, "Content-Disposition"), "inline; filename*=UTF-8''Guide%201.pdf");
    assert_eq!(header(&had, "X-Content-Type-Options"), "nosniff");
    assert_eq!(header(&had, "Content-Security-Policy"), "default-src 'none'; sandbox");
    assert_eq!(header(&had, "Cache-Control"), "public, max-age=31536000, immutable");
    // Without it the panel, which has it, would show a blocked frame.
    assert_eq!(header(&had, "Cross-Origin-Embedder-Policy"), "credentialless");

    // A large one is stored in parts.
    let mut large = PDF.to_vec();
    large.extend((large.len()..MAX_FILE_BYTES).map(|at| u8::try_from(at % 251).unwrap()));
    let whole: StoredDocument = upload(&site, "large.pdf", &large).done().await.json();
    assert!(site.http.get(&whole.path).done().await.body == large);

    large.push(0);
    upload(&site, "larger.pdf", &large).send().await.problem(413, "too_large");
    for wrong in [&b""[..], b"<h1>guide.pdf</h1>", b"\x89PNG\r\n\x1a\n", b"MZ\x90\0"] {
        upload(&site, "guide.pdf", wrong).send().await.problem(422, "bad_file");
    }
    let grace = site.agent_of("Grace", Role::LiveAgent).await;
    let refused = grace.request(Method::POST, "documents?name=a.pdf").body(PDF);
    refused.send().await.problem(403, "no_permission");
    let stranger = site.http.request(Method::POST, &format!("/v1/sites/{}/documents", site.id));
    assert!(matches!(stranger.body(PDF).send().await.status, 401 | 403));
    let missing = format!("/v1/sites/{}/documents/file_missing", site.id);
    site.http.get(&missing).send().await.problem(404, "not_found");
}

/// Asks, then offers a document that must be opened, then says goodbye.
fn offering(address: &str) -> Value {
    json!({ "first": "ask", "cards": [
        { "type": "question", "id": "ask", "text": "A guide?", "responses": [
            { "id": "yes", "label": "Yes", "next": "guide" }, { "id": "no", "label": "No" },
        ] },
        { "type": "document", "id": "guide", "text": "Here it is.", "title": "Guide", "address": address,
          "size": 18, "must_open": true, "next": "bye" },
        { "type": "message", "id": "bye", "text": "Goodbye." },
    ] })
}

#[tokio::test]
async fn a_dialogue_waits_for_a_document_and_logs_what_is_done_with_it() {
    let server = Server::shared().await;
    let site = Site::create(&server, Package::Prime, stream::asking_now()).await;
    let stored: StoredDocument = upload(&site, "guide.pdf", PDF).done().await.json();
    let other = DialogueId::parse("dialogue_guide").unwrap();
    let put = PutDialogue { site: site.id.clone(), dialogue: other.clone() };
    let publish = PublishDialogue { site: site.id.clone(), dialogue: other.clone() };
    let gone = format!("/v1/sites/{}/documents/file_missing", site.id);
    for (address, code) in
        [("", "no_document"), ("http://a.example/b.pdf", "bad_document"), (&*gone, "document_gone")]
    {
        let (_, body) = draft(&other, offering(address));
        site.admin.route(&put).json(&body).done().await;
        let refused = site.admin.route(&publish).send().await.problem(422, "unpublishable");
        assert!(refused.to_string().contains(code), "{refused}");
    }
    let version = site.publish(&draft(&site.dialogue, offering(&stored.path))).await;
    let visitor = site.visitor().await;
    let mut chat = visitor.begun(&site.dialogue, version).await;
    chat.event(
        "the document",
        |event| matches!(event, Event::Shown { card } if card.as_str() == "guide"),
    )
    .await;
    let act =
        |key: &str, act: &str, ms: u64| json!({ "id": key, "card": "guide", "act": act, "ms": ms });
    let unknown = json!({ "id": "d0", "card": "ask", "act": "opened" });
    reports(&visitor, &chat, &unknown).send().await.problem(422, "not_there");
    let closed: DocumentUsed =
        reports(&visitor, &chat, &act("d1", "closed", 5)).done().await.json();
    assert_eq!(closed.seq, None, "what was not opened is not closed");

    let opened: DocumentUsed =
        reports(&visitor, &chat, &act("d2", "opened", 0)).done().await.json();
    let again: DocumentUsed = reports(&visitor, &chat, &act("d2", "opened", 0)).done().await.json();
    assert!(opened.seq.is_some() && opened == again, "sent twice, it is logged once");
    chat.event("the end", |event| matches!(event, Event::Completed { .. })).await;
    reports(&visitor, &chat, &act("d3", "downloaded", 0)).done().await;
    reports(&visitor, &chat, &act("d4", "closed", u64::MAX >> 12)).done().await;
    let four_hours = 4 * 60 * 60 * 1_000;
    chat.until("what was done", |chat| uses(chat).len() == 3).await;
    assert_eq!(
        uses(&chat),
        ["opened guide", "downloaded guide", &format!("closed guide {four_hours}")]
    );
    for n in 0..20 {
        reports(&visitor, &chat, &act(&format!("e{n}"), "opened", 0)).done().await;
    }
    chat.until("the openings", |chat| uses(chat).len() == 12).await;
    let stranger = site.visitor().await;
    reports(&stranger, &chat, &act("x", "opened", 0)).send().await.problem(403, "not_yours");
    let transcript =
        site.admin.request(Method::GET, &format!("conversations/{}/transcript", chat.id));
    let text = String::from_utf8(transcript.done().await.body).unwrap();
    assert!(
        text.contains("[document: Guide]") && text.contains("opened the document “Guide”"),
        "{text}"
    );
}
