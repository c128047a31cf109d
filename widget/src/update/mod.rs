//! What happens, and what follows from it.

mod begin;
mod link;
mod server;
mod tell;
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

pub(crate) use tell::Tell;

use crate::model::{LinkState, Model};
use crate::shown::{Prompt, Shown};
use crate::texts::Text;

/// Something happened.
#[derive(Debug)]
pub(crate) enum Msg {
    /// The loader opened or closed the panel.
    Opened(bool),
    /// The loader asked the edge again what this page offers.
    Offered(Box<(Bootstrap, Page)>),
    /// The visitor did something in the panel.
    Did(Did),
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
pub(crate) enum Did {
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
    Tell(Tell),
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
            if let Some(talk) = &mut model.talk {
                talk.agent_types_until = talk.agent_types_until.filter(|until| *until > model.now);
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
        Msg::Frame(nth, frame) => {
            if nth == model.link.nth {
                server::frame(model, *frame, out);
            }
        }
        Msg::Unknown(nth, seq) => {
            if nth == model.link.nth {
                server::unknown(model, seq);
            }
        }
        Msg::Rested => visitor::rested(model, out),
        Msg::Did(did) => visitor::handle(model, did, out),
    }
}

/// Begins: with the dialogue the page offers, or where a conversation stood.
pub(crate) fn start(model: &mut Model) -> Vec<Effect> {
    let mut out = Vec::new();
    if model.talk.is_some() && model.token.is_some() {
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
        out.push(Effect::Send(shared::lean::frame(frame).end()));
    }
}

/// Tells the edge what was seen, and the loader what was not.
fn see(model: &mut Model, out: &mut Vec<Effect>) {
    let looking = model.stage.open && model.stage.visible;
    let Some(talk) = &mut model.talk else { return };
    let head = talk.state.head;
    if looking && talk.unread() > 0 {
        talk.seen = head;
    }
    let (seen, told, unread) = (talk.seen, talk.seen_told, talk.unread());
    if seen > told && model.link.state == LinkState::Ready {
        talk.seen_told = seen;
        send(model.link.state, &ClientFrame::Seen { seq: seen }, out);
    }
    if unread != model.unread {
        model.unread = unread;
        out.push(Effect::Tell(Tell::Unread(unread)));
    }
}

/// Starts the timers that what is shown needs.
fn pace(model: &mut Model, out: &mut Vec<Effect>) {
    let Some(talk) = &mut model.talk else { return };
    let mut shown = Shown::of(talk);
    let scripted = shown.scripted;
    let waits = talk.agent_types_until.is_some()
        || matches!(talk.state.phase, Phase::Waiting { ring: Some(_), .. });
    let over = matches!(shown.prompt, Prompt::Over { .. });
    let more = shown.reveal(model.revealed);
    let old = talk.state.head <= talk.history || model.revealed == 0 && talk.id.is_none();
    let at_once = old && talk.pending.is_empty() || talk.is_live();
    let delay = model.style.response_delay;
    if more && (at_once || model.stage.calm || !model.stage.open || delay.0 == 0) {
        model.revealed = scripted;
    } else if more && !model.revealing {
        model.revealing = true;
        out.push(Effect::After(delay, Msg::Reveal));
    }
    // Who need not respond is at the end once they have read so far.
    let read = over && model.stage.open && model.revealed >= scripted;
    if read && talk.id.is_none() && talk.pending.is_empty() && !replace(&mut talk.read, true) {
        let id = talk.dialogue.as_ref().map(|id| id.as_str().to_owned());
        out.extend(id.map(|id| Effect::Tell(Tell::Done(id))));
    }
    if waits && !model.ticking {
        model.ticking = true;
        out.push(Effect::After(Millis(1_000), Msg::Tick));
    }
}
