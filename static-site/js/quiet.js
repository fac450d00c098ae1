// The words for each reason why there is no tip, with one action.

import {serverNow} from "./api.js";
import {noSessionWords} from "./session.js";
import {momentWords, waitWords} from "./time.js";

/** @import {Because, Failure, Quiet} from "../types" */

const SECOND = 1000;
const MINUTE = 60 * SECOND;

/**
 * `again`: the page looks again after so many milliseconds. An action is a link (`{name, href}`), the way to sign in
 * (`{name, signIn: true}`), or work for the page: `look`, `read` (the sources, then look), `send` (kept taps), `reload`.
 * @type {(because: Because | null | undefined, until: string | null | undefined, detail: string | null | undefined, readingFor: number) => Quiet}
 */
export function whyNone(because, until, detail, readingFor) {
  switch (because) {
    case "nothing_left":
      return {
        title: "Nothing left to do.",
        text: "Enjoy the quiet. What is new shows up here by itself.",
        action: {name: "Look again", work: "read"},
        again: MINUTE,
      };
    case "all_put_aside":
      return {
        title:
          until && Date.parse(until) > serverNow()
            ? `All put aside until ${momentWords(until)}.`
            : "All put aside for now.",
        text: "Your time is your own. The first task comes back here by itself.",
        action: {name: "Look again", work: "read"},
        again: soon(until),
      };
    case "all_later":
      return {
        title: until ? `Nothing more until ${momentWords(until)}.` : "Nothing more for today.",
        text: "Each of your tasks waits for its day. The next one comes here by itself.",
        action: {name: "Look again", work: "read"},
        again: soon(until),
      };
    case "nothing_connected":
      return {
        title: "Nothing is connected yet.",
        text: "oO shows one of your tasks at a time. Tell it where they live.",
        action: {name: "Connect your tasks", href: "/connect.html"},
        again: MINUTE,
      };
    case "reconnect_needed":
      return {
        title: "A connection has to be renewed.",
        text: detail ?? "oO may no longer read your tasks. It takes two taps to let it in again.",
        action: {name: "Renew it", href: "/connect.html"},
        again: MINUTE,
      };
    case "first_fetch_running":
      return {
        title: "Reading your tasks.",
        text:
          readingFor > 45 * SECOND
            ? "This takes longer than usual. The connection's page shows how it goes."
            : "The first time takes a moment. Your first tip comes by itself.",
        action: readingFor > 45 * SECOND ? {name: "See how it goes", href: "/connect.html"} : null,
        again: readingFor > 45 * SECOND ? 5 * SECOND : 1.5 * SECOND,
        waiting: true,
      };
    case "read_failing":
      return {
        title: "Your tasks cannot be read right now.",
        text: `${detail ?? ""} oO tries again by itself.`.trim(),
        action: {name: "See the connection", href: "/connect.html"},
        again: 15 * SECOND,
      };
    default:
      return {
        title: "There is no tip right now.",
        text: "The page looks again by itself.",
        action: {name: "Look again", work: "look"},
        again: MINUTE,
      };
  }
}

/**
 * How long to wait for a moment, before looking again.
 * @param {string | null | undefined} until
 */
function soon(until) {
  const wait = until ? Date.parse(until) - serverNow() : 0;
  return wait > 0 ? Math.min(wait + 500, 5 * MINUTE) : 15 * SECOND;
}

/**
 * The same for a call that failed; `tries` counts the failures before it.
 * @type {(answer: Failure, tries: number) => Quiet}
 */
export function whatIsWrong(answer, tries) {
  const patience = Math.min(30, 2 ** (tries + 1)) * SECOND;
  switch (answer.kind) {
    case "ended":
      return {...noSessionWords(), action: {name: "Sign in with Google", signIn: true}};
    case "unreachable":
      return {
        title: navigator.onLine ? "oO cannot be reached." : "You are offline.",
        text: "Your tip comes back as soon as the network does.",
        action: {name: "Try again", work: "look"},
        again: patience,
      };
    case "later": {
      const wait = answer.retryAfter ?? 10;
      return {
        title: "One moment.",
        text: `That was a lot at once. The page goes on by itself in ${waitWords(wait)}.`,
        action: null,
        again: wait * SECOND,
        waiting: true,
      };
    }
    case "refused":
      return {
        title: "This page has to be loaded again.",
        text:
          answer.detail ?? "oO did not understand it. Reload the page; if that changes nothing, look at its health.",
        action: {name: "Reload", work: "reload"},
        small: `Reference ${answer.trace}`,
      };
    default:
      return {
        title: "oO is not well at the moment.",
        text: "Nothing of yours is lost. The page tries again by itself.",
        action: {name: "See what is wrong", href: "/health"},
        again: answer.retryAfter ? answer.retryAfter * SECOND : patience,
        small: `Reference ${answer.trace}`,
      };
  }
}

/**
 * Shown in place of a tip whose tap is not recorded yet; `losable` when leaving the page would lose the tap.
 * @type {(losable: boolean) => Quiet}
 */
export function untilHeard(losable) {
  return {
    title: losable ? "Kept in this tab." : "Kept on this device.",
    text: `${navigator.onLine ? "oO cannot take it right now." : "You are offline."} ${losable ? "This browser stores nothing here, so keep the page open. " : ""}Your tap is sent by itself as soon as that is possible, and the next tip follows.`,
    action: {name: "Try now", work: "send"},
    waiting: true,
    again: 5 * SECOND,
  };
}
