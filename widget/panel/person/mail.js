// The chat by e-mail, from the menu. Whether the site can send it, and to which address, the edge says when the
// menu opens.
import { addStyles, fill, make } from "./make.js";

const LOOK = `
.menu li form{display:grid;gap:8px;padding:8px 12px}
.menu li form:hover{background:none}
.menu li form label{font-size:13px;white-space:normal}
.menu li form .main{width:auto}
.menu li .wrong:empty{display:none}
.menu li p{padding:8px 12px;font-size:13px;white-space:normal;overflow-wrap:anywhere}
.menu li[hidden]{display:none}
`;

/** What a menu's row is furnished with; what is given back is told where files of the chat are sent to, and as whom. */
export const mail = (texts) => {
  let address, token;
  const request = async (init) => {
    const headers = { authorization: `Bearer ${token}`, "content-type": "application/json" };
    const answer = await fetch(address, { ...init, headers });
    const body = await answer.json();
    if (!answer.ok) throw body;
    return body;
  };

  /** A row with that button; what is given back is called when the menu opens or shuts. */
  const furnish = (row, button) => {
    const say = (text) => make("p", { role: "status", tabindex: -1 }, text);
    let known;
    row.hidden = true;

    const ask = () => {
      const input = make("input", { type: "email", name: "mail", autocomplete: "email", required: "", "aria-label": texts.mail_to });
      input.value = known ?? "";
      const send = make("button", { type: "submit", class: "main" }, texts.rate_send);
      const wrong = make("div", { class: "wrong", role: "alert" });
      const form = make("form", { novalidate: "", "data-part": "mail-form" }, make("label", {}, texts.mail_to, input), send, wrong);
      form.onsubmit = async (event) => {
        event.preventDefault();
        event.stopPropagation();
        send.disabled = true;
        wrong.textContent = "";
        const { timeZone: zone } = Intl.DateTimeFormat().resolvedOptions();
        try {
          const email = input.value.trim();
          await request({ method: "POST", body: JSON.stringify({ email, zone }) });
          const done = say(fill(texts.mail_sent, { email }));
          row.replaceChildren(done);
          done.focus();
        } catch ({ type }) {
          const code = type?.split("#")[1];
          const ours = { too_many_transcripts: texts.mail_too_many, slow_down: texts.mail_too_many, invalid: texts.mail_wrong };
          wrong.textContent = code ? (ours[code] ?? texts.mail_not) : texts.lost;
          send.disabled = false;
        }
      };
      row.replaceChildren(form);
      input.focus();
    };
    button.onclick = ask;

    return async (on) => {
      row.replaceChildren(button);
      if (!on || !address) return;
      const { open, email } = await request().catch(() => ({}));
      known = email;
      row.hidden = !open;
    };
  };

  addStyles(LOOK);
  const joined = (path, visitor) => ([address, token] = [path.replace(/files$/, "transcript/mail"), visitor]);
  return { furnish, joined };
};
