//! Behind a proxy that terminates TLS: the worker gets plain HTTP, the clients use https.

use bellhop_tests::agent::{Agent, email};
use bellhop_tests::http::{Answer, Http, Method};
use bellhop_tests::proxy::Proxy;
use bellhop_tests::push::{Service, Subscribed, Token};
use bellhop_tests::server::Server;
use bellhop_tests::site::Site;
use shared::protocol::{Bootstrap, ConversationBegun, Settings, VisitorGreeting};

const SHOP: &str = "https://www.shop.example";

fn policy(answer: &Answer) -> &str {
    answer.header("Content-Security-Policy").unwrap_or_else(|| panic!("{}", answer.dump()))
}

#[tokio::test]
async fn an_agent_signs_in_over_https_and_chats_over_wss() {
    let server = Server::shared().await;
    let proxy = Proxy::before(&server).await;
    // The cookie is `Secure`, and all further requests use it.
    let site = Site::make_by(proxy.http()).await;
    let grace = site.agent("Grace").await;
    grace.request(Method::GET, "me").done().await;
    let settings: Settings = site.admin.request(Method::GET, "settings").done().await.json();
    assert_eq!(settings.offer_seconds, 10, "a write with the cookie succeeded");

    assert!(grace.desk_endpoint().url.starts_with("wss://"));
    let mut socket = grace.connect_available().await;
    let (_visitor, mut chat, mut theirs) = site.chatting(&grace, &mut socket).await;
    let key = theirs.say("Hello over TLS").await;
    theirs.ack(&key).await;
    chat.until("the agent's message", |chat| chat.said().len() == 1).await;
}

#[tokio::test]
async fn our_own_pages_and_redirects_name_the_https_origin() {
    let server = Server::shared().await;
    let proxy = Proxy::before(&server).await;
    let site = Site::make_by(proxy.http()).await;
    let own = site.http.origin();
    let sockets = format!("connect-src 'self' {};", site.http.socket_origin());
    assert!(sockets.contains("wss://localhost:"));
    for path in ["/console".to_owned(), format!("/v1/sites/{}/panel", site.id)] {
        let page = site.http.get(&path).done().await;
        assert!(policy(&page).contains(&sockets), "{}", page.dump());
    }
    let root = site.http.get("/").send().await;
    assert_eq!(root.header("Location"), Some(format!("{own}/console").as_str()));
}

#[tokio::test]
async fn a_visitor_of_an_allowed_domain_begins_over_https() {
    let server = Server::shared().await;
    let proxy = Proxy::before(&server).await;
    let site = Site::make_by(proxy.http()).await;
    site.settings(|settings| settings.allowed_domains = vec![SHOP.to_owned()]).await;
    let of = |rest: &str| format!("/v1/sites/{}/{rest}", site.id);

    // The page requests from its own origin; the panel, which is a frame in it, from ours.
    let bootstrap = site.http.get(&of("bootstrap?url=https://www.shop.example/&done="));
    let bootstrap: Bootstrap = bootstrap.header("Origin", SHOP).done().await.json();
    assert!(bootstrap.dialogue.is_some());
    let own = site.http.origin();
    let greeting = site.http.post(&of("visitors"), &()).header("Origin", own);
    let _: VisitorGreeting = greeting.done().await.json();
    let visitor = site.visitor().await;
    let beginning = visitor.beginning(&site.dialogue, site.version);
    let begun = visitor.begin(&beginning).header("Origin", own).done().await;
    let begun: ConversationBegun = begun.json();
    let chat = visitor.chat(&begun.conversation).connected().await;
    assert!(!chat.log.is_empty());

    // The same host with plain HTTP is another origin.
    let clear = own.replacen("https", "http", 1);
    let foreign = visitor.begin(&beginning).header("Origin", &clear).send().await;
    foreign.problem(403, "page_not_allowed");
}

#[tokio::test]
async fn a_push_says_that_it_comes_from_the_https_origin() {
    let server = Server::shared_with_local_network().await;
    let proxy = Proxy::before(&server).await;
    let (site, service) = (Site::make_by(proxy.http()).await, Service::open().await);
    let grace = site.agent("Grace").await;
    let (_device, devices) = Subscribed::subscribe(&service, &grace).await;
    let id = &devices.items[0].id;
    grace.request(Method::POST, &format!("me/push/{id}/try")).done().await;
    let push = service.pushes(1).await.remove(0);
    assert_eq!(Token::from_push(&push).claims["sub"], site.http.origin());
}

#[tokio::test]
async fn an_invalid_forwarded_protocol_is_ignored() {
    let server = Server::shared().await;
    for proto in ["gopher", "https, https", "javascript"] {
        let proxy = Proxy::adding(&server, &[("x-forwarded-proto", proto)]).await;
        let http = proxy.http();
        let sign_in = http.post("/v1/sites/site_a/session", &()).header("Origin", "null");
        let detail = sign_in.send().await.problem(400, "bad_proxy")["detail"].to_string();
        assert!(detail.contains("`X-Forwarded-Proto`"), "{detail}");
        for path in ["/", "/console", "/v1/health"] {
            http.get(path).send().await.problem(400, "bad_proxy");
        }
    }
}

#[tokio::test]
async fn a_proxy_without_the_forwarded_protocol_is_named_in_the_error() {
    let server = Server::shared().await;
    let site = Site::make(&server).await;
    let address = email(&site.agent("Grace").await.id);
    for headers in [&[][..], &[("x-forwarded-proto", "https"), ("host", "127.0.0.1:8080")]] {
        let proxy = Proxy::adding(&server, headers).await;
        let refused = Agent::try_sign_in(&proxy.http(), &site.id, &address, Agent::PASSWORD).await;
        let problem = refused.problem(403, "foreign_origin");
        let detail = problem["detail"].as_str().unwrap();
        assert!(detail.contains("`X-Forwarded-Proto`") && detail.contains("`Host`"), "{detail}");
    }
    // With the header, the same request succeeds.
    let proxy = Proxy::before(&server).await;
    let taken = Agent::try_sign_in(&proxy.http(), &site.id, &address, Agent::PASSWORD).await;
    assert_eq!(taken.status, 200, "{}", taken.dump());
    Http::new(server.port()).get("/v1/health").done().await;
}
