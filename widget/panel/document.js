// The documents of a dialogue: a card in the thread, and the viewer beside it. Loaded with the first
// document, so that nobody else waits for it (docs/size.md). Without it the document's name is a link.
//
// The browser's own viewer shows a document. Chromium shows none in a frame with `sandbox`, so the edge
// sandboxes the document itself; what is somewhere else opens in a tab of its own.
import { addStyles, icon, make, watch } from "./person/make.js";

const CROSS = "M18 6 6 18M6 6l12 12";
const SAVE = "M12 15V3M7 10l5 5 5-5M5 21h14";
/** From this width on, the chat stays beside the document. */
const BESIDE = matchMedia("(min-width:700px)");
/** How long it waits until it tries again to report something. */
const AGAIN_MS = 2_000;
/** What the page is told. */
const EVENTS = { opened: "document_opened", downloaded: "document_downloaded", closed: "document_closed" };

const LOOK = `
.said>a:has(+.paper){display:block;font-weight:600;overflow-wrap:anywhere}
.paper{display:block;margin-block-start:2px;font-size:13px;white-space:normal}
.paper p{color:var(--ink-2)}
.paper .acts{display:flex;flex-wrap:wrap;gap:8px;margin-block-start:8px}
.paper .acts>*{display:inline-grid;place-items:center;min-height:44px;padding-inline:16px;border:1px solid var(--line);
border-radius:12px;background:var(--paper);color:var(--ink);font-weight:600;text-decoration:none}
.paper .acts>:first-child{border-color:var(--brand);background:var(--brand);color:var(--on-brand)}
.paper .acts>:hover{filter:brightness(.96)}
.paper .must{display:none;margin-block-start:6px}
.msg:last-child .paper .must{display:block}
.viewer{position:fixed;z-index:3;inset:0;display:flex;flex-direction:column;background:var(--paper);color:var(--ink)}
.viewer header{flex:none;min-height:60px}
.viewer h2{flex:1;min-width:0;overflow:hidden;font-size:15px;font-weight:600;text-overflow:ellipsis;white-space:nowrap}
.viewer iframe{flex:1;width:100%;min-height:0;border:0;background:var(--paper-3)}
.viewer .icon{flex:none}
@media(min-width:700px){
.viewer{inset-inline-end:384px;border-inline-end:1px solid var(--line)}
.viewer~#bellhop,#bellhop:has(~.viewer){position:fixed;inset-block:0;inset-inline-end:0;width:384px}
}`;

/** Its address, and what stands behind it: card, size in bytes, whether it must be opened, conversation. */
const split = (link) => {
  const at = link.href.lastIndexOf("#");
  return [link.href.slice(0, at), ...link.href.slice(at + 1).split(",")];
};

/**
 * Makes cards of the documents in the thread. `root` is the panel's, `state` that of `host.js`; the texts
 * of English are put here by the build.
 */
export const init = (root, state) => {
  const texts = { ...ENGLISH, ...state.spoken.document };
  const language = document.documentElement.lang;
  const post = (message) => state.port?.postMessage(JSON.stringify(message));

  // What is done is reported in order, once there is a conversation. It has a key, so that what arrives twice
  // counts once.
  const queue = [];
  let isSending;
  const send = async () => {
    if (isSending) return;
    isSending = true;
    while (queue.length) {
      const { link, use } = queue[0];
      const [, card, , , conversation] = split(link);
      if (link.isConnected && card === use.card) {
        if (!conversation || !state.token) break;
        const headers = { authorization: `Bearer ${state.token}`, "content-type": "application/json" };
        const init = { method: "POST", keepalive: true, headers, body: JSON.stringify(use) };
        const answer = await fetch(`/v1/conversations/${conversation}/documents`, init).catch(() => {});
        if (!answer || answer.status === 429 || answer.status >= 500) break;
        const { seq } = await answer.json().catch(() => ({}));
        const detail = { card, title: link.textContent, ...(use.act === "closed" ? { ms: use.ms } : {}) };
        if (seq) post({ type: "beside", events: { [EVENTS[use.act]]: detail } });
      }
      queue.shift();
    }
    isSending = false;
    if (queue.length) setTimeout(send, AGAIN_MS);
  };
  const report = (link, act, ms) => {
    queue.push({ link, use: { id: `d${crypto.randomUUID()}`, card: split(link)[1], act, ms } });
    send();
  };

  // One document is open at a time. Only the time in which it is in view counts.
  let close = () => {};
  let isShown = true;
  let count = () => {};
  document.addEventListener("visibilitychange", () => count());
  state.port.addEventListener("message", ({ data }) => {
    if (data.type !== "open") return;
    isShown = data.on;
    count();
  });

  const open = (link, opener) => {
    close();
    const title = link.textContent;
    const [href] = split(link);
    const name = { "aria-label": texts.close, title: texts.close };
    const shut = make("button", { type: "button", class: "icon", ...name }, icon(CROSS));
    const save = make(
      "a",
      { class: "icon", href, download: "", "aria-label": texts.save, title: texts.save },
      icon(SAVE),
    );
    // Without the column of small pages, where the viewer has one.
    const frame = make("iframe", { src: `${href}#navpanes=0`, title });
    const header = make("header", {}, make("h2", { dir: "auto" }, title), save, shut);
    const viewer = make("section", { class: "viewer", role: "dialog", "aria-label": title }, header, frame);
    save.onclick = () => report(link, "downloaded");

    let [ms, since] = [0, undefined];
    count = () => {
      if (since) ms += performance.now() - since;
      since = isShown && !document.hidden ? performance.now() : undefined;
    };
    // Where it covers the chat, nothing behind it can be reached.
    const cover = () => {
      root.inert = !BESIDE.matches;
      viewer.ariaModal = !BESIDE.matches;
    };
    const escape = (event) => {
      if (event.key !== "Escape" || event.isComposing) return;
      event.stopImmediatePropagation();
      close();
    };
    const told = () => {
      count();
      report(link, "closed", Math.round(ms));
      told.done = true;
    };
    // Who leaves the page does not close it before.
    const left = () => told.done || told();
    close = () => {
      close = () => {};
      removeEventListener("keydown", escape, true);
      removeEventListener("pagehide", left);
      BESIDE.removeEventListener("change", cover);
      viewer.remove();
      root.inert = false;
      post({ type: "beside", wide: false });
      left();
      count = () => {};
      opener.focus();
    };
    addEventListener("keydown", escape, true);
    addEventListener("pagehide", left);
    BESIDE.addEventListener("change", cover);
    shut.onclick = () => close();
    document.body.append(viewer);
    cover();
    count();
    post({ type: "beside", wide: true });
    shut.focus();
    report(link, "opened");
  };

  const furnish = (link) => {
    const [href, , size, must] = split(link);
    const own = new URL(href).origin === location.origin;
    const title = link.textContent;
    const number = new Intl.NumberFormat(language, {
      style: "unit",
      unit: size < 1e6 ? "kilobyte" : "megabyte",
      maximumFractionDigits: size < 1e6 ? 0 : 1,
    });
    // In its own direction: what is Arabic runs from the right, and `PDF` does not.
    const weight = +size ? [" · ", make("bdi", {}, number.format(size / (size < 1e6 ? 1e3 : 1e6)))] : [];
    const attributes = { href, "aria-label": `${texts.open}: ${title}` };
    const show = make("a", { ...attributes, target: "_blank", rel: link.rel, role: "button" }, texts.open);
    const acts = make("div", { class: "acts" }, show);
    if (own) {
      const name = `${texts.save}: ${title}`;
      const save = make("a", { href, download: "", "aria-label": name }, texts.save);
      save.onclick = () => report(link, "downloaded");
      acts.append(save);
    }
    // Where the browser has no viewer, and for what is somewhere else, the link does what links do.
    const opens = (event) => {
      event.stopPropagation();
      const aside = event.ctrlKey || event.metaKey || event.shiftKey;
      if (!own || aside || navigator.pdfViewerEnabled === false) return report(link, "opened");
      event.preventDefault();
      open(link, event.currentTarget);
    };
    show.onclick = opens;
    // Its own address has more than the document's.
    link.onclick = (event) => {
      event.preventDefault();
      event.stopPropagation();
      show.click();
    };
    show.onkeydown = (event) => {
      if (event.key !== " ") return;
      event.preventDefault();
      show.click();
    };
    const paper = make("div", { class: "paper" }, make("p", {}, "PDF", ...weight), acts);
    if (+must) paper.append(make("p", { class: "must" }, texts.must));
    paper.addEventListener("click", (event) => event.stopPropagation());
    link.after(paper);
  };

  addStyles(LOOK);
  watch(root, () => {
    for (const link of root.querySelectorAll("[data-file][href*='#']")) {
      if (!link.nextSibling) furnish(link);
    }
  });
};
