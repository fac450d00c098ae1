// The account: its address, its sessions, sign-out, export and deletion. Some of it needs a fresh sign-in: the person comes
// back to what they were doing.

import {agoWords} from "./ago.js";
import {change, get, post, remove} from "./api.js";
import {byId, el, safeLink, word} from "./dom.js";
import {failureWords} from "./failure.js";
import {endWhenDone, sendFirst} from "./leaving.js";
import {forget, signInLink} from "./session.js";
import {momentWords} from "./time.js";

/** @import {Failure, MailWishes, Say, SessionView} from "../types" */
/** @import {Taps} from "./taps.js" */

const MEANT = "oo.meant"; // what the person was about to do when they had to sign in again
const MEANT_MS = 15 * 60_000;

/** @type {(say: Say, taps: Taps) => Promise<void>} */
export async function showAccount(say, taps) {
  const answer = await get("/api/me");
  if (!answer.ok || !byId("account").hidden) return;
  const {user_id, email, name, mail, sessions} = answer.data;
  taps.of(user_id);
  const below = el("div", {"data-user": user_id});
  const exporting = button("Export my data", (event) => exportData(event.currentTarget, below, say));
  const deleting = el("button", {
    type: "button",
    className: "plain grave-link",
    textContent: "Delete everything",
    onclick: (event) => confirmDelete(event.currentTarget, below, taps),
  });
  byId("account-inside").replaceChildren(
    el("p", {className: "who"}, email ?? name ?? "Signed in with Google"),
    sessionList(sessions, below, () => redraw(say, taps)),
    ...(mail ? [mailSwitches(mail, below)] : []),
    el(
      "div",
      {className: "controls"},
      button("Sign out", () => signOut(false, below, taps)),
      sessions.length > 1 ? button("Sign out everywhere", () => signOut(true, below, taps)) : null,
      exporting,
      deleting,
    ),
    below,
  );
  byId("account").hidden = false;
  const meant = takeMeant(user_id);
  if (meant === "export") exporting.click();
  if (meant === "delete") deleting.click();
  if (meant === "sessions") byId("account-inside").querySelector("details")?.setAttribute("open", "");
}

/** @type {(say: Say, taps: Taps) => Promise<void>} */
function redraw(say, taps) {
  byId("account").hidden = true;
  return showAccount(say, taps);
}

/**
 * Why something was refused. Where it needs a fresh sign-in, the way to it, and back to what was `meant`.
 * @type {(answer: Failure, meant: "export" | "delete" | "sessions", place: HTMLElement) => void}
 */
function refused(answer, meant, place) {
  if (answer.code !== "sign_in_again") return place.replaceChildren(word(failureWords(answer)));
  const link = el("a", {className: "button strong", textContent: "Sign in again"});
  link.addEventListener("click", () => {
    sessionStorage.setItem(MEANT, JSON.stringify({meant, user: place.dataset.user, at: Date.now()}));
  });
  place.replaceChildren(
    el(
      "div",
      {className: "confirm", role: "group", "aria-label": "Sign in again first"},
      el("strong", {textContent: "Sign in again first.", tabIndex: -1}),
      el("span", {
        textContent: "For your safety, this needs a sign-in of the last 15 minutes. You come back here afterwards.",
      }),
      el("div", {className: "controls"}, signInLink(link, "/connect.html", true)),
    ),
  );
  link.focus();
}

/**
 * What this user was about to do before a fresh sign-in.
 * @param {string} user
 */
function takeMeant(user) {
  const kept = JSON.parse(sessionStorage.getItem(MEANT) ?? "null");
  sessionStorage.removeItem(MEANT);
  return kept?.user === user && Date.now() - kept.at < MEANT_MS ? kept.meant : null;
}

/** @type {(textContent: string, onclick: (event: MouseEvent & {currentTarget: HTMLButtonElement}) => unknown) => HTMLButtonElement} */
const button = (textContent, onclick) => el("button", {type: "button", className: "button", textContent, onclick});

/** @type {(sessions: SessionView[], below: HTMLElement, ended: () => unknown) => HTMLElement} */
function sessionList(sessions, below, ended) {
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
          session.current ? null : endButton(session, below, ended),
        ),
      ),
    ),
  );
}

/** @type {(wishes: MailWishes, below: HTMLElement) => HTMLElement} */
function mailSwitches(wishes, below) {
  /** @type {(kind: keyof MailWishes, text: string) => HTMLElement} */
  const mailSwitch = (kind, text) =>
    el(
      "li",
      {},
      el(
        "label",
        {},
        el("input", {
          type: "checkbox",
          checked: wishes[kind],
          onclick: async ({currentTarget: box}) => {
            box.disabled = true;
            const wanted = {...wishes, [kind]: box.checked};
            const answer = await change("/api/me", {mail: wanted});
            box.disabled = false;
            if (answer.ok) wishes = wanted;
            else box.checked = wishes[kind];
            below.replaceChildren(answer.ok ? "" : word(failureWords(answer)));
          },
        }),
        ` ${text}`,
      ),
    );
  return el(
    "details",
    {className: "sessions"},
    el("summary", {textContent: "Mail"}),
    el(
      "ul",
      {},
      mailSwitch("reconnect", "When a connection must be renewed"),
      mailSwitch("session_reuse", "When a sign-in of mine was copied"),
    ),
  );
}

/** @type {(session: SessionView, below: HTMLElement, ended: () => unknown) => HTMLElement} */
function endButton({id, user_agent}, below, ended) {
  return el("button", {
    type: "button",
    className: "plain",
    textContent: "Sign out there",
    "aria-label": `Sign out ${browserName(user_agent)}`,
    onclick: async () => {
      const answer = await remove(`/api/me/sessions/${id}`);
      if (answer.ok) ended();
      else refused(answer, "sessions", below);
    },
  });
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
  taps.over();
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
  if (!answer.ok || !href) return refused(answer.ok ? {kind: "unwell", trace: answer.trace} : answer, "export", below);
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
          taps.over();
          forget();
          return location.assign("/?problem=deleted");
        }
        sure.disabled = false;
        if (answer?.code === "sign_in_again") refused(answer, "delete", below);
        else failed.replaceChildren(answer ? word(failureWords(answer)) : "");
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
