import * as windows from "../../view/row-window.js";
import { watch } from "../../view/scroll.js";

/** Shows, and fetches if need be, more rows of a feed when the reader comes near its first or last one. */
export class FeedEdges {
  #view;
  #busy = false;
  #watched = "";
  #unwatch = () => {};

  /** @param {import("./feed-view.js").FeedView} view */
  constructor(view) {
    this.#view = view;
  }

  /** Watches both ends of the rows; starts again when the rows have changed. */
  watch() {
    const { window, scroller, top, bottom, props } = this.#view;
    const { timeline, sync } = props.feed;
    const { oldest, newest, current } = timeline;
    const range = `${window?.from} ${window?.to} ${oldest?.id} ${current || newest?.id} ${props.chat.connection.peek()}`;
    if (range === this.#watched) return;
    this.#watched = range;
    this.#unwatch();
    const ends = [
      watch(scroller.current, top.current, () => this.#beyond(windows.up, () => !timeline.complete && sync.older())),
      watch(scroller.current, bottom.current, () => this.#beyond(windows.down, () => !timeline.current && sync.newer())),
    ];
    this.#unwatch = () => ends.forEach((end) => end());
  }

  stop() {
    this.#unwatch();
  }

  async #beyond(step, fetch) {
    const view = this.#view;
    const next = step(view.messages, view.window);
    if (next) return view.show(next);
    if (this.#busy) return;
    this.#busy = true;
    await fetch();
    this.#busy = false;
    const grown = step(view.messages, view.window);
    if (grown) view.show(grown);
  }
}
