// Times in words, in this device's time zone.

import {serverNow} from "./api.js";

export const LOCALE = navigator.languages?.find((tag) => /^en\b/i.test(tag)) ?? "en-GB";
const DATE = /^(\d{4})-(\d\d)-(\d\d)$/;
const FLOATING = /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d)(?::\d\d(?:\.\d+)?)?$/;
const INSTANT = /T.*(?:Z|[+-]\d\d:?\d\d)$/i;
export const HOUR = 3_600_000;

const format = (/** @type {Intl.DateTimeFormatOptions} */ options) => new Intl.DateTimeFormat(LOCALE, options);
export const clock = format({hour: "numeric", minute: "2-digit"});
const weekday = format({weekday: "long"});
const dayMonth = format({day: "numeric", month: "long"});
const dayMonthYear = format({day: "numeric", month: "long", year: "numeric"});

export const now = () => new Date(serverNow());
const midnight = (/** @type {Date} */ time) => new Date(time.getFullYear(), time.getMonth(), time.getDate());
export const daysAhead = (/** @type {Date} */ time) =>
  Math.round((midnight(time).getTime() - midnight(now()).getTime()) / (24 * HOUR));

/**
 * The words for a due date as the source sent it: a date, a floating time (in this device's zone), or an instant.
 * Null when it is none of them.
 * @param {string | null | undefined} due
 */
export function dueWords(due) {
  const parsed = parseDue(due);
  if (!parsed) return null;
  const {time, timed} = parsed;
  const day = dayWords(time);
  const overdue = timed ? time < now() : daysAhead(time) < 0;
  const when = !timed ? day : day === "today" && overdue ? clock.format(time) : `${day}, ${clock.format(time)}`;
  return {text: overdue ? `overdue since ${when}` : when, overdue};
}

/** @param {string | null | undefined} due */
function parseDue(due) {
  if (typeof due !== "string") return null;
  const [year, month, day, hour = 0, minute = 0] = (DATE.exec(due) ?? FLOATING.exec(due) ?? []).slice(1).map(Number);
  if (year !== undefined) {
    const time = new Date(year, month - 1, day, hour, minute);
    return time.getMonth() === month - 1 && time.getDate() === day ? {time, timed: !DATE.test(due)} : null;
  }
  const time = INSTANT.test(due) ? new Date(due) : new Date(Number.NaN);
  return Number.isNaN(time.getTime()) ? null : {time, timed: true};
}

/** @param {Date} time */
function dayWords(time) {
  const ahead = daysAhead(time);
  if (ahead === 0) return "today";
  if (ahead === 1) return "tomorrow";
  if (ahead === -1) return "yesterday";
  if (ahead > 1 && ahead < 7) return weekday.format(time);
  return (time.getFullYear() === now().getFullYear() ? dayMonth : dayMonthYear).format(time);
}

/**
 * "18:00", "tomorrow, 09:00", "Friday, 09:00"; a day's start is the day.
 * @param {string} instant
 */
export function momentWords(instant) {
  const time = new Date(instant);
  const day = dayWords(time);
  if (day === "today") return clock.format(time);
  return time.getTime() === midnight(time).getTime() ? day : `${day}, ${clock.format(time)}`;
}

/** @param {number} seconds */
export const waitWords = (seconds) =>
  seconds > 90 ? `${Math.ceil(seconds / 60)} minutes` : seconds === 1 ? "a second" : `${seconds} seconds`;
