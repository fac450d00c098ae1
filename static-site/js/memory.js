// What a browser remembers for a page. A browser that forbids it forgets, and every caller can live with that.

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
      // Full or forbidden.
    }
  },
});

/** Shared by all tabs, for good. */
export const browser = store(() => localStorage);

/** This tab's own, also after a reload. */
export const tab = store(() => sessionStorage);
