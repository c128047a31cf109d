//! Static files on one machine: compressed by the build, in the encoding that the client likes best.

use bellhop_tests::env;
use bellhop_tests::http::{Answer, Http, Method};
use bellhop_tests::server::Server;
use serde_json::{Value, json};
use std::path::PathBuf;
use std::process::Command;

/// The address of the console's module, which has the hash of its content in it.
fn module() -> String {
    let folder = std::fs::read_dir(env::root().join("www/dist/console")).unwrap();
    let hash = folder.flatten().next().unwrap().file_name().into_string().unwrap();
    format!("/console/{hash}/console_bg.wasm")
}

fn dist() -> PathBuf {
    env::root().join("www/dist")
}

fn compressed(encoding: &str, path: &str) -> Vec<u8> {
    let file = env::root().join("www/compressed").join(encoding).join(path.trim_start_matches('/'));
    let content = std::fs::read(&file);
    content.unwrap_or_else(|_| panic!("no {}: run `cargo xtask build`", file.display()))
}

async fn get(http: &Http, path: &str, accept: &str) -> Answer {
    http.get(path).header("Accept-Encoding", accept).done().await
}

/// Unpacks with a program that has nothing to do with ours.
fn unpacked(body: &[u8]) -> Vec<u8> {
    let file = std::env::temp_dir().join(format!("bellhop-static-{}.gz", std::process::id()));
    std::fs::write(&file, body).unwrap();
    let done = Command::new("gzip").arg("-dc").arg(&file).output().unwrap();
    std::fs::remove_file(file).unwrap();
    assert!(done.status.success());
    done.stdout
}

/// PAGE-12
#[tokio::test]
async fn a_file_comes_in_the_encoding_that_the_client_likes_best() {
    let server = Server::shared().await;
    let http = Http::new(server.port());
    for path in [module().as_str(), "/widget.js", "/console.html", "/docs/openapi.json"] {
        let plain = std::fs::read(dist().join(path.trim_start_matches('/'))).unwrap();
        for (accept, encoding) in [
            ("gzip, deflate, br, zstd", Some("br")),
            ("gzip", Some("gzip")),
            ("br;q=0, gzip", Some("gzip")),
            ("gzip;q=1, br;q=0.5", Some("gzip")),
            ("br;q=0, gzip;q=0", None),
            ("identity", None),
            ("deflate", None),
        ] {
            let answer = get(&http, path, accept).await;
            assert_eq!(answer.header("Content-Encoding"), encoding, "{path} for {accept}");
            assert_eq!(answer.header("Vary"), Some("Accept-Encoding"), "{path} for {accept}");
            let expected = encoding.map_or_else(|| plain.clone(), |name| compressed(name, path));
            assert_eq!(answer.body.len(), expected.len(), "{path} for {accept}");
            assert!(answer.body == expected, "{path} for {accept}: other bytes");
            if encoding == Some("gzip") {
                assert!(unpacked(&answer.body) == plain, "{path}");
            }
        }
        let silent = http.get(path).done().await;
        assert_eq!(silent.header("Content-Encoding"), None, "{path}");
    }
}

/// PAGE-12
#[tokio::test]
async fn a_file_that_the_client_has_is_not_sent_again() {
    let server = Server::shared().await;
    let http = Http::new(server.port());
    let mut seen = Vec::new();
    for path in [module().as_str(), "/widget.js", "/console"] {
        for accept in ["br", "gzip", "identity"] {
            let first = get(&http, path, accept).await;
            let tag = first.header("ETag").unwrap().to_owned();
            assert!(!seen.contains(&tag), "{path} as {accept} has the tag of another file");
            let again = |tag: &str, method| {
                let request = http.request(method, path).header("Accept-Encoding", accept);
                request.header("If-None-Match", tag).send()
            };
            for known in [tag.clone(), format!("W/{tag}"), format!("\"other\", {tag}")] {
                let answer = again(&known, Method::GET).await;
                assert_eq!((answer.status, answer.body.len()), (304, 0), "{path} as {accept}");
                for name in ["ETag", "Vary", "Cache-Control", "Content-Security-Policy"] {
                    assert_eq!(answer.header(name), first.header(name), "{path}: {name}");
                }
            }
            assert_eq!(again(&tag, Method::HEAD).await.status, 304);
            assert_eq!(again("\"other\"", Method::GET).await.status, 200);
            seen.push(tag);
        }
    }
}

/// PAGE-12
#[tokio::test]
async fn head_says_what_get_would_send() {
    let server = Server::shared().await;
    let http = Http::new(server.port());
    for path in [module().as_str(), "/widget.js", "/console"] {
        let request = http.request(Method::HEAD, path).header("Accept-Encoding", "br");
        let (head, get) = (request.send().await, get(&http, path, "br").await);
        assert_eq!((head.status, head.body.len()), (200, 0), "{path}");
        for name in ["Content-Encoding", "Content-Type", "ETag", "Vary", "Cache-Control"] {
            assert_eq!(head.header(name), get.header(name), "{path}: {name}");
        }
    }
}

#[tokio::test]
async fn what_does_not_exist_is_a_problem_in_every_encoding() {
    let server = Server::shared().await;
    let http = Http::new(server.port());
    for path in ["/nothing.js", "/w/1a2b/panel.js", "/br/widget.js", "/gzip/", "/_headers"] {
        let missing = http.get(path).header("Accept-Encoding", "br").send().await;
        missing.problem(404, "no_such_route");
    }
}

/// A phone installs the console by its manifest, and then gives it push notifications.
#[tokio::test]
async fn the_console_can_be_installed() {
    let server = Server::shared().await;
    let http = Http::new(server.port());
    let page = http.get("/console").done().await.text();
    let links = ["/app/icon.svg", "/app/apple-touch-icon.png", "/app/console.webmanifest"];
    for path in links {
        assert!(page.contains(&format!("href=\"{path}\"")), "{path} in {page}");
    }
    let answer = http.get("/app/console.webmanifest").done().await;
    assert_eq!(answer.header("Content-Type"), Some("application/manifest+json"));
    let manifest: Value = answer.json();
    assert_eq!(
        (&manifest["start_url"], &manifest["display"]),
        (&json!("/console"), &json!("standalone"))
    );
    let icons = manifest["icons"].as_array().unwrap();
    let paths = icons.iter().map(|icon| icon["src"].as_str().unwrap());
    for path in paths.chain(["/app/apple-touch-icon.png"]) {
        let icon = http.get(path).done().await;
        let kind = if path == "/app/icon.svg" { "image/svg+xml" } else { "image/png" };
        assert_eq!(icon.header("Content-Type"), Some(kind), "{path}");
        assert_eq!(icon.header("X-Content-Type-Options"), Some("nosniff"), "{path}");
        if kind == "image/png" {
            assert_eq!(&icon.body[..8], b"\x89PNG\r\n\x1a\n", "{path}");
        }
    }
    for (size, purpose) in
        [("192x192", Value::Null), ("512x512", Value::Null), ("512x512", json!("maskable"))]
    {
        let is = |icon: &&Value| icon["sizes"] == size && icon["purpose"] == purpose;
        assert!(icons.iter().find(is).is_some(), "{size} {purpose}");
    }
}
