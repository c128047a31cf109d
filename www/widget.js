// Bellhop's loader: the launcher on somebody else's page, and the frame the chat runs in.
//
//   <script async src="https://chat.example/widget.js" data-site="site_…"></script>
//
// It draws in a shadow root with constructed style sheets, so it inherits nothing, leaks nothing,
// moves nothing, and a page whose policy forbids inline styles can have it. It keeps what must
// outlive the page (who this browser is, which conversation runs) in the page's own storage; the
// panel, on the chat's origin, has none and asks.
(() => {
  const script = document.currentScript;
  const site = script?.dataset.site;
  if (!site || window.Bellhop) return;
  const { origin } = new URL(script.src);
  const base = `${origin}/v1/sites/${site}/`;

  // --- What outlives the page. Storage may be forbidden; then this page is all there is.

  const memory = {};
  const keep = (store, name, value) => {
    const key = `bellhop:${site}:${name}`;
    try {
      if (value === undefined) return window[store].getItem(key);
      if (value === null) window[store].removeItem(key);
      else window[store].setItem(key, value);
    } catch {
      if (value === undefined) return memory[key];
      memory[key] = value;
    }
  };
  const local = (name, value) => keep("localStorage", name, value);
  const session = (name, value) => keep("sessionStorage", name, value);

  let visit = session("visit");
  if (!visit) {
    const dice = crypto.getRandomValues(new Uint32Array(4));
    session("visit", (visit = `visit_${dice.join("")}`));
  }

  // --- Colours: the site's own, as readable as they must be.

  const dark = matchMedia("(prefers-color-scheme:dark)");
  const parse = (hex) => [1, 3, 5].map((at) => parseInt(hex.slice(at, at + 2), 16));
  const light = (rgb) =>
    rgb
      .map((v) => ((v /= 255) > 0.04045 ? ((v + 0.055) / 1.055) ** 2.4 : v / 12.92))
      .reduce((sum, v, at) => sum + v * [0.2126, 0.7152, 0.0722][at], 0.05);
  const contrast = (a, b) => Math.max(light(a) / light(b), light(b) / light(a));
  const css = (rgb) => `rgb(${rgb.map(Math.round)})`;
  // Moves a colour towards black (0) or white (255) until it can be read on that paper.
  const readable = (rgb, paper, towards) => {
    while (contrast(rgb, paper) < 4.6) rgb = rgb.map((v) => v + (towards - v) * 0.08);
    return rgb;
  };
  // The brand as a surface, what is written on it, and the brand as text.
  const colours = () => {
    const own = parse(/^#[\da-f]{6}$/i.test(boot.style.brand) ? boot.style.brand : "#2f5bea");
    const link = dark.matches ? readable(own, [37, 41, 49], 255) : readable(own, [236, 238, 242], 0);
    const brand = dark.matches ? link : own;
    return [css(brand), contrast(brand, [255, 255, 255]) < 4.5 ? "#000" : "#fff", css(link)];
  };

  // --- What is drawn.

  const sheet = new CSSStyleSheet();
  const style = () => {
    const [brand, on] = colours();
    const [paper, ink, line] = dark.matches ? ["#14161a", "#f1f3f6", "#2e333d"] : ["#fff", "#16181d", "#e1e4ea"];
    const side = boot.style.corner === "left" ? "start" : "end";
    sheet.replaceSync(`
:host{all:initial;display:block!important}
*{box-sizing:border-box;margin:0;font:14px/1.45 system-ui,sans-serif}
button{border:0;padding:0;background:none;color:inherit;cursor:pointer;text-align:start}
:focus-visible{outline:2px solid ${brand};outline-offset:2px}
svg{display:block;fill:none;stroke:currentColor;stroke-width:1.75;stroke-linecap:round;stroke-linejoin:round}
.launch,.poke,.panel{position:fixed;z-index:2147483000;inset-inline-${side}:20px}
.launch{bottom:20px;width:56px;height:56px;border-radius:50%;background:${brand};color:${on};display:grid;place-items:center;box-shadow:0 2px 6px rgb(0 0 0/.16),0 8px 24px rgb(0 0 0/.2);transition:transform .12s;animation:in .2s}
.launch:hover{transform:scale(1.05)}
.launch svg{width:26px;height:26px;grid-area:1/1;transition:.2s}
.launch[aria-expanded=false] svg+svg,.launch[aria-expanded=true] svg:first-child{opacity:0;transform:rotate(45deg) scale(.6)}
.badge{position:absolute;top:-4px;inset-inline-end:-4px;min-width:22px;height:22px;padding:0 6px;border-radius:11px;border:2px solid ${paper};background:#c0342b;color:#fff;font-size:12px;line-height:18px;font-weight:600;text-align:center}
.poke{bottom:92px;max-width:300px;background:${paper};color:${ink};border:1px solid ${line};border-radius:18px;border-end-${side}-radius:6px;box-shadow:0 2px 6px rgb(0 0 0/.16),0 8px 24px rgb(0 0 0/.2);animation:in .2s .4s both}
.text{display:block;padding:12px 16px;white-space:pre-line;border-radius:inherit;overflow-wrap:anywhere}
.shut{position:absolute;top:-12px;inset-inline-${side === "end" ? "start" : "end"}:-12px;width:28px;height:28px;border-radius:50%;background:${paper};border:1px solid ${line};display:grid;place-items:center}
.shut::after{content:"";position:absolute;inset:-8px}
.shut svg{width:14px;height:14px}
.panel{bottom:88px;width:384px;max-width:calc(100vw - 40px);height:min(640px,100vh - 108px);border-radius:16px;overflow:hidden;background:${paper};box-shadow:0 0 0 1px ${line},0 2px 6px rgb(0 0 0/.16),0 8px 24px rgb(0 0 0/.2);opacity:0;visibility:hidden;transform:translateY(12px) scale(.98);transition:opacity .2s,transform .2s,visibility 0s .2s}
.panel.open{opacity:1;visibility:visible;transform:none;transition-delay:0s}
iframe{display:block;width:100%;height:100%;border:0;color-scheme:normal}
@keyframes in{from{opacity:0;transform:translateY(8px)}}
@media(max-width:480px){.panel{inset:0;width:100%;max-width:none;height:100dvh;border-radius:0;transform:translateY(24px)}.open+.launch${boot.style.poke_on_mobile ? "" : ",.poke"}{display:none}}
@media(prefers-reduced-motion:reduce){*{animation:none!important;transition:none!important}}`);
  };

  const make = (tag, attributes, ...kids) => {
    const svg = /^(svg|path)$/.test(tag) && "http://www.w3.org/2000/svg";
    const element = document.createElementNS(svg || "http://www.w3.org/1999/xhtml", tag);
    for (const name in attributes) element.setAttribute(name, attributes[name]);
    element.append(...kids);
    return element;
  };
  const icon = (d) => make("svg", { viewBox: "0 0 24 24", "aria-hidden": true }, make("path", { d }));
  const BUBBLE = "M21 15a2 2 0 0 1-2 2H7l-4 4V5a2 2 0 0 1 2-2h14a2 2 0 0 1 2 2z";

  let boot, host, launcher, badge, poke, panel, frame, port;
  let isOpen = false;
  let unread = 0;

  const label = () => {
    launcher.ariaLabel = isOpen ? "Close chat" : unread ? `Open chat, ${unread} unread` : "Open chat";
    launcher.ariaExpanded = isOpen;
    badge.textContent = unread > 9 ? "9+" : unread;
    badge.hidden = isOpen || !unread;
  };

  const draw = () => {
    style();
    host = make("bellhop-widget");
    const root = host.attachShadow({ mode: "open" });
    root.adoptedStyleSheets = [sheet];
    badge = make("span", { class: "badge", "aria-hidden": true });
    launcher = make("button", { class: "launch", type: "button" }, icon(BUBBLE), icon("m6 9 6 6 6-6"), badge);
    panel = make("div", { class: "panel", role: "dialog", "aria-label": `Chat with ${boot.style.bot_name}` });
    root.append(panel, launcher);
    launcher.onclick = () => (isOpen ? close() : open());
    launcher.onpointerenter = launcher.onfocus = load;
    root.onkeydown = (event) => event.key === "Escape" && isOpen && close();
    label();
    document.body.append(host);
    if (local("conversation")) load();
    else greet(root);
  };

  // What the dialogue says first, beside the closed launcher, until it is sent away.
  const greet = (root) => {
    if (!boot.poke || session("poked") || isOpen) return;
    const text = make("button", { class: "text", type: "button" }, boot.poke);
    const shut = make("button", { class: "shut", type: "button", "aria-label": "Dismiss message" }, icon("M18 6 6 18M6 6l12 12"));
    poke = make("div", { class: "poke" }, text, shut);
    text.onclick = open;
    text.onpointerenter = text.onfocus = load;
    shut.onclick = dismiss;
    root.append(poke);
  };
  const dismiss = () => {
    session("poked", 1);
    poke?.remove();
  };

  // --- The panel: made at the first touch, or at once where a conversation runs.

  const load = () => {
    if (frame) return;
    // Behind the `#`, whom the panel talks to: this page's origin and no other.
    frame = make("iframe", { src: `${base}panel#${location.origin}`, title: panel.ariaLabel });
    panel.append(frame);
  };
  const tell = (message) => port?.postMessage(message);
  const dress = () => {
    const [brand, on, link] = colours();
    return {
      type: "dress",
      dir: getComputedStyle(host).direction,
      theme: dark.matches ? "dark" : "light",
      colours: `--brand:${brand};--on-brand:${on};--link:${link}`,
    };
  };

  addEventListener("message", ({ data, source, origin: from }) => {
    if (!frame || source !== frame.contentWindow || from !== origin || data !== "bellhop:ready") return;
    const channel = new MessageChannel();
    port = channel.port1;
    port.onmessage = (event) => hear(JSON.parse(event.data));
    const init = {
      bootstrap: boot,
      visit,
      token: local("token"),
      conversation: local("conversation"),
      page: { url: location.href, title: document.title, referrer: document.referrer },
      open: isOpen,
      ...dress(),
    };
    source.postMessage(init, origin, [channel.port2]);
  });

  const hear = (message) => {
    switch (message.type) {
      case "token":
        return local("token", message.token);
      case "begun":
        return local("conversation", message.conversation);
      case "over":
        return local("conversation", null);
      case "done": {
        const done = new Set(local("done")?.split(","));
        return local("done", [...done.add(message.dialogue)].join());
      }
      case "unread":
        unread = message.count;
        return label();
      case "stale":
        return fetchBoot().then((fresh) => fresh && tell({ type: "offer", bootstrap: (boot = fresh) }));
      case "close":
        return close();
    }
  };

  const show = (on) => {
    wanted = on;
    if (!launcher || isOpen === on) return;
    isOpen = on;
    load();
    panel.classList.toggle("open", on);
    label();
    if (on) {
      dismiss();
      frame.focus();
    } else {
      launcher.focus({ preventScroll: true });
    }
    fit();
    tell({ type: "open", on });
  };
  const open = () => show(true);
  const close = () => show(false);
  let wanted = false;

  // A phone's keyboard covers the page without making it smaller: the sheet keeps above it.
  const view = window.visualViewport;
  const fit = () => {
    const sheetlike = isOpen && innerWidth <= 480 && view && view.scale === 1;
    panel.style.height = sheetlike ? `${view.height}px` : "";
    panel.style.top = sheetlike ? `${view.offsetTop}px` : "";
  };

  // --- Begin.

  const fetchBoot = async () => {
    const query = new URLSearchParams({ url: location.href, done: local("done") ?? "" });
    try {
      const answer = await fetch(`${base}bootstrap?${query}`);
      return answer.ok ? await answer.json() : null;
    } catch {
      return null; // without the chat the page is what it was
    }
  };

  window.Bellhop = { open, close };
  fetchBoot().then((fresh) => {
    boot = fresh;
    if (!boot?.enabled || !(boot.dialogue || local("conversation"))) return;
    const begin = () => {
      draw();
      if (wanted) open();
      dark.onchange = () => {
        style();
        tell(dress());
      };
      view?.addEventListener("resize", fit);
      view?.addEventListener("scroll", fit);
    };
    document.body ? begin() : addEventListener("DOMContentLoaded", begin);
  });
})();
