//! The socket to the mail server: it carries the dialogue of `shared::mail::Session`.

use futures_util::future::{Either, select};
use shared::mail::{Action, Delivery, MailServer, QUIT, Security, Session};
use shared::outbox::MAIL_PATIENCE;
use std::cell::RefCell;
use std::pin::pin;
use std::time::Duration;
use wasm_bindgen::prelude::*;
use worker::js_sys::futures::JsFuture;
use worker::js_sys::{Function, Object, Promise, Reflect, Uint8Array};
use worker::worker_sys::Socket as RawSocket;
use worker::{Delay, Env};

/// The binding of the network in which the mail server is. On one machine that network also has private
/// addresses, which no other request of the worker reaches; on Cloudflare there is none.
pub(super) const NETWORK: &str = "MAIL_NETWORK";

/// Hands a mail over to the server, and returns how that ended.
pub(crate) async fn send(env: &Env, server: &MailServer, mut session: Session) -> Delivery {
    // The socket as it is now, to close it in the end, whatever the dialogue is waiting for.
    let open = RefCell::new(None::<RawSocket>);
    let delivery = {
        let dialogue = pin!(talk(env, server, &mut session, &open));
        let patience = pin!(Delay::from(Duration::from_millis(MAIL_PATIENCE.0)));
        match select(dialogue, patience).await {
            Either::Left((Ok(delivery), _)) => Some(delivery),
            Either::Left((Err(error), _)) => {
                Some(Delivery::TryLater(format!("the mail server can't be reached: {error}")))
            }
            Either::Right(_) => None,
        }
    };
    if let Some(socket) = open.take() {
        // It may be closed already.
        let _closing = socket.close();
    }
    delivery.unwrap_or_else(|| session.closed("the mail server took too long to answer"))
}

async fn talk(
    env: &Env,
    server: &MailServer,
    session: &mut Session,
    open: &RefCell<Option<RawSocket>>,
) -> worker::Result<Delivery> {
    let socket = connect(env, server)?;
    let opened = socket.opened()?;
    open.replace(Some(socket.clone()));
    JsFuture::from(opened).await?;
    let mut streams = Streams::of(socket)?;
    let mut action = session.next_action();
    loop {
        action = match action {
            Action::Read => match streams.read().await? {
                None => return Ok(session.closed("the mail server closed the connection")),
                Some(bytes) => {
                    session.received(&bytes);
                    session.next_action()
                }
            },
            Action::Send(bytes) => {
                streams.write(&bytes).await?;
                session.next_action()
            }
            Action::StartTls => {
                let socket = streams.start_tls()?;
                open.replace(Some(socket.clone()));
                streams = Streams::of(socket)?;
                session.tls_started()
            }
            Action::Done(delivery) => {
                // The mail is taken or refused, whether or not the server hears the farewell.
                let _farewell = streams.write(QUIT).await;
                return Ok(delivery);
            }
        };
    }
}

#[wasm_bindgen]
extern "C" {
    type Reader;

    #[wasm_bindgen(method, catch)]
    fn read(this: &Reader) -> Result<Promise, JsValue>;

    #[wasm_bindgen(method, catch, js_name = releaseLock)]
    fn release_lock(this: &Reader) -> Result<(), JsValue>;

    type Writer;

    #[wasm_bindgen(method, catch)]
    fn write(this: &Writer, bytes: Uint8Array) -> Result<Promise, JsValue>;

    #[wasm_bindgen(method, catch, js_name = releaseLock)]
    fn release_lock(this: &Writer) -> Result<(), JsValue>;
}

/// A socket with its two streams.
struct Streams {
    socket: RawSocket,
    reader: Reader,
    writer: Writer,
}

impl Streams {
    fn of(socket: RawSocket) -> worker::Result<Self> {
        let reader = locked(socket.readable()?.as_ref(), "getReader")?.unchecked_into();
        let writer = locked(socket.writable()?.as_ref(), "getWriter")?.unchecked_into();
        Ok(Self { socket, reader, writer })
    }

    /// The next bytes; `None` at the end of the connection.
    async fn read(&self) -> worker::Result<Option<Vec<u8>>> {
        let chunk = JsFuture::from(self.reader.read()?).await?;
        let bytes = Reflect::get(&chunk, &JsValue::from_str("value"))?;
        Ok(bytes.dyn_ref::<Uint8Array>().map(Uint8Array::to_vec))
    }

    async fn write(&self, bytes: &[u8]) -> worker::Result<()> {
        JsFuture::from(self.writer.write(Uint8Array::from(bytes))?).await?;
        Ok(())
    }

    /// Begins TLS. The socket that comes back has streams of its own.
    fn start_tls(self) -> worker::Result<RawSocket> {
        self.reader.release_lock()?;
        self.writer.release_lock()?;
        Ok(self.socket.start_tls()?)
    }
}

/// Locks a stream for us.
fn locked(stream: &JsValue, by: &str) -> worker::Result<JsValue> {
    let lock: Function = Reflect::get(stream, &JsValue::from_str(by))?.dyn_into()?;
    Ok(lock.call0(stream)?)
}

fn connect(env: &Env, server: &MailServer) -> worker::Result<RawSocket> {
    let security = match server.security {
        Security::Tls => "on",
        Security::StartTls => "starttls",
        Security::Plain => "off",
    };
    let address = object(&[
        ("hostname", JsValue::from_str(&server.host)),
        ("port", JsValue::from_f64(server.port.into())),
    ])?;
    let options = object(&[
        ("secureTransport", JsValue::from_str(security)),
        ("allowHalfOpen", JsValue::FALSE),
    ])?;
    let network = Reflect::get(env, &JsValue::from_str(NETWORK))?;
    if !network.is_object() {
        return Ok(worker::worker_sys::connect(address, options)?);
    }
    let connect = Reflect::get(&network, &JsValue::from_str("connect"))?;
    let connect: Function = connect.dyn_into()?;
    Ok(connect.call2(&network, &address, &options)?.unchecked_into())
}

fn object(fields: &[(&str, JsValue)]) -> worker::Result<JsValue> {
    let object = Object::new();
    for (name, value) in fields {
        Reflect::set(&object, &JsValue::from_str(name), value)?;
    }
    Ok(object.into())
}
