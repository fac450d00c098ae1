// The connect page: shows the connectors, and polls while a connection is being read.

import {showAccount} from "./account.js";
import {get, post, remove} from "./api.js";
import {connectorView} from "./connections.js";
import {byId, el, startAgain, word} from "./dom.js";
import {failureWords} from "./failure.js";
import {endWhenDone, sendFirst} from "./leaving.js";
import {sessionLives, signInLink} from "./session.js";
import {Taps} from "./taps.js";

/** @import {Connecting, ConnectorView, Failure, Words} from "../types" */

/** @type {Record<string, (name: string) => [title: string, text: string]>} */
const PROBLEMS = {
  denied: (name) => [
    `${name} was not connected.`,
    "You said no there, and nothing was shared. You can connect it at any time.",
  ],
  attempt_expired: () => [
    "That took longer than ten minutes.",
    "For your safety an attempt ends then. Start it again.",
  ],
  attempt_unknown: () => [
    "That attempt was not started here.",
    "It was used already, or begun in another browser. Start it again.",
  ],
  session_ended: () => ["Your session ended meanwhile.", "Sign in again, then connect once more."],
  wrong_account: (name) => [
    "That was another account.",
    `To renew a connection, log in at ${name} with the account that it belongs to. To use both, add the other as another account.`,
  ],
  provider_down: (name) => [`${name} does not answer right now.`, "Wait a minute, then try again."],
  too_many_requests: () => ["One moment.", "That was a lot at once. Wait a minute, then connect again."],
  two_cookies: () => ["This browser sent a cookie of oO twice.", "They are cleared now. Connect again."],
  database_unavailable: () => ["oO cannot reach its database.", "Nothing is lost. Try again in a moment."],
  provider_refused: (name) => [
    `${name} refused the connection.`,
    "Try again. If it stays so, the health page says what is wrong.",
  ],
};

const query = new URLSearchParams(location.search);
/** @type {ConnectorView[]} */
let connectors = [];
/** @type {string | null} */
let confirming = null;
let timer = 0;
let failures = 0;
let drawn = "";
let wasReading = false;

const taps = new Taps({onchange: drawTaps, onanswer() {}, onover: startAgain});

/** @type {Connecting} */
const act = {
  async begin(connector, connection, button) {
    busy(button, `To ${connector.name}…`);
    const answer = await post(
      `/api/connectors/${encodeURIComponent(connector.provider)}/begin`,
      connection ? {connection_id: connection.id} : {},
    );
    if (answer.ok && /^https?:/.test(answer.data.redirect_url)) return location.assign(answer.data.redirect_url);
    failed(answer.ok ? {kind: "unwell", trace: answer.trace} : answer);
    draw(true);
  },
  async fetch(button) {
    busy(button, "Reading…");
    const answer = await post("/api/signals/fetch", {});
    if (!answer.ok) {
      failed(answer);
      return draw(true);
    }
    say("Reading.");
    refresh();
  },
  confirm(id, focus) {
    confirming = id;
    draw(true);
    keyed(focus ?? `sure ${id}`)?.focus();
  },
  async disconnect(connector, connection, button) {
    busy(button, "Disconnecting…");
    const words = {go: "Disconnect all the same", stay: "Keep it"};
    const address = /** @type {const} */ (`/api/connections/${encodeURIComponent(connection.id)}`);
    const end = (/** @type {boolean} */ drop) => remove(drop ? `${address}?drop=true` : address);
    const answer = (await sendFirst(taps, byId("word"), words)) ? await endWhenDone(end, byId("word"), words) : null;
    if (!answer) {
      confirming = null;
      byId("word").replaceChildren();
      return draw(true);
    }
    if (!answer.ok && answer.status !== 404) {
      failed(answer);
      return draw(true);
    }
    confirming = null;
    tell(
      {
        title: `${connector.name} is disconnected.`,
        text: "Its tasks are gone from oO, and the access is being given back.",
      },
      true,
    );
    await refresh();
    keyed(`begin ${connector.provider}`)?.focus();
  },
};

/** The control with this `data-key`, which is the same after each drawing. */
const keyed = (/** @type {string} */ key) =>
  /** @type {HTMLElement | null} */ (document.querySelector(`[data-key="${key}"]`));

async function refresh() {
  clearTimeout(timer);
  const answer = await get("/api/connectors");
  byId("connectors").removeAttribute("aria-busy");
  if (!answer.ok) return missed(answer);
  sessionLives();
  if (failures > 0) byId("word").replaceChildren();
  failures = 0;
  connectors = answer.data.connectors;
  const settled = announce();
  draw();
  if (byId("account").hidden) showAccount(say, taps);
  timer = setTimeout(() => document.visibilityState === "visible" && refresh(), settled ? 30_000 : 2_000);
}

/** @param {Failure} answer */
function missed(answer) {
  failures++;
  if (answer.kind === "ended") {
    const words = query.get("problem") === "session_ended" ? asWords(PROBLEMS.session_ended("")) : failureWords(answer);
    byId("word").replaceChildren(word(words));
    byId("connectors").replaceChildren(
      signInLink(el("a", {className: "button strong", textContent: "Sign in with Google"}), "/connect.html"),
    );
    byId("onward").hidden = true;
    byId("account").hidden = true;
    byId("account-inside").replaceChildren();
    connectors = [];
    return taps.over();
  }
  tell(failureWords(answer));
  if (connectors.length === 0) {
    byId("connectors").replaceChildren(
      el("button", {type: "button", className: "button", textContent: "Try again", onclick: refresh}),
    );
  }
  const wait = answer.retryAfter ? answer.retryAfter * 1000 : Math.min(30_000, 2_000 * 2 ** failures);
  timer = setTimeout(() => document.visibilityState === "visible" && refresh(), wait);
}

/** Says once that reading is over; true when nothing is being read. */
function announce() {
  const all = connectors.flatMap((connector) => connector.connections);
  const reading = all.some((connection) => connection.fetching || connection.state === "first_fetch");
  if (wasReading && !reading) say(`${all.reduce((sum, connection) => sum + connection.tasks, 0)} open tasks.`);
  wasReading = reading;
  return !reading;
}

/** Draws the connectors if they look different; the focus stays on its control. */
function draw(force = false) {
  const place = byId("connectors");
  const views = connectors.map((connector) => connectorView(connector, act, confirming));
  const looks = views.map((view) => view.outerHTML).join("");
  const usable = connectors.some((connector) =>
    connector.connections.some((connection) => connection.state !== "reconnect"),
  );
  byId("onward").hidden = !usable;
  if (!force && looks === drawn) return;
  drawn = looks;
  const focused = document.activeElement;
  const key = focused instanceof HTMLElement && place.contains(focused) ? focused.dataset.key : null;
  place.replaceChildren(
    ...(views.length > 0 ? views : [el("p", {className: "wait", textContent: "This server has no connectors."})]),
  );
  if (key) keyed(key)?.focus();
}

/** Says what was tapped and is not recorded; the tip's page has the details. */
function drawTaps() {
  const {losable, shown, unsent} = taps;
  const failed = shown.filter(({state}) => state === "failed" || state === "stays").length;
  const words = [
    unsent.length > 0 ? `${count(unsent.length)} not sent yet. oO sends what waits by itself.` : "",
    losable ? "Keep this page open until then." : "",
    failed > 0 ? `${count(failed)} not recorded; your tip's page says why.` : "",
  ]
    .filter((part) => part)
    .join(" ");
  if (byId("taps").textContent !== words) byId("taps").textContent = words;
}

const count = (/** @type {number} */ number) => (number === 1 ? "One tap is" : `${number} taps are`);

/** @type {(button: HTMLElement, words: string) => void} */
function busy(button, words) {
  button.setAttribute("aria-disabled", "true");
  button.textContent = words;
}

/** @param {Failure} answer */
function failed(answer) {
  if (answer.kind === "ended") return missed(answer);
  tell(failureWords(answer));
}

/** @param {Words} words */
function tell(words, good = false) {
  byId("word").replaceChildren(word(words, good));
}

/** @param {string} words */
function say(words) {
  byId("said").textContent = words;
}

const asWords = (/** @type {[title: string, text: string]} */ [title, text]) => ({title, text});

/** Says how connecting went, when the provider has just sent the browser back. */
function greet() {
  const named = (/** @type {string | null} */ provider) =>
    connectors.find((connector) => connector.provider === provider)?.name ?? connectors[0]?.name ?? "The provider";
  const problem = query.get("problem");
  const connected = query.get("connected");
  if (problem !== null) {
    const name = named(query.get("provider"));
    tell(
      asWords(
        Object.hasOwn(PROBLEMS, problem)
          ? PROBLEMS[problem](name)
          : ["Connecting did not work.", "Try again. If it stays so, the health page says what is wrong."],
      ),
    );
  } else if (
    connected !== null &&
    connectors.some((connector) => connector.provider === connected && connector.connections.length > 0)
  ) {
    tell({title: `${named(connected)} is connected.`, text: "oO reads your tasks now. You can go on at once."}, true);
  }
}

document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && refresh());
addEventListener("online", refresh);
addEventListener("pageshow", (event) => event.persisted && refresh().then(() => draw(true)));

await refresh();
if (failures === 0) greet();
