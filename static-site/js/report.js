// Reports errors in the page's scripts: each error once, at most three per page view. errors.js loads it at the first error.
// Left out: what an extension or another origin did, and what has no place in a script, such as a rejection with a text.

const MOST = 3;
const LINES = 20;
const LINE = /^\s*(?:at (?:async )?)?(.*?)[\s@(]*\b([a-z-]+:\/\/[^\s()]+?):(\d+):(\d+)\)?$/;

/** @type {Set<string>} */
const told = new Set();

/** @param {Event} event of the window: `error` or `unhandledrejection` */
export async function report(event) {
  const error = event.target instanceof HTMLElement ? notLoaded(event.target) : thrown(event);
  const body = error && JSON.stringify({...error, page: location.pathname.slice(0, 100)});
  if (!body || told.has(body) || told.size >= MOST) return;
  told.add(body);
  await fetch("/api/errors", {
    method: "POST",
    headers: {"Content-Type": "application/json", "X-OO": "1"},
    body,
    credentials: "omit",
    mode: "same-origin",
    keepalive: true,
  });
}

/**
 * A script or a style that did not load. Its element may be that of the page's own script, so the answers say which file it was.
 * @param {HTMLElement} element
 */
function notLoaded(element) {
  const {src = "", href = ""} = /** @type {{src?: string, href?: string}} */ (/** @type {unknown} */ (element));
  const entries = /** @type {PerformanceResourceTiming[]} */ (performance.getEntriesByType("resource"));
  const refused = entries.find(({name, responseStatus}) => responseStatus >= 400 && own(name)?.startsWith("/js/"));
  const file = own(refused?.name ?? (src || href));
  if (!file || !navigator.onLine) return null;
  return {name: "NotLoaded", message: `status ${refused?.responseStatus ?? 0}`, stack: [`${file}:0:0`]};
}

/** @param {Event} event */
function thrown(event) {
  const {error, filename, lineno, colno, message} = /** @type {ErrorEvent} */ (event);
  const reason = "reason" in event ? event.reason : error;
  const place = filename ? `${filename}:${lineno}:${colno}` : "";
  const lines = String(reason?.stack || place)
    .split("\n")
    .map((line) => LINE.exec(line))
    .filter((line) => line !== null);
  if (lines.length === 0 || lines.some(([, , address]) => !own(address))) return null;
  return {
    name: String(reason?.name ?? "Error").slice(0, 100),
    message: String(reason?.message ?? message ?? "").slice(0, 300),
    stack: lines.slice(0, LINES).map(([, at, address, line, column]) => {
      return `${at.slice(-80)} ${own(address)}:${line}:${column}`.trim().slice(0, 200);
    }),
  };
}

/** The path of an address of this origin; null of any other. @param {string} address */
function own(address) {
  return address.startsWith(`${location.origin}/`) ? new URL(address).pathname : null;
}
