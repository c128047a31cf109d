//! A WebSocket as in a browser: text frames, and a ping every 25 seconds.

use crate::tls;
use futures_util::stream::{SplitSink, SplitStream};
use futures_util::{SinkExt, StreamExt};
use serde::{Deserialize, Serialize};
use shared::heartbeat::PING_EVERY;
use std::borrow::Cow;
use std::sync::Arc;
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use tokio::sync::Mutex;
use tokio::task::JoinHandle;
use tokio::time::sleep;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use tokio_tungstenite::tungstenite::http::{HeaderName, HeaderValue};
use tokio_tungstenite::tungstenite::{Error, Message};
use tokio_tungstenite::{WebSocketStream, client_async};

/// A WebSocket endpoint with credentials.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Endpoint {
    pub url: String,
    /// The headers of the upgrade: cookie, origin, subprotocols.
    pub headers: Vec<(Cow<'static, str>, String)>,
}

type Stream = WebSocketStream<Box<dyn Connection>>;

pub struct Socket {
    received: SplitStream<Stream>,
    sender: Arc<Mutex<SplitSink<Stream, Message>>>,
    heartbeat: Option<JoinHandle<()>>,
    /// Why it closed, once it has.
    pub over: Option<String>,
    /// With which code, as a browser reports it.
    pub(crate) close_code: u16,
}

/// The code that browsers report for a connection that was lost, or could not be made.
pub(crate) const ABNORMAL: u16 = 1006;

/// The transport of a WebSocket: TCP, or TLS over it.
trait Connection: AsyncRead + AsyncWrite + Send + Unpin {}

impl<T: AsyncRead + AsyncWrite + Send + Unpin> Connection for T {}

/// Why there is no connection.
#[derive(Debug)]
pub enum NoSocket {
    /// The server refused: status and body.
    Refused(u16, String),
    /// The server couldn't be reached, or closed the connection during the handshake.
    Unreachable(String),
}

impl Endpoint {
    /// Serializes it for another process.
    pub fn to_json(&self) -> String {
        serde_json::to_string(self).unwrap()
    }

    /// Reads what another process has serialized.
    pub fn from_json(json: &str) -> Option<Self> {
        serde_json::from_str(json).ok()
    }

    /// Connects like a browser's tab.
    pub async fn open(&self) -> Result<Socket, NoSocket> {
        self.open_without_pings().await.map(Socket::with_heartbeat)
    }

    /// Connects without pings: to another server than ours, or like a sleeping computer.
    pub async fn open_without_pings(&self) -> Result<Socket, NoSocket> {
        let mut request = self.url.as_str().into_client_request().unwrap();
        for (name, value) in &self.headers {
            let name = HeaderName::from_bytes(name.as_bytes()).unwrap();
            request.headers_mut().insert(name, HeaderValue::from_str(value).unwrap());
        }
        let host = request.uri().authority().unwrap().to_string();
        let connected = connect(&host, request.uri().scheme_str() == Some("wss")).await;
        let connection = connected.map_err(|error| NoSocket::Unreachable(error.to_string()))?;
        match client_async(request, connection).await {
            Ok((stream, _)) => Ok(Socket::new(stream)),
            Err(Error::Http(response)) => {
                let body = response.body().clone().unwrap_or_default();
                let status = response.status().as_u16();
                Err(NoSocket::Refused(status, String::from_utf8_lossy(&body).into_owned()))
            }
            Err(error) => Err(NoSocket::Unreachable(error.to_string())),
        }
    }
}

async fn connect(host: &str, secure: bool) -> std::io::Result<Box<dyn Connection>> {
    let stream = TcpStream::connect(host).await?;
    stream.set_nodelay(true)?;
    if secure { Ok(Box::new(tls::connect(stream).await?)) } else { Ok(Box::new(stream)) }
}

impl Socket {
    fn new(stream: Stream) -> Self {
        let (sender, received) = stream.split();
        let (sender, close_code) = (Arc::new(Mutex::new(sender)), ABNORMAL);
        Self { received, sender, heartbeat: None, over: None, close_code }
    }

    fn with_heartbeat(mut self) -> Self {
        let pings = self.sender.clone();
        // A tab pings whatever its page is doing, so this must not wait for the test to read.
        self.heartbeat = Some(tokio::spawn(async move {
            loop {
                sleep(Duration::from_millis(PING_EVERY.0)).await;
                if pings.lock().await.send(Message::text("ping")).await.is_err() {
                    return;
                }
            }
        }));
        self
    }

    /// Sends a text; if the connection is closed, [`Socket::over`] has the reason.
    pub async fn send(&mut self, text: String) {
        if self.over.is_none()
            && let Err(error) = self.sender.lock().await.send(Message::text(text)).await
        {
            self.over = Some(error.to_string());
        }
    }

    /// Returns the next text that is no pong; `None` once the connection is closed.
    pub async fn next(&mut self) -> Option<String> {
        loop {
            match self.receive().await {
                Some(text) if text == "pong" => {}
                other => return other,
            }
        }
    }

    /// Returns the next text, pongs too; `None` once the connection is closed.
    pub(crate) async fn receive(&mut self) -> Option<String> {
        while self.over.is_none() {
            match self.received.next().await {
                Some(Ok(Message::Text(text))) => return Some(text.to_string()),
                Some(Ok(Message::Close(frame))) => {
                    self.close_code = frame.as_ref().map_or(ABNORMAL, |frame| frame.code.into());
                    self.over = Some(format!("closed: {frame:?}"));
                }
                Some(Ok(_)) => {}
                Some(Err(error)) => self.over = Some(error.to_string()),
                None => self.over = Some("ended".to_owned()),
            }
        }
        None
    }

    /// Closes the connection properly, like a closed tab.
    pub async fn close(self) {
        let _ = self.sender.lock().await.send(Message::Close(None)).await;
    }
}

impl Drop for Socket {
    fn drop(&mut self) {
        if let Some(heartbeat) = &self.heartbeat {
            heartbeat.abort();
        }
    }
}
