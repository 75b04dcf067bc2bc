/** What was typed and not sent, per room and person; survives closing the page. */
export class Drafts {
  #storage;
  #prefix;

  constructor(storage, userId) {
    this.#storage = storage;
    this.#prefix = `ngobrol:draft:${userId}:`;
  }

  get(room_id) {
    return this.#storage.get(this.#prefix + room_id) ?? "";
  }

  set(room_id, text) {
    if (text.trim()) this.#storage.set(this.#prefix + room_id, text);
    else this.#storage.remove(this.#prefix + room_id);
  }

  clear() {
    for (const key of this.#storage.keys(this.#prefix)) this.#storage.remove(key);
  }
}
