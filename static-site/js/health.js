// Asks every module for its health. A module that does not answer counts as not well.

import {ask} from "./api.js";
import {byId, el} from "./dom.js";

/** @import {Health, HealthCheck} from "../types" */
/** @typedef {keyof typeof MODULES} Name */
/** @typedef {HealthCheck & {reference?: string | null}} Check */
/** @typedef {{name: Name, ok: boolean, checks: Check[]}} Result */

const MODULES = {
  auth: "Signing in",
  "connect-callback": "Connecting",
  "fetch-signals": "Reading tasks",
  recommend: "Choosing a tip",
  "complete-tip": "Marking as done",
};
const EVERY_MS = 10_000;

let timer = 0;
let drawn = "";
let summary = "";

/** @type {(name: Name) => Promise<Result>} */
async function examine(name) {
  const answer = await ask(`/api/${name}/health`, {timeout: 8_000});
  const data = /** @type {Partial<Health> | undefined} */ (answer.data);
  if (typeof data?.ok === "boolean" && Array.isArray(data.checks)) {
    const red = data.checks.some((check) => !check.ok);
    return {name, ok: data.ok && !red && answer.ok, checks: data.checks};
  }
  const silent = answer.kind === "unreachable";
  return {
    name,
    ok: false,
    checks: [
      {
        name: "answer",
        ok: false,
        detail: silent
          ? "It did not answer within 8 seconds, or cannot be reached."
          : `It answered with status ${answer.status}, but not with its health.`,
        mend: silent
          ? "See that oO is running and that this device has a network. Its log says why it stopped."
          : "Its log has the reason, under the reference below.",
        reference: silent ? null : answer.trace,
      },
    ],
  };
}

async function look() {
  clearTimeout(timer);
  const results = await Promise.all(/** @type {Name[]} */ (Object.keys(MODULES)).map(examine));
  draw(results);
  timer = setTimeout(() => document.visibilityState === "visible" && look(), EVERY_MS);
}

/** @param {Result[]} results */
function draw(results) {
  const ill = results.filter((result) => !result.ok).length;
  const words =
    ill === 0
      ? "All is well."
      : ill === 1
        ? "One part is not well."
        : `${ill} of ${results.length} parts are not well.`;
  if (words !== summary) {
    summary = words;
    byId("summary").textContent = words;
    byId("said").textContent = words;
    document.title = `${words.slice(0, -1)} · oO`;
  }
  byId("when").textContent =
    `Looked at ${new Date().toLocaleTimeString("en-GB")}, and again every ${EVERY_MS / 1000} seconds.`;
  const looks = JSON.stringify(
    results.map((result) => ({...result, checks: result.checks.map(({reference, ...check}) => check)})),
  );
  if (looks === drawn) return;
  drawn = looks;
  byId("modules").replaceChildren(...results.map(moduleView));
}

/** @param {Result} result */
function moduleView({name, ok, checks}) {
  return el(
    "li",
    {className: "module", id: name},
    el("h2", {}, `${MODULES[name]} `, el("span", {className: "id", textContent: name})),
    el("p", {className: ok ? "verdict" : "verdict ill", textContent: ok ? "✓ well" : "✕ not well"}),
    el("ul", {className: "checks", "aria-label": `Checks of ${name}`}, ...checks.map(checkView)),
  );
}

/** @param {Check} check */
function checkView({name, ok, detail, mend, reference}) {
  return el(
    "li",
    {className: ok ? "" : "ill"},
    el("span", {className: "mark", "aria-hidden": "true", textContent: ok ? "✓" : "✕"}),
    el(
      "span",
      {},
      el("span", {className: "name", textContent: `${name}: `}),
      ok ? "" : el("span", {className: "unseen", textContent: "not well. "}),
      detail,
      !ok && mend ? el("span", {className: "mend", textContent: mend}) : null,
      reference ? el("span", {className: "mend", textContent: `Reference ${reference}`}) : null,
    ),
  );
}

byId("now").addEventListener("click", look);
document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && look());
look();
