// How a task's due date reads, and, on its own page, the task that a deep link opens.

import { act, control, element } from "./control.js";

export function dueWords(due) {
  const time = due.date.length > 10 ? new Date(due.date) : new Date(due.date + "T00:00");
  const day = time.toLocaleDateString(undefined, { weekday: "short", day: "numeric", month: "short", year: "numeric" });
  const hour = due.date.length > 10
    ? " " + time.toLocaleTimeString(undefined, { hour: "2-digit", minute: "2-digit" })
    : "";
  return day + hour + (due.is_recurring ? `, ${due.string}` : "");
}

const place = document.getElementById("task");

async function load() {
  const id = decodeURIComponent(location.pathname.split("/").pop());
  let task;
  try {
    task = await control("GET", `/tasks/${encodeURIComponent(id)}`);
  } catch {
    place.replaceChildren(
      element("h1", {}, "This task is gone"),
      element("p", {}, "It was deleted, or its account was."),
    );
    return;
  }
  document.title = `${task.content}, stand-in for Todoist`;
  const rows = [
    ["Account", task.account],
    ["Project", task.project],
    ["Due", task.due ? dueWords(task.due) : null],
    ["Deadline", task.deadline ? task.deadline.date : null],
    ["Labels", task.labels.join(", ")],
    ["Priority", task.priority > 1 ? `p${5 - task.priority}` : null],
    ["State", task.checked ? "completed" : "open"],
  ];
  const content = element("h1", { dir: "auto" }, task.content);
  const note = task.description
    ? element("p", { dir: "auto", class: "note" }, task.description)
    : null;
  const button = task.content.startsWith("* ")
    ? element("p", { class: "meta" }, "It begins with a star, so it cannot be completed.")
    : element("p", { class: "row" }, element("button", {
        class: task.checked ? "" : "main",
        type: "button",
        onclick: () => act(async () => {
          await control("POST", `/tasks/${task.id}/${task.checked ? "reopen" : "close"}`);
          await load();
        }),
      }, task.checked ? "Reopen" : "Complete"));
  place.replaceChildren(
    ...[
      content,
      note,
      ...rows
        .filter(([, value]) => value)
        .map(([name, value]) => element("p", { class: "meta" }, `${name}: `, element("span", { dir: "auto" }, value))),
      button,
    ].filter((part) => part),
  );
}

if (place) {
  await act(load);
  setInterval(() => {
    if (!document.hidden) load().catch(() => {});
  }, 3000);
}
