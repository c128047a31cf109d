// The loader's fourth part, which comes once the panel is there: what tells of the chat while it is
// closed, and what a phone needs around the sheet.

/** Marks the history entry that Back leaves to close the sheet. */
const ENTRY = "bellhop";

/** How often a page asks whether a conversation that is over was answered. */
const ASK_AGAIN_MS = 60_000;

export default (page, panel, SHEET) => {
  const { local, session, make, page: where, clear } = page;
  const sheet = matchMedia(SHEET);
  // Until somebody else sits here: then another panel comes, with another one of these.
  const here = new AbortController();
  const on = (target, name, listener, capture) => target?.addEventListener(name, listener, { capture, signal: here.signal });
  page.clear = () => {
    here.abort();
    title(0);
    lock(false);
    Object.assign(page, { page: where, clear });
    clear();
  };

  // --- While it is closed: the title of the page counts, and the last message shows beside the launcher.

  let titled, own;
  const title = (count) => {
    // What the page itself calls it now.
    if (document.title !== titled) own = document.title;
    if (!count && titled === undefined) return;
    titled = count ? `(${count}) ${own}` : undefined;
    document.title = titled ?? own;
  };
  page.page = () => ({ ...where(), title: document.title === titled ? own : document.title });

  const look = new CSSStyleSheet();
  look.replaceSync(`
.preview.poke{display:block}
.preview b{display:block;font-weight:600}
.preview span{display:-webkit-box;-webkit-box-orient:vertical;-webkit-line-clamp:3;overflow:hidden;unicode-bidi:plaintext}
.poke~.poke,.open~.preview.poke{display:none}
@media(min-width:760px) and (min-height:501px){.panel[data-wide]{width:min(1120px,100vw - 2*var(--p));max-height:none}}`);
  panel.getRootNode().adoptedStyleSheets.push(look);
  // What the panel tells: a message while it is closed, that a document needs room beside the chat, and what
  // the visitor does with it.
  page.beside = ({ message, wide, events }) => {
    if (message) preview(message);
    if (wide !== undefined) panel.toggleAttribute("data-wide", wide);
    for (const name in events) page.emit(name, events[name]);
  };
  let shown;
  const hide = () => shown?.remove();
  const preview = ({ id, name, text }) => {
    hide();
    const message = `${local("conversation")} ${id}`;
    if (page.isOpen() || session("previewed") === message) return;
    const content = make("span", {}, text);
    if (name) content.prepend(make("b", {}, name));
    shown = page.note("preview poke", content, () => {
      session("previewed", message);
      hide();
    });
    shown.role = "status";
  };
  on(window, "bellhop:unread", ({ detail: { count } }) => {
    title(count);
    if (!count) hide();
  });

  // --- An agent may answer after the end: a page that stays asks now and then.

  const ask = () => document.hidden || !local("earlier") || local("conversation") || page.evaluate();
  on(document, "visibilitychange", ask);
  const asking = setInterval(ask, ASK_AGAIN_MS);
  here.signal.addEventListener("abort", () => clearInterval(asking));

  // --- The sheet: the page behind it stays where it is, and Back closes it.

  const still = new CSSStyleSheet();
  still.replaceSync("html{overflow:hidden!important;overscroll-behavior:none!important}");
  let moved;
  const lock = (is) => {
    const sheets = [...document.adoptedStyleSheets];
    if (is === sheets.includes(still)) return;
    const [left, top] = [scrollX, scrollY];
    document.adoptedStyleSheets = is ? [...sheets, still] : sheets.filter((one) => one !== still);
    // Some pages lose their place with it.
    if (is) moved = (left !== scrollX || top !== scrollY) && { left, top, behavior: "instant" };
    else if (moved) scrollTo(moved);
    is ? panel.setAttribute("aria-modal", true) : panel.removeAttribute("aria-modal");
  };

  // Of our own is an entry of the same address and the page's own state; nothing of the page changes.
  // Whoever closes the sheet otherwise leaves it: then Back goes on to what the visitor means. A
  // router that listens since before this came hears of a step to the entry that it is on already.
  let entry;
  const isOurs = () => !!history.state?.[ENTRY];
  const enter = () => {
    const { state } = history;
    if (!isOurs()) {
      if (state && Object.getPrototypeOf(state) !== Object.prototype) return;
      history.pushState({ ...state, [ENTRY]: true }, "");
    }
    entry = { href: location.href, length: history.length };
  };
  const back = (event) => {
    if (!entry || isOurs() || location.href !== entry.href) return;
    event.stopImmediatePropagation();
    const { length } = entry;
    entry = undefined;
    if (page.isOpen()) page.set(false);
    // Only from there: what the page has added since is not ours to skip.
    else if (history.length === length) history.back();
  };
  on(window, "popstate", back, true);

  // A phone's keyboard covers the page without making it smaller: the sheet keeps above it. Its sides
  // are in the pixels of a page that may be zoomed.
  const view = window.visualViewport;
  const fit = () => {
    const is = page.isOpen() && sheet.matches && view?.scale === 1;
    const zoom = panel.currentCSSZoom ?? 1;
    panel.style.height = is ? `${view.height / zoom}px` : "";
    panel.style.top = is ? `${view.offsetTop / zoom}px` : "";
  };
  on(view, "resize", fit);
  on(view, "scroll", fit);

  const changed = () => {
    const is = page.isOpen() && sheet.matches;
    lock(is);
    if (is) enter();
    if (page.isOpen()) hide();
    fit();
  };
  on(sheet, "change", changed);
  on(window, "bellhop:opened", changed);
  on(window, "bellhop:closed", changed);
  changed();
  title(+local("unread"));
};
