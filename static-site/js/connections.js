// The view of the connectors: each with its connections and their controls.

import {agoWords} from "./ago.js";
import {el} from "./dom.js";

/** @import {Connecting, ConnectionView, ConnectorView} from "../types" */

const MARKS = {live: "●", first_fetch: "○", failing: "!", reconnect: "!"};
const STATES = {
  live: "Connected",
  first_fetch: "Reading your tasks for the first time",
  failing: "Cannot be read right now",
  reconnect: "Has to be renewed",
};

/** @type {(connector: ConnectorView, act: Connecting, confirming: string | null) => HTMLElement} */
export function connectorView(connector, act, confirming) {
  const {name, configured, connections} = connector;
  return el(
    "section",
    {className: "connector", "aria-label": name},
    el("header", {}, el("h2", {textContent: name}), beginButton(connector, act)),
    configured || connections.length > 0
      ? null
      : el("p", {
          className: "none",
          textContent: "Not set up on this server. Its operator has to add a client id and a secret.",
        }),
    ...connections.map((connection) => connectionView(connector, connection, act, confirming)),
  );
}

/** @type {(connector: ConnectorView, act: Connecting) => HTMLElement | null} */
function beginButton(connector, act) {
  const {name, configured, connections} = connector;
  if (!configured) return null;
  return el("button", {
    type: "button",
    className: connections.length === 0 ? "button strong" : "plain",
    textContent: connections.length === 0 ? `Connect ${name}` : "Add another account",
    "data-key": `begin ${connector.provider}`,
    onclick: (event) => act.begin(connector, null, event.currentTarget),
  });
}

/** @type {(connector: ConnectorView, connection: ConnectionView, act: Connecting, confirming: string | null) => HTMLElement} */
function connectionView(connector, connection, act, confirming) {
  const {id, account, state, error} = connection;
  const reading = connection.fetching || state === "first_fetch";
  const who = account ?? connector.name;
  return el(
    "div",
    {className: `connection ${state}`, role: "group", "aria-label": `${connector.name}, ${who}`},
    el(
      "p",
      {className: "state"},
      el("span", {className: "mark", "aria-hidden": "true", textContent: MARKS[state] ?? "●"}),
      el("span", {}, `${STATES[state] ?? state}`, account ? el("bdi", {textContent: ` · ${account}`}) : null),
    ),
    el("p", {className: "about", textContent: aboutWords(connection)}),
    why(error ?? reasons(connector)[state]),
    why(unreadableWords(connector, connection)),
    confirming === id
      ? confirmDisconnect(connector, connection, act)
      : el(
          "div",
          {className: "controls"},
          state === "reconnect"
            ? el("button", {
                type: "button",
                className: "button strong",
                textContent: "Renew",
                "aria-label": `Renew ${who}`,
                "data-key": `renew ${id}`,
                onclick: (event) => act.begin(connector, connection, event.currentTarget),
              })
            : el("button", {
                type: "button",
                className: "button",
                textContent: reading ? "Reading…" : "Fetch now",
                "aria-disabled": reading ? "true" : undefined,
                "data-key": `fetch ${id}`,
                onclick: (event) => !reading && act.fetch(event.currentTarget),
              }),
          el("button", {
            type: "button",
            className: "plain",
            textContent: "Disconnect",
            "aria-label": `Disconnect ${who}`,
            "data-key": `disconnect ${id}`,
            onclick: () => act.confirm(id),
          }),
        ),
  );
}

/** @param {ConnectionView} connection */
function aboutWords({state, tasks, last_read_at, next_read_at}) {
  const found = tasks === 1 ? "1 open task" : `${tasks.toLocaleString("en")} open tasks`;
  if (state === "first_fetch") return tasks > 0 ? `${found} so far.` : "This takes a moment.";
  const read = last_read_at ? `read ${agoWords(last_read_at)}` : "never read yet";
  const next =
    state === "failing" && next_read_at && Date.parse(next_read_at) > Date.now()
      ? `, tried again ${agoWords(next_read_at)}`
      : "";
  return `${found}, ${read}${next}.`;
}

/** @type {(connector: ConnectorView, connection: ConnectionView) => string | undefined} */
function unreadableWords({name}, {unreadable}) {
  if (!unreadable) return undefined;
  const [tasks, them] = unreadable === 1 ? ["1 task", "it"] : [`${unreadable.toLocaleString("en")} tasks`, "them"];
  return `${tasks} cannot be read, so oO does not show ${them}. See ${them} at ${name}.`;
}

/** @type {(connector: ConnectorView) => Partial<Record<ConnectionView["state"], string>>} */
const reasons = ({name}) => ({
  failing: `Your tasks at ${name} could not be read. oO tries again by itself.`,
  reconnect: `${name} no longer lets oO in. Renew the connection and go on where you left.`,
});

const why = (/** @type {string | undefined} */ textContent) =>
  textContent ? el("p", {className: "why", textContent}) : null;

/** @type {(connector: ConnectorView, connection: ConnectionView, act: Connecting) => HTMLElement} */
function confirmDisconnect(connector, connection, act) {
  return el(
    "div",
    {className: "confirm", role: "group", "aria-label": `Disconnect ${connector.name}?`},
    el("strong", {
      textContent: `Disconnect ${connection.account ?? connector.name}?`,
      tabIndex: -1,
      "data-key": `sure ${connection.id}`,
    }),
    el("span", {
      textContent: `Its tasks leave oO at once, and oO gives its access back to ${connector.name} within a day. Your tasks at ${connector.name} stay as they are.`,
    }),
    el(
      "div",
      {className: "controls"},
      el("button", {
        type: "button",
        className: "button grave",
        textContent: "Disconnect",
        onclick: (event) => act.disconnect(connector, connection, event.currentTarget),
      }),
      el("button", {
        type: "button",
        className: "button",
        textContent: "Keep it",
        onclick: () => act.confirm(null, `disconnect ${connection.id}`),
      }),
    ),
  );
}
