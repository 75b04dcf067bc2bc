import { Component, createRef } from "preact";
import { html } from "htm/preact";
import { t } from "../../core/i18n.js";
import { route } from "../../core/router.js";
import { buildRows } from "../../view/feed-rows.js";
import { GuidedScroll } from "../../view/guided-scroll.js";
import * as windows from "../../view/row-window.js";
import { anchorOf, lowestSeen, nearEnd, restore, reveal, toEnd } from "../../view/scroll.js";
import { showNote } from "../parts/alerts.js";
import { FeedSkeleton } from "../parts/skeleton.js";
import { FeedAddress } from "./feed-address.js";
import { FeedEdges } from "./feed-edges.js";
import { FeedStart } from "./feed-start.js";
import { JumpButton } from "./jump-button.js";
import { ReadMarker } from "./read-marker.js";
import { feedKeys } from "./row-keys.js";
import { RowList } from "./row-list.js";

const FLASH = 1800;

/** The messages of a room: a window of rows that stays where it is, follows the end, and moves where the reader scrolls. */
export class FeedView extends Component {
  scroller = createRef();
  top = createRef();
  bottom = createRef();
  /** @type {?windows.Window} */
  window = null;
  atEnd = true;
  /** True once the feed stands where the reader shall begin. */
  placed = false;
  guided = new GuidedScroll();
  edges = new FeedEdges(this);
  address = new FeedAddress(this);
  marker = new ReadMarker(this);
  keys = feedKeys(this);
  verbs = { ...this.props.verbs, jump: (id) => this.jump(id) };

  componentWillMount() {
    this.props.feed.enter(this.props.room);
  }

  componentDidMount() {
    this.marker.start();
    this.resized = new ResizeObserver(() => this.atEnd && toEnd(this.scroller.current));
    this.resized.observe(this.scroller.current);
    this.props.feed.sync.where = () => (this.atEnd ? null : lowestSeen(this.scroller.current));
    this.address.follow();
    this.settle(null);
  }

  componentWillUnmount() {
    this.props.feed.sync.where = () => null;
    this.resized.disconnect();
    this.edges.stop();
    this.marker.stop();
  }

  get me() {
    return this.props.chat.me.peek().id;
  }

  get messages() {
    return this.props.feed.timeline.messages.filter((message) => !message.deleted);
  }

  /** True where the end of the window is the end of the room. */
  get whole() {
    return this.window?.to == null && this.props.feed.timeline.current;
  }

  row(id) {
    return this.scroller.current.querySelector(`[data-id="${id}"]`);
  }

  getSnapshotBeforeUpdate() {
    return this.atEnd ? null : anchorOf(this.scroller.current);
  }

  componentDidUpdate(before, _state, anchor) {
    this.address.follow();
    this.settle(anchor);
    const { feed, editing } = this.props;
    if (editing && editing !== before.editing && !this.row(editing)) this.jump(editing);
    if (this.sentDone !== feed.sent.peek() && !feed.timeline.current) this.latest();
    this.sentDone = feed.sent.peek();
  }

  /** After each rendering: scrolls to the right place, watches the ends, and marks as read. */
  settle(anchor) {
    const scroller = this.scroller.current;
    const line = !this.placed && !this.guided.active && scroller.querySelector(".divider--new");
    if (line) reveal(scroller, line);
    else if (this.atEnd) toEnd(scroller);
    else restore(scroller, anchor);
    if (this.props.feed.status.peek() === "ready" && !this.placed) {
      this.placed = true;
      this.moved();
    }
    if (this.placed) this.edges.watch();
    this.marker.mark();
  }

  show(next) {
    this.window = next;
    this.forceUpdate();
  }

  /** The reader scrolled. */
  moved = () => {
    const was = this.atEnd;
    this.atEnd = nearEnd(this.scroller.current) && this.whole;
    this.guided.scrolled(this.scroller.current, this.atEnd);
    if (was !== this.atEnd) this.forceUpdate();
    this.marker.mark();
  };

  latest = async () => {
    const { feed } = this.props;
    this.guided.end();
    if (!feed.timeline.current) await feed.sync.load();
    this.atEnd = true;
    this.show(windows.atEnd(this.messages));
    this.address.clear();
  };

  /** Shows a message, however far back, and makes it flash. */
  async jump(id) {
    const { feed } = this.props;
    this.guided.start();
    if (!(await feed.reach(id))) {
      this.guided.end();
      if (feed.sync.status === "failed") return undefined;
      this.address.clear();
      return showNote(t("That message isn't there, or it isn't yours to see."));
    }
    this.placed = true;
    this.atEnd = false;
    this.window = windows.around(this.messages, feed.timeline.find(id).seq);
    this.setState({ flash: id }, () => {
      const row = this.row(id);
      reveal(this.scroller.current, row);
      if (!row.contains(document.activeElement)) row.focus({ preventScroll: true });
      this.moved();
      if (this.atEnd) toEnd(this.scroller.current);
      this.guided.arrive(this.scroller.current, this.atEnd);
    });
    setTimeout(() => this.setState({ flash: null }), FLASH);
  }

  /** The window for the messages that are known now. */
  fit(messages) {
    const { feed } = this.props;
    if (this.sentSeen !== undefined && this.sentSeen !== feed.sent.value) {
      this.atEnd = true;
      this.window = null;
      this.guided.end();
    }
    this.sentSeen = feed.sent.value;
    const { from, to } = this.window ?? {};
    const lost = !this.window || (to !== null && to < (messages[0]?.seq ?? 0)) || from > (messages.at(-1)?.seq ?? Infinity);
    if (lost || !this.placed) return windows.opening(messages, feed.newAfter.value);
    return windows.grown(messages, this.window, !this.atEnd);
  }

  render({ room, feed, chat, editing }, { flash }) {
    feed.version.value;
    route.value;
    chat.connection.value;
    const messages = this.messages;
    this.window = this.fit(messages);
    // Without a connection the end can't be fetched, but what I write has to be shown.
    const tail = this.whole || (this.window.to === null && chat.connection.value !== "online");
    const rows = buildRows({
      messages: windows.visible(messages, this.window),
      // A message can be here before its acknowledgement is.
      pending: tail ? chat.outbox.of(room.id).filter(({ client_id }) => !feed.timeline.knows(client_id)) : [],
      newAfter: feed.newAfter.value,
      me: this.me,
    });
    const top = windows.up(messages, this.window) === null && feed.timeline.complete;
    const waiting = !messages.length && ["empty", "loading"].includes(feed.status.value);
    return html`<div class="feed" role="log" aria-live="off" aria-label=${t("Messages")} aria-busy=${String(waiting)} tabindex="0" ref=${this.scroller}
        style=${{ overflowAnchor: "none" }} onScroll=${this.moved} onKeyDown=${this.keys}>
        <div class="feed__list">
          <div ref=${this.top}></div>
          ${feed.status.value === "ready" && top && html`<${FeedStart} room=${room} empty=${!rows.length} />`}
          ${waiting && html`<${FeedSkeleton} />`}
          ${feed.status.value === "failed" && html`<button class="button button--small feed__older" onClick=${() => feed.open(room)}>${t("Try again")}</button>`}
          <${RowList} rows=${rows} room=${room} verbs=${this.verbs} editing=${editing} flash=${flash} />
          <div ref=${this.bottom}></div>
        </div>
      </div>
      ${!this.atEnd && !editing && html`<${JumpButton} count=${room.unread} onClick=${this.latest} />`}`;
  }
}
