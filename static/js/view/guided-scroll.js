import { highestSeen } from "./scroll.js";

// No `scrollTop` is above 0 in a feed.
const ON_THE_WAY = 2;
const ELSEWHERE = 1;

/**
 * Remembers that the reader was led somewhere, by an address or a quote, past messages they may not have read: what is on the
 * screen counts as read only once they come to it by themselves.
 */
export class GuidedScroll {
  /** @type {?number} the `scrollTop` when it was to the end */
  #at = null;

  get active() {
    return this.#at !== null;
  }

  /** The reader is being led somewhere. */
  start() {
    this.#at = ON_THE_WAY;
  }

  /** They are there. */
  arrive(scroller, atEnd) {
    this.#at = atEnd ? scroller.scrollTop : ELSEWHERE;
  }

  /** The reader goes on by themselves. */
  end() {
    this.#at = null;
  }

  /** The feed was scrolled, maybe only by what was added to it. */
  scrolled(scroller, atEnd) {
    if (this.#at === null || this.#at === ON_THE_WAY) return;
    if (!atEnd) this.#at = ELSEWHERE;
    else if (scroller.scrollTop !== this.#at) this.#at = null;
  }

  /** True while unread messages may stand above the screen. `first`: the room's first `seq`, if known; `read`: how far it is read. */
  mayHideUnread(scroller, first, read) {
    if (this.#at === null || this.#at === ON_THE_WAY) return this.active;
    const top = highestSeen(scroller) ?? Infinity;
    if (top <= read || top === first) this.#at = null;
    return this.active;
  }
}
