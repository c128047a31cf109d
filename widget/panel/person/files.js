// Sending files, for the visitor. A file that was sent comes back as a message, like any other.
import { addStyles, fill, icon, make, watch } from "./make.js";

const CLIP =
  "m16 6-8.414 8.586a2 2 0 0 0 2.829 2.829l8.414-8.586a4 4 0 1 0-5.657-5.657l-8.379 8.551a6 6 0 1 0 8.485 8.485l8.379-8.551";

const LOOK = `
.attach{display:grid;place-items:center;flex:none;width:44px;height:44px;order:-1;border-radius:12px;
color:var(--ink-2);cursor:pointer}
.attach:hover{background:var(--paper-3)}
.attach:focus-within{outline:2px solid var(--brand);outline-offset:2px}
.attach input{position:absolute;width:1px;height:1px;min-height:0;padding:0;border:0;opacity:0}
.files{max-height:30vh;overflow:auto}
.files p{padding-block-start:8px;font-size:13px;color:var(--ink-2);overflow-wrap:anywhere}
.files [data-bad]{color:var(--bad)}
#bellhop[data-drop]{outline:2px dashed var(--brand);outline-offset:-6px}
.files button{margin-inline-start:8px;padding:0;border:0;background:none;color:inherit;font:inherit;text-decoration:underline;cursor:pointer}
`;

/** What the edge takes at most, in bytes. */
const MOST = 10 * 1024 * 1024;
/** Pictures as phones make them, which browsers don't show. */
const HEIC = /\.hei[cf]s?$|^image\/hei[cf]/i;

// The key stays the same however often it is tried: what arrived twice is one message.
const key = () => `f${crypto.randomUUID()}`;

/** Puts a button to send files with into the composer; what is given back is told where to and as whom. */
export const files = (root, texts) => {
  let address, token;
  // Where it says how it goes: under the field.
  const status = make("div", { class: "files", role: "status" });

  // Why it would not be taken: that need not be sent to be known.
  const unfit = ({ name, type, size }) => {
    if (HEIC.test(name) || HEIC.test(type)) return texts.heic;
    return size > MOST && texts.too_large;
  };

  // Why it was not taken; what a visitor hardly meets the edge says itself.
  const reason = (answer) => {
    const ours = { too_large: texts.too_large, bad_file: texts.kind, too_many_files: texts.too_many };
    try {
      const { type, detail } = JSON.parse(answer);
      return ours[type.split("#")[1]] ?? detail;
    } catch {
      return texts.lost; // What is no JSON is not from the edge.
    }
  };

  const send = (file, as, report) =>
    new Promise((done) => {
      const request = new XMLHttpRequest();
      request.open("POST", `${address}?key=${as}&name=${encodeURIComponent(file.name)}`);
      request.setRequestHeader("authorization", `Bearer ${token}`);
      request.upload.onprogress = ({ loaded, total }) =>
        report(fill(texts.sending_part, { name: file.name, percent: Math.floor((100 * loaded) / total) }));
      request.onloadend = () => {
        const { status } = request;
        if (status >= 200 && status < 300) return done();
        done({ reason: reason(request.responseText), again: status === 429 || !(status >= 400 && status < 500) });
      };
      request.send(file);
    });

  // One after the other, each with a line of its own: what went wrong stays to be read, and the others go.
  const sendAll = async (files) => {
    for (const file of files) {
      const [as, line] = [key(), make("p")];
      const report = (text) => line.replaceChildren(text);
      const button = (name, act) => {
        const button = make("button", { type: "button" }, name);
        button.onclick = (event) => {
          event.stopPropagation();
          act();
        };
        line.append(button);
      };
      const attempt = async () => {
        line.removeAttribute("data-bad");
        report(fill(texts.sending, file));
        const reason = unfit(file);
        const failed = reason ? { reason } : await send(file, as, report);
        if (!failed) return line.remove();
        report(fill(texts.not_sent, { name: file.name, reason: failed.reason }));
        line.setAttribute("data-bad", "");
        if (failed.again) button(texts.again, attempt);
        button(texts.close, () => line.remove());
      };
      status.append(line);
      await attempt();
    }
  };

  const furnish = (form) => {
    const input = make("input", { type: "file", multiple: "", "aria-label": texts.attach });
    const label = make("label", { class: "attach", title: texts.attach }, icon(CLIP), input);
    input.onchange = (event) => {
      event.stopPropagation();
      sendAll([...input.files]);
      input.value = "";
    };
    form.querySelector(".row").append(label);
    form.append(status);
  };

  // What is pasted is sent, and what is dropped anywhere on the panel: a browser would leave the chat for
  // it. Spreadsheets and word processors add a picture of what was copied: there the text is meant.
  const given = (event, data) => {
    root.removeAttribute("data-drop");
    const isText = ["text/plain", "text/html"].every((type) => data?.types.includes(type));
    if (isText || !data?.files.length || !root.querySelector(".attach")) return;
    event.preventDefault();
    sendAll([...data.files]);
  };
  const over = (event) => {
    if (!event.dataTransfer.types.includes("Files")) return;
    event.preventDefault();
    root.setAttribute("data-drop", "");
  };
  root.addEventListener("paste", (event) => given(event, event.clipboardData));
  root.addEventListener("drop", (event) => given(event, event.dataTransfer));
  root.addEventListener("dragover", over);
  root.addEventListener("dragleave", () => root.removeAttribute("data-drop"));

  addStyles(LOOK);
  watch(root, () => {
    const form = root.querySelector(".composer");
    if (form?.querySelector(".row") && !form.querySelector(".attach")) furnish(form);
  });
  return (path, visitor) => ([address, token] = [path, visitor]);
};
