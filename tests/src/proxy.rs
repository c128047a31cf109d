//! A proxy that terminates TLS in front of the worker, like Caddy and nginx.

use crate::http::Http;
use crate::server::Server;
use crate::tls;
use hyper::body::Incoming;
use hyper::header::{HeaderName, HeaderValue};
use hyper::service::service_fn;
use hyper::{Request, Response, StatusCode, client, server, upgrade};
use hyper_util::rt::TokioIo;
use std::error::Error;
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;

/// A proxy, until it is dropped.
pub struct Proxy {
    port: u16,
    serving: JoinHandle<()>,
}

impl Proxy {
    /// A proxy as the documentation recommends: it keeps `Host`, and sets `X-Forwarded-Proto` to
    /// `https`.
    pub async fn before(server: &Server) -> Self {
        Self::before_port(server.port()).await
    }

    /// The same before a server that is not of the tests.
    pub async fn before_port(port: u16) -> Self {
        Self::to(port, &[("x-forwarded-proto", "https")]).await
    }

    /// A proxy that replaces these headers and passes on all others.
    pub async fn adding(server: &Server, headers: &[(&'static str, &'static str)]) -> Self {
        Self::to(server.port(), headers).await
    }

    async fn to(upstream: u16, headers: &[(&'static str, &'static str)]) -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let (acceptor, headers) = (tls::acceptor(), headers.to_vec());
        let serving = tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let (acceptor, headers) = (acceptor.clone(), headers.clone());
                tokio::spawn(async move {
                    // A browser may open a connection and never use it.
                    let Ok(stream) = acceptor.accept(stream).await else { return };
                    let pass = service_fn(|request| pass(request, upstream, &headers));
                    let connection = server::conn::http1::Builder::new()
                        .serve_connection(TokioIo::new(stream), pass)
                        .with_upgrades();
                    let _ = connection.await;
                });
            }
        });
        Self { port, serving }
    }

    /// A client of the proxy.
    pub fn http(&self) -> Http {
        Http::at(&format!("https://localhost:{}", self.port))
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        self.serving.abort();
    }
}

/// Forwards a request to the worker, and the response back; connects a WebSocket to the worker's.
pub(crate) async fn pass(
    mut request: Request<Incoming>,
    upstream: u16,
    headers: &[(&'static str, &'static str)],
) -> Result<Response<Incoming>, Box<dyn Error + Send + Sync>> {
    for (name, value) in headers {
        let name = HeaderName::from_static(name);
        request.headers_mut().insert(name, HeaderValue::from_static(value));
    }
    let stream = TcpStream::connect(("127.0.0.1", upstream)).await?;
    let (mut sender, connection) = client::conn::http1::handshake(TokioIo::new(stream)).await?;
    tokio::spawn(connection.with_upgrades());
    let theirs = upgrade::on(&mut request);
    let mut response = sender.send_request(request).await?;
    if response.status() == StatusCode::SWITCHING_PROTOCOLS {
        let ours = upgrade::on(&mut response);
        tokio::spawn(async move {
            if let Ok((theirs, ours)) = tokio::try_join!(theirs, ours) {
                let (mut theirs, mut ours) = (TokioIo::new(theirs), TokioIo::new(ours));
                let _ = tokio::io::copy_bidirectional(&mut theirs, &mut ours).await;
            }
        });
    }
    Ok(response)
}
