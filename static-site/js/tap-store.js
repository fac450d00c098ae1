// The taps in IndexedDB, which all tabs share. A browser may have none, refuse it, be full, or never answer: then a call
// rejects.

/** @import {Tap} from "../types" */

const PATIENCE_MS = 2_000;

/** @type {Promise<IDBDatabase> | undefined} */
let opened;

/** @returns {Promise<IDBDatabase>} */
const open = () =>
  new Promise((resolve, reject) => {
    const opening = indexedDB.open("oo", 1);
    opening.onupgradeneeded = () => opening.result.createObjectStore("taps", {keyPath: "event"});
    opening.onsuccess = () => resolve(opening.result);
    opening.onerror = () => reject(opening.error);
    setTimeout(reject, PATIENCE_MS);
  });

/**
 * Resolves when the transaction is on disk.
 * @type {<Result>(mode: IDBTransactionMode, request: (taps: IDBObjectStore) => IDBRequest<Result>) => Promise<Result>}
 */
async function perform(mode, request) {
  opened ??= open();
  try {
    const database = await opened;
    return await new Promise((resolve, reject) => {
      const transaction = database.transaction("taps", mode, {durability: "strict"});
      const asked = request(transaction.objectStore("taps"));
      transaction.oncomplete = () => resolve(asked.result);
      transaction.onabort = () => reject(transaction.error);
      setTimeout(reject, PATIENCE_MS);
    });
  } catch (error) {
    opened = undefined; // the browser may have closed it
    throw error;
  }
}

/** @returns {Promise<Tap[]>} */
export const storedTaps = () => perform("readonly", (taps) => taps.getAll());
export const storeTap = (/** @type {Tap} */ tap) => perform("readwrite", (taps) => taps.put(tap));
export const forgetTap = (/** @type {string} */ event) => perform("readwrite", (taps) => taps.delete(event));
