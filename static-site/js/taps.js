// What a person did, until it is recorded. types.d.ts says what a tap is.

import {get, post, serverNow} from "./api.js";
import {browser} from "./memory.js";
import {leave, USER} from "./session.js";
import {forgetTap, storedTaps, storeTap} from "./tap-store.js";

/** @import {Failure, Outcome, Sent, Tap, TapReply, Tip} from "../types" */

const UNDO_MS = 10_000;
const UNDONE_MS = 4_000;
const OLDEST_MS = 30 * 86_400_000;
const RETRY_MS = [1_000, 2_000, 4_000, 8_000, 15_000, 30_000];
const GONE = "That task is no longer here, so there was nothing to record.";

const waits = (/** @type {Tap} */ {state}) => state === "sending" || state === "kept";

export class Taps {
  /** Of all users who tapped in this browser. @type {Tap[]} */
  #taps = [];
  /** The events that are over: a read of the store may have begun before. @type {Set<string>} */
  #over = new Set();
  /** @type {string | null} */
  #user = null;
  #onchange;
  #onanswer;
  /** @type {Map<string, number>} */
  #timers = new Map();
  #otherTabs = new BroadcastChannel("oo");

  /**
   * `onanswer` hears what other tabs were answered too; without a tap when this tab does not know it. `onover`: another tab
   * knows that this user is not signed in any more, or that another is: the page must start again.
   * @param {{onchange: () => void, onanswer: (tap: Tap | null, answer: Outcome<TapReply>) => void, onover: () => void}} heard
   */
  constructor({onchange, onanswer, onover}) {
    this.#onchange = onchange;
    this.#onanswer = onanswer;
    this.#load();
    addEventListener("online", () => this.retry());
    this.#otherTabs.addEventListener("message", ({data: {tap, answer, user}}) => {
      if (tap ? tap.user !== this.#user : user === (this.#user ?? "")) return;
      if (!tap) {
        if (this.#user) this.#hide(this.#user);
        return onover();
      }
      const known = this.#taps.find(({event}) => event === tap.event || event === tap.undoes);
      if (known) this.#answered(tap.action === "undo" ? tap : known, answer);
      onanswer(known ? tap : null, answer);
    });
  }

  get #mine() {
    return this.#taps.filter((tap) => tap.user === this.#user);
  }

  /** The taps to show, oldest first. An undo is not among them: it shows as the state of its tap. */
  get shown() {
    return this.#mine.filter((tap) => tap.action !== "undo");
  }

  /** The taps that the server has not answered yet. */
  get unsent() {
    return this.#mine.filter(waits);
  }

  /** Whether leaving the page would lose an unsent tap, as this browser stores none. */
  get losable() {
    return this.unsent.some((tap) => tap.state === "kept" && !tap.stored);
  }

  /**
   * Whether a tap on this tip is not answered yet; the page must not offer the tip again until then.
   * @param {string} tip
   */
  awaits(tip) {
    return this.unsent.some((tap) => tap.tip === tip);
  }

  /**
   * The server has said who is signed in: shows and sends this user's taps. Those of others stay stored for them.
   * @param {string} user
   */
  of(user) {
    if (user !== this.#user) {
      this.over(user);
      this.#user = user;
      this.#changed();
    }
    browser.remember(USER, user);
    return this.retry((tap) => !this.#timers.has(tap.event));
  }

  /** The session has ended, or is another's: all tabs stop showing what is not `user`'s. */
  over(user = "") {
    const before = this.#user ?? browser.recall(USER, "");
    if (before === user) return;
    leave(user);
    this.#otherTabs.postMessage({user});
    if (before) this.#hide(before);
  }

  /**
   * Shows nothing of this user any more. What is not sent stays stored for them, without its words; the rest is dropped.
   * @param {string} user
   */
  async #hide(user) {
    this.#user = null;
    this.#changed();
    await this.#load(); // another tab may have dropped some
    for (const tap of this.#taps.filter((tap) => tap.user === user && user !== this.#user)) {
      delete tap.title;
      if (!waits(tap)) this.drop(tap);
      else if (tap.stored) this.#store(tap);
    }
  }

  /** @param {Tip} tip */
  complete({id, title}) {
    return this.#add({tip: id, action: "complete", title});
  }

  /** @type {(tip: Tip, until: Date) => Tap} */
  notNow({id, title}, until) {
    return this.#add({tip: id, action: "not-now", title, until: until.toISOString()});
  }

  /**
   * True when the tap was never sent: it is dropped, and no undo is sent either.
   * @param {Tap} tap
   */
  undo(tap) {
    if (tap.state === "kept" && !tap.left) {
      this.drop(tap);
      return true;
    }
    tap.state = "undoing";
    delete tap.undoUntil; // the row stays until the undo is answered
    this.#settle(tap.event);
    this.#store(tap);
    this.#add({tip: tap.tip, action: "undo", undoes: tap.event, title: tap.title});
    return false;
  }

  /** Sends unanswered taps again: after a reload, when the network is back, after signing in. */
  async retry(which = (/** @type {Tap} */ _) => true) {
    await this.#load();
    await Promise.all(this.unsent.filter((tap) => !tap.flying && which(tap)).map((tap) => this.#send(tap)));
  }

  /** Drops each tap whose time to undo is over, and those of people who did not come back for three months. */
  expire() {
    const left = (/** @type {Tap} */ {user, at}) =>
      this.#user && user !== this.#user && serverNow() - at > 3 * OLDEST_MS;
    for (const tap of this.#taps) if ((tap.undoUntil && tap.undoUntil <= Date.now()) || left(tap)) this.drop(tap);
  }

  /** Drops a tap, whatever became of it. @param {Tap} tap */
  drop(tap) {
    this.#settle(tap.event);
    this.#over.add(tap.event);
    this.#taps = this.#taps.filter((other) => other !== tap);
    this.#changed();
    return forgetTap(tap.event).catch(() => {});
  }

  /** Drops all that this browser has of the user who is signed in. */
  async dropAll() {
    await this.#load();
    await Promise.all(this.#mine.map((tap) => this.drop(tap)));
  }

  /** Learns what other tabs have stored, and what they are done with. */
  async #load() {
    const stored = await storedTaps().catch(() => null);
    if (!stored) return;
    const kept = new Set(stored.map((tap) => tap.event));
    const here = this.#taps.filter((tap) => !tap.stored || tap.flying || kept.has(tap.event));
    const known = new Set([...this.#over, ...here.map((tap) => tap.event)]);
    const more = stored.filter((tap) => !known.has(tap.event)).map((tap) => ({...tap, stored: true}));
    this.#taps = [...here, ...more].sort((a, b) => a.at - b.at);
    this.expire();
    this.#changed();
  }

  /** @param {Pick<Tap, "tip" | "action"> & Partial<Tap>} parts */
  #add(parts) {
    /** @type {Tap} */
    const tap = {event: crypto.randomUUID(), user: this.#user, at: serverNow(), ...parts, state: "sending"};
    this.#taps.push(tap);
    if (navigator.onLine) this.#send(tap);
    else tap.state = "kept";
    this.#store(tap);
    return tap;
  }

  /** @param {Tap} tap */
  async #send(tap, tries = 0) {
    this.#settle(tap.event);
    if (tap.user !== browser.recall(USER, this.#user)) return this.#keep(tap); // another user may be signed in
    if (serverNow() - tap.at > OLDEST_MS)
      return this.#refused(tap, "It waited here for more than 30 days and was never sent.");
    tap.left = true;
    tap.flying = true;
    this.#changed();
    // A tab that is frozen may keep its lock. By the fifth try it had its time, and sending twice is harmless.
    const once = async () => ((await settled(tap)) ? null : answerTo(tap));
    const answer = (tap.blocked ?? 0) > 3 ? await answerTo(tap) : await alone(tap.event, once);
    tap.flying = false;
    if (!this.#taps.includes(tap)) return;
    if (!answer || (!answer.ok && answer.kind !== "refused")) this.#keep(tap, answer, tries);
    else this.#answered(tap, answer);
    if (!answer) return;
    this.#onanswer(tap, answer);
    if (answer.ok || answer.kind === "refused") this.#otherTabs.postMessage({tap, answer});
    if (answer.kind === "ended") this.over(answer.user);
  }

  /** @type {(tap: Tap, answer: Outcome<TapReply>) => void} */
  #answered(tap, answer) {
    if (answer.ok) this.#recorded(tap, answer.data);
    else this.#refused(tap, detail(tap, answer));
  }

  /** @type {(tap: Tap, reply: TapReply) => void} */
  #recorded(tap, reply) {
    if (tap.action === "undo") return this.#close(tap, {state: "undone", undoUntil: Date.now() + UNDONE_MS});
    if (tap.state === "undoing") return; // the undo's answer decides
    this.#settle(tap.event);
    tap.state = reply.state === "undone" ? "undone" : "recorded";
    tap.undoUntil = Date.now() + (tap.state === "undone" ? UNDONE_MS : UNDO_MS);
    this.#store(tap);
  }

  /** @type {(tap: Tap, detail: string) => void} */
  #refused(tap, detail) {
    if (tap.action === "undo") return this.#close(tap, {state: "stays", detail});
    if (tap.state === "undoing") return;
    this.#settle(tap.event);
    Object.assign(tap, {state: "failed", detail});
    this.#store(tap);
  }

  /**
   * Without an answer the tap was not sent; null means that another tab is sending it.
   * @type {(tap: Tap, answer?: Failure | null, tries?: number) => void}
   */
  #keep(tap, answer, tries = 0) {
    if (answer === null) tap.blocked = (tap.blocked ?? 0) + 1;
    else if (tap.state === "sending") tap.state = "kept";
    this.#changed();
    if (answer === undefined || answer?.kind === "ended") return; // sent again after signing in
    const wait = answer?.retryAfter ? answer.retryAfter * 1000 : RETRY_MS[Math.min(tries, RETRY_MS.length - 1)];
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
    const undone = this.#taps.find((tap) => tap.event === undo.undoes);
    this.drop(this.#taps.find((tap) => tap.event === undo.event) ?? undo);
    if (!undone) return;
    this.#settle(undone.event);
    this.#store(Object.assign(undone, how));
  }

  /** @param {string} event */
  #settle(event) {
    clearTimeout(this.#timers.get(event));
    this.#timers.delete(event);
  }

  /** @param {Tap} tap */
  async #store(tap) {
    this.#changed();
    const {blocked, flying, stored, ...kept} = tap;
    tap.stored = await storeTap(kept).then(
      () => true,
      () => false,
    );
    this.#changed();
  }

  #changed() {
    const losable = this.#taps.some((tap) => waits(tap) && tap.state === "kept" && !tap.stored);
    globalThis.onbeforeunload = losable ? (event) => event.preventDefault() : null;
    this.#onchange();
  }
}

/**
 * Null when another tab is at the same work. Without locks, two tabs may do it.
 * @type {<Result>(event: string, work: () => Promise<Result>) => Promise<Result | null>}
 */
const alone = (event, work) =>
  navigator.locks
    ? navigator.locks.request(`oo.tap.${event}`, {ifAvailable: true}, (lock) => (lock ? work() : null)).catch(work)
    : work();

/** Whether another tab was answered, whose message is still on its way here. @param {Tap} tap */
async function settled({event, stored}) {
  const rows = stored ? await storedTaps().catch(() => null) : null;
  return rows !== null && !rows.some((row) => row.event === event && waits(row));
}

/** @type {(tap: Tap) => Promise<Outcome<TapReply> & {user?: string}>} */
async function answerTo(tap) {
  const answer = await post(`/api/tips/${tap.tip}/${tap.action}`, body(tap), {timeout: 12_000, keepalive: true});
  if (answer.ok && !answer.data?.state) return {...answer, ok: false, kind: "unwell"};
  if (answer.status !== 404 || answer.kind !== "refused") return answer;
  // Another user may have signed in meanwhile, who has no such tip.
  const me = await get("/api/me");
  if (!me.ok) return me;
  return me.data.user_id === tap.user ? answer : {...answer, kind: "ended", user: me.data.user_id};
}

/** @type {(tap: Tap, answer: Failure) => string} */
function detail({action}, {status, code, detail}) {
  if (status === 404) return GONE;
  if (code === "bad_until") return "Its time was over before it could be sent, so nothing was put aside.";
  return (
    detail ??
    (action === "undo" ? "It is too late to undo this." : "oO did not take this. Reload the page and try again.")
  );
}

/**
 * @param {Tap} tap
 * @returns {Sent<`/api/tips/${string}/${Tap["action"]}`>}
 */
function body(tap) {
  if (tap.action === "undo") return {event_id: tap.event, undoes: tap.undoes};
  return tap.action === "not-now" ? {event_id: tap.event, until: tap.until} : {event_id: tap.event};
}
