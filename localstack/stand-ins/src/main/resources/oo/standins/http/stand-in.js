// Both providers' pages, on top of their control surface: faults, and at Todoist the tasks.

const byId = (id) => document.getElementById(id);

async function control(method, path, body) {
  const response = await fetch(`/control${path}`, {
    method,
    headers: {"X-Stand-In": "1"},
    body: body && JSON.stringify(body),
  });
  const text = await response.text();
  const json = text ? JSON.parse(text) : {};
  if (!response.ok) throw new Error(json.error || `The stand-in answered ${response.status}.`);
  return json;
}

/** Does something, shows its effect, and says what went wrong. */
async function act(work) {
  try {
    await work();
    await show();
    byId("problem").textContent = "";
  } catch (error) {
    byId("problem").textContent = error.message;
  }
}

/** An element; text is always text, never markup. */
function element(name, attributes, ...children) {
  const made = Object.assign(document.createElement(name), attributes);
  made.append(...children);
  return made;
}

function button(text, label, work) {
  const made = element("button", {type: "button", onclick: () => act(work)}, text);
  made.setAttribute("aria-label", label);
  return made;
}

async function showFaults() {
  const {faults, kinds} = await control("GET", "/faults");
  if (byId("kind").options.length === 0) {
    byId("kind").append(...kinds.map((kind) => element("option", {}, kind)));
  }
  byId("faults").replaceChildren(
    ...faults.map((fault) => element("li", {className: "line"}, `${fault.kind}, ${fault.times ?? "all"} requests`)),
  );
}

async function showAccounts() {
  const {accounts} = await control("GET", "/accounts");
  const chosen = byId("account").value;
  byId("account").replaceChildren(
    ...accounts.map((one) =>
      element("option", {value: one.id, selected: one.id === chosen}, `${one.name}, ${one.email}`),
    ),
  );
}

async function showTasks() {
  const account = byId("account").value;
  if (!account) {
    byId("total").textContent = "There is no account yet: connect from oO.";
    return;
  }
  const state = byId("state").value;
  const {tasks, total} = await control("GET", `/accounts/${account}/tasks?state=${state}`);
  byId("total").textContent = `${tasks.length} of ${total}`;
  byId("tasks").replaceChildren(...tasks.map(taskLine));
}

function taskLine(task) {
  const [verb, path] = task.checked ? ["Reopen", "reopen"] : ["Complete", "close"];
  const tick = button(verb, `${verb} ${task.content}`, () => control("POST", `/tasks/${task.id}/${path}`));
  tick.disabled = task.content.startsWith("* ");
  const due = task.due ? ` ${task.due.date}${task.due.is_recurring ? `, ${task.due.string}` : ""}` : "";
  return element(
    "li",
    {className: "line"},
    tick,
    element(
      "span",
      {},
      element("a", {href: `/app/task/${task.id}`, dir: "auto"}, task.content),
      element("span", {className: "meta"}, due),
    ),
  );
}

async function show() {
  await showFaults();
  if (byId("tasks")) {
    await showAccounts();
    await showTasks();
  }
}

function onSubmit(id, work) {
  byId(id)?.addEventListener("submit", (event) => {
    event.preventDefault();
    act(async () => {
      await work();
      event.target.reset();
    });
  });
}

onSubmit("fault", () =>
  control("POST", "/faults", {
    kind: byId("kind").value,
    times: byId("times").value ? Number(byId("times").value) : null,
  }),
);
onSubmit("add", () =>
  control("POST", `/accounts/${byId("account").value}/tasks`, {
    content: byId("content").value,
    due: byId("due").value ? {string: byId("due").value} : null,
  }),
);
byId("end").addEventListener("click", () => act(() => control("DELETE", "/faults")));
for (const id of ["account", "state"]) {
  byId(id)?.addEventListener("input", () => act(() => {}));
}
await act(() => {});
setInterval(() => {
  if (!document.hidden && !document.querySelector("select:focus")) act(() => {});
}, 3000);
