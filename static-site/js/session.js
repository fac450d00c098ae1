// What this browser remembers about signing in. No secret is here: scripts cannot read the session's cookies.
// A page chooses its words by these marks.

import {browser} from "./memory.js";

const BEGAN = "oo.sign-in-began";
const HELD = "oo.session-held";
const HOME = "oo.home";
export const SEEN = "oo.seen"; // the ids of dismissed notices, which the next request reports
export const USER = "oo.user"; // who is signed in, as the tab that asked last knows it; empty when none knows
const CONSENT_MS = 15 * 60_000;

/**
 * Makes this the link that signs in and returns to `page`; a click on it stores that sign-in began. `again`: the same person
 * confirms who they are.
 * @param {HTMLAnchorElement} link
 * @param {string} page
 */
export function signInLink(link, page, again = false) {
  link.href = `/api/auth/google?return_to=${page}${again ? "&again=1" : ""}`;
  link.addEventListener("click", () => {
    browser.remember(BEGAN, Date.now());
    browser.remember(USER, "");
  });
  return link;
}

/** Call when the API accepted the session: sign-in worked in this browser. */
export function sessionLives() {
  browser.remember(BEGAN, null);
  browser.remember(HELD, true);
}

/** Call when sign-in is not in progress. */
export const signInLeft = () => browser.remember(BEGAN, null);

/** Removes what is stored of the person who was signed in. @param {string} user who is signed in now, or "" */
export function leave(user) {
  for (const key of [SEEN, "oo.asked"]) browser.remember(key, null);
  browser.remember(USER, user);
}

/** Removes all that is stored of signing in, after sign-out or deletion. */
export function forget() {
  for (const key of [BEGAN, HELD, HOME]) browser.remember(key, null);
}

/** Where signing in leads: to the tip page once this browser has shown a tip. */
export const home = () => (browser.recall(HOME) === "tip" ? "/tip.html" : "/connect.html");
export const tipIsHome = () => browser.remember(HOME, "tip");

/** Whether sign-in began here within the last 15 minutes and led to no session since. */
export const signInBegan = () => Date.now() - browser.recall(BEGAN, 0) < CONSENT_MS;

/** The words for a page that needs a session and has none. */
export function noSessionWords() {
  if (signInBegan())
    return {title: "The sign-in was not kept.", text: "Allow cookies for this site, then sign in again."};
  return browser.recall(HELD)
    ? {title: "Your session has ended.", text: "Sign in again and everything is where you left it."}
    : {title: "You are not signed in.", text: "Sign in with Google to go on."};
}
