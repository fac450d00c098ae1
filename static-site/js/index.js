// The first page: says why signing in failed, and goes on to the next page when there is a session.

import {get} from "./api.js";
import {cookieWords, keepsSecureCookies} from "./cookies.js";
import {byId, word} from "./dom.js";
import {home, sessionLives, signInBegan, signInLeft, signInLink} from "./session.js";

/** @import {Words} from "../types" */

/** @type {Record<string, [title: string, text: string]>} */
const PROBLEMS = {
  denied: ["You did not sign in.", "Google was told no, and nothing was shared. You can try again at any time."],
  attempt_expired: ["That took longer than ten minutes.", "For your safety a sign-in ends then. Start it again."],
  attempt_unknown: [
    "That sign-in was not started here.",
    "It was used already, or begun in another browser. Start it again.",
  ],
  provider_down: ["Google does not answer right now.", "Wait a minute, then try again."],
  provider_refused: ["Google refused the sign-in.", "Try again. If it stays so, the health page says what is wrong."],
  wrong_account: [
    "That was another account.",
    "Sign in with the account that you use here, or sign out first to change accounts.",
  ],
  database_unavailable: ["oO cannot reach its database.", "Nothing is lost. Wait a minute, then try again."],
  too_many_requests: ["One moment.", "That was a lot at once. Wait a minute, then try again."],
  two_cookies: ["This browser sent a cookie of oO twice.", "They are cleared now. Start it again."],
  session_ended: ["Your session has ended.", "Sign in again and everything is where you left it."],
  signed_out: ["You are signed out.", "This browser holds nothing of yours any more."],
  deleted: [
    "Everything is deleted.",
    "Your tasks are gone from oO, and its access to them is being withdrawn. Signing in again starts with nothing.",
  ],
};
const GOOD = ["signed_out", "deleted"];

const problem = new URLSearchParams(location.search).get("problem");
signInLink(byId("sign-in"), home());

/** @returns {[words: Words, good: boolean] | null} */
function say() {
  if (problem === "attempt_unknown" && signInBegan() && !keepsSecureCookies()) return [cookieWords(), false];
  if (problem !== null) {
    const [title, text] = Object.hasOwn(PROBLEMS, problem)
      ? PROBLEMS[problem]
      : ["Signing in did not work.", "Try again. If it stays so, the health page says what is wrong."];
    return [{title, text}, GOOD.includes(problem)];
  }
  return keepsSecureCookies() ? null : [cookieWords(), false];
}

async function goOn() {
  const answer = await get("/api/connectors");
  if (answer.ok) {
    sessionLives();
    const connected = answer.data.connectors.some((connector) => connector.connections.length > 0);
    const page = connected ? "/tip.html" : "/connect.html";
    if (problem === null) return location.replace(page);
    byId("go-on").href = page;
    byId("go-on").hidden = false;
  } else if (answer.kind === "unwell" && problem === null) {
    byId("word").replaceChildren(
      word({
        title: "oO is not well at the moment.",
        text: "Signing in may not work. It mends itself most of the time; try again in a minute.",
      }),
    );
  } else if (answer.kind === "unreachable" && problem === null) {
    byId("word").replaceChildren(
      word({title: "oO cannot be reached.", text: "Check the network; the page tries again when it is back."}),
    );
    addEventListener("online", () => location.reload(), {once: true});
  }
}

const said = say();
if (said) byId("word").replaceChildren(word(...said));
signInLeft();
addEventListener("pageshow", (event) => event.persisted && signInLeft());
if (problem === null || !GOOD.includes(problem)) goOn();
