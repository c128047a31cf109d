// The panel's other half: what only a browser can do. It decides nothing.
//
// The wasm calls the imports below (`widget/src/js.rs` names them; here they have one letter each,
// since no compression can shorten a name) and is told what happens through `on_event`. What it holds
// of the browser's is a number; 0 is nothing. No import throws: an exception would pass through the
// wasm without putting anything back.
const root = document.getElementById("bellhop");
const html = document.documentElement;
const find = (selector) => root.querySelector(selector);
// Behind the `#`, the origin of the page that frames this one, and the two letters of a language.
const [page, language] = [location.hash.slice(1, -3), location.hash.slice(-2)];
// What comes beside the rest, or later. Without it everything else works.
const importOptional = (name) => {
  const file = `./${name}.js`;
  return import(file).catch(() => ({}));
};
const decoder = new TextDecoder();
const encoder = new TextEncoder();

const things = { 1: root };
let last = 1;
const retain = (thing) => (thing == null ? 0 : ((things[++last] = thing), last));

let wasm, bytes, port, socket, where, style, texts, spoken, person;
const memory = (at, length) => new Uint8Array(wasm.memory.buffer, at, length);
const read = (at, length) => decoder.decode(memory(at, length));
const parse = (text) => {
  try {
    return JSON.parse(text);
  } catch {} // What is no JSON is nothing.
};
// Where the visitor is: told to the edge when it hears from us anew, and when it changes.
const there = () => socket?.readyState === 1 && socket.send(JSON.stringify({ type: "page", page: where }));
// What it was, which one, and what came with it; `widget/src/runtime.rs` has the numbers' names.
// A key or a resize may come before the wasm is there; it is told of nothing then.
const onEvent = (kind, number, thing) => wasm?.on_event(kind, number, retain(thing));

// A moment as one says it: tomorrow or the day of the week, and the time, in the chat's language.
const when = (at) => {
  const [date, day, today] = [at, at, Date.now()].map((at) => new Date(+at));
  const days = Math.round((day.setHours(0, 0, 0, 0) - today.setHours(0, 0, 0, 0)) / 864e5);
  const locale = navigator.languages.find((tag) => tag.startsWith(html.lang)) ?? html.lang;
  const more = days < 7 ? {} : { day: "numeric", month: "long" };
  const near = new Intl.RelativeTimeFormat(locale, { numeric: "auto" }).format(days, "day");
  return new Intl.DateTimeFormat(locale, { weekday: "long", ...more, hour: "numeric", minute: "2-digit" })
    .formatToParts(date)
    .map(({ type, value }) => (type == "weekday" && days < 2 ? near : value))
    .join("");
};

const imports = {
  // Values: a field, a text's length and then the text, a number, a boolean, an array's length, keys.
  a: (of, at, length) => retain(things[of][read(at, length)]),
  b: (of) => (typeof things[of] == "string" ? (bytes = encoder.encode(things[of])).length : -1),
  c: (at) => memory(at, bytes.length).set(bytes),
  d: (of) => (typeof things[of] == "number" ? things[of] : NaN),
  e: (of) => [false, true].indexOf(things[of]),
  f: (of) => (Array.isArray(things[of]) ? things[of].length : -1),
  g: (of) => retain(Object.keys(things[of])),
  h: (of) => delete things[of],

  // The page: an element from its name and attributes, or a text from no name; an attribute, a word of
  // ours with what stands in its blank, or none;
  // a place among siblings; away; and whether one holds another.
  i: (at, length) => {
    const [name, ...attributes] = read(at, length).split("|");
    if (!name) return retain(document.createTextNode(""));
    const kind = /^(svg|path|circle)$/.test(name) ? "2000/svg" : "1999/xhtml";
    const element = document.createElementNS(`http://www.w3.org/${kind}`, name);
    for (const attribute of attributes) {
      const [key, value = ""] = attribute.split("=");
      element.setAttribute(key, value);
    }
    return retain(element);
  },
  j: (of, nameAt, nameLength, key, at, length) => {
    const node = things[of];
    const name = read(nameAt, nameLength);
    const value = texts[key]?.replace(/{\w+}/, (blank) => (blank == "{when}" ? when : String)(read(at, length)));
    // A field's `value`, a text's `nodeValue`: what is typed changes behind our back, so it is
    // compared with what is there.
    if (/alue$/.test(name)) node[name] === value || (node[name] = value);
    else if (key < 0) node.removeAttribute(name);
    else node.setAttribute(name, value);
  },
  k: (of, node, index) => {
    const there = things[of].childNodes[index] ?? null;
    if (there !== things[node]) things[of].insertBefore(things[node], there);
  },
  l: (of) => things[of].remove(),
  m: (of, other) => things[of].contains(things[other]),

  // What depends on the sizes of things: a field is as high as what is written in it (the style
  // sheet says how high at most), and the end of the thread stays in sight.
  n: (atBottom) => {
    const field = find("textarea");
    if (field) {
      field.style.height = "auto";
      field.style.height = `${field.scrollHeight + 2}px`;
    }
    const scroll = find("#scroll");
    if (atBottom && scroll) scroll.scrollTop = scroll.scrollHeight;
  },
  // Puts the focus where the visitor goes on: when that is wanted, and when what had it is gone.
  // Where there is nothing to type into, that is right before what can be chosen. Where there is no
  // mouse a field brings the keyboard up: only when asked for.
  o: (target) => {
    const now = document.activeElement;
    if (!target && now && now !== document.body && now.id != "reply") return;
    const field = target < 2 && matchMedia("(hover:none)").matches ? null : find("[data-focus]");
    (field ?? find("#reply"))?.focus();
  },

  // Chance, the time, a moment as people here write it, and later.
  p: Math.random,
  q: Date.now,
  r: (at) => {
    const [day, today] = [new Date(at), new Date()].map((date) => date.toDateString());
    const more = day === today ? {} : { day: "numeric", month: "short" };
    const locale = spoken.default && language;
    return retain(new Date(at).toLocaleString(locale, { ...more, hour: "numeric", minute: "2-digit" }));
  },
  s: (wait, timer) => setTimeout(onEvent, wait, 0, timer),

  // The edge: a request, and the connection.
  t: (what, at, length, tokenAt, tokenLength, bodyAt, bodyLength) => {
    const headers = { "content-type": "application/json", "accept-language": html.lang };
    if (tokenLength) headers.authorization = `Bearer ${read(tokenAt, tokenLength)}`;
    fetch(read(at, length), { method: "POST", headers, body: read(bodyAt, bodyLength) }).then(
      async (answer) => onEvent(what, answer.status, parse(await answer.text().catch(() => ""))),
      () => onEvent(what, 0),
    );
  },
  u: (connection, at, length, tokenAt, tokenLength) => {
    const closed = ({ code }) => onEvent(4, connection, code);
    const address = location.origin.replace("http", "ws") + read(at, length);
    try {
      socket = new WebSocket(address, ["bellhop.v1", read(tokenAt, tokenLength)]);
    } catch {
      return setTimeout(closed, 0, { code: 1008 });
    }
    socket.onopen = () => {
      onEvent(3, connection);
      there();
    };
    socket.onclose = closed;
    socket.onmessage = ({ data }) => onEvent(5, connection, parse(data));
  },
  v: (at, length) => socket?.readyState === 1 && socket.send(read(at, length)),
  w: () => socket?.close(),

  // The loader.
  x: (at, length) => {
    const text = read(at, length);
    port?.postMessage(text);
    const { type, count } = parse(text);
    if (type === "unread") person?.then((person) => person?.unread(count));
  },

  // A person: what is only for who talks to one comes now (`person.js`: files, the sound of a message,
  // a menu). The path is where files are sent to.
  y: (at, length, tokenAt, tokenLength) => {
    const [path, token] = [read(at, length), read(tokenAt, tokenLength)];
    person ??= importOptional("person").then(({ init }) => init?.(root, style, spoken.person));
    person.then((person) => person?.joined(path, token));
  },
};

// What the page looks like: its direction, unless what is read here has its own, light or dark, the
// site's colours and its font.
const applyTheme = ({ dir, theme, css }) => {
  html.dir = html.lang == "ar" ? "rtl" : dir;
  html.dataset.theme = theme;
  html.style.cssText = css;
};

const said = (what) => (event) => onEvent(what, 0, event.target);
root.onclick = said(6);
root.oninput = said(7);
root.onsubmit = (event) => {
  event.preventDefault();
  onEvent(8, 0, event.target);
};
onkeydown = (event) => {
  const { key, target } = event;
  if (key === "Escape") return onEvent(10, 0);
  // Not with Shift, not to finish a composed character, and not in a field for several lines.
  const line = key !== "Enter" || event.shiftKey || event.isComposing || target.rows > 1;
  if (line || target.tagName !== "TEXTAREA") return;
  event.preventDefault();
  onEvent(9, 0, target);
};
// Scrolling is told to its own element only; on the way there it can be heard.
const scrolled = ({ target: { id, scrollHeight, scrollTop, clientHeight } }) =>
  id === "scroll" && onEvent(11, scrollHeight - scrollTop - clientHeight < 48);
root.addEventListener("scroll", scrolled, true);
onresize = () => onEvent(12, 0);
ononline = onoffline = () => onEvent(13, navigator.onLine);
document.onvisibilitychange = () => onEvent(14, !document.hidden);

// The panel is a page of the chat's origin in a frame of somebody else's. It names no secret until
// the page that framed it has sent its own, and it talks to that page's origin only.
onmessage = ({ data, source, origin, ports }) => {
  if (port || source !== parent || origin !== page || !ports[0]) return;
  [port] = ports;
  port.onmessage = ({ data }) => {
    if (data.type === "page") (where = data.page), there();
    else data.type === "theme" ? applyTheme(data) : onEvent(2, 0, data);
  };
  applyTheme(data);
  data.calm = matchMedia("(prefers-reduced-motion:reduce)").matches;
  data.online = navigator.onLine;
  where = data.page;
  style = data.bootstrap.style;
  root.textContent = "";
  onEvent(1, 0, data);
};

const module = fetch(new URL("panel_bg.wasm", import.meta.url));
// English is built in: the build puts it here. The first of the words is none of ours.
[{ instance: { exports: wasm } }, spoken] = await Promise.all([
  WebAssembly.instantiateStreaming(module, { a: imports }),
  language == "en" ? {} : importOptional(language),
]);
texts = ["{own}", ...(spoken.default ?? ENGLISH)];
if (spoken.default) html.lang = language;
// The loader's other half may come later than this.
const announceReady = () => {
  if (port) return;
  parent.postMessage("bellhop:ready", page);
  setTimeout(announceReady, 200);
};
announceReady();
