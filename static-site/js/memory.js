// What a browser stores for a page. Storage may be forbidden or full: then reads return the default.

/** @param {() => Storage} area */
const store = (area) => ({
  /**
   * @template [Value=any]
   * @param {string} key
   * @param {Value} [otherwise]
   * @returns {Value}
   */
  recall(key, otherwise = /** @type {any} */ (null)) {
    try {
      return JSON.parse(area().getItem(key) ?? "null") ?? otherwise;
    } catch {
      return otherwise;
    }
  },
  /** @type {(key: string, value: unknown) => void} */
  remember(key, value) {
    try {
      if (value === null) area().removeItem(key);
      else area().setItem(key, JSON.stringify(value));
    } catch {
      // Storage is full or forbidden.
    }
  },
});

/** Shared by all tabs, without an expiry. */
export const browser = store(() => localStorage);

/** For this tab only; survives a reload. */
export const tab = store(() => sessionStorage);
