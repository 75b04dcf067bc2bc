import { batch, signal } from "@preact/signals-core";
import { newId } from "../core/ids.js";
import { alone } from "../net/tabs.js";
import { retryDelay, isFinal } from "./retry.js";

/** @typedef {import("../types.js").Pending} Pending */

/** True for a reply to a message that was deleted meanwhile: it can be sent only without the quote. @param {Pending} item */
export const repliesToDeleted = ({ error }) => error?.code === "message_not_found";

/**
 * Messages not yet acknowledged. Each keeps its `client_id` over every retry, reconnect, tab and reload, so that the server
 * stores it once. A room's messages are sent one after another, in the order they were written. All tabs show them; the
 * leading one sends.
 */
export class Outbox {
  items = signal(/** @type {Map<string, Pending>} */ (new Map()));
  #ask;
  #storage;
  #tabs;
  #onStored;
  #wait;
  #online = false;
  #open = false;
  /** What was sent or discarded here: the storage, when it opens, may still bring it. */
  #ended = new Set();
  #busy = new Set();
  #wake = new Set();

  /**
   * @param {{ask: import("../types.js").Ask, storage: import("./outbox-storage.js").OutboxStorage, tabs?: import("../net/tabs.js").Tabs,
   *   onStored: (message: any) => void, wait?: typeof setTimeout}} options
   */
  constructor({ ask, storage, tabs = alone(), onStored, wait = setTimeout.bind(globalThis) }) {
    this.#ask = ask;
    this.#storage = storage;
    this.#tabs = tabs;
    this.#onStored = onStored;
    this.#wait = wait;
    tabs.on("outbox", (news) => this.#receive(news));
    tabs.leading.subscribe(() => this.#drainAll());
    storage.open((kept) => this.#take(kept)).then(() => {
      this.#open = true;
      this.#drainAll();
    });
  }

  /** Queues a message and returns it as pending. */
  add(room_id, content, reply_to = null) {
    // By the clock, so that messages of two tabs have an order, and never before those already here.
    const order = Math.max(Date.now(), ...[...this.items.peek().values()].map((item) => item.order + 1));
    const item = { client_id: newId(), room_id, content, reply_to, order, state: "pending", error: null };
    this.#put(item);
    this.#drain(room_id);
    return item;
  }

  /** There is a connection: send what waits, at once. */
  go() {
    this.#online = true;
    for (const wake of this.#wake) wake();
    this.#drainAll();
  }

  pause() {
    this.#online = false;
  }

  /**
   * Tries a failed message again. Where the `client_id` was refused, because it was used for another text, the message gets
   * a new one; where the message replied to was deleted, it is sent without the quote.
   */
  retry(client_id) {
    const item = this.items.peek().get(client_id);
    if (!item) return;
    const renewed = item.error?.code === "conflict";
    const reply_to = repliesToDeleted(item) ? null : item.reply_to;
    batch(() => {
      if (renewed) this.discard(client_id);
      this.#put({ ...item, client_id: renewed ? newId() : client_id, state: "pending", error: null, reply_to });
    });
    this.#drain(item.room_id);
  }

  /** Forgets a message that isn't wanted any more. */
  discard(client_id) {
    this.#end(client_id, null);
  }

  /** The server has a message of mine: it doesn't wait any longer, here or in other tabs. */
  stored(message) {
    this.#end(message.client_id, message);
  }

  /** A room's unsent messages, oldest first. */
  of(room_id) {
    const waiting = [...this.items.value.values()].filter((item) => item.room_id === room_id);
    return waiting.sort((a, b) => a.order - b.order || (a.client_id < b.client_id ? -1 : 1));
  }

  #put(item) {
    this.#storage.put(item);
    this.#show(item);
    this.#tabs.publish("outbox", { put: item });
  }

  #end(client_id, message) {
    this.#ended.add(client_id);
    if (this.#open && !this.items.peek().has(client_id)) return;
    this.#storage.remove(client_id);
    this.#hide(client_id);
    this.#tabs.publish("outbox", { ended: client_id, message });
  }

  #receive({ put, ended, message }) {
    if (put) {
      // Another tab may have ended it at the same moment.
      if (this.#ended.has(put.client_id)) return undefined;
      this.#show(put);
      return this.#drain(put.room_id);
    }
    this.#ended.add(ended);
    batch(() => {
      if (message) this.#onStored(message);
      this.#hide(ended);
    });
  }

  #take(kept) {
    const fresh = kept.filter(({ client_id }) => !this.#ended.has(client_id) && !this.items.peek().has(client_id));
    this.items.value = new Map([...this.items.peek(), ...fresh.map((item) => [item.client_id, item])]);
  }

  #show(item) {
    this.items.value = new Map(this.items.peek()).set(item.client_id, item);
  }

  #hide(client_id) {
    if (this.items.peek().has(client_id)) this.items.value = new Map([...this.items.peek()].filter(([id]) => id !== client_id));
  }

  get #sending() {
    return this.#online && this.#open && this.#tabs.leading.peek();
  }

  #drainAll() {
    for (const { room_id } of this.items.peek().values()) this.#drain(room_id);
  }

  async #drain(room_id) {
    if (this.#busy.has(room_id)) return;
    this.#busy.add(room_id);
    let failures = 0;
    for (let item; this.#sending && (item = this.of(room_id).find(({ state }) => state === "pending")); ) {
      const fault = await this.#send(item);
      failures = fault ? failures + 1 : 0;
      if (!fault) continue;
      if (fault.code === "unauthenticated") break;
      if (isFinal(fault, failures)) this.#fail(item, fault);
      else await this.#pauseFor(retryDelay(failures, fault));
    }
    this.#busy.delete(room_id);
  }

  /** @returns {Promise<?import("../types.js").Fault>} what went wrong, or null */
  async #send({ client_id, room_id, content, reply_to }) {
    try {
      const message = await this.#ask("send_message", { room_id, content, client_id, ...(reply_to ? { reply_to } : {}) });
      batch(() => {
        this.#onStored(message);
        this.stored(message);
      });
      return null;
    } catch (fault) {
      return fault;
    }
  }

  #fail(item, error) {
    if (this.items.peek().has(item.client_id)) this.#put({ ...item, state: "failed", error });
  }

  // go() ends the pause, because with a new connection it may work.
  #pauseFor(seconds) {
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
