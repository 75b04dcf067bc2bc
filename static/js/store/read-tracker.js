const DWELL = 1000;

/**
 * How far we have read: what stayed on the screen of an attentive reader for a second, told at most once a second, and only
 * forward. Who scrolls over something and back within that second hasn't read it.
 */
export class ReadTracker {
  #mark;
  #look;
  #attentive;
  #pointer;
  /** What is looked at: how far now, and how far all this second long. @type {?{room_id: number, now: number, least: number}} */
  #view = null;
  #looking = null;
  /** What the server is being told, and what it didn't hear. */
  #telling = new Map();
  #due = new Map();
  #timer = null;

  /**
   * @param {{mark: (room_id: number, seq: number) => Promise<boolean>, look: (room_id: ?number) => void, attentive: () => boolean,
   *   pointer: (room_id: number) => number}} options `mark` tells the server, and answers whether it heard; `look`: to the end of
   *   which room the reader looks from now on; `pointer`: how far the room is known to be read
   */
  constructor({ mark, look, attentive, pointer }) {
    this.#mark = mark;
    this.#look = look;
    this.#attentive = attentive;
    this.#pointer = pointer;
  }

  /** The room is in view as far as that `seq`; `end`: there is nothing below. */
  saw(room_id, seq, end) {
    if (!this.#attentive()) return this.away();
    this.#lookAt(end ? room_id : null);
    if (this.#view?.room_id !== room_id) this.#rest();
    this.#view ??= { room_id, now: seq, least: seq };
    this.#view.now = seq;
    this.#view.least = Math.min(this.#view.least, seq);
    this.#watch();
  }

  /** Nobody looks any more. */
  away() {
    this.#lookAt(null);
    this.#rest();
  }

  /** The server is there (again): what it wasn't told it hears now. */
  go() {
    for (const [room_id, seq] of this.#due) this.#tell(room_id, seq);
  }

  #watch() {
    const { room_id, now } = this.#view;
    if (this.#timer || now <= this.#known(room_id)) return;
    this.#view.least = now;
    this.#timer = setTimeout(() => this.#second(), DWELL);
  }

  #second() {
    this.#timer = null;
    if (!this.#attentive()) return this.away();
    const { room_id, least } = this.#view;
    if (least > this.#known(room_id)) this.#tell(room_id, least);
    this.#watch();
  }

  #known(room_id) {
    return Math.max(this.#pointer(room_id), this.#telling.get(room_id) ?? 0);
  }

  async #tell(room_id, seq) {
    this.#due.delete(room_id);
    if (seq <= this.#known(room_id)) return;
    this.#telling.set(room_id, seq);
    const heard = await this.#mark(room_id, seq);
    if (this.#telling.get(room_id) !== seq) return;
    this.#telling.delete(room_id);
    if (!heard) this.#due.set(room_id, seq);
  }

  #lookAt(room_id) {
    if (room_id === this.#looking) return;
    this.#looking = room_id;
    this.#look(room_id);
  }

  #rest() {
    clearTimeout(this.#timer);
    this.#timer = null;
    this.#view = null;
  }
}

/** True while the reader can see this page and it has the focus. */
export const attentive = (doc = document) => doc.visibilityState === "visible" && doc.hasFocus();
