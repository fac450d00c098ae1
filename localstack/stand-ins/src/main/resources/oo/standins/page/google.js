// Google's control page: who signed in, and the keys.

import { act, control, element, followJournal, showClock, showFaults } from "./control.js";

const byId = (id) => document.getElementById(id);

async function load() {
  const { accounts } = await control("GET", "/accounts");
  byId("accounts").replaceChildren(
    ...accounts.map((account) =>
      element(
        "li",
        {},
        element("div", {}, account.name, element("div", { class: "meta" }, `${account.email}, sub ${account.sub}`)),
        element(
          "button",
          {
            class: "quiet",
            type: "button",
            "aria-label": `Forget ${account.email}`,
            onclick: () => act(async () => {
              await control("DELETE", `/accounts/${account.sub}`);
              await load();
            }),
          },
          "forget",
        ),
      ),
    ),
  );
  if (accounts.length === 0) {
    byId("accounts").replaceChildren(element("li", {}, "Nobody yet."));
  }
  const { keys, signing } = await control("GET", "/keys");
  byId("keys").replaceChildren(
    ...keys.map((key) => element("li", {}, key + (key === signing ? ", signs" : ", still published"))),
  );
}

byId("rotate").addEventListener("click", () =>
  act(async () => {
    await control("POST", "/keys/rotate");
    await load();
  }),
);
byId("new-account").addEventListener("submit", (event) => {
  event.preventDefault();
  const form = event.target;
  act(async () => {
    await control("POST", "/accounts", { email: form.email.value, name: form.elements.name.value });
    form.reset();
    await load();
  });
});

await act(async () => {
  await load();
  const loadFaults = await showFaults(["closed_task_missing"]);
  const loadClock = await showClock();
  await followJournal(async () => {
    await load();
    await loadFaults();
    await loadClock();
  });
});
