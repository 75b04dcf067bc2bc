import { signal } from "@preact/signals-core";
import { PAGE, RoomSync } from "./room-sync.js";

const MOST = 100;

/** A room's messages for the screen: the timeline, and signals that change when it did. */
export class Feed {
  version = signal(0);
  status = signal(/** @type {"empty"|"loading"|"ready"|"failed"} */ ("empty"));
  /** The line "New" stands after this `seq`; null: no line. @type {import("@preact/signals-core").Signal<?number>} */
  newAfter = signal(null);
  /** How many messages I sent from this page; the feed goes to its end for each of them. */
  sent = signal(0);

  /** @param {number} roomId @param {import("../types.js").Ask} ask */
  constructor(roomId, ask) {
    this.sync = new RoomSync(roomId, ask, () => {
      this.status.value = this.sync.status;
      this.version.value += 1;
    });
  }

  get timeline() {
    return this.sync.timeline;
  }

  /** The reader opens the room: the line "New" stands before what is unread now. @param {import("../types.js").Room} room */
  enter(room) {
    this.newAfter.value = room.unread ? room.last_read_seq : null;
    if (!this.timeline.current) this.sync.forget();
  }

  /**
   * Loads what the reader sees first: the end, or where they stopped, however long ago.
   * @param {import("../types.js").Room} room @param {number} [limit] how many messages fill the screen
   */
  async open(room, limit = PAGE) {
    if (this.sync.status === "ready" || this.sync.status === "loading") return;
    this.status.value = "loading";
    await (room.unread ? this.sync.load(MOST, room.last_read_seq + 1) : this.sync.load(limit));
  }

  /** The reader looks away, so that the line "New" stands before what comes from now on; or is back. @param {import("../types.js").Room} room */
  look(away, room, me) {
    const after = this.newAfter.peek();
    if (away && !room.unread) this.newAfter.value = room.last_message?.seq ?? room.last_read_seq;
    else if (away) this.newAfter.value ??= room.last_read_seq;
    else if (after !== null && !this.timeline.messages.some((message) => message.seq > after && message.sender.id !== me)) this.newAfter.value = null;
  }

  /** Loads a message, however far back it stands, with a single request; false when it isn't there any more. */
  async reach(id) {
    if (this.sync.status === "empty") this.status.value = "loading";
    if (!this.timeline.find(id)) await this.sync.around(id);
    const found = this.timeline.find(id);
    if (found && !found.deleted) return true;
    if (!this.timeline.current) await this.sync.load();
    return false;
  }
}
