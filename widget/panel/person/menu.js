// The menu in the panel's header: sound, the chat as a file and by e-mail, privacy.
import { addStyles, icon, make, watch } from "./make.js";

const DOTS = "M5 12h.01M12 12h.01M19 12h.01";
const SPEAKER =
  "M11 4.7a.7.7 0 0 0-1.2-.5L6.4 7.6a1.4 1.4 0 0 1-1 .4H3a1 1 0 0 0-1 1v6a1 1 0 0 0 1 1h2.4a1.4 1.4 0 0 1 1 .4l3.4 3.4a.7.7 0 0 0 1.2-.5z";
const LOUD = `${SPEAKER}M16 9a5 5 0 0 1 0 6M19.4 18.4a9 9 0 0 0 0-12.8`;
const QUIET = `${SPEAKER}M16.5 14.5l5-5M16.5 9.5l5 5`;
const SAVE = "M12 15V3M7 10l5 5 5-5M5 21h14";
const LETTER = "M4 5h16a2 2 0 0 1 2 2v10a2 2 0 0 1-2 2H4a2 2 0 0 1-2-2V7a2 2 0 0 1 2-2M22 7l-10 6.5L2 7";
const AWAY = "M15 3h6v6M10 14 21 3M18 13v6a2 2 0 0 1-2 2H5a2 2 0 0 1-2-2V8a2 2 0 0 1 2-2h6";

const LOOK = `
.menu{position:relative;margin-inline-start:-8px}
.menu+.icon{margin-inline-start:-8px}
.menu [data-part=menu] svg{stroke-width:2.75}
.menu ul{position:absolute;z-index:2;inset-block-start:100%;inset-inline-end:0;min-width:200px;margin:0;padding:4px;
list-style:none;border:1px solid var(--line);border-radius:12px;background:var(--paper);box-shadow:var(--float)}
.menu ul:not(.on){display:none}
.menu li>*{display:flex;align-items:center;gap:12px;width:100%;min-height:44px;padding-inline:12px;border-radius:8px;
color:var(--ink);text-align:start;text-decoration:none;white-space:nowrap}
.menu li>*:hover{background:var(--paper-2)}
.menu li svg{flex:none;width:18px;height:18px;color:var(--ink-2)}
`;

/** Puts the menu where the wasm has left room for it. */
export const menu = (root, texts, { noise, save, post, privacy }) => {
  let open = () => {};
  let anchor;
  // The window itself is no node, and in no menu.
  const shut = ({ target }) => (target instanceof Node && anchor?.contains(target)) || open(false);
  const furnish = () => {
    const list = make("ul", { id: "menu" });
    const more = make(
      "button",
      { type: "button", class: "icon", "data-part": "menu", "aria-label": texts.menu, title: texts.menu, "aria-controls": "menu" },
      icon(DOTS),
    );
    open = (on) => {
      list.classList.toggle("on", on);
      more.setAttribute("aria-expanded", on);
    };
    const row = (element, act) => {
      element.onclick = act;
      list.append(make("li", {}, element));
    };
    const button = (part, path, name, attributes) =>
      make("button", { type: "button", "data-part": part, ...attributes }, icon(path), name);

    if (noise.enabled) {
      const toggle = button("sound", LOUD, texts.sound, { role: "switch" });
      const show = () => {
        toggle.setAttribute("aria-checked", noise.on());
        toggle.querySelector("path").setAttribute("d", noise.on() ? LOUD : QUIET);
      };
      row(toggle, () => {
        noise.turn(!noise.on());
        show();
      });
      show();
    }
    row(button("download", SAVE, texts.download), () => {
      save();
      open(false);
      more.focus();
    });
    const letter = button("mail", LETTER, texts.mail);
    const byMail = make("li", {}, letter);
    list.append(byMail);
    const mailed = post.furnish(byMail, letter);
    // Only what leads to a page, as the wasm has it.
    if (/^https?:/.test(privacy)) {
      const link = { href: privacy, target: "_blank", rel: "noopener noreferrer nofollow", "data-part": "privacy" };
      row(make("a", link, icon(AWAY), texts.privacy), () => open(false));
    }

    open(false);
    more.onclick = () => {
      const on = !list.classList.contains("on");
      mailed(on);
      open(on);
    };
    anchor.append(more, list);
    // The panel needn't know; above all not that Escape closed this and not the chat.
    for (const kind of ["onclick", "oninput", "onchange", "onsubmit"]) anchor[kind] = (event) => event.stopPropagation();
    anchor.onkeydown = (event) => {
      if (event.target.name === "mail") event.stopPropagation();
      if (event.key !== "Escape" || !list.classList.contains("on")) return;
      event.stopPropagation();
      open(false);
      more.focus();
    };
    anchor.onfocusout = ({ relatedTarget }) => relatedTarget && shut({ target: relatedTarget });
  };

  addStyles(LOOK);
  document.addEventListener("pointerdown", shut);
  addEventListener("blur", shut); // whoever goes to the page around it
  watch(root, () => {
    anchor = root.querySelector(".menu");
    if (anchor && !anchor.firstChild) furnish();
  });
};
