// The words for a call that failed, on every page but the tip's (see quiet.js).

import {cookieWords} from "./cookies.js";
import {noSessionWords, signInBegan} from "./session.js";
import {waitWords} from "./time.js";

/** @import {Failure, Words} from "../types" */

/** @type {(answer: Failure) => Words} */
export function failureWords(answer) {
  switch (answer.kind) {
    case "ended":
      return signInBegan() ? cookieWords() : noSessionWords();
    case "unreachable":
      return navigator.onLine
        ? {title: "oO cannot be reached.", text: "Nothing was lost. Try again in a moment."}
        : {title: "You are offline.", text: "Try again when the network is back."};
    case "later":
      return {
        title: "One moment.",
        text: `That was a lot at once. Try again in ${waitWords(answer.retryAfter ?? 10)}.`,
      };
    case "refused":
      return {title: "That did not work.", text: answer.detail ?? "Reload the page and try again."};
    default:
      return {
        title: "oO is not well at the moment.",
        text: `${answer.detail ?? "Try again in a minute."} Reference ${answer.trace}`,
      };
  }
}
