//! The loop: a message comes, the model changes, the effects run, the page follows, all in one
//! turn of the browser's. Messages that come meanwhile wait for their own.

use core::cell::RefCell;
use core::mem::{self, ManuallyDrop};

use js_sys::{Date, Function, JSON};
use shared::time::Timestamp;
use wasm_bindgen::prelude::{Closure, wasm_bindgen};
use wasm_bindgen::{JsCast as _, JsValue};
use web_sys::{Document, Element, Event, EventTarget, HtmlElement, KeyboardEvent, Node, Window};

use crate::effect::{self, Shell};
use crate::model::{Dice, Link, Model, Stage, Talk, Typing};
use crate::port::Init;
use crate::texts;
use crate::ui::patch::Live;
use crate::update::{Did, Msg, start as begin, update};
use crate::view::view;

thread_local! {
    // Never dropped: the page is over before that, and a drop to be done would cost bytes.
    static APP: ManuallyDrop<RefCell<Option<App>>> =
        const { ManuallyDrop::new(RefCell::new(None)) };
    static QUEUE: ManuallyDrop<RefCell<Vec<Msg>>> =
        const { ManuallyDrop::new(RefCell::new(Vec::new())) };
}

/// How near the end of the thread still counts as there.
const NEAR: i32 = 48;

struct App {
    window: Window,
    document: Document,
    model: Model,
    live: Live<Did>,
    shell: Shell,
}

/// Draws the panel for that page.
pub(crate) fn start(init: Init) {
    let window = window();
    let Some(document) = window.document() else { return };
    let Some(root) = document.get_element_by_id("bellhop") else { return };
    let site = texts::join(&["/v1/sites/", init.bootstrap.site.as_str()]);
    let mut model = model(&window, init);
    let effects = begin(&mut model);
    while let Some(skeleton) = root.first_child() {
        let _ = root.remove_child(&skeleton);
    }
    let Some(live) = Live::mount(&document, &root, view(&model)) else { return };
    listen_to_all(&window, &document, &root);
    let shell = Shell { site, socket: None, focus: model.stage.open.then_some(false) };
    let mut app = App { window, document, model, live, shell };
    for effect in effects {
        app.shell.run(effect);
    }
    app.settle();
    let _ = APP.try_with(|place| {
        if let Ok(mut place) = place.try_borrow_mut() {
            *place = Some(app);
        }
    });
}

fn model(window: &Window, init: Init) -> Model {
    let mut dice = Dice::new(effect::chance());
    let key = dice.key();
    let calm = window.match_media("(prefers-reduced-motion:reduce)").ok().flatten();
    Model {
        page: init.page,
        visit: init.visit,
        style: init.bootstrap.style,
        offered: init.bootstrap.dialogue.map(Into::into),
        token: init.token,
        talk: init.conversation.zip(key).map(|(id, key)| Talk::running(id, key)),
        link: Link::default(),
        stage: Stage {
            open: init.open,
            online: window.navigator().on_line(),
            calm: calm.is_some_and(|calm| calm.matches()),
            ..Stage::default()
        },
        typing: Typing::default(),
        trouble: None,
        revealed: 0,
        revealing: false,
        ticking: false,
        unread: 0,
        now: now(),
        edge_clock: None,
        clock,
        dice,
    }
}

/// Takes a message; if another is being worked on, after that one.
pub(crate) fn dispatch(message: Msg) {
    let _ = QUEUE.try_with(|queue| {
        if let Ok(mut queue) = queue.try_borrow_mut() {
            queue.push(message);
        }
    });
    let work = |app: &mut App| {
        loop {
            let waiting = |queue: &ManuallyDrop<RefCell<Vec<Msg>>>| {
                queue.try_borrow_mut().ok().map(|mut queue| mem::take(&mut *queue))
            };
            let messages = QUEUE.try_with(waiting).ok().flatten().unwrap_or_default();
            if messages.is_empty() {
                return app.draw();
            }
            for message in messages {
                app.take(message);
            }
        }
    };
    with_app(work);
}

/// Does something with the panel, if it is there and nothing else is being done with it.
fn with_app<T>(work: impl FnOnce(&mut App) -> T) -> Option<T> {
    APP.try_with(|app| app.try_borrow_mut().ok()?.as_mut().map(work)).ok()?
}

impl App {
    fn take(&mut self, message: Msg) {
        for effect in update(&mut self.model, now(), message) {
            self.shell.run(effect);
        }
    }

    fn draw(&mut self) {
        self.live.update(&self.document, view(&self.model));
        self.settle();
    }

    /// What depends on the sizes of things, and where the focus is.
    fn settle(&mut self) {
        if let Some(text) = find(&self.document, "textarea") {
            // As high as what is written; the style sheet says how high at most.
            let _ = text.style().set_property("height", "auto");
            let height = texts::join(&[
                &texts::number(u64::from(text.scroll_height().unsigned_abs()) + 2),
                "px",
            ]);
            let _ = text.style().set_property("height", &height);
        }
        if self.model.stage.at_bottom
            && let Some(scroll) = find(&self.document, "#scroll")
        {
            scroll.set_scroll_top(scroll.scroll_height());
        }
        self.focus();
    }

    /// Puts the focus where the visitor goes on: when that is wanted, and when what had it is gone.
    /// Where there is nothing to type into, that is right before what can be chosen.
    fn focus(&mut self) {
        let active = self.document.active_element();
        let lost =
            active.is_none_or(|active| active.tag_name() == "BODY" || active.id() == "reply");
        let wanted = self.shell.focus.take();
        if !self.model.stage.open || (wanted.is_none() && !lost) {
            return;
        }
        // Where there is no mouse a field brings the keyboard up: only when asked for.
        let quiet = wanted != Some(true) && self.matches("(hover:none)");
        let target = find(&self.document, "[data-focus]").filter(|_| !quiet);
        if let Some(target) = target.or_else(|| find(&self.document, "#reply")) {
            let _ = target.focus();
        }
    }

    fn matches(&self, media: &str) -> bool {
        self.window.match_media(media).ok().flatten().is_some_and(|list| list.matches())
    }
}

fn find(document: &Document, selector: &str) -> Option<HtmlElement> {
    Some(document.query_selector(selector).ok()??.unchecked_into())
}

fn listen_to_all(window: &Window, document: &Document, root: &Element) {
    for kind in ["click", "input", "submit", "keydown"] {
        on(root, kind, said);
    }
    on(root, "scroll", scrolled);
    on(window, "resize", |_| redraw());
    on(window, "online", |_| dispatch(Msg::Online(true)));
    on(window, "offline", |_| dispatch(Msg::Online(false)));
    on(document, "visibilitychange", |_| {
        let document = crate::runtime::window().document();
        dispatch(Msg::Visible(!document.is_some_and(|document| document.hidden())));
    });
    on(document, "keydown", |event| {
        if event.dyn_ref::<KeyboardEvent>().is_some_and(|event| event.key() == "Escape") {
            dispatch(Msg::Did(Did::Escape));
        }
    });
}

fn on(target: &EventTarget, kind: &str, heard: fn(Event)) {
    listen(target, kind, Box::new(move |event| heard(event.unchecked_into())));
}

/// Listens to what reaches the target, and to what is about to reach what is in it.
pub(crate) fn listen(target: &EventTarget, kind: &str, heard: Box<dyn FnMut(JsValue)>) {
    // Scrolling is told to its own element only; on the way there it can be heard.
    let capture = kind == "scroll";
    let _ = target.add_event_listener_with_callback_and_bool(kind, &heard_by(heard), capture);
}

/// A function for the browser to call, of the one kind there is: each kind costs its own glue.
#[inline(never)]
pub(crate) fn heard_by(heard: Box<dyn FnMut(JsValue)>) -> Function {
    Closure::wrap(heard).into_js_value().unchecked_into()
}

/// An event in the panel: what it says is said in the tree.
fn said(event: Event) {
    let Some(target) = event.target() else { return };
    // What bubbles up to an element comes from a node.
    let target: Node = target.unchecked_into();
    // A browser may send an event while the page is being changed: what changes it knows.
    if let Some(Some(message)) = with_app(|app| app.live.message(&event, &target)) {
        dispatch(Msg::Did(message));
    }
}

fn scrolled(event: Event) {
    let Some(scroll) = event.target() else { return };
    let scroll: HtmlElement = scroll.unchecked_into();
    if scroll.id() != "scroll" {
        return;
    }
    let below = scroll.scroll_height() - scroll.scroll_top() - scroll.client_height();
    let at_bottom = below < NEAR;
    if with_app(|app| app.model.stage.at_bottom) == Some(!at_bottom) {
        dispatch(Msg::Scrolled(at_bottom));
    }
}

/// The panel's size changed: the end of the thread stays in sight.
fn redraw() {
    with_app(App::settle);
}

#[wasm_bindgen]
extern "C" {
    /// This window. `web_sys::window` looks in four places where it could be; a panel has one.
    #[wasm_bindgen(js_namespace = window, js_name = valueOf)]
    pub(crate) fn window() -> Window;
}

fn now() -> Timestamp {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "the clock stands between 1970 and the year 280,000"
    )]
    Timestamp(Date::now() as u64)
}

const TIME: &str = r#"{"hour":"numeric","minute":"2-digit"}"#;
const DAY_AND_TIME: &str =
    r#"{"day":"numeric","month":"short","hour":"numeric","minute":"2-digit"}"#;

/// A moment as people here write it: the time, and the day if it is not today.
fn clock(at: Timestamp) -> String {
    let date = Date::new(&JsValue::from_f64(at.0 as f64));
    let today =
        date.to_date_string() == Date::new(&JsValue::from_f64(Date::now())).to_date_string();
    let options = if today { TIME } else { DAY_AND_TIME };
    let options = JSON::parse(options).unwrap_or_default();
    // No such language exists, so it is the visitor's own.
    date.to_locale_string("default", &options).into()
}
