// Loads a page of the demo site again when `cargo xtask dev` has built something.
"use strict";

(() => {
  let first;
  globalThis.bellhopBuilds = (builds) => {
    first ??= builds;
    if (builds !== first) location.reload();
  };
  setInterval(() => {
    const script = document.createElement("script");
    script.src = `/dev/builds.js?${Date.now()}`;
    script.onload = script.onerror = () => script.remove();
    document.head.append(script);
  }, 1000);
})();
