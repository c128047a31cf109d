//! A WebSocket that comes back by itself, as in the widget and the console:
//! `shared::client::Connection` decides, this does it. It pings and answers whatever its owner does,
//! like a tab, unless the whole tab is stopped.

use crate::random::random_number;
use crate::socket::{ABNORMAL, Endpoint, NoSocket, Socket};
use shared::client::{
    CloseCode, Connection, ConnectionEffect, ConnectionId, ConnectionInput, ConnectionTimer,
};
use std::future::pending;
use std::time::Duration;
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};
use tokio::task::{JoinError, JoinHandle};
use tokio::time::{Instant, sleep, sleep_until};

/// An event of a socket.
pub(crate) enum News {
    /// It is open: the first frame can be sent on that connection.
    Opened(ConnectionId),
    Frame(String),
    /// It is lost, for that reason; the next attempt follows by itself.
    Broke(String),
    /// The edge closed it for good.
    Refused(CloseCode),
}

enum Order {
    Send(ConnectionId, String),
    Answered(ConnectionId),
    Cut,
    Stop(Duration),
}

/// A socket that is kept until it is dropped.
pub(crate) struct KeptSocket {
    news: UnboundedReceiver<News>,
    orders: UnboundedSender<Order>,
}

impl KeptSocket {
    /// Begins to connect.
    pub(crate) fn open(endpoint: Endpoint) -> Self {
        let ((tell, news), (orders, ordered)) = (unbounded_channel(), unbounded_channel());
        let tab = Tab {
            endpoint,
            connection: Connection::default(),
            timers: Vec::new(),
            attempt: None,
            socket: None,
            last_error: String::new(),
            tell,
        };
        tokio::spawn(tab.run(ordered));
        Self { news, orders }
    }

    /// The next event.
    pub(crate) async fn next(&mut self) -> News {
        match self.news.recv().await {
            Some(news) => news,
            None => pending().await,
        }
    }

    /// Sends a text on that connection, if it is still the current one.
    pub(crate) fn send(&self, on: ConnectionId, text: String) {
        self.order(Order::Send(on, text));
    }

    /// Reports that the edge has answered the first frame of that connection.
    pub(crate) fn answered(&self, on: ConnectionId) {
        self.order(Order::Answered(on));
    }

    /// Drops the connection without a close frame, as in a tunnel.
    pub(crate) fn cut(&self) {
        self.order(Order::Cut);
    }

    /// Stops the tab for so long: it reads and sends nothing, and its timers are late.
    pub(crate) fn stop(&self, length: Duration) {
        self.order(Order::Stop(length));
    }

    fn order(&self, order: Order) {
        // A task that ended by a panic is reported by the wait that gets no news.
        let _ = self.orders.send(order);
    }
}

struct Tab {
    endpoint: Endpoint,
    connection: Connection,
    timers: Vec<(Instant, ConnectionTimer)>,
    attempt: Option<(ConnectionId, Attempt)>,
    socket: Option<(ConnectionId, Socket)>,
    last_error: String,
    tell: UnboundedSender<News>,
}

type Attempt = JoinHandle<Result<Socket, NoSocket>>;

impl Tab {
    async fn run(mut self, mut orders: UnboundedReceiver<Order>) {
        self.handle(ConnectionInput::Connect).await;
        loop {
            let due = self.timers.iter().map(|(at, _)| *at).min();
            tokio::select! {
                order = orders.recv() => match order {
                    Some(order) => self.obey(order).await,
                    None => return,
                },
                () = until(due) => self.timer(due).await,
                (id, made) = made(&mut self.attempt) => self.made(id, made).await,
                (id, text) = received(&mut self.socket) => self.received(id, text).await,
            }
        }
    }

    async fn obey(&mut self, order: Order) {
        match order {
            Order::Send(on, text) if on == self.connection.id() => self.send(text).await,
            Order::Send(..) => {}
            Order::Answered(on) => self.handle(ConnectionInput::Answered(on)).await,
            Order::Cut => {
                if let Some((id, _)) = self.socket.take() {
                    "cut".clone_into(&mut self.last_error);
                    self.handle(ConnectionInput::Closed(id, ABNORMAL)).await;
                }
            }
            Order::Stop(length) => sleep(length).await,
        }
    }

    async fn timer(&mut self, due: Option<Instant>) {
        if let Some(at) = self.timers.iter().position(|(at, _)| Some(*at) == due) {
            let (_, timer) = self.timers.swap_remove(at);
            self.handle(ConnectionInput::Timer(timer)).await;
        }
    }

    async fn made(&mut self, id: ConnectionId, made: Result<Result<Socket, NoSocket>, JoinError>) {
        self.attempt = None;
        let error = match made {
            Ok(Ok(socket)) => {
                self.socket = Some((id, socket));
                return self.handle(ConnectionInput::Opened(id)).await;
            }
            Ok(Err(error)) => format!("{error:?}"),
            Err(error) => error.to_string(),
        };
        // A browser doesn't learn why an attempt failed.
        self.last_error = error;
        self.handle(ConnectionInput::Closed(id, ABNORMAL)).await;
    }

    async fn received(&mut self, id: ConnectionId, text: Option<String>) {
        let Some(text) = text else {
            let Some((_, socket)) = self.socket.take() else { return };
            self.last_error = socket.over.clone().unwrap_or_default();
            return self.handle(ConnectionInput::Closed(id, socket.close_code)).await;
        };
        self.handle(ConnectionInput::Received(id)).await;
        if text != "pong" {
            self.tell(News::Frame(text));
        }
    }

    async fn handle(&mut self, input: ConnectionInput) {
        for effect in self.connection.handle(input, random_number()) {
            match effect {
                ConnectionEffect::Connect(id) => {
                    let endpoint = self.endpoint.clone();
                    let attempt = async move { endpoint.open_without_pings().await };
                    self.attempt = Some((id, tokio::spawn(attempt)));
                }
                ConnectionEffect::Close => {
                    if let Some((_, attempt)) = self.attempt.take() {
                        attempt.abort();
                    }
                    self.socket = None;
                    "given up".clone_into(&mut self.last_error);
                }
                ConnectionEffect::Ping => self.send("ping".to_owned()).await,
                ConnectionEffect::After(wait, timer) => {
                    self.timers.push((Instant::now() + Duration::from_millis(wait.0), timer));
                }
                ConnectionEffect::Opened => self.tell(News::Opened(self.connection.id())),
                ConnectionEffect::Broke { .. } => self.tell(News::Broke(self.last_error.clone())),
                ConnectionEffect::Refused(code) => self.tell(News::Refused(code)),
            }
        }
    }

    async fn send(&mut self, text: String) {
        if let Some((_, socket)) = &mut self.socket {
            socket.send(text).await;
        }
    }

    fn tell(&self, news: News) {
        let _ = self.tell.send(news);
    }
}

impl Drop for Tab {
    fn drop(&mut self) {
        if let Some((_, attempt)) = &self.attempt {
            attempt.abort();
        }
    }
}

async fn until(due: Option<Instant>) {
    match due {
        Some(at) => sleep_until(at).await,
        None => pending().await,
    }
}

async fn made(
    attempt: &mut Option<(ConnectionId, Attempt)>,
) -> (ConnectionId, Result<Result<Socket, NoSocket>, JoinError>) {
    match attempt {
        Some((id, attempt)) => (*id, attempt.await),
        None => pending().await,
    }
}

async fn received(socket: &mut Option<(ConnectionId, Socket)>) -> (ConnectionId, Option<String>) {
    match socket {
        Some((id, socket)) => (*id, socket.receive().await),
        None => pending().await,
    }
}
