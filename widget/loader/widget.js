// Bellhop's loader: the launcher on somebody else's page, and what the page itself can ask for.
//
//   <script async src="https://chat.example/widget.js" data-site="site_…"></script>
//
// It draws in a shadow root with constructed style sheets, so it inherits nothing, leaks nothing,
// moves nothing, and a page whose policy forbids inline styles can have it. It keeps what must
// outlive the page (who this browser is, which conversation runs) in the page's own storage. The
// panel, a frame of the chat's origin, and `chat.mjs`, which talks to it, come with the first touch.
(() => {
  const warn = (text) => console.warn(`Bellhop: ${text}`);
  // A module has no current script; a tag manager may drop `data-site`.
  const script = document.currentScript ?? document.querySelector('script[src*="/widget.js"]');
  const { origin, searchParams } = new URL(script?.src ?? location);
  const site = script?.dataset.site ?? searchParams.get("site");
  const early = window.Bellhop;
  if (early?.open) return;
  if (!site) return warn('the script tag names no site: add data-site="site_..." to it, or ?site=site_... to its address.');
  const html = document.documentElement;
  const base = `${origin}/v1/sites/${site}/`;

  // --- While the page waits for consent (`allow` grants it), nothing is stored and nothing is sent.

  let allow, consented;
  const wait = () => (consented = new Promise((done) => (allow = done)));
  if (script?.dataset.consent == "wait") wait();

  // --- What outlives the page. Storage may be forbidden; then this page is all there is.

  let memory = {};
  const prefix = `bellhop:${site}:`;
  const stored = (store, name, value) => {
    const key = prefix + name;
    try {
      // While consent is awaited there is no such property.
      const place = (allow || window)[store];
      if (value === undefined) return place.getItem(key);
      if (value === null) place.removeItem(key);
      else place.setItem(key, value);
    } catch {
      if (value === undefined) return memory[key];
      memory[key] = value;
    }
  };
  const local = (name, value) => stored("localStorage", name, value);
  const session = (name, value) => stored("sessionStorage", name, value);
  // What can't be read is nothing.
  const read = (name, from = local) => {
    try {
      const value = JSON.parse(from(name));
      if (typeof value == "object") return value ?? {};
    } catch {}
    return {};
  };

  // A visit is over after half an hour without a page; all tabs of a browser are one visit. Its id is
  // made up here, until the edge names another: only under that one is anything counted. The last two
  // digits stay from visit to visit: they decide which version of a test the visitor meets (ABTEST-02).
  // What others wrote into the storage has none.
  const visit = (named) => {
    const now = Date.now();
    let [id, seen] = (local("visit") ?? "").split(" ");
    if (!(Math.abs(now - seen) < 18e5)) id = `visit_${[...crypto.getRandomValues(new Uint32Array(4)), id.match(/\d\d$/)].join("")}`;
    id = named ?? id;
    local("visit", [id, now].join(" "));
    return id;
  };

  // --- What is drawn, in the site's colours, which the edge has made readable.

  const dark = matchMedia("(prefers-color-scheme:dark)");
  // What the site has set, else what the page says it is in its style or in its head, else the system.
  const theme = () => {
    const { colorScheme } = getComputedStyle(html);
    const meta = document.querySelector("meta[name=color-scheme]")?.content;
    const scheme = boot.style.colour_scheme ?? (colorScheme === "normal" ? meta : colorScheme);
    const lean = /dark/.test(scheme) - /light/.test(scheme);
    return lean > 0 || (!lean && dark.matches) ? "dark" : "light";
  };
  let themed;
  // The brand as a surface, what is written on it, and the brand as text.
  const colours = () => boot.colours[themed];

  const sheet = new CSSStyleSheet();
  const style = () => {
    themed = theme();
    const [brand, on] = colours();
    const [paper, ink, line] = themed === "dark" ? ["#14161a", "#f1f3f6", "#2e333d"] : ["#fff", "#16181d", "#e1e4ea"];
    const { corner, padding, poke_on_mobile } = boot.style;
    const side = corner === "left" ? "start" : "end";
    sheet.replaceSync(`
:host{all:initial!important;position:fixed!important;z-index:2147483000!important;display:block!important;--p:${padding}px}
*{box-sizing:border-box;--paper:${paper};--line:${line};--ink:${ink};margin:0;font:14px/1.45 ${boot.font ?? getComputedStyle(document.body).fontFamily}}
button{border:0;padding:0;background:none;color:inherit;cursor:pointer;text-align:start}
:focus-visible{outline:2px solid ${brand};outline-offset:2px}
svg{display:block;width:26px;height:26px;grid-area:1/1;transition:.2s;fill:none;stroke:currentColor;stroke-width:1.75;stroke-linecap:round;stroke-linejoin:round}
.launch,.poke,.failed,.panel{position:fixed;inset-inline-${side}:var(--p)}
.launch{border:1px solid transparent;bottom:var(--p);width:56px;height:56px;border-radius:50%;background:${brand};color:${on};display:grid;place-items:center;box-shadow:0 2px 6px rgb(0 0 0/.16),0 8px 24px rgb(0 0 0/.2);transition:transform .12s;animation:in .2s}
.launch:hover{transform:scale(1.05)}
[aria-expanded=false] svg+svg,[aria-expanded=true] svg:first-child{opacity:0;transform:rotate(45deg) scale(.6)}
.badge{position:absolute;top:-4px;inset-inline-end:-4px;min-width:22px;height:22px;padding:0 6px;border-radius:11px;border:2px solid ${paper};background:#c0342b;color:#fff;font-size:12px;line-height:18px;font-weight:600;text-align:center}
.poke,.failed{bottom:calc(var(--p) + 72px);max-width:min(300px,72vw);background:${paper};color:${ink};border:1px solid ${line};border-radius:18px;border-end-${side}-radius:6px;box-shadow:0 2px 6px rgb(0 0 0/.16),0 8px 24px rgb(0 0 0/.2);animation:in .2s .4s both}
.text{display:block;padding:12px 16px;white-space:pre-line;unicode-bidi:plaintext;border-radius:inherit;overflow-wrap:anywhere}
.shut{position:absolute;top:-12px;inset-inline-${side === "end" ? "start" : "end"}:-12px;width:28px;height:28px;border-radius:50%;background:${paper};border:1px solid ${line};display:grid;place-items:center}
.shut::after{content:"";position:absolute;inset:-8px}
.shut svg{width:14px;height:14px}
:host([hidden]){display:none!important}
@keyframes in{from{opacity:0;transform:translateY(8px)}}
@media(max-width:480px),(max-height:500px){.open~.launch${poke_on_mobile ? "" : ",.poke"}{display:none}}
@media print{:host{display:none!important}}
@media(prefers-reduced-motion:reduce){*{animation:none!important;transition:none!important}}`);
  };

  const make = (tag, attributes, ...kids) => {
    const kind = /^(svg|path)$/.test(tag) ? "2000/svg" : "1999/xhtml";
    const element = document.createElementNS(`http://www.w3.org/${kind}`, tag);
    for (const name in attributes) element.setAttribute(name, attributes[name]);
    element.append(...kids);
    return element;
  };
  const icon = (d) => make("svg", { viewBox: "0 0 24 24", "aria-hidden": true }, make("path", { d }));
  const CROSS = "M18 6 6 18M6 6l12 12";
  const BUBBLE = "M21 15a2 2 0 0 1-2 2H7l-4 4V5a2 2 0 0 1 2-2h14a2 2 0 0 1 2 2z";

  // `boot` is what the page offers, `flow` the conversational flow that was set off instead.
  let boot, flow, host, launcher, badge, poke, failed, chat;
  let opening, hidden, unread;
  let isOpen = false;

  const label = (count = unread) => {
    unread = count;
    launcher.ariaLabel = boot.texts[isOpen ? "close" : unread ? "unread" : "open"].replace("{count}", unread);
    launcher.ariaExpanded = isOpen;
    badge.textContent = unread > 9 ? "9+" : unread;
    badge.hidden = isOpen || !unread;
  };

  const draw = () => {
    // A page that is drawn anew replaces its body: so this hangs on the root. And a translated chat
    // would be one whose texts change behind our back.
    host = make("bellhop-widget", { lang: boot.language, translate: "no" });
    const root = host.attachShadow({ mode: "open" });
    root.adoptedStyleSheets = [sheet];
    badge = make("span", { class: "badge", "aria-hidden": true });
    launcher = make("button", { class: "launch" }, icon(BUBBLE), icon("m6 9 6 6 6-6"), badge);
    root.append(launcher);
    launcher.onclick = () => set(!isOpen);
    launcher.onpointerenter = launcher.onfocus = load;
    root.onkeydown = (event) => event.key === "Escape" && isOpen && close();
    dark.onchange = restyle;
    html.append(host);
  };

  const restyle = () => {
    style();
    send();
  };

  const render = () => {
    host.dir = getComputedStyle(document.body).direction;
    host.hidden = !isOpen && (hidden || !offers());
    label();
  };
  // What the launcher leads to, also what was said before.
  const offers = () => boot.dialogue || local("conversation") || local("earlier");

  // What the dialogue says first, beside the closed launcher, until it is sent away.
  const greet = () => {
    poke?.remove();
    failed?.remove();
    if (!boot.poke || session("poked") === boot.dialogue.id || isOpen || local("conversation")) return;
    poke = note("poke", boot.poke, dismiss);
  };
  const note = (kind, content, onclose) => {
    const text = make("button", { class: "text" }, content);
    const shut = make("button", { class: "shut", "aria-label": boot.texts.dismiss }, icon(CROSS));
    const note = make("div", { class: kind }, text, shut);
    text.onclick = open;
    text.onpointerenter = text.onfocus = load;
    shut.onclick = onclose;
    launcher.after(note);
    return note;
  };
  const dismiss = () => {
    session("poked", boot.dialogue?.id);
    poke?.remove();
  };

  // --- The panel: made at the first touch, or at once where a conversation runs.

  const pause = (time) => new Promise((done) => setTimeout(done, time));
  // A browser keeps an import that failed: another try needs another address.
  const part = async (name, tries = 0) => {
    try {
      return (await import(`${origin}/${name}.mjs${tries ? `?${Date.now()}` : ""}`)).default;
    } catch (error) {
      if (tries > 2) throw error;
      await pause(500 << tries);
      return part(name, tries + 1);
    }
  };
  const load = () =>
    (chat ??= part("chat").then(
      (module) => module(page, launcher),
      () => {
        chat = undefined;
        if (!isOpen) return;
        shown(false);
        failed?.remove();
        failed = note("failed", `${boot.texts.failed} ${boot.texts.retry}`, () => failed.remove());
      },
    ));
  // Without a message, how the page looks now.
  const send = (message) => chat?.then((chat) => chat?.(message));

  // Whether it is open outlives the page; a flow that nobody has responded to doesn't.
  const shown = (on) => {
    isOpen = opening = on;
    session("open", on && !flow ? 1 : null);
    render();
    seen();
  };
  // `quiet`: as it was on the page before, so the focus stays where it is.
  const set = (on, quiet) => {
    opening = on;
    if (!host || isOpen === on) return;
    shown(on);
    load();
    if (on) dismiss();
    failed?.remove();
    send({ type: "open", on, quiet });
  };
  const open = () => set(true);
  const close = () => set(false);

  // --- What the page hears, and what is counted.

  const about = () => {
    const { flow: set, dialogue } = page.now();
    return dialogue && { name: dialogue.name, id: dialogue.id, type: set ? "flow" : "dialogue", ui: set ? "popup" : "chat" };
  };
  const emit = (name, more) =>
    dispatchEvent(new CustomEvent(`bellhop:${name}`, { detail: { ...(local("conversation") ? read("about") : about()), session: visit(), ...more } }));
  const off = (name, listener) => removeEventListener(`bellhop:${name}`, listener);
  const on = (name, listener) => {
    addEventListener(`bellhop:${name}`, listener);
    return () => off(name, listener);
  };

  // Counted once in a visit; what could not be told is told again on another page.
  const counted = {};
  const count = async (what, { id }) => {
    const now = visit();
    const event = [now, id, what].join();
    if (counted[event] || local("counted")?.includes(event)) return;
    counted[event] = 1;
    emit(what);
    const answer = await post("counts", { visit: now, events: list({ dialogue: id, count: what }) });
    if (!answer?.ok) return;
    const sent = (local("counted") ?? "").split(" ").filter((one) => one.startsWith(now));
    local("counted", [event, ...sent].join(" "));
  };

  // --- Which dialogue: the edge decides.

  // An old library may have given all lists a `toJSON` that writes them as texts.
  const list = (...items) => Object.assign(items, { toJSON: 0 });
  // Half an emoji, as in a title that was cut, is no JSON that the edge reads.
  const write = (value) => JSON.stringify(value, (_, value) => value?.toWellFormed?.() ?? value);
  const post = async (path, body) => {
    try {
      if (!allow) return await fetch(base + path, { method: "POST", keepalive: true, body: write(body) });
    } catch {} // without the chat the page is what it was
  };
  // Of an address that stands for the page: dialogues don't look at the rest.
  const href = () => location.href.split(/[?#]/)[0];
  let here, next;
  let failures = 0;
  const ask = async (flow) => {
    here = href();
    const languages = list(html.lang, ...navigator.languages);
    const request = { visit: visit(), page: page.page(), done: list(...Object.keys(read("done"))), earlier: local("earlier"), page_attributes: read("page_attributes"), identity: read("identity"), measured: page.measured(), languages, flow };
    const response = await post("bootstrap", request);
    const answer = await response?.json().catch(() => {});
    if (response?.ok && answer) {
      failures = 0;
      visit(answer.visit);
      return answer;
    }
    if (flow) return;
    const status = response?.status;
    if (status >= 400 && status < 500 && status !== 429) {
      // Asking again helps only if what this browser has stored is the reason.
      warn(answer?.detail ?? `the chat answers ${status}.`);
      if (status !== 400 || failures) return;
      for (const name of ["identity", "page_attributes", "visit"]) local(name, null);
    }
    clearTimeout(next);
    next = setTimeout(evaluate, Math.min(6e4, 1e3 * 2 ** failures++) * (1 + Math.random()));
  };

  // The page offers that, or the same as before, or nothing.
  const offer = () => send({ type: "offer", bootstrap: page.now(), page: page.page() });
  const evaluate = async () => {
    const old = boot?.dialogue;
    const fresh = await ask();
    if (allow || !fresh?.enabled) return;
    boot = fresh;
    if (boot.refused) {
      warn(boot.refused);
      local("identity", null);
    }
    style();
    const first = !host;
    if (first) draw();
    render();
    if (first) emit("ready");
    const now = boot.dialogue;
    send({ type: "follow" });
    if (local("conversation")) load();
    else if (first || old?.id !== now?.id || old?.version !== now?.version) {
      greet();
      offer();
    }
    seen();
    if (opening) open();
    else if (first && session("open") && offers()) set(true, true);
    if (boot.measure) more();
    extra?.then((extra) => extra?.on_boot());
  };
  // Shown is what a visitor sees: not in a tab behind others, not without a launcher, and not behind
  // the thread of a chat that has ended.
  const seen = () => {
    const now = boot?.dialogue;
    const hides = document.hidden || !host || host.hidden || boot.again || session("over") || local("conversation");
    if (now && !hides) count("triggered", now);
  };
  document.addEventListener("visibilitychange", seen);
  // A page may become another one without being loaded.
  setInterval(() => {
    if (!host) return;
    if (!host.isConnected) html.append(host);
    if (themed !== theme()) restyle();
    if (href() !== here) evaluate();
  }, 500);
  // Nor need it be alone: another tab began a chat, or this page comes back from the history.
  addEventListener("storage", ({ key }) => boot && key === prefix + "conversation" && evaluate());
  addEventListener("pageshow", ({ persisted }) => boot && persisted && evaluate());

  // --- What the page can ask for. What few pages need comes when they need it.

  let extra;
  const more = () => (extra ??= part("more").then((module) => module(page), () => (extra = undefined)));
  const later = (name) => async (...given) => (await consented, await more())?.[name](...given);
  const see = (on) => {
    hidden = !on;
    if (!host) return;
    render();
    seen();
  };
  const consent = (yes) => {
    if (yes) return allow?.((allow = undefined));
    page.clear();
    allow || start(wait());
  };
  const api = { open, close, show: () => see(true), hide: () => see(), on, off, consent };
  for (const name of ["identify", "trigger", "reset"]) api[name] = later(name);
  api.push = (...calls) =>
    Promise.all(calls.map(([name, ...given]) => (api[name] ? api[name](...given) : warn(`there is no command "${name}".`))));
  window.Bellhop = api;

  // What the other files need of this one.
  const page = {
    origin, base, local, session, read, visit, emit, count, label, colours, render, set, evaluate, ask, offer, make, icon, note,
    part, about, theme, CROSS, href,
    // What `more.mjs` keeps of a page: for how long it was looked at in this tab, and how far down.
    measured: () => {
      const [seconds, depth] = (session(href()) ?? "").split(" ");
      return { time_on_page: +seconds || 0, time_on_site: +local("site") || 0, scroll_depth: +depth || 0 };
    },
    now: () => flow ?? boot,
    page: () => ({ url: location.href, title: document.title, referrer: document.referrer }),
    flow: (fresh) => (flow = fresh),
    boot: () => boot,
    isOpen: () => isOpen,
    clear: () => {
      try {
        for (const store of [localStorage, sessionStorage])
          for (const key in store) if (key.startsWith(prefix)) store.removeItem(key);
      } catch {} // Storage may be forbidden.
      host?.remove();
      memory = {};
      unread = 0;
      host = boot = chat = flow = dark.onchange = null;
      isOpen = opening = false;
    },
  };

  const start = async () => {
    // What the page said while it waited comes first.
    await consented?.then(pause);
    await extra;
    unread = +local("unread") || 0;
    evaluate();
  };
  const begin = async () => {
    if (early) await api.push(...early);
    start();
  };
  document.body ? begin() : addEventListener("DOMContentLoaded", begin);
})();
