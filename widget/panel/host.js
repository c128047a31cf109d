// What the wasm asks of the browser; `widget/src/js.rs` says what each function takes and gives.
// None of them throws: an exception would pass through the wasm without putting anything back.
import { answered, frameReceived, socketClosed, socketOpened, timerFired } from "wasm";

const element = document.getElementById("bellhop");
const find = (selector) => element.querySelector(selector);
const html = document.documentElement;

// What `panel.js` knows: the loader's `port`, `where` the visitor is, the site's `style`, the
// `language` and what is `spoken` in it, if it isn't English, and the panel's `texts`. Also whether the
// panel is `quiet`, because it is open as it was on the page before, what was `typed` there, and the
// visitor's `token`.
export const state = { texts: [] };

// What comes beside the rest, or later. Without it everything else works.
export const importOptional = (name) => {
  const file = `./${name}.js`;
  return import(file).catch(() => ({}));
};

const parse = (text) => {
  try {
    return JSON.parse(text);
  } catch {} // What is no JSON is nothing.
};

export const root = () => element;

export const field = (value, key) => value?.[key];

export const number = (value) => (typeof value == "number" ? value : NaN);

export const flag = (value) => (typeof value == "boolean" ? +value : -1);

export const count = (value) => (Array.isArray(value) ? value.length : -1);

export const item = field;

export const { keys } = Object;

export const createNode = (spec) => {
  const [name, ...attributes] = spec.split("|");
  if (!name) return document.createTextNode("");
  const kind = /^(svg|path|circle)$/.test(name) ? "2000/svg" : "1999/xhtml";
  const node = document.createElementNS(`http://www.w3.org/${kind}`, name);
  for (const attribute of attributes) {
    const [key, value = ""] = attribute.split("=");
    node.setAttribute(key, value);
  }
  return node;
};

// Times are written as the chat's language writes them, in the way of whoever reads it.
const locale = () => navigator.languages.find((tag) => tag.startsWith(html.lang)) ?? html.lang;

// A moment as one says it: tomorrow or the day of the week, and the time.
const when = (at) => {
  const [date, day, today] = [at, at, Date.now()].map((at) => new Date(+at));
  const days = Math.round((day.setHours(0, 0, 0, 0) - today.setHours(0, 0, 0, 0)) / 864e5);
  const more = days < 7 ? {} : { day: "numeric", month: "long" };
  const near = new Intl.RelativeTimeFormat(locale(), { numeric: "auto" }).format(days, "day");
  return new Intl.DateTimeFormat(locale(), { weekday: "long", ...more, hour: "numeric", minute: "2-digit" })
    .formatToParts(date)
    .map(({ type, value }) => (type == "weekday" && days < 2 ? near : value))
    .join("");
};

export const setText = (node, name, key, blank) => {
  const value = state.texts[key]
    .replace(/{\w+}/, (name) => (name == "{when}" ? when(blank) : blank))
    // A moment within a text of the site (`texts.rs`).
    .replace(/\u2063(\d+)\u2063/g, (_, at) => when(at));
  // A field's `value`, a text's `nodeValue`: what is typed changes behind our back, so it is
  // compared with what is there.
  if (!/alue$/.test(name)) node.setAttribute(name, value);
  else if (node[name] !== value) node[name] = value;
};

export const removeAttribute = (node, name) => node.removeAttribute(name);

export const insertAt = (parent, node, index) => {
  const there = parent.childNodes[index] ?? null;
  if (there !== node) parent.insertBefore(node, there);
};

export const removeNode = (node) => node.remove();

// A dialogue's documents (`document.js`).
let papers;

// A field is as high as what is written in it (the style sheet says how high at most), and the end
// of the thread stays in sight.
export const afterRender = (atBottom) => {
  const field = find("textarea");
  if (field) {
    field.style.height = "auto";
    field.style.height = `${field.scrollHeight + 2}px`;
  }
  const scroll = find("#scroll");
  if (atBottom && scroll) scroll.scrollTop = scroll.scrollHeight;
  keepTyped(find("textarea,#field"));
  if (find("[data-file][href*='#']")) papers ??= importOptional("document").then(({ init }) => init?.(element, state));
};

// What is typed and not sent outlives the page; the loader has it.
let kept;
const keepTyped = (field) => {
  if (field && state.typed?.name === field.name && !field.value) {
    field.value = state.typed.value;
    // The wasm hears of it when it has drawn.
    setTimeout(() => field.dispatchEvent(new Event("input", { bubbles: true })));
  }
  if (field) state.typed = undefined;
  const now = { type: "typed", name: field?.name, value: field?.value };
  if (state.typed || kept === (kept = JSON.stringify(now))) return;
  state.port?.postMessage(kept);
};

// Puts the focus where the visitor goes on: when that is wanted, and when what had it is gone.
// Where there is nothing to type into, that is right before what can be chosen. Where there is no
// mouse a field brings the keyboard up: only when asked for, also if the field is there a bit later.
let asked;
export const moveFocus = (keyboard) => {
  asked = keyboard ?? asked;
  if (state.quiet && !document.hasFocus()) return; // as it was on the page before
  const now = document.activeElement;
  const field = find("[data-focus]");
  const reply = find("#reply");
  if (keyboard === undefined && now && now !== document.body && now !== reply) return;
  const wanted = asked || !matchMedia("(hover:none)").matches;
  // What is to be chosen or waited for instead asks for no keyboard.
  if (field || reply?.firstChild) asked = false;
  ((wanted && field) || reply)?.focus();
};

export const startTimer = (wait, timer) => setTimeout(timerFired, wait, timer);

// Making a format takes longer than formatting a whole thread.
const formats = {};
export const formatTime = (at) => {
  const [day, today] = [new Date(at), new Date()].map((date) => date.toDateString());
  const isToday = day === today;
  const more = isToday ? {} : { day: "numeric", month: "short" };
  formats[isToday] ??= new Intl.DateTimeFormat(locale(), { ...more, hour: "numeric", minute: "2-digit" });
  return formats[isToday].format(at);
};

export const post = (request, path, token, body) => {
  const headers = { "content-type": "application/json", "accept-language": html.lang };
  if (token) headers.authorization = `Bearer ${token}`;
  fetch(path, { method: "POST", headers, body }).then(
    async (answer) => answered(request, answer.status, parse(await answer.text().catch(() => ""))),
    () => answered(request, 0),
  );
};

let socket;
const send = (text) => socket?.readyState === 1 && socket.send(text);

// Where the visitor is: told to the edge when it hears from us anew, and when it changes.
export const sendPage = () => send(JSON.stringify({ type: "page", page: state.where }));

export const openSocket = (connection, path, token) => {
  state.token = token;
  const closed = ({ code }) => socketClosed(connection, code);
  const address = location.origin.replace("http", "ws") + path;
  try {
    socket = new WebSocket(address, ["bellhop.v1", token, "closes"]);
  } catch {
    return setTimeout(closed, 0, { code: 1008 });
  }
  socket.onopen = () => {
    socketOpened(connection);
    sendPage();
  };
  socket.onclose = closed;
  socket.onmessage = ({ data }) => frameReceived(connection, parse(data));
};

export const sendFrame = send;

export const closeSocket = () => socket?.close();

let person;

export const postToLoader = (text) => {
  state.port?.postMessage(text);
  const { type, count } = parse(text);
  if (type === "unread") person?.then((person) => person?.unread(count));
};

// What is only for who talks to a person comes now (`person.js`: files, the sound of a message, a
// menu).
export const personJoined = (path, token) => {
  const start = ({ init }) => init?.(element, state);
  person ??= importOptional("person").then(start);
  person.then((person) => person?.joined(path, token));
};
