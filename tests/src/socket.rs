//! A WebSocket as browsers have it: text in, text out, and one day it is gone.

use crate::tls;
use futures_util::{SinkExt, StreamExt};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use tokio_tungstenite::tungstenite::http::{HeaderName, HeaderValue};
use tokio_tungstenite::tungstenite::{Error, Message};
use tokio_tungstenite::{WebSocketStream, client_async};

/// How to get in.
#[derive(Debug, Clone)]
pub struct Endpoint {
    /// The address.
    pub url: String,
    /// Headers of the upgrade: cookie, origin, subprotocols.
    pub headers: Vec<(&'static str, String)>,
}

/// A connection.
pub struct Socket {
    stream: WebSocketStream<Box<dyn Connection>>,
    /// Why it is over, once it is.
    pub over: Option<String>,
}

/// What a socket goes over: TCP, or TLS over it.
trait Connection: AsyncRead + AsyncWrite + Send + Unpin {}

impl<T: AsyncRead + AsyncWrite + Send + Unpin> Connection for T {}

/// Why there is no connection.
#[derive(Debug)]
pub enum NoSocket {
    /// The server said no: status and body.
    Refused(u16, String),
    /// No server was there, or it went away in the middle.
    Unreachable(String),
}

impl Endpoint {
    /// Goes in.
    pub async fn open(&self) -> Result<Socket, NoSocket> {
        let mut request = self.url.as_str().into_client_request().unwrap();
        for (name, value) in &self.headers {
            let name = HeaderName::from_bytes(name.as_bytes()).unwrap();
            request.headers_mut().insert(name, HeaderValue::from_str(value).unwrap());
        }
        let host = request.uri().authority().unwrap().to_string();
        let connected = connect(&host, request.uri().scheme_str() == Some("wss")).await;
        let connection = connected.map_err(|error| NoSocket::Unreachable(error.to_string()))?;
        match client_async(request, connection).await {
            Ok((stream, _)) => Ok(Socket { stream, over: None }),
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
    /// Sends text; where the connection is gone, [`Socket::over`] says so.
    pub async fn send(&mut self, text: String) {
        if self.over.is_none()
            && let Err(error) = self.stream.send(Message::text(text)).await
        {
            self.over = Some(error.to_string());
        }
    }

    /// The next text; `None` when the connection is over.
    pub async fn next(&mut self) -> Option<String> {
        while self.over.is_none() {
            match self.stream.next().await {
                Some(Ok(Message::Text(text))) => return Some(text.to_string()),
                Some(Ok(Message::Close(frame))) => self.over = Some(format!("closed: {frame:?}")),
                Some(Ok(_)) => {}
                Some(Err(error)) => self.over = Some(error.to_string()),
                None => self.over = Some("ended".to_owned()),
            }
        }
        None
    }

    /// Says goodbye, as a tab that is closed does.
    pub async fn close(mut self) {
        let _ = self.stream.close(None).await;
    }
}
