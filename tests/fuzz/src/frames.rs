//! Frames on a conversation's sockets, from visitor, agent and desk, in any order.

use crate::conversation::{Logbook, id, stream};
use crate::text;
use shared::codec;
use shared::conversation::{AgentAct, Input, VisitorAct};
use shared::id::AgentId;
use shared::protocol::{AgentFrame, ClientFrame};
use shared::time::Timestamp;

/// Lines of a letter and JSON: `v` a visitor's frame, `a` an agent's, `d` a message of the desk, `s`
/// a frame on an agent's own socket; `t` alone is the timer, `g` a visitor without a socket.
pub(crate) fn run(bytes: &[u8]) {
    let mut conversation = Logbook::begin(stream());
    let mut now = Timestamp(2_000);
    for line in text(bytes).lines().take(64) {
        now.0 += 1_000;
        let (who, json) = line.split_at_checked(1).unwrap_or_default();
        let input = match who {
            "v" => read(json).and_then(visitor),
            "a" => read(json).and_then(agent),
            "d" => serde_json::from_str(json).ok().map(Input::Desk),
            "t" => {
                now = conversation.deadline().map_or(now, |due| now.max(due));
                Some(Input::Timer)
            }
            "g" => Some(Input::Present(None)),
            "s" => {
                let _ = serde_json::from_str::<AgentFrame>(json);
                None
            }
            _ => None,
        };
        if let Some(input) = input {
            conversation.step(now, input);
        }
    }
}

/// Parses a frame. The widget's writer must write it as serde reads it.
fn read(json: &str) -> Option<ClientFrame> {
    let frame: ClientFrame = serde_json::from_str(json).ok()?;
    let from_widget = !matches!(
        frame,
        ClientFrame::Page { .. }
            | ClientFrame::FollowUp { .. }
            | ClientFrame::Note { .. }
            | ClientFrame::Draft { .. }
    );
    if from_widget {
        let written = codec::write(&frame);
        let again = serde_json::from_str::<ClientFrame>(&written);
        assert_eq!(again.ok().as_ref(), Some(&frame), "{written}");
    }
    Some(frame)
}

fn visitor(frame: ClientFrame) -> Option<Input> {
    let (key, act) = match frame {
        ClientFrame::Answer { id, card, response } => (id, VisitorAct::Answer(card, response)),
        ClientFrame::Capture { id, card, values } => (id, VisitorAct::Capture(card, values)),
        ClientFrame::Say { id, text } => (id, VisitorAct::Say(text)),
        ClientFrame::Leave { id } => (id, VisitorAct::Leave),
        _ => return None,
    };
    Some(Input::Visitor(key, act))
}

fn agent(frame: ClientFrame) -> Option<Input> {
    let (key, act) = match frame {
        ClientFrame::Say { id, text } => (id, AgentAct::Say(text)),
        ClientFrame::End { id } => (id, AgentAct::End),
        _ => return None,
    };
    Some(Input::Agent(id::<AgentId>("agent_a"), key, act))
}
