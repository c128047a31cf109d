//! The event loop: for each event, the model changes, the effects run, and the page is updated, all
//! in one task of the browser.

use core::mem;

use shared::client::{Connection, ConnectionId, ConnectionInput};
use shared::codec::{self, Json as _};
use shared::dialogue::FlowContext;
use shared::id::Seq;
use shared::prelude::*;
use shared::protocol::ServerFrame;

use crate::effect::{self, Shell};
use crate::js::{self, Js, Only};
use crate::model::{ConversationView, Model, Rng, Stage, Typing};
use crate::port::{self, Init};
use crate::texts;
use crate::ui::patch::{DomEvent, Live};
use crate::update::{Effect, Msg, UserAction, start as begin, update};
use crate::view::view;

static APP: Only<App> = Only::nothing();

/// The event kinds, as `panel.js` numbers them.
mod host_event {
    pub(super) const DUE: u32 = 0;
    pub(super) const GREETED_BY_LOADER: u32 = 1;
    pub(super) const LOADER_MESSAGE: u32 = 2;
    pub(super) const OPENED: u32 = 3;
    pub(super) const CLOSED: u32 = 4;
    pub(super) const FRAME: u32 = 5;
    pub(super) const CLICK: u32 = 6;
    pub(super) const INPUT: u32 = 7;
    pub(super) const SUBMIT: u32 = 8;
    pub(super) const ENTER: u32 = 9;
    pub(super) const ESCAPE: u32 = 10;
    pub(super) const SCROLLED: u32 = 11;
    pub(super) const RESIZED: u32 = 12;
    pub(super) const ONLINE: u32 = 13;
    pub(super) const VISIBLE: u32 = 14;
}

struct App {
    model: Model,
    live: Live<UserAction>,
    shell: Shell,
}

/// Handles an event: its kind, a number (an id or a flag), and a value.
pub(crate) fn on_event(kind: u32, number: u32, thing: Option<Js>) {
    if kind == host_event::GREETED_BY_LOADER {
        if let Some(init) = thing.and_then(|data| port::read(&data)) {
            start(init);
        }
        return;
    }
    APP.with(|app| {
        if let Some(message) = app.message(kind, number, thing) {
            app.dispatch(message);
        }
        app.after_render();
    });
}

/// Mounts the panel.
fn start(init: Init) {
    let site = texts::join(&["/v1/sites/", init.bootstrap.site.as_str()]);
    let mut model = model(init);
    let effects = begin(&mut model);
    let live = Live::mount(view(&model));
    let shell = Shell::new(site, model.stage.open.then_some(false));
    let mut app = App { model, live, shell };
    app.run(effects);
    app.after_render();
    APP.set(app);
}

fn model(init: Init) -> Model {
    let mut rng = Rng::new(js::random_seed());
    let conversation = init.conversation.zip(rng.key()).map(|(id, key)| {
        let mut running = ConversationView::running(id, key);
        running.reported = init.reported;
        running.is_earlier = init.ended;
        running
    });
    Model {
        context: FlowContext {
            page: init.page,
            location: init.bootstrap.location,
            page_attributes: init.bootstrap.page_attributes,
        },
        visit: init.visit,
        style: init.bootstrap.style,
        offered: init.bootstrap.dialogue.map(Into::into),
        token: init.token,
        greeting: init.greeting,
        earlier: init.earlier,
        is_replaying: false,
        conversation,
        connection: Connection::default(),
        begin_failures: 0,
        stage: Stage { open: init.open, online: init.online, calm: init.calm, ..Stage::default() },
        typing: Typing::default(),
        trouble: None,
        revealed: 0,
        revealing: false,
        ticking: false,
        unread: 0,
        now: js::now(),
        edge_clock: None,
        clock: js::clock,
        rng,
    }
}

impl App {
    fn message(&mut self, kind: u32, number: u32, thing: Option<Js>) -> Option<Msg> {
        let on = number != 0;
        let id = ConnectionId(number);
        let event = match kind {
            host_event::DUE => return self.shell.due(number),
            host_event::LOADER_MESSAGE => return port::on_loader_message(&thing?),
            host_event::OPENED => return Some(Msg::Connection(ConnectionInput::Opened(id))),
            host_event::CLOSED => {
                return Some(Msg::Connection(ConnectionInput::Closed(id, code(thing))));
            }
            host_event::FRAME => return Some(frame(id, thing)),
            host_event::ESCAPE => return Some(Msg::UserAction(UserAction::Escape)),
            host_event::SCROLLED => {
                return (self.model.stage.at_bottom != on).then_some(Msg::Scrolled(on));
            }
            host_event::RESIZED => return None,
            host_event::ONLINE => return Some(Msg::Online(on)),
            host_event::VISIBLE => return Some(Msg::Visible(on)),
            host_event::CLICK => DomEvent::Click,
            host_event::INPUT => DomEvent::Input,
            host_event::SUBMIT => DomEvent::Submit,
            host_event::ENTER => DomEvent::Enter,
            _ => return effect::answered(kind, number, thing.as_ref()),
        };
        self.live.message(event, &thing?).map(Msg::UserAction)
    }

    fn dispatch(&mut self, message: Msg) {
        let effects = update(&mut self.model, js::now(), message);
        self.run(effects);
        // A replay is drawn once, when it is complete.
        if !self.model.is_replaying {
            self.live.update(view(&self.model));
        }
    }

    fn run(&mut self, effects: Vec<Effect>) {
        for effect in effects {
            self.shell.run(effect);
        }
    }

    fn after_render(&mut self) {
        js::after_render(self.model.stage.at_bottom);
        if self.model.stage.open {
            js::focus(mem::take(&mut self.shell.focus));
        }
    }
}

/// The close code of a connection.
fn code(thing: Option<Js>) -> u16 {
    let code = thing.and_then(|code| code.whole()).unwrap_or_default();
    u16::try_from(code).unwrap_or_default()
}

/// The message for a frame. A pong is not JSON; it, and a frame that can't be read, still prove that
/// the connection is alive.
fn frame(id: ConnectionId, json: Option<Js>) -> Msg {
    let received = Msg::Connection(ConnectionInput::Received(id));
    let Some(json) = json else { return received };
    // An event of a later version still has its place in the log.
    let seq = json.get("event").and_then(|_| json.get("seq")?.whole());
    match codec::read::<ServerFrame, _>(json) {
        Some(frame) => Msg::Frame(id, Box::new(frame)),
        None => seq.map_or(received, |seq| Msg::Unknown(id, Seq(seq))),
    }
}
