// What both control pages share: requests, elements, and the panels of faults, clock and journal.

export async function control(method, path, body) {
  const response = await fetch("/control" + path, {
    method,
    headers: { "X-Stand-In": "1", "Content-Type": "application/json" },
    body: body === undefined ? undefined : JSON.stringify(body),
  });
  const text = await response.text();
  const json = text ? JSON.parse(text) : {};
  if (!response.ok) {
    const wrong = (json.error || "").replace("Invalid argument value: ", "");
    if (wrong.startsWith("due")) {
      throw new Error("This date is not understood. Try today, tomorrow 9am, 2026-12-24, every 2 weeks.");
    }
    throw new Error(json.error || `The stand-in answered ${response.status}.`);
  }
  return json;
}

/** An element; text is always text, never markup. */
export function element(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (key.startsWith("on")) {
      made.addEventListener(key.slice(2), value);
    } else if (value === true) {
      made.setAttribute(key, "");
    } else if (value !== false && value !== null && value !== undefined) {
      made.setAttribute(key, value);
    }
  }
  made.append(...children.filter((child) => child !== null && child !== undefined));
  return made;
}

const say = document.getElementById("say");

/** Runs an action of the person's and tells them when it could not be done. */
export async function act(work) {
  try {
    await work();
    say.textContent = "";
  } catch (error) {
    say.textContent = error.message;
  }
}

const WORDS = {
  too_many_requests: "too many requests (429)",
  server_error: "server error (500)",
  unavailable: "unavailable (503)",
  slow: "slow",
  hang: "hangs, nothing done",
  timeout_after_commit: "hangs, but done",
  answer_lost: "answer lost, but done",
  malformed_json: "malformed JSON",
  connection_reset: "connection reset",
  down: "down",
  tokens_revoked: "all tokens revoked",
  wrong_account: "lets somebody else in",
  closed_task_missing: "completed tasks are 404",
};

const WAITING = new Set(["slow", "hang", "timeout_after_commit"]);
const LATER = new Set(["too_many_requests", "unavailable"]);

function words(fault) {
  const parts = [WORDS[fault.kind] || fault.kind];
  if (WAITING.has(fault.kind)) parts.push(`${fault.millis} ms`);
  if (LATER.has(fault.kind)) parts.push(`retry after ${fault.retry_after} s`);
  if (fault.times) parts.push(`next ${fault.times}`);
  if (fault.path) parts.push(fault.path);
  if (fault.command) parts.push(fault.command);
  return parts.join(", ");
}

export async function showFaults(without = []) {
  const form = document.getElementById("fault-form");
  const list = document.getElementById("faults");

  async function load() {
    const { faults, kinds } = await control("GET", "/faults");
    if (form.kind.options.length === 0) {
      for (const kind of kinds.filter((one) => !without.includes(one))) {
        form.kind.append(element("option", { value: kind }, WORDS[kind] || kind));
      }
    }
    list.replaceChildren(
      ...faults.map((fault) =>
        element(
          "span",
          { class: "chip" },
          words(fault),
          element(
            "button",
            {
              class: "quiet",
              type: "button",
              "aria-label": `End the fault: ${words(fault)}`,
              onclick: () => act(async () => {
                await control("DELETE", `/faults/${fault.id}`);
                await load();
              }),
            },
            "end",
          ),
        ),
      ),
    );
    if (faults.length === 0) {
      list.replaceChildren(element("span", { class: "meta" }, "None: everything answers well."));
    }
  }

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    act(async () => {
      const kind = form.kind.value;
      const fault = { kind };
      if (form.times.value) fault.times = Number(form.times.value);
      if (form.path.value.trim()) fault.path = form.path.value.trim();
      if (form.command.value.trim()) fault.command = form.command.value.trim();
      if (form.amount.value && WAITING.has(kind)) fault.millis = Number(form.amount.value) * 1000;
      if (form.amount.value && LATER.has(kind)) fault.retry_after = Number(form.amount.value);
      await control("POST", "/faults", fault);
      await load();
    });
  });
  document.getElementById("clear-faults").addEventListener("click", () =>
    act(async () => {
      await control("DELETE", "/faults");
      await load();
    }),
  );
  await load();
  return load;
}

export async function showClock() {
  const shown = document.getElementById("clock");

  async function load() {
    const clock = await control("GET", "/clock");
    const ahead = clock.ahead_seconds;
    shown.textContent = new Date(clock.now).toLocaleString() +
      (ahead === 0 ? "" : `, ${ahead > 0 ? "ahead" : "behind"} by ${Math.round(Math.abs(ahead) / 60)} min`);
  }

  for (const button of document.querySelectorAll("[data-advance]")) {
    button.addEventListener("click", () =>
      act(async () => {
        const seconds = Number(button.dataset.advance);
        await control("POST", "/clock", seconds ? { advance_seconds: seconds } : { ahead_seconds: 0 });
        await load();
      }),
    );
  }
  await load();
  return load;
}

const SHOWN = 200;

/** Follows the journal; calls back when something came in. */
export async function followJournal(changed) {
  const list = document.getElementById("journal");
  let last = 0;
  let busy = false;

  function line(entry) {
    const what = entry.operations.map((operation) => operation.type).join(" ");
    const time = new Date(entry.at).toLocaleTimeString();
    const status = entry.status === 0 ? "no answer" : String(entry.status);
    return element(
      "li",
      { title: entry.traceparent || "" },
      `${time} ${entry.method} ${entry.path} ${what} ${status}`.replace(/ +/g, " "),
      entry.fault ? element("span", { class: "late" }, ` ${WORDS[entry.fault] || entry.fault}`) : null,
    );
  }

  async function poll() {
    if (busy || document.hidden) return;
    busy = true;
    try {
      const { entries } = await control("GET", `/journal?after=${last}`);
      if (entries.length > 0) {
        last = entries[entries.length - 1].number;
        list.prepend(...entries.slice(-SHOWN).reverse().map(line));
        while (list.children.length > SHOWN) list.lastElementChild.remove();
        await changed();
      }
      if (say.dataset.away) {
        // It was restarted: what is shown may be old, and the journal began anew.
        delete say.dataset.away;
        say.textContent = "";
        last = 0;
        list.replaceChildren();
        await changed();
      }
    } catch {
      say.dataset.away = "yes";
      say.textContent = "The stand-in does not answer. This page goes on when it is back.";
    } finally {
      busy = false;
    }
  }

  document.getElementById("clear-journal").addEventListener("click", () =>
    act(async () => {
      await control("DELETE", "/journal");
      list.replaceChildren();
    }),
  );
  await poll();
  setInterval(poll, 1500);
}
