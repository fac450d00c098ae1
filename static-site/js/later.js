// "Not now": the choice of a time, in place of the row of controls that opened it.

import {byId, el} from "./dom.js";
import {laterChoices} from "./time.js";

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
