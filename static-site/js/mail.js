// The page behind the link in a mail. It stops mail when a button is pressed: a program that only opens links stops nothing.

import {post} from "./api.js";
import {byId, el, word} from "./dom.js";
import {failureWords} from "./failure.js";

const token = location.hash.slice(1);

/** @type {(text: string, all: boolean, stopped: string) => HTMLElement} */
const button = (text, all, stopped) =>
  el("button", {
    type: "button",
    className: all ? "button" : "button strong",
    textContent: text,
    onclick: () => stop(all, stopped),
  });

/** @type {(all: boolean, stopped: string) => Promise<void>} */
async function stop(all, stopped) {
  const path = `/api/mail/stop?token=${encodeURIComponent(token)}&all=${all}`;
  const answer = await post(/** @type {"/api/mail/stop"} */ (path), {});
  if (!answer.ok) return byId("word").replaceChildren(word(failureWords(answer)));
  byId("question").textContent = stopped;
  byId("word").replaceChildren("You can change that on the connections page, below Account.");
  byId("actions").replaceChildren();
}

if (token) {
  byId("actions").replaceChildren(
    button("Stop mail like this one", false, "oO sends no more mail like that one."),
    button("Stop all mail", true, "oO sends no more mail."),
  );
} else {
  byId("question").textContent = "This link is not complete.";
  byId("word").replaceChildren("Open it from the mail again.");
}
