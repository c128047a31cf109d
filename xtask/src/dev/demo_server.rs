//! A small static server for the demo site: a third-party website with a strict
//! Content-Security-Policy.

use std::fs;
use std::io::Cursor;
use std::path::{Component, Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;

use anyhow::{Result, anyhow};
use tiny_http::{Header, Method, Response, Server};

/// The placeholder for the chat's origin in the demo's pages and scripts.
const PLACEHOLDER: &str = "{{chat_origin}}";

/// The script that loads a page again, and the one that says how often something was built.
const RELOAD: &str = "/dev/reload.js";
const BUILDS: &str = "/dev/builds.js";

/// The pages, and what they may load.
pub(crate) struct DemoServer {
    folder: PathBuf,
    chat: String,
    /// How often something was built since it started, if its pages load themselves again then.
    builds: Option<Arc<AtomicU64>>,
}

/// A page that the demo's server answers with.
struct Page {
    status: u16,
    kind: &'static str,
    body: Vec<u8>,
}

impl DemoServer {
    /// Serves a folder whose pages use the chat at that origin.
    pub(crate) fn new(folder: &Path, chat: &str) -> Self {
        Self { folder: folder.to_path_buf(), chat: chat.to_owned(), builds: None }
    }

    /// Lets its pages load themselves again whenever this number has changed.
    pub(crate) fn reloading(self, builds: Arc<AtomicU64>) -> Self {
        Self { builds: Some(builds), ..self }
    }

    /// Answers from now on, on a thread of its own.
    pub(crate) fn start(self, port: u16) -> Result<()> {
        let server = Server::http(("127.0.0.1", port))
            .map_err(|error| anyhow!("the demo site cannot listen on port {port}: {error}"))?;
        thread::spawn(move || {
            for request in server.incoming_requests() {
                let page = match request.method() {
                    Method::Get | Method::Head => self.page(request.url()),
                    _ => text(405, "Only GET and HEAD are served here."),
                };
                // A visitor who went away while being answered is nobody's error.
                let _ = request.respond(self.response(page));
            }
        });
        Ok(())
    }

    fn page(&self, target: &str) -> Page {
        let not_found = || text(404, "There is no such page.");
        if let Some(script) = self.script(target) {
            return script;
        }
        let Some(file) = self.file(target) else { return not_found() };
        let Ok(body) = fs::read(&file) else { return not_found() };
        let kind = content_type(&file);
        let body = if kind.starts_with("text/html") || kind.starts_with("text/javascript") {
            let text = String::from_utf8_lossy(&body).replace(PLACEHOLDER, &self.chat);
            self.with_reload(text).into_bytes()
        } else {
            body
        };
        Page { status: 200, kind, body }
    }

    /// The scripts with which a page notices that something was built. The policy allows no connection
    /// to our own origin, so the number comes as a script.
    fn script(&self, target: &str) -> Option<Page> {
        let builds = self.builds.as_ref()?.load(Ordering::SeqCst);
        let body = match target.split('?').next()? {
            RELOAD => include_str!("reload.js").to_owned(),
            BUILDS => format!("bellhopBuilds({builds});\n"),
            _ => return None,
        };
        Some(Page { status: 200, kind: content_type(Path::new(RELOAD)), body: body.into_bytes() })
    }

    fn with_reload(&self, text: String) -> String {
        if self.builds.is_none() {
            return text;
        }
        text.replacen("</head>", &format!("<script async src=\"{RELOAD}\"></script></head>"), 1)
    }

    /// The file for a request target: never outside of the folder, never the seed with its
    /// passwords.
    fn file(&self, target: &str) -> Option<PathBuf> {
        let path = target.split(['?', '#']).next()?.strip_prefix('/')?;
        let plain = |part| matches!(part, Component::Normal(_));
        if !Path::new(path).components().all(plain) || path.starts_with("seed/") {
            return None;
        }
        let named = self.folder.join(path);
        let beside = self.folder.join(format!("{path}.html"));
        [named.clone(), named.join("index.html"), beside].into_iter().find(|file| file.is_file())
    }

    fn response(&self, page: Page) -> Response<Cursor<Vec<u8>>> {
        let policy = self.policy();
        let headers = [
            ("content-type", page.kind),
            ("content-security-policy", policy.as_str()),
            ("cache-control", "no-cache"),
            ("x-content-type-options", "nosniff"),
            ("referrer-policy", "strict-origin-when-cross-origin"),
        ];
        let response = Response::from_data(page.body).with_status_code(page.status);
        headers
            .into_iter()
            // None is refused: they are all ASCII.
            .filter_map(|(name, value)| Header::from_bytes(name, value).ok())
            .fold(response, Response::with_header)
    }

    /// The Content-Security-Policy: only what the one tag needs; no inline code, no wasm, no other
    /// origins.
    fn policy(&self) -> String {
        let chat = &self.chat;
        format!(
            "default-src 'none'; script-src 'self' {chat}; connect-src {chat}; frame-src {chat}; \
             img-src 'self' data: {chat}; style-src 'self'; form-action 'self'; base-uri 'none'; \
             frame-ancestors 'none'"
        )
    }
}

fn text(status: u16, body: &str) -> Page {
    Page { status, kind: "text/plain; charset=utf-8", body: body.as_bytes().to_vec() }
}

fn content_type(file: &Path) -> &'static str {
    match file.extension().and_then(|kind| kind.to_str()).unwrap_or("") {
        "html" => "text/html; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "js" => "text/javascript; charset=utf-8",
        "json" => "application/json",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "jpg" | "jpeg" => "image/jpeg",
        "webp" => "image/webp",
        "ico" => "image/x-icon",
        "txt" => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn server(name: &str) -> DemoServer {
        let folder = std::env::temp_dir().join(format!("bellhop-{name}-{}", std::process::id()));
        fs::create_dir_all(folder.join("seed")).unwrap();
        fs::write(folder.join("index.html"), "<script src={{chat_origin}}/widget.js>").unwrap();
        fs::write(folder.join("pricing.html"), "prices").unwrap();
        fs::write(folder.join("seed/seed.json"), "[]").unwrap();
        DemoServer::new(&folder, "http://localhost:1")
    }

    #[test]
    fn pages_are_served_by_name_with_the_chats_origin() {
        let server = server("pages");
        assert_eq!(server.page("/?a=b").body, b"<script src=http://localhost:1/widget.js>");
        assert_eq!(server.page("/pricing").body, b"prices");
        let response = server.response(server.page("/"));
        let policy =
            response.headers().iter().find(|one| one.field.equiv("content-security-policy"));
        assert!(policy.unwrap().value.as_str().contains("script-src 'self' http://localhost:1;"));
    }

    #[test]
    fn pages_load_themselves_again_after_a_build_in_dev_alone() {
        let page = |server: &DemoServer, target: &str| {
            let page = server.page(target);
            (page.status, String::from_utf8(page.body).unwrap())
        };
        let plain = server("plain");
        fs::write(plain.folder.join("index.html"), "<head></head>").unwrap();
        assert_eq!(page(&plain, "/").1, "<head></head>");
        assert_eq!(page(&plain, RELOAD).0, 404);
        let builds = Arc::new(AtomicU64::new(0));
        let dev = plain.reloading(Arc::clone(&builds));
        assert!(page(&dev, "/").1.contains(RELOAD));
        assert!(page(&dev, RELOAD).1.contains(BUILDS));
        assert_eq!(page(&dev, BUILDS).1, "bellhopBuilds(0);\n");
        builds.fetch_add(1, Ordering::SeqCst);
        assert_eq!(page(&dev, &format!("{BUILDS}?1")).1, "bellhopBuilds(1);\n");
    }

    #[test]
    fn nothing_outside_the_site_is_served() {
        let server = server("outside");
        for target in ["/../Cargo.toml", "//etc/passwd", "/seed/seed.json", "/nothing", "x"] {
            assert_eq!(server.page(target).status, 404, "{target}");
        }
    }
}
