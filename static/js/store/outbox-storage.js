import { createStore, del, entries, set } from "idb-keyval";

/** @typedef {import("../types.js").Pending} Pending */

const PATIENCE = 2000;
const OUTSIDE = "ngobrol:outbox:";
/** Who read here last. */
const READER = "ngobrol:reader";

const database = () => createStore("ngobrol", "outbox");
const lying = (storage, prefix) => storage.keys(prefix).map((key) => storage.json(key)).filter((item) => item?.client_id);
const together = (...items) => [...new Map(items.flat().map((item) => [item.client_id, item])).values()];

/** Remembers who reads here, for what is written is nobody else's to see; returns what forgets it. */
export function readsHere(storage, userId) {
  storage.set(READER, String(userId));
  return () => storage.get(READER) === String(userId) && storage.remove(READER);
}

/** What waits in this browser of whoever read here last, oldest first; for a page that doesn't know who reads it. */
export async function waitingHere(storage) {
  const reader = storage.get(READER);
  const all = await entries(database()).catch(() => []);
  const inside = all.filter(([[userId]]) => String(userId) === reader).map(([, item]) => item);
  return together(inside, lying(storage, `${OUTSIDE}${reader}:`)).sort((a, b) => a.order - b.order);
}

/**
 * Where what isn't sent yet outlives the page: the browser's database. That is slow to open and to write, so a message is
 * first laid on the doorstep (localStorage) in the instant it is written, and carried in from there; what a page that was
 * closed meanwhile left outside, or an older version, the next page carries in. Without a database it stays on the doorstep.
 */
export class Keeper {
  #storage;
  #prefix;
  #userId;
  #database = database();

  constructor(storage, userId) {
    this.#storage = storage;
    this.#userId = userId;
    this.#prefix = `${OUTSIDE}${userId}:`;
  }

  /**
   * Hands over what was kept.
   * @param {(items: Pending[]) => void} take
   * @returns {Promise<void>} ends when that is done, or takes too long: what is new must not wait for a database that hangs
   */
  open(take) {
    const outside = lying(this.#storage, this.#prefix);
    for (const item of outside) this.#carry(item);
    const inside = this.#inside().catch(() => []);
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, PATIENCE);
      inside.then((items) => {
        clearTimeout(timer);
        take(together(items, outside));
        resolve();
      });
    });
  }

  /** @param {Pending} item */
  put(item) {
    this.#storage.set(this.#prefix + item.client_id, JSON.stringify(item));
    this.#carry(item);
  }

  remove(client_id) {
    this.#storage.remove(this.#prefix + client_id);
    return this.#quietly(() => del([this.#userId, client_id], this.#database));
  }

  async #carry(item) {
    const key = this.#prefix + item.client_id;
    const left = this.#storage.get(key);
    const carried = await this.#quietly(() => set([this.#userId, item.client_id], item, this.#database));
    if (carried && this.#storage.get(key) === left) this.#storage.remove(key);
  }

  async #inside() {
    const all = await entries(this.#database);
    return all.filter(([[userId], item]) => userId === this.#userId && item?.client_id).map(([, item]) => item);
  }

  // A browser that refuses its database has the doorstep.
  async #quietly(work) {
    try {
      await work();
      return true;
    } catch {
      return false;
    }
  }
}
