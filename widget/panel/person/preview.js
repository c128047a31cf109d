// What the page shows of a new message while the chat is closed: the newest one that is not the visitor's.

/** The longest text that is told, in characters; the page shows three lines of it. */
const MOST = 300;

/** What tells it, by `post`. The message's place in the thread stays the same on the next page. */
export const preview = (root, post) => {
  let last;
  return () => {
    const all = [...root.querySelectorAll(".thread > :is(.event, .msg[data-by]:not(.own))")];
    const newest = all.at(-1);
    if (!newest || last === all.length) return;
    last = all.length;
    const file = newest.querySelector("[data-file]")?.dataset.file;
    const text = file ?? (newest.querySelector(".said") ?? newest).innerText;
    const name = newest.querySelector(".author")?.textContent;
    post({ type: "beside", message: { id: `${last}`, name, text: [...text].slice(0, MOST).join("") } });
  };
};
