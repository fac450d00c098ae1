// Todoist's control page: the tasks of an account, as the person would see them in the app.

import { act, control, element, followJournal, showClock, showFaults } from "./control.js";
import { dueWords } from "./task.js";

const PAGE = 100;
const byId = (id) => document.getElementById(id);
const accountSelect = byId("account");
const projectSelect = byId("project");
const list = byId("tasks");

let accounts = [];
let state = "open";
let shown = PAGE;
let editing = null;
let versions = new Map();

async function loadAccounts() {
  accounts = (await control("GET", "/accounts")).accounts;
  const chosen = accountSelect.value || localStorage.getItem("account");
  accountSelect.replaceChildren(
    ...accounts.map((account) =>
      element("option", { value: account.id }, `${account.name}, ${account.email}`),
    ),
  );
  if (accounts.some((account) => account.id === chosen)) accountSelect.value = chosen;
  byId("accounts").replaceChildren(...accounts.map(accountRow));
  const account = current();
  const project = projectSelect.value;
  const projects = account ? account.projects : [];
  projectSelect.replaceChildren(
    element("option", { value: "" }, "All"),
    ...projects.map((one) => element("option", { value: one.id }, one.name)),
  );
  if (projects.some((one) => one.id === project)) projectSelect.value = project;
}

function current() {
  return accounts.find((account) => account.id === accountSelect.value);
}

function accountRow(account) {
  const apps = account.grants === 0 ? "not connected" :
    account.grants === 1 ? "connected once" : `connected ${account.grants} times`;
  return element(
    "li",
    {},
    element("strong", {}, account.name),
    element("span", { class: "meta" }, ` ${account.email}, ${account.open} open, ${account.completed} completed, ${apps} `),
    element("div", { class: "actions" },
      quiet("Revoke tokens", `Revoke the tokens of ${account.email}`, () =>
        control("POST", `/accounts/${account.id}/revoke-tokens`)),
      quiet("Forget sync tokens", `Forget the sync tokens of ${account.email}`, () =>
        control("POST", `/accounts/${account.id}/forget-sync-tokens`)),
      quiet("Delete", `Delete the account ${account.email}`, () => {
        if (confirm(`Delete ${account.email} and all of its tasks?`)) {
          return control("DELETE", `/accounts/${account.id}`);
        }
      }),
    ),
  );
}

function quiet(text, label, work) {
  return element(
    "button",
    { class: "quiet", type: "button", "aria-label": label, onclick: () => act(async () => {
      await work();
      await load();
    }) },
    text,
  );
}

async function loadTasks() {
  const account = current();
  byId("add").hidden = !account;
  if (!account) {
    list.replaceChildren();
    byId("total").textContent = "No account yet: make one, or connect from oO.";
    return;
  }
  const query = new URLSearchParams({
    state,
    limit: Math.min(shown, 1000),
    query: byId("query").value.trim(),
    project: projectSelect.value,
  });
  const { tasks, total, today } = await control("GET", `/accounts/${account.id}/tasks?${query}`);
  const before = versions;
  versions = new Map(tasks.map((task) => [task.id, task.updated_at]));
  const names = new Map(account.projects.map((project) => [project.id, project.name]));
  list.replaceChildren(
    ...tasks.map((task) => {
      const fresh = before.size > 0 && before.get(task.id) !== task.updated_at;
      return task.id === editing ? editRow(task) : taskRow(task, account, names, today, fresh);
    }),
  );
  byId("total").textContent = total === 1 ? "1 task" : `${total.toLocaleString("en")} tasks`;
  byId("more").hidden = tasks.length >= total || shown >= 1000;
}

function taskRow(task, account, names, today, fresh) {
  const box = element(
    "button",
    {
      class: `box p${task.priority}`,
      type: "button",
      "aria-pressed": String(task.checked),
      "aria-label": `${task.checked ? "Reopen" : "Complete"}: ${task.content}`,
      disabled: task.is_deleted || task.content.startsWith("* "),
      onclick: () => act(async () => {
        await control("POST", `/tasks/${task.id}/${task.checked ? "reopen" : "close"}`);
        await load();
      }),
    },
    task.checked ? "✓" : "",
  );
  const meta = [names.get(task.project_id) || ""];
  if (task.labels.length > 0) meta.push(task.labels.map((label) => `@${label}`).join(" "));
  if (task.deadline) meta.push(`deadline ${task.deadline.date}`);
  if (task.duration) meta.push(`${task.duration.amount} ${task.duration.unit === "minute" ? "min" : "d"}`);
  if (task.responsible_uid) meta.push(task.responsible_uid === account.id ? "for me" : "for somebody else");
  const late = task.due && task.due.date.slice(0, 10) < today && !task.checked;
  return element(
    "li",
    { class: [task.checked ? "checked" : "", task.parent_id ? "sub" : "", fresh ? "fresh" : ""].join(" ").trim() || null },
    box,
    element(
      "div",
      {},
      element("div", { class: "content", dir: "auto" }, task.content),
      element(
        "div",
        { class: "meta" },
        task.due ? element("span", { class: late ? "late" : null }, dueWords(task.due) + " · ") : null,
        meta.filter((part) => part).join(" · "),
      ),
    ),
    task.is_deleted
      ? element("span", {})
      : element(
          "div",
          {},
          element("a", { class: "meta", href: `/app/task/${task.id}`, "aria-label": `Open: ${task.content}` }, "open"),
          element("button", {
            class: "quiet",
            type: "button",
            "aria-label": `Edit: ${task.content}`,
            onclick: () => act(async () => {
              editing = task.id;
              await loadTasks();
              list.querySelector("form input")?.focus();
            }),
          }, "edit"),
          quiet("delete", `Delete: ${task.content}`, () => control("DELETE", `/tasks/${task.id}`)),
        ),
  );
}

function editRow(task) {
  const content = element("input", { id: "edit-content", name: "content", maxlength: "500", required: true });
  content.value = task.content;
  const due = element("input", { id: "edit-due", name: "due", placeholder: "no date" });
  due.value = task.due ? task.due.string : "";
  const day = element("input", { id: "edit-day", name: "day", type: "date" });
  day.value = task.due ? task.due.date.slice(0, 10) : "";
  const priority = element("select", { id: "edit-priority", name: "priority" });
  for (const [value, text] of [["4", "p1, most urgent"], ["3", "p2"], ["2", "p3"], ["1", "p4"]]) {
    priority.append(element("option", { value }, text));
  }
  priority.value = String(task.priority);
  const end = () => {
    editing = null;
    return loadTasks();
  };
  return element(
    "li",
    {},
    element(
      "form",
      {
        onsubmit: (event) => {
          event.preventDefault();
          act(async () => {
            const fields = { content: content.value, priority: Number(priority.value) };
            if (due.value.trim() !== (task.due ? task.due.string : "")) {
              fields.due = due.value.trim() ? { string: due.value.trim() } : null;
            } else if (day.value !== (task.due ? task.due.date.slice(0, 10) : "")) {
              fields.due = moved(task.due, day.value);
            }
            await control("PATCH", `/tasks/${task.id}`, fields);
            await end();
          });
        },
        onkeydown: (event) => {
          if (event.key === "Escape") end();
        },
      },
      element("label", { for: "edit-content" }, "Content"),
      content,
      element(
        "div",
        { class: "row" },
        element("div", { class: "grow" }, element("label", { for: "edit-due" }, "Due, in words"), due),
        element("div", { class: "grow" }, element("label", { for: "edit-day" }, "Day"), day),
        element("div", { class: "grow" }, element("label", { for: "edit-priority" }, "Priority"), priority),
      ),
      element(
        "div",
        { class: "row" },
        element("button", { class: "main" }, "Save"),
        element("button", { type: "button", onclick: end }, "Cancel"),
      ),
    ),
  );
}

/** Another day of the same due date; what recurs goes on doing so. */
function moved(due, day) {
  if (!day) return null;
  if (!due) return { date: day };
  const date = day + due.date.slice(10);
  return due.is_recurring
    ? { date, string: due.string, is_recurring: true, timezone: due.timezone }
    : { date, timezone: due.timezone };
}

async function load() {
  await loadAccounts();
  await loadTasks();
}

accountSelect.addEventListener("change", () => {
  localStorage.setItem("account", accountSelect.value);
  projectSelect.value = "";
  byId("query").value = "";
  versions = new Map();
  shown = PAGE;
  act(load);
});
projectSelect.addEventListener("change", () => {
  shown = PAGE;
  act(loadTasks);
});
byId("query").addEventListener("input", () => {
  shown = PAGE;
  act(loadTasks);
});
byId("more").addEventListener("click", () => {
  shown += PAGE;
  act(loadTasks);
});
for (const button of document.querySelectorAll("[data-state]")) {
  button.addEventListener("click", () => {
    state = button.dataset.state;
    shown = PAGE;
    versions = new Map();
    for (const other of document.querySelectorAll("[data-state]")) {
      other.setAttribute("aria-pressed", String(other === button));
    }
    act(loadTasks);
  });
}
byId("add").addEventListener("submit", (event) => {
  event.preventDefault();
  const form = event.target;
  act(async () => {
    const fields = { content: form.content.value };
    if (form.due.value.trim()) fields.due = { string: form.due.value.trim() };
    if (projectSelect.value) fields.project_id = projectSelect.value;
    await control("POST", `/accounts/${accountSelect.value}/tasks`, fields);
    form.reset();
    await load();
  });
});
byId("new-account").addEventListener("submit", (event) => {
  event.preventDefault();
  const form = event.target;
  act(async () => {
    const filling = form.filling.value;
    const made = await control("POST", "/accounts", {
      email: form.email.value,
      tasks: filling === "person" ? filling : Number(filling),
    });
    form.reset();
    await loadAccounts();
    accountSelect.value = made.id;
    accountSelect.dispatchEvent(new Event("change"));
  });
});

await act(async () => {
  await load();
  const loadFaults = await showFaults();
  const loadClock = await showClock();
  await followJournal(async () => {
    if (editing === null) await load();
    await loadFaults();
    await loadClock();
  });
});
