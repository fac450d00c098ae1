// The tip page: asks for one tip, shows it, and records what the person does with it.

import {post} from "./api.js";
import {byId, el, safeLink} from "./dom.js";
import {fit} from "./fit.js";
import {linksIn, rendered} from "./markdown.js";
import {whatIsWrong, whyNone} from "./quiet.js";
import {sessionLives, signInLink, tipIsHome} from "./session.js";
import {Taps} from "./taps.js";
import {dueWords, laterChoices, momentWords} from "./time.js";

const ARM_MS = 400; // a tap this soon was meant for what was there before
const LEAVE_MS = 420;
const READ_AGAIN_MS = 60_000;
const TIP_SCHEMES = ["https:", "http:", "todoist:"];

const tipElement = byId("tip");
const done = byId("done");
const quiet = byId("quiet");
const taps = new Taps({onchange: showTaps, onrecorded: recorded});
const tabs = "BroadcastChannel" in window ? new BroadcastChannel("oo") : null;

let shown = null; // the tip on the page
let leaving = false; // it was tapped and is on its way out
let armedAt = 0;
let pressedOn = null;
let looking = null;
let lookAgain = false;
let timer = 0;
let tries = 0;
let readingSince = 0;
let seen = new Set(stored("oo.seen"));

// --- asking ---------------------------------------------------------------------------------------

/** Asks what to show; while an answer is on its way another call makes it ask once more after it. */
function look() {
  if (looking) {
    lookAgain = true;
    return looking;
  }
  clearTimeout(timer);
  looking = recommend().finally(() => {
    looking = null;
    if (lookAgain) {
      lookAgain = false;
      look();
    }
  });
  return looking;
}

async function recommend() {
  const answer = await post("/api/recommend", {
    context: {zone: Intl.DateTimeFormat().resolvedOptions().timeZone, page: "tip"},
    seen_notices: [...seen].slice(-50),
  });
  if (!answer.ok) return wrong(answer);
  sessionLives();
  tries = 0;
  const {tip, because, until, notices = []} = answer.data;
  showNotices(notices);
  if (because !== "first_fetch_running") readingSince = 0;
  if (tip) {
    tipIsHome();
    if (!taps.awaits(tip.id)) showTip(tip);
    else if (!leaving) waitForTap();
    return again(10 * 60_000);
  }
  if (because === "first_fetch_running") readingSince ||= Date.now();
  showQuiet(whyNone(because, until, readingSince ? Date.now() - readingSince : 0));
}

function wrong(answer) {
  const state = whatIsWrong(answer, tries++);
  if (shown && !leaving && answer.kind !== "ended") {
    net(answer.kind === "unreachable" ? "No network. What you tap is kept and sent when it is back." : "oO is not well at the moment. What you tap is kept.");
    return again(state.again ?? 10_000);
  }
  showQuiet(state);
}

function again(after) {
  clearTimeout(timer);
  if (after) timer = setTimeout(() => document.visibilityState === "visible" && look(), after);
}

/** Has the sources read, so that what the page shows is true; at most once a minute. */
async function readSources() {
  const last = Number(stored("oo.asked"));
  if (Date.now() - last < READ_AGAIN_MS && last <= Date.now()) return;
  store("oo.asked", Date.now());
  const answer = await post("/api/signals/fetch", {});
  if (answer.ok && answer.data?.connections > 0 && !shown) setTimeout(() => !shown && look(), 4_000);
}

// --- showing --------------------------------------------------------------------------------------

function showTip(tip) {
  if (shown && !leaving && JSON.stringify(shown) === JSON.stringify(tip)) return;
  const first = shown === null;
  shown = tip;
  leaving = false;
  armedAt = performance.now() + ARM_MS;
  closeChoices();
  const advice = tip.kind === "advice";
  byId("verb").textContent = advice ? "Mark as taken in: " : "Mark as done: ";
  byId("hint").textContent = advice ? "Tap when you have taken it in" : "Tap when it is done";
  byId("title").replaceChildren(rendered(tip.title.trim() || "Untitled", {links: false}));
  showDetails(tip.body?.trim() ?? "");
  showFacts(tip.meta ?? {});
  showLinks(tip);
  quiet.hidden = true;
  tipElement.hidden = false;
  tipElement.classList.remove("goes", "comes");
  done.removeAttribute("aria-disabled");
  refit();
  void tipElement.offsetWidth; // restarts the animation
  tipElement.classList.add("comes");
  if (!first || document.activeElement === done) say(`Next: ${byId("title").textContent}`);
}

function showDetails(body) {
  const details = byId("details");
  details.hidden = body === "";
  details.replaceChildren(rendered(body, {links: true}));
  details.scrollTop = 0;
}

function showFacts({project, due, deadline, recurring, minutes}) {
  const facts = [];
  const when = dueWords(due);
  const last = deadline === due ? null : dueWords(deadline);
  if (when) facts.push(el("span", {textContent: when.text, className: when.overdue ? "overdue" : ""}));
  if (last) facts.push(el("span", {textContent: last.overdue ? `deadline ${last.text}` : `deadline ${last.text}`, className: last.overdue ? "overdue" : ""}));
  if (recurring) facts.push(el("span", {textContent: "repeats"}));
  if (minutes > 0) facts.push(el("span", {textContent: minutes < 120 ? `${minutes} min` : `${Math.round(minutes / 6) / 10} h`}));
  if (project) facts.push(el("span", {}, el("bdi", {textContent: project})));
  byId("facts").replaceChildren(...facts);
  byId("facts").hidden = facts.length === 0;
}

function showLinks(tip) {
  const links = [];
  const deep = tip.deep_link ? safeLink(tip.deep_link, TIP_SCHEMES) : null;
  const outside = (href, text) => el("a", {className: "plain", href, target: "_blank", rel: "noopener noreferrer", textContent: text});
  if (deep) links.push(outside(deep, `Open in ${tip.source}`));
  else if (tip.source) links.push(el("span", {className: "facts-source", textContent: `From ${tip.source}`}));
  for (const {href, host} of linksIn(tip.title).slice(0, 3)) links.push(outside(href, host));
  byId("links").replaceChildren(...links);
}

/** The title gets what the rest leaves of the page, so it is measured last. */
function refit() {
  if (tipElement.hidden) return;
  const title = byId("title");
  const details = byId("details");
  title.style.setProperty("--size", "17px");
  const others = document.body.scrollHeight - title.offsetHeight;
  const room = innerHeight - (document.body.scrollHeight > innerHeight ? others : usedBeside(title));
  fit(title, Math.max(room, innerHeight * 0.3));
  const scrolls = details.scrollHeight > details.clientHeight + 1;
  if (scrolls) {
    details.tabIndex = 0;
    details.setAttribute("role", "region");
    details.setAttribute("aria-label", "Details");
  } else for (const name of ["tabindex", "role", "aria-label"]) details.removeAttribute(name);
}

function usedBeside(title) {
  const main = title.closest("main");
  const style = getComputedStyle(main);
  const content = [...main.children].reduce((sum, child) => sum + (child.hidden ? 0 : child.offsetHeight + parseFloat(getComputedStyle(child).marginBottom)), 0);
  return innerHeight - main.clientHeight + parseFloat(style.paddingTop) + parseFloat(style.paddingBottom) + content - title.offsetHeight;
}

function showQuiet({title, text, action, small, waiting, again: after}) {
  const hadFocus = tipElement.contains(document.activeElement) || quiet.contains(document.activeElement);
  const same = !quiet.hidden && quiet.dataset.words === title + text && !quiet.dataset.busy;
  shown = null;
  leaving = false;
  again(after);
  net("");
  if (same) return;
  tipElement.hidden = true;
  quiet.hidden = false;
  quiet.dataset.words = title + text;
  quiet.replaceChildren(
    ...[
      el("span", {className: waiting ? "ring waiting" : "ring", "aria-hidden": "true"}),
      el("h1", {textContent: title, tabIndex: -1}),
      el("p", {textContent: text}),
      control(action),
      small ? el("p", {className: "small", textContent: small}) : null,
    ].filter(Boolean),
  );
  quiet.style.animation = "none";
  void quiet.offsetWidth;
  quiet.style.animation = "";
  if (hadFocus) quiet.querySelector("h1").focus();
  say(`${title} ${text}`);
}

function control(action) {
  if (!action) return null;
  if (action.signIn) return signInLink(el("a", {className: "button strong action", textContent: action.name}), "/tip.html");
  if (action.href) return el("a", {className: "button strong action", href: action.href, textContent: action.name});
  return el("button", {
    type: "button",
    className: "button action",
    textContent: action.name,
    onclick: () => {
      if (action.reload) return location.reload();
      if (action.fetch) readSources();
      say("Looking.");
      return look();
    },
  });
}

/** The tip was tapped and oO has not heard of it yet: it is not shown again meanwhile. */
function waitForTap() {
  showQuiet({
    title: "Kept on this device.",
    text: "oO has not heard of your last tap yet. It is sent by itself as soon as that is possible, and the next tip follows.",
    action: {name: "Try now", look: true},
    waiting: true,
    again: 5_000,
  });
}

// --- doing ----------------------------------------------------------------------------------------

done.addEventListener("pointerdown", () => (pressedOn = shown?.id ?? null));
done.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" && event.key !== " ") return;
  if (event.repeat) event.preventDefault(); // held, not meant
  else pressedOn = shown?.id ?? null;
});
done.addEventListener("click", () => {
  const meant = pressedOn === null || pressedOn === shown?.id;
  pressedOn = null;
  if (!ready() || !meant) return;
  const tip = shown;
  leave();
  taps.complete(tip);
});

const ready = () => shown !== null && !leaving && performance.now() >= armedAt;

function leave() {
  leaving = true;
  closeChoices();
  done.setAttribute("aria-disabled", "true");
  tipElement.classList.remove("comes");
  tipElement.classList.add("goes");
  const tip = shown;
  setTimeout(() => {
    if (leaving && shown === tip && taps.awaits(tip.id) && !taps.someKept) net("Recording…");
  }, LEAVE_MS + 800);
}

const leftLongEnough = () => new Promise((resolve) => setTimeout(resolve, matchMedia("(prefers-reduced-motion: reduce)").matches ? 0 : LEAVE_MS));

/** A tap was answered, or could not be sent. */
async function recorded(tap, answer) {
  if (answer.kind === "ended") return showQuiet(whatIsWrong(answer, 0));
  if (!answer.ok && answer.kind !== "refused") {
    net(answer.kind === "unreachable" ? "No network. Your tap is kept and sent when it is back." : "oO is not well at the moment. Your tap is kept and sent again.");
    if (leaving && shown?.id === tap.tip) {
      await leftLongEnough();
      if (leaving && shown?.id === tap.tip) waitForTap();
    }
    return;
  }
  net("");
  if (tap.action === "undo") say(answer.ok ? "Undone. It is back among your tasks." : (tap.detail ?? "It could not be undone."));
  else say(!answer.ok ? tap.detail : tap.action === "complete" ? "Done." : "Put aside.");
  tabs?.postMessage("recorded");
  if (leaving && shown?.id === tap.tip) await leftLongEnough();
  look();
  // What the source said comes later: look once more, for a notice.
  if (answer.ok && tap.action === "complete") setTimeout(() => document.visibilityState === "visible" && look(), 25_000);
}

// --- not now --------------------------------------------------------------------------------------

const later = byId("later");
const choices = byId("choices");

later.addEventListener("click", () => {
  if (!choices.hidden) return closeChoices();
  if (!ready()) return;
  choices.replaceChildren(
    ...laterChoices().map(({name, until, at}) =>
      el(
        "button",
        {type: "button", className: "button", onclick: () => putAside(until)},
        name,
        el("time", {dateTime: until.toISOString(), textContent: at}),
      ),
    ),
  );
  choices.hidden = false;
  later.setAttribute("aria-expanded", "true");
  refit();
  choices.firstChild.focus();
});

function putAside(until) {
  if (!ready()) return;
  const tip = shown;
  done.focus({preventScroll: true});
  leave();
  taps.notNow(tip, until);
}

function closeChoices() {
  if (choices.hidden) return;
  const inside = choices.contains(document.activeElement);
  choices.hidden = true;
  later.setAttribute("aria-expanded", "false");
  if (inside) later.focus();
}

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && !choices.hidden) {
    closeChoices();
    refit();
  }
  if (event.key.toLowerCase() === "z" && (event.ctrlKey || event.metaKey) && !event.shiftKey) {
    const last = taps.shown.findLast((tap) => undoable(tap));
    if (last) undo(last);
  }
});

// --- what was done, and undo ----------------------------------------------------------------------

const undoable = (tap) => tap.state === "recorded" || tap.state === "sending" || tap.state === "kept";

function undo(tap) {
  const tip = shown;
  if (taps.undo(tap)) {
    say("Undone. Nothing was sent.");
    if (tip?.id === tap.tip || shown === null) look();
  }
}

const WORDS = {
  sending: {complete: "Recording…", "not-now": "Recording…"},
  kept: {complete: "Kept", "not-now": "Kept"},
  recorded: {complete: "Done", "not-now": "Put aside"},
  undoing: {complete: "Undoing…", "not-now": "Undoing…"},
  undone: {complete: "Undone", "not-now": "Back"},
  failed: {complete: "Not recorded", "not-now": "Not recorded"},
};

const rows = new Map();

function showTaps() {
  const list = byId("taps");
  const current = taps.shown;
  for (const [event, row] of rows) {
    if (current.some((tap) => tap.event === event)) continue;
    if (row.contains(document.activeElement)) focusMiddle();
    row.remove();
    rows.delete(event);
  }
  for (const tap of current) {
    let row = rows.get(tap.event);
    if (!row) {
      row = el("li");
      rows.set(tap.event, row);
      list.append(row);
    }
    if (row.dataset.state !== tap.state) showTap(row, tap);
  }
  count();
}

function showTap(row, tap) {
  const hadFocus = row.contains(document.activeElement);
  row.dataset.state = tap.state;
  row.classList.toggle("wordy", tap.state === "failed");
  const name = plainTitle(tap.title);
  const state = tap.state === "recorded" && tap.action === "not-now" ? `Aside until ${momentWords(tap.until)}` : WORDS[tap.state][tap.action];
  const control = undoable(tap)
    ? el("button", {type: "button", className: "plain undo", "aria-label": `Undo: ${name}`, onclick: () => undo(tap)}, "Undo", el("span", {className: "left", "aria-hidden": "true"}))
    : tap.state === "failed"
      ? el("button", {type: "button", className: "plain undo", textContent: "Dismiss", onclick: () => taps.dismiss(tap)})
      : null;
  row.replaceChildren(
    el(
      "span",
      {className: "what"},
      el("span", {className: "state", textContent: state}),
      el("bdi", {className: "name", textContent: tap.state === "failed" ? ` ${tap.detail}` : name}),
    ),
    ...(control ? [control] : []),
  );
  if (hadFocus) (row.querySelector("button") ?? focusMiddle())?.focus();
}

function plainTitle(title) {
  const fragment = rendered(title.trim() || "Untitled", {links: false});
  return fragment.textContent.replace(/\s+/g, " ");
}

function focusMiddle() {
  (tipElement.hidden ? quiet.querySelector("h1") : done)?.focus({preventScroll: true});
}

function count() {
  for (const tap of taps.shown) {
    const left = rows.get(tap.event)?.querySelector(".left");
    if (left) left.textContent = tap.undoUntil ? String(Math.max(0, Math.ceil((tap.undoUntil - Date.now()) / 1000))) : "";
  }
}

setInterval(() => {
  taps.expire();
  count();
}, 250);

// --- notices --------------------------------------------------------------------------------------

const NOTICES = {
  refused: "Not closed at its source",
  moved: "Its date had moved",
  undo_too_late: "Too late to undo",
};

function showNotices(notices) {
  seen = new Set([...seen].filter((id) => notices.some((notice) => notice.id === id)));
  store("oo.seen", [...seen]);
  const open = notices.filter((notice) => !seen.has(notice.id));
  const place = byId("notice");
  const [notice] = open;
  if (place.dataset.id === (notice?.id ?? "")) return;
  place.dataset.id = notice?.id ?? "";
  place.hidden = !notice;
  if (!notice) return refit();
  const link = notice.deep_link ? safeLink(notice.deep_link, TIP_SCHEMES) : null;
  place.replaceChildren(
    ...[
      el("h2", {}, `${NOTICES[notice.kind] ?? "About a task"}: `, el("bdi", {textContent: plainTitle(notice.title)})),
      el("p", {textContent: notice.detail}),
      el(
        "p",
        {className: "below"},
        link ? el("a", {className: "plain", href: link, target: "_blank", rel: "noopener noreferrer", textContent: "Open the task"}) : null,
        el("button", {
          type: "button",
          className: "plain",
          textContent: open.length > 1 ? `Dismiss (1 of ${open.length})` : "Dismiss",
          onclick: () => {
            seen.add(notice.id);
            store("oo.seen", [...seen]);
            showNotices(notices);
            if (place.hidden) focusMiddle();
            else place.querySelector("button").focus();
          },
        }),
      ),
    ].filter(Boolean),
  );
  say(`${NOTICES[notice.kind] ?? "About a task"}: ${notice.detail}`);
  refit();
}

// --- small things ---------------------------------------------------------------------------------

function net(words) {
  if (byId("net").textContent !== words) byId("net").textContent = words;
}

function say(words) {
  byId("said").textContent = words;
}

function stored(key) {
  try {
    return JSON.parse(localStorage.getItem(key) ?? "[]");
  } catch {
    return [];
  }
}

function store(key, value) {
  try {
    localStorage.setItem(key, JSON.stringify(value));
  } catch {
    // Then it is forgotten with the page.
  }
}

// --- going ----------------------------------------------------------------------------------------

let width = 0;
let height = 0;
addEventListener("resize", () => {
  if (innerWidth === width && innerHeight === height) return;
  [width, height] = [innerWidth, innerHeight];
  refit();
});
addEventListener("offline", () => net("No network. What you tap is kept and sent when it is back."));
addEventListener("online", () => {
  net("");
  look();
});
document.addEventListener("visibilitychange", () => {
  if (document.visibilityState !== "visible") return;
  look();
  readSources();
});
addEventListener("pageshow", (event) => event.persisted && look());
tabs?.addEventListener("message", () => document.visibilityState === "visible" && look());

showTaps();
await taps.retry();
await look();
readSources();
