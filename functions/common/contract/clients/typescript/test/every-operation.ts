// Calls every operation once, with what ClientsIT prepared, and says how each was answered.

import {randomUUID} from "node:crypto";
import {text} from "node:stream/consumers";
import {client, type HealthCheck} from "oo-client";

interface Prepared {
  readonly site: string;
  /** A sign-in that has come back from Google. */
  readonly signIn: {readonly cookie: string; readonly state: string; readonly code: string; readonly iss: string};
  /** A user with a session, tasks, and a consent that has come back from Todoist. */
  readonly person: {readonly cookie: string; readonly state: string; readonly code: string};
}

const prepared = JSON.parse(await text(process.stdin)) as Prepared;

interface Answer<Data> {
  readonly data?: Data;
  readonly error?: unknown;
  readonly response: Response;
}

async function answered<Data>(operation: string, status: number, call: Promise<Answer<Data>>): Promise<Answer<Data>> {
  const answer = await call;
  console.log(`${operation} ${answer.response.status}`);
  if (answer.response.status !== status) throw new Error(`${operation}: ${JSON.stringify(answer.error)}`);
  return answer;
}

/** The answer's data, when its status is the one expected. */
async function called<Data>(operation: string, status: number, call: Promise<Answer<Data>>): Promise<Data> {
  return (await answered(operation, status, call)).data as Data;
}

/** The answer, when it leads where it should. */
async function led(operation: string, status: number, call: Promise<Answer<unknown>>, to: string): Promise<Response> {
  const {response} = await answered(operation, status, call);
  const location = response.headers.get("Location") ?? "";
  must(location.startsWith(to), `${operation} leads to ${to}`);
  return response;
}

function must(holds: boolean, what: string): void {
  if (!holds) throw new Error(`Not so: ${what}`);
}

const anonymous = client(prepared.site);
const allWell = (checks: HealthCheck[]) =>
  must(checks.length > 0 && checks.every((check) => check.ok), "every check is well");
allWell((await called("auth_health", 200, anonymous.GET("/api/auth/health"))).checks);
allWell((await called("connect_callback_health", 200, anonymous.GET("/api/connect-callback/health"))).checks);
allWell((await called("fetch_signals_health", 200, anonymous.GET("/api/fetch-signals/health"))).checks);
allWell((await called("recommend_health", 200, anonymous.GET("/api/recommend/health"))).checks);
allWell((await called("complete_tip_health", 200, anonymous.GET("/api/complete-tip/health"))).checks);
await led("begin_sign_in", 302, anonymous.GET("/api/auth/google", {params: {query: {return_to: "/tip.html"}}}), "http");

const {cookie, ...query} = prepared.signIn;
const finish = client(prepared.site, cookie).GET("/api/auth/google/callback", {params: {query}});
const finished = await led("finish_sign_in", 303, finish, `${prepared.site}/tip.html`);
const session = finished.headers.getSetCookie().map((line) => line.replace(/;.*/, ""));
const guest = client(prepared.site, session.filter((pair) => !pair.endsWith("=")).join("; "));
await called("refresh_session", 204, guest.POST("/api/auth/refresh"));
await called("sign_out", 204, guest.POST("/api/auth/sign-out", {body: {everywhere: true}}));

const report = {"csp-report": {"document-uri": `${prepared.site}/tip.html`, "blocked-uri": "inline"}};
const headers = {"Content-Type": "application/csp-report"};
const link = {params: {query: {token: "a-link-that-no-mail-has"}}};
await led("open_mail_stop", 303, guest.GET("/api/mail/stop", link), `${prepared.site}/mail.html`);
await called("stop_mail", 404, guest.POST("/api/mail/stop", link));
await called("report_violation", 204, guest.POST("/api/reports", {body: report, headers}));
const error = {page: "/tip.html", name: "TypeError", message: "x is null", stack: ["look /js/tip.js:12:5"]};
await called("report_error", 204, guest.POST("/api/errors", {body: error}));

const {cookie: own, ...consent} = prepared.person;
const oo = client(prepared.site, own);
const provider = {provider: "todoist"};
must(
  (await called("profile", 200, oo.GET("/api/me"))).sessions.some((one) => one.current),
  "this session is listed",
);
const mail = {reconnect: true, session_reuse: false};
await called("change_profile", 204, oo.PATCH("/api/me", {body: {mail}}));
const begun = await called(
  "begin_oauth",
  200,
  oo.POST("/api/connectors/{provider}/begin", {params: {path: provider}, body: {}}),
);
must(URL.canParse(begun.redirect_url), "there is somewhere to go");
const back = oo.GET("/api/connectors/{provider}/callback", {params: {path: provider, query: consent}});
await led("finish_oauth", 303, back, `${prepared.site}/connect.html?connected=todoist`);
const {connectors} = await called("list_connectors", 200, oo.GET("/api/connectors"));
const connection = connectors.flatMap((one) => one.connections)[0];
if (!connection) throw new Error("Nothing is connected.");
must((await called("request_fetch", 202, oo.POST("/api/signals/fetch"))).connections > 0, "something will be read");

const ask = () => oo.POST("/api/recommend", {body: {context: {zone: "Europe/Berlin"}}});
const {tip} = await called("recommend", 200, ask());
if (!tip) throw new Error("There is no tip.");
const path = {id: tip.id};
const done = randomUUID();
const completed = await called(
  "complete",
  200,
  oo.POST("/api/tips/{id}/complete", {params: {path}, body: {event_id: done}}),
);
must(completed.state === "done" && completed.delivery === "waiting", "it is done, and will be delivered");
const undone = await called(
  "undo",
  200,
  oo.POST("/api/tips/{id}/undo", {params: {path}, body: {event_id: randomUUID(), undoes: done}}),
);
must(undone.state === "undone", "it is undone");
const next = (await ask()).data?.tip;
if (!next) throw new Error("There is no next tip.");
const later = await called(
  "not_now",
  200,
  oo.POST("/api/tips/{id}/not-now", {params: {path: {id: next.id}}, body: {event_id: randomUUID()}}),
);
must(later.state === "not_now" && Date.parse(later.until ?? "") > Date.now(), "it comes back later");

await called("end_session", 204, oo.DELETE("/api/me/sessions/{id}", {params: {path: {id: randomUUID()}}}));
must(
  URL.canParse((await called("export_profile", 200, oo.POST("/api/me/export"))).url, prepared.site),
  "there is a link",
);
await called("disconnect", 202, oo.DELETE("/api/connections/{id}", {params: {path: {id: connection.id}}}));
await called("delete_profile", 202, oo.DELETE("/api/me"));
