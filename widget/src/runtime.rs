//! The event loop: for each event, the model changes, the effects run, and the page is updated, all
//! in one task of the browser.

use core::cell::RefCell;
use core::mem;

use shared::client::Connection;
use shared::dialogue::FlowContext;
use shared::prelude::*;

use crate::effect::Shell;
use crate::js::{self, Node};
use crate::model::{ConversationView, Model, Rng, Stage, Typing};
use crate::port::Init;
use crate::texts;
use crate::ui::patch::{DomEvent, Live};
use crate::update::{Effect, Msg, UserAction, start as begin, update};
use crate::view::view;

/// What only one thread uses.
struct Slot(RefCell<Option<App>>);

// SAFETY: the panel's page has one thread; `thread_local!` would need std.
#[allow(unsafe_code)]
unsafe impl Sync for Slot {}

/// The panel, from the loader's first message on.
static APP: Slot = Slot(RefCell::new(None));

struct App {
    model: Model,
    live: Live<UserAction>,
    shell: Shell,
}

/// What the browser or the server reports.
pub(crate) enum Event {
    /// Something that the model must know.
    Message(Msg),
    /// A timer fired.
    Timer(usize),
    /// Something on an element of the panel.
    Dom(DomEvent, Node),
    /// The thread was scrolled, to its end or away from it.
    Scrolled(bool),
    /// Only the sizes of things changed.
    Resized,
}

/// Mounts the panel.
pub(crate) fn start(init: Init) {
    let app = App::mount(init);
    if let Ok(mut slot) = APP.0.try_borrow_mut() {
        *slot = Some(app);
    }
}

/// Handles an event, if the panel is mounted.
pub(crate) fn on_event(event: Event) {
    // An event inside another one would find the panel in use. None of the calls that the panel makes
    // causes one.
    if let Ok(mut slot) = APP.0.try_borrow_mut()
        && let Some(app) = slot.as_mut()
    {
        if let Some(message) = app.message(event) {
            app.dispatch(message);
        }
        app.after_render();
    }
}

fn model(init: Init) -> Model {
    let mut rng = Rng::new(js::random_seed());
    let mut conversation = None;
    if let (Some(id), Some(key)) = (init.conversation, rng.key()) {
        let mut running = ConversationView::running(id, key);
        running.reported = init.reported;
        running.is_earlier = init.ended;
        conversation = Some(running);
    }
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
    fn mount(init: Init) -> Self {
        let site = texts::join(&["/v1/sites/", init.bootstrap.site.as_str()]);
        let mut model = model(init);
        let effects = begin(&mut model);
        let live = Live::mount(view(&model));
        let shell = Shell::new(site, model.stage.open.then_some(false));
        let mut app = Self { model, live, shell };
        app.run(effects);
        app.after_render();
        app
    }

    fn message(&mut self, event: Event) -> Option<Msg> {
        match event {
            Event::Message(message) => Some(message),
            Event::Dom(event, target) => self.live.message(&event, &target).map(Msg::UserAction),
            Event::Scrolled(on) => (self.model.stage.at_bottom != on).then_some(Msg::Scrolled(on)),
            Event::Timer(id) => self.shell.due(id),
            Event::Resized => None,
        }
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
            js::move_focus(mem::take(&mut self.shell.focus));
        }
    }
}
