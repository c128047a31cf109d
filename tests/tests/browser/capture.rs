//! Invalid input is explained, and nothing typed is lost.

use crate::harness::visit;
use bellhop_tests::browser::Spot;
use bellhop_tests::server::Server;
use bellhop_tests::site::Site;

#[tokio::test]
async fn an_invalid_address_is_explained_and_kept() {
    let server = Server::shared().await;
    let site = Site::make(&server).await;
    let (_website, visitor) = visit("capture", &site).await;
    visitor.click(Spot::Launcher, ".launch").await;
    visitor.click(Spot::Panel, "[data-response=yes]").await;
    visitor.enter(Spot::Panel, "input[name=first_name]").await;
    visitor.see_text(Spot::Panel, ".wrong[role=alert]", "Please fill this in.").await;
    visitor.write(Spot::Panel, "input[name=first_name]", "Ada").await;
    visitor.enter(Spot::Panel, "input[name=first_name]").await;

    visitor.write(Spot::Panel, "input[name=email]", "ada at example").await;
    visitor.enter(Spot::Panel, "input[name=email]").await;
    visitor.see_text(Spot::Panel, ".wrong[role=alert]", "name@example.com").await;
    assert_eq!(visitor.value(Spot::Panel, "input[name=email]").await, "ada at example");
    visitor.see_text(Spot::Panel, ".msg[data-by=visitor] .said", "Ada").await;

    visitor.write(Spot::Panel, "input[name=email]", "ada@example.com").await;
    visitor.enter(Spot::Panel, "input[name=email]").await;
    let sorry = "Sorry, nobody is free to chat right now.";
    visitor.see_text(Spot::Panel, ".msg[data-by=bot] .said", sorry).await;
    let complaints = visitor.complaints(&[Spot::Page, Spot::Panel]).await;
    assert!(complaints.is_empty(), "{complaints:#?}");
}
