//! A website with the chat: a few pages, on another origin than the chat, with a
//! Content-Security-Policy that allows only what the chat needs.

use shared::id::SiteId;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;

/// A button to click, and a form that leads to another page.
const SHOP: &str = "<button class=buy><b>Buy</b></button>\
    <form class=order action=/about><button class=send>Send</button></form>";

/// The page's own script: it records the chat's events, from before the chat has loaded.
const LISTENERS: &str = r#"
    const names = ["ready", "triggered", "engaged", "completed", "closed", "email_given",
        "phone_given", "goal_reached", "live_chat_requested", "live_chat_initiated",
        "live_chat_ended", "live_chat_timed_out"];
    const listener = (name) => ({ detail }) => {
        const events = JSON.parse(sessionStorage.events ?? "[]");
        sessionStorage.events = JSON.stringify([...events, { name, detail }]);
        if (name == "ready") document.documentElement.dataset.ready = "";
    };
    window.Bellhop = names.map((name) => ["on", name, listener(name)]);
"#;

/// A website that is served until it is dropped.
pub struct Website {
    /// Its origin: `127.0.0.1`, while the chat is at `localhost`.
    pub origin: String,
    serving: JoinHandle<()>,
}

impl Website {
    /// Serves the website; `chat` is the chat's origin.
    pub async fn serve(chat: &str, site: &SiteId) -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
        let origin = format!("http://{}", listener.local_addr().unwrap());
        let answers = Answers::new(chat, site);
        let serving = tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let answers = answers.clone();
                tokio::spawn(async move {
                    // A client that disconnects early is no error.
                    let _ = answers.serve(stream).await;
                });
            }
        });
        Self { origin, serving }
    }
}

impl Drop for Website {
    fn drop(&mut self) {
        self.serving.abort();
    }
}

#[derive(Clone)]
struct Answers {
    policy: String,
    tag: String,
}

impl Answers {
    fn new(chat: &str, site: &SiteId) -> Self {
        let policy = format!(
            "default-src 'none'; script-src 'self' {chat}; connect-src {chat}; frame-src {chat}; \
             img-src {chat}; \
             base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
        );
        let tag = format!(r#"<script async src="{chat}/widget.js" data-site="{site}"></script>"#);
        Self { policy, tag }
    }

    async fn serve(&self, mut stream: TcpStream) -> std::io::Result<()> {
        let mut request = Vec::new();
        while !request.windows(4).any(|end| end == b"\r\n\r\n") {
            let mut part = [0; 2048];
            let read = stream.read(&mut part).await?;
            if read == 0 {
                return Ok(());
            }
            request.extend(&part[..read]);
        }
        let request = String::from_utf8_lossy(&request);
        let path =
            request.split(' ').nth(1).unwrap_or_default().split('?').next().unwrap_or_default();
        let answer = match path {
            "/" => self.page("en", "Hats", "/about", ""),
            "/about" => self.page("en", "About us", "/", ""),
            "/tall" => self.page("en", "All hats", "/", &"<p>A hat</p>".repeat(200)),
            "/shop" => self.page("en", "Buy a hat", "/", SHOP),
            "/de" => self.page("de-AT", "Hüte", "/", ""),
            "/ar" => self.page("ar", "قبعات", "/", ""),
            "/listeners.js" => answer("text/javascript", LISTENERS, ""),
            _ => "HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n".to_owned(),
        };
        stream.write_all(answer.as_bytes()).await?;
        stream.shutdown().await
    }

    fn page(&self, language: &str, title: &str, other: &str, more: &str) -> String {
        let body = format!(
            "<!doctype html><html lang={language}><meta charset=utf-8><title>{title}</title>\
             <script src=/listeners.js></script>{}\
             <main><h1>{title}</h1><p><a id=other href={other}>The other page</a></p>{more}</main>\
             </html>",
            self.tag
        );
        answer("text/html", &body, &self.policy)
    }
}

fn answer(kind: &str, body: &str, policy: &str) -> String {
    format!(
        "HTTP/1.1 200 OK\r\nContent-Type: {kind}; charset=utf-8\r\nContent-Length: {}\r\n\
         Content-Security-Policy: {policy}\r\nConnection: close\r\n\r\n{body}",
        body.len(),
    )
}
