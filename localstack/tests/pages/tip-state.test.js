// What the tip page does about each event, in each state. To run: node --test, in this folder.

import assert from "node:assert/strict";
import {describe, test} from "node:test";
import {next, readingFor, ready, START} from "../../../static-site/js/tip-state.js";

const ARMED = 400; // milliseconds after which a tip may be tapped
const NO_NETWORK = "No network. What you tap is kept and sent when it is back.";
const UNWELL = "oO is not well at the moment. What you tap is kept and sent again.";

const dentist = {id: "1", kind: "task", title: "Call the dentist", source: "Todoist", meta: {}};
const plants = {id: "2", kind: "task", title: "Water the plants", source: "Todoist", meta: {}};
const kept = {title: "Kept on this device.", text: "Your tap is sent by itself.", again: 5_000};
const nothing = {title: "Nothing left to do.", text: "Enjoy the quiet.", again: 60_000};
const reading = {title: "Reading your tasks.", text: "The first time takes a moment.", again: 1_500};
const ended = {title: "Your session has ended.", text: "Sign in again."};
const away = {title: "oO cannot be reached.", text: "Your tip comes back.", again: 2_000};

const look = {type: "look"};
const tapped = {type: "tapped", at: ARMED};
const pressed = {type: "pressed"};
const offers = (tip, unheard = null) => ({type: "tip", tip, unheard});
const none = (quiet, because = "nothing_left") => ({type: "none", because, quiet});
const wrong = (kind, quiet = away) => ({type: "wrong", answer: {kind, trace: "t"}, quiet});
const done = (tip) => ({event: "e", tip: tip.id, action: "complete", state: "recorded"});
const answered = (tap, answer = {ok: true, status: 200, data: {}}, quiet = null) => ({
  type: "answered",
  tap,
  answer,
  quiet,
});
const failed = (kind) => ({ok: false, kind, trace: "t"});

/** The state after these events, of which each happens at 0 and with a network unless it says otherwise. */
const after = (state, ...events) => events.reduce((now, event) => next(now, {at: 0, online: true, ...event}), state);

/** A page that shows this tip and has been answered. */
const showing = (tip) => after(START, look, offers(tip));
const leaving = (tip) => after(showing(tip), tapped);
/** It was ignored: nothing is different, and there is nothing to do. */
const ignores = (state, event) => assert.deepEqual(after(state, event), {...state, effects: []});
const effects = (state) => state.effects.map((effect) => effect.do);
const effect = (state, name) => state.effects.find((one) => one.do === name);

describe("Asking", () => {
  test("a look asks once", () => {
    const state = after(START, look);
    assert.equal(state.asking, "once");
    assert.deepEqual(state.effects, [{do: "ask"}]);
  });

  test("looks while an answer is on its way become one more question after it", () => {
    const waiting = after(START, look, look, look);
    assert.deepEqual(waiting.effects, []);
    const state = after(waiting, offers(dentist));
    assert.ok(effects(state).includes("ask"));
    assert.equal(state.asking, "once");
    assert.equal(after(state, offers(dentist)).asking, "no");
  });

  test("a question that waited is asked after a failure too", () => {
    assert.ok(effects(after(START, look, look, wrong("unwell"))).includes("ask"));
  });

  test("the first answer, whatever it is, leaves time to read the sources; the next ones do not", () => {
    for (const answer of [offers(dentist), none(nothing), wrong("unwell"), offers(dentist, kept)]) {
      const first = after(START, look, answer);
      assert.ok(effects(first).includes("read"), answer.type);
      assert.ok(!effects(after(first, look, answer)).includes("read"), answer.type);
    }
  });

  test("a tip is looked at again in ten minutes", () => {
    assert.equal(effect(showing(dentist), "again").ms, 600_000);
  });

  test("the page looks again in 20 seconds while something is on its way to its source", () => {
    const again = (answer) => effect(after(START, look, {...answer, soon: true}), "again").ms;
    assert.equal(again(offers(dentist)), 20_000);
    assert.equal(again(none(nothing)), 20_000);
    assert.equal(again(none(reading, "first_fetch_running")), 1_500);
  });

  test("sources that are read are looked at in four seconds, unless there is a tip", () => {
    const quiet = after(START, look, none(nothing));
    assert.deepEqual(after(quiet, {type: "reading"}).effects, [{do: "read-in", ms: 4_000}]);
    assert.deepEqual(after(quiet, {type: "read"}).effects, [{do: "ask"}]);
    ignores(showing(dentist), {type: "reading"});
    ignores(showing(dentist), {type: "read"});
  });
});

describe("A tip", () => {
  test("appears at once when it is the first, and comes in after that", () => {
    const first = showing(dentist);
    assert.equal(effect(first, "show-tip").comes, false);
    assert.equal(effect(after(first, look, offers(plants)), "show-tip").comes, true);
    const late = after(START, look, none(nothing), look, offers(dentist));
    assert.equal(effect(late, "show-tip").comes, false);
  });

  test("that opens the page is not read aloud, one that replaces another is", () => {
    const first = showing(dentist);
    assert.equal(effect(first, "show-tip").say, null);
    assert.equal(effect(after(first, look, offers(plants)), "show-tip").say, "");
  });

  test("that is shown already is not drawn again", () => {
    const state = after(showing(dentist), look, offers({...dentist}));
    assert.deepEqual(effects(state), ["again"]);
  });

  test("whose title changed is drawn again, and cannot be tapped at once", () => {
    const renamed = {...dentist, title: "Call the doctor"};
    const state = after(showing(dentist), look, {...offers(renamed), at: 5_000});
    assert.equal(effect(state, "show-tip").tip, renamed);
    assert.ok(!ready(state, 5_399));
    assert.ok(ready(state, 5_400));
  });

  test("says so when there is no network, and stops saying so when the next answer comes", () => {
    const state = after(START, look, {...offers(dentist), online: false});
    assert.equal(state.net, NO_NETWORK);
    assert.equal(after(state, look, offers(dentist)).net, "");
  });

  test("whose tap is not answered, after a reload, is not offered again", () => {
    const state = after(START, look, offers(dentist, kept));
    assert.equal(state.page, "quiet");
    assert.equal(effect(state, "show-quiet").quiet, kept);
  });

  test("that leaves stays on its way out when it is offered again before its tap is answered", () => {
    const state = after(leaving(dentist), look, offers(dentist, kept));
    assert.deepEqual(state, {...leaving(dentist), effects: [{do: "again", ms: 600_000}]});
  });

  test("that comes while another leaves replaces it", () => {
    const state = after(leaving(dentist), look, offers(plants));
    assert.equal(state.page, "tip");
    assert.equal(state.tip, plants);
  });
});

describe("A tap", () => {
  test("completes the tip, which leaves", () => {
    const state = leaving(dentist);
    assert.equal(state.page, "leaving");
    assert.equal(state.last, dentist);
    assert.deepEqual(state.effects, [{do: "leave", tip: dentist, until: null}]);
  });

  test("in the first 400 milliseconds of a tip is ignored", () => {
    ignores(showing(dentist), {...tapped, at: ARMED - 1});
  });

  test("that follows another is ignored while the tip leaves", () => {
    ignores(leaving(dentist), {...tapped, at: 9_000});
  });

  test("on a page without a tip does nothing", () => {
    for (const state of [START, after(START, look, none(nothing))]) {
      ignores(state, pressed);
      ignores(state, {...tapped, at: 9_000});
    }
  });

  test("whose key or pointer went down on the tip counts", () => {
    assert.equal(after(showing(dentist), pressed, tapped).page, "leaving");
  });

  test("whose key or pointer went down on the tip before does not complete this one", () => {
    const other = after(showing(dentist), pressed, look, offers(plants));
    const state = after(other, {...tapped, at: 9_000});
    assert.deepEqual(state, {...other, pressed: null, effects: []});
    assert.equal(after(state, {...tapped, at: 9_001}).page, "leaving");
  });

  test("that puts aside says until when", () => {
    const until = new Date(0);
    const state = after(showing(dentist), {type: "put-aside", until, at: ARMED});
    assert.deepEqual(state.effects, [{do: "leave", tip: dentist, until}]);
    ignores(state, {type: "put-aside", until, at: 500});
  });

  test("that cannot leave the device is checked once the tip is gone", () => {
    const state = after(leaving(dentist), {type: "kept", tip: "1"});
    assert.deepEqual(state.effects, [{do: "check-when-gone", tip: "1"}]);
    const gone = after(state, {type: "gone", tip: "1", unheard: kept});
    assert.equal(gone.page, "quiet");
    assert.deepEqual(effects(gone), ["again", "show-quiet"]);
  });

  test("that was answered while the tip went out leaves nothing to check", () => {
    ignores(leaving(dentist), {type: "gone", tip: "1", unheard: null});
  });

  test("on a tip that is no longer the one that leaves moves nothing", () => {
    ignores(leaving(plants), {type: "kept", tip: "1"});
    ignores(leaving(plants), {type: "gone", tip: "1", unheard: kept});
  });
});

describe("The answer to a tap", () => {
  test("lets the next tip come when this one is gone", () => {
    const state = after(leaving(dentist), answered(done(dentist)));
    assert.equal(state.page, "leaving");
    assert.deepEqual(state.effects, [{do: "look-when-gone"}]);
  });

  test("is said together with the next tip", () => {
    const state = after(leaving(dentist), answered(done(dentist)), look, offers(plants));
    assert.equal(effect(state, "show-tip").say, "Done. ");
    assert.equal(state.outcome, "");
  });

  test("is said together with why there is no next tip", () => {
    const state = after(leaving(dentist), answered(done(dentist)), look, none(nothing));
    assert.equal(effect(state, "show-quiet").say, "Done. ");
  });

  test("is said alone when the page does not change", () => {
    const state = after(showing(dentist), answered(done(plants)), offers(dentist));
    assert.deepEqual(effect(state, "say"), {do: "say", words: "Done. "});
    assert.equal(state.outcome, "");
  });

  test("that is late, when another tip is shown already, asks at once and moves nothing", () => {
    const state = after(showing(plants), answered(done(dentist)));
    assert.equal(state.page, "tip");
    assert.deepEqual(effects(state), ["ask"]);
  });

  test("that is late, when another tip leaves, does not stop that one", () => {
    const state = after(leaving(plants), answered(done(dentist)));
    assert.equal(state.page, "leaving");
    assert.ok(effects(state).includes("ask"));
  });

  test("to putting aside is not looked at again at the source", () => {
    const state = after(leaving(dentist), answered({...done(dentist), action: "not-now"}));
    assert.deepEqual(effects(state), ["look-when-gone"]);
    assert.equal(state.outcome, "Put aside. ");
  });

  test("that refuses it says why, and the page goes on", () => {
    const tap = {...done(dentist), state: "failed", detail: "That task is no longer here."};
    const state = after(leaving(dentist), answered(tap, failed("refused")));
    assert.deepEqual(effects(state), ["look-when-gone"]);
    assert.equal(state.outcome, "That task is no longer here. ");
    assert.equal(
      after(leaving(dentist), answered(done(dentist), failed("refused"))).outcome,
      "That was not recorded. ",
    );
  });

  test("that does not come keeps the tip on its way out, and checks it once it is gone", () => {
    for (const kind of ["unreachable", "unwell", "later"]) {
      const state = after(leaving(dentist), answered(done(dentist), failed(kind)));
      assert.equal(state.page, "leaving");
      assert.deepEqual(state.effects, [{do: "check-when-gone", tip: "1"}]);
    }
  });

  test("that does not come while another tip is shown is said below", () => {
    const unanswered = (kind) => after(showing(plants), answered(done(dentist), failed(kind))).net;
    assert.equal(unanswered("unreachable"), NO_NETWORK);
    assert.equal(after(showing(dentist), none(nothing), answered(done(dentist), failed("unreachable"))).net, "");
    assert.equal(unanswered("unwell"), UNWELL);
    assert.match(unanswered("later"), /^That was a lot at once\./);
  });

  test("that comes after all takes back what was said below", () => {
    const state = after(showing(plants), answered(done(dentist), failed("unreachable")), answered(done(dentist)));
    assert.equal(state.net, "");
  });

  test("while an answer to a question is on its way asks once more after it", () => {
    const state = after(showing(plants), look, answered(done(dentist)));
    assert.equal(state.asking, "again");
    assert.deepEqual(effects(state), []);
  });
});

describe("Undo", () => {
  test("of a tap that was sent is a tap, whose answer asks and says so", () => {
    const state = after(showing(plants), answered({...done(dentist), action: "undo"}));
    assert.equal(state.outcome, "Undone. ");
    assert.deepEqual(effects(state), ["ask"]);
    assert.equal(effect(after(state, offers(dentist)), "show-tip").say, "Undone. ");
  });

  test("after its time is over says why it cannot be done", () => {
    const tap = {...done(dentist), action: "undo", detail: "It is too late to undo this."};
    assert.equal(after(showing(plants), answered(tap, failed("refused"))).outcome, "It is too late to undo this. ");
  });

  test("of a tap that never left brings its tip back while it leaves, without asking", () => {
    const state = after(leaving(dentist), {type: "unsent", tip: "1", at: 1_000});
    assert.equal(state.page, "tip");
    assert.equal(state.tip, dentist);
    assert.deepEqual(effects(state), ["show-tip"]);
    assert.equal(effect(state, "show-tip").say, "Undone, and nothing was sent. ");
    assert.ok(!ready(state, 1_399));
  });

  test("of a tap that never left brings its tip back to a page that became quiet", () => {
    const quiet = after(leaving(dentist), {type: "gone", tip: "1", unheard: kept});
    assert.equal(after(quiet, {type: "unsent", tip: "1"}).tip, dentist);
  });

  test("of a tap that never left asks where another tip is shown, or leaves", () => {
    const undone = {type: "unsent", tip: "1"};
    assert.deepEqual(effects(after(leaving(plants), undone)), ["ask"]);
    assert.deepEqual(effects(after(leaving(dentist), look, offers(plants), undone)), ["ask"]);
    const state = after(showing(plants), undone);
    assert.deepEqual(effects(state), ["ask"]);
    const again = after(state, offers(plants));
    assert.equal(effect(again, "say").words, "Undone, and nothing was sent. ");
  });
});

describe("A session that ended", () => {
  test("leaves no sources to read", () => {
    const state = after(START, look, wrong("ended", {...ended, action: {name: "Sign in with Google", signIn: true}}));
    assert.ok(!effects(state).includes("read"));
  });

  const late = answered(done(dentist), failed("ended"), ended);

  test("while a tap was on its way is said in place of the tip", () => {
    const state = after(leaving(dentist), late);
    assert.equal(state.page, "quiet");
    assert.equal(effect(state, "show-quiet").quiet, ended);
    assert.equal(effect(state, "again").ms, undefined);
  });

  test("is said although another tip is shown", () => {
    assert.equal(after(showing(plants), late).quiet, ended);
    assert.equal(after(showing(plants), look, wrong("ended", ended)).quiet, ended);
  });

  test("is said once, when tap and question both come back so", () => {
    const state = after(leaving(dentist), look, late, wrong("ended", ended));
    assert.deepEqual(effects(state), ["again"]);
  });

  test("leaves nothing that a tap could complete", () => {
    ignores(after(leaving(dentist), late), {...tapped, at: 9_000});
  });
});

describe("Two tabs", () => {
  test("both leave the tip when it is tapped in one", () => {
    const other = after(showing(dentist), answered(done(dentist)));
    assert.ok(effects(other).includes("ask"));
    assert.equal(after(other, offers(plants)).tip, plants);
  });

  test("that both tap the same tip both go on", () => {
    const other = after(leaving(dentist), look, answered(done(dentist)));
    assert.equal(after(other, none(nothing)).page, "quiet");
  });

  test("do not complete the next tip by a tap that was meant for the last", () => {
    const other = after(showing(dentist), pressed, look, {...offers(plants), at: 1_000}, {...tapped, at: 1_500});
    assert.equal(other.page, "tip");
  });
});

describe("A question without an answer", () => {
  test("keeps the tip, says so below, and asks again when the server or patience says", () => {
    const state = after(showing(dentist), look, wrong("unreachable"));
    assert.equal(state.page, "tip");
    assert.equal(state.net, NO_NETWORK);
    assert.deepEqual(state.effects, [{do: "again", ms: 2_000}]);
    assert.equal(after(showing(dentist), look, wrong("unwell")).net, UNWELL);
    assert.equal(after(showing(dentist), look, wrong("later")).net, "");
    const refused = after(showing(dentist), look, wrong("refused", {title: "Reload.", text: "Reload."}));
    assert.deepEqual(refused.effects, [{do: "again", ms: 60_000}]);
  });

  test("takes the place of a tip that leaves", () => {
    assert.equal(after(leaving(dentist), look, wrong("unwell")).quiet, away);
  });

  test("is counted until one is answered", () => {
    const state = after(START, look, wrong("unwell"), look, wrong("unwell"));
    assert.equal(state.tries, 2);
    assert.equal(after(state, look, none(nothing)).tries, 0);
    assert.equal(after(state, look, offers(dentist)).tries, 0);
  });
});

describe("A page without a tip", () => {
  test("says why, and looks again when that says", () => {
    const state = after(showing(dentist), look, none(nothing));
    assert.deepEqual(state.effects, [
      {do: "again", ms: 60_000},
      {do: "show-quiet", quiet: nothing, say: ""},
    ]);
    assert.equal(state.tip, null);
  });

  test("does not draw or say the same twice, but looks again", () => {
    const state = after(START, look, none(nothing), look, none({...nothing}));
    assert.deepEqual(effects(state), ["again"]);
  });

  test("says the same again after a tip was there meanwhile", () => {
    const state = after(START, look, none(nothing), look, offers(dentist), look, none(nothing));
    assert.ok(effects(state).includes("show-quiet"));
  });

  test("knows for how long the first fetch has been running", () => {
    const first = after(START, look, {...none(reading, "first_fetch_running"), at: 1_000});
    assert.equal(readingFor(START, 9_000), 0);
    assert.equal(readingFor(first, 9_000), 8_000);
    const second = after(first, look, {...none(reading, "first_fetch_running"), at: 3_000});
    assert.equal(readingFor(second, 9_000), 8_000);
    assert.equal(readingFor(after(second, look, none(nothing)), 9_000), 0);
    assert.equal(readingFor(after(second, look, offers(dentist)), 9_000), 0);
  });
});

describe("The network", () => {
  test("that goes away is said below a tip, also below one that leaves", () => {
    assert.equal(after(showing(dentist), {type: "offline"}).net, NO_NETWORK);
    assert.equal(after(leaving(dentist), {type: "offline"}).net, NO_NETWORK);
  });

  test("that goes away is not said where there is no tip", () => {
    ignores(after(START, look, none(nothing)), {type: "offline"});
  });

  test("is not mentioned while all is well, nor where the page says something else", () => {
    assert.equal(showing(dentist).net, "");
    assert.equal(after(showing(dentist), {type: "offline"}, look, none(nothing)).net, "");
  });
});

describe("Saying", () => {
  test("takes the outcome of the last tap along, once", () => {
    const state = after(leaving(dentist), answered(done(dentist)), {type: "say", words: "Its date had moved."});
    assert.deepEqual(state.effects, [{do: "say", words: "Done. Its date had moved."}]);
    assert.deepEqual(after(state, {type: "say", words: "Looking."}).effects, [{do: "say", words: "Looking."}]);
  });
});

test("A state is never changed, only followed by the next one", () => {
  const state = showing(dentist);
  assert.ok(Object.isFrozen(state));
  assert.throws(() => Object.assign(state, {page: "quiet"}), TypeError);
  assert.equal(after(state, tapped).page, "leaving");
  assert.equal(state.page, "tip");
});
