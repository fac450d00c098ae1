// Draws the page without a tip: the reason, and one action.

import {byId, el} from "./dom.js";
import {signInLink} from "./session.js";

/** @import {Quiet, Work} from "../types" */

/**
 * Draws a state of `quiet.js`; `works` performs its action.
 * @param {Quiet} state
 * @param {Record<Work, () => unknown>} works
 */
export function drawQuiet({title, text, action, small, waiting}, works) {
  const quiet = byId("quiet");
  quiet.replaceChildren(
    ...[
      el("span", {className: waiting ? "ring waiting" : "ring", "aria-hidden": "true"}),
      el("h1", {textContent: title, tabIndex: -1}),
      el("p", {textContent: text}),
      action ? control(action, works) : null,
      small ? el("p", {className: "small", textContent: small}) : null,
    ].filter((part) => part !== null),
  );
}

/** @type {(action: NonNullable<Quiet["action"]>, works: Record<Work, () => unknown>) => HTMLElement} */
function control({name, href, signIn, work}, works) {
  if (signIn) return signInLink(el("a", {className: "button strong action", textContent: name}), "/tip.html");
  if (href) return el("a", {className: "button strong action", href, textContent: name});
  return el("button", {
    type: "button",
    className: "button action",
    textContent: name,
    onclick: () => work && works[work](),
  });
}
