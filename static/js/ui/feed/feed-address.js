import { navigate, route } from "../../core/router.js";

/** What the page's address means for a feed: it may name a message, which the feed then goes to. */
export class FeedAddress {
  #view;
  /** The route that was followed last. */
  #followed = null;

  /** @param {import("./feed-view.js").FeedView} view */
  constructor(view) {
    this.#view = view;
  }

  /** Goes to the message that the address names, once for each time that somebody navigates. */
  follow() {
    const next = route.peek();
    if (next === this.#followed) return;
    this.#followed = next;
    if (next.message_id && this.#isHere(next)) this.#view.jump(next.message_id);
  }

  /** Makes the address the room's again, not that of a message in it. */
  clear() {
    const { room_id, message_id } = route.peek();
    if (message_id && this.#isHere({ room_id })) navigate(`/room/${room_id}`, { replace: true });
  }

  #isHere({ room_id }) {
    return room_id === this.#view.props.room.id;
  }
}
