//! Streams as files: pulled and pushed with the real command line, byte for byte.

use bellhop_tests::env;
use bellhop_tests::http::Method;
use bellhop_tests::server::Server;
use bellhop_tests::site::Site;
use bellhop_tests::stream;
use serde_json::{Value, json};
use shared::protocol::{CreatedKey, NewKey};
use std::path::{Path, PathBuf};
use tokio::process::Command;

/// A folder with an API key of a site.
struct Desk {
    folder: PathBuf,
    site: String,
    key: String,
}

struct Run {
    code: i32,
    out: String,
    err: String,
}

impl Desk {
    async fn new(server: &Server, site: &Site) -> Self {
        let body = json!({ "name": "Team", "permissions": NewKey::DIALOGUES });
        let created: CreatedKey =
            site.admin.request(Method::POST, "keys").json(&body).done().await.json();
        let folder = server.storage().join(format!("text-{}", site.id));
        std::fs::create_dir_all(&folder).unwrap();
        let site = format!("http://localhost:{}/{}", server.port(), site.id);
        Self { folder, site, key: created.key }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.join(name)
    }

    fn bytes(&self, name: &str) -> Vec<u8> {
        std::fs::read(self.path(name)).unwrap()
    }

    fn write(&self, name: &str, document: &Value) {
        std::fs::write(self.path(name), document.to_string()).unwrap();
    }

    async fn run(&self, line: &str) -> Run {
        self.run_with(line, &self.key).await
    }

    async fn run_with(&self, line: &str, key: &str) -> Run {
        let args = line.split(' ').map(|arg| if arg == "SITE" { &self.site } else { arg });
        let mut command = Command::new(env::cli());
        command.args(args).current_dir(&self.folder).env("BELLHOP_KEY", key);
        for proxy in ["http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"] {
            command.env_remove(proxy);
        }
        let done = command.output().await.unwrap();
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
        let code = done.status.code().unwrap();
        Run { code, out: text(done.stdout), err: text(done.stderr) }
    }
}

impl Run {
    #[track_caller]
    fn good(&self) -> &str {
        assert_eq!(self.code, 0, "{}{}", self.out, self.err);
        &self.out
    }
}

fn rich() -> Value {
    let mut stream = stream::advised();
    stream["cards"][0]["note"] = json!({ "for": "the team", "x": 0.1 });
    json!({ "stream": stream, "poke": false, "priority": 4, "name": "Hello \u{1f6ce}",
        "$schema": "../docs/stream.schema.json", "not_pages": ["https://shop.example/b*"],
        "when": { "event": "time_on_page", "at_least": 5 }, "visitors": "anonymous" })
}

#[tokio::test]
async fn export_and_import_keep_the_bytes() {
    let server = Server::shared().await;
    let site = Site::make(&server).await;
    let desk = Desk::new(&server, &site).await;
    desk.write("dialogue_rich.json", &rich());
    desk.run("push --site SITE dialogue_rich.json").await.good();
    desk.run("pull --site SITE --all one").await.good();
    assert_eq!(desk.bytes("one/dialogue_rich.json")[..4], *b"{\n  ");
    let read: Value = serde_json::from_slice(&desk.bytes("one/dialogue_rich.json")).unwrap();
    assert_eq!(read, rich(), "nothing is lost");

    // Into another site, and out of it again.
    let other = Site::make(&server).await;
    let there = Desk::new(&server, &other).await;
    for name in ["dialogue_rich", "dialogue_hello"] {
        std::fs::copy(desk.path(&format!("one/{name}.json")), there.path(&format!("{name}.json")))
            .unwrap();
    }
    let pushed = there.run("push --site SITE dialogue_rich.json dialogue_hello.json").await;
    assert!(pushed.good().contains("dialogue_rich: new"), "{}", pushed.out);
    there.run("pull --site SITE --all two").await.good();
    for name in ["dialogue_rich", "dialogue_hello"] {
        let (one, two) = (format!("one/{name}.json"), format!("two/{name}.json"));
        assert_eq!(desk.bytes(&one), there.bytes(&two), "{name}");
    }
    let again = there.run("pull --site SITE --all two").await;
    assert_eq!(again.good().matches("unchanged").count(), 2, "{}", again.out);
    let visible = there.run("pull --site SITE --dialogue dialogue_rich").await;
    assert_eq!(visible.good().as_bytes(), desk.bytes("one/dialogue_rich.json"));
}

#[tokio::test]
async fn push_shows_changes_publishes_and_lists_every_finding() {
    let server = Server::shared().await;
    let site = Site::make(&server).await;
    let desk = Desk::new(&server, &site).await;
    desk.run("pull --site SITE --dialogue dialogue_hello dialogue_hello.json").await.good();
    let mut document: Value = serde_json::from_slice(&desk.bytes("dialogue_hello.json")).unwrap();
    document["stream"]["cards"][3]["text"] = json!("Come again!");
    desk.write("dialogue_hello.json", &document);
    let pushed = desk.run("push --site SITE dialogue_hello.json --publish").await;
    for line in ["bye: It says “Come again!” now", "published as version 2"] {
        assert!(pushed.good().contains(line), "{}", pushed.out);
    }
    let again = desk.run("push --site SITE dialogue_hello.json --publish").await;
    assert_eq!(again.good(), "dialogue_hello: unchanged\ndialogue_hello: published as version 2\n");
    let old = desk.run("pull --site SITE --dialogue dialogue_hello --version 1").await;
    assert!(old.good().contains("Enjoy your visit!"));

    document["stream"]["cards"][0]["responses"][0]["nxt"] = json!("call");
    document["stream"]["cards"][3]["next"] = json!("nowhere");
    desk.write("dialogue_hello.json", &document);
    let refused = desk.run("push --site SITE dialogue_hello.json --publish").await;
    assert_eq!(refused.code, 1, "{}", refused.err);
    for line in ["bye: error dangling_next:", "ask: error unknown_field:", "not published"] {
        assert!(refused.out.contains(line), "{}", refused.out);
    }
    // The same findings as without a site.
    let checked = desk.run("check dialogue_hello.json").await;
    for line in checked.out.lines().filter(|line| line.contains(" error ")) {
        assert!(refused.out.contains(line), "{line} is not in {}", refused.out);
    }
}

#[tokio::test]
async fn an_invalid_key_is_refused_and_nothing_is_written() {
    let server = Server::shared().await;
    let site = Site::make(&server).await;
    let desk = Desk::new(&server, &site).await;
    let pull = "pull --site SITE --dialogue dialogue_hello a.json";
    let refused = desk.run_with(pull, "bhk_guessed").await;
    assert_eq!((refused.code, refused.err.contains("not an API key of this site")), (2, true));
    assert_eq!(desk.run_with(pull, "").await.code, 2);
    assert!(!Path::new(&desk.path("a.json")).exists());
    std::fs::write(desk.path("key"), format!("{}\n", desk.key)).unwrap();
    desk.run_with(&format!("{pull} --key-file key"), "").await.good();
    let nothing = desk.run("pull --site SITE --dialogue dialogue_none").await;
    assert_eq!((nothing.code, nothing.err.contains("(404)")), (2, true), "{}", nothing.err);
    std::fs::write(desk.path("bare.json"), stream::advised().to_string()).unwrap();
    let bare = desk.run("push --site SITE --dialogue dialogue_hello bare.json").await;
    assert_eq!((bare.code, bare.err.contains("bare stream")), (2, true), "{}", bare.err);
}

#[tokio::test]
async fn hostile_documents_get_findings_or_a_clear_problem_from_the_site() {
    let server = Server::shared().await;
    let site = Site::make(&server).await;
    let put = |body: Vec<u8>| site.admin.request(Method::PUT, "dialogues/dialogue_odd").body(body);
    let nested = |depth: usize| {
        let stream = format!("{}{}", "[".repeat(depth), "]".repeat(depth));
        format!(r#"{{ "name": "a", "stream": {{ "first": "a", "cards": [{stream}] }} }}"#)
            .into_bytes()
    };
    put(nested(5_000)).send().await.problem(400, "bad_body");
    put(vec![b' '; 1024 * 1024 + 1]).send().await.problem(413, "too_large");
    put(b"{\"name\": \"\xff\"}".to_vec()).send().await.problem(400, "bad_body");
    let where_ = put(b"{\n\"name\": 7 }".to_vec()).send().await.problem(400, "bad_body");
    assert!(where_["detail"].as_str().unwrap().contains("line 2 column 9"), "{where_}");
    // Numbers that become longer when they are written.
    let long = format!(r#"{{ "name": "a", "stream": [{}1] }}"#, "1E9,".repeat(200_000));
    put(long.into_bytes()).send().await.problem(413, "too_large");

    // The deepest document that can be parsed is stored, returned, and checked.
    put(nested(120)).done().await;
    let stored = site.admin.request(Method::GET, "dialogues/dialogue_odd").done().await;
    assert_eq!(stored.json::<Value>(), serde_json::from_slice::<Value>(&nested(120)).unwrap());
    let publish = || site.admin.request(Method::POST, "dialogues/dialogue_odd/publish");
    publish().send().await.problem(422, "unpublishable");
    let odd = json!({ "name": "a", "trigger": { "on": 5 }, "stream": [7] });
    put(odd.to_string().into_bytes()).done().await;
    publish().send().await.problem(422, "unpublishable");
    site.admin.request(Method::GET, "dialogues").done().await;
}
