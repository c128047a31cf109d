//! The dialogue with a mail server (SMTP, RFC 5321), for one mail.

use super::address::EmailAddress;
use super::reply::{Replies, Reply};
use super::settings::{Login, MailServer, Security};
use data_encoding::BASE64;

/// Ends a dialogue in a friendly way; nobody needs to wait for the answer.
pub const QUIT: &[u8] = b"QUIT\r\n";

/// What the server must know besides the message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Envelope {
    pub from: EmailAddress,
    pub to: EmailAddress,
}

/// What to do next.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Action {
    /// Read from the server, and call [`Session::received`] or [`Session::closed`].
    Read,
    /// Send these bytes.
    Send(Vec<u8>),
    /// Begin TLS on the connection.
    StartTls,
    /// The dialogue is over.
    Done(Delivery),
}

/// How a delivery ended, with what the server said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Delivery {
    /// The server has taken the mail.
    Taken(String),
    /// Another attempt may succeed.
    TryLater(String),
    /// The server has refused this mail, and would refuse it again.
    Refused(String),
}

/// Whether the connection is protected now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tls {
    On,
    /// It must be turned on before anything else is said.
    Required,
    /// It is not needed.
    Needless,
}

/// What the server's next reply answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Phase {
    Greeting,
    Hello,
    StartTls,
    Plain,
    LoginUser,
    LoginPassword,
    Login,
    From,
    To,
    Data,
    Message,
}

/// A dialogue with a mail server, which hands over one mail.
#[derive(Debug, Clone)]
pub struct Session {
    phase: Phase,
    tls: Tls,
    login: Option<Login>,
    envelope: Envelope,
    message: Vec<u8>,
    replies: Replies,
    end: Option<Delivery>,
}

impl Session {
    /// A dialogue that begins when the connection is there; with [`Security::Tls`], when it is encrypted.
    pub fn new(server: &MailServer, envelope: Envelope, message: &[u8]) -> Self {
        let tls = match server.security {
            Security::Tls => Tls::On,
            Security::StartTls => Tls::Required,
            Security::Plain => Tls::Needless,
        };
        Self {
            phase: Phase::Greeting,
            tls,
            login: server.login.clone(),
            envelope,
            message: as_data(message),
            replies: Replies::default(),
            end: None,
        }
    }

    /// The server has sent these bytes.
    pub fn received(&mut self, bytes: &[u8]) {
        self.replies.push(bytes);
    }

    /// The connection has ended, or could not be made, for this reason.
    pub fn closed(&mut self, reason: &str) -> Delivery {
        self.end.get_or_insert_with(|| Delivery::TryLater(reason.to_owned())).clone()
    }

    /// What to do next. Call it when the dialogue begins, and after each action.
    pub fn next_action(&mut self) -> Action {
        if let Some(end) = &self.end {
            return Action::Done(end.clone());
        }
        match self.replies.next() {
            Ok(None) => Action::Read,
            Ok(Some(reply)) => self.answer(&reply),
            Err(error) => self.try_later(error.to_string()),
        }
    }

    /// TLS has begun: everything that was said before does not count any more.
    pub fn tls_started(&mut self) -> Action {
        self.tls = Tls::On;
        self.hello()
    }

    fn answer(&mut self, reply: &Reply) -> Action {
        match (self.phase, reply.code) {
            (Phase::Greeting, 220) => self.hello(),
            (Phase::Hello, 250) => self.after_hello(reply),
            // What came before TLS is not protected: somebody on the way can have put it there.
            (Phase::StartTls, 220) if self.replies.has_more() => {
                self.try_later("the server spoke before the connection was encrypted".to_owned())
            }
            (Phase::StartTls, 220) => Action::StartTls,
            (Phase::LoginUser, 334) => self.send_secret(Phase::LoginPassword, |login| &login.user),
            (Phase::LoginPassword, 334) => self.send_secret(Phase::Login, |login| &login.password),
            (Phase::Plain | Phase::Login, 235) => self.mail_from(),
            (Phase::From, 250) => {
                let line = format!("RCPT TO:<{}>\r\n", self.envelope.to);
                self.send(Phase::To, line)
            }
            (Phase::To, 250 | 251) => self.send(Phase::Data, "DATA\r\n".to_owned()),
            (Phase::Data, 354) => {
                self.phase = Phase::Message;
                Action::Send(core::mem::take(&mut self.message))
            }
            (Phase::Message, 250) => self.done(Delivery::Taken(reply.quoted())),
            // Only these replies are about this mail: any other is about the deployment, and the mail may
            // leave when that is mended.
            (Phase::From | Phase::To | Phase::Data | Phase::Message, _) if reply.is(5) => {
                self.done(Delivery::Refused(reply.quoted()))
            }
            _ => self.try_later(reply.quoted()),
        }
    }

    fn hello(&mut self) -> Action {
        let line = format!("EHLO {}\r\n", self.envelope.from.domain());
        self.send(Phase::Hello, line)
    }

    fn after_hello(&mut self, reply: &Reply) -> Action {
        let offers = |what: &str| {
            let mut words = reply.lines.iter().map(|line| line.split_ascii_whitespace());
            words.find_map(|mut words| {
                words.next().filter(|first| first.eq_ignore_ascii_case(what)).map(|_| words)
            })
        };
        if self.tls == Tls::Required {
            return match offers("STARTTLS") {
                Some(_) => self.send(Phase::StartTls, "STARTTLS\r\n".to_owned()),
                None => self.try_later("the server offers no STARTTLS".to_owned()),
            };
        }
        let Some(login) = &self.login else { return self.mail_from() };
        let ways: Vec<String> =
            offers("AUTH").into_iter().flatten().map(str::to_ascii_uppercase).collect();
        if ways.iter().any(|way| way == "PLAIN") {
            let secret = format!("\0{}\0{}", login.user, login.password);
            let line = format!("AUTH PLAIN {}\r\n", BASE64.encode(secret.as_bytes()));
            self.send(Phase::Plain, line)
        } else if ways.iter().any(|way| way == "LOGIN") {
            self.send(Phase::LoginUser, "AUTH LOGIN\r\n".to_owned())
        } else {
            self.try_later(
                "the server offers no sign-in by password (AUTH PLAIN or LOGIN)".to_owned(),
            )
        }
    }

    fn mail_from(&mut self) -> Action {
        let line = format!("MAIL FROM:<{}>\r\n", self.envelope.from);
        self.send(Phase::From, line)
    }

    fn send_secret(&mut self, next: Phase, secret: impl Fn(&Login) -> &String) -> Action {
        let secret = self.login.as_ref().map(|login| BASE64.encode(secret(login).as_bytes()));
        self.send(next, format!("{}\r\n", secret.unwrap_or_default()))
    }

    fn send(&mut self, next: Phase, line: String) -> Action {
        self.phase = next;
        Action::Send(line.into_bytes())
    }

    fn try_later(&mut self, reason: String) -> Action {
        self.done(Delivery::TryLater(reason))
    }

    fn done(&mut self, end: Delivery) -> Action {
        self.end = Some(end.clone());
        Action::Done(end)
    }
}

/// A message as it follows `DATA`: with CRLF at the end of each line, with a dot more where a line begins
/// with one, and with the line that ends it. A lone CR or LF would let a message hold a second one.
fn as_data(message: &[u8]) -> Vec<u8> {
    let mut data = Vec::with_capacity(message.len() + 64);
    let mut bytes = message.iter().copied().peekable();
    let mut begins_line = true;
    while let Some(byte) = bytes.next() {
        if byte == b'\r' || byte == b'\n' {
            if byte == b'\r' {
                bytes.next_if_eq(&b'\n');
            }
            data.extend_from_slice(b"\r\n");
            begins_line = true;
            continue;
        }
        if byte == b'.' && begins_line {
            data.push(b'.');
        }
        data.push(byte);
        begins_line = false;
    }
    if !begins_line {
        data.extend_from_slice(b"\r\n");
    }
    data.extend_from_slice(b".\r\n");
    data
}
