// The rows below the tip: recent taps with their state, and Undo.

import {byId, el} from "./dom.js";
import {plain} from "./markdown.js";
import {momentWords} from "./time.js";

/** @import {Tap} from "../types" */
/** @typedef {{undo(tap: Tap): void, dismiss(tap: Tap): void, focusElsewhere(): void}} Act */

const WORDS = {
  sending: "Recording…",
  kept: "Kept here",
  recorded: "Done",
  undoing: "Undoing…",
  undone: "Undone",
  failed: "Not recorded.",
  stays: "Not undone.",
};

/** @type {Map<string, HTMLElement>} */
const rows = new Map();

const explained = (/** @type {Tap} */ tap) => tap.state === "failed" || tap.state === "stays";

export const undoable = (/** @type {Tap} */ tap) => ["sending", "kept", "recorded"].includes(tap.state);

/** @type {(taps: Tap[], act: Act) => void} */
export function drawTaps(taps, act) {
  for (const [event, row] of rows) {
    if (taps.some((tap) => tap.event === event)) continue;
    if (row.contains(document.activeElement)) act.focusElsewhere();
    row.remove();
    rows.delete(event);
  }
  for (const tap of taps) {
    const row = rows.get(tap.event) ?? newRow(tap);
    if (row.dataset.state !== tap.state) drawRow(row, tap, act);
  }
  drawSeconds(taps);
}

/**
 * Draws how long Undo is still offered. Hidden from screen readers, which would read each second aloud.
 * @param {Tap[]} taps
 */
export function drawSeconds(taps) {
  for (const tap of taps) {
    const left = rows.get(tap.event)?.querySelector(".left");
    if (left)
      left.textContent = tap.undoUntil ? String(Math.max(0, Math.ceil((tap.undoUntil - Date.now()) / 1000))) : "";
  }
}

/** @param {Tap} tap */
function newRow(tap) {
  const row = el("li");
  rows.set(tap.event, row);
  byId("taps").append(row);
  return row;
}

/** @type {(row: HTMLElement, tap: Tap, act: Act) => void} */
function drawRow(row, tap, act) {
  const hadFocus = row.contains(document.activeElement);
  const name = plain(tap.title ?? "");
  row.dataset.state = tap.state;
  row.replaceChildren(
    el(
      "span",
      {className: "what"},
      el("span", {className: "state", textContent: stateWords(tap)}),
      " ",
      explained(tap) ? tap.detail : el("bdi", {className: "name", textContent: name}),
    ),
    ...controls(tap, name, act),
  );
  if (!hadFocus) return;
  const control = row.querySelector("button");
  if (control) control.focus();
  else act.focusElsewhere();
}

/** @param {Tap} tap */
function stateWords({state, action, until}) {
  if (action === "not-now" && state === "recorded" && until) return `Aside until ${momentWords(until)}`;
  return WORDS[state];
}

/** @type {(tap: Tap, name: string, act: Act) => HTMLElement[]} */
function controls(tap, name, act) {
  const button = (/** @type {string} */ words, /** @type {() => void} */ onclick) =>
    el(
      "button",
      {type: "button", className: "plain", onclick},
      words,
      el("span", {className: "unseen", textContent: `: ${name}`}),
    );
  if (explained(tap)) return [button("Dismiss", () => act.dismiss(tap))];
  if (!undoable(tap)) return [];
  return [el("span", {className: "left", "aria-hidden": "true"}), button("Undo", () => act.undo(tap))];
}
