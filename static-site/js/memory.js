// What a browser remembers for a page. A browser that forbids it forgets, and every caller can live with that.

const store = (area) => ({
  recall(key, otherwise = null) {
    try {
      return JSON.parse(area().getItem(key)) ?? otherwise;
    } catch {
      return otherwise;
    }
  },
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
