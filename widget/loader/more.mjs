// The loader's third part, for pages that need it: it measures what dialogues wait for, sets
// conversational flows off, and knows who the page says its visitor is.
export default (page) => {
  const { local, session, read, evaluate } = page;
  const save = (name, value) => local(name, JSON.stringify(value));
  // How far down this page was looked at; which flows it set off that can be set off once.
  let depth = 0;
  let over = [];
  let was;

  // --- Conversational flows.

  const trigger = async (id) => {
    const busy = () => page.now()?.flow || local("conversation");
    if (busy()) return;
    const fresh = await page.ask(id);
    if (!fresh?.flow || busy()) return;
    page.flow(fresh);
    page.offer();
    page.set(true);
    page.render();
    page.count("triggered", fresh.dialogue);
  };
  const set_off = (on, target) => {
    const fits = ({ selector, seconds = 0, percent = 0 }) =>
      target ? target.closest?.(selector) : page.seconds >= seconds && depth >= percent;
    const found = page.boot()?.flows?.find(
      ({ dialogue, trigger }) => trigger.on === on && !over.includes(dialogue) && fits(trigger),
    );
    if (!found) return;
    // What is waited for happens once on a page; what is clicked, as often as it is clicked.
    if (!target) over.push(found.dialogue);
    // A form may lead to another page, where the flow goes on.
    if (on === "submit") session("flow", found.dialogue);
    trigger(found.dialogue);
  };
  for (const on of ["click", "submit"]) addEventListener(on, ({ target }) => set_off(on, target), true);

  // --- What is measured: only while somebody looks.

  const holds = ({ all, any, event, at_least }) =>
    all?.every(holds) ??
    any?.some(holds) ??
    page.measured()[event] >= at_least;
  setInterval(() => {
    if (document.hidden) return;
    page.seconds++;
    local("site", +local("site") + 1);
    const all = document.documentElement.scrollHeight;
    depth = Math.max(depth, Math.floor(((scrollY + innerHeight) / all) * 100));
    if (depth > +local("scroll")) local("scroll", depth);
    const boot = page.boot();
    if (!page.isOpen() && boot?.waiting?.some(({ until }) => holds(until))) {
      boot.waiting = [];
      evaluate();
    }
    set_off("time");
    set_off("scroll");
  }, 1000);

  // The edge has said what this page offers.
  const on_boot = () => {
    if (was !== location.pathname) {
      was = location.pathname;
      over = [];
      depth = 0;
      const left = session("flow");
      session("flow", null);
      if (left) trigger(left);
    }
    set_off("load");
  };

  // --- Who the visitor is.

  const clear = () => {
    for (const store of ["localStorage", "sessionStorage"])
      try {
        const keys = Object.keys(window[store]).filter((key) => key.startsWith(page.prefix));
        for (const key of keys) window[store].removeItem(key);
      } catch {} // Storage may be forbidden.
    page.clear();
  };
  const identify = async ({ signature, id: own, ...traits }) => {
    const id = own === undefined ? own : String(own);
    const old = read("identity");
    const looks = page.boot();
    const identity = { id, email: traits.email, signature };
    const name = ({ id, email }) => id ?? email;
    // Somebody else sits here now: what was said before is not for them.
    if (name(old) && name(old) !== name(identity)) clear();
    save("identity", identity);
    save("page_attributes", { ...read("page_attributes"), ...traits });
    if (looks) await evaluate();
  };
  const reset = () => {
    clear();
    return evaluate();
  };

  return { identify, trigger, reset, on_boot };
};
