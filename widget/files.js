// Sending files, for the visitor: loaded when a person has joined, so that nobody waits for it before.
//
// It stands beside what the wasm draws: what it adds is the last in its place, where the wasm looks at
// nothing but its own. A file that was sent comes back as a message, like any other.
const style = new CSSStyleSheet();
style.replaceSync(`
.attach{display:grid;place-items:center;flex:none;width:44px;height:44px;order:-1;border-radius:12px;
color:var(--ink-2);cursor:pointer}
.attach:hover{background:var(--paper-3)}
.attach:focus-within{outline:2px solid var(--brand);outline-offset:2px}
.attach input{position:absolute;width:1px;height:1px;min-height:0;padding:0;border:0;opacity:0}
.files:not(:empty){display:flex;flex-wrap:wrap;gap:8px;padding-block-start:8px;font-size:13px;color:var(--ink-2)}
.files[data-bad]{color:var(--bad)}
a[data-file] img{display:block;height:160px;max-width:100%;border-radius:6px;object-fit:cover}
.files button{padding:0;border:0;background:none;color:inherit;font:inherit;text-decoration:underline;cursor:pointer}
`);
document.adoptedStyleSheets = [...document.adoptedStyleSheets, style];

const icon =
  "m16 6-8.414 8.586a2 2 0 0 0 2.829 2.829l8.414-8.586a4 4 0 1 0-5.657-5.657l-8.379 8.551a6 6 0 1 0 8.485 8.485l8.379-8.551";

let address, token;
/** Says how it goes, under the field; `again` is what can be tried once more. */
let tell = () => {};

const make = (name, attributes = {}, ...kids) => {
  const svg = /^(svg|path)$/.test(name);
  const element = document.createElementNS(`http://www.w3.org/${svg ? "2000/svg" : "1999/xhtml"}`, name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  element.append(...kids);
  return element;
};

// The key stays the same however often it is tried: what arrived twice is one message.
const key = () => `f${crypto.randomUUID()}`;

const send = (file, as) =>
  new Promise((done) => {
    const request = new XMLHttpRequest();
    request.open("POST", `${address}?key=${as}&name=${encodeURIComponent(file.name)}`);
    request.setRequestHeader("authorization", `Bearer ${token}`);
    request.upload.onprogress = ({ loaded, total }) =>
      tell(`Sending ${file.name}: ${Math.floor((100 * loaded) / total)} %`);
    request.onloadend = () => {
      if (request.status >= 200 && request.status < 300) return done();
      let why;
      try {
        why = JSON.parse(request.responseText).detail;
      } catch {} // What is no JSON says nothing.
      done({ why: why ?? "The connection was lost.", again: !(request.status >= 400 && request.status < 500) });
    };
    request.send(file);
  });

const sendAll = async (files) => {
  for (const file of files) {
    const as = key();
    const attempt = async () => {
      tell(`Sending ${file.name}`);
      const failed = await send(file, as);
      if (failed) tell(`${file.name} was not sent. ${failed.why}`, failed.again && attempt);
      else tell("");
      return !failed;
    };
    if (!(await attempt())) return; // what went wrong stays to be read
  }
};

const furnish = (form) => {
  const input = make("input", { type: "file", multiple: "", "aria-label": "Attach files" });
  const label = make("label", { class: "attach", title: "Attach files" },
    make("svg", { viewBox: "0 0 24 24", "aria-hidden": "true" }, make("path", { d: icon })), input);
  const words = make("p", { class: "files", role: "status" });
  tell = (text, again) => {
    words.replaceChildren(text);
    words.toggleAttribute("data-bad", again !== undefined);
    if (!text || again === undefined) return;
    const button = (name, act) => {
      const button = make("button", { type: "button" }, name);
      button.onclick = (event) => {
        event.stopPropagation();
        act();
      };
      words.append(button);
    };
    if (again) button("Try again", again);
    button("Close", () => tell(""));
  };
  input.onchange = (event) => {
    event.stopPropagation();
    sendAll([...input.files]);
    input.value = "";
  };
  form.querySelector(".row").append(label);
  form.append(words);
};

// A file's address, as the wasm wrote it, becomes its name or what it shows. The picture is as high
// before it has come as after: nothing moves.
const dress = (link) => {
  const name = decodeURIComponent(link.hash.slice(1));
  link.dataset.file = "";
  for (const node of link.childNodes) node.data = ""; // the address; the wasm keeps its node
  const picture = /\.(png|jpe?g|webp|gif)$/.test(name);
  link.append(picture ? make("img", { src: link.href, alt: name }) : make("span", {}, name));
};

let watching;
/** A person is there: files can be sent to `path`, with the visitor's token. */
export const offer = (root, path, visitor) => {
  [address, token] = [path, visitor];
  const look = () => {
    const form = root.querySelector(".composer");
    root.querySelectorAll('.said a[href*="/files/file_"]:not([data-file])').forEach(dress);
    if (form?.querySelector(".row") && !form.querySelector(".attach")) furnish(form);
  };
  watching ??= new MutationObserver(look);
  watching.observe(root, { childList: true, subtree: true });
  look();
};
