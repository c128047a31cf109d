//! Property tests: the readers read what serde writes, and serde reads what the writer writes.

mod any;

use super::{Beginning, Decode, begin, open, read, write};
use crate::protocol::{
    BeginConversation, ClientFrame, ConversationBegun, FirstResponse, ServerFrame, Style,
    VisitorGreeting,
};
use crate::stream::Card;
use any::{at, beginning, bootstrap, client_frame, id, server_frame, text};
use proptest::prelude::*;

fn reads<T>(value: &T) -> Option<T>
where
    T: Decode + serde::Serialize,
{
    read(&serde_json::to_value(value).unwrap())
}

proptest! {
    #[test]
    fn a_server_frame_reads_as_serde_wrote_it(frame in server_frame()) {
        prop_assert_eq!(reads(&frame), Some(frame));
    }

    #[test]
    fn a_bootstrap_reads_as_serde_wrote_it(bootstrap in bootstrap()) {
        prop_assert_eq!(reads(&bootstrap), Some(bootstrap));
    }

    #[test]
    fn an_answer_to_a_post_reads_as_serde_wrote_it(
        visitor in id("visitor_"), token in text(), expires in at(), conversation in id("conv_"),
    ) {
        let greeting = VisitorGreeting { visitor, token, expires };
        prop_assert_eq!(reads(&greeting), Some(greeting));
        let begun = ConversationBegun { conversation };
        prop_assert_eq!(reads(&begun), Some(begun));
    }

    #[test]
    fn serde_reads_a_client_frame_as_it_was_written(client in client_frame()) {
        prop_assert_eq!(serde_json::from_str::<ClientFrame>(&write(&client)).unwrap(), client);
    }

    #[test]
    fn serde_reads_a_conversation_start_as_it_was_written(beginning in beginning()) {
        let first = match beginning.first.clone() {
            FirstResponse::Answer { id, card, response } => {
                write(&ClientFrame::Answer { id, card, response })
            }
            FirstResponse::Capture { id, card, values } => {
                write(&ClientFrame::Capture { id, card, values })
            }
            FirstResponse::Open { id } => open(&id),
        };
        let BeginConversation { key, visit, dialogue, version, page, page_attributes, .. } = &beginning;
        let parts = Beginning { key, visit, dialogue, version: *version, page, page_attributes };
        let read: BeginConversation = serde_json::from_str(&begin(parts, &first)).unwrap();
        prop_assert_eq!(read, beginning);
    }
}

#[test]
fn missing_optional_fields_have_their_defaults() {
    let style = serde_json::json!({
        "bot_name": "Bell", "tagline": "Soon", "response_delay": 0, "bot_picture": null, "new": 1
    });
    let expected: Style = serde_json::from_value(style.clone()).unwrap();
    assert_eq!(read(&style), Some(expected));
    let card =
        serde_json::json!({ "type": "live_chat", "id": "a", "route": {"by": "round_robin"} });
    let expected: Card = serde_json::from_value(card.clone()).unwrap();
    assert_eq!(read(&card), Some(expected));
}

#[test]
fn unknown_tags_are_refused() {
    for json in [
        serde_json::json!({ "type": "dance" }),
        serde_json::json!({ "type": "ack", "id": "a", "seq": -1 }),
        serde_json::json!({ "type": "event", "seq": 1, "at": 1, "event": { "type": "danced" } }),
        serde_json::json!([]),
        serde_json::json!(null),
    ] {
        assert_eq!(read::<ServerFrame, _>(&json), None, "{json}");
        assert!(serde_json::from_value::<ServerFrame>(json).is_err());
    }
}
