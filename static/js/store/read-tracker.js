const DWELL = 1000;

/**
 * How far the reader has read. A message counts once it was on the screen for a second while the reader looked at the page;
 * what they scroll past within that second doesn't. The server is told at most once a second, and only forward.
 */
export class ReadTracker {
  #mark;
  #look;
  #attentive;
  #pointer;
  /** What the reader looks at: how far now, and how far at least during this second. @type {?{room_id: number, now: number, least: number}} */
  #view = null;
  #looking = null;
  /** By room, what the server is being told, and what didn't reach it. */
  #sending = new Map();
  #unsent = new Map();
  #timer = null;

  /**
   * @param {{mark: (room_id: number, seq: number) => Promise<boolean>, look: (room_id: ?number) => void, attentive: () => boolean,
   *   pointer: (room_id: number) => number}} options `mark` tells the server, and answers whether that worked; `look`: called with
   *   the room to whose end the reader looks from now on; `pointer`: how far the room is known to be read
   */
  constructor({ mark, look, attentive, pointer }) {
    this.#mark = mark;
    this.#look = look;
    this.#attentive = attentive;
    this.#pointer = pointer;
  }

  /** The room is on the screen down to that `seq`; `end`: there is nothing below it. */
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

  /** There is a connection (again): the server is told what didn't reach it. */
  go() {
    for (const [room_id, seq] of this.#unsent) this.#send(room_id, seq);
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
    if (least > this.#known(room_id)) this.#send(room_id, least);
    this.#watch();
  }

  #known(room_id) {
    return Math.max(this.#pointer(room_id), this.#sending.get(room_id) ?? 0);
  }

  async #send(room_id, seq) {
    this.#unsent.delete(room_id);
    if (seq <= this.#known(room_id)) return;
    this.#sending.set(room_id, seq);
    const reached = await this.#mark(room_id, seq);
    if (this.#sending.get(room_id) !== seq) return;
    this.#sending.delete(room_id);
    if (!reached) this.#unsent.set(room_id, seq);
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
