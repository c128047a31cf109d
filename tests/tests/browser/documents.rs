//! A PDF in a dialogue (STREAM-25): a marketer adds the card, and a visitor opens and closes it.

use crate::access::Violations;
use crate::harness::{enter, visit, visit_of};
use bellhop_tests::browser::{Browser, ESCAPE, Spot};
use bellhop_tests::http::Method;
use bellhop_tests::server::Server;
use bellhop_tests::site::{Site, draft};
use bellhop_tests::stream;
use bellhop_tests::wait::eventually;
use serde_json::{Value, json};
use shared::event::{Event, Logged};
use shared::protocol::{Record, StoredDocument};
use shared::quota::Package;
use std::fmt::Write as _;

const LINK: &str = ".said a[data-file]";
const OPEN: &str = ".paper [role=button]";
const VIEWER: &str = ".viewer iframe";

/// A document of one page.
fn pdf() -> Vec<u8> {
    let text = "BT /F1 24 Tf 60 700 Td (How to choose an oven) Tj ET";
    let parts = [
        "<</Type/Catalog/Pages 2 0 R>>".to_owned(),
        "<</Type/Pages/Kids[3 0 R]/Count 1>>".to_owned(),
        "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>"
            .to_owned(),
        format!("<</Length {}>>stream\n{text}\nendstream", text.len()),
        "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>".to_owned(),
    ];
    let (mut pdf, mut places) = ("%PDF-1.4\n".to_owned(), Vec::new());
    for (index, part) in parts.iter().enumerate() {
        places.push(format!("{:010} 00000 n \n", pdf.len()));
        writeln!(pdf, "{} 0 obj{part}endobj", index + 1).unwrap();
    }
    let at = pdf.len();
    write!(pdf, "xref\n0 6\n0000000000 65535 f \n{}", places.concat()).unwrap();
    write!(pdf, "trailer<</Size 6/Root 1 0 R>>\nstartxref\n{at}\n%%EOF").unwrap();
    pdf.into_bytes()
}

/// A site whose dialogue offers a document that must be opened.
async fn site(server: &Server) -> Site {
    let site = Site::create(server, Package::Prime, stream::asking_now()).await;
    let upload = site.admin.request(Method::POST, "documents?name=ovens.pdf").body(pdf());
    let StoredDocument { path, size, .. } = upload.done().await.json();
    let stream = json!({ "first": "ask", "cards": [
        { "type": "question", "id": "ask", "text": "Would you like our guide?", "responses": [
            { "id": "yes", "label": "Yes", "next": "guide" }, { "id": "no", "label": "No" } ] },
        { "type": "document", "id": "guide", "text": "Here it is.", "title": "How to choose an oven",
          "address": path, "size": size, "must_open": true, "next": "bye" },
        { "type": "message", "id": "bye", "text": "Enjoy reading." },
    ] });
    site.publish(&draft(&site.dialogue, stream)).await;
    site
}

/// The names of the document's events in the only conversation.
async fn logged(site: &Site) -> Vec<String> {
    let rows: Value =
        site.admin.request(Method::GET, "conversations?scope=all").done().await.json();
    let Some(id) = rows["items"][0]["id"].as_str() else { return Vec::new() };
    let path = format!("conversations/{id}/transcript?format=json");
    let record: Record = site.admin.request(Method::GET, &path).done().await.json();
    let name = |logged: &Logged| match &logged.event {
        Event::DocumentOpened { .. } => Some("document_opened".to_owned()),
        Event::DocumentClosed { .. } => Some("document_closed".to_owned()),
        Event::DocumentDownloaded { .. } => Some("document_downloaded".to_owned()),
        _ => None,
    };
    record.log.iter().filter_map(name).collect()
}

async fn focused(visitor: &Browser) -> Value {
    visitor.run_in(Spot::Panel, "return document.activeElement.textContent").await
}

#[tokio::test]
async fn a_visitor_opens_a_document_beside_the_chat_closes_it_and_goes_on() {
    let server = Server::shared().await;
    let site = site(&server).await;
    let (website, visitor) = visit("documents", &site).await;
    let heard = "window.heard = []; for (const name of ['opened', 'closed']) \
        Bellhop.on(`document_${name}`, ({ detail: { card, title } }) => heard.push(`${name} ${card} ${title}`))";
    visitor.see(Spot::Launcher, ".launch").await;
    visitor.run(heard).await;
    visitor.click(Spot::Launcher, ".launch").await;
    visitor.click(Spot::Panel, "[data-response=yes]").await;
    visitor.see_text(Spot::Panel, LINK, "How to choose an oven").await;
    visitor.see_text(Spot::Panel, ".paper", "PDF").await;
    visitor.see_text(Spot::Panel, ".paper .must", "Open it to go on.").await;
    let mut found = Violations::default();
    found.check_a11y(&visitor, Spot::Panel, "a document").await;
    visitor.shot("document-card").await;

    visitor.click(Spot::Panel, OPEN).await;
    visitor.see(Spot::Panel, VIEWER).await;
    // The dialogue has gone on beside it.
    visitor.see_text(Spot::Panel, ".msg[data-by=bot]", "Enjoy reading.").await;
    let beside = "const [viewer, chat] = ['.viewer', '#bellhop'].map((css) =>
        document.querySelector(css).getBoundingClientRect());
        return viewer.width > 500 && viewer.right <= chat.left + 1 && chat.width === 384";
    let poll = async || visitor.run_in(Spot::Panel, beside).await;
    eventually("the document beside the chat", poll, |is| *is == true).await;
    found.check_a11y(&visitor, Spot::Panel, "an open document").await;
    visitor.shot("document-open").await;

    visitor.press(ESCAPE).await;
    visitor.gone(Spot::Panel, ".viewer").await;
    // The focus is in the chat again: where it was, or at what the dialogue has gone on to.
    let focus = focused(&visitor).await;
    assert!(focus == "Open" || focus == "That’s all for nowStart again", "{focus}");
    let expected = ["document_opened", "document_closed"];
    eventually("what the visitor did", async || logged(&site).await, |names| *names == expected)
        .await;
    let heard = async || visitor.run("return heard").await;
    let both = json!(["opened guide How to choose an oven", "closed guide How to choose an oven"]);
    eventually("the page's events", heard, |heard| *heard == both).await;

    // A reload shows the same; what was opened need not be opened again.
    visitor.reload().await;
    visitor.see_text(Spot::Panel, LINK, "How to choose an oven").await;
    visitor.see(Spot::Panel, OPEN).await;
    visitor.gone(Spot::Panel, ".paper .must").await;
    visitor.click(Spot::Panel, LINK).await;
    visitor.see(Spot::Panel, VIEWER).await;
    visitor.click(Spot::Panel, ".viewer button").await;
    visitor.gone(Spot::Panel, ".viewer").await;
    let complaints = visitor.complaints(&[Spot::Page, Spot::Panel]).await;
    assert!(complaints.is_empty(), "{complaints:#?}");
    assert!(found.is_clear(), "{found:#?}");
    drop(website);
}

#[tokio::test]
async fn a_document_covers_a_phone_in_arabic_and_in_the_dark() {
    let server = Server::shared().await;
    let site = site(&server).await;
    let website = visit_of(&site).await;
    let visitor = Browser::open("documents-phone").await;
    visitor.measures(390, 844, true).await;
    visitor.prefers("dark").await;
    visitor.visit(&format!("{}/ar", website.origin)).await;
    visitor.click(Spot::Launcher, ".launch").await;
    visitor.click(Spot::Panel, "[data-response=yes]").await;
    visitor.see_text(Spot::Panel, LINK, "How to choose an oven").await;
    let mut found = Violations::default();
    found.check_a11y(&visitor, Spot::Panel, "a document on a phone").await;
    visitor.shot("document-card-phone").await;
    visitor.click(Spot::Panel, OPEN).await;
    visitor.see(Spot::Panel, VIEWER).await;
    let covers = "const { left, top, width, height } = document.querySelector('.viewer').getBoundingClientRect();
        return [left, top, width === innerWidth, height === innerHeight, document.querySelector('#bellhop').inert]";
    assert_eq!(visitor.run_in(Spot::Panel, covers).await, json!([0, 0, true, true, true]));
    found.check_a11y(&visitor, Spot::Panel, "an open document on a phone").await;
    visitor.shot("document-open-phone").await;
    visitor.click(Spot::Panel, ".viewer button").await;
    visitor.gone(Spot::Panel, ".viewer").await;
    assert!(found.is_clear(), "{found:#?}");
}

#[tokio::test]
async fn a_marketer_adds_a_document_by_upload() {
    let server = Server::shared().await;
    let site = site(&server).await;
    let author = Browser::open("documents-author").await;
    enter(&author, &site, "agent_admin@shop.example").await;
    let (origin, dialogue) = (site.http.origin(), &site.dialogue);
    author.visit(&format!("{origin}/console/dialogues/{dialogue}?site={}", site.id)).await;
    author.click(Spot::Page, "[data-card=bye]").await;
    author.click(Spot::Page, "[data-part=palette][data-kind=document]").await;
    let folder = std::env::temp_dir().join(format!("bellhop-documents-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let (wrong, right) = (folder.join("notes.txt"), folder.join("Price_list.pdf"));
    std::fs::write(&wrong, "no document").unwrap();
    std::fs::write(&right, pdf()).unwrap();
    author.choose(Spot::Page, "[data-part=document-file]", &wrong).await;
    author
        .see_text(Spot::Page, "[data-part=document-field] [role=alert]", "This is not a PDF.")
        .await;
    author.choose(Spot::Page, "[data-part=document-file]", &right).await;
    author.see_text(Spot::Page, "[data-part=document-there]", "PDF").await;
    author.gone(Spot::Page, "[data-part=document-field] [role=alert]").await;
    let title = "return document.querySelector('[data-part=document-title]').value";
    let poll = async || author.run(title).await;
    eventually("the title", poll, |title| *title == "Price list").await;
    author.see_text(Spot::Page, "[data-part=saved]", "Saved").await;
    let mut found = Violations::default();
    found.check_a11y(&author, Spot::Page, "a document card").await;
    author.shot("document-designer").await;
    assert!(found.is_clear(), "{found:#?}");
}
