// Draws the middle of the page: one tip, its title as large as possible and the details around it; or why there is none.

import {byId, el, outside, safeLink} from "./dom.js";
import {fit} from "./fit.js";
import {linksIn, plain, rendered, titled, visible} from "./markdown.js";
import {browser} from "./memory.js";
import {signInLink} from "./session.js";
import {dueWords} from "./time.js";

/** @import {Quiet, Tip, Work} from "../types" */

const LEARNED = 3; // after so many taps the hint is hidden

/** @param {Tip} tip */
export function drawTip(tip) {
  const advice = tip.kind === "advice";
  byId("verb").textContent = advice ? "Mark as taken in: " : "Mark as done: ";
  byId("hint").textContent = advice ? "Tap when you have taken it in" : "Tap when it is done";
  byId("hint").classList.toggle("unseen", browser.recall("oo.tapped", 0) >= LEARNED);
  byId("title").replaceChildren(titled(tip.title));
  drawDetails(tip.body?.trim() ?? "");
  drawFacts(tip);
  drawLinks(tip);
}

export const learn = () => browser.remember("oo.tapped", Math.min(LEARNED, browser.recall("oo.tapped", 0) + 1));

/** @param {string} body */
function drawDetails(body) {
  byId("details").hidden = !visible(body);
  byId("details").replaceChildren(rendered(body, {links: true}));
  byId("details").scrollTop = 0;
}

/** @param {Tip} tip */
function drawFacts({parent, meta: {project, due, deadline, recurring, minutes}}) {
  const when = (/** @type {ReturnType<typeof dueWords>} */ words, prefix = "") =>
    words ? el("span", {className: words.overdue ? "overdue" : "", textContent: prefix + words.text}) : null;
  const facts = [
    parent ? el("span", {}, "part of ", el("bdi", {textContent: plain(parent)})) : null,
    when(dueWords(due)),
    deadline === due ? null : when(dueWords(deadline), "deadline "),
    recurring ? el("span", {textContent: "repeats"}) : null,
    minutes && minutes > 0
      ? el("span", {textContent: minutes < 120 ? `${minutes} min` : `${Math.round(minutes / 6) / 10} h`})
      : null,
    project ? el("bdi", {textContent: project}) : null,
  ].filter((fact) => fact !== null);
  byId("facts").replaceChildren(...facts);
  byId("facts").hidden = facts.length === 0;
}

/** @param {Tip} tip */
function drawLinks({title, source, deep_link}) {
  const deep = deep_link ? safeLink(deep_link, ["https:", "http:", "todoist:"]) : null;
  byId("links").replaceChildren(
    deep ? outside(deep, `Open in ${source}`) : el("span", {textContent: `From ${source}`}),
    ...linksIn(title)
      .slice(0, 3)
      .map(({href, host}) => outside(href, host)),
  );
}

/** Gives the title the room that the rest of the window leaves. Call when anything around it changed. */
export function refit() {
  const article = byId("tip");
  if (article.hidden) return;
  const title = byId("title");
  title.className = "flat";
  const main = article.parentElement ?? document.body;
  const {paddingTop, paddingBottom} = getComputedStyle(main);
  const room = main.clientHeight - parseFloat(paddingTop) - parseFloat(paddingBottom) - article.offsetHeight;
  fit(title, Math.max(room, innerHeight * 0.3));
  letScroll(byId("details"));
}

/**
 * Details that scroll get a tab stop; details that do not scroll have none.
 * @param {HTMLElement} details
 */
function letScroll(details) {
  if (details.scrollHeight > details.clientHeight + 1) {
    details.tabIndex = 0;
    details.setAttribute("role", "region");
    details.setAttribute("aria-label", "Details");
  } else {
    for (const name of ["tabindex", "role", "aria-label"]) details.removeAttribute(name);
  }
}

/**
 * Draws a state of `quiet.js`; `works` performs its action.
 * @param {Quiet} state
 * @param {Record<Work, () => unknown>} works
 */
export function drawQuiet({title, text, action, small, waiting}, works) {
  const quiet = byId("quiet");
  quiet.replaceChildren(
    ...[
      el("span", {className: waiting ? "ring waiting" : "ring", "aria-hidden": "true"}),
      el("h1", {textContent: title, tabIndex: -1}),
      el("p", {textContent: text}),
      action ? control(action, works) : null,
      small ? el("p", {className: "small", textContent: small}) : null,
    ].filter((part) => part !== null),
  );
}

/** @type {(action: NonNullable<Quiet["action"]>, works: Record<Work, () => unknown>) => HTMLElement} */
function control({name, href, signIn, work}, works) {
  if (signIn) return signInLink(el("a", {className: "button strong action", textContent: name}), "/tip.html");
  if (href) return el("a", {className: "button strong action", href, textContent: name});
  return el("button", {
    type: "button",
    className: "button action",
    textContent: name,
    onclick: () => work && works[work](),
  });
}
