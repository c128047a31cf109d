//! Servers of the tests' own, which answer on this machine until they are dropped.

use axum::Router;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

/// An HTTP server on a free port of `127.0.0.1`.
pub struct LocalServer {
    /// Its origin, such as `http://127.0.0.1:1234`.
    pub origin: String,
    serving: JoinHandle<()>,
}

impl LocalServer {
    /// Answers from now on, as the router says.
    pub async fn serve(router: Router) -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
        let origin = format!("http://{}", listener.local_addr().unwrap());
        let serving = tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
        Self { origin, serving }
    }
}

impl Drop for LocalServer {
    fn drop(&mut self) {
        self.serving.abort();
    }
}
