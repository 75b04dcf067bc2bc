/** @typedef {import("../types.js").Message} Message */

/**
 * The messages of one room that this page knows, in the order of `seq`, without holes between the oldest and the newest.
 * Of a message that comes twice the state with the higher `changed` stays.
 */
export class Timeline {
  /** @type {Message[]} */
  messages = [];
  /** True when there is nothing older on the server. */
  complete = false;
  /** True when there is nothing newer on the server: new messages belong at the end. */
  current = true;
  #byId = new Map();
  #clients = new Set();

  get oldest() {
    return this.messages[0];
  }

  get newest() {
    return this.messages.at(-1);
  }

  /** @returns {?Message} */
  find(id) {
    return this.#byId.get(id) ?? null;
  }

  /** True for a message of that `client_id`. */
  knows(client_id) {
    return this.#clients.has(client_id);
  }

  /** Forgets everything and starts from the newest page, or one further up that has newer ones below. */
  reset({ messages, has_more, has_newer = false }) {
    this.messages = [];
    this.#byId.clear();
    this.#clients.clear();
    this.complete = true;
    this.current = true;
    for (const message of messages) this.apply(message);
    this.complete = !has_more;
    this.current = !has_newer;
  }

  /** Puts an older page before what is known. */
  prepend({ messages, has_more }) {
    this.complete = true;
    for (const message of messages) this.apply(message);
    this.complete = !has_more;
  }

  /** Puts a newer page after what is known. */
  append({ messages, has_more }) {
    this.current = true;
    for (const message of messages) this.apply(message);
    this.current = !has_more;
  }

  /** Takes in one message's present state; false when it was known or lies beyond what has been loaded. */
  apply(message) {
    const known = this.#byId.get(message.id);
    if (known ? known.changed >= message.changed : this.#beyond(message)) return false;
    this.#put(message);
    return true;
  }

  /** Marks a message deleted by the change of that number. */
  remove(id, change) {
    const known = this.#byId.get(id);
    if (!known || known.deleted || known.changed > change) return false;
    this.#put({ ...known, content: "", html: null, mentions: [], reactions: [], deleted: true, changed: change });
    return true;
  }

  #put(message) {
    const replaced = this.#byId.has(message.id) ? 1 : 0;
    this.#byId.set(message.id, message);
    if (message.client_id) this.#clients.add(message.client_id);
    this.messages.splice(this.#place(message.seq), replaced, message);
  }

  // Between it and the known messages others are missing: it comes with its page when the reader scrolls there.
  #beyond({ seq }) {
    if (!this.messages.length) return false;
    return (!this.complete && seq < this.oldest.seq) || (!this.current && seq > this.newest.seq);
  }

  /** Where a `seq` stands or belongs; new messages come last, so the search starts there. */
  #place(seq) {
    let at = this.messages.length;
    while (at > 0 && this.messages[at - 1].seq >= seq) at -= 1;
    return at;
  }
}
