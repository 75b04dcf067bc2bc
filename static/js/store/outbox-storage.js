import { createStore, del, entries, set } from "idb-keyval";

/** @typedef {import("../types.js").Pending} Pending */

const OPEN_WITHIN = 2000;
const PREFIX = "ngobrol:outbox:";
/** Whose app was open in this browser last. */
const READER = "ngobrol:reader";

const database = () => createStore("ngobrol", "outbox");
const inLocalStorage = (storage, prefix) => storage.keys(prefix).map((key) => storage.json(key)).filter((item) => item?.client_id);
const merged = (...items) => [...new Map(items.flat().map((item) => [item.client_id, item])).values()];

/** Remembers who reads here, because nobody else may see what they wrote; returns a function that forgets it. */
export function rememberReader(storage, userId) {
  storage.set(READER, String(userId));
  return () => storage.get(READER) === String(userId) && storage.remove(READER);
}

/** The unsent messages of whoever read here last, oldest first; for a page that doesn't know who reads it. */
export async function unsentMessages(storage) {
  const reader = storage.get(READER);
  const all = await entries(database()).catch(() => []);
  const inDatabase = all.filter(([[userId]]) => String(userId) === reader).map(([, item]) => item);
  return merged(inDatabase, inLocalStorage(storage, `${PREFIX}${reader}:`)).sort((a, b) => a.order - b.order);
}

/**
 * Keeps unsent messages when the page is closed, in the browser's database (IndexedDB). Opening and writing it takes time, so
 * a message is first written to localStorage, at once, and then moved into the database. What a page that was closed
 * meanwhile, or an older version, left in localStorage is moved by the next page. Without a database it stays there.
 */
export class OutboxStorage {
  #storage;
  #prefix;
  #userId;
  #database = database();

  constructor(storage, userId) {
    this.#storage = storage;
    this.#userId = userId;
    this.#prefix = `${PREFIX}${userId}:`;
  }

  /**
   * Reads the kept messages and passes them on.
   * @param {(items: Pending[]) => void} take
   * @returns {Promise<void>} resolves when that is done, or after two seconds: new messages must not wait for a database that hangs
   */
  open(take) {
    const waiting = inLocalStorage(this.#storage, this.#prefix);
    for (const item of waiting) this.#moveToDatabase(item);
    const stored = this.#inDatabase().catch(() => []);
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, OPEN_WITHIN);
      stored.then((items) => {
        clearTimeout(timer);
        take(merged(items, waiting));
        resolve();
      });
    });
  }

  /** @param {Pending} item */
  put(item) {
    this.#storage.set(this.#prefix + item.client_id, JSON.stringify(item));
    this.#moveToDatabase(item);
  }

  remove(client_id) {
    this.#storage.remove(this.#prefix + client_id);
    return this.#succeeds(() => del([this.#userId, client_id], this.#database));
  }

  async #moveToDatabase(item) {
    const key = this.#prefix + item.client_id;
    const written = this.#storage.get(key);
    const moved = await this.#succeeds(() => set([this.#userId, item.client_id], item, this.#database));
    if (moved && this.#storage.get(key) === written) this.#storage.remove(key);
  }

  async #inDatabase() {
    const all = await entries(this.#database);
    return all.filter(([[userId], item]) => userId === this.#userId && item?.client_id).map(([, item]) => item);
  }

  // Where the browser refuses its database, localStorage still has the message.
  async #succeeds(work) {
    try {
      await work();
      return true;
    } catch {
      return false;
    }
  }
}
