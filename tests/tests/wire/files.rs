//! Files: who may send and download them, and that their type is what their bytes say.

use bellhop_tests::chat::{ConversationClient, same_log};
use bellhop_tests::http::{Answer, Method};
use bellhop_tests::server::Server;
use bellhop_tests::site::Site;
use shared::event::{Event, SharedFile};
use shared::file::MAX_FILE_BYTES;
use shared::protocol::Shared;

const PNG: &[u8] = b"\x89PNG\r\n\x1a\n and so on";

fn files(chat: &ConversationClient) -> Vec<(String, SharedFile)> {
    let file = |event: &Event| match event {
        Event::Said { text, file: Some(file), .. } => Some((text.clone(), file.clone())),
        _ => None,
    };
    chat.events().filter_map(file).collect()
}

fn header<'a>(answer: &'a Answer, name: &str) -> &'a str {
    answer.header(name).unwrap_or_default()
}

#[tokio::test]
async fn a_file_is_a_message_that_only_both_sides_can_download() {
    let server = Server::shared().await;
    let site = Site::make(&server).await;
    let grace = site.agent("Grace").await;
    let mut socket = grace.connect_available().await;
    let (visitor, mut chat, mut graces) = site.chatting(&grace, &mut socket).await;
    let path = format!("/v1/conversations/{}/files", chat.id);
    let send = |query: &str, body: &[u8]| {
        let request = site.http.request(Method::POST, &format!("{path}?{query}"));
        request.bearer(&visitor.token).body(body)
    };

    // Sent twice, as after a lost response, it is one message.
    let first: Shared = send("key=f1&name=oven%20%231.html", PNG).done().await.json();
    let again: Shared = send("key=f1&name=oven%20%231.html", PNG).done().await.json();
    assert_eq!(first, again);
    graces.until("the file", |chat| files(chat).len() == 1).await;
    let (name, file) = files(&graces).remove(0);
    assert_eq!((name.as_str(), file.kind.as_str()), ("oven #1.html.png", "image/png"));
    assert_eq!((file.size, &file.id), (PNG.len() as u64, &first.file));

    let had = site.http.get(&file.path(&chat.id)).done().await;
    assert_eq!(had.body, PNG);
    assert_eq!(header(&had, "Content-Type"), "image/png");
    assert_eq!(
        header(&had, "Content-Disposition"),
        "inline; filename*=UTF-8''oven%20%231.html.png"
    );
    assert_eq!(header(&had, "X-Content-Type-Options"), "nosniff");
    assert_eq!(header(&had, "Content-Security-Policy"), "default-src 'none'; sandbox");
    // Browsers may keep it for five minutes, and ask again then.
    assert_eq!(header(&had, "Cache-Control"), "private, max-age=300, must-revalidate");
    let tag = header(&had, "ETag").to_owned();
    let asks = async |tag: &str| {
        let request = site.http.request(Method::GET, &file.path(&chat.id));
        request.header("If-None-Match", tag).send().await
    };
    let same = asks(&tag).await;
    assert_eq!((same.status, same.body.len(), header(&same, "ETag")), (304, 0, tag.as_str()));
    assert_eq!(asks("\"another\"").await.status, 200);
    for wrong in [format!("file_{}", "a".repeat(36)), file.id.as_str().replace("file_", "file_a")] {
        site.http.get(&format!("{path}/{wrong}")).send().await.problem(404, "not_found");
    }

    // The agent's file needs several rows, and HTML is not served as a page.
    let own = format!("{path}?site={}&key=f1&name=notes.html", site.id);
    let page = b"<script>alert(1)</script>".repeat(100_000);
    let request = site.http.request(Method::POST, &own).header("Cookie", &grace.cookie);
    let foreign = site.http.request(Method::POST, &own).header("Cookie", &grace.cookie);
    foreign.body(page.clone()).send().await.problem(403, "foreign_origin");
    request.header("Origin", site.http.origin()).body(page.clone()).done().await;
    chat.until("the agent's file", |chat| files(chat).len() == 2).await;
    graces.until("their own file", |chat| files(chat).len() == 2).await;
    same_log(&chat, &graces);
    let (name, file) = files(&chat).remove(1);
    assert_eq!(name, "notes.html.txt");
    let had = site.http.get(&file.path(&chat.id)).done().await;
    assert!(had.body == page, "{} bytes", had.body.len());
    assert_eq!(header(&had, "Content-Type"), "text/plain; charset=utf-8");
    assert!(header(&had, "Content-Disposition").starts_with("attachment;"));

    let text =
        grace.request(Method::GET, &format!("conversations/{}/transcript", chat.id)).done().await;
    assert!(text.text().contains("Ada: [file: oven #1.html.png, 18 bytes]"), "{}", text.text());
}

#[tokio::test]
async fn a_file_of_no_known_type_is_refused_before_it_is_saved() {
    let server = Server::shared().await;
    let site = Site::make(&server).await;
    let (grace, linus) = (site.agent("Grace").await, site.agent("Linus").await);
    let mut socket = grace.connect_available().await;
    let (visitor, mut chat, _graces) = site.chatting(&grace, &mut socket).await;
    let path = format!("/v1/conversations/{}/files", chat.id);
    let send = |token: &str, query: &str, body: Vec<u8>| {
        site.http.request(Method::POST, &format!("{path}?{query}")).bearer(token).body(body)
    };
    let named = "key=f1&name=a.png";
    let program = b"MZ\x90\0\x03\0\0\0".to_vec();
    send(&visitor.token, named, program).send().await.problem(422, "bad_file");
    send(&visitor.token, named, Vec::new()).send().await.problem(422, "bad_file");
    let large = vec![b'a'; MAX_FILE_BYTES + 1];
    let problem = send(&visitor.token, named, large).send().await.problem(413, "too_large");
    assert!(problem["detail"].as_str().unwrap().contains("10 MB"), "{problem}");
    send(&visitor.token, "name=a.png", PNG.to_vec()).send().await.problem(422, "invalid");

    let stranger = site.visitor().await;
    send(&stranger.token, named, PNG.to_vec()).send().await.problem(403, "not_yours");
    send("nonsense", named, PNG.to_vec()).send().await.problem(401, "bad_token");
    site.http.request(Method::POST, &path).body(PNG).send().await.problem(401, "no_token");
    let his = site.http.request(Method::POST, &format!("{path}?site={}&{named}", site.id));
    let his = his.header("Cookie", &linus.cookie).header("Origin", site.http.origin());
    his.body(PNG).send().await.problem(403, "not_yours");
    assert!(files(&chat).is_empty(), "{}", chat.dump());

    chat.leave().await;
    chat.synced().await;
    send(&visitor.token, named, PNG.to_vec()).send().await.problem(422, "over");
    let (alone, early) = site.begun().await;
    let path = format!("/v1/conversations/{}/files?{named}", early.id);
    let request = site.http.request(Method::POST, &path).bearer(&alone.token).body(PNG);
    request.send().await.problem(422, "not_live");
}
