// The loader's other half, which comes with the first touch: it talks to the panel, a frame of the
// chat's origin, keeps for it what must outlive the page, and tells the page what happens.
const sheet = new CSSStyleSheet();
sheet.replaceSync(`
.panel{--paper:#fff;--line:#e1e4ea;bottom:calc(var(--p) + 68px);width:384px;height:min(640px,100vh - 88px - var(--p));border-radius:16px;overflow:hidden;background:var(--paper);box-shadow:0 0 0 1px var(--line),0 2px 6px rgb(0 0 0/.16),0 8px 24px rgb(0 0 0/.2);opacity:0;visibility:hidden;transform:translateY(12px) scale(.98);transition:opacity .2s,transform .2s,visibility 0s .2s}
.panel.open{opacity:1;visibility:visible;transform:none;transition-delay:0s}
.popup{inset:0;margin:auto;width:440px;height:min(540px,100vh - 48px);box-shadow:0 0 0 100vmax rgb(0 0 0/.5)}
.popup~*{display:none}
iframe{display:block;width:100%;height:100%;border:0;color-scheme:normal}
@media(prefers-color-scheme:dark){.panel{--paper:#14161a;--line:#2e333d}}
@media(max-width:480px){.panel{inset:0;width:100%;height:100dvh;border-radius:0;transform:translateY(24px)}}`);

export default (page, launcher) => {
  const { local, session, read, emit, dark } = page;
  const save = (name, value) => local(name, JSON.stringify(value));
  const { style, texts, language } = page.now();
  const name = texts.chat.replace("{name}", () => style.bot_name);
  // Behind the `#`, whom the panel talks to, this page's origin and no other; and in which language.
  const frame = page.make("iframe", { src: `${page.base}panel#${location.origin},${language}`, title: name });
  const panel = page.make("div", { class: "panel", role: "dialog", "aria-label": name }, frame);
  launcher.before(panel);
  launcher.getRootNode().adoptedStyleSheets.push(sheet);
  panel.offsetWidth; // As it is shut, so that it opens from there.
  let port;
  // The conversation that runs.
  let conversation;
  let isOpen = false;
  let back;

  const send = (message) => port?.postMessage(message);
  const themeMessage = () => {
    const [brand, on, link] = page.colours();
    const { direction: dir, fontFamily } = getComputedStyle(panel);
    return {
      type: "theme",
      dir,
      theme: dark.matches ? "dark" : "light",
      css: `--brand:${brand};--on-brand:${on};--link:${link};--font:${fontFamily}`,
    };
  };

  addEventListener("message", ({ data, source, origin }) => {
    if (source !== frame.contentWindow || origin !== page.origin || data !== "bellhop:ready" || port) return;
    const channel = new MessageChannel();
    port = channel.port1;
    port.onmessage = ({ data }) => onMessage(JSON.parse(data));
    conversation = local("conversation");
    const { id, email, signature } = read("identity");
    const init = {
      bootstrap: page.now(),
      visit: page.visit(),
      token: local("token"),
      conversation,
      reported: reported(),
      greeting: JSON.stringify(id || email ? { identity: { id, email, signature } } : {}),
      page: page.page(),
      open: isOpen,
      ...themeMessage(),
    };
    source.postMessage(init, origin, [channel.port2]);
  });

  const onMessage = (message) => {
    switch (message.type) {
      case "token":
        return local("token", message.token);
      case "begun":
        save("about", page.about());
        session("flow", null);
        return local("conversation", (conversation = message.conversation));
      case "events":
        return report(message);
      case "over":
        conversation = undefined;
        local("conversation", null);
        return page.evaluate();
      case "done":
        return done(message.dialogue);
      case "unread":
        return page.label(message.count);
      case "stale":
        return page.evaluate();
      case "close":
        return page.set(false);
    }
  };

  // A flow may be met again, a dialogue never.
  const done = (id) => {
    const { flow, dialogue } = page.now();
    if (dialogue?.id === id) {
      // Not by what is stored: another tab may have heard of the end first.
      if (!conversation) page.count("completed", dialogue);
      if (flow) return;
    }
    if (read("about").id !== id || read("about").type !== "flow") save("done", { ...read("done"), [id]: 1 });
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

  // A phone's keyboard covers the page without making it smaller: the sheet keeps above it.
  const view = window.visualViewport;
  const fit = () => {
    const sheetlike = isOpen && innerWidth <= 480 && view && view.scale === 1;
    panel.style.height = sheetlike ? `${view.height}px` : "";
    panel.style.top = sheetlike ? `${view.offsetTop}px` : "";
  };
  view?.addEventListener("resize", fit);
  view?.addEventListener("scroll", fit);

  const opened = (on) => {
    if (isOpen === on) return;
    isOpen = on;
    if (on) {
      back = document.activeElement;
      frame.focus();
    } else {
      // To where it came from; a launcher that was clicked is inside of its host.
      const to = back?.shadowRoot || back === document.body ? launcher : back;
      to?.focus({ preventScroll: true });
      emit("closed");
      const { flow } = page.now();
      page.flow(null);
      // What was set off and not responded to leaves the page's own offer.
      if (flow && !local("conversation")) page.offer();
      page.render();
    }
    fit();
  };

  return (message = themeMessage()) => {
    if (message.type === "open") opened(message.on);
    panel.className = `panel${isOpen ? " open" : ""}${page.now().flow ? " popup" : ""}`;
    send(message);
  };
};
