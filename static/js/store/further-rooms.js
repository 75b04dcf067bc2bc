import { batch } from "@preact/signals-core";

/** @typedef {import("../types.js").Room} Room */

const PAGE = 100;
const MOST_PAGES = 10;

/** The rooms that `ready` had no place for, asked for a page at a time. Beyond so many one finds them on their own page. */
export class FurtherRooms {
  #rooms;
  #ask;
  #run = 0;

  /** @param {import("./rooms.js").Rooms} rooms @param {import("../types.js").Ask} ask */
  constructor(rooms, ask) {
    this.#rooms = rooms;
    this.#ask = ask;
  }

  /**
   * @param {Room[]} listed what `ready` brought @param {boolean} more
   * @returns {Promise<void>} ends when all is known, with the next call, or when the connection broke: then `ready` comes again
   */
  async load(listed, more) {
    const run = ++this.#run;
    if (!more) return;
    const absent = new Set(this.#rooms.map.peek().keys());
    for (const { id } of listed) absent.delete(id);
    let last = listed.at(-1)?.id;
    for (let page = 0; more && page < MOST_PAGES; page++) {
      const found = await this.#ask("rooms", { before: last, limit: PAGE }).catch(() => null);
      if (run !== this.#run || !found) return;
      batch(() => found.rooms.forEach((room) => this.#rooms.put(room)));
      for (const { id } of found.rooms) absent.delete(id);
      more = found.has_more;
      last = found.rooms.at(-1)?.id;
    }
    // Left meanwhile, or moved while this asked.
    for (const id of absent) this.#rooms.refresh(id);
  }
}
