//! Rights that end: whatever was opened with them closes.

use bellhop_tests::server::Server;
use bellhop_tests::site::Site;
use bellhop_tests::socket::NoSocket;
use bellhop_tests::wait::within;
use shared::client::CloseCode;
use shared::id::Seq;
use shared::protocol::ClientFrame;

#[tokio::test]
async fn an_agent_who_declines_an_offer_stops_reading_the_chat() {
    let server = Server::shared().await;
    let site = Site::make(&server).await;
    let grace = site.agent("Grace").await;
    let mut desk = grace.connect_available().await;
    let (_, chat) = site.requested_chat().await;
    let offer = desk.offer_of(&chat.id).await;
    // Whom a chat is offered to may read it first.
    let endpoint = grace.chat_endpoint(&chat.id);
    let mut socket = endpoint.open().await.unwrap();
    let resume = ClientFrame::Resume { after: Seq::default() };
    socket.send(serde_json::to_string(&resume).unwrap()).await;
    assert!(socket.next().await.unwrap().contains(r#""type":"welcome""#));

    desk.decline(&offer.id).await.unwrap();
    let closed = async { while socket.next().await.is_some() {} };
    within("the socket to close", closed).await;
    let over = socket.over.clone().unwrap_or_default();
    assert!(over.contains(&CloseCode::NotAllowed.code().to_string()), "{over}");
    match endpoint.open().await {
        Err(NoSocket::Refused(403, _)) => {}
        Err(error) => panic!("{error:?}"),
        Ok(_) => panic!("the chat can still be read"),
    }
}
