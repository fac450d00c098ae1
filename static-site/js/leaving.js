// Before something ends: what was tapped is sent and done first, or named before it is lost.

import {el} from "./dom.js";
import {plain} from "./markdown.js";
import {momentWords} from "./time.js";

/** @import {Loss, Outcome, Tap} from "../types" */
/** @import {Taps} from "./taps.js" */

const PATIENCE_S = 30;

/**
 * Sends the unsent taps, visibly in `place`. True when none is left, or the person gives up the rest.
 * @type {(taps: Taps, place: HTMLElement, words: Omit<Loss, "title" | "text" | "lost">) => Promise<boolean>}
 */
export async function sendFirst(taps, place, words) {
  for (;;) {
    if (taps.unsent.length > 0)
      place.replaceChildren(el("p", {className: "small", textContent: "Sending what you tapped first…"}));
    await taps.retry();
    const {unsent} = taps;
    if (unsent.length === 0) {
      place.replaceChildren();
      return true;
    }
    const choice = await asksToLose(place, {
      ...words,
      title: unsent.length === 1 ? "One tap is not sent yet." : `${unsent.length} taps are not sent yet.`,
      text: `${navigator.onLine ? "oO does not take it right now." : "You are offline."} What is lost if you go on:`,
      lost: unsent.map(tapWords),
      again: "Try again",
    });
    if (choice !== "again") return choice === "go";
  }
}

/** @param {Tap} tap */
function tapWords({action, title, until}) {
  const name = plain(title ?? "");
  if (action === "undo") return `Undo ${name}`;
  return action === "complete" ? `${name}: done` : `${name}: put aside until ${momentWords(until ?? "")}`;
}

/**
 * Names what would be lost, and asks.
 * @type {(place: HTMLElement, words: Loss) => Promise<"go" | "stay" | "again">}
 */
export function asksToLose(place, {title, text, lost, go, stay, again}) {
  return new Promise((resolve) => {
    const button = (/** @type {"go" | "stay" | "again"} */ choice, /** @type {string} */ textContent) =>
      el("button", {
        type: "button",
        className: choice === "go" ? "button grave" : "button",
        textContent,
        onclick() {
          place.replaceChildren();
          resolve(choice);
        },
      });
    const heading = el("strong", {textContent: title, tabIndex: -1});
    place.replaceChildren(
      el(
        "div",
        {className: "confirm", role: "group", "aria-label": title},
        heading,
        el("span", {textContent: text}),
        lost.length > 0
          ? el("ul", {className: "lost"}, ...lost.map((words) => el("li", {}, el("bdi", {textContent: words}))))
          : null,
        el(
          "div",
          {className: "controls"},
          again ? button("again", again) : null,
          button("go", go),
          button("stay", stay),
        ),
      ),
    );
    heading.focus();
  });
}

/**
 * Ends something that oO refuses to end while a tap is not at its source: tries each second, then asks. Null when the person
 * keeps it; `end(true)` gives the taps up.
 * @type {(end: (drop: boolean) => Promise<Outcome<unknown>>, place: HTMLElement, words: Pick<Loss, "go" | "stay">) => Promise<Outcome<unknown> | null>}
 */
export async function endWhenDone(end, place, words) {
  for (let tries = 1; ; tries++) {
    const answer = await end(false);
    if (answer.ok || answer.code !== "outbox_not_empty") return answer;
    if (tries % PATIENCE_S > 0) {
      if (tries === 1)
        place.replaceChildren(
          el("p", {className: "small", textContent: "What you tapped is done at its source first…"}),
        );
      await new Promise((resolve) => setTimeout(resolve, 1_000));
      continue;
    }
    const choice = await asksToLose(place, {
      ...words,
      title: "Something is not done at its source yet.",
      text: `${answer.detail} If you go on, oO no longer does it.`,
      lost: [],
      again: "Wait a little longer",
    });
    if (choice !== "again") return choice === "go" ? end(true) : null;
  }
}
