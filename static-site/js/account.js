// The account: its address, its sessions, sign-out, export and deletion.

import {agoWords} from "./ago.js";
import {get, post, remove} from "./api.js";
import {byId, el, safeLink, word} from "./dom.js";
import {failureWords} from "./failure.js";
import {endWhenDone, sendFirst} from "./leaving.js";
import {forget} from "./session.js";
import {momentWords} from "./time.js";

/** @import {Say, SessionView} from "../types" */
/** @import {Taps} from "./taps.js" */

/** @type {(say: Say, taps: Taps) => Promise<void>} */
export async function showAccount(say, taps) {
  const answer = await get("/api/me");
  if (!answer.ok || !byId("account").hidden) return;
  const {user_id, email, name, sessions} = answer.data;
  taps.of(user_id);
  const below = el("div");
  byId("account-inside").replaceChildren(
    el("p", {className: "who"}, email ?? name ?? "Signed in with Google"),
    sessionList(sessions),
    el(
      "div",
      {className: "controls"},
      button("Sign out", () => signOut(false, below, taps)),
      sessions.length > 1 ? button("Sign out everywhere", () => signOut(true, below, taps)) : null,
      button("Export my data", (event) => exportData(event.currentTarget, below, say)),
      el("button", {
        type: "button",
        className: "plain grave-link",
        textContent: "Delete everything",
        onclick: (event) => confirmDelete(event.currentTarget, below, taps),
      }),
    ),
    below,
  );
  byId("account").hidden = false;
}

/** @type {(textContent: string, onclick: (event: MouseEvent & {currentTarget: HTMLButtonElement}) => unknown) => HTMLButtonElement} */
const button = (textContent, onclick) => el("button", {type: "button", className: "button", textContent, onclick});

/** @param {SessionView[]} sessions */
function sessionList(sessions) {
  const all = [...sessions].sort(
    (a, b) => Number(b.current) - Number(a.current) || b.last_seen_at.localeCompare(a.last_seen_at),
  );
  return el(
    "details",
    {className: "sessions"},
    el("summary", {textContent: all.length === 1 ? "Signed in here only" : `Signed in at ${all.length} places`}),
    el(
      "ul",
      {},
      ...all.map((session) =>
        el(
          "li",
          {},
          el("span", {textContent: `${browserName(session.user_agent)}${session.current ? ", this one" : ""}`}),
          el("span", {textContent: session.current ? "here now" : `seen ${agoWords(session.last_seen_at)}`}),
        ),
      ),
    ),
  );
}

/** @param {string | null | undefined} agent */
function browserName(agent) {
  if (!agent) return "A browser";
  const first = (/** @type {[RegExp, string][]} */ pairs) => pairs.find(([pattern]) => pattern.test(agent))?.[1];
  const browser = first([
    [/Edg\//, "Edge"],
    [/OPR\//, "Opera"],
    [/Firefox\/|FxiOS/, "Firefox"],
    [/HeadlessChrome|Chrome\/|CriOS/, "Chrome"],
    [/Safari\//, "Safari"],
  ]);
  const system = first([
    [/iPhone|iPad/, "iOS"],
    [/Android/, "Android"],
    [/Mac OS X/, "macOS"],
    [/Windows/, "Windows"],
    [/Linux/, "Linux"],
  ]);
  return `${browser ?? "A browser"}${system ? ` on ${system}` : ""}`;
}

/** @type {(everywhere: boolean, below: HTMLElement, taps: Taps) => Promise<void>} */
async function signOut(everywhere, below, taps) {
  if (!(await sendFirst(taps, below, {go: "Sign out all the same", stay: "Stay signed in"}))) return;
  const answer = await post("/api/auth/sign-out", {everywhere});
  if (!answer.ok && answer.kind !== "ended") return below.replaceChildren(word(failureWords(answer)));
  await taps.dropAll();
  forget();
  location.assign("/?problem=signed_out");
}

/** @type {(control: HTMLButtonElement, below: HTMLElement, say: Say) => Promise<void>} */
async function exportData(control, below, say) {
  control.disabled = true;
  control.textContent = "Gathering…";
  const answer = await post("/api/me/export", {}, {timeout: 29_000});
  control.disabled = false;
  control.textContent = "Export my data";
  const href = answer.ok ? safeLink(answer.data.url) : null;
  if (!answer.ok || !href)
    return below.replaceChildren(word(failureWords(answer.ok ? {kind: "unwell", trace: answer.trace} : answer)));
  const link = el("a", {href, target: "_blank", rel: "noopener noreferrer", textContent: "Open the file"});
  below.replaceChildren(
    el(
      "p",
      {className: "word good"},
      el("strong", {textContent: "Your data is ready."}),
      link,
      `, until ${momentWords(answer.data.expires_at)}.`,
    ),
  );
  say("Your data is ready.");
  link.focus();
  link.click();
}

const deleteAll = (/** @type {boolean} */ drop) =>
  remove(/** @type {"/api/me"} */ (drop ? "/api/me?drop=true" : "/api/me"));

/** @type {(opener: HTMLElement, below: HTMLElement, taps: Taps) => void} */
function confirmDelete(opener, below, taps) {
  const typed = el("input", {
    type: "text",
    autocomplete: "off",
    autocapitalize: "none",
    spellcheck: false,
    name: "confirm",
  });
  const sure = el("button", {type: "submit", className: "button grave", textContent: "Delete everything"});
  sure.disabled = true;
  typed.addEventListener("input", () => (sure.disabled = typed.value.trim().toLowerCase() !== "delete"));
  const failed = el("div", {role: "status"});
  const form = el(
    "form",
    {
      className: "confirm",
      onsubmit: async (event) => {
        event.preventDefault();
        if (sure.disabled) return;
        sure.disabled = true;
        const words = {go: "Delete all the same", stay: "Keep it all"};
        const answer = (await sendFirst(taps, failed, words)) ? await endWhenDone(deleteAll, failed, words) : null;
        if (answer?.ok || answer?.kind === "ended") {
          await taps.dropAll();
          forget();
          return location.assign("/?problem=deleted");
        }
        sure.disabled = false;
        failed.replaceChildren(answer ? word(failureWords(answer)) : "");
      },
    },
    el("strong", {textContent: "Delete everything?"}),
    el("span", {
      textContent:
        "Your account, your connections and all that oO knows of your tasks. The tasks themselves stay where they live. This cannot be undone.",
    }),
    el("label", {}, "Type delete to confirm", typed),
    failed,
    el(
      "div",
      {className: "controls"},
      sure,
      button("Keep it all", () => {
        below.replaceChildren();
        opener.focus();
      }),
    ),
  );
  below.replaceChildren(form);
  typed.focus();
}
