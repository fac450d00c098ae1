// Notices about earlier taps and about the account: the source did not close a task, or could not reopen it. One is shown
// at a time.

import {byId, el, outside, safeLink} from "./dom.js";
import {plain} from "./markdown.js";
import {browser} from "./memory.js";
import {SEEN} from "./session.js";

/** @import {Notice, Say} from "../types" */

const KINDS = {
  refused: "It stays open at its source",
  moved: "Its date had moved",
  undo_too_late: "It was too late to undo",
  dropped: "Not done before its source was disconnected",
  taken_back: "It is open again at its source",
  closed_with: "More was completed with it",
  session_reuse: "About your account",
};

/** @param {Notice} notice */
const heading = ({kind, title}) => [KINDS[kind] ?? "About a task", title ? ": " : "", plain(title ?? "")];

/** @type {(notices: Notice[], act: {say: Say, changed(): void, focusElsewhere(): void}) => void} */
export function drawNotices(notices, act) {
  const seen = browser.recall(SEEN, /** @type {string[]} */ ([])).filter((id) => notices.some((one) => one.id === id));
  browser.remember(SEEN, seen);
  const open = notices.filter((notice) => !seen.includes(notice.id));
  const [notice] = open;
  const place = byId("notice");
  if ((place.dataset.id ?? "") === (notice?.id ?? "")) return;
  const hadFocus = place.contains(document.activeElement);
  place.dataset.id = notice?.id ?? "";
  place.hidden = !notice;
  if (notice) {
    const dismiss = () => {
      browser.remember(SEEN, [...seen, notice.id]);
      drawNotices(notices, act);
    };
    place.replaceChildren(...parts(notice, open.length, dismiss));
    act.say(`${heading(notice).join("")}. ${notice.detail}`);
  }
  if (hadFocus) {
    if (notice) place.querySelector("button")?.focus();
    else act.focusElsewhere();
  }
  act.changed();
}

/** @type {(notice: Notice, count: number, dismiss: () => void) => HTMLElement[]} */
function parts(notice, count, dismiss) {
  const {detail, deep_link} = notice;
  const [kind, colon, title] = heading(notice);
  const link = deep_link ? safeLink(deep_link, ["https:", "http:", "todoist:"]) : null;
  return [
    el("h2", {}, kind, colon, el("bdi", {textContent: title})),
    el("p", {textContent: detail}),
    el(
      "p",
      {className: "below"},
      link ? outside(link, "Open the task") : null,
      el("button", {
        type: "button",
        className: "plain",
        textContent: count > 1 ? `Dismiss, 1 of ${count}` : "Dismiss",
        onclick: dismiss,
      }),
    ),
  ];
}
