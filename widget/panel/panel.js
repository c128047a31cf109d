// The panel's other half: what only a browser can do. It decides nothing.
//
// It loads the wasm and tells it what happens (`widget/src/events.rs`); what the wasm asks for is in
// `host.js`. wasm-bindgen joins the two: `"wasm"` is what the build makes of the crate.
import * as panel from "wasm";
import { importOptional, root, sendPage, state } from "./host.js";

const element = root();
const html = document.documentElement;
// Behind the `#`, the origin of the page that frames this one, and the tag of a language.
const [page, language] = location.hash.slice(1).split(",");

// What the page looks like: light or dark, the site's colours and its font. The direction is that of
// the language which is spoken here: English runs from the left on a Hebrew page, too.
const applyTheme = ({ theme, css }) => {
  html.dir = html.lang == "ar" ? "rtl" : "ltr";
  html.dataset.theme = theme;
  html.style.cssText = css;
};

// The panel is a page of the chat's origin in a frame of somebody else's. It names no secret until
// the page that framed it has sent its own, and it talks to that page's origin only.
onmessage = ({ data, source, origin, ports }) => {
  if (state.port || source !== parent || origin !== page || !ports[0]) return;
  [state.port] = ports;
  ({ quiet: state.quiet, typed: state.typed } = data);
  state.port.onmessage = ({ data }) => {
    if (data.type === "open") state.quiet = data.quiet;
    if (data.type === "page") (state.where = data.page), sendPage();
    else data.type === "theme" ? applyTheme(data) : panel.loaderMessage(data);
  };
  applyTheme(data);
  data.calm = matchMedia("(prefers-reduced-motion:reduce)").matches;
  data.online = navigator.onLine;
  state.where = data.page;
  state.style = data.bootstrap.style;
  element.textContent = "";
  panel.start(data);
};

// A request may fail once; if it fails three times, the page that frames this one says so.
const load = async (tries = 0) => {
  try {
    return await panel.instantiate(fetch(new URL("panel_bg.wasm", import.meta.url)));
  } catch {
    if (tries < 2) return new Promise((done) => setTimeout(done, 500 << tries)).then(() => load(tries + 1));
    parent.postMessage("bellhop:failed", page);
    return new Promise(() => {});
  }
};
// So may the style sheet fail, and a browser asks again only for another address.
const style = document.querySelector("link");
style.onerror = () => setTimeout(() => (style.href += "?"), 999);
if (getComputedStyle(document.body).overflow != "hidden") style.onerror();
// English is built in: the build puts it here. The first of the words is none of ours.
[, state.spoken] = await Promise.all([
  load(),
  language == "en" ? {} : importOptional(language),
]);
state.language = language;
state.texts = ["{own}", ...(state.spoken.default ?? ENGLISH)];
if (state.spoken.default) html.lang = language;

element.onclick = ({ target }) => panel.clicked(target);
element.oninput = ({ target }) => panel.edited(target, target.value);
element.onsubmit = (event) => {
  event.preventDefault();
  // A password manager may have filled it in without a word.
  for (const field of event.target.querySelectorAll("input")) panel.edited(field, field.value);
  panel.submitted(event.target);
};
onkeydown = (event) => {
  const { key, target } = event;
  // Not a key that finishes a composed character; Safari sends that one late, as key 229.
  if (event.isComposing || event.keyCode === 229) return;
  if (key === "Escape") return panel.escapePressed();
  // Not with Shift, and not in a field for several lines.
  const line = key !== "Enter" || event.shiftKey || target.rows > 1;
  if (line || target.tagName !== "TEXTAREA") return;
  event.preventDefault();
  panel.enterPressed(target);
};
// Scrolling is told to its own element only; on the way there it can be heard.
const scrolled = ({ target: { id, scrollHeight, scrollTop, clientHeight } }) =>
  id === "scroll" && panel.scrolled(scrollHeight - scrollTop - clientHeight < 48);
element.addEventListener("scroll", scrolled, true);
onresize = () => panel.resized();
ononline = onoffline = () => panel.onlineChanged(navigator.onLine);
document.onvisibilitychange = () => panel.visibilityChanged(!document.hidden);

// The loader's other half may come later than this.
const announceReady = () => {
  if (state.port) return;
  parent.postMessage("bellhop:ready", page);
  setTimeout(announceReady, 200);
};
announceReady();
