//! A website with the chat: a few pages, on another origin than the chat, with a
//! Content-Security-Policy that allows only what the chat needs.

use crate::local_server::LocalServer;
use axum::Router;
use axum::http::header::{CONTENT_SECURITY_POLICY, CONTENT_TYPE};
use axum::http::{HeaderValue, StatusCode, Uri};
use axum::response::{Html, IntoResponse, Response};
use shared::id::SiteId;

/// A button to click, and a form that leads to another page.
const SHOP: &str = "<button class=buy><b>Buy</b></button>\
    <form class=order action=/about><button class=send>Send</button></form>";

/// The page's own script: it records the chat's events, from before the chat has loaded.
const LISTENERS: &str = r#"
    const names = ["ready", "triggered", "engaged", "completed", "opened", "closed", "unread",
        "email_given", "phone_given", "goal_reached", "live_chat_requested", "live_chat_initiated",
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
    _server: LocalServer,
}

impl Website {
    /// Serves the website; `chat` is the chat's origin.
    pub async fn serve(chat: &str, site: &SiteId) -> Self {
        let answers = Answers::new(chat, site);
        let answer = async move |uri: Uri| answers.answer(uri.path());
        let server = LocalServer::serve(Router::new().fallback(answer)).await;
        Self { origin: server.origin.clone(), _server: server }
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

    fn answer(&self, path: &str) -> Response {
        match path {
            "/" => self.page("en", "Hats", "/about", ""),
            "/about" => self.page("en", "About us", "/", ""),
            "/tall" => self.page("en", "All hats", "/", &"<p>A hat</p>".repeat(200)),
            "/shop" => self.page("en", "Buy a hat", "/", SHOP),
            "/isolated" => {
                let isolated = [
                    ("cross-origin-embedder-policy", "require-corp"),
                    ("cross-origin-opener-policy", "same-origin"),
                ];
                (isolated, self.page("en", "Isolated", "/", "")).into_response()
            }
            "/strict" => self.strict(),
            "/de" => self.page("de-AT", "Hüte", "/", ""),
            language if language.starts_with("/in/") => self.page(&language[4..], "Hats", "/", ""),
            "/ar" => self.page("ar", "قبعات", "/", ""),
            // A page that asks its visitors first.
            "/consent" => {
                let tag = self.tag.replace(" data-site", " data-consent=wait data-site");
                Self { tag, ..self.clone() }.page("en", "Agree?", "/", "")
            }
            "/listeners.js" => ([(CONTENT_TYPE, "text/javascript")], LISTENERS).into_response(),
            _ => StatusCode::NO_CONTENT.into_response(),
        }
    }

    /// A page where no text may become markup or script.
    fn strict(&self) -> Response {
        let mut response = self.page("en", "Strict", "/about", "");
        let policy = "require-trusted-types-for 'script'; trusted-types 'none'";
        let header = HeaderValue::from_static(policy);
        response.headers_mut().append(CONTENT_SECURITY_POLICY, header);
        response
    }

    fn page(&self, language: &str, title: &str, other: &str, more: &str) -> Response {
        let body = format!(
            "<!doctype html><html lang={language}><meta charset=utf-8>\
             <meta name=viewport content=\"width=device-width\"><title>{title}</title>\
             <script src=/listeners.js></script>{}\
             <main><h1>{title}</h1><p><a id=other href={other}>The other page</a></p>{more}</main>\
             </html>",
            self.tag
        );
        ([(CONTENT_SECURITY_POLICY, self.policy.clone())], Html(body)).into_response()
    }
}
