// "Not now": the choice of a time, in place of the row of controls that opened it. tip.js loads this module with its first tip.

import {byId, el} from "./dom.js";
import {clock, HOUR, now} from "./time.js";

const choices = byId("choices");
const below = byId("below");
const later = byId("later");

/**
 * `putAside(until)` is called with a choice; `mayOpen()` is true while there is a tip to put aside.
 * @param {{mayOpen(): boolean, putAside(until: Date): void, changed(): void}} act
 */
export function offerLater({mayOpen, putAside, changed}) {
  later.addEventListener("click", () => {
    if (!mayOpen()) return;
    choices.replaceChildren(
      ...laterChoices().map(({name, until, at}) =>
        el(
          "button",
          {type: "button", className: "button", onclick: () => putAside(until)},
          `${name} `,
          el("time", {dateTime: until.toISOString(), textContent: at}),
        ),
      ),
      el("button", {type: "button", className: "plain", textContent: "Cancel", onclick: () => closeLater()}),
    );
    choices.hidden = false;
    below.hidden = true;
    changed();
    choices.querySelector("button")?.focus();
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || choices.hidden) return;
    closeLater();
    changed();
  });
}

export function closeLater() {
  if (choices.hidden) return;
  const inside = choices.contains(document.activeElement);
  choices.hidden = true;
  below.hidden = false;
  if (inside) later.focus();
}

/** The times to choose from: in an hour, this evening (if more than an hour ahead), tomorrow. */
function laterChoices() {
  const at = now();
  const onDay = (/** @type {number} */ days, /** @type {number} */ hour) =>
    new Date(at.getFullYear(), at.getMonth(), at.getDate() + days, hour);
  const evening = onDay(0, 18);
  const choices = [{name: "In an hour", until: new Date(at.getTime() + HOUR)}];
  if (evening.getTime() - at.getTime() > HOUR) choices.push({name: "This evening", until: evening});
  choices.push({name: "Tomorrow", until: onDay(1, 8)});
  return choices.map((choice) => ({...choice, at: clock.format(choice.until)}));
}
