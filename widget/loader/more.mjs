// The loader's third part, for pages that need it: it measures what dialogues wait for, sets
// conversational flows off, and knows who the page says its visitor is.
export default (page) => {
  const { local, session, read, evaluate } = page;
  const save = (name, value) => local(name, JSON.stringify(value));
  // The page as flows know it: since when, how far down it was looked at, and which of them it set off
  // that can be set off once.
  let here;
  let seconds = 0;
  let depth = 0;
  let over = [];
  let was, kept;

  // --- Conversational flows.

  const trigger = async (id) => {
    // Before the page knows what it offers, it is kept for then.
    if (!page.boot()) return (kept = id);
    const busy = () => page.now()?.flow || local("conversation");
    if (busy()) return;
    const fresh = await page.ask(id);
    if (!fresh?.flow || busy() || !page.boot()) return;
    page.flow(fresh);
    page.offer();
    page.set(true);
    page.render();
    page.count("triggered", fresh.dialogue);
  };
  const set_off = (on, target) => {
    const fits = ({ selector, seconds: wait = 0, percent = 0 }) =>
      target ? target.closest?.(selector) : seconds >= wait && depth >= percent;
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
    if (document.hidden || !page.boot()) return;
    if (here !== (here = page.href())) seconds = depth = 0;
    seconds++;
    local("site", (+local("site") || 0) + 1);
    const all = document.documentElement.scrollHeight;
    depth = Math.max(depth, Math.floor(((scrollY + innerHeight) / all) * 100));
    // What dialogues wait for adds up over all visits to a page.
    const { time_on_page, scroll_depth } = page.measured();
    session(here, `${time_on_page + 1} ${Math.max(depth, scroll_depth)}`);
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
      const left = session("flow");
      session("flow", null);
      if (left) trigger(left);
    }
    // An agent has answered in a conversation that was over: it goes on. What the visitor has open
    // stays, unless it is a thread that is over.
    const { answered } = page.boot();
    if (answered && !local("conversation") && (!page.isOpen() || session("over"))) {
      local("conversation", answered);
      return evaluate();
    }
    if (kept) trigger(kept);
    kept = undefined;
    set_off("load");
  };

  // --- Who the visitor is.

  // A name is a text or a number; nothing else, and nothing empty, is one.
  const text = (name) => (typeof name == "string" || typeof name == "number" ? String(name) || undefined : undefined);
  const identify = async (given) => {
    const { signature, id: ofSite, ...traits } = { ...given };
    const [id, email] = [text(ofSite), text(traits.email)];
    const old = read("identity");
    const looks = page.boot();
    const known = old.id ?? old.email;
    // Without a name, or with one of those that they had, it is the same person.
    const same = !(id ?? email) || (id && id === old.id) || (email && email === old.email && !(id && old.id));
    // Somebody else sits here now: what was said before is not for them.
    if (known && !same) page.clear();
    const before = same ? old : {};
    // A signature is about one name.
    const signed = signature ?? ((id ?? before.id) === before.id ? before.signature : undefined);
    save("identity", { id: id ?? before.id, email: email ?? before.email, signature: signed });
    save("page_attributes", { ...read("page_attributes"), ...traits });
    if (looks) await evaluate();
  };
  const reset = () => {
    page.clear();
    return evaluate();
  };

  return { identify, trigger, reset, on_boot };
};
