// What waits at a task's source, could not be done there, or comes again: a line each below the tip.

import {byId, el} from "./dom.js";
import {plain} from "./markdown.js";
import {dueWords} from "./time.js";

/** @import {DeliveryView} from "../types" */

const MOST = 3; // lines below a tip

/** The lines as drawn last. */
let drawn = "";

/** @type {(deliveries: DeliveryView[], say: (words: string) => void) => void} */
export function drawDeliveries(deliveries, say) {
  const all = deliveries.map((one) => ({...one, words: words(one)})).filter((line) => line.words);
  const looks = JSON.stringify(all);
  if (looks === drawn) return;
  const before = drawn;
  drawn = looks;
  const lines = all.slice(0, MOST);
  const line = (/** @type {(Node | string)[]} */ ...inside) => el("li", {}, el("span", {className: "what"}, ...inside));
  place().replaceChildren(
    ...lines.map(({title, words}) => line(`${words} `, el("bdi", {textContent: plain(title)}))),
    all.length > MOST ? line(`And ${all.length - MOST} more.`) : "",
  );
  const fresh = lines.filter((line) => !before.includes(JSON.stringify(line)));
  if (fresh.length > 0) say(fresh.map(({title, words}) => `${words} ${plain(title)}.`).join(" "));
}

function place() {
  let list = document.getElementById("deliveries");
  if (!list) {
    list = el("ul", {id: "deliveries", className: "taps", "aria-label": "At the source"});
    byId("taps").before(list);
  }
  return list;
}

/** @param {DeliveryView} delivery */
function words({delivery, next}) {
  switch (delivery) {
    case "waiting":
    case "sending":
      return "On its way to its source:";
    case "reopening":
      return "Being reopened at its source:";
    case "refused":
      return "Could not be done at its source:";
    case "delivered": {
      const day = dueWords(next)?.text;
      return day && `Done. Next ${/^(today|tomorrow|overdue)/.test(day) ? "" : "on "}${day}:`;
    }
    default:
      return "";
  }
}
