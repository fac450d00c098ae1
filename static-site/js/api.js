// All calls of the API go through here. A call returns an outcome (types.d.ts says which there are) and never throws.

import {browser} from "./memory.js";

/** @import {Address, Answered, Failure, Options, Outcome, Sent} from "../types" */

const REFRESHED = "oo.refreshed";
const LONGEST_S = 3_600; // what is longer is asked again in between

/** @type {<A extends Address<"get">>(path: A, options?: Options) => Promise<Outcome<Answered<"get", A>>>} */
export const get = (path, options) => send("GET", path, undefined, options);

/** @type {<A extends Address<"post">>(path: A, body: Sent<A>, options?: Options) => Promise<Outcome<Answered<"post", A>>>} */
export const post = (path, body, options) => send("POST", path, body, options);

/** @type {<A extends Address<"patch">>(path: A, body: Sent<A, "patch">, options?: Options) => Promise<Outcome<Answered<"patch", A>>>} */
export const change = (path, body, options) => send("PATCH", path, body, options);

/** @type {<A extends Address<"delete">>(path: A, options?: Options) => Promise<Outcome<Answered<"delete", A>>>} */
export const remove = (path, options) => send("DELETE", path, undefined, options);

/**
 * Calls a public route once, without refreshing the session.
 * @type {(path: Address<"get">, options?: Options) => Promise<Outcome<unknown>>}
 */
export const ask = (path, options) => attempt("GET", path, undefined, options);

let skew = 0;

/** That the session has ended: no call is sent until the page is shown again. @type {(Failure & {ok: false}) | null} */
let ended = null;
addEventListener(
  "visibilitychange",
  () => {
    ended = null;
  },
  true,
);

/** The server's time in milliseconds, accurate to a second. This device's clock may be minutes off. */
export const serverNow = () => Date.now() + skew;

/** @type {(method: string, path: string, body?: unknown, options?: Options) => Promise<Outcome<any>>} */
async function send(method, path, body, options) {
  if (ended) return ended;
  const before = browser.recall(REFRESHED);
  const first = await attempt(method, path, body, options);
  if (!unauthorized(first)) return first;
  // A call that got 401 had no effect, so it is repeated after the session is refreshed.
  return exclusively(async (waited) => {
    if (ended) return ended;
    if (waited || browser.recall(REFRESHED) !== before) {
      // Another tab or another call has probably refreshed the session meanwhile.
      const again = await attempt(method, path, body, options);
      if (!unauthorized(again)) return again;
    }
    const refresh = await attempt("POST", "/api/auth/refresh");
    if (unauthorized(refresh)) {
      ended = {...refresh, ok: false, kind: "ended"};
      return ended;
    }
    if (!refresh.ok) return refresh;
    browser.remember(REFRESHED, refresh.trace);
    const last = await attempt(method, path, body, options);
    return !last.ok && unauthorized(last) ? {...last, kind: "ended"} : last;
  });
}

const unauthorized = (/** @type {Outcome<unknown>} */ {status, kind}) => status === 401 && kind === "refused";

/**
 * Runs under a lock that all tabs of this site share; `waited` is true when another holder was first.
 * @type {<Result>(work: (waited: boolean) => Promise<Result>) => Promise<Result>}
 */
async function exclusively(work) {
  if (!navigator.locks) return work(false);
  const outcome = await navigator.locks.request("oo.refresh", {ifAvailable: true}, (lock) =>
    lock ? work(false) : null,
  );
  return outcome ?? navigator.locks.request("oo.refresh", () => work(true));
}

/** @type {(method: string, path: string, body?: unknown, options?: Options) => Promise<Outcome<any>>} */
async function attempt(method, path, body, {timeout = 15_000, keepalive = false} = {}) {
  const trace = hex(16);
  /** @type {Record<string, string>} */
  const headers = {Accept: "application/json", traceparent: `00-${trace}-${hex(8)}-01`};
  if (method !== "GET") headers["X-OO"] = "1";
  if (body !== undefined) headers["Content-Type"] = "application/json";
  try {
    const response = await fetch(path, {
      method,
      headers,
      keepalive,
      body: body === undefined ? undefined : JSON.stringify(body),
      credentials: "same-origin",
      mode: "same-origin",
      cache: "no-store",
      redirect: "error",
      signal: AbortSignal.timeout(timeout),
    });
    const data = await json(response);
    learnTime(response);
    return outcomeOf(response, data, trace);
  } catch {
    return {ok: false, kind: "unreachable", trace};
  }
}

/** @type {(response: Response, data: any, trace: string) => Outcome<any>} */
function outcomeOf(response, data, trace) {
  const {status} = response;
  if (response.ok && data !== undefined) return {ok: true, status, data, trace};
  const seconds = Number(response.headers.get("Retry-After"));
  return {
    ok: false,
    kind: status === 429 ? "later" : status < 500 && data?.code ? "refused" : "unwell",
    status,
    data,
    code: data?.code,
    detail: data?.detail,
    retryAfter: seconds > 0 ? Math.min(seconds, LONGEST_S) : undefined,
    trace: data?.trace ?? trace,
  };
}

/**
 * The body as JSON; null when it is empty, undefined when it is not JSON (a proxy's page).
 * @param {Response} response
 */
async function json(response) {
  const text = await response.text();
  if (text === "") return null;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** @param {Response} response */
function learnTime(response) {
  const said = Date.parse(response.headers.get("Date") ?? "");
  if (Number.isNaN(said)) return;
  const off = said - Date.now();
  skew = Math.abs(off) > 5_000 ? off : 0;
}

/** @param {number} bytes */
function hex(bytes) {
  return Array.from(crypto.getRandomValues(new Uint8Array(bytes)), (b) => b.toString(16).padStart(2, "0")).join("");
}
