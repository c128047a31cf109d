// The rating of a chat that has ended: 1 to 5 and a word. The edge says whether there is one, and
// whether one can be given.
import { addStyles, fill, icon, make, watch } from "./make.js";

const STAR = "m12 2.5 2.9 6 6.6.9-4.8 4.6 1.2 6.5-5.9-3.1-5.9 3.1 1.2-6.5L2.5 9.4l6.6-.9z";
/** As many characters as the edge takes. */
const MOST = 500;

const LOOK = `
.rate fieldset{min-width:0;margin:0;padding:0;border:0}
.rate legend{width:100%;padding:0}
.rate .stars{display:flex;justify-content:center}
.rate .stars label{position:relative;display:grid;place-items:center;width:44px;height:44px;padding:0;
border-radius:12px;cursor:pointer}
.rate .stars label:hover{background:var(--paper-3)}
.rate .stars label:focus-within{outline:2px solid var(--brand);outline-offset:-2px}
.rate .stars input{position:absolute;inset:0;width:100%;height:100%;min-height:0;margin:0;opacity:0;cursor:pointer}
.rate .stars svg{width:26px;height:26px}
.rate .on svg{fill:var(--link);stroke:var(--link)}
.rate .word{min-height:24px}
.rate .say{display:flex;gap:8px}
.rate .main{flex:none;width:auto}
.rate .change{padding:0 12px;min-height:44px;text-decoration:underline;font-size:13px}
.rate:empty,.rate [hidden]{display:none}
`;

/**
 * Asks in the room that the wasm leaves at the end of a chat. What is given back is told where files of
 * the chat are sent to, and as whom.
 */
export const rating = (root, texts) => {
  let address, token, anchor;
  // What the edge says of the rating: whether it is `open`, and which there is.
  let state;

  const request = async (init) => {
    const headers = { authorization: `Bearer ${token}`, "content-type": "application/json" };
    const answer = await fetch(address, { ...init, headers });
    const body = await answer.json();
    if (!answer.ok) throw body;
    return body;
  };

  const name = (value) => `${texts[`rate_${value}`]} (${value}/5)`;
  const show = (...content) => anchor.replaceChildren(...content);

  const thank = () => {
    const line = make("p", { class: "thanks", role: "status", tabindex: -1 });
    line.append(fill(texts.rated, { name: name(state.rating) }));
    const change = make("button", { type: "button", class: "change" }, texts.rate_change);
    change.onclick = () => {
      ask();
      anchor.querySelector(":checked").focus();
    };
    show(line, ...(state.open ? [change] : []));
  };

  const ask = () => {
    const stars = [1, 2, 3, 4, 5].map((value) => {
      const input = make("input", { type: "radio", name: "rating", value, "aria-label": name(value) });
      input.checked = value === state.rating;
      return make("label", { title: name(value) }, input, icon(STAR));
    });
    const word = make("p", { class: "word", "aria-hidden": "true" });
    const comment = make("input", {
      maxlength: MOST,
      autocomplete: "off",
      placeholder: texts.rate_comment,
      "aria-label": texts.rate_comment,
    });
    comment.value = state.comment ?? "";
    const send = make("button", { type: "submit", class: "main" }, texts.rate_send);
    const say = make("div", { class: "say" }, comment, send);
    const wrong = make("p", { class: "wrong", role: "alert" });
    const group = make("fieldset", {}, make("legend", {}, texts.rate), make("div", { class: "stars" }, ...stars));
    const form = make("form", {}, group, word, say, wrong);

    const chosen = () => Number(form.querySelector(":checked")?.value ?? 0);
    const look = () => {
      const value = chosen();
      stars.forEach((star, at) => star.classList.toggle("on", at < value));
      word.textContent = value ? texts[`rate_${value}`] : "";
      say.hidden = !value;
    };
    form.onchange = look;
    form.onsubmit = async (event) => {
      event.preventDefault();
      if (!chosen()) return;
      send.disabled = true;
      wrong.textContent = "";
      try {
        state = await request({ method: "PUT", body: JSON.stringify({ rating: chosen(), comment: comment.value }) });
        thank();
        anchor.firstChild.focus();
      } catch (problem) {
        wrong.textContent = problem.detail ? texts.rate_not : texts.lost;
        send.disabled = false;
      }
    };
    look();
    show(form);
  };

  const furnish = async (room) => {
    // What is typed here is none of the wasm's.
    for (const kind of ["onclick", "oninput", "onsubmit"]) room[kind] = (event) => event.stopPropagation();
    const answer = await request().catch(() => ({})); // Nobody is asked for what can't be sent.
    if (room !== anchor) return;
    state = answer;
    if (state.rating) thank();
    else if (state.open) ask();
  };

  const look = () => {
    const room = address && root.querySelector(".rate");
    if (room === anchor) return;
    anchor = room;
    if (room) furnish(room);
  };

  addStyles(LOOK);
  watch(root, look);
  return (path, visitor) => {
    const ours = path.replace(/files$/, "rating");
    if (ours !== address) anchor = undefined;
    [address, token] = [ours, visitor];
    look();
  };
};
