// The console's service worker: it shows what is pushed while no tab of the console is open, and leads
// a click to the chat. It keeps nothing and fetches nothing. What a push says: docs/push.md.

const CONSOLE = "/console";
// How long a word about an offer that is over stays, in milliseconds. Browsers want one for every push.
const FLEETING = 4_000;

const ENDS = {
  accepted: "You have accepted this chat.",
  declined: "You have declined this chat.",
  timed_out: "Nobody answered in time.",
  withdrawn: "The visitor has left.",
  agent_gone: "It is no longer offered to you.",
};

/** What is shown for a push: title, options, and when it goes by itself (0: never). */
function notification(push, now) {
  switch (push?.type) {
    case "offer":
      return push.until > now ? offer(push) : over(push, ENDS.timed_out);
    case "closed":
      return over(push, ENDS[push.outcome] ?? "");
    case "reply": {
      const { site, conversation, name, text } = push;
      const options = { body: text, tag: conversation, data: { site, conversation }, renotify: true };
      return { title: name, options, heard: true };
    }
    case "trial":
      return brief("trial", "Notifications work", "An offer looks like this on this device.", 0);
    default:
      return brief("news", "There is news", "Open the inbox to see it.", 0);
  }
}

function offer({ site, offer, conversation, name, path, from, until }) {
  const title = from ? `${from} asks you to take over ${name}` : `${name} wants to chat`;
  const body = `On ${path}. Open the inbox to accept.`;
  const data = { site, conversation };
  const options = { body, tag: offer, data, requireInteraction: true, renotify: true };
  return { title, options, until };
}

function over({ site, offer }, reason) {
  return brief(offer, "This chat is over", reason, FLEETING, { site });
}

function brief(tag, title, body, goes, data = {}) {
  return { title, options: { body, tag, data, silent: goes > 0 }, goes };
}

async function show(push) {
  const { title, options, goes, until, heard } = notification(push, Date.now());
  // Who looks at the console hears of it there.
  const tabs = heard ? await self.clients.matchAll({ type: "window", includeUncontrolled: true }) : [];
  if (tabs.some(({ url, focused }) => focused && isConsole(url, push.site))) return;
  await self.registration.showNotification(title, options);
  // An offer goes when its time is over, where the browser lets us wait so long; else by a push.
  const stays = goes || (until ? until - Date.now() : 0);
  if (!stays) return;
  await new Promise((done) => setTimeout(done, stays));
  for (const notice of await self.registration.getNotifications({ tag: options.tag })) {
    if (notice.title === title) notice.close();
  }
}

/** A tab of the console at that site; one whose address names no site may be at any. */
function isConsole(url, site) {
  const { pathname, searchParams } = new URL(url);
  const named = searchParams.get("site");
  return pathname.startsWith(CONSOLE) && (!site || !named || named === site);
}

function address({ site, conversation }) {
  const query = new URLSearchParams();
  if (site) query.set("site", site);
  if (conversation) query.set("chat", conversation);
  return `${CONSOLE}?${query}`;
}

async function open(where) {
  const tabs = await self.clients.matchAll({ type: "window", includeUncontrolled: true });
  const tab = tabs.find(({ url }) => isConsole(url, where.site));
  if (!tab) return self.clients.openWindow(address(where));
  tab.postMessage({ type: "open", ...where });
  return tab.focus();
}

function read(data) {
  try {
    return data?.json();
  } catch {
    return null;
  }
}

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("push", (event) => event.waitUntil(show(read(event.data))));
self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  event.waitUntil(open(event.notification.data ?? {}));
});
