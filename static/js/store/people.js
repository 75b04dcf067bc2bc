import { signal } from "@preact/signals-core";

/** Who is online, and people's newest names and pictures: messages carry those of their day. */
export class People {
  online = signal(/** @type {Set<number>} */ (new Set()));
  users = signal(/** @type {Map<number, import("../types.js").User>} */ (new Map()));

  ready(online) {
    this.online.value = new Set(online);
  }

  presence(user_id, is_online) {
    const next = new Set(this.online.peek());
    if (is_online) next.add(user_id);
    else next.delete(user_id);
    this.online.value = next;
  }

  update(user) {
    this.users.value = new Map(this.users.peek()).set(user.id, user);
  }

  isOnline(id) {
    return this.online.value.has(id);
  }

  /** The person as they are now. @template T @param {T & {id: number}} person @returns {T} */
  now(person) {
    return { ...person, ...this.users.value.get(person.id) };
  }
}
