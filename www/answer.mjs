// The page that a mail leads to: the widget with the conversation that was answered, in any browser.
//
//   /answer?site=site_…#conv_…/token
//
// The token opens this conversation alone, and only for some time. It is behind the `#`, so no server
// and no log has it, and it leaves the address at once.
const site = new URLSearchParams(location.search).get("site");
const [conversation, token] = location.hash.slice(1).split("/");
const key = (name) => `bellhop:${site}:${name}`;
try {
  if (token) {
    localStorage.setItem(key("token"), token);
    localStorage.setItem(key("conversation"), conversation);
    history.replaceState(null, "", location.pathname + location.search);
  }
  sessionStorage.setItem(key("open"), "1");
} catch {} // Storage may be forbidden: then there is nothing to open.
// Not a literal: the build would take it for a part of this file.
if (site) await import(`${location.origin}/widget.js`);
else document.getElementById("failed").hidden = false;
