//! The worker at the edge: it answers HTTP and hosts the four Durable Objects.
//!
//! It decides nothing (`shared` does): it loads, asks, stores and sends. Only this file has entry
//! points, only `clock` reads the time, and only files called `store` (or `…_store`) contain SQL.

pub(crate) mod auth;
pub(crate) mod conversation;
pub(crate) mod deployment;
pub(crate) mod desk;
mod error;
mod heartbeat;
pub(crate) mod http;
pub(crate) mod mail;
pub(crate) mod messaging;
pub(crate) mod oidc;
mod problems_page;
pub(crate) mod routes;
pub(crate) mod runtime;
pub(crate) mod site;
pub(crate) mod web_push;

use error::ApiError;
use std::rc::Rc;
use worker::{
    Context, DurableObject, Env, Error, ForwardableEmailMessage, Request, Response, Result, State,
    WebSocket, WebSocketIncomingMessage, durable_object, event,
};

#[event(fetch)]
async fn fetch(request: Request, env: Env, context: Context) -> Result<Response> {
    routes::answer(request, env, context).await
}

/// A reply by mail, where Cloudflare's Email Routing hands mail over to the worker (docs/mail.md).
#[event(email)]
async fn email(message: ForwardableEmailMessage, env: Env, _: Context) -> Result<()> {
    routes::take_from_cloudflare(&message, &env).await;
    Ok(())
}

/// The object of one site: dialogues, agents, settings, the quota ledger.
#[durable_object]
pub struct Site {
    shell: Rc<site::Shell>,
}

impl DurableObject for Site {
    fn new(state: State, env: Env) -> Self {
        Self { shell: site::Shell::new(state, env) }
    }

    async fn fetch(&self, request: Request) -> Result<Response> {
        self.shell.fetch(request).await
    }

    async fn alarm(&self) -> Result<Response> {
        alarm_result(self.shell.alarm())
    }
}

/// The object that has the list of sites, and sweeps them.
#[durable_object]
pub struct Deployment {
    shell: deployment::Shell,
}

impl DurableObject for Deployment {
    fn new(state: State, env: Env) -> Self {
        Self { shell: deployment::Shell::new(state, env) }
    }

    async fn fetch(&self, request: Request) -> Result<Response> {
        self.shell.fetch(request).await
    }

    async fn alarm(&self) -> Result<Response> {
        alarm_result(self.shell.alarm().await)
    }
}

/// Forwards an object's socket events to its shell.
macro_rules! sockets_to_the_shell {
    () => {
        async fn websocket_message(
            &self,
            socket: WebSocket,
            message: WebSocketIncomingMessage,
        ) -> Result<()> {
            note(self.shell.message(&socket, message));
            Ok(())
        }

        async fn websocket_close(
            &self,
            socket: WebSocket,
            code: usize,
            _reason: String,
            _was_clean: bool,
        ) -> Result<()> {
            note(self.shell.closed(&socket, code));
            Ok(())
        }

        async fn websocket_error(&self, socket: WebSocket, _error: Error) -> Result<()> {
            note(self.shell.closed(&socket, 1006));
            Ok(())
        }
    };
}

/// The object that routes the chat requests of one site.
#[durable_object]
pub struct Desk {
    shell: Rc<desk::Shell>,
}

impl DurableObject for Desk {
    fn new(state: State, env: Env) -> Self {
        Self { shell: desk::Shell::new(state, env) }
    }

    async fn fetch(&self, request: Request) -> Result<Response> {
        self.shell.fetch(request).await
    }

    async fn alarm(&self) -> Result<Response> {
        alarm_result(self.shell.alarm())
    }

    sockets_to_the_shell!();
}

/// The object of one conversation: its event log and its sockets.
#[durable_object]
pub struct Conversation {
    shell: Rc<conversation::Shell>,
}

impl DurableObject for Conversation {
    fn new(state: State, env: Env) -> Self {
        Self { shell: conversation::Shell::new(state, env) }
    }

    async fn fetch(&self, request: Request) -> Result<Response> {
        self.shell.fetch(request).await
    }

    async fn alarm(&self) -> Result<Response> {
        alarm_result(self.shell.alarm().await)
    }

    sockets_to_the_shell!();
}

/// The runtime retries an alarm that fails.
fn alarm_result(outcome: std::result::Result<(), ApiError>) -> Result<Response> {
    match outcome {
        Ok(()) => Response::ok(""),
        Err(error) => {
            runtime::counters::alarm_failed();
            worker::console_error!("an alarm failed, and is tried again: {error}");
            Err(Error::RustError(error.to_string()))
        }
    }
}

/// Logs an error on a socket; its client has been told already.
fn note(outcome: std::result::Result<(), ApiError>) {
    if let Err(error) = outcome {
        worker::console_error!("{error}");
    }
}
