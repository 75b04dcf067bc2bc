import { signal } from "@preact/signals-core";
import { PAGE, RoomSync } from "./roomsync.js";

const MOST = 100;

/** One room's messages for the screen: the timeline, and signals that say when to look again. */
export class Feed {
  version = signal(0);
  status = signal(/** @type {"empty"|"loading"|"ready"|"failed"} */ ("empty"));
  /** The reader's pointer when the room was opened: the "new messages" line stays there. */
  readUpTo = signal(0);

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

  /** Loads enough to show the first unread message, within reason. @param {import("../types.js").Room} room */
  async open(room) {
    this.readUpTo.value = room.last_read_seq;
    if (this.sync.status === "ready" || this.sync.status === "loading") return;
    this.status.value = "loading";
    await this.sync.load(Math.min(MOST, PAGE + room.unread));
    const { complete, oldest } = this.timeline;
    if (room.unread && !complete && oldest && oldest.seq > room.last_read_seq) await this.sync.older(MOST);
  }
}
