// What becomes of a tap, whatever the network does. To run: node --test, in this folder.

import assert from "node:assert/strict";
import {afterEach, beforeEach, describe, mock, test} from "node:test";
import {setImmediate as settle} from "node:timers/promises";

const dentist = {id: "1", title: "Call the dentist", source: "Todoist"};
const recorded = {status: 200, body: {state: "done", delivery: "waiting"}};
const late = {status: 409, body: {code: "too_late", detail: "It is done at its source already."}};

/** What Taps knows of a browser: a store for the tab, a network that can be away, and a server. */
const browser = {
  stored: new Map(),
  online: true,
  listeners: [],
  /** Each request that was sent, and how to answer it. */
  sent: [],
  goOnline() {
    this.online = true;
    for (const listener of this.listeners) listener();
  },
};
const storage = {
  getItem: (key) => browser.stored.get(key) ?? null,
  setItem: (key, value) => browser.stored.set(key, value),
  removeItem: (key) => browser.stored.delete(key),
};
Object.defineProperties(globalThis, {
  sessionStorage: {value: storage},
  localStorage: {value: storage},
  navigator: {
    value: {
      get onLine() {
        return browser.online;
      },
    },
    configurable: true,
  },
  addEventListener: {value: (_, listener) => browser.listeners.push(listener)},
  fetch: {
    value: (path, {body}) =>
      new Promise((resolve, reject) => {
        const answer = ({status, body, retryAfter}) =>
          resolve(new Response(JSON.stringify(body), {status, headers: retryAfter ? {"Retry-After": retryAfter} : {}}));
        browser.sent.push({path, body: JSON.parse(body ?? "{}"), answer, lose: () => reject(new TypeError("lost"))});
      }),
  },
});
const {Taps} = await import("../../../static-site/js/taps.js");

let heard;

/** The page after it was opened, or reloaded. */
function opened() {
  heard = [];
  return new Taps({onchange() {}, onanswer: (tap, answer) => heard.push([tap.action, answer.kind ?? "ok"])});
}

/** The request number `index` is answered, and all that follows from it has happened. */
async function answer(index, reply) {
  browser.sent[index].answer(reply);
  await settle();
  await settle();
}

async function lose(index) {
  browser.sent[index].lose();
  await settle();
}

async function pass(milliseconds) {
  mock.timers.tick(milliseconds);
  await settle();
}

const states = (taps) => taps.shown.map((tap) => tap.state);
const events = () => browser.sent.map(({body}) => body.event_id);

beforeEach(() => {
  mock.timers.enable({apis: ["setTimeout", "Date"], now: 1_000_000});
  browser.stored.clear();
  browser.sent.length = 0;
  browser.listeners.length = 0;
  browser.online = true;
});
afterEach(() => mock.timers.reset());

describe("A tap", () => {
  test("has its id before it is sent, and is sent at once", () => {
    const tap = opened().complete(dentist);
    assert.equal(browser.sent[0].path, "/api/tips/1/complete");
    assert.deepEqual(events(), [tap.event]);
  });

  test("that is recorded can be undone for ten seconds", async () => {
    const taps = opened();
    taps.complete(dentist);
    await answer(0, recorded);
    assert.deepEqual(states(taps), ["recorded"]);
    assert.equal(taps.shown[0].undoUntil, 1_010_000);
    await pass(9_999);
    taps.expire();
    assert.deepEqual(states(taps), ["recorded"]);
    await pass(1);
    taps.expire();
    assert.deepEqual(states(taps), []);
  });

  test("is awaited until it is answered", async () => {
    const taps = opened();
    taps.complete(dentist);
    assert.ok(taps.awaits("1"));
    assert.ok(!taps.awaits("2"));
    await answer(0, recorded);
    assert.ok(!taps.awaits("1"));
  });

  test("whose answer is lost is sent again under the same id, ever more patiently", async () => {
    const taps = opened();
    taps.complete(dentist);
    for (const [tries, wait] of [1_000, 2_000, 4_000, 8_000, 15_000, 30_000, 30_000].entries()) {
      await lose(tries);
      assert.deepEqual(states(taps), ["kept"]);
      await pass(wait - 1);
      assert.equal(browser.sent.length, tries + 1);
      await pass(1);
      assert.equal(browser.sent.length, tries + 2);
    }
    assert.equal(new Set(events()).size, 1);
    await answer(7, recorded);
    assert.deepEqual(states(taps), ["recorded"]);
  });

  test("that the server puts off is sent again when it says", async () => {
    opened().complete(dentist);
    await answer(0, {status: 429, body: {}, retryAfter: 7});
    await pass(6_999);
    assert.equal(browser.sent.length, 1);
    await pass(1);
    assert.equal(browser.sent.length, 2);
  });

  test("without network is kept, and sent when it is back", async () => {
    browser.online = false;
    const taps = opened();
    assert.equal(taps.complete(dentist).state, "kept");
    assert.equal(browser.sent.length, 0);
    browser.goOnline();
    await answer(0, recorded);
    assert.deepEqual(states(taps), ["recorded"]);
  });

  test("that is on its way is not sent twice when the network comes back", () => {
    opened().complete(dentist);
    browser.goOnline();
    assert.equal(browser.sent.length, 1);
  });

  test("that was not answered is sent again after a reload, under the same id", async () => {
    const tap = opened().complete(dentist);
    const taps = opened();
    assert.ok(taps.awaits("1"));
    taps.retry();
    assert.deepEqual(events(), [tap.event, tap.event]);
    await answer(1, recorded);
    assert.deepEqual(states(taps), ["recorded"]);
  });

  test("that was recorded is still there after a reload, until it can no longer be undone", async () => {
    opened().complete(dentist);
    await answer(0, recorded);
    await pass(9_000);
    assert.deepEqual(states(opened()), ["recorded"]);
    await pass(1_000);
    assert.deepEqual(states(opened()), []);
  });

  test("that is refused says why, and stays until it is dismissed", async () => {
    const taps = opened();
    const tap = taps.complete(dentist);
    await answer(0, {status: 404, body: {detail: "No such tip."}});
    assert.deepEqual(states(taps), ["failed"]);
    assert.equal(tap.detail, "That task is no longer here, so there was nothing to record.");
    await pass(60_000);
    taps.expire();
    assert.deepEqual(states(taps), ["failed"]);
    taps.dismiss(tap);
    assert.deepEqual(states(taps), []);
  });

  test("that another tab has undone is undone here", async () => {
    const taps = opened();
    taps.complete(dentist);
    await answer(0, {status: 200, body: {state: "undone"}});
    assert.deepEqual(states(taps), ["undone"]);
  });

  test("that puts aside says until when", () => {
    opened().notNow(dentist, new Date(0));
    assert.equal(browser.sent[0].path, "/api/tips/1/not-now");
    assert.equal(browser.sent[0].body.until, "1970-01-01T00:00:00.000Z");
  });
});

describe("A session that ended while a tap is on its way", () => {
  test("keeps the tap, asks no more by itself, and sends it after signing in", async () => {
    const taps = opened();
    const tap = taps.complete(dentist);
    await answer(0, {status: 401, body: {code: "no_session"}});
    assert.equal(browser.sent[1].path, "/api/auth/refresh");
    await answer(1, {status: 401, body: {code: "no_session"}});
    assert.deepEqual(heard, [["complete", "ended"]]);
    assert.deepEqual(states(taps), ["kept"]);
    await pass(600_000);
    assert.equal(browser.sent.length, 2);

    const signedIn = opened();
    signedIn.retry();
    assert.equal(browser.sent[2].body.event_id, tap.event);
    await answer(2, recorded);
    assert.deepEqual(states(signedIn), ["recorded"]);
  });

  test("is refreshed once, and the tap is recorded", async () => {
    const taps = opened();
    taps.complete(dentist);
    await answer(0, {status: 401, body: {}});
    await answer(1, {status: 200, body: {}});
    await answer(2, recorded);
    assert.deepEqual(states(taps), ["recorded"]);
    assert.equal(browser.sent[2].body.event_id, browser.sent[0].body.event_id);
  });
});

describe("Undo", () => {
  test("of a tap that never left sends nothing", () => {
    browser.online = false;
    const taps = opened();
    assert.equal(taps.undo(taps.complete(dentist)), true);
    browser.goOnline();
    assert.deepEqual(states(taps), []);
    assert.equal(browser.sent.length, 0);
  });

  test("of a tap that may have arrived is sent, and has the last word", async () => {
    const taps = opened();
    const tap = taps.complete(dentist);
    assert.equal(taps.undo(tap), false);
    assert.equal(browser.sent[1].body.undoes, tap.event);
    assert.deepEqual(states(taps), ["undoing"]);
    await answer(1, {status: 200, body: {state: "undone"}});
    assert.deepEqual(states(taps), ["undone"]);
  });

  test("is not taken back by the answer to its tap, which is late", async () => {
    const taps = opened();
    taps.undo(taps.complete(dentist));
    await answer(0, recorded);
    assert.deepEqual(states(taps), ["undoing"]);
    await answer(1, {status: 200, body: {state: "undone"}});
    assert.deepEqual(states(taps), ["undone"]);
  });

  test("of a tap whose answer was lost stops sending the tap", async () => {
    const taps = opened();
    const tap = taps.complete(dentist);
    await lose(0);
    taps.undo(tap);
    await pass(60_000);
    assert.equal(browser.sent.length, 2);
  });

  test("after its time is over says why the tap stays", async () => {
    const taps = opened();
    const tap = taps.complete(dentist);
    await answer(0, recorded);
    taps.undo(tap);
    await answer(1, late);
    assert.deepEqual(states(taps), ["stays"]);
    assert.equal(tap.detail, "It is done at its source already.");
    assert.equal(tap.undoUntil, undefined);
  });

  test("that is lost is sent again under the same id, while its tap says that it is being undone", async () => {
    const taps = opened();
    taps.undo(taps.complete(dentist));
    await lose(1);
    await pass(1_000);
    assert.deepEqual(states(taps), ["undoing"]);
    assert.equal(browser.sent[2].body.event_id, browser.sent[1].body.event_id);
  });

  test("is forgotten four seconds after it worked", async () => {
    const taps = opened();
    taps.undo(taps.complete(dentist));
    await answer(1, {status: 200, body: {state: "undone"}});
    await pass(4_000);
    taps.expire();
    assert.deepEqual(states(taps), []);
  });
});

test("Two taps each have their own id, and are answered in any order", async () => {
  const taps = opened();
  taps.complete(dentist);
  taps.complete({...dentist, id: "2"});
  assert.equal(new Set(events()).size, 2);
  await answer(1, recorded);
  assert.deepEqual(states(taps), ["sending", "recorded"]);
  await answer(0, recorded);
  assert.deepEqual(states(taps), ["recorded", "recorded"]);
});
