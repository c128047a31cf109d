//! The messages, effects and update function.

mod begin;
mod link;
mod loader_message;
mod page_events;
mod server;
#[cfg(test)]
pub(crate) mod tests;
mod visitor;

use core::mem::replace;

use shared::client::{ConnectionId, ConnectionInput};
use shared::conversation::Phase;
use shared::event::Page;
use shared::id::{CardId, ClientKey, ConversationId, ResponseId, Seq};
use shared::prelude::*;
use shared::protocol::{Bootstrap, ClientFrame, ServerFrame};
use shared::time::{Millis, Timestamp};

pub(crate) use loader_message::LoaderMessage;

use crate::model::Model;
use crate::texts::{Text, TextKey};
use crate::thread_view::{Prompt, ThreadView};

/// A message to the model.
#[derive(Debug)]
pub(crate) enum Msg {
    /// The loader opened or closed the panel.
    Opened(bool),
    /// The loader has a new bootstrap for this page.
    Offered(Box<(Bootstrap, Page)>),
    /// The visitor did something in the panel.
    UserAction(UserAction),
    /// The end of the thread was scrolled into or out of view.
    Scrolled(bool),
    /// The page became visible or hidden.
    Visible(bool),
    /// The browser went online or offline.
    Online(bool),
    /// The stream has “typed” its next bubble.
    Reveal,
    /// A second has passed.
    Tick,
    /// The visitor may have stopped typing.
    Rested,
    /// The response to the request for a visitor token.
    Greeted(Answer),
    /// The response to the request for a conversation.
    Begun(Answer),
    /// The delay before a retry of one of these requests is over.
    BeginAgain,
    /// Something happened to a connection, or one of its timers is due.
    Connection(ConnectionInput),
    /// The edge sent a frame on that connection.
    Frame(ConnectionId, Box<ServerFrame>),
    /// The edge sent an event on that connection that this version doesn't know.
    Unknown(ConnectionId, Seq),
}

/// An action of the visitor in the panel.
#[derive(Debug, Clone)]
pub(crate) enum UserAction {
    /// Chooses a response.
    Choose(CardId, ResponseId),
    /// Types into the field.
    Typed(String),
    /// Submits the field.
    Continue,
    /// Picks an option of the field.
    Pick(String),
    /// Skips the field.
    Skip,
    /// Begins to correct the answer that this event logged.
    Correct(Seq),
    /// Keeps the answer as it is.
    KeepAnswer,
    /// Requests a chat, where the dialogue begins with one.
    Start,
    /// Types into this field of the fallback's form; 0 is the message.
    FillIn(usize, String),
    /// Sends the form.
    LeaveMessage,
    /// Types into the composer.
    Draft(String),
    /// Sends the message.
    Say,
    /// Removes a refused message.
    Remove(ClientKey),
    /// Opens or closes the question whether to end the chat.
    Confirm(bool),
    /// Stops waiting, or ends the chat.
    Leave,
    /// Starts the dialogue again, after its end.
    Again,
    /// Reads an earlier conversation again.
    Read(ConversationId),
    /// Is still there, though the chat is silent.
    StillHere,
    /// Closes the panel.
    Close,
    /// Presses Escape: it closes the question about the end, else the panel.
    Escape,
    /// Scrolls to the end of the thread.
    ToBottom,
}

/// The edge's response to a request.
#[derive(Debug)]
pub(crate) enum Answer {
    /// Success, with the token or the conversation's id.
    Good(String),
    /// A refusal: status and reason.
    Refused(u16, Text),
    /// It goes on by itself, but not at once, for that reason.
    Later(TextKey),
    /// No response, or a temporary error.
    Unreachable,
}

/// An effect to perform.
#[derive(Debug)]
pub(crate) enum Effect {
    /// Request a visitor token, with that body.
    Greet(String),
    /// Create a conversation, with that token and body.
    Begin(String, String),
    /// Connect: the number of the connection, the conversation, the token.
    Connect(ConnectionId, String, String),
    /// Close the connection.
    Disconnect,
    /// Send a text.
    Send(String),
    /// Send a message to the model after a delay.
    After(Millis, Msg),
    /// Post a message to the loader.
    LoaderMessage(LoaderMessage),
    /// An agent joined that conversation: load what is only for who talks to a person.
    Joined {
        /// Where files can be sent to.
        conversation: String,
        /// Proves who sends them.
        token: String,
    },
    /// Put the focus where the visitor goes on.
    Focus {
        /// Whether this may open the keyboard of a phone.
        keyboard: bool,
    },
}

/// The update function: changes the model, and returns the effects.
pub(crate) fn update(model: &mut Model, now: Timestamp, msg: Msg) -> Vec<Effect> {
    model.now = now;
    let mut out = Vec::new();
    // A long log comes in pieces, each behind a welcome.
    let replays =
        |frame: &ServerFrame| matches!(frame, ServerFrame::Event(_) | ServerFrame::Welcome { .. });
    let is_log = matches!(&msg, Msg::Frame(_, frame) if replays(frame));
    handle(model, msg, &mut out);
    model.is_replaying = is_log && is_incomplete(model);
    if !model.is_replaying {
        see(model, &mut out);
        pace(model, &mut out);
    }
    if server::has_ended(model) {
        server::over(model, &mut out);
    }
    out
}

/// Whether events of the log are missing that the edge has announced.
fn is_incomplete(model: &Model) -> bool {
    let conversation = model.conversation.as_ref();
    conversation.is_some_and(|conversation| conversation.state.head < conversation.announced)
}

fn handle(model: &mut Model, msg: Msg, out: &mut Vec<Effect>) {
    match msg {
        Msg::Opened(open) => {
            model.stage.open = open;
            if open {
                out.push(Effect::Focus { keyboard: false });
            }
        }
        Msg::Offered(bootstrap) => begin::offered(model, *bootstrap, out),
        Msg::Scrolled(at_bottom) => {
            model.stage.at_bottom = at_bottom;
            model.stage.news_below &= !at_bottom;
        }
        Msg::Visible(visible) => {
            model.stage.visible = visible;
            if visible {
                link::handle(model, ConnectionInput::Wake, out);
            }
        }
        Msg::Online(online) => {
            model.stage.online = online;
            if online {
                link::handle(model, ConnectionInput::Wake, out);
            }
        }
        Msg::Reveal => {
            model.revealing = false;
            model.revealed += 1;
        }
        Msg::Tick => {
            model.ticking = false;
            let edge_now = model.edge_now();
            if let Some(conversation) = &mut model.conversation {
                conversation.agent_types_until =
                    conversation.agent_types_until.filter(|until| *until > model.now);
                conversation.ends_at = conversation.ends_at.filter(|ends_at| *ends_at > edge_now);
            }
        }
        Msg::Greeted(answer) => begin::greeted(model, answer, out),
        Msg::Begun(answer) => begin::begun(model, answer, out),
        Msg::BeginAgain => begin::begin(model, out),
        Msg::Connection(input) => link::handle(model, input, out),
        Msg::Frame(id, frame) => {
            if link::received(model, id, out) {
                server::frame(model, id, *frame, out);
            }
        }
        Msg::Unknown(id, seq) => {
            if link::received(model, id, out) {
                server::unknown(model, seq, out);
            }
        }
        Msg::Rested => visitor::rested(model, out),
        Msg::UserAction(action) => visitor::handle(model, action, out),
    }
}

/// Starts with the page's dialogue, or with the running conversation.
pub(crate) fn start(model: &mut Model) -> Vec<Effect> {
    let mut out = Vec::new();
    if model.conversation.is_some() && model.token.is_some() {
        link::handle(model, ConnectionInput::Connect, &mut out);
    } else {
        model.begin_anew();
    }
    // Bubbles that already exist need no typing delay.
    pace(model, &mut out);
    out
}

/// Scrolls to the end of the thread.
fn to_bottom(model: &mut Model) {
    model.stage.at_bottom = true;
    model.stage.news_below = false;
}

/// Sends a frame, if there is a connection that takes it.
fn send(ready: bool, frame: &ClientFrame, out: &mut Vec<Effect>) {
    if ready {
        out.push(Effect::Send(shared::codec::write(frame)));
    }
}

/// Sends the seen position to the edge, and the unread count to the loader.
fn see(model: &mut Model, out: &mut Vec<Effect>) {
    let looking = model.stage.open && model.stage.visible;
    let Some(conversation) = &mut model.conversation else { return };
    let head = conversation.state.head;
    if looking && conversation.unread() > 0 {
        conversation.seen = head;
    }
    // Whether the visitor is still there is a question that they must notice.
    let asked = usize::from(conversation.ends_at.is_some() && !looking);
    let unread = conversation.unread() + asked;
    let (seen, sent) = (conversation.seen, conversation.seen_sent);
    if seen > sent && model.connection.is_ready() {
        conversation.seen_sent = seen;
        send(true, &ClientFrame::Seen { seq: seen }, out);
    }
    if unread != model.unread {
        model.unread = unread;
        out.push(Effect::LoaderMessage(LoaderMessage::Unread(unread)));
    }
}

/// Starts the timers that the current state needs.
fn pace(model: &mut Model, out: &mut Vec<Effect>) {
    let Some(conversation) = &mut model.conversation else { return };
    let mut view = ThreadView::new(conversation);
    let scripted = view.scripted;
    let waits = conversation.agent_types_until.is_some()
        || conversation.ends_at.is_some()
        || matches!(conversation.state.phase, Phase::Waiting { open_offer: Some(_), .. });
    let over = matches!(view.prompt, Prompt::Over { .. });
    let more = view.reveal(model.revealed);
    let old = conversation.state.head <= conversation.history
        || model.revealed == 0 && conversation.id.is_none();
    let at_once = old && conversation.pending.is_empty() || conversation.is_live();
    let delay = model.style.response_delay;
    if more && (at_once || model.stage.calm || !model.stage.open || delay.0 == 0) {
        model.revealed = scripted;
    } else if more && !model.revealing {
        model.revealing = true;
        out.push(Effect::After(delay, Msg::Reveal));
    }
    // If no response is needed, the dialogue is completed once the visitor has read everything.
    let read = over && model.stage.open && model.revealed >= scripted;
    if read
        && conversation.id.is_none()
        && conversation.pending.is_empty()
        && !replace(&mut conversation.read, true)
        && let Some(id) = &conversation.dialogue
    {
        out.push(Effect::LoaderMessage(LoaderMessage::Done(id.as_str().to_owned())));
    }
    if waits && !model.ticking {
        model.ticking = true;
        out.push(Effect::After(Millis(1_000), Msg::Tick));
    }
}
