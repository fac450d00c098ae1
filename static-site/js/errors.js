// Loads what reports an error, at the first one.
const told = (/** @type {Event} */ event) => import("./report.js").then(({report}) => report(event)).catch(() => {});
addEventListener("error", told, true);
addEventListener("unhandledrejection", told);
