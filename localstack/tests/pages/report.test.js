// What the pages tell of their errors. To run: node --test, in this folder.

import assert from "node:assert/strict";
import {beforeEach, describe, test} from "node:test";

const SITE = "https://oo.example";
const OURS = `${SITE}/js/tip.js:12:5`;
const EXTENSION = "chrome-extension://abcdef/content.js:3:4";

/** What was sent, and what the browser says of its network and of what it loaded. */
let sent = [];
let online = true;
let loaded = [];
let report;
let views = 0;

globalThis.HTMLElement = class {};
Object.defineProperty(globalThis, "location", {value: {origin: SITE, pathname: "/tip.html"}});
Object.defineProperty(globalThis, "navigator", {get: () => ({onLine: online}), configurable: true});
performance.getEntriesByType = () => loaded;
globalThis.fetch = async (path, options) => {
  sent.push({path, ...options, body: JSON.parse(options.body)});
};

beforeEach(async () => {
  sent = [];
  online = true;
  loaded = [];
  ({report} = await import(`../../../static-site/js/report.js?view=${views++}`));
});

const error = (stack, message = "x is null", name = "TypeError") => ({error: {name, message, stack}, filename: ""});
const rejection = (reason) => ({reason});
const element = (values) => ({target: Object.assign(new HTMLElement(), values)});

describe("an error of the site's scripts", () => {
  for (const [browser, stack, lines] of [
    [
      "Chromium",
      `TypeError: x is null\n    at look (${OURS})\n    at async Taps.send (${SITE}/js/taps.js:7:3)\n    at ${SITE}/js/tip.js:1:1`,
      ["look /js/tip.js:12:5", "Taps.send /js/taps.js:7:3", "/js/tip.js:1:1"],
    ],
    ["Firefox", `look@${OURS}\n@${SITE}/js/tip.js:1:1\n`, ["look /js/tip.js:12:5", "/js/tip.js:1:1"]],
    [
      "Safari",
      `look@${OURS}\nmodule code@${SITE}/js/tip.js:1:1`,
      ["look /js/tip.js:12:5", "module code /js/tip.js:1:1"],
    ],
    ["a query", `at look (${SITE}/js/tip.js?token=secret:12:5)`, ["look /js/tip.js:12:5"]],
  ]) {
    test(`has its places, in ${browser}`, async () => {
      await report(error(stack));
      assert.deepEqual(sent[0].body, {name: "TypeError", message: "x is null", stack: lines, page: "/tip.html"});
    });
  }

  test("is sent to the site itself, with its header and without cookies", async () => {
    await report(error(`at look (${OURS})`));
    const {path, method, headers, credentials, mode} = sent[0];
    assert.deepEqual(
      {path, method, headers, credentials, mode},
      {
        path: "/api/errors",
        method: "POST",
        headers: {"Content-Type": "application/json", "X-OO": "1"},
        credentials: "omit",
        mode: "same-origin",
      },
    );
  });

  test("can be a rejection", async () => {
    await report(rejection({name: "RangeError", message: "m", stack: `look@${OURS}`}));
    assert.equal(sent[0].body.name, "RangeError");
  });

  test("without a stack has the event's place", async () => {
    await report({error: null, message: "Uncaught", filename: `${SITE}/js/tip.js`, lineno: 12, colno: 5});
    assert.deepEqual(sent[0].body.stack, ["/js/tip.js:12:5"]);
  });

  test("is bounded", async () => {
    const frame = `at ${"f".repeat(5_000)} (${SITE}/js/${"g".repeat(5_000)}.js:1:1)\n`;
    await report(error(frame.repeat(500), "m".repeat(1_000_000), "N".repeat(1_000_000)));
    assert.ok(JSON.stringify(sent[0].body).length < 8_192);
    assert.equal(sent[0].body.stack.length, 20);
  });

  for (const odd of [
    null,
    undefined,
    "text",
    7,
    {stack: 5},
    {stack: null, message: null},
    {
      get stack() {
        throw new Error("no");
      },
    },
  ])
    test(`sends nothing when it is ${typeof odd} ${Object.keys(odd ?? {})}`, async () => {
      await report(rejection(odd)).catch(() => {});
      assert.deepEqual(sent, []);
    });
});

describe("a storm", () => {
  test("of one error is one report", async () => {
    for (let i = 0; i < 1_000; i++) await report(error(`at look (${OURS})`));
    assert.equal(sent.length, 1);
  });

  test("of different errors is three reports, also when none arrives", async () => {
    const before = globalThis.fetch;
    let asked = 0;
    globalThis.fetch = async () => {
      asked++;
      throw new TypeError("Failed to fetch");
    };
    for (let i = 0; i < 1_000; i++) await report(error(`at look (${SITE}/js/tip.js:${i}:5)`)).catch(() => {});
    globalThis.fetch = before;
    assert.equal(asked, 3);
  });
});

describe("what is not of the site is left out:", () => {
  for (const [what, event] of [
    ["an extension", error(`at x (${EXTENSION})`)],
    ["an extension that calls a script of the site", error(`at x (${OURS})\nat y (${EXTENSION})`)],
    ["Firefox's extension", error("x@moz-extension://0c-1/content.js:1:1")],
    ["Safari's extension", error("x@safari-web-extension://0C/content.js:1:1")],
    ["another origin", error("at x (https://other.example/js/tip.js:1:1)")],
    ["an origin that begins as the site's", error(`at x (${SITE}.evil.example/js/tip.js:1:1)`)],
    ["a script whose errors are hidden", {error: null, message: "Script error.", filename: "", lineno: 0, colno: 0}],
    ["a rejection with a text", rejection("no network")],
    ["an element of another origin", element({src: "https://other.example/a.js"})],
    ["an element without an address", element({})],
  ])
    test(what, async () => {
      await report(event);
      assert.deepEqual(sent, []);
    });
});

describe("a file that did not load", () => {
  test("is named by the answer to it, not by the script that needs it", async () => {
    loaded = [
      {name: `${SITE}/js/tip.js`, responseStatus: 200},
      {name: `${SITE}/js/dom.js`, responseStatus: 404},
    ];
    await report(element({src: `${SITE}/js/tip.js`}));
    assert.deepEqual(sent[0].body, {
      name: "NotLoaded",
      message: "status 404",
      stack: ["/js/dom.js:0:0"],
      page: "/tip.html",
    });
  });

  test("is named by its element when no answer is known", async () => {
    await report(element({href: `${SITE}/css/tip.css?v=1`}));
    assert.deepEqual(sent[0].body.stack, ["/css/tip.css:0:0"]);
  });

  test("is no error of oO while there is no network", async () => {
    online = false;
    await report(element({src: `${SITE}/js/tip.js`}));
    assert.deepEqual(sent, []);
  });
});
