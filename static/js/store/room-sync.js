import { Timeline } from "./timeline.js";

/** @typedef {{change: number, apply: (timeline: Timeline) => void}} Change */

export const PAGE = 50;
const AROUND = 100;
const AGAIN = 3000;
/** Faults for which asking again is of no use: there will be a new `ready`, or the room isn't mine any more. */
const FINAL = new Set(["offline", "room_not_found"]);

/**
 * Keeps a room's timeline equal to the server's by the cursor rules of docs/protocol.md: it applies each change once and in
 * order, and asks the server for gaps. Changes that arrive while it asks wait in line.
 */
export class RoomSync {
  timeline = new Timeline();
  cursor = 0;
  /** @type {"empty"|"loading"|"ready"|"failed"} */
  status = "empty";
  #ask;
  #roomId;
  #changed;
  #jobs = 0;
  #last = Promise.resolve();
  /** @type {Change[]} */
  #waiting = [];
  #stale = false;
  #wait;

  /**
   * @param {number} roomId
   * @param {import("../types.js").Ask} ask
   * @param {() => void} changed called after anything did
   * @param {typeof setTimeout} [wait]
   */
  constructor(roomId, ask, changed, wait = setTimeout.bind(globalThis)) {
    this.#wait = wait;
    this.#roomId = roomId;
    this.#ask = ask;
    this.#changed = changed;
  }

  /** Where the reader is, as a `seq`; null: at the end. When the timeline has to be loaded anew, it is loaded there. @type {() => ?number} */
  where = () => null;

  /** Loads the newest page, or the page around a `seq`, for the first time or anew. @param {?number} place a `seq` */
  load(limit = PAGE, place = null) {
    this.status = "loading";
    return this.#job(() => this.#reload(limit, place));
  }

  /** Forgets all messages, as in the beginning. */
  forget() {
    this.status = "empty";
    this.timeline.reset({ messages: [], has_more: true });
  }

  /** Loads the page before the oldest known message; true when it brought any. */
  older(limit = PAGE) {
    return this.#job(async () => {
      if (this.timeline.complete || !this.timeline.oldest) return false;
      const page = await this.#ask("history", { room_id: this.#roomId, before: this.timeline.oldest.id, limit });
      this.timeline.prepend(page);
      return page.messages.length > 0;
    });
  }

  /** Loads the page after the newest known message; true when it brought any. */
  newer(limit = PAGE) {
    return this.#job(async () => {
      if (this.timeline.current) return false;
      const page = await this.#ask("history", { room_id: this.#roomId, after: this.timeline.newest.id, limit });
      this.timeline.append(page);
      return page.messages.length > 0;
    });
  }

  /** Replaces the timeline by the messages around one. Where nothing was loaded and that message is gone, loads the end. */
  around(id, limit = AROUND) {
    const fresh = this.status !== "ready";
    if (fresh) this.status = "loading";
    return this.#job(async () => {
      try {
        this.#start(await this.#ask("history", { room_id: this.#roomId, around: id, limit }));
      } catch (fault) {
        if (fault.code !== "message_not_found") throw fault;
        if (fresh) await this.#reload(PAGE);
      }
    });
  }

  /** Takes one live change, whatever its number. @param {Change} change */
  take(change) {
    if (this.#jobs) this.#waiting.push(change);
    else if (this.status === "ready") this.#step(change);
  }

  /** Takes in a message that an acknowledgement brought; its frame will move the cursor. */
  acknowledge(message) {
    if (this.status === "ready" && this.timeline.apply(message)) this.#changed();
  }

  /** After a reconnect: asks for what was missed. @param {number} head the room's newest change */
  resume(head) {
    if (this.status === "failed") return this.load();
    if (this.status !== "ready") return Promise.resolve();
    if (head < this.cursor) return this.load();
    return head > this.cursor || this.#stale ? this.catchUp() : Promise.resolve();
  }

  /** The server says that the room's newest change is `head`. */
  behind(head) {
    if (this.status === "ready" && head > this.cursor) this.catchUp();
  }

  /** Asks for everything after the cursor. */
  catchUp() {
    return this.#job(() => this.#changes());
  }

  #step(change) {
    if (change.change > this.cursor + 1) {
      this.#waiting.unshift(change);
      this.catchUp();
    } else if (change.change >= this.cursor) {
      // One number may cover several messages (an erased account), so the cursor's own number is applied too.
      change.apply(this.timeline);
      this.cursor = change.change;
      this.#changed();
    }
  }

  async #changes() {
    let next = { after: this.cursor };
    while (next) {
      const page = await this.#ask("changes", { room_id: this.#roomId, ...next });
      if (page.reload) return this.#reload(PAGE, this.where());
      for (const message of page.messages) this.timeline.apply(message);
      if (!page.has_more) this.cursor = Math.max(this.cursor, page.head);
      next = page.has_more ? page.next : null;
    }
    this.#stale = false;
  }

  async #reload(limit, place = null) {
    this.#start(await this.#ask("history", { room_id: this.#roomId, limit, ...(place === null ? {} : { around_seq: place }) }));
  }

  #start(page) {
    this.timeline.reset(page);
    this.cursor = page.head;
    this.status = "ready";
    this.#stale = false;
  }

  // While connected a failed question is repeated; a lost connection ends with resume().
  #failed(fault) {
    this.#waiting = [];
    this.#stale = true;
    if (this.status === "loading") this.status = "failed";
    else if (!FINAL.has(fault.code)) this.#wait(() => this.#stale && this.catchUp(), Math.max(AGAIN, (fault.retry_after ?? 0) * 1000));
    return { fault };
  }

  // One job at a time; a failed one leaves the cursor where it was.
  #job(work) {
    this.#jobs += 1;
    const done = this.#last.then(work).catch((fault) => this.#failed(fault));
    this.#last = done.then(() => {
      this.#jobs -= 1;
      this.#changed();
      while (!this.#jobs && this.#waiting.length) this.#step(this.#waiting.shift());
    });
    return this.#last.then(() => done);
  }
}
