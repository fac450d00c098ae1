// What a browser stores for all tabs, without an expiry. Storage may be forbidden or full: then reads return the default.

export const browser = {
  /**
   * @template [Value=any]
   * @param {string} key
   * @param {Value} [otherwise]
   * @returns {Value}
   */
  recall(key, otherwise = /** @type {any} */ (null)) {
    try {
      return JSON.parse(localStorage.getItem(key) ?? "null") ?? otherwise;
    } catch {
      return otherwise;
    }
  },
  /** @type {(key: string, value: unknown) => void} */
  remember(key, value) {
    try {
      if (value === null) localStorage.removeItem(key);
      else localStorage.setItem(key, JSON.stringify(value));
    } catch {
      // Storage is full or forbidden.
    }
  },
};
