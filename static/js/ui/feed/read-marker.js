import { attentive } from "../../store/read-tracker.js";
import { lowestSeen } from "../../view/scroll.js";

/** Reports how far the reader has read in a feed: what is on the screen, for as long as they look at it. */
export class ReadMarker {
  #view;

  /** @param {import("./feed-view.js").FeedView} view */
  constructor(view) {
    this.#view = view;
  }

  /** Follows whether the reader looks at the page. */
  start() {
    for (const name of ["focus", "blur"]) addEventListener(name, this.#onLook);
    document.addEventListener("visibilitychange", this.#onLook);
  }

  stop() {
    for (const name of ["focus", "blur"]) removeEventListener(name, this.#onLook);
    document.removeEventListener("visibilitychange", this.#onLook);
    this.#view.props.chat.reading.away();
  }

  /** Reports what is on the screen now. */
  mark() {
    const { props, scroller, placed, atEnd, guided } = this.#view;
    const { room, chat, feed } = props;
    const first = feed.timeline.complete ? this.#view.messages[0]?.seq : null;
    // Who opened a dm as a stranger isn't told that it was read before it is accepted.
    if (!placed || room.request) return undefined;
    if (guided.mayHideUnread(scroller.current, first, room.last_read_seq)) return chat.reading.away();
    if (atEnd) return chat.reading.saw(room.id, feed.timeline.newest?.seq ?? 0, true);
    return chat.reading.saw(room.id, room.unread ? lowestSeen(scroller.current) : 0, false);
  }

  #onLook = () => {
    const { feed, room } = this.#view.props;
    feed.look(!attentive(), room, this.#view.me);
    this.mark();
  };
}
