//! TLS with the tests' own certificate, issued for `localhost` and trusted by nobody else.

use crate::http::Answer;
use http_body_util::BodyExt;
use hyper::{Request, Uri};
use hyper_util::rt::TokioIo;
use std::error::Error;
use std::sync::{Arc, LazyLock};
use tokio::net::TcpStream;
use tokio_rustls::client::TlsStream;
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer, ServerName};
use tokio_rustls::rustls::{ClientConfig, RootCertStore, ServerConfig};
use tokio_rustls::{TlsAcceptor, TlsConnector};

struct Certificate {
    chain: Vec<CertificateDer<'static>>,
    key: PrivateKeyDer<'static>,
}

static CERTIFICATE: LazyLock<Certificate> = LazyLock::new(|| {
    let created = rcgen::generate_simple_self_signed(["localhost".to_owned()]).unwrap();
    let key = PrivateKeyDer::try_from(created.signing_key.serialize_der()).unwrap();
    Certificate { chain: vec![created.cert.der().clone()], key }
});

/// Accepts TLS connections.
pub fn acceptor() -> TlsAcceptor {
    let Certificate { chain, key } = &*CERTIFICATE;
    let config = ServerConfig::builder().with_no_client_auth();
    let config = config.with_single_cert(chain.clone(), key.clone_key()).unwrap();
    TlsAcceptor::from(Arc::new(config))
}

/// Connects to `localhost` over TLS, and trusts only the tests' certificate.
pub async fn connect(stream: TcpStream) -> std::io::Result<TlsStream<TcpStream>> {
    static CONFIG: LazyLock<Arc<ClientConfig>> = LazyLock::new(|| {
        let mut roots = RootCertStore::empty();
        roots.add(CERTIFICATE.chain[0].clone()).unwrap();
        let config = ClientConfig::builder().with_root_certificates(roots);
        Arc::new(config.with_no_client_auth())
    });
    let name = ServerName::try_from("localhost").unwrap();
    TlsConnector::from(Arc::clone(&CONFIG)).connect(name, stream).await
}

/// Sends a request over TLS, on its own connection.
pub async fn send(
    description: String,
    request: reqwest::Request,
) -> Result<Answer, Box<dyn Error + Send + Sync>> {
    let mut request = Request::<reqwest::Body>::try_from(request)?;
    let host = request.uri().authority().ok_or("a request without a host")?.to_string();
    let path = request.uri().path_and_query().ok_or("a request without a path")?.to_string();
    let stream = connect(TcpStream::connect(&host).await?).await?;
    *request.uri_mut() = Uri::try_from(path)?;
    request.headers_mut().insert("Host", host.parse()?);
    let (mut sender, connection) =
        hyper::client::conn::http1::handshake(TokioIo::new(stream)).await?;
    tokio::spawn(connection);
    let response = sender.send_request(request).await?;
    let (status, headers) = (response.status().as_u16(), response.headers().clone());
    let body = response.into_body().collect().await?.to_bytes().to_vec();
    Ok(Answer { description, status, headers, body })
}
