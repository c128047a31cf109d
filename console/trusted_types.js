// The console's policy for Trusted Types. What people write goes to the page as text; only our own
// templates and icons are HTML, and those never have a script, a frame or a handler. So HTML that has one
// was smuggled in, and is refused.

const ACTIVE = /<\s*\/?\s*(?:script|iframe|object|embed|base|meta|link|form|foreignobject)\b|[\s/"']on\w+\s*=|javascript:/i;
const WORKER = "/sw.js";

window.trustedTypes?.createPolicy("default", {
  createHTML(html) {
    if (ACTIVE.test(html)) throw new TypeError("This HTML is not ours.");
    return html;
  },
  createScriptURL(url) {
    if (new URL(url, location).href !== location.origin + WORKER) throw new TypeError("This script is not ours.");
    return url;
  },
});
