// What this browser remembers about signing in. No secret is here: scripts cannot read the session's cookies.
// A page chooses its words by these marks.

import {browser, tab} from "./memory.js";

/** @import {Words} from "../types" */

const BEGAN = "oo.sign-in-began";
const HELD = "oo.session-held";
const HOME = "oo.home";
const CONSENT_MS = 15 * 60_000;

/**
 * Makes this the link that signs in and returns to `page`; a click on it stores that sign-in began.
 * @param {HTMLAnchorElement} link
 * @param {string} page
 */
export function signInLink(link, page) {
  link.href = `/api/auth/google?return_to=${page}`;
  link.addEventListener("click", () => browser.remember(BEGAN, Date.now()));
  return link;
}

/** Call when the API accepted the session: sign-in worked in this browser. */
export function sessionLives() {
  browser.remember(BEGAN, null);
  browser.remember(HELD, true);
}

/** Call when sign-in is not in progress. */
export const signInLeft = () => browser.remember(BEGAN, null);

/** Removes all that is stored about a person, after sign-out or deletion. */
export function forget() {
  for (const key of [BEGAN, HELD, HOME, "oo.seen", "oo.asked"]) browser.remember(key, null);
  tab.remember("oo.taps", null);
}

/** Where signing in leads: to the tip page once this browser has shown a tip. */
export const home = () => (browser.recall(HOME) === "tip" ? "/tip.html" : "/connect.html");
export const tipIsHome = () => browser.remember(HOME, "tip");

/** Whether sign-in began here within the last 15 minutes and led to no session since. */
export const signInBegan = () => Date.now() - browser.recall(BEGAN, 0) < CONSENT_MS;

/**
 * Whether this browser keeps Secure cookies at this address. Safari keeps none on http://localhost, and no browser
 * does on http elsewhere. Tries it with a cookie, which it deletes.
 */
export function keepsSecureCookies() {
  // biome-ignore-start lint/suspicious/noDocumentCookie: the Cookie Store API is asynchronous, and recent in Safari
  try {
    const name = "__Secure-oo-probe";
    document.cookie = `${name}=1; Secure; SameSite=Strict; Path=/`;
    const kept = document.cookie.includes(name);
    document.cookie = `${name}=; Secure; SameSite=Strict; Path=/; Max-Age=0`;
    return kept;
  } catch {
    return false;
  }
  // biome-ignore-end lint/suspicious/noDocumentCookie: see above
}

/** Why this browser kept no cookie, and what to do. */
export function cookieWords() {
  return location.protocol === "http:" && !keepsSecureCookies()
    ? {
        title: "This browser does not keep a sign-in here.",
        text: "Safari drops secure cookies at an http address, even on localhost. Open this page in Chrome or Firefox, or serve it over https.",
      }
    : {
        title: "Google let you in, but this browser did not keep the sign-in.",
        text: "Allow cookies for this site and sign in again. Safari keeps none on http://localhost: there, use Chrome or Firefox, or https.",
      };
}

/** The words for a page that needs a session and has none. */
export function noSessionWords() {
  if (signInBegan()) return cookieWords();
  return browser.recall(HELD)
    ? {title: "Your session has ended.", text: "Sign in again and everything is where you left it."}
    : {title: "You are not signed in.", text: "Sign in with Google to go on."};
}
