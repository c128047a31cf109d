//! A small static server for the demo site: a third-party website with a strict
//! Content-Security-Policy.

use std::fs;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::path::{Component, Path, PathBuf};
use std::sync::Arc;
use std::thread;
use std::time::Duration;

use anyhow::{Context, Result};

/// The placeholder for the chat's origin in the demo's pages and scripts.
const PLACEHOLDER: &str = "{{chat_origin}}";

/// The largest request head that is read, in bytes.
const HEAD_LIMIT: u64 = 16 * 1024;

/// Serves the demo's pages.
pub(crate) struct DemoServer {
    folder: PathBuf,
    chat: String,
}

/// A response.
struct Page {
    status: &'static str,
    kind: &'static str,
    body: Vec<u8>,
}

impl DemoServer {
    /// Serves a folder whose pages use the chat at that origin.
    pub(crate) fn new(folder: &Path, chat: &str) -> Self {
        Self { folder: folder.to_path_buf(), chat: chat.to_owned() }
    }

    /// Starts the server, with a thread for each connection.
    pub(crate) fn start(self, port: u16) -> Result<()> {
        let listener = TcpListener::bind(("127.0.0.1", port))
            .with_context(|| format!("the demo site cannot listen on port {port}"))?;
        let server = Arc::new(self);
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let server = Arc::clone(&server);
                // A visitor who disconnects early is no error.
                thread::spawn(move || drop(server.answer(stream)));
            }
        });
        Ok(())
    }

    fn answer(&self, mut stream: TcpStream) -> Result<()> {
        stream.set_read_timeout(Some(Duration::from_secs(10)))?;
        let mut reader = BufReader::new(stream.try_clone()?.take(HEAD_LIMIT));
        let mut first = String::new();
        reader.read_line(&mut first)?;
        let mut line = String::new();
        while reader.read_line(&mut line)? > 0 && !line.trim_end().is_empty() {
            line.clear();
        }
        let mut parts = first.split_whitespace();
        let (method, target) = (parts.next().unwrap_or(""), parts.next().unwrap_or(""));
        let page = match method {
            "GET" | "HEAD" => self.page(target),
            _ => text("405 Method Not Allowed", "Only GET and HEAD are served here."),
        };
        stream.write_all(self.head(&page).as_bytes())?;
        if method != "HEAD" {
            stream.write_all(&page.body)?;
        }
        Ok(())
    }

    fn page(&self, target: &str) -> Page {
        let not_found = || text("404 Not Found", "There is no such page.");
        let Some(file) = self.file(target) else { return not_found() };
        let Ok(body) = fs::read(&file) else { return not_found() };
        let kind = content_type(&file);
        let body = if kind.starts_with("text/html") || kind.starts_with("text/javascript") {
            String::from_utf8_lossy(&body).replace(PLACEHOLDER, &self.chat).into_bytes()
        } else {
            body
        };
        Page { status: "200 OK", kind, body }
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

    fn head(&self, page: &Page) -> String {
        format!(
            "HTTP/1.1 {}\r\ncontent-type: {}\r\ncontent-length: {}\r\n\
             content-security-policy: {}\r\ncache-control: no-cache\r\n\
             x-content-type-options: nosniff\r\nreferrer-policy: strict-origin-when-cross-origin\r\n\
             connection: close\r\n\r\n",
            page.status,
            page.kind,
            page.body.len(),
            self.policy()
        )
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

fn text(status: &'static str, body: &str) -> Page {
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
        assert!(server.head(&server.page("/")).contains("script-src 'self' http://localhost:1;"));
    }

    #[test]
    fn nothing_outside_the_site_is_served() {
        let server = server("outside");
        for target in ["/../Cargo.toml", "//etc/passwd", "/seed/seed.json", "/nothing", "x"] {
            assert_eq!(server.page(target).status, "404 Not Found", "{target}");
        }
    }
}
