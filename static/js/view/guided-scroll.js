import { highestSeen } from "./scroll.js";

// Two states that can't be mistaken for a `scrollTop`, which is never above 0 in a feed.
const ON_THE_WAY = 2;
const ELSEWHERE = 1;

/**
 * Remembers that the feed was scrolled to a message for the reader, by an address or a quote, past messages that they may not
 * have read. Until they scroll back to those by themselves, nothing on the screen counts as read.
 */
export class GuidedScroll {
  /** @type {?number} null: not guided; else one of the two states, or the `scrollTop` of the end that the feed was scrolled to */
  #at = null;

  get active() {
    return this.#at !== null;
  }

  /** The feed is about to be scrolled for the reader. */
  start() {
    this.#at = ON_THE_WAY;
  }

  /** The scroll ended. */
  arrive(scroller, atEnd) {
    this.#at = atEnd ? scroller.scrollTop : ELSEWHERE;
  }

  /** The reader scrolls by themselves again. */
  end() {
    this.#at = null;
  }

  /** The feed's `scrollTop` changed, maybe only because something was added to it. */
  scrolled(scroller, atEnd) {
    if (this.#at === null || this.#at === ON_THE_WAY) return;
    if (!atEnd) this.#at = ELSEWHERE;
    else if (scroller.scrollTop !== this.#at) this.#at = null;
  }

  /** True while unread messages may be above the screen. `first`: the room's first `seq`, if known; `read`: how far it is read. */
  mayHideUnread(scroller, first, read) {
    if (this.#at === null || this.#at === ON_THE_WAY) return this.active;
    const top = highestSeen(scroller) ?? Infinity;
    if (top <= read || top === first) this.#at = null;
    return this.active;
  }
}
