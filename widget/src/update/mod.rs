//! What happens, and what follows from it.

mod begin;
mod link;
mod loader_message;
mod page_events;
mod server;
#[cfg(test)]
pub(crate) mod tests;
mod visitor;

use core::mem::replace;

use shared::conversation::Phase;
use shared::event::Page;
use shared::id::{CardId, ClientKey, ResponseId, Seq};
use shared::prelude::*;
use shared::protocol::{Bootstrap, ClientFrame, ServerFrame};
use shared::time::{Millis, Timestamp};

pub(crate) use loader_message::LoaderMessage;

use crate::model::{LinkState, Model};
use crate::texts::Text;
use crate::thread_view::{Prompt, ThreadView};

/// Something happened.
#[derive(Debug)]
pub(crate) enum Msg {
    /// The loader opened or closed the panel.
    Opened(bool),
    /// The loader asked the edge again what this page offers.
    Offered(Box<(Bootstrap, Page)>),
    /// The visitor did something in the panel.
    UserAction(UserAction),
    /// The end of the thread came into sight, or left it.
    Scrolled(bool),
    /// The page came to the foreground, or left it.
    Visible(bool),
    /// The browser has a network, or lost it.
    Online(bool),
    /// The script has “typed” its next bubble.
    Reveal,
    /// A second passed.
    Tick,
    /// The visitor may have stopped typing.
    Rested,
    /// The edge named this browser.
    Greeted(Answer),
    /// The edge made the conversation.
    Begun(Answer),
    /// It is time to ask for one of them again.
    BeginAgain,
    /// That connection is there.
    Linked(u32),
    /// That connection is gone, with that code.
    Unlinked(u32, u16),
    /// It is time to connect again, if that is still the last connection.
    Relink(u32),
    /// It is time to see whether that connection still carries anything.
    Ping(u32),
    /// It did.
    Pong(u32),
    /// An answer is due.
    PongDue(u32),
    /// The edge sent a frame on that connection.
    Frame(u32, Box<ServerFrame>),
    /// The edge sent an event on that connection that this version doesn't know.
    Unknown(u32, Seq),
}

/// Something the visitor did in the panel: what the tree's events say.
#[derive(Debug, Clone)]
pub(crate) enum UserAction {
    /// The visitor chose a response.
    Choose(CardId, ResponseId),
    /// The visitor typed into the field.
    Typed(String),
    /// The visitor is done with the field.
    Continue,
    /// The visitor picked that from the field's list.
    Pick(String),
    /// The visitor leaves the field empty.
    Skip,
    /// The visitor asks for a person, where the dialogue begins with one.
    Start,
    /// The visitor typed into the composer.
    Draft(String),
    /// The visitor sends what they wrote.
    Say,
    /// The visitor takes back what was not sent.
    Remove(ClientKey),
    /// The visitor wants to end the chat, or not after all.
    Confirm(bool),
    /// The visitor gives up waiting, or ends the chat.
    Leave,
    /// The visitor begins anew.
    Again,
    /// The visitor closes the panel.
    Close,
    /// The visitor pressed Escape.
    Escape,
    /// The visitor wants to see the end of the thread.
    ToBottom,
}

/// How the edge answered a request.
#[derive(Debug)]
pub(crate) enum Answer {
    /// With what was asked for: a token, or a conversation's id.
    Good(String),
    /// With a reason why not.
    Refused(u16, Text),
    /// Not at all, or it could not at that moment.
    Unreachable,
}

/// Something to be done.
#[derive(Debug)]
pub(crate) enum Effect {
    /// Ask the edge for a name for this browser, with that body.
    Greet(String),
    /// Ask the edge to begin a conversation: the token and the body.
    Begin(String, String),
    /// Connect: the number of the connection, the conversation, the token.
    Connect(u32, String, String),
    /// Close the connection.
    Hangup,
    /// Send a text.
    Send(String),
    /// Say that after a while.
    After(Millis, Msg),
    /// Tell the loader.
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
        /// Even where that brings a keyboard up.
        keyboard: bool,
    },
}

/// Decides what follows.
pub(crate) fn update(model: &mut Model, now: Timestamp, msg: Msg) -> Vec<Effect> {
    model.now = now;
    let mut out = Vec::new();
    handle(model, msg, &mut out);
    see(model, &mut out);
    pace(model, &mut out);
    out
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
                link::hurry(model, out);
            }
        }
        Msg::Online(online) => {
            model.stage.online = online;
            if online {
                link::hurry(model, out);
            }
        }
        Msg::Reveal => {
            model.revealing = false;
            model.revealed += 1;
        }
        Msg::Tick => {
            model.ticking = false;
            if let Some(conversation) = &mut model.conversation {
                conversation.agent_types_until =
                    conversation.agent_types_until.filter(|until| *until > model.now);
            }
        }
        Msg::Greeted(answer) => begin::greeted(model, answer, out),
        Msg::Begun(answer) => begin::begun(model, answer, out),
        Msg::BeginAgain => begin::begin(model, out),
        Msg::Linked(_)
        | Msg::Unlinked(..)
        | Msg::Relink(_)
        | Msg::Ping(_)
        | Msg::Pong(_)
        | Msg::PongDue(_) => link::handle(model, &msg, out),
        Msg::Frame(connection_id, frame) => {
            if connection_id == model.link.connection_id {
                server::frame(model, *frame, out);
            }
        }
        Msg::Unknown(connection_id, seq) => {
            if connection_id == model.link.connection_id {
                server::unknown(model, seq);
            }
        }
        Msg::Rested => visitor::rested(model, out),
        Msg::UserAction(action) => visitor::handle(model, action, out),
    }
}

/// Begins: with the dialogue the page offers, or where a conversation stood.
pub(crate) fn start(model: &mut Model) -> Vec<Effect> {
    let mut out = Vec::new();
    if model.conversation.is_some() && model.token.is_some() {
        link::connect(model, &mut out);
    } else {
        model.begin_anew();
    }
    // What was said before, or while nobody looked, need not be typed again.
    pace(model, &mut out);
    out
}

/// The end of the thread is to be seen.
fn to_bottom(model: &mut Model) {
    model.stage.at_bottom = true;
    model.stage.news_below = false;
}

/// Sends a frame, if there is a connection that takes it.
fn send(link: LinkState, frame: &ClientFrame, out: &mut Vec<Effect>) {
    if link == LinkState::Ready {
        out.push(Effect::Send(shared::codec::frame(frame).end()));
    }
}

/// Tells the edge what was seen, and the loader what was not.
fn see(model: &mut Model, out: &mut Vec<Effect>) {
    let looking = model.stage.open && model.stage.visible;
    let Some(conversation) = &mut model.conversation else { return };
    let head = conversation.state.head;
    if looking && conversation.unread() > 0 {
        conversation.seen = head;
    }
    let (seen, sent, unread) = (conversation.seen, conversation.seen_sent, conversation.unread());
    if seen > sent && model.link.state == LinkState::Ready {
        conversation.seen_sent = seen;
        send(model.link.state, &ClientFrame::Seen { seq: seen }, out);
    }
    if unread != model.unread {
        model.unread = unread;
        out.push(Effect::LoaderMessage(LoaderMessage::Unread(unread)));
    }
}

/// Starts the timers that what is shown needs.
fn pace(model: &mut Model, out: &mut Vec<Effect>) {
    let Some(conversation) = &mut model.conversation else { return };
    let mut view = ThreadView::new(conversation);
    let scripted = view.scripted;
    let waits = conversation.agent_types_until.is_some()
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
    // Who need not respond is at the end once they have read so far.
    let read = over && model.stage.open && model.revealed >= scripted;
    if read
        && conversation.id.is_none()
        && conversation.pending.is_empty()
        && !replace(&mut conversation.read, true)
    {
        let id = conversation.dialogue.as_ref().map(|id| id.as_str().to_owned());
        out.extend(id.map(|id| Effect::LoaderMessage(LoaderMessage::Done(id))));
    }
    if waits && !model.ticking {
        model.ticking = true;
        out.push(Effect::After(Millis(1_000), Msg::Tick));
    }
}
