import { computed, signal } from "@preact/signals-core";
import { counted, merge, ordered, summarise } from "./room-summary.js";

/** @typedef {import("../types.js").Room} Room */

/** My rooms as the list shows them, kept up to date by the frames; the server is asked where they don't say enough. */
export class Rooms {
  map = signal(/** @type {Map<number, Room>} */ (new Map()));
  /** The room whose end the reader looks at, in this tab or another: nothing in it counts as unread. */
  inView = signal(/** @type {?number} */ (null));
  list = computed(() => ordered(this.map.value.values()).map((room) => (room.unread && room.id === this.inView.value ? { ...room, unread: 0 } : room)));
  unread = computed(() => this.list.value.reduce((sum, room) => sum + counted(room), 0));
  #fetch;
  #me;
  #asking = new Map();

  #gone;

  /**
   * @param {{fetch: (id: number) => Promise<Room>, me: {id: number, username: string}, gone?: (id: number) => void}} options
   *   `gone`: called with a room that turned out not to be mine any more
   */
  constructor({ fetch, me, gone = () => {} }) {
    this.#fetch = fetch;
    this.#gone = gone;
    this.#me = me;
  }

  get(id) {
    return this.map.value.get(id) ?? null;
  }

  /**
   * Takes the list from `ready`, which is newer than any answer on its way.
   * @param {Room[]} rooms @param {boolean} more the list is only its beginning: other rooms that are known stay
   */
  replace(rooms, more = false) {
    this.#asking.clear();
    const known = this.map.peek();
    const now = new Map(more ? known : []);
    for (const room of rooms) now.set(room.id, { ...known.get(room.id), ...room });
    this.map.value = now;
  }

  /** Merges an update; a room not known before is added. @param {Partial<Room> & {id: number}} update */
  put(update) {
    this.#overtake(update.id);
    const known = this.map.peek().get(update.id);
    // A room can't be shown from an update of some of its fields.
    if (!known && !update.type) return this.refresh(update.id);
    this.map.value = new Map(this.map.peek()).set(update.id, merge(known, update));
  }

  remove(id) {
    this.#asking.delete(id);
    const rest = new Map(this.map.peek());
    rest.delete(id);
    this.map.value = rest;
  }

  /** Applies a change of a room's messages. */
  change(room_id, change) {
    const room = this.map.peek().get(room_id);
    if (!room) return this.refresh(room_id);
    const next = summarise(room, change, this.#me);
    if (next.room !== room) this.map.value = new Map(this.map.peek()).set(room_id, next.room);
    if (next.ask) this.refresh(room_id);
  }

  /** Somebody came or went. */
  member(room_id, user_id, member_count, user = null) {
    this.#overtake(room_id);
    const room = this.map.peek().get(room_id);
    if (!room) return;
    const others = (room.members ?? []).filter(({ id }) => id !== user_id);
    const members = room.members && (user ? [...others, user] : others);
    this.put({ id: room_id, member_count, ...(members ? { members } : {}) });
  }

  /** Somebody has another name or picture, or is gone. @param {import("../types.js").User} user */
  person(user) {
    for (const id of this.#asking.keys()) this.#overtake(id);
    const now = (person) => (person?.id === user.id ? { ...person, ...user } : person);
    const knows = ({ peer, members }) => peer?.id === user.id || members?.some(({ id }) => id === user.id);
    const renewed = (room) => (knows(room) ? { ...room, peer: now(room.peer), ...(room.members && { members: room.members.map(now) }) } : room);
    this.map.value = new Map([...this.map.peek()].map(([id, room]) => [id, renewed(room)]));
  }

  /** Asks the server for a room. Calls that come before it has answered lead to one more request together. */
  async refresh(id) {
    if (this.#asking.has(id)) return this.#overtake(id);
    const asked = { again: false };
    this.#asking.set(id, asked);
    // The server can't be reached: the next `ready` brings the room.
    const room = await this.#fetch(id).catch((fault) => (fault.code === "room_not_found" ? "gone" : null));
    if (this.#asking.get(id) !== asked) return; // replaced by `ready` or left meanwhile
    this.#asking.delete(id);
    if (room === "gone") {
      this.remove(id);
      return this.#gone(id);
    }
    if (room) this.put(room);
    if (asked.again) this.refresh(id);
  }

  /** An answer on its way may be older than what a frame just said, so the server is asked once more. */
  #overtake(id) {
    const asked = this.#asking.get(id);
    if (asked) asked.again = true;
  }
}
