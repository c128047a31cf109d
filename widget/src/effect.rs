//! Does what `update` decided.

use js_sys::Math;
use shared::lean::Json as _;
use shared::time::Millis;
use web_sys::{WebSocket, XmlHttpRequest};

use crate::json::Js;
use crate::runtime::{dispatch, heard_by, listen, window};
use crate::texts;
use crate::update::{Answer, Effect, Msg};
use crate::{port, socket};

/// What effects need and leave behind.
pub(crate) struct Shell {
    /// Path of the site's resources.
    pub(crate) site: String,
    /// The connection there is.
    pub(crate) socket: Option<WebSocket>,
    /// The focus shall be put where the visitor goes on; with the keyboard of a phone, or not.
    pub(crate) focus: Option<bool>,
}

impl Shell {
    /// Does it.
    pub(crate) fn run(&mut self, effect: Effect) {
        match effect {
            Effect::Greet => {
                let path = texts::join(&[&self.site, "/visitors"]);
                post(&path, None, "{}", |raw| Msg::Greeted(read(raw, "token")));
            }
            Effect::Begin(token, body) => {
                let path = texts::join(&[&self.site, "/conversations"]);
                let read = |raw| Msg::Begun(read(raw, "conversation"));
                post(&path, Some(&token), &body, read);
            }
            Effect::Connect(nth, conversation, token) => {
                self.hang_up();
                self.socket = socket::connect(nth, &conversation, &token);
            }
            Effect::Hangup => self.hang_up(),
            Effect::Send(text) => {
                if let Some(socket) = &self.socket {
                    // A socket that is closing says so, and then all is sent again.
                    let _ = socket.send_with_str(&text);
                }
            }
            Effect::After(wait, message) => after(wait, message),
            Effect::Tell(tell) => port::tell(&tell.write()),
            Effect::Focus { keyboard } => self.focus = Some(keyboard),
        }
    }

    fn hang_up(&mut self) {
        if let Some(socket) = self.socket.take() {
            let _ = socket.close();
        }
    }
}

/// Chance, for keys and waits.
pub(crate) fn chance() -> u64 {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "from 0 to 2^53, and only chance is wanted"
    )]
    let chance = (Math::random() * 9_007_199_254_740_992.0) as u64;
    chance
}

fn after(wait: Millis, message: Msg) {
    let mut message = Some(message);
    let due = heard_by(Box::new(move |_| message.take().into_iter().for_each(dispatch)));
    let wait = i32::try_from(wait.0).unwrap_or(i32::MAX);
    let _ = window().set_timeout_with_callback_and_timeout_and_arguments_0(&due, wait);
}

/// How a request was answered: its status, 0 for not at all, and its body.
type Raw = (u16, Option<Js>);

fn post(path: &str, token: Option<&str>, body: &str, read: fn(Raw) -> Msg) {
    let sent = XmlHttpRequest::new().and_then(|request| {
        request.open("POST", path)?;
        request.set_request_header("content-type", "application/json")?;
        if let Some(token) = token {
            request.set_request_header("authorization", &texts::join(&["Bearer ", token]))?;
        }
        let answered = request.clone();
        let done = Box::new(move |_| {
            let body = answered.response_text().ok().flatten();
            let status = answered.status().unwrap_or_default();
            dispatch(read((status, body.as_deref().and_then(Js::parse))));
        });
        listen(&request, "loadend", done);
        request.send_with_opt_str(Some(body))
    });
    if sent.is_err() {
        dispatch(read((0, None)));
    }
}

fn read((status, body): Raw, key: &str) -> Answer {
    let text = |key: &str| body.as_ref().and_then(|body| body.get(key)?.text());
    match status {
        200..=299 => text(key).map_or(Answer::Unreachable, Answer::Good),
        400..=428 | 430..=499 => Answer::Refused(status, text("detail").unwrap_or_default()),
        _ => Answer::Unreachable,
    }
}
