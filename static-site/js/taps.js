// What a person did, until it is recorded. A tap gets its event id before it is sent, and keeps it through retries and
// reloads: recording it is idempotent.

import {post} from "./api.js";
import {tab} from "./memory.js";

/** @import {Failure, Outcome, Sent, Tap, TapReply, Tip} from "../types" */

const KEPT = "oo.taps";
const UNDO_MS = 10_000;
const RETRY_MS = [1_000, 2_000, 4_000, 8_000, 15_000, 30_000];

/**
 * The states of a tap:
 *   sending   the request is on its way
 *   kept      the network or the server is away; the tap is sent when they are back
 *   recorded  the server has it
 *   undoing, undone
 *   failed    it will never be recorded; `detail` says why, for a person
 *   stays     it was recorded and cannot be undone; `detail` says why
 * An undo is a tap too; it shows as the state of what it undoes.
 */
export class Taps {
  /** @type {Tap[]} */
  #taps = [];
  #onchange;
  #onanswer;
  /** @type {Map<string, number>} */
  #timers = new Map();

  /** @param {{onchange: () => void, onanswer: (tap: Tap, answer: Outcome<TapReply>) => void}} heard */
  constructor({onchange, onanswer}) {
    this.#onchange = onchange;
    this.#onanswer = onanswer;
    this.#taps = restore();
    addEventListener("online", () => this.retry());
  }

  /** The taps to show, oldest first. An undo is not among them: it shows as the state of its tap. */
  get shown() {
    return this.#taps.filter((tap) => tap.action !== "undo");
  }

  /**
   * Whether a tap on this tip is not answered yet; the page must not offer the tip again until then.
   * @param {string} tip
   */
  awaits(tip) {
    return this.#taps.some((tap) => tap.tip === tip && (tap.state === "sending" || tap.state === "kept"));
  }

  get someKept() {
    return this.#taps.some((tap) => tap.state === "kept");
  }

  /** @param {Tip} tip */
  complete(tip) {
    return this.#add({tip: tip.id, action: "complete", title: tip.title, source: tip.source});
  }

  /** @type {(tip: Tip, until: Date) => Tap} */
  notNow(tip, until) {
    return this.#add({
      tip: tip.id,
      action: "not-now",
      until: until.toISOString(),
      title: tip.title,
      source: tip.source,
    });
  }

  /**
   * True when the tap was never sent: it is dropped, and no undo is sent either.
   * @param {Tap} tap
   */
  undo(tap) {
    if (tap.state === "kept" && !tap.left) {
      this.#drop(tap);
      return true;
    }
    tap.state = "undoing";
    this.#settle(tap.event);
    this.#add({tip: tap.tip, action: "undo", undoes: tap.event});
    return false;
  }

  /** @param {Tap} tap */
  dismiss(tap) {
    this.#drop(tap);
  }

  /** Sends unanswered taps again: after a reload, when the network is back, after signing in. */
  retry() {
    const waiting = this.#taps.filter((tap) => tap.state === "sending" || tap.state === "kept");
    return Promise.all(waiting.filter((tap) => !tap.flying).map((tap) => this.#send(tap)));
  }

  /** Drops each tap whose time to undo is over. */
  expire() {
    const over = this.#taps.filter((tap) => tap.undoUntil && tap.undoUntil <= Date.now());
    if (over.length === 0) return;
    this.#taps = this.#taps.filter((tap) => !over.includes(tap));
    this.#changed();
  }

  /** @param {Pick<Tap, "tip" | "action"> & Partial<Tap>} parts */
  #add(parts) {
    /** @type {Tap} */
    const tap = {event: crypto.randomUUID(), ...parts, state: "sending"};
    this.#taps.push(tap);
    if (navigator.onLine) this.#send(tap);
    else tap.state = "kept";
    this.#changed();
    return tap;
  }

  /** @param {Tap} tap */
  async #send(tap, tries = 0) {
    this.#settle(tap.event);
    tap.left = true;
    tap.flying = true;
    this.#changed();
    const answer = await post(`/api/tips/${tap.tip}/${tap.action}`, body(tap), {timeout: 12_000, keepalive: true});
    tap.flying = false;
    if (!this.#taps.includes(tap)) return;
    if (answer.ok) this.#recorded(tap, answer.data);
    else if (answer.kind === "refused") this.#failed(tap, answer);
    else this.#keep(tap, answer, tries);
    this.#changed();
    this.#onanswer(tap, answer);
  }

  /** @type {(tap: Tap, reply: TapReply) => void} */
  #recorded(tap, reply) {
    if (tap.action === "undo") return this.#close(tap, {state: "undone", undoUntil: Date.now() + 4_000});
    if (tap.state === "undoing") return; // the undo's answer decides
    tap.state = reply?.state === "undone" ? "undone" : "recorded";
    tap.undoUntil = Date.now() + (tap.state === "undone" ? 4_000 : UNDO_MS);
  }

  /** @type {(tap: Tap, answer: Failure) => void} */
  #failed(tap, {status, detail}) {
    const gone = "That task is no longer here, so there was nothing to record.";
    if (tap.action === "undo") {
      return this.#close(tap, {
        state: "stays",
        detail: status === 404 ? gone : (detail ?? "It is too late to undo this."),
      });
    }
    if (tap.state === "undoing") return;
    tap.state = "failed";
    tap.detail = status === 404 ? gone : (detail ?? "oO did not take this. Reload the page and try again.");
  }

  /** @type {(tap: Tap, answer: Failure, tries: number) => void} */
  #keep(tap, {kind, retryAfter}, tries) {
    if (tap.state !== "undoing") tap.state = "kept";
    if (kind === "ended") return; // sent again after signing in
    const wait = retryAfter ? retryAfter * 1000 : RETRY_MS[Math.min(tries, RETRY_MS.length - 1)];
    this.#timers.set(
      tap.event,
      setTimeout(() => this.#send(tap, tries + 1), wait),
    );
  }

  /**
   * The undo is answered: its tap shows the outcome and is not sent again.
   * @type {(undo: Tap, how: Partial<Tap>) => void}
   */
  #close(undo, how) {
    this.#drop(undo);
    const undone = this.#taps.find((tap) => tap.event === undo.undoes);
    if (!undone) return;
    this.#settle(undone.event);
    delete undone.undoUntil;
    Object.assign(undone, how);
  }

  /** @param {string} event */
  #settle(event) {
    clearTimeout(this.#timers.get(event));
    this.#timers.delete(event);
  }

  /** @param {Tap} tap */
  #drop(tap) {
    this.#settle(tap.event);
    this.#taps = this.#taps.filter((other) => other !== tap);
    this.#changed();
  }

  #changed() {
    keep(this.#taps);
    this.#onchange();
  }
}

/**
 * @param {Tap} tap
 * @returns {Sent<`/api/tips/${string}/${Tap["action"]}`>}
 */
function body(tap) {
  if (tap.action === "undo") return {event_id: tap.event, undoes: tap.undoes};
  return tap.action === "not-now" ? {event_id: tap.event, until: tap.until} : {event_id: tap.event};
}

const keep = (/** @type {Tap[]} */ taps) =>
  tab.remember(
    KEPT,
    taps.map(({flying, ...tap}) => tap),
  );

const restore = () =>
  tab
    .recall(KEPT, /** @type {Tap[]} */ ([]))
    .filter((tap) => tap.event && tap.tip && !(tap.undoUntil && tap.undoUntil <= Date.now()));
