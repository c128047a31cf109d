//! A mail server on this machine, with TLS and a sign-in. It keeps what it takes, and refuses, hangs or hangs
//! up as scripted.

use crate::wait;
use data_encoding::BASE64;
use mail_parser::{Message, MessageParser};
use std::collections::VecDeque;
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokio::io::{AsyncBufReadExt, AsyncRead, AsyncWrite, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Notify;
use tokio::task::JoinHandle;
use tokio::time::{Instant, timeout_at};
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::pki_types::pem::PemObject;
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer};

/// How long a mail may take: after an attempt that was lost with the server, the next is made 75 s later.
const PATIENCE: Duration = Duration::from_secs(3 * wait::PATIENCE.as_secs());

/// How the server protects its connections.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Protection {
    Tls,
    StartTls,
    /// It offers nothing.
    Nothing,
    /// Like `StartTls`, with a reply behind the one that begins it: an attack on the connection.
    Injected,
}

/// What it does in place of its answer to a command.
#[derive(Debug, Clone)]
pub enum Trouble {
    /// It answers the command with this.
    Answer(&'static str, &'static str),
    /// It takes the command, and says nothing more.
    Hang(&'static str),
    /// It closes the connection at the command.
    Cut(&'static str),
}

impl Trouble {
    const fn at(&self) -> &'static str {
        match self {
            Self::Answer(at, _) | Self::Hang(at) | Self::Cut(at) => at,
        }
    }
}

/// A mail that the server has taken.
#[derive(Debug, Clone)]
pub struct TakenMail {
    pub from: String,
    pub to: String,
    /// The message, as it was before the dots were doubled.
    pub raw: Vec<u8>,
}

impl TakenMail {
    /// The message, read by a program that is not ours.
    pub fn parsed(&self) -> Message<'_> {
        MessageParser::default().parse(&self.raw).unwrap()
    }

    pub fn text(&self) -> String {
        self.parsed().body_text(0).unwrap().into_owned()
    }

    pub fn html(&self) -> String {
        self.parsed().body_html(0).unwrap().into_owned()
    }

    /// The first link in its text that has this in it.
    pub fn link(&self, part: &str) -> String {
        let text = self.text();
        let found = text.split_whitespace().find(|word| word.contains(part));
        found.unwrap_or_else(|| panic!("there is no link with {part} in {text}")).to_owned()
    }
}

/// A mail server that runs until it is dropped.
pub struct MailServer {
    pub port: u16,
    protection: Protection,
    shared: Arc<Shared>,
    serving: JoinHandle<()>,
}

struct Shared {
    protection: Protection,
    ways: &'static str,
    taken: Mutex<Vec<TakenMail>>,
    troubles: Mutex<VecDeque<Trouble>>,
    /// Every connection that was begun, and every line that came, for messages of tests that fail.
    lines: Mutex<Vec<String>>,
    arrival: Notify,
}

impl MailServer {
    pub const USER: &'static str = "bellhop@example.com";
    pub const PASSWORD: &'static str = "p:ä/ss";

    /// Starts a server that takes `AUTH PLAIN`.
    pub async fn open(protection: Protection) -> Self {
        Self::with_sign_in(protection, "PLAIN LOGIN").await
    }

    /// Starts a server that takes these ways to sign in.
    pub async fn with_sign_in(protection: Protection, ways: &'static str) -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
        Self::on(listener, protection, ways)
    }

    /// Starts a server on a port that was given before, as if it came back.
    pub async fn back_on(port: u16, protection: Protection) -> Self {
        let listener = TcpListener::bind(("127.0.0.1", port)).await.unwrap();
        Self::on(listener, protection, "PLAIN LOGIN")
    }

    fn on(listener: TcpListener, protection: Protection, ways: &'static str) -> Self {
        let port = listener.local_addr().unwrap().port();
        let shared = Arc::new(Shared {
            protection,
            ways,
            taken: Mutex::default(),
            troubles: Mutex::default(),
            lines: Mutex::default(),
            arrival: Notify::new(),
        });
        let serving = tokio::spawn(serve(listener, Arc::clone(&shared)));
        Self { port, protection, shared, serving }
    }

    /// The setting with which Bellhop sends mail here.
    pub fn setting(&self) -> String {
        let Self { port, .. } = self;
        match self.protection {
            Protection::Tls => {
                format!("smtps://bellhop%40example.com:p%3A%C3%A4%2Fss@localhost:{port}")
            }
            Protection::Nothing => format!("smtp://127.0.0.1:{port}?tls=none"),
            Protection::StartTls | Protection::Injected => {
                format!("smtp://bellhop%40example.com:p%3A%C3%A4%2Fss@localhost:{port}")
            }
        }
    }

    /// What happens to the next mails, one after the other; those after them are taken.
    pub fn trouble(&self, troubles: impl IntoIterator<Item = Trouble>) {
        self.shared.troubles.lock().unwrap().extend(troubles);
    }

    /// Waits until that many mails were taken, and returns all so far.
    pub async fn mails(&self, count: usize) -> Vec<TakenMail> {
        self.until(|| (self.so_far().len() >= count).then(|| self.so_far())).await
    }

    /// Waits until the next mail to this address, and returns it.
    pub async fn mail_to(&self, email: &str) -> TakenMail {
        self.until(|| self.so_far().into_iter().rev().find(|mail| mail.to == email)).await
    }

    /// Waits until a command has come that begins so.
    pub async fn command(&self, begins: &str) {
        self.until(|| self.lines().iter().any(|line| line.starts_with(begins)).then_some(())).await;
    }

    async fn until<T>(&self, ready: impl Fn() -> Option<T>) -> T {
        let deadline = Instant::now() + PATIENCE;
        loop {
            let arrival = self.shared.arrival.notified();
            if let Some(ready) = ready() {
                return ready;
            }
            let waited = timeout_at(deadline, arrival).await;
            assert!(waited.is_ok(), "the mail server waited in vain: {:#?}", self.lines());
        }
    }

    /// The mails that were taken so far.
    pub fn so_far(&self) -> Vec<TakenMail> {
        self.shared.taken.lock().unwrap().clone()
    }

    /// All commands that came so far.
    pub fn lines(&self) -> Vec<String> {
        self.shared.lines.lock().unwrap().clone()
    }
}

impl Drop for MailServer {
    fn drop(&mut self) {
        self.serving.abort();
    }
}

async fn serve(listener: TcpListener, shared: Arc<Shared>) {
    // Dropped with the server, which ends all connections.
    let mut connections = tokio::task::JoinSet::new();
    loop {
        let Ok((stream, _)) = listener.accept().await else { return };
        let shared = Arc::clone(&shared);
        connections.spawn(async move {
            // A client that goes away is none of the server's business.
            let _ended = connection(stream, &shared).await;
        });
    }
}

async fn connection(stream: TcpStream, shared: &Shared) -> std::io::Result<()> {
    if shared.protection == Protection::Tls {
        let stream = acceptor().accept(stream).await?;
        Dialogue::new(stream, shared, true).run(true).await?;
        return Ok(());
    }
    let mut dialogue = Dialogue::new(stream, shared, shared.protection == Protection::Nothing);
    if dialogue.run(true).await? == End::StartTls {
        let stream = dialogue.stream.into_inner();
        let stream = acceptor().accept(stream).await?;
        Dialogue::new(stream, shared, true).run(false).await?;
    }
    Ok(())
}

fn acceptor() -> TlsAcceptor {
    let certificate = include_bytes!("../fixtures/mail/certificate.pem");
    let key = include_bytes!("../fixtures/mail/key.pem");
    let chain = vec![CertificateDer::from_pem_slice(certificate).unwrap()];
    let key = PrivateKeyDer::from_pem_slice(key).unwrap();
    let config = ServerConfig::builder().with_no_client_auth();
    TlsAcceptor::from(Arc::new(config.with_single_cert(chain, key).unwrap()))
}

#[derive(PartialEq, Eq)]
enum End {
    Over,
    StartTls,
}

struct Dialogue<'s, S> {
    stream: BufReader<S>,
    shared: &'s Shared,
    is_safe: bool,
    is_signed_in: bool,
}

impl<'s, S: AsyncRead + AsyncWrite + Unpin> Dialogue<'s, S> {
    fn new(stream: S, shared: &'s Shared, is_safe: bool) -> Self {
        let is_signed_in = shared.protection == Protection::Nothing;
        Self { stream: BufReader::new(stream), shared, is_safe, is_signed_in }
    }

    async fn run(&mut self, greets: bool) -> std::io::Result<End> {
        let (mut from, mut to) = (String::new(), String::new());
        if greets && !self.answers("CONNECT", "220-localhost\r\n220 at your service").await? {
            return Ok(End::Over);
        }
        loop {
            let line = self.line().await?;
            let verb = line.split([' ', ':']).next().unwrap_or_default().to_ascii_uppercase();
            let normal = match verb.as_str() {
                "EHLO" => self.hello(),
                "STARTTLS" => {
                    let injected = match self.shared.protection {
                        Protection::Injected => "220 go on\r\n250 AUTH PLAIN",
                        _ => "220 go on",
                    };
                    self.say(injected).await?;
                    return Ok(End::StartTls);
                }
                _ if !self.is_safe => "530 STARTTLS first".to_owned(),
                "AUTH" => self.sign_in(&line).await?,
                _ if !self.is_signed_in => "530 sign in first".to_owned(),
                "MAIL" => {
                    from = between(&line);
                    "250 sender ok".to_owned()
                }
                "RCPT" => {
                    to = between(&line);
                    "250 recipient ok".to_owned()
                }
                "DATA" => {
                    if !self.answers("DATA", "354 go on").await? {
                        return Ok(End::Over);
                    }
                    let raw = self.message().await?;
                    if self.answers("MESSAGE", "250 2.0.0 taken").await? {
                        let (from, to) = (from.clone(), to.clone());
                        self.shared.taken.lock().unwrap().push(TakenMail { from, to, raw });
                        self.shared.arrival.notify_waiters();
                        continue;
                    }
                    return Ok(End::Over);
                }
                "QUIT" => {
                    self.say("221 goodbye").await?;
                    return Ok(End::Over);
                }
                _ => "502 what?".to_owned(),
            };
            if !self.answers(&verb, &normal).await? {
                return Ok(End::Over);
            }
        }
    }

    fn hello(&self) -> String {
        let mut lines = vec!["250-localhost greets you".to_owned(), "250-8BITMIME".to_owned()];
        if !self.is_safe {
            lines.push("250-STARTTLS".to_owned());
        } else if self.shared.protection != Protection::Nothing {
            lines.push(format!("250-AUTH {}", self.shared.ways));
        }
        lines.push("250 SIZE 1000000".to_owned());
        lines.join("\r\n")
    }

    async fn sign_in(&mut self, line: &str) -> std::io::Result<String> {
        let secret = if let Some(secret) = line.strip_prefix("AUTH PLAIN ") {
            decoded(secret)
        } else if line == "AUTH LOGIN" && self.shared.ways == "LOGIN" {
            self.say("334 VXNlcm5hbWU6").await?;
            let user = decoded(&self.line().await?);
            self.say("334 UGFzc3dvcmQ6").await?;
            format!("\0{user}\0{}", decoded(&self.line().await?))
        } else {
            return Ok("504 not so".to_owned());
        };
        let right = format!("\0{}\0{}", MailServer::USER, MailServer::PASSWORD);
        self.is_signed_in = secret == right;
        let said = if self.is_signed_in { "235 welcome" } else { "535 5.7.8 wrong password" };
        Ok(said.to_owned())
    }

    /// Answers a command as scripted or else normally; returns whether the dialogue goes on.
    async fn answers(&mut self, at: &str, normal: &str) -> std::io::Result<bool> {
        let trouble = {
            let mut troubles = self.shared.troubles.lock().unwrap();
            let is_now = troubles.front().is_some_and(|trouble| trouble.at() == at);
            if is_now { troubles.pop_front() } else { None }
        };
        match trouble {
            None => self.say(normal).await?,
            Some(Trouble::Answer(_, answer)) => {
                self.say(answer).await?;
                // A message that is not taken is none.
                return Ok(at != "MESSAGE" && at != "DATA");
            }
            Some(Trouble::Hang(_)) => std::future::pending().await,
            Some(Trouble::Cut(_)) => return Ok(false),
        }
        Ok(true)
    }

    async fn say(&mut self, answer: &str) -> std::io::Result<()> {
        self.stream.write_all(format!("{answer}\r\n").as_bytes()).await?;
        self.stream.flush().await
    }

    async fn line(&mut self) -> std::io::Result<String> {
        let mut line = Vec::new();
        if self.stream.read_until(b'\n', &mut line).await? == 0 {
            return Err(std::io::ErrorKind::UnexpectedEof.into());
        }
        assert!(line.ends_with(b"\r\n"), "a line must end with CRLF: {line:?}");
        let line = String::from_utf8(line).unwrap().trim_end().to_owned();
        self.shared.lines.lock().unwrap().push(line.clone());
        self.shared.arrival.notify_waiters();
        Ok(line)
    }

    async fn message(&mut self) -> std::io::Result<Vec<u8>> {
        let mut raw = Vec::new();
        loop {
            let line = self.line().await?;
            if line == "." {
                return Ok(raw);
            }
            let line = line.strip_prefix('.').unwrap_or(&line);
            raw.extend_from_slice(line.as_bytes());
            raw.extend_from_slice(b"\r\n");
        }
    }
}

/// The address between the angle brackets of a command.
fn between(line: &str) -> String {
    let inside = line.split_once('<').and_then(|(_, rest)| rest.split_once('>'));
    inside.map(|(address, _)| address.to_owned()).unwrap_or_default()
}

fn decoded(secret: &str) -> String {
    String::from_utf8(BASE64.decode(secret.as_bytes()).unwrap()).unwrap()
}
