//! A small static server for the demo site: a third-party website with a strict
//! Content-Security-Policy.

use std::fs;
use std::io::Cursor;
use std::path::{Component, Path, PathBuf};
use std::thread;

use anyhow::{Result, anyhow};
use tiny_http::{Header, Method, Response, Server};

/// The placeholder for the chat's origin in the demo's pages and scripts.
const PLACEHOLDER: &str = "{{chat_origin}}";

/// The pages, and what they may load.
pub(crate) struct DemoServer {
    folder: PathBuf,
    chat: String,
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
        Self { folder: folder.to_path_buf(), chat: chat.to_owned() }
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
        let Some(file) = self.file(target) else { return not_found() };
        let Ok(body) = fs::read(&file) else { return not_found() };
        let kind = content_type(&file);
        let body = if kind.starts_with("text/html") || kind.starts_with("text/javascript") {
            String::from_utf8_lossy(&body).replace(PLACEHOLDER, &self.chat).into_bytes()
        } else {
            body
        };
        Page { status: 200, kind, body }
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
    use super::DemoServer;
    use std::fs;

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
    fn nothing_outside_the_site_is_served() {
        let server = server("outside");
        for target in ["/../Cargo.toml", "//etc/passwd", "/seed/seed.json", "/nothing", "x"] {
            assert_eq!(server.page(target).status, 404, "{target}");
        }
    }
}
