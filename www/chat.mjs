// The loader's other half, which comes with the first touch: it talks to the panel, a frame of the
// chat's origin, keeps for it what must outlive the page, and tells the page what happens.
const look = new CSSStyleSheet();
look.replaceSync(`
.panel{--paper:#fff;--line:#e1e4ea;bottom:calc(var(--p) + 68px);width:384px;height:min(640px,100vh - 88px - var(--p));border-radius:16px;overflow:hidden;background:var(--paper);box-shadow:0 0 0 1px var(--line),0 2px 6px rgb(0 0 0/.16),0 8px 24px rgb(0 0 0/.2);opacity:0;visibility:hidden;transform:translateY(12px) scale(.98);transition:opacity .2s,transform .2s,visibility 0s .2s}
.panel.open{opacity:1;visibility:visible;transform:none;transition-delay:0s}
.popup{inset:0;margin:auto;width:440px;height:min(540px,100vh - 48px);box-shadow:0 0 0 100vmax rgb(0 0 0/.5)}
.popup~*{display:none}
iframe{display:block;width:100%;height:100%;border:0;color-scheme:normal}
@media(prefers-color-scheme:dark){.panel{--paper:#14161a;--line:#2e333d}}
@media(max-width:480px){.panel{inset:0;width:100%;height:100dvh;border-radius:0;transform:translateY(24px)}}`);

export default (page, launcher) => {
  const { local, session, read, emit, dark } = page;
  const keep = (name, value) => local(name, JSON.stringify(value));
  const { style, words, language } = page.now();
  const name = words.chat.replace("{name}", () => style.bot_name);
  // Behind the `#`, whom the panel talks to, this page's origin and no other; and in which language.
  const frame = page.make("iframe", { src: `${page.base}panel#${location.origin},${language}`, title: name });
  const panel = page.make("div", { class: "panel", role: "dialog", "aria-label": name }, frame);
  launcher.before(panel);
  launcher.getRootNode().adoptedStyleSheets.push(look);
  panel.offsetWidth; // As it is shut, so that it opens from there.
  let port, head;
  let isOpen = false;
  let back;

  const tell = (message) => port?.postMessage(message);
  const dress = () => {
    const [brand, on, link] = page.colours();
    const { direction: dir, fontFamily } = getComputedStyle(panel);
    return {
      type: "dress",
      dir,
      theme: dark.matches ? "dark" : "light",
      look: `--brand:${brand};--on-brand:${on};--link:${link};--font:${fontFamily}`,
    };
  };

  addEventListener("message", ({ data, source, origin }) => {
    if (source !== frame.contentWindow || origin !== page.origin || data !== "bellhop:ready" || port) return;
    const channel = new MessageChannel();
    port = channel.port1;
    port.onmessage = ({ data }) => hear(JSON.parse(data));
    const { id, email, signature } = read("identity");
    const init = {
      bootstrap: page.now(),
      visit: page.visit(),
      token: local("token"),
      conversation: local("conversation"),
      greeting: JSON.stringify(id || email ? { identity: { id, email, signature } } : {}),
      page: page.page(),
      open: isOpen,
      ...dress(),
    };
    source.postMessage(init, origin, [channel.port2]);
  });

  const hear = (message) => {
    switch (message.type) {
      case "token":
        return local("token", message.token);
      case "begun":
        keep("about", page.about());
        session("heard", (head = 0));
        session("flow", null);
        return local("conversation", message.conversation);
      case "welcome":
        // In another tab all of it was heard before.
        head ??= +(session("heard") ?? message.head);
        return;
      case "event":
        return happened(message);
      case "over":
        local("conversation", null);
        return page.look();
      case "done":
        return done(message.dialogue);
      case "unread":
        return page.label(message.count);
      case "stale":
        return page.look();
      case "close":
        return page.set(false);
    }
  };

  // A flow may be met again, a dialogue never.
  const done = (id) => {
    const { flow, dialogue } = page.now();
    if (dialogue?.id === id) {
      if (!local("conversation")) page.count("completed", dialogue);
      if (flow) return;
    }
    if (read("about").id !== id || read("about").type !== "flow") keep("done", { ...read("done"), [id]: 1 });
  };

  // What happens in a conversation is heard again after a refresh; the page hears it once.
  const happened = ({ seq, event }) => {
    if (seq <= head) return;
    session("heard", (head = seq));
    const { agent } = event;
    const with_agent = agent && { agent: { id: agent.id, name: agent.name } };
    switch (event.type) {
      case "started":
        return emit("engaged");
      case "captured":
        return captured(event.values);
      case "goal_reached":
        return emit("goal_reached", { goal: event.goal });
      case "completed":
        return emit("completed");
      case "requested":
        return emit("live_chat_requested");
      case "connected":
        session("agent", JSON.stringify(with_agent));
        return emit("live_chat_initiated", with_agent);
      case "fell_back":
        return emit("live_chat_timed_out", { reason: event.reason });
      case "ended": {
        const agent = JSON.parse(session("agent") ?? "null");
        session("agent", null);
        if (agent) emit("live_chat_ended", { ...agent, by: event.by });
      }
    }
  };
  const captured = (values) => {
    const told = Object.entries(values).filter(([, value]) => value);
    keep("known", { ...read("known"), ...Object.fromEntries(told) });
    if (values.email) emit("email_given", { email: values.email });
    if (values.phone) emit("phone_given", { phone: values.phone });
  };

  // A page may become another one without being loaded: whoever chats with the visitor sees it.
  let at = location.href;
  setInterval(() => at === (at = location.href) || tell({ type: "page", page: page.page() }), 500);

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
      page.place();
    }
    fit();
  };

  return (message = dress()) => {
    if (message.type === "open") opened(message.on);
    panel.className = `panel${isOpen ? " open" : ""}${page.now().flow ? " popup" : ""}`;
    tell(message);
  };
};
