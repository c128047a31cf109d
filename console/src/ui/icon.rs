//! Icons from Lucide, inlined in the page so that they take the colour of the text.

use leptos::prelude::*;

macro_rules! icons {
    ($($name:ident = $file:literal),+ $(,)?) => {
        $(pub(crate) const $name: &str =
            include_str!(concat!("../../icons/", $file, ".svg"));)+
    };
}

icons!(
    ADD = "plus",
    ALERT = "circle-alert",
    ATTACH = "paperclip",
    BACK = "chevron-left",
    BAN = "ban",
    BELL = "bell",
    BELL_OFF = "bell-off",
    BELL_RING = "bell-ring",
    BOT = "bot",
    BRANCH = "split",
    BRAND = "concierge-bell",
    BRIEFCASE = "briefcase",
    BUILDING = "building-2",
    CHAT = "message-circle",
    CHECK = "check",
    CIRCLE = "circle",
    CLOCK = "clock",
    CLOSE = "x",
    COPY = "copy",
    CRM = "user-round-check",
    DONE = "circle-check",
    DOWN = "chevron-down",
    DOWNLOAD = "download",
    EDIT = "pencil",
    EYE = "eye",
    EYE_OFF = "eye-off",
    FILE = "file",
    FILTER = "list-filter",
    FIRST = "arrow-up-to-line",
    FIT = "maximize",
    FLOW = "workflow",
    FORM = "text-cursor-input",
    GAUGE = "gauge",
    GLOBE = "globe",
    GOAL = "flag",
    GRIP = "grip-vertical",
    TRANSFER = "arrow-right",
    HASH = "hash",
    HELP = "circle-help",
    HISTORY = "history",
    HOME = "house",
    INBOX = "inbox",
    INFO = "panel-right",
    INFO_DOT = "info",
    JUMP = "corner-down-right",
    KEY = "key",
    KEYBOARD = "keyboard",
    LINK = "external-link",
    LINKED = "link",
    LIST = "list-checks",
    LOCK = "lock",
    MAIL = "mail",
    MENU = "ellipsis",
    MINUS = "minus",
    MOON = "moon",
    NOTE = "sticky-note",
    OFFLINE = "wifi-off",
    PAUSE = "pause",
    PEOPLE = "contact-round",
    PEOPLE_CALL = "headset",
    PHONE = "phone",
    PIN = "map-pin",
    PLAY = "play",
    PUBLISH = "rocket",
    REDO = "redo-2",
    REPORT = "chart-column",
    RETRY = "rotate-ccw",
    ROUTE = "route",
    SCREEN = "monitor",
    SEARCH = "search",
    SEEN = "check-check",
    SEND = "arrow-up",
    SETTINGS = "settings",
    SIGN_OUT = "log-out",
    SMARTPHONE = "smartphone",
    SMILE = "smile",
    SOUND = "volume-2",
    SOUND_OFF = "volume-x",
    SPINNER = "loader-circle",
    STEP_BACK = "skip-back",
    STEP_ON = "skip-forward",
    SUN = "sun",
    TAG = "tag",
    TARGET = "target",
    TEAM = "users",
    TO_END = "arrow-down",
    TRASH = "trash-2",
    UNDO = "undo-2",
    UP = "chevron-up",
    UPLOAD = "upload",
    USER = "user-round",
    ZAP = "zap",
);

/// An icon, hidden from screen readers: put a label next to it or on its button.
pub(crate) fn icon(svg: &'static str) -> impl IntoView {
    view! { <span class="icon" aria-hidden="true" inner_html=svg></span> }
}

pub(crate) fn spinner() -> impl IntoView {
    view! { <span class="icon spin" aria-hidden="true" inner_html=SPINNER></span> }
}
