// What the parts share: elements, icons, texts with blanks, and looks of their own.

/** An element of that name with attributes and what is in it. */
export const make = (name, attributes = {}, ...kids) => {
  const svg = /^(svg|path)$/.test(name);
  const element = document.createElementNS(`http://www.w3.org/${svg ? "2000/svg" : "1999/xhtml"}`, name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  element.append(...kids);
  return element;
};

/** An icon, from the path it is made of. It says nothing; its button does. */
export const icon = (d) => make("svg", { viewBox: "0 0 24 24", "aria-hidden": "true" }, make("path", { d }));

/** A text with what stands in its blanks. */
export const fill = (text, blanks) => text.replace(/{(\w+)}/g, (_, name) => blanks[name]);

/** Adds a style sheet; the panel's policy takes no other kind. */
export const addStyles = (css) => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(css);
  document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
};

/** Does something now, and whenever what the panel shows has changed. */
export const watch = (root, look) => {
  new MutationObserver(look).observe(root, { childList: true, subtree: true });
  look();
};
