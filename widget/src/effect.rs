//! Performs the effects of `update`.

use shared::codec::Json as _;
use shared::prelude::*;

use crate::js::{self, Value};
use crate::texts::{self, TextKey};
use crate::update::{Answer, Effect, Msg};

/// A request to the edge.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Request {
    Greet,
    Begin,
}

impl Request {
    /// The request with the number that it was sent with.
    pub(crate) fn numbered(number: u8) -> Option<Self> {
        [Self::Greet, Self::Begin].into_iter().find(|request| *request as u8 == number)
    }
}

/// The state that effects need.
pub(crate) struct Shell {
    /// The path of the site's resources.
    site: String,
    /// The messages of pending timers, by timer id.
    waiting: Vec<Option<Msg>>,
    /// Set if the focus must move to the visitor's next input; the flag says whether it may open
    /// the keyboard of a phone.
    pub(crate) focus: Option<bool>,
}

impl Shell {
    pub(crate) const fn new(site: String, focus: Option<bool>) -> Self {
        Self { site, waiting: Vec::new(), focus }
    }

    /// Performs an effect.
    pub(crate) fn run(&mut self, effect: Effect) {
        match effect {
            Effect::Greet(body) => self.post(Request::Greet, "/visitors", "", &body),
            Effect::Begin(token, body) => {
                self.post(Request::Begin, "/conversations", &token, &body);
            }
            Effect::Connect(id, conversation, token) => {
                let path = texts::join(&["/v1/conversations/", &conversation, "/socket"]);
                js::open_socket(id.0, &path, &token);
            }
            Effect::Disconnect => js::close_socket(),
            // A socket that is closing says so, and then all is sent again.
            Effect::Send(text) => js::send_frame(&text),
            Effect::After(wait, message) => {
                let free = self.waiting.iter().position(Option::is_none);
                let timer_id = free.unwrap_or(self.waiting.len());
                if free.is_none() {
                    self.waiting.push(None);
                }
                if let Some(slot) = self.waiting.get_mut(timer_id) {
                    *slot = Some(message);
                }
                js::start_timer(wait.0 as f64, timer_id);
            }
            Effect::LoaderMessage(post_to_loader) => js::post_to_loader(&post_to_loader.write()),
            Effect::Joined { conversation, token } => {
                let files = texts::join(&["/v1/conversations/", &conversation, "/files"]);
                js::person_joined(&files, &token);
            }
            Effect::Focus { keyboard } => self.focus = Some(keyboard),
        }
    }

    /// Returns the message of a timer that fired.
    pub(crate) fn due(&mut self, timer_id: usize) -> Option<Msg> {
        self.waiting.get_mut(timer_id)?.take()
    }

    fn post(&self, request: Request, path: &str, token: &str, body: &str) {
        js::post(request as u8, &texts::join(&[&self.site, path]), token, body);
    }
}

/// Turns a response into a message; status 0 means that there was none.
pub(crate) fn answered(request: Request, status: u16, body: Option<&Value>) -> Msg {
    match request {
        Request::Greet => Msg::Greeted(read(status, body, "token")),
        Request::Begin => Msg::Begun(read(status, body, "conversation")),
    }
}

fn read(status: u16, body: Option<&Value>, key: &str) -> Answer {
    let text = |key: &str| body?.get(key)?.text();
    match status {
        200..=299 => text(key).map_or(Answer::Unreachable, Answer::Good),
        429 => Answer::Later(TextKey::SlowDown),
        503 => Answer::Later(TextKey::NotStored),
        400..=499 => {
            // Without a reason it is the site's own message, or something that no visitor meets.
            let reason = text("reason").map(|reason| texts::refused(&reason));
            let detail = || text("detail").unwrap_or_default().into();
            Answer::Refused(status, reason.unwrap_or_else(detail))
        }
        _ => Answer::Unreachable,
    }
}
