// Building elements. Text only ever enters the page as text.

/** An element with properties, attributes (`aria-*`, `data-*`, `role`) and children; null children are left out. */
export function el(name, props = {}, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(props)) {
    if (value === undefined || value === null) continue;
    if (key.includes("-") || key === "role" || key === "for") element.setAttribute(key, value);
    else if (key.startsWith("on")) element.addEventListener(key.slice(2), value);
    else element[key] = value;
  }
  element.append(...children.filter((child) => child !== null && child !== undefined));
  return element;
}

export const byId = (id) => document.getElementById(id);

/** A message in two parts: what happened, and what to do about it. */
export function word({title, text}, good = false) {
  return el("p", {className: good ? "word good" : "word"}, el("strong", {textContent: title}), text);
}

/** The address if a person may be sent there, else null: never `javascript:` or `data:`. */
export function safeLink(address, schemes = ["https:", "http:"]) {
  try {
    const url = new URL(address, location.origin);
    return schemes.includes(url.protocol) ? url.href : null;
  } catch {
    return null;
  }
}

/** A quiet link that opens elsewhere and tells that place nothing about this one. */
export const outside = (href, text) =>
  el("a", {className: "plain", href, target: "_blank", rel: "noopener noreferrer", textContent: text});
