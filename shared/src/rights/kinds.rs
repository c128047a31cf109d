//! The kinds of frames on both sockets.

use crate::protocol::{AgentEvent, AgentFrame, ClientFrame, ServerFrame};

macro_rules! kinds {
    ($($(#[doc = $doc:literal])+ $name:ident of $frame:ident { $($kind:ident $text:literal)+ })+) => {
        $(
            $(#[doc = $doc])+
            #[derive(Debug, Clone, Copy, PartialEq, Eq)]
            pub enum $name {
                $(#[allow(missing_docs, reason = "the frame has the description")] $kind,)+
            }

            impl $name {
                /// All kinds, in the order of the page.
                pub const ALL: &[Self] = &[$(Self::$kind),+];

                /// The kind of a frame.
                pub const fn of(frame: &$frame) -> Self {
                    match frame { $($frame::$kind { .. } => Self::$kind,)+ }
                }

                /// The `type` of the frame on the wire.
                pub const fn as_str(self) -> &'static str {
                    match self { $(Self::$kind => $text,)+ }
                }
            }
        )+
    };
}

kinds! {
    /// The kind of a frame to a conversation.
    ClientFrameKind of ClientFrame {
        Resume "resume" Answer "answer" Capture "capture"
        CorrectAnswer "correct_answer" LeaveMessage "leave_message" Say "say" FollowUp "follow_up" Typing "typing" Seen "seen"
        Page "page" Leave "leave" End "end" Note "note" Draft "draft"
    }
    /// The kind of a frame from a conversation.
    ServerFrameKind of ServerFrame {
        Welcome "welcome" Event "event" Ack "ack" Error "error" Seen "seen" Typing "typing"
        Presence "presence" IdleWarning "idle_warning" Note "note" Draft "draft" Visit "visit"
    }
    /// The kind of a frame to the desk.
    AgentFrameKind of AgentFrame {
        Status "status" Accept "accept" Decline "decline" Transfer "transfer"
        CancelTransfer "cancel_transfer"
    }
    /// The kind of a frame from the desk.
    AgentEventKind of AgentEvent {
        Snapshot "snapshot" Status "status" Ack "ack" Error "error" Offer "offer"
        OfferClosed "offer_closed" Assigned "assigned" Released "released"
        TransferStarted "transfer_started" TransferEnded "transfer_ended" Missed "missed" Waiting "waiting"
        LabelsChanged "labels_changed" Labelled "labelled"
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::id::{ClientKey, Seq};

    #[test]
    fn a_kind_has_the_name_that_the_wire_has() {
        let id = ClientKey::parse("k").unwrap();
        let frames = [
            ClientFrame::Resume { after: Seq(0) },
            ClientFrame::Typing { on: true },
            ClientFrame::Leave { id: id.clone() },
            ClientFrame::Note { id, text: String::new() },
        ];
        for frame in frames {
            let json = serde_json::to_value(&frame).unwrap();
            assert_eq!(json["type"], ClientFrameKind::of(&frame).as_str());
        }
    }
}
