import { batch, signal } from "@preact/signals-core";
import { newId } from "../core/ids.js";

/** @typedef {import("../types.js").Pending} Pending */

const WAIT_FOR_US = new Set(["offline", "timeout", "rate_limited", "internal"]);
const GIVE_UP_ON_INTERNAL = 4;

/** Seconds until the next try: 1, 2, 4 … 30 with jitter, or what the server asked for. */
export function delay(failures, fault, random = Math.random) {
  const base = Math.min(30, 2 ** (failures - 1));
  return Math.max(fault.retry_after ?? 0, base * (0.75 + random() / 2));
}

/**
 * Messages not yet acknowledged. Each keeps its `client_id` over every retry, reconnect and reload, so the server stores it
 * once; a room's leave one after another, in the order they were written.
 */
export class Outbox {
  items = signal(/** @type {Map<string, Pending>} */ (new Map()));
  #ask;
  #storage;
  #prefix;
  #onStored;
  #wait;
  #online = false;
  #busy = new Set();
  #wake = new Set();

  /** @param {{ask: import("../types.js").Ask, storage: any, userId: number, onStored: (message: any) => void, wait?: typeof setTimeout}} options */
  constructor({ ask, storage, userId, onStored, wait = setTimeout.bind(globalThis) }) {
    this.#ask = ask;
    this.#storage = storage;
    this.#prefix = `ngobrol:outbox:${userId}:`;
    this.#onStored = onStored;
    this.#wait = wait;
    const kept = storage.keys(this.#prefix).map((key) => storage.json(key)).filter((item) => item?.client_id);
    kept.sort((a, b) => a.order - b.order);
    this.items.value = new Map(kept.map((item) => [item.client_id, { ...item, state: "pending", error: null }]));
  }

  /** Queues a message and returns it as pending. */
  add(room_id, content, reply_to = null) {
    const order = Math.max(0, ...[...this.items.value.values()].map((item) => item.order)) + 1;
    const item = { client_id: newId(), room_id, content, reply_to, order, state: "pending", error: null };
    this.#put(item);
    this.#drain(room_id);
    return item;
  }

  /** The server is there: send what waits, at once. */
  go() {
    this.#online = true;
    for (const wake of this.#wake) wake();
    for (const item of this.items.value.values()) this.#drain(item.room_id);
  }

  pause() {
    this.#online = false;
  }

  /** Tries a failed message again. A refused `client_id` was used for another text, so that one gets a new one. */
  retry(client_id) {
    const item = this.items.value.get(client_id);
    if (!item) return;
    this.discard(client_id);
    this.#put({ ...item, client_id: item.error?.code === "conflict" ? newId() : client_id, state: "pending", error: null });
    this.#drain(item.room_id);
  }

  /** Forgets a message: it was stored, or isn't wanted any more. */
  discard(client_id) {
    if (!this.items.value.has(client_id)) return;
    this.#storage.remove(this.#prefix + client_id);
    this.items.value = new Map([...this.items.value].filter(([id]) => id !== client_id));
  }

  /** A room's unsent messages, oldest first. */
  of(room_id) {
    return [...this.items.value.values()].filter((item) => item.room_id === room_id).sort((a, b) => a.order - b.order);
  }

  #put(item) {
    this.#storage.set(this.#prefix + item.client_id, JSON.stringify(item));
    this.items.value = new Map(this.items.value).set(item.client_id, item);
  }

  async #drain(room_id) {
    if (this.#busy.has(room_id)) return;
    this.#busy.add(room_id);
    let failures = 0;
    for (let item; this.#online && (item = this.of(room_id).find(({ state }) => state === "pending")); ) {
      const fault = await this.#send(item);
      failures = fault ? failures + 1 : 0;
      if (!fault) continue;
      if (fault.code === "unauthenticated") break;
      if (!WAIT_FOR_US.has(fault.code) || (fault.code === "internal" && failures >= GIVE_UP_ON_INTERNAL)) this.#fail(item, fault);
      else await this.#rest(delay(failures, fault));
    }
    this.#busy.delete(room_id);
  }

  /** @returns {Promise<?import("../types.js").Fault>} what went wrong, or null */
  async #send({ client_id, room_id, content, reply_to }) {
    try {
      const message = await this.#ask("send_message", { room_id, content, client_id, ...(reply_to ? { reply_to } : {}) });
      batch(() => {
        this.#onStored(message);
        this.discard(client_id);
      });
      return null;
    } catch (fault) {
      return fault;
    }
  }

  #fail(item, error) {
    if (this.items.value.has(item.client_id)) this.#put({ ...item, state: "failed", error });
  }

  // go() cuts the rest short: a new connection is a new chance.
  #rest(seconds) {
    return new Promise((resolve) => {
      const wake = () => {
        this.#wake.delete(wake);
        resolve();
      };
      this.#wake.add(wake);
      this.#wait(wake, seconds * 1000);
    });
  }
}
