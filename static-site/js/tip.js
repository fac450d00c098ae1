// The tip page: asks for one tip, shows it, and records what the person does with it. This module turns what happens into
// events, lets tip-state.js decide, and performs the effects.

import {get, post} from "./api.js";
import {byId, startAgain} from "./dom.js";
import {browser} from "./memory.js";
import {untilHeard, whatIsWrong, whyNone} from "./quiet.js";
import {SEEN, sessionLives, tipIsHome} from "./session.js";
import {drawSeconds, drawTaps, undoable} from "./tap-list.js";
import {Taps} from "./taps.js";
import {next, READ_AGAIN_MS, readingFor, ready, START} from "./tip-state.js";
import {drawQuiet, drawTip, learn, refit} from "./tip-view.js";

/** @import {DeliveryView, Failure, Notice, Quiet, Tap, Tip, TipEffect, TipEvent} from "../types" */

const LEAVE_MS = 420;

const article = byId("tip");
const done = byId("done");
const quiet = byId("quiet");
const taps = new Taps({
  onchange() {
    drawTaps(taps.shown, rows);
    drawNet();
    showNews();
  },
  onanswer: (tap, answer) =>
    tap ? happen({type: "answered", tap, answer, quiet: answer.ok ? null : whatIsWrong(answer, 0)}) : whenSeen(look)(),
  onover: startAgain,
});
const rows = {undo, dismiss: (/** @type {Tap} */ tap) => taps.drop(tap), focusElsewhere: focusMiddle};

let state = START;
/** @type {Notice[]} */
let notices = [];
/** @type {DeliveryView[]} */
let deliveries = [];
let loadsNews = false;
let timer = 0;

/** @param {TipEvent} event */
function happen(event) {
  state = next(state, {...event, at: performance.now(), online: navigator.onLine});
  drawNet();
  state.effects.forEach(perform);
}

function drawNet() {
  const words = state.net && taps.losable ? `${state.net} Keep this page open until then.` : state.net;
  if (byId("net").textContent !== words) byId("net").textContent = words;
}

/** @param {TipEffect} effect */
function perform(effect) {
  switch (effect.do) {
    case "ask":
      return ask();
    case "again":
      clearTimeout(timer);
      if (effect.ms) timer = setTimeout(whenSeen(look), effect.ms);
      return;
    case "read-in":
      return setTimeout(happen, effect.ms, {type: "read"});
    case "read":
      readSources();
      return mindConnections();
    case "show-tip":
      return showTip(effect);
    case "show-quiet":
      return showQuiet(effect);
    case "leave":
      return leave(effect);
    case "look-when-gone":
      return setTimeout(look, leaveMs());
    case "check-when-gone":
      return setTimeout(() => happen({type: "gone", tip: effect.tip, unheard: unheard(effect.tip)}), leaveMs());
    case "say":
      byId("said").textContent = effect.words;
      return;
  }
}

const look = () => happen({type: "look"});
const say = (/** @type {string} */ words) => happen({type: "say", words});
const whenSeen = (/** @type {() => unknown} */ work) => () => document.visibilityState === "visible" && work();
const unheard = (/** @type {string} */ tip) => (taps.awaits(tip) ? untilHeard(taps.losable) : null);
const leaveMs = () => (matchMedia("(prefers-reduced-motion: reduce)").matches ? 0 : LEAVE_MS);

// --- asking ---------------------------------------------------------------------------------------

async function ask() {
  clearTimeout(timer);
  const {timeZone} = Intl.DateTimeFormat().resolvedOptions();
  const context = {zone: timeZone, page: "tip"};
  const seen = browser.recall(SEEN, /** @type {string[]} */ ([])).slice(-50);
  const answer = await post("/api/recommend", {context, seen_notices: seen});
  if (!answer.ok) return wrong(answer);
  sessionLives();
  const {user_id, tip, because, until, detail} = answer.data;
  ({notices = [], deliveries = []} = answer.data);
  const sent = taps.of(user_id);
  if (tip) tipIsHome();
  if (tip && state.page === "opening" && taps.awaits(tip.id)) {
    await sent;
    if (!taps.awaits(tip.id)) return ask();
  }
  const soon = deliveries.some(onItsWay);
  happen(
    tip
      ? {type: "tip", tip, unheard: unheard(tip.id), soon}
      : {type: "none", because, quiet: whyNone(because, until, detail, readingFor(state, performance.now())), soon},
  );
  showNews();
}

/** @param {Failure} answer */
function wrong(answer) {
  happen({type: "wrong", answer, quiet: whatIsWrong(answer, state.tries)});
  if (answer.kind !== "ended") return;
  taps.over();
  notices = deliveries = [];
  showNews();
}

/** Shows what became of earlier taps. A tap with a row below is not among them: the row offers to undo it. */
function showNews() {
  if (!loadsNews && notices.length + deliveries.length === 0) return;
  loadsNews = true;
  const rest = deliveries.filter((one) => !taps.shown.some(({tip}) => tip === one.decision_id));
  import("./news.js").then(
    ({drawNews}) => drawNews(notices, rest, {say, changed: refit, focusElsewhere: focusMiddle}),
    () => {}, // the network is away; the next look tries again
  );
}

const onItsWay = (/** @type {DeliveryView} */ {delivery}) => ["waiting", "sending", "reopening"].includes(delivery);

/** Requests a read of the sources, at most once a minute. */
async function readSources() {
  const since = Date.now() - browser.recall("oo.asked", 0);
  if (since >= 0 && since < READ_AGAIN_MS) return;
  browser.remember("oo.asked", Date.now());
  const answer = await post("/api/signals/fetch", {});
  if (answer.ok && answer.data.connections > 0) happen({type: "reading"});
}

/** Shows that a connection must be renewed, also while others still give tips. */
async function mindConnections() {
  const answer = await get("/api/connectors");
  if (!answer.ok) return;
  const broken = answer.data.connectors.some(({connections}) => connections.some(({state}) => state === "reconnect"));
  byId("connections").textContent = broken ? "Renew a connection" : "Connections";
  byId("connections").classList.toggle("overdue", broken);
}

// --- showing --------------------------------------------------------------------------------------

/** @param {Extract<TipEffect, {do: "show-tip"}>} effect */
function showTip({tip, comes, say: before}) {
  const focused = document.activeElement === done;
  closeLater();
  offerLater();
  quiet.hidden = true;
  article.hidden = false;
  done.removeAttribute("aria-disabled");
  drawTip(tip);
  refit();
  if (comes) restart(article, "comes");
  if (before !== null || focused) say(`${before ?? ""}Next: ${byId("title").textContent}`);
}

/** @param {Extract<TipEffect, {do: "show-quiet"}>} effect */
function showQuiet({quiet: words, say: before}) {
  const focused = article.contains(document.activeElement) || quiet.contains(document.activeElement);
  closeLater();
  article.hidden = true;
  quiet.hidden = false;
  for (const id of ["title", "details", "facts", "links"]) byId(id).replaceChildren();
  drawQuiet(words, {look, read: readNow, send: () => taps.retry(), reload: () => location.reload()});
  restart(quiet, "comes");
  if (focused) focusMiddle();
  say(`${before}${words.title} ${words.text}`);
}

function readNow() {
  browser.remember("oo.asked", null);
  say("Looking.");
  readSources();
  look();
}

/** @type {(element: HTMLElement, animation: "comes" | "goes") => void} */
function restart(element, animation) {
  element.classList.remove("comes", "goes");
  void element.offsetWidth;
  element.classList.add(animation);
}

function focusMiddle() {
  (article.hidden ? quiet.querySelector("h1") : done)?.focus({preventScroll: true});
}

// --- doing ----------------------------------------------------------------------------------------

done.addEventListener("pointerdown", () => happen({type: "pressed"}));
done.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" && event.key !== " ") return;
  if (event.repeat)
    event.preventDefault(); // the key is held down
  else happen({type: "pressed"});
});
done.addEventListener("click", () => happen({type: "tapped"}));

let closeLater = () => {};
let later = false;

/** Makes "Not now" work. */
async function offerLater() {
  if (later) return;
  later = true;
  const module = await import("./later.js").catch(() => null); // the network is away; the next tip tries again
  later = module !== null;
  if (!module) return;
  closeLater = module.closeLater;
  module.offerLater({
    mayOpen: () => ready(state, performance.now()),
    changed: refit,
    putAside: (until) => happen({type: "put-aside", until}),
  });
}

/** @param {Extract<TipEffect, {do: "leave"}>} effect */
function leave({tip, until}) {
  if (until) done.focus({preventScroll: true});
  else learn();
  done.setAttribute("aria-disabled", "true");
  restart(article, "goes");
  const tap = until ? taps.notNow(tip, until) : taps.complete(tip);
  if (tap.state === "kept") happen({type: "kept", tip: tip.id});
}

/** @param {Tap} tap */
function undo(tap) {
  if (taps.undo(tap)) happen({type: "unsent", tip: tap.tip});
}

document.addEventListener("keydown", (event) => {
  if (event.key.toLowerCase() !== "z" || !(event.ctrlKey || event.metaKey) || event.shiftKey) return;
  const latest = taps.shown.findLast(undoable);
  if (latest) undo(latest);
});

// --- going ----------------------------------------------------------------------------------------

addEventListener("resize", refit);
addEventListener("offline", () => happen({type: "offline"}));
addEventListener("online", look);
addEventListener("pageshow", (event) => event.persisted && look());
document.addEventListener(
  "visibilitychange",
  whenSeen(() => {
    look();
    if (!state.quiet?.action?.signIn) perform({do: "read"});
  }),
);
setInterval(() => {
  taps.expire();
  drawSeconds(taps.shown);
}, 250);

look();
