// Builds elements. Text enters the page as text only, never as HTML.

/** @import {ById, Child, Props, Words} from "../types" */

/**
 * An element with properties, attributes (`aria-*`, `data-*`, `role`) and children; null children are left out.
 * @template {keyof HTMLElementTagNameMap} Tag
 * @param {Tag} name
 * @param {Props<Tag>} props
 * @param {Child[]} children
 */
export function el(name, props = /** @type {Props<Tag>} */ ({}), ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(/** @type {Record<string, any>} */ (props))) {
    if (value === undefined || value === null) continue;
    if (key.includes("-") || key === "role" || key === "for") element.setAttribute(key, value);
    else if (key.startsWith("on")) element.addEventListener(key.slice(2), value);
    else Object.assign(element, {[key]: value});
  }
  element.append(...children.filter((child) => child !== null && child !== undefined));
  return element;
}

/** Shows nothing any more, then loads the page again. Its modules still find their elements until then. */
export function startAgain() {
  document.body.style.display = "none";
  for (const leaf of document.querySelectorAll("[id]:not(:has([id]))")) leaf.replaceChildren();
  location.reload();
}

/** An element that is on the page. */
export const byId = /** @type {ById} */ ((id) => document.getElementById(id));

/**
 * A message in two parts: what happened, and what to do about it.
 * @param {Words} words
 */
export function word({title, text}, good = false) {
  return el("p", {className: good ? "word good" : "word"}, el("strong", {textContent: title}), text);
}

/**
 * The address if its scheme is allowed, else null: never `javascript:` or `data:`.
 * @param {string} address
 */
export function safeLink(address, schemes = ["https:", "http:"]) {
  try {
    const url = new URL(address, location.origin);
    return schemes.includes(url.protocol) ? url.href : null;
  } catch {
    return null;
  }
}

/**
 * A link that opens in a new tab and sends no referrer.
 * @type {(href: string, text: string) => HTMLElement}
 */
export const outside = (href, text) =>
  el("a", {className: "plain", href, target: "_blank", rel: "noopener noreferrer", textContent: text});
