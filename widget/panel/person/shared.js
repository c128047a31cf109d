// How files look that were shared: one that is no picture says that it is a file, and a picture is shown as it is.
import { addStyles, icon, make, watch } from "./make.js";

const PAPER = "M14 3v4a1 1 0 0 0 1 1h4M14 3H7a2 2 0 0 0-2 2v14a2 2 0 0 0 2 2h10a2 2 0 0 0 2-2V8zM12 11v6M9.5 14.5 12 17l2.5-2.5";

const LOOK = `
.said>[data-file]{display:flex;align-items:center;gap:8px}
.said>[data-file]>svg{flex:none;order:-1;width:20px;height:20px}
.said>[data-file]>bdi{order:1;font-size:12px}
.said:has(>[data-file]>img){padding:3px}
.said>[data-file]:has(>img){border-radius:13px}
.said>[data-file]>img{border-radius:inherit;min-width:120px}
.said>[data-file]>img[data-small]{object-fit:none;background:var(--paper-3)}
`;

/** The ending of a file's name, which says what it is: `PDF`. */
const kind = (name) => /\.(\p{L}[\p{L}\p{N}]{1,4})$/u.exec(name)?.[1].toUpperCase();

/** Furnishes the files of the thread, now and whenever one comes. */
export const shared = (root) => {
  addStyles(LOOK);
  // A picture smaller than its place would be blown up to it.
  const size = (picture) => {
    const isSmall = picture.naturalHeight < picture.clientHeight && picture.naturalWidth < picture.clientWidth;
    picture.toggleAttribute("data-small", isSmall);
  };
  root.addEventListener("load", ({ target }) => target.matches?.("[data-file]>img") && size(target), true);
  for (const picture of root.querySelectorAll("[data-file]>img")) if (picture.complete) size(picture);
  watch(root, () => {
    for (const link of root.querySelectorAll(".msg:not([data-by=bot])>.said>[data-file]:not(:has(>img, >svg))")) {
      const ending = kind(link.dataset.file);
      // Behind the name, where the wasm looks at nothing but its own.
      link.append(icon(PAPER), ...(ending ? [make("bdi", { "aria-hidden": "true" }, ending)] : []));
    }
  });
};
