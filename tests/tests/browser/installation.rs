//! Putting the snippet onto a site, as its admin sees it.

use crate::access::Violations;
use crate::harness::{click, enter, part, visit};
use bellhop_tests::browser::{Browser, Spot};
use bellhop_tests::server::Server;
use bellhop_tests::site::Site;

const PAGE: Spot = Spot::Page;
const ADMIN: &str = "agent_admin@shop.example";

/// PAGE-14: a page that is not allowed shows no chat and says why on its console; the admin sees it and
/// allows it.
#[tokio::test]
async fn an_admin_allows_a_page_that_was_refused_and_the_first_page_ticks_the_step() {
    let server = Server::shared().await;
    let site = Site::make(&server).await;
    let shop = vec!["https://shop.example".to_owned()];
    site.settings(|settings| settings.allowed_domains = shop).await;
    let mut found = Violations::default();

    let admin = Browser::open("installation").await;
    enter(&admin, &site, ADMIN).await;
    click(&admin, "go-settings").await;
    admin.click(PAGE, "a[href='/console/settings/installation']").await;
    admin.see_text(PAGE, &part("first-page"), "Waiting for the first page view").await;

    let (website, visitor) = visit("installation", &site).await;
    click(&admin, "go-home").await;
    admin.see_text(PAGE, &part("refused-page"), &website.origin).await;
    found.check_a11y(&admin, PAGE, "home-refused").await;
    click(&admin, "allow-domain").await;
    admin.gone(PAGE, &part("refused-page")).await;

    visitor.reload().await;
    visitor.see(Spot::Launcher, ".launch").await;
    click(&admin, "go-settings").await;
    admin.click(PAGE, "a[href='/console/settings/installation']").await;
    admin.see_text(PAGE, &part("first-page"), "The snippet works").await;
    admin.see_text(PAGE, &part("first-page"), &website.origin).await;
    let guides = admin.texts(PAGE, ".guide summary").await.unwrap();
    assert!(guides.contains(&"WordPress".to_owned()), "{guides:?}");
    admin.click(PAGE, ".guide:nth-of-type(7) summary").await;
    admin.see_text(PAGE, &part("script-snippet"), "chat.setAttribute").await;
    found.check_a11y(&admin, PAGE, "installation").await;
    assert!(found.0.is_empty(), "{:#?}", found.0);
}
