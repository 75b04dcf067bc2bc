import { signal } from "@preact/signals-core";
import { alone } from "../net/tabs.js";

/** What was typed and not sent, by room and person. It survives closing the page, and is the same in all tabs. */
export class Drafts {
  /** The draft that another tab changed last. @type {import("@preact/signals-core").Signal<?{room_id: number, text: string}>} */
  fromOtherTab = signal(null);
  #storage;
  #prefix;
  #tabs;

  /** @param {any} storage @param {number} userId @param {import("../net/tabs.js").Tabs} [tabs] */
  constructor(storage, userId, tabs = alone()) {
    this.#storage = storage;
    this.#prefix = `ngobrol:draft:${userId}:`;
    this.#tabs = tabs;
    tabs.on("draft", (news) => (this.fromOtherTab.value = news));
  }

  get(room_id) {
    return this.#storage.get(this.#prefix + room_id) ?? "";
  }

  set(room_id, text) {
    if (text.trim()) this.#storage.set(this.#prefix + room_id, text);
    else this.#storage.remove(this.#prefix + room_id);
    this.#tabs.publish("draft", { room_id, text });
  }

  clear() {
    for (const key of this.#storage.keys(this.#prefix)) this.#storage.remove(key);
  }
}
