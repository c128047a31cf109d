// The loader's other half, which comes with the first touch: it talks to the panel, a frame of the
// chat's origin, keeps for it what must outlive the page, and tells the page what happens.
const SHEET = "(max-width:480px),(max-height:500px)";
const sheet = new CSSStyleSheet();
sheet.replaceSync(`
.panel{outline:1px solid transparent;top:20px;bottom:calc(var(--p) + 68px);margin-block-start:auto;width:384px;max-height:640px;border-radius:16px;overflow:hidden;background:var(--paper);color:var(--ink);box-shadow:0 0 0 1px var(--line),0 2px 6px rgb(0 0 0/.16),0 8px 24px rgb(0 0 0/.2);opacity:0;visibility:hidden;transform:translateY(12px) scale(.98);transition:opacity .2s,transform .2s,visibility 0s .2s}
.panel.open{opacity:1;visibility:visible;transform:none;transition-delay:0s}
.popup{inset:24px 0;margin:auto;width:440px;max-height:540px}
.popup:before{content:"";position:fixed;inset:0;z-index:-1;background:rgb(0 0 0/.5)}
.popup~*{display:none}
iframe{display:block;width:100%;height:100%;border:0;color-scheme:normal}
.cover{position:absolute;inset:0 0 auto;display:grid;padding:12px;gap:16px;text-align:center;align-content:center}
.cover.bad{inset:0;background:var(--paper)}
.cover button:last-child{position:absolute;top:8px;inset-inline-end:8px;width:44px;height:44px;display:grid;place-items:center}
.cover svg{width:20px;height:20px}
.cover b{font-weight:600;text-decoration:underline;justify-self:center}
@media${SHEET}{.panel{inset:0;width:100%;height:100dvh;max-height:none;margin:0;border-radius:0;transform:translateY(24px)}}`);
/** How long the panel may take before it says that something is wrong. */
const PATIENCE_MS = 10_000;

export default (page, launcher) => {
  const { local, session, read, emit } = page;
  const save = (name, value) => local(name, JSON.stringify(value));
  const earlier = () => Object.values(read("earlier"));
  const { style, texts, language } = page.now();
  const name = texts.chat.replace("{name}", () => style.bot_name);
  // Behind the `#`, whom the panel talks to, this page's origin and no other; and in which language.
  const frame = page.make("iframe", { src: `${page.base}panel#${location.origin},${language}`, title: name });
  const panel = page.make("div", { class: "panel", role: "dialog", "aria-label": name }, frame);
  // Until the panel is there, it can be closed all the same, and loaded again if it doesn't come.
  const cover = page.make("div", { class: "cover" });
  const button = (onclick, attributes, ...kids) =>
    Object.assign(page.make("button", { type: "button", ...attributes }, ...kids), { onclick });
  const shut = button(() => page.set(false), { "aria-label": texts.close }, page.icon(page.CROSS));
  let port, late, loaded;
  // It loads by itself when the page has taken it out and put it back: then it waits to be told again.
  frame.onload = () => (loaded ? (port = undefined) : (loaded = true));
  const reload = () => {
    port = loaded = undefined;
    cover.className = "cover";
    cover.replaceChildren(shut);
    frame.remove();
    panel.replaceChildren(frame, cover);
    clearTimeout(late);
    late = setTimeout(failed, PATIENCE_MS);
  };
  const failed = () => {
    clearTimeout(late);
    cover.className = "cover bad";
    const text = page.make("p", { role: "alert" }, texts.failed);
    cover.replaceChildren(text, button(reload, {}, page.make("b", {}, texts.retry)), shut);
  };
  // Beside a pop-up lies what dims the page: a click there closes it, and doesn't reach the page.
  panel.onclick = ({ target }) => target === panel && page.set(false);
  addEventListener("keydown", ({ key }) => key === "Escape" && isOpen && page.now().flow && page.set(false));
  launcher.before(panel);
  launcher.getRootNode().adoptedStyleSheets.push(sheet);
  reload();
  panel.offsetWidth; // As it is shut, so that it opens from there.
  // The conversation that runs.
  let conversation;
  let isOpen = false;
  let quiet, back, beside;

  const send = (message) => port?.postMessage(message);
  const themeMessage = () => {
    const [brand, on, link] = page.colours();
    return {
      type: "theme",
      theme: page.theme(),
      css: `--brand:${brand};--on-brand:${on};--link:${link};--font:${getComputedStyle(panel).fontFamily}`,
    };
  };

  addEventListener("message", ({ data, source, origin }) => {
    if (source !== frame.contentWindow || origin !== page.origin || port) return;
    if (data === "bellhop:failed") failed();
    if (data !== "bellhop:ready") return;
    clearTimeout(late);
    const focused = cover.contains(panel.getRootNode().activeElement);
    cover.remove();
    if (focused) frame.focus();
    const channel = new MessageChannel();
    port = channel.port1;
    port.onmessage = ({ data }) => onMessage(JSON.parse(data));
    conversation = local("conversation") ?? undefined;
    const { dialogue, again } = page.now();
    const past = earlier();
    // What was not read yet, or is being read, comes before what is new.
    const reads = +local("unread") || session("over") || !dialogue || again;
    const ended = !conversation && reads && past.at(-1)?.id;
    const { id, email, signature } = read("identity");
    const init = {
      bootstrap: page.now(),
      visit: page.visit(),
      token: local("token"),
      conversation: conversation ?? (ended || undefined),
      ended: !!ended,
      earlier: past,
      typed: typed(),
      quiet,
      reported: reported(),
      greeting: JSON.stringify(id || email ? { identity: { id, email, signature } } : {}),
      page: page.page(),
      open: isOpen,
      ...themeMessage(),
    };
    source.postMessage(init, origin, [channel.port2]);
    beside ??= page.part("beside").then((module) => module(page, panel, SHEET), () => {});
  });

  const onMessage = (message) => {
    switch (message.type) {
      case "token":
        return local("token", message.token);
      case "begun":
        // What is begun again need not be what the page offers.
        if (page.about()?.id === message.dialogue) save("about", page.about());
        session("flow", null);
        if (isOpen) session("open", 1);
        session("over", null);
        return local("conversation", (conversation = message.conversation));
      case "events":
        return report(message);
      case "over":
        remember([...earlier(), { id: conversation, at: Date.now() }]);
        if (isOpen) session("over", 1);
        return ended();
      case "gone":
        remember(earlier().filter(({ id }) => id !== message.conversation));
        return message.conversation === conversation && ended();
      case "typed":
        return session("typed", JSON.stringify([about(), message.name, message.value]));
      case "done":
        return done(message.dialogue);
      case "unread":
        return unread(message.count);
      case "stale":
        return page.evaluate();
      case "close":
        return page.set(false);
      case "beside":
        return beside.then(() => page.beside?.(message));
    }
  };

  let heard = 0;
  const unread = (count) => {
    local("unread", count || null);
    page.label(count);
    if (heard !== (heard = count)) emit("unread", { count });
  };

  const ended = () => {
    conversation = undefined;
    local("conversation", null);
    page.evaluate();
  };
  // The conversations that can be read again; the other tabs have the same.
  const remember = (all) => {
    const last = [...new Map(all.map((one) => [one.id, one])).values()].slice(-10);
    local("earlier", last.length ? JSON.stringify(last) : null);
  };
  // A half-typed message or field outlives the page, if the same is asked on the next one.
  const about = () => conversation ?? page.now().dialogue?.id;
  const typed = () => {
    const [of, name, value] = Object.values(read("typed", session));
    return of === about() ? { name, value } : undefined;
  };

  // A flow may be met again, a dialogue never.
  const done = (id) => {
    const { flow, dialogue } = page.now();
    if (dialogue?.id === id) {
      // Not by what is stored: another tab may have heard of the end first.
      if (!conversation) page.count("completed", dialogue);
      if (flow) return;
    }
    if (read("about").id === id && read("about").type === "flow") return;
    // The last one is the one that can be begun again.
    const { [id]: _, ...done } = read("done");
    save("done", { ...done, [id]: 1 });
  };

  // How far this tab's pages heard what happens in the conversation; nothing, if it is another one.
  const reported = () => {
    const [of, seq] = (session("reported") ?? "").split(" ");
    return of === conversation ? +seq : undefined;
  };
  // The panel goes on after that. But a page that comes back from the history has an older panel.
  const report = ({ seq, attributes, events }) => {
    if (seq <= reported()) return;
    session("reported", `${conversation} ${seq}`);
    save("page_attributes", { ...read("page_attributes"), ...attributes });
    for (const name in events) emit(name, events[name]);
  };

  // A page may become another one without being loaded: whoever chats with the visitor sees it.
  let at = location.href;
  setInterval(() => at === (at = location.href) || send({ type: "page", page: page.page() }), 500);

  const opened = (on) => {
    if (isOpen === on) return;
    isOpen = on;
    if (on) {
      // What it shows is read. The panel says so only of what it had counted.
      unread(0);
      emit("opened");
      back = document.activeElement;
      if (!quiet) (port ? frame : shut).focus();
    } else {
      // To where it came from; a launcher that was clicked is inside of its host.
      const to = back?.shadowRoot || back === document.body ? launcher : back;
      to?.focus({ preventScroll: true });
      emit("closed");
      session("over", null);
      const { flow } = page.now();
      page.flow(null);
      // What was set off and not responded to leaves the page's own offer.
      if (flow && !local("conversation")) page.offer();
      page.render();
    }
  };

  return (message = themeMessage()) => {
    // Another tab began a chat: it is this one's, too.
    if (message.type === "follow") {
      const running = local("conversation");
      return running && port && running !== conversation && reload();
    }
    if (message.type === "open") {
      quiet = message.quiet;
      opened(message.on);
    }
    panel.className = `panel${isOpen ? " open" : ""}${page.now().flow ? " popup" : ""}`;
    send(message);
  };
};
