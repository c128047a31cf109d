//! The loop: something happens, the model changes, the effects run, the page follows, all in one
//! turn of the browser's.

use core::mem;

use shared::dialogue::Scene;
use shared::id::Seq;
use shared::lean::{self, Json as _};
use shared::prelude::*;
use shared::protocol::ServerFrame;

use crate::effect::{self, Shell};
use crate::js::{self, Js, Only};
use crate::model::{Dice, Link, Model, Stage, Talk, Typing};
use crate::port::{self, Init};
use crate::texts;
use crate::ui::patch::{Happened, Live};
use crate::update::{Did, Effect, Msg, start as begin, update};
use crate::view::view;

static APP: Only<App> = Only::nothing();

/// What is heard, by the numbers that `panel.js` gives.
mod heard {
    pub(super) const DUE: u32 = 0;
    pub(super) const GREETED_BY_LOADER: u32 = 1;
    pub(super) const TOLD_BY_LOADER: u32 = 2;
    pub(super) const LINKED: u32 = 3;
    pub(super) const UNLINKED: u32 = 4;
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
    live: Live<Did>,
    shell: Shell,
}

/// Something happened: what, which one of its kind or whether, and what came with it.
pub(crate) fn heard(what: u32, nth: u32, thing: Option<Js>) {
    if what == heard::GREETED_BY_LOADER {
        if let Some(init) = thing.and_then(|data| port::read(&data)) {
            start(init);
        }
        return;
    }
    APP.with(|app| {
        if let Some(message) = app.message(what, nth, thing) {
            app.take(message);
        }
        app.settle();
    });
}

/// Draws the panel for that page.
fn start(init: Init) {
    let site = texts::join(&["/v1/sites/", init.bootstrap.site.as_str()]);
    let mut model = model(init);
    let effects = begin(&mut model);
    let live = Live::mount(view(&model));
    let shell = Shell::new(site, model.stage.open.then_some(false));
    let mut app = App { model, live, shell };
    app.run(effects);
    app.settle();
    APP.put(app);
}

fn model(init: Init) -> Model {
    let mut dice = Dice::new(js::chance());
    let key = dice.key();
    Model {
        scene: Scene { page: init.page, place: init.bootstrap.place, known: init.bootstrap.known },
        visit: init.visit,
        style: init.bootstrap.style,
        offered: init.bootstrap.dialogue.map(Into::into),
        token: init.token,
        greeting: init.greeting,
        talk: init.conversation.zip(key).map(|(id, key)| Talk::running(id, key)),
        link: Link::default(),
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
        dice,
    }
}

impl App {
    fn message(&mut self, what: u32, nth: u32, thing: Option<Js>) -> Option<Msg> {
        let on = nth != 0;
        let happened = match what {
            heard::DUE => return self.shell.due(nth),
            heard::TOLD_BY_LOADER => return port::told(&thing?),
            heard::LINKED => return Some(Msg::Linked(nth)),
            heard::UNLINKED => return Some(Msg::Unlinked(nth, code(thing))),
            heard::FRAME => return frame(nth, thing),
            heard::ESCAPE => return Some(Msg::Did(Did::Escape)),
            heard::SCROLLED => {
                return (self.model.stage.at_bottom != on).then_some(Msg::Scrolled(on));
            }
            heard::RESIZED => return None,
            heard::ONLINE => return Some(Msg::Online(on)),
            heard::VISIBLE => return Some(Msg::Visible(on)),
            heard::CLICK => Happened::Click,
            heard::INPUT => Happened::Input,
            heard::SUBMIT => Happened::Submit,
            heard::ENTER => Happened::Enter,
            _ => return effect::answered(what, nth, thing.as_ref()),
        };
        self.live.message(happened, &thing?).map(Msg::Did)
    }

    fn take(&mut self, message: Msg) {
        let effects = update(&mut self.model, js::now(), message);
        self.run(effects);
        self.live.update(view(&self.model));
    }

    fn run(&mut self, effects: Vec<Effect>) {
        for effect in effects {
            self.shell.run(effect);
        }
    }

    fn settle(&mut self) {
        js::settle(self.model.stage.at_bottom);
        if self.model.stage.open {
            js::focus(mem::take(&mut self.shell.focus));
        }
    }
}

/// The code a connection was closed with.
fn code(thing: Option<Js>) -> u16 {
    let code = thing.and_then(|code| code.whole()).unwrap_or_default();
    u16::try_from(code).unwrap_or_default()
}

/// What came on a connection; what is no JSON is the answer to a ping.
fn frame(nth: u32, json: Option<Js>) -> Option<Msg> {
    let Some(json) = json else { return Some(Msg::Pong(nth)) };
    // An event of a later version still has its place in the log.
    let place = json.get("event").and_then(|_| json.get("seq")?.whole());
    match lean::read::<ServerFrame, _>(json) {
        Some(frame) => Some(Msg::Frame(nth, Box::new(frame))),
        None => place.map(|seq| Msg::Unknown(nth, Seq(seq))),
    }
}
