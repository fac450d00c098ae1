// What becomes of a tap, whatever the network, the tabs and the users do. To run: node --test, in this folder.

import assert from "node:assert/strict";
import {afterEach, beforeEach, describe, mock, test} from "node:test";
import {setImmediate as settle} from "node:timers/promises";

const dentist = {id: "1", title: "Call the dentist", source: "Todoist"};
const recorded = {status: 200, body: {state: "done", delivery: "waiting"}};
const undone = {status: 200, body: {state: "undone", delivery: "cancelled"}};
const late = {status: 409, body: {code: "too_late", detail: "It is done at its source already."}};
const noSuchTip = {status: 404, body: {code: "tip_not_found", detail: "There is no such tip."}};
const noSession = {status: 401, body: {code: "no_session"}};
const me = (user) => ({status: 200, body: {user_id: user}});
const DAY = 86_400_000;

/** What Taps knows of a browser: stores, locks and a channel for all tabs, a network that can be away, and a server. */
const browser = {
  stored: new Map(),
  online: true,
  listeners: [],
  /** Hear that another page is shown. */
  shown: [],
  channels: [],
  held: new Set(),
  /** The rows of IndexedDB, and how it fails: "missing", "refuses", "full", "hangs". */
  rows: new Map(),
  database: "works",
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

/** As much of IndexedDB as tap-store.js uses; a transaction with one request. */
class Connection {
  #closed = false;
  transaction() {
    this.#closed ||= ["missing", "refuses"].includes(browser.database);
    if (this.#closed) throw new Error("InvalidStateError");
    const transaction = {
      objectStore: () => ({
        getAll: () => done(() => [...browser.rows.keys()].sort().map((key) => structuredClone(browser.rows.get(key)))),
        put: (row) => done(() => browser.rows.set(row.event, structuredClone(row)), true),
        delete: (event) => done(() => browser.rows.delete(event)),
      }),
    };
    const done = (work, grows = false) => {
      const request = {};
      queueMicrotask(() => {
        if (browser.database === "hangs") return;
        if (browser.database === "full" && grows) return transaction.onabort();
        request.result = work();
        transaction.oncomplete();
      });
      return request;
    };
    return transaction;
  }
}
const indexedDB = {
  open() {
    const opening = {result: new Connection()};
    queueMicrotask(() => (browser.database === "refuses" ? opening.onerror() : opening.onsuccess()));
    return opening;
  },
};
const locks = {
  async request(name, options, work = options) {
    while (work === options && browser.held.has(name)) await settle();
    if (browser.held.has(name)) return work(null);
    browser.held.add(name);
    try {
      return await work({name});
    } finally {
      browser.held.delete(name);
    }
  },
};
Object.defineProperties(globalThis, {
  localStorage: {value: storage},
  indexedDB: {get: () => (browser.database === "missing" ? undefined : indexedDB)},
  BroadcastChannel: {
    value: class {
      constructor() {
        browser.channels.push(this);
      }
      addEventListener(_, listener) {
        this.listener = listener;
      }
      postMessage(data) {
        const copy = structuredClone(data);
        for (const other of browser.channels) if (other !== this) queueMicrotask(() => other.listener({data: copy}));
      }
    },
  },
  navigator: {
    value: {
      get onLine() {
        return browser.online;
      },
      get locks() {
        return browser.held ? locks : undefined;
      },
    },
    configurable: true,
  },
  addEventListener: {
    value: (type, listener) => (type === "visibilitychange" ? browser.shown : browser.listeners).push(listener),
  },
  fetch: {
    value: (path, {body}) =>
      new Promise((resolve, reject) => {
        const answer = ({status, body, retryAfter}) =>
          resolve(
            new Response(typeof body === "string" ? body : JSON.stringify(body), {
              status,
              headers: retryAfter ? {"Retry-After": retryAfter} : {},
            }),
          );
        browser.sent.push({path, body: JSON.parse(body ?? "{}"), answer, lose: () => reject(new TypeError("lost"))});
      }),
  },
});
const {signInLink} = await import("../../../static-site/js/session.js");
const {Taps} = await import("../../../static-site/js/taps.js");

let heard;

/** Another tab of the browser, with this user's session. */
async function opened(user = "ann") {
  heard = [];
  const hear = heard;
  const taps = new Taps({
    onchange() {},
    onanswer: (tap, answer) => hear.push([tap?.action ?? null, answer.kind ?? "ok"]),
    onover: () => hear.push(["over"]),
  });
  taps.of(user);
  await settle();
  return taps;
}

/** All tabs are closed: their requests are never answered, and only what is stored is left. */
function closed() {
  const now = Date.now();
  mock.timers.reset();
  mock.timers.enable({apis: ["setTimeout", "Date"], now});
  browser.listeners.length = 0;
  browser.channels.length = 0;
  browser.sent.length = 0;
  browser.held.clear();
  show();
}

/** A page is shown that was not. */
function show() {
  for (const listener of browser.shown) listener();
}

/** A person taps: the request is out, or the tap is stored. */
async function tapped(taps, tip = dentist) {
  const tap = taps.complete(tip);
  await settle();
  return tap;
}

/** A tap that was made offline; the browser was closed since. */
async function keptOffline() {
  browser.online = false;
  const tap = await tapped(await opened());
  closed();
  browser.online = true;
  return tap;
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
const paths = () => browser.sent.map(({path}) => path);
const events = () => browser.sent.map(({body}) => body.event_id);

beforeEach(() => {
  mock.timers.enable({apis: ["setTimeout", "Date"], now: 1_000_000});
  for (const all of [browser.stored, browser.rows, browser.held]) all.clear();
  for (const all of [browser.sent, browser.listeners, browser.channels]) all.length = 0;
  browser.online = true;
  browser.database = "works";
  show();
});
afterEach(() => mock.timers.reset());

describe("A tap", () => {
  test("has its id before it is sent, and is sent at once", async () => {
    const tap = await tapped(await opened());
    assert.deepEqual(paths(), ["/api/tips/1/complete"]);
    assert.deepEqual(events(), [tap.event]);
  });

  test("that is recorded can be undone for ten seconds", async () => {
    const taps = await opened();
    await tapped(taps);
    await answer(0, recorded);
    assert.deepEqual(states(taps), ["recorded"]);
    assert.equal(taps.shown[0].undoUntil, 1_010_000);
    await pass(9_999);
    taps.expire();
    assert.deepEqual(states(taps), ["recorded"]);
    await pass(1);
    taps.expire();
    assert.deepEqual(states(taps), []);
    await settle();
    assert.equal(browser.rows.size, 0);
  });

  test("is awaited until it is answered", async () => {
    const taps = await opened();
    await tapped(taps);
    assert.ok(taps.awaits("1"));
    assert.ok(!taps.awaits("2"));
    assert.equal(taps.unsent.length, 1);
    await answer(0, recorded);
    assert.ok(!taps.awaits("1"));
    assert.equal(taps.unsent.length, 0);
  });

  test("whose answer is lost is sent again under the same id, ever more patiently", async () => {
    const taps = await opened();
    await tapped(taps);
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

  test("that the server puts off is sent again when it says, also if the page looks meanwhile", async () => {
    const taps = await opened();
    await tapped(taps);
    await answer(0, {status: 429, body: {}, retryAfter: 7});
    await taps.of("ann");
    await pass(6_999);
    assert.equal(browser.sent.length, 1);
    await pass(1);
    assert.equal(browser.sent.length, 2);
  });

  test("that is put off for a year is tried in an hour", async () => {
    await tapped(await opened());
    await answer(0, {status: 429, body: {}, retryAfter: 31_536_000});
    await pass(3_599_999);
    assert.equal(browser.sent.length, 1);
    await pass(1);
    assert.equal(browser.sent.length, 2);
  });

  test("without network is kept, and sent when it is back", async () => {
    browser.online = false;
    const taps = await opened();
    assert.equal((await tapped(taps)).state, "kept");
    assert.equal(browser.sent.length, 0);
    browser.goOnline();
    await settle();
    await answer(0, recorded);
    assert.deepEqual(states(taps), ["recorded"]);
  });

  test("that is on its way is not sent twice when the network comes back", async () => {
    await tapped(await opened());
    browser.goOnline();
    await settle();
    assert.equal(browser.sent.length, 1);
  });

  test("that another tab has undone is undone here", async () => {
    const taps = await opened();
    await tapped(taps);
    await answer(0, undone);
    assert.deepEqual(states(taps), ["undone"]);
  });

  test("that puts aside says until when", async () => {
    (await opened()).notNow(dentist, new Date(0));
    await settle();
    assert.equal(browser.sent[0].path, "/api/tips/1/not-now");
    assert.equal(browser.sent[0].body.until, "1970-01-01T00:00:00.000Z");
  });
});

describe("What is not the answer of oO", () => {
  const others = {
    "a proxy's 404 page": {status: 404, body: "<html>Not found</html>"},
    "a proxy's 403 page": {status: 403, body: "<html>Blocked</html>"},
    "a 401 page": {status: 401, body: "<html>Log in to the hotel</html>"},
    "an empty 408": {status: 408, body: ""},
    "a 410 with another's JSON": {status: 410, body: {error: "gone"}},
    "a 502": {status: 502, body: "<html>Bad gateway</html>"},
    "a portal's page with 200": {status: 200, body: "<html>Welcome</html>"},
    "an empty 200": {status: 200, body: ""},
    "another's JSON with 200": {status: 200, body: {ok: true}},
    "half an answer": {status: 200, body: '{"state":"do'},
  };
  for (const [name, reply] of Object.entries(others)) {
    test(`${name} neither records nor refuses a tap`, async () => {
      const taps = await opened();
      await tapped(taps);
      await answer(0, reply);
      assert.deepEqual(states(taps), ["kept"]);
      assert.deepEqual(paths(), ["/api/tips/1/complete"]);
      await pass(1_000);
      await answer(1, recorded);
      assert.deepEqual(states(taps), ["recorded"]);
      assert.equal(new Set(events()).size, 1);
    });
  }
});

describe("A tap that is refused for good", () => {
  test("says why until it is dismissed, also after the browser was closed, and is not sent again", async () => {
    const tap = await tapped(await opened());
    await answer(0, noSuchTip);
    assert.deepEqual(paths(), ["/api/tips/1/complete", "/api/me"]);
    await answer(1, me("ann"));
    assert.equal(tap.state, "failed");
    assert.equal(tap.detail, "That task is no longer here, so there was nothing to record.");
    closed();
    await pass(60_000);

    const taps = await opened();
    taps.expire();
    assert.deepEqual(states(taps), ["failed"]);
    assert.equal(browser.sent.length, 0);
    taps.drop(taps.shown[0]);
    closed();
    await settle();
    assert.deepEqual(states(await opened()), []);
  });

  test("as its time to put aside is over says so", async () => {
    const taps = await opened();
    taps.notNow(dentist, new Date(0));
    await settle();
    await answer(0, {status: 400, body: {code: "bad_until", detail: "until lies ahead, by 30 days at most."}});
    assert.equal(taps.shown[0].detail, "Its time was over before it could be sent, so nothing was put aside.");
  });
});

describe("A tap that the page accepted survives it", () => {
  test("offline, closed, back online in another tab: it is sent once", async () => {
    const tap = await keptOffline();
    const taps = await opened();
    assert.deepEqual(events(), [tap.event]);
    assert.ok(taps.awaits("1"));
    await answer(0, recorded);
    assert.deepEqual(states(taps), ["recorded"]);

    closed();
    await pass(10_000);
    assert.deepEqual(states(await opened()), []);
    assert.equal(browser.sent.length, 0);
  });

  test("closed while it was on its way: it is sent again under the same id", async () => {
    const tap = await tapped(await opened());
    closed();
    await opened();
    assert.deepEqual(events(), [tap.event]);
  });

  test("recorded, and closed: it can still be undone until its time is over", async () => {
    await tapped(await opened());
    await answer(0, recorded);
    closed();
    await pass(9_000);
    assert.deepEqual(states(await opened()), ["recorded"]);
    closed();
    await pass(1_000);
    assert.deepEqual(states(await opened()), []);
  });

  test("with its undo: only the undo is sent, which wins over a tap that never arrives", async () => {
    const taps = await opened();
    const tap = await tapped(taps);
    taps.undo(tap);
    await settle();
    closed();
    const later = await opened();
    assert.deepEqual(paths(), ["/api/tips/1/undo"]);
    assert.equal(browser.sent[0].body.undoes, tap.event);
    assert.deepEqual(states(later), ["undoing"]);
    await answer(0, undone);
    assert.deepEqual(states(later), ["undone"]);
  });

  test("several are sent in the order in which they were made", async () => {
    browser.online = false;
    const taps = await opened();
    for (const id of ["1", "2", "3", "4", "5"]) {
      await tapped(taps, {...dentist, id});
      await pass(5);
    }
    closed();
    browser.online = true;
    await opened();
    assert.deepEqual(
      paths(),
      ["1", "2", "3", "4", "5"].map((id) => `/api/tips/${id}/complete`),
    );
  });

  test("for 30 days; then it is dropped, with words", async () => {
    await keptOffline();
    await pass(30 * DAY);
    await opened();
    assert.equal(browser.sent.length, 1);
    closed();

    await pass(1);
    const late = await opened();
    assert.equal(browser.sent.length, 0);
    assert.deepEqual(states(late), ["failed"]);
    assert.equal(late.shown[0].detail, "It waited here for more than 30 days and was never sent.");
  });
});

describe("A browser that stores nothing", () => {
  for (const database of ["missing", "refuses", "full", "hangs"]) {
    test(`IndexedDB ${database}: the tap is sent, and leaving asks first while it is kept`, async () => {
      browser.database = database;
      browser.online = false;
      const taps = await opened();
      await tapped(taps);
      assert.equal(taps.losable, true);
      const leaving = {preventDefault: mock.fn()};
      globalThis.onbeforeunload(leaving);
      assert.equal(leaving.preventDefault.mock.callCount(), 1);

      browser.goOnline();
      await pass(2_000);
      await answer(0, recorded);
      assert.deepEqual(states(taps), ["recorded"]);
      assert.equal(taps.losable, false);
      assert.equal(globalThis.onbeforeunload, null);
    });
  }

  test("but this one stores, and lets go", async () => {
    browser.online = false;
    const taps = await opened();
    await tapped(taps);
    assert.equal(taps.losable, false);
    assert.equal(globalThis.onbeforeunload, null);
  });

  test("that works again after a failure stores again", async () => {
    browser.database = "refuses";
    const taps = await opened();
    browser.database = "works";
    await tapped(taps);
    assert.equal(browser.rows.size, 1);
  });
});

describe("Several tabs", () => {
  test("send a tap once, and all of them show what became of it", async () => {
    browser.online = false;
    const one = await opened();
    await tapped(one);
    const two = await opened();
    const three = await opened();
    browser.goOnline();
    await settle();
    assert.equal(browser.sent.length, 1);
    await answer(0, recorded);
    await pass(60_000);
    assert.equal(browser.sent.length, 1);
    for (const taps of [one, two, three]) assert.deepEqual(states(taps), ["recorded"]);
  });

  test("the one that is left sends what another was sending when it was closed", async () => {
    const one = await tapped(await opened());
    const two = await opened();
    assert.equal(browser.sent.length, 1);
    browser.held.clear(); // its tab is closed
    await pass(1_000);
    assert.deepEqual(events(), [one.event, one.event]);
    await answer(1, recorded);
    assert.deepEqual(states(two), ["recorded"]);
  });

  test("do not bring back a tap that is dropped while the store is read", async () => {
    browser.online = false;
    const taps = await opened();
    const tap = await tapped(taps);
    taps.of("ann");
    taps.drop(tap);
    await settle();
    assert.deepEqual(states(taps), []);
    assert.equal(browser.sent.length, 0);
  });

  test("that do not know a tap hear that there was one", async () => {
    await opened();
    const first = heard;
    await tapped(await opened());
    await answer(0, recorded);
    assert.deepEqual(first, [[null, "ok"]]);
  });

  test("show an undo of another", async () => {
    const one = await opened();
    const tap = await tapped(one);
    await answer(0, recorded);
    const two = await opened();
    two.undo(two.shown[0]);
    await settle();
    await answer(1, undone);
    assert.equal(tap.state, "undone");
    assert.deepEqual(states(one), ["undone"]);
  });

  test("that are frozen while they send do not keep the others from it", async () => {
    const tap = await tapped(await opened());
    await opened(); // the first tab never hears an answer, and never lets go
    await pass(1_000 + 2_000);
    await pass(4_000);
    await pass(8_000);
    assert.deepEqual(events(), [tap.event]);
    await pass(15_000);
    assert.deepEqual(events(), [tap.event, tap.event]);
  });

  test("without locks may send twice, under the same id", async () => {
    const held = browser.held;
    browser.held = null;
    try {
      browser.online = false;
      await tapped(await opened());
      await opened();
      browser.goOnline();
      await settle();
      assert.equal(browser.sent.length, 2);
      assert.equal(new Set(events()).size, 1);
    } finally {
      browser.held = held;
    }
  });
});

describe("A computer that people share", () => {
  test("a tap of one is neither sent nor shown under another's session, and is sent when its user is back", async () => {
    const tap = await keptOffline();
    const bob = await opened("bob");
    assert.deepEqual(states(bob), []);
    assert.equal(bob.unsent.length, 0);
    assert.ok(!bob.awaits("1"));
    await bob.retry();
    browser.goOnline();
    await pass(600_000);
    assert.equal(browser.sent.length, 0);
    await bob.dropAll();
    closed();

    const ann = await opened();
    assert.deepEqual(events(), [tap.event]);
    await answer(0, recorded);
    assert.deepEqual(states(ann), ["recorded"]);
  });

  test("a tap whose user did not come back is forgotten after three months, and not before", async () => {
    await keptOffline();
    await pass(90 * DAY);
    await opened("bob");
    assert.equal(browser.rows.size, 1);
    closed();
    await pass(1);
    await opened("bob");
    await settle();
    assert.equal(browser.rows.size, 0);
  });

  test("a tap that waited for three months is named when its user is back", async () => {
    await keptOffline();
    await pass(91 * DAY);
    assert.deepEqual(states(await opened()), ["failed"]);
  });

  test("a tab that is still open holds its tap when another tab knows of another user", async () => {
    const ann = await opened();
    await tapped(ann);
    await lose(0);
    const hers = heard;
    await opened("bob");
    await pass(600_000);
    assert.equal(browser.sent.length, 1);
    assert.deepEqual(states(ann), []);
    assert.deepEqual(hers.at(-1), ["over"]);
    ann.of("ann");
    await settle();
    assert.equal(browser.sent.length, 2);
  });

  test("a tap waits while it is not known who signs in", async () => {
    const ann = await opened();
    await tapped(ann);
    await lose(0);
    const link = {addEventListener: (_, click) => click()};
    signInLink(link, "/tip.html");
    await pass(60_000);
    assert.equal(browser.sent.length, 1);
    ann.of("ann");
    await settle();
    assert.equal(browser.sent.length, 2);
  });

  test("the answer to one's tap is not heard by another", async () => {
    const ann = await opened();
    await tapped(ann);
    await opened("bob");
    await answer(0, recorded);
    assert.deepEqual(states(ann), []);
    assert.deepEqual(heard, []);
    ann.expire();
    await pass(10_000);
    ann.expire();
    await settle();
    assert.equal(browser.rows.size, 0);
  });

  for (const [name, over] of Object.entries({
    "signs out": (taps) => taps.over(),
    "finds that the session has ended": (taps) => taps.over(),
    "is signed in as another": (taps) => taps.of("bob"),
  })) {
    test(`when one tab ${name}, no tab and no store has a word of the person`, async () => {
      const tabs = [await opened(), await opened()];
      const hers = heard;
      await tapped(tabs[1]);
      await answer(0, recorded);
      browser.online = false;
      await tapped(tabs[1], {...dentist, id: "2", title: "Buy a ring"});
      browser.stored.set("oo.seen", "[1]");
      over(tabs[0]);
      await settle();
      await settle();
      assert.deepEqual(hers.at(-1), ["over"]);
      assert.deepEqual([...states(tabs[0]), ...states(tabs[1])], []);
      assert.doesNotMatch(JSON.stringify([[...browser.rows], [...browser.stored]]), /dentist|ring|seen/);
      assert.deepEqual(
        [...browser.rows.values()].map(({tip, user}) => [tip, user]),
        [["2", "ann"]],
      );
      closed();

      browser.online = true;
      await opened();
      assert.deepEqual(paths(), ["/api/tips/2/complete"]);
    });
  }

  test("what one tab drops before it signs out is not brought back by another", async () => {
    browser.online = false;
    const here = await opened();
    const there = await opened();
    await tapped(there);
    await here.dropAll();
    here.over();
    await settle();
    await settle();
    assert.equal(browser.rows.size, 0);
  });

  test("a tab without a user starts again when another tab signs a user in", async () => {
    const tab = await opened();
    tab.over();
    await settle();
    const hers = heard;
    await opened("bob");
    assert.deepEqual(hers, [["over"]]);
  });

  test("two tabs that find the end of a session do not call each other for ever", async () => {
    const tabs = [await opened(), await opened()];
    for (const tab of [...tabs, ...tabs]) {
      tab.over();
      await settle();
    }
    assert.deepEqual(heard, [["over"]]);
  });

  test("a tap that meets another's session all the same is kept for its user", async () => {
    const ann = await opened();
    await tapped(ann);
    await answer(0, noSuchTip);
    await answer(1, me("bob"));
    assert.deepEqual(heard, [["complete", "ended"]]);
    assert.deepEqual(states(ann), []);
    await pass(600_000);
    assert.equal(browser.sent.length, 2);
    ann.of("ann");
    await settle();
    assert.equal(browser.sent.length, 3);
  });

  test("a 404 is not believed before it is known whose session it met", async () => {
    const ann = await opened();
    await tapped(ann);
    await answer(0, noSuchTip);
    await lose(1);
    assert.deepEqual(states(ann), ["kept"]);
    await pass(1_000);
    assert.equal(browser.sent[2].path, "/api/tips/1/complete");
  });

  test("a tap that is given up in one tab is not sent by another", async () => {
    browser.online = false;
    const one = await opened();
    await tapped(one);
    const two = await opened();
    await lose(0);
    await two.dropAll();
    browser.goOnline();
    await pass(60_000);
    assert.equal(browser.sent.length, 1);
    assert.deepEqual(states(one), []);
  });

  test("all of one user's taps are dropped, and none of another's", async () => {
    const tap = await keptOffline();
    browser.online = false;
    const bob = await opened("bob");
    await tapped(bob, {...dentist, id: "2"});
    await bob.dropAll();
    closed();
    browser.online = true;
    await opened("bob");
    assert.equal(browser.sent.length, 0);
    assert.deepEqual([...browser.rows.keys()], [tap.event]);
  });
});

describe("A session that ended while a tap is on its way", () => {
  test("keeps the tap, asks no more by itself, and sends it after signing in", async () => {
    const taps = await opened();
    const tap = await tapped(taps);
    await answer(0, noSession);
    assert.equal(browser.sent[1].path, "/api/auth/refresh");
    await answer(1, noSession);
    assert.deepEqual(heard, [["complete", "ended"]]);
    assert.deepEqual(states(taps), []);
    await pass(600_000);
    assert.equal(browser.sent.length, 2);

    closed();
    const signedIn = await opened();
    assert.equal(browser.sent[0].body.event_id, tap.event);
    await answer(0, recorded);
    assert.deepEqual(states(signedIn), ["recorded"]);
  });

  test("answers every call, and none is sent until the page is shown again", async () => {
    const taps = await opened();
    await tapped(taps);
    await tapped(taps, {...dentist, id: "2"});
    await answer(0, noSession);
    await answer(1, noSession);
    await answer(2, noSession);
    taps.of("ann");
    browser.goOnline();
    await settle();
    assert.deepEqual(paths(), ["/api/tips/1/complete", "/api/tips/2/complete", "/api/auth/refresh"]);
    assert.deepEqual(heard.slice(0, 2), [
      ["complete", "ended"],
      ["complete", "ended"],
    ]);
    assert.deepEqual(states(taps), []);

    show();
    taps.of("ann");
    await settle();
    assert.deepEqual(paths().slice(3), ["/api/tips/1/complete", "/api/tips/2/complete"]);
  });

  test("is refreshed once, and the tap is recorded", async () => {
    const taps = await opened();
    await tapped(taps);
    await answer(0, noSession);
    await answer(1, {status: 200, body: {}});
    await answer(2, recorded);
    assert.deepEqual(states(taps), ["recorded"]);
    assert.equal(browser.sent[2].body.event_id, browser.sent[0].body.event_id);
  });
});

describe("Undo", () => {
  test("of a tap that never left sends nothing", async () => {
    browser.online = false;
    const taps = await opened();
    assert.equal(taps.undo(await tapped(taps)), true);
    browser.goOnline();
    await settle();
    assert.deepEqual(states(taps), []);
    assert.equal(browser.sent.length, 0);
    assert.equal(browser.rows.size, 0);
  });

  test("of a tap that may have arrived is sent, and has the last word", async () => {
    const taps = await opened();
    const tap = await tapped(taps);
    assert.equal(taps.undo(tap), false);
    await settle();
    assert.equal(browser.sent[1].body.undoes, tap.event);
    assert.deepEqual(states(taps), ["undoing"]);
    await answer(1, undone);
    assert.deepEqual(states(taps), ["undone"]);
  });

  test("is not taken back by the answer to its tap, which is late", async () => {
    const taps = await opened();
    taps.undo(await tapped(taps));
    await settle();
    await answer(0, recorded);
    assert.deepEqual(states(taps), ["undoing"]);
    await answer(1, undone);
    assert.deepEqual(states(taps), ["undone"]);
  });

  test("of a tap whose answer was lost stops sending the tap", async () => {
    const taps = await opened();
    const tap = await tapped(taps);
    await lose(0);
    taps.undo(tap);
    await pass(60_000);
    assert.deepEqual(paths(), ["/api/tips/1/complete", "/api/tips/1/undo"]);
  });

  test("after its time is over says why the tap stays", async () => {
    const taps = await opened();
    const tap = await tapped(taps);
    await answer(0, recorded);
    taps.undo(tap);
    await settle();
    await answer(1, late);
    assert.deepEqual(states(taps), ["stays"]);
    assert.equal(tap.detail, "It is done at its source already.");
    assert.equal(tap.undoUntil, undefined);
  });

  test("that is lost is sent again under the same id, while its tap says that it is being undone", async () => {
    const taps = await opened();
    taps.undo(await tapped(taps));
    await settle();
    await lose(1);
    await pass(1_000);
    assert.deepEqual(states(taps), ["undoing"]);
    assert.equal(browser.sent[2].body.event_id, browser.sent[1].body.event_id);
  });

  test("that is kept stays to be seen when its time is over", async () => {
    const taps = await opened();
    const tap = await tapped(taps);
    await answer(0, recorded);
    browser.online = false;
    taps.undo(tap);
    await pass(60_000);
    taps.expire();
    assert.deepEqual(states(taps), ["undoing"]);
    assert.equal(taps.unsent.length, 1);
  });

  test("is forgotten four seconds after it worked", async () => {
    const taps = await opened();
    taps.undo(await tapped(taps));
    await settle();
    await answer(1, undone);
    await pass(4_000);
    taps.expire();
    assert.deepEqual(states(taps), []);
    await settle();
    assert.equal(browser.rows.size, 0);
  });
});

test("Two taps each have their own id, and are answered in any order", async () => {
  const taps = await opened();
  await tapped(taps);
  await tapped(taps, {...dentist, id: "2"});
  assert.equal(new Set(events()).size, 2);
  await answer(1, recorded);
  assert.deepEqual(states(taps), ["sending", "recorded"]);
  await answer(0, recorded);
  assert.deepEqual(states(taps), ["recorded", "recorded"]);
});
