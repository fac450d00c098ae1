// How long ago, or in how long, in words.

import {serverNow} from "./api.js";
import {daysAhead, LOCALE} from "./time.js";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

const relative = new Intl.RelativeTimeFormat(LOCALE, {numeric: "auto"});

/**
 * "just now", "4 minutes ago", "in 2 hours", "yesterday".
 * @param {string} instant
 */
export function agoWords(instant) {
  const off = Date.parse(instant) - serverNow();
  const size = Math.abs(off);
  if (size < 45_000) return off > 0 ? "in a moment" : "just now";
  if (size < 55 * MINUTE) return relative.format(Math.round(off / MINUTE), "minute");
  if (size < 22 * HOUR) return relative.format(Math.round(off / HOUR), "hour");
  return relative.format(daysAhead(new Date(instant)) || Math.sign(off), "day");
}
