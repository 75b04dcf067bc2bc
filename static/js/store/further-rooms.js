import { batch } from "@preact/signals-core";

/** @typedef {import("../types.js").Room} Room */

const PAGE = 100;
const MOST_PAGES = 10;

/** Loads the rooms for which `ready` has no place, page by page, up to a limit. */
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
   * @returns {Promise<void>} ends when all are known, with the next call, or when the connection broke: then `ready` comes again
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
    // These were left meanwhile, or moved to another page of the list while it was read.
    for (const id of absent) this.#rooms.refresh(id);
  }
}
