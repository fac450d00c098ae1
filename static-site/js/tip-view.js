// Draws one tip: its title as large as possible, and the details around it.

import {byId, el, outside, safeLink} from "./dom.js";
import {fit} from "./fit.js";
import {linksIn, rendered} from "./markdown.js";
import {browser} from "./memory.js";
import {dueWords} from "./time.js";

/** @import {Tip, TipMeta} from "../types" */

const LEARNED = 3; // after so many taps the hint is hidden

/** @param {Tip} tip */
export function drawTip(tip) {
  const advice = tip.kind === "advice";
  byId("verb").textContent = advice ? "Mark as taken in: " : "Mark as done: ";
  byId("hint").textContent = advice ? "Tap when you have taken it in" : "Tap when it is done";
  byId("hint").classList.toggle("unseen", browser.recall("oo.tapped", 0) >= LEARNED);
  byId("title").replaceChildren(rendered(tip.title.trim() || "Untitled", {links: false}));
  drawDetails(tip.body?.trim() ?? "");
  drawFacts(tip.meta);
  drawLinks(tip);
}

export const learn = () => browser.remember("oo.tapped", Math.min(LEARNED, browser.recall("oo.tapped", 0) + 1));

/** @param {string} body */
function drawDetails(body) {
  byId("details").hidden = body === "";
  byId("details").replaceChildren(rendered(body, {links: true}));
  byId("details").scrollTop = 0;
}

/** @param {TipMeta} meta */
function drawFacts({project, due, deadline, recurring, minutes}) {
  const when = (/** @type {ReturnType<typeof dueWords>} */ words, prefix = "") =>
    words ? el("span", {className: words.overdue ? "overdue" : "", textContent: prefix + words.text}) : null;
  const facts = [
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
