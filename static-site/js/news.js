// What became of earlier taps: notices above the tip, deliveries below. tip.js loads this module when there is something.

import {drawDeliveries} from "./deliveries.js";
import {drawNotices} from "./notices.js";

/** @import {DeliveryView, Notice, Say} from "../types" */

/** @type {(notices: Notice[], deliveries: DeliveryView[], act: {say: Say, changed(): void, focusElsewhere(): void}) => void} */
export function drawNews(notices, deliveries, act) {
  drawNotices(notices, act);
  // A notice says more of what could not be done.
  const untold = deliveries.filter(
    (one) => one.delivery !== "refused" || !notices.some(({title}) => title === one.title),
  );
  drawDeliveries(untold, act.say);
}
