const BATCH = 1000;

/** Tells the server how far we have read: only what was on the screen of an attentive reader, once a second. */
export class Reading {
  #mark;
  #attentive;
  #pointer;
  #tell;
  #seen = new Map();
  #timer = null;

  /**
   * @param {{mark: (room_id: number, seq: number) => void, seen: (room_id: number, seq: number) => void, attentive: () => boolean,
   *   pointer: (room_id: number) => number}} options `seen` is told at once, `mark` in batches; `pointer`: how far the room is
   *   known to be read
   */
  constructor({ mark, seen, attentive, pointer }) {
    this.#tell = seen;
    this.#mark = mark;
    this.#attentive = attentive;
    this.#pointer = pointer;
  }

  /** The row with that `seq` is in view. */
  saw(room_id, seq) {
    if (!this.#attentive()) return;
    this.#tell(room_id, seq);
    if (seq <= Math.max(this.#pointer(room_id), this.#seen.get(room_id) ?? 0)) return;
    this.#seen.set(room_id, seq);
    this.#timer ??= setTimeout(() => this.flush(), BATCH);
  }

  /** Tells now. */
  flush() {
    clearTimeout(this.#timer);
    this.#timer = null;
    const seen = [...this.#seen];
    this.#seen.clear();
    for (const [room_id, seq] of seen) if (seq > this.#pointer(room_id)) this.#mark(room_id, seq);
  }
}

/** True while the reader can see this page and it has the focus. */
export const attentive = (doc = document) => doc.visibilityState === "visible" && doc.hasFocus();
