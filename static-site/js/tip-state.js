// The tip page as a state machine, without DOM, network or clock. tip.js passes events, and performs the `effects` of the
// next state in their order.

/** @import {Now, Quiet, Tip, TipEffect, TipEvent, TipState} from "../types" */

const ARM_MS = 400; // an earlier tap was meant for what the page showed before
const READ_MS = 4_000;
export const READ_AGAIN_MS = 60_000;
const TIP_AGAIN_MS = 10 * 60_000;
const SOON_MS = 20_000; // by then what was on its way to its source has most likely arrived
const OFFLINE = "No network. What you tap is kept and sent when it is back.";
const UNWELL = "oO is not well at the moment. What you tap is kept and sent again.";
const LATER = "That was a lot at once. What you tap is kept and sent in a moment.";
const OUTCOMES = {complete: "Done. ", "not-now": "Put aside. ", undo: "Undone. "};

/** @type {Readonly<TipState>} */
export const START = Object.freeze({
  page: "opening",
  tip: null,
  quiet: null,
  drawn: false,
  last: null,
  armedAt: 0,
  pressed: null,
  asking: "no",
  tries: 0,
  readingSince: null,
  outcome: "",
  net: "",
  effects: [],
});

/** @type {(state: Readonly<TipState>, event: TipEvent & Now) => Readonly<TipState>} */
export const next = (state, event) => Object.freeze({...state, effects: [], ...changes(state, event)});

/**
 * Whether a tap is accepted.
 * @type {(state: TipState, at: number) => boolean}
 */
export const ready = (state, at) => state.page === "tip" && at >= state.armedAt;

/**
 * For how many milliseconds the page has known that the first fetch is running.
 * @type {(state: TipState, at: number) => number}
 */
export const readingFor = (state, at) => (state.readingSince === null ? 0 : at - state.readingSince);

/** @type {(state: TipState, event: TipEvent & Now) => Partial<TipState>} */
function changes(state, event) {
  switch (event.type) {
    case "look":
      return ask(state);
    case "tip":
      return settled(
        state,
        {...offered(state, event), readingSince: null, tries: 0},
        {
          do: "again",
          ms: event.soon ? SOON_MS : TIP_AGAIN_MS,
        },
      );
    case "none": {
      const readingSince = event.because === "first_fetch_running" ? (state.readingSince ?? event.at) : null;
      const quiet = event.soon ? {...event.quiet, again: Math.min(SOON_MS, event.quiet.again ?? SOON_MS)} : event.quiet;
      return settled(state, {...showQuiet(state, quiet), readingSince, tries: 0});
    }
    case "wrong":
      return settled(state, {...wrong(state, event), tries: state.tries + 1});
    case "reading":
      return state.tip ? {} : {effects: [{do: "read-in", ms: READ_MS}]};
    case "read":
      return state.tip ? {} : ask(state);
    case "pressed":
      return {pressed: state.tip?.id ?? null};
    case "tapped":
      return {...(state.pressed === null || state.pressed === state.tip?.id ? leave(state, event) : {}), pressed: null};
    case "put-aside":
      return leave(state, event, event.until);
    case "kept":
      return leaves(state, event.tip) ? {effects: [{do: "check-when-gone", tip: event.tip}]} : {};
    case "gone":
      return leaves(state, event.tip) && event.unheard ? showQuiet(state, event.unheard) : {};
    case "answered":
      return answered(state, event);
    case "unsent": {
      const undone = {...state, outcome: "Undone, and nothing was sent. "};
      const back = state.last?.id === event.tip && state.page !== "tip" ? state.last : null;
      return {outcome: undone.outcome, ...(back ? showTip(undone, event, back) : ask(undone))};
    }
    case "say":
      return {outcome: "", effects: [{do: "say", words: state.outcome + event.words}]};
    case "offline":
      return state.tip ? {net: OFFLINE} : {};
  }
}

/** @type {(state: TipState, tip: string) => boolean} */
const leaves = (state, tip) => state.page === "leaving" && state.tip?.id === tip;

/**
 * Asks what to show. While an answer is on its way, schedules one more question after it.
 * @param {TipState} state
 * @returns {Partial<TipState>}
 */
const ask = (state) => (state.asking === "no" ? {asking: "once", effects: [{do: "ask"}]} : {asking: "again"});

/**
 * Completes the changes for an answer: says an outcome that they leave unsaid, asks the question that waited, and after
 * the first answer reads the sources, if there is a session.
 * @type {(state: TipState, changes: Partial<TipState>, ...more: TipEffect[]) => Partial<TipState>}
 */
function settled(state, changes, ...more) {
  const effects = [...(changes.effects ?? []), ...more];
  const {outcome, quiet} = {...state, ...changes};
  if (outcome) effects.push({do: "say", words: outcome});
  if (state.asking === "again") effects.push({do: "ask"});
  if (state.page === "opening" && !quiet?.action?.signIn) effects.push({do: "read"});
  return {...changes, outcome: "", asking: state.asking === "again" ? "once" : "no", effects};
}

/**
 * Shows the tip, unless a tap on it is not answered yet.
 * @type {(state: TipState, event: Extract<TipEvent, {type: "tip"}> & Now) => Partial<TipState>}
 */
function offered(state, event) {
  if (!event.unheard) return showTip(state, event, event.tip);
  return state.page === "leaving" ? {} : showQuiet(state, event.unheard);
}

/** @type {(state: TipState, event: Extract<TipEvent, {type: "wrong"}>) => Partial<TipState>} */
function wrong(state, {answer, quiet}) {
  if (state.page !== "tip" || answer.kind === "ended") return showQuiet(state, quiet);
  const net = answer.kind === "unreachable" ? OFFLINE : answer.kind === "unwell" ? UNWELL : "";
  return {net, effects: [{do: "again", ms: quiet.again ?? READ_AGAIN_MS}]};
}

/** @type {(state: TipState, now: Now, tip: Tip) => Partial<TipState>} */
function showTip(state, {at, online}, tip) {
  if (state.page === "tip" && JSON.stringify(state.tip) === JSON.stringify(tip)) return {net: ""};
  const say = state.tip || state.outcome ? state.outcome : null;
  return {
    page: "tip",
    tip,
    quiet: null,
    drawn: true,
    armedAt: at + ARM_MS,
    outcome: "",
    net: online ? "" : OFFLINE,
    effects: [{do: "show-tip", tip, comes: state.drawn, say}],
  };
}

/** @type {(state: TipState, quiet: Quiet) => Partial<TipState>} */
function showQuiet(state, quiet) {
  const silent = {page: /** @type {const} */ ("quiet"), tip: null, quiet, net: ""};
  /** @type {TipEffect} */
  const again = {do: "again", ms: quiet.again};
  if (state.quiet?.title === quiet.title && state.quiet.text === quiet.text) return {...silent, effects: [again]};
  return {...silent, outcome: "", effects: [again, {do: "show-quiet", quiet, say: state.outcome}]};
}

/** @type {(state: TipState, now: Now, until?: Date | null) => Partial<TipState>} */
function leave(state, {at}, until = null) {
  const {tip} = state;
  return tip && ready(state, at) ? {page: "leaving", last: tip, effects: [{do: "leave", tip, until}]} : {};
}

/** @type {(state: TipState, event: Extract<TipEvent, {type: "answered"}>) => Partial<TipState>} */
function answered(state, {tap, answer, quiet}) {
  if (quiet && answer.kind === "ended") return showQuiet(state, quiet);
  const ours = leaves(state, tap.tip);
  if (!answer.ok && answer.kind !== "refused") {
    if (ours) return {effects: [{do: "check-when-gone", tip: tap.tip}]};
    const net = answer.kind === "unreachable" ? OFFLINE : answer.kind === "later" ? LATER : UNWELL;
    return state.tip ? {net} : {};
  }
  /** @type {Partial<TipState>} */
  const asks = ours ? {effects: [{do: "look-when-gone"}]} : ask(state);
  const outcome = answer.ok ? OUTCOMES[tap.action] : `${tap.detail ?? "That was not recorded."} `;
  return {...asks, net: "", outcome};
}
