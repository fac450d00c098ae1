// The tip page: asks for one tip, shows it, and records what the person does with it.

import {get, post} from "./api.js";
import {byId} from "./dom.js";
import {closeLater, offerLater} from "./later.js";
import {browser} from "./memory.js";
import {drawNotices, seenNotices} from "./notices.js";
import {untilHeard, whatIsWrong, whyNone} from "./quiet.js";
import {drawQuiet} from "./quiet-view.js";
import {sessionLives, tipIsHome} from "./session.js";
import {drawSeconds, drawTaps, undoable} from "./tap-list.js";
import {Taps} from "./taps.js";
import {drawTip, learn, refit} from "./tip-view.js";

/** @import {Failure, Outcome, Quiet, Tap, TapReply, Tip} from "../types" */

const ARM_MS = 400; // a tap this soon was meant for what was there before
const LEAVE_MS = 420;
const READ_AGAIN_MS = 60_000;
const CLOSED_BY_MS = 25_000; // by then a source has most likely said yes or no
const TIP_AGAIN_MS = 10 * 60_000;
const OFFLINE = "No network. What you tap is kept and sent when it is back.";
const UNWELL = "oO is not well at the moment. What you tap is kept and sent again.";

const article = byId("tip");
const done = byId("done");
const quiet = byId("quiet");
const taps = new Taps({onchange: () => drawTaps(taps.shown, rows), onanswer: answered});
const rows = {undo, dismiss: (/** @type {Tap} */ tap) => taps.dismiss(tap), focusElsewhere: focusMiddle};
const otherTabs = new BroadcastChannel("oo");

/** @type {Tip | null} */
let shown = null; // the tip on the page
let drawn = false; // some tip was; the first is there at once, as who opens the page waits for it
let leaving = false; // it was tapped and is on its way out
/** @type {Tip | null} */
let last = null; // the tip that was tapped last
let armedAt = 0;
/** @type {string | null} */
let pressedOn = null;
/** @type {Promise<void> | null} */
let looking = null;
let lookAgain = false;
let timer = 0;
let tries = 0;
let readingSince = 0;
let outcome = ""; // of the last tap, to be said with what comes next

// --- asking ---------------------------------------------------------------------------------------

/** Asks what to show; called while an answer is on its way, it asks once more after it. */
function look() {
  if (looking) {
    lookAgain = true;
    return looking;
  }
  clearTimeout(timer);
  looking = recommend().finally(() => {
    looking = null;
    if (!lookAgain) return;
    lookAgain = false;
    look();
  });
  return looking;
}

async function recommend() {
  const {timeZone} = Intl.DateTimeFormat().resolvedOptions();
  const answer = await post("/api/recommend", {context: {zone: timeZone, page: "tip"}, seen_notices: seenNotices()});
  if (!answer.ok) return wrong(answer);
  sessionLives();
  tries = 0;
  const {tip, because, until, notices = []} = answer.data;
  drawNotices(notices, {say, changed: refit, focusElsewhere: focusMiddle});
  readingSince = because === "first_fetch_running" ? readingSince || Date.now() : 0;
  if (!tip) return showQuiet(whyNone(because, until, readingSince ? Date.now() - readingSince : 0));
  tipIsHome();
  if (!taps.awaits(tip.id)) showTip(tip);
  else if (!leaving) showQuiet(untilHeard());
  again(TIP_AGAIN_MS);
}

/** @param {Failure} answer */
function wrong(answer) {
  const state = whatIsWrong(answer, tries++);
  if (!shown || leaving || answer.kind === "ended") return showQuiet(state);
  net(answer.kind === "unreachable" ? OFFLINE : answer.kind === "unwell" ? UNWELL : "");
  again(state.again ?? READ_AGAIN_MS);
}

/** @param {number} [after] */
function again(after) {
  clearTimeout(timer);
  if (after) timer = setTimeout(whenSeen(look), after);
}

const whenSeen = (/** @type {() => unknown} */ work) => () => document.visibilityState === "visible" && work();

/** Has the sources read, so that what the page shows is true; by itself at most once a minute. */
async function readSources() {
  const since = Date.now() - browser.recall("oo.asked", 0);
  if (since >= 0 && since < READ_AGAIN_MS) return;
  browser.remember("oo.asked", Date.now());
  const answer = await post("/api/signals/fetch", {});
  if (answer.ok && answer.data.connections > 0 && !shown) setTimeout(() => !shown && look(), 4_000);
}

/** A connection that must be renewed is said although others still give tips: it must not end in silence. */
async function mindConnections() {
  const answer = await get("/api/connectors");
  if (!answer.ok) return;
  const broken = answer.data.connectors.some(({connections}) => connections.some(({state}) => state === "reconnect"));
  byId("connections").textContent = broken ? "Renew a connection" : "Connections";
  byId("connections").classList.toggle("overdue", broken);
}

// --- showing --------------------------------------------------------------------------------------

/** @param {Tip} tip */
function showTip(tip) {
  if (shown && !leaving && JSON.stringify(shown) === JSON.stringify(tip)) return net("");
  const toBeSaid = shown !== null || outcome !== "" || document.activeElement === done;
  closeLater();
  shown = tip;
  leaving = false;
  armedAt = performance.now() + ARM_MS;
  quiet.hidden = true;
  article.hidden = false;
  net(navigator.onLine ? "" : OFFLINE);
  done.removeAttribute("aria-disabled");
  drawTip(tip);
  refit();
  if (drawn) restart(article, "comes");
  drawn = true;
  if (toBeSaid) say(`Next: ${byId("title").textContent}`);
}

/** @param {Quiet} state */
function showQuiet(state) {
  const focused = article.contains(document.activeElement) || quiet.contains(document.activeElement);
  shown = null;
  leaving = false;
  net("");
  again(state.again);
  if (!quiet.hidden && quiet.dataset.words === state.title + state.text) return;
  closeLater();
  article.hidden = true;
  quiet.hidden = false;
  drawQuiet(state, {look, read: readNow, send: () => taps.retry(), reload: () => location.reload()});
  restart(quiet, "comes");
  if (focused) focusMiddle();
  say(`${state.title} ${state.text}`);
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

// --- doing ----------------------------------------------------------------------------------------

const ready = () => shown !== null && !leaving && performance.now() >= armedAt;

done.addEventListener("pointerdown", () => (pressedOn = shown?.id ?? null));
done.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" && event.key !== " ") return;
  if (event.repeat)
    event.preventDefault(); // held, not meant
  else pressedOn = shown?.id ?? null;
});
done.addEventListener("click", () => {
  const meant = pressedOn === null || pressedOn === shown?.id;
  pressedOn = null;
  if (!ready() || !meant) return;
  learn();
  leave((tip) => taps.complete(tip));
});

offerLater({
  mayOpen: ready,
  changed: refit,
  putAside(until) {
    if (!ready()) return;
    done.focus({preventScroll: true});
    leave((tip) => taps.notNow(tip, until));
  },
});

/** @param {(tip: Tip) => Tap} tap */
function leave(tap) {
  if (!shown) return;
  leaving = true;
  done.setAttribute("aria-disabled", "true");
  last = shown;
  restart(article, "goes");
  if (tap(last).state === "kept") untilSent(last);
}

/**
 * When the tip has left the page and its tap cannot leave this device.
 * @param {Tip} tip
 */
async function untilSent(tip) {
  await gone();
  if (leaving && shown?.id === tip.id && taps.awaits(tip.id)) showQuiet(untilHeard());
}

/**
 * The tap could be recorded, or will never be, or has to wait.
 * @param {Tap} tap
 * @param {Outcome<TapReply>} answer
 */
async function answered(tap, answer) {
  if (answer.kind === "ended") return showQuiet(whatIsWrong(answer, 0));
  const ours = () => leaving && shown?.id === tap.tip;
  if (!answer.ok && answer.kind !== "refused") {
    if (shown && ours()) return untilSent(shown);
    return net(answer.kind === "unreachable" ? OFFLINE : UNWELL);
  }
  net("");
  outcome = answer.ok
    ? {complete: "Done. ", "not-now": "Put aside. ", undo: "Undone. "}[tap.action]
    : `${tap.detail ?? "That was not recorded."} `;
  otherTabs.postMessage("recorded");
  if (ours()) await gone();
  await look();
  say("");
  if (answer.ok && tap.action === "complete") setTimeout(whenSeen(look), CLOSED_BY_MS);
}

const gone = () =>
  new Promise((resolve) => setTimeout(resolve, matchMedia("(prefers-reduced-motion: reduce)").matches ? 0 : LEAVE_MS));

/** @param {Tap} tap */
function undo(tap) {
  if (!taps.undo(tap)) return;
  outcome = "Undone, and nothing was sent. ";
  if (last?.id === tap.tip && (shown === null || leaving)) showTip(last);
  else look();
}

document.addEventListener("keydown", (event) => {
  if (event.key.toLowerCase() !== "z" || !(event.ctrlKey || event.metaKey) || event.shiftKey) return;
  const latest = taps.shown.findLast(undoable);
  if (latest) undo(latest);
});

// --- saying ---------------------------------------------------------------------------------------

/** @param {string} words */
function net(words) {
  if (byId("net").textContent !== words) byId("net").textContent = words;
}

/**
 * To a screen reader, in one breath with the outcome of the last tap.
 * @param {string} words
 */
function say(words) {
  if (outcome + words === "") return;
  byId("said").textContent = outcome + words;
  outcome = "";
}

function focusMiddle() {
  (article.hidden ? quiet.querySelector("h1") : done)?.focus({preventScroll: true});
}

// --- going ----------------------------------------------------------------------------------------

addEventListener("resize", refit);
addEventListener("offline", () => shown && net(OFFLINE));
addEventListener("online", look);
addEventListener("pageshow", (event) => event.persisted && look());
document.addEventListener(
  "visibilitychange",
  whenSeen(() => {
    look();
    readSources();
    mindConnections();
  }),
);
otherTabs.addEventListener("message", whenSeen(look));
setInterval(() => {
  taps.expire();
  drawSeconds(taps.shown);
}, 250);

drawTaps(taps.shown, rows);
await taps.retry();
await look();
readSources();
mindConnections();
