// The end of the thread stays in sight when what is below or in it grows: a file under way, a picture.
import { watch } from "./make.js";

/** How far from the end counts as at it, in pixels: as the panel has it. */
const NEAR = 48;

/** Keeps it there, unless the visitor has scrolled away. */
export const keepEnd = (root) => {
  let seen;
  let atEnd = true;
  const sizes = new ResizeObserver(() => {
    if (atEnd) seen.scrollTop = seen.scrollHeight;
  });
  watch(root, () => {
    const scroll = root.querySelector("#scroll");
    const thread = scroll?.querySelector(".thread");
    if (!thread || scroll === seen) return;
    seen = scroll;
    scroll.addEventListener("scroll", () => {
      atEnd = scroll.scrollHeight - scroll.scrollTop - scroll.clientHeight < NEAR;
    });
    sizes.disconnect();
    sizes.observe(scroll);
    sizes.observe(thread);
  });
};
