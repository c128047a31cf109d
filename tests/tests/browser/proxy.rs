//! A deployment behind a proxy that terminates TLS, for a visitor and an agent.

use crate::harness::Harness;
use bellhop_tests::browser::Spot;
use bellhop_tests::proxy::Proxy;
use bellhop_tests::server::Server;
use bellhop_tests::site::Site;

#[tokio::test]
async fn a_visitor_of_an_allowed_domain_and_an_agent_chat_over_https() {
    let server = Server::shared().await;
    let proxy = Proxy::before(&server).await;
    let site = Site::make_by(proxy.http()).await;
    assert!(site.http.origin().starts_with("https://"));
    let harness = Harness::new("https", server, site).await;

    let allowed = vec![harness.website.origin.clone()];
    harness.site.settings(|settings| settings.allowed_domains = allowed).await;
    harness.visitor.visit(&harness.website.origin).await;
    harness.chat().await;
    harness.visitor_says("Line 1: is this private?").await;
    harness.agent.see_text(Spot::Page, "[data-part=bubble]", "Line 1").await;
    harness.agent_says("Line 2: all the way to the proxy.").await;
    harness.both_read(&["Line 1: is this private?", "Line 2: all the way to the proxy."]).await;
    harness.no_complaints().await;
}
