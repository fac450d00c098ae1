// Turns the markdown that people write in tasks into elements: bold, italic, struck, code, links.
// All other text stays as it is.

import {el, safeLink} from "./dom.js";

const INLINE = new RegExp(
  [
    /\[([^[\]\n]{1,500})\]\(((?:[^\s()]|\([^\s()]*\)){1,2000})\)/u, // [label](address)
    /(https?:\/\/[^\s<>"]+)/u, //                                     a bare address
    /\*\*(?=\S)([^*\n]*[^*\s])\*\*/u, //                              **bold**
    /(?<![\p{L}\p{N}_])__(?=\S)([^_\n]*[^_\s])__(?![\p{L}\p{N}_])/u, // __bold__
    /(?<![\p{L}\p{N}*])\*(?=\S)([^*\n]*[^*\s])\*(?![\p{L}\p{N}*])/u, // *italic*
    /(?<![\p{L}\p{N}_])_(?=\S)([^_\n]*[^_\s])_(?![\p{L}\p{N}_])/u, //  _italic_
    /~~(?=\S)([^~\n]*[^~\s])~~/u, //                                  ~~struck~~
    /`([^`\n]+)`/u, //                                                `code`
  ]
    .map((part) => part.source)
    .join("|"),
  "gu",
);

/**
 * With `links`, links become anchors; without, their labels: a control must not contain a link.
 * @param {string} text
 * @param {{links: boolean}} how
 * @returns {DocumentFragment}
 */
export function rendered(text, {links}, depth = 0) {
  const out = document.createDocumentFragment();
  let from = 0;
  for (const match of text.matchAll(INLINE)) {
    const [whole, label, address, bare, bold1, bold2, italic1, italic2, struck, code] = match;
    const inner = (/** @type {"strong" | "em" | "s"} */ name, /** @type {string} */ content) =>
      el(name, {}, depth < 2 ? rendered(content, {links}, depth + 1) : document.createTextNode(content));
    let node = null;
    let length = whole.length;
    if (label !== undefined)
      node = anchor(address, depth < 2 && visible(label) ? rendered(label, {links: false}, depth + 1) : label, links);
    else if (bare !== undefined) {
      const trimmed = withoutClosing(bare);
      length = trimmed.length;
      node = anchor(trimmed, trimmed, links);
    } else if (bold1 ?? bold2) node = inner("strong", bold1 ?? bold2);
    else if (italic1 ?? italic2) node = inner("em", italic1 ?? italic2);
    else if (struck) node = inner("s", struck);
    else if (code) node = el("code", {textContent: code});
    if (!node) continue;
    out.append(text.slice(from, match.index), node);
    from = match.index + length;
  }
  out.append(text.slice(from));
  return out;
}

/**
 * The addresses that a text links to, without duplicates.
 * @param {string} text
 */
export function linksIn(text) {
  const found = new Map();
  for (const [, label, address, bare] of text.matchAll(INLINE)) {
    const href = label !== undefined ? safeLink(address) : bare !== undefined ? safeLink(withoutClosing(bare)) : null;
    if (href) found.set(href, new URL(href).host.replace(/^www\./, ""));
  }
  return [...found].map(([href, host]) => ({href, host}));
}

/** @type {(address: string, label: string | DocumentFragment, links: boolean) => HTMLElement | null} */
function anchor(address, label, links) {
  const href = /^https?:/i.test(address) ? safeLink(address) : null;
  if (!href) return null;
  if (typeof label === "string" && !visible(label)) label = address;
  return links ? el("a", {href, target: "_blank", rel: "noopener noreferrer"}, label) : el("span", {}, label);
}

/**
 * An address without the punctuation that follows it; a closing bracket stays if the address opened it.
 * @param {string} address
 */
function withoutClosing(address) {
  let unopened = address.split(")").length - address.split("(").length;
  let end = address.length;
  for (; end > 0; end--) {
    const last = address[end - 1];
    if (last === ")" ? unopened-- <= 0 : !".,;:!?'\"]}*_~".includes(last)) break;
  }
  return address.slice(0, end);
}

/** Whether a reader sees anything of this text. */
export const visible = (/** @type {string | null} */ text) => /[^\p{DI}\p{Z}\p{Cc}\p{Cf}\u2800]/u.test(text ?? "");

/**
 * A title without links. It is never empty to the eye.
 * @param {string} text
 */
export function titled(text) {
  const title = rendered(text, {links: false});
  return visible(title.textContent) ? title : document.createTextNode("A task without a title");
}

/**
 * A title in one line of plain text.
 * @param {string} text
 */
export const plain = (text) => (titled(text).textContent ?? "").trim().replace(/\s+/g, " ");
