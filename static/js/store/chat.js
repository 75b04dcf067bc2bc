import { batch, signal } from "@preact/signals-core";
import { alone } from "../net/tabs.js";
import { Drafts } from "./drafts.js";
import { Feed } from "./feed.js";
import { frames } from "./frames.js";
import { FurtherRooms } from "./further-rooms.js";
import { OutboxStorage } from "./outbox-storage.js";
import { Outbox } from "./outbox.js";
import { isFinal } from "./retry.js";
import { People } from "./people.js";
import { Preferences } from "./preferences.js";
import { attentive, ReadTracker } from "./read-tracker.js";
import { Rooms } from "./rooms.js";
import { TypingSeen, TypingSender } from "./typing.js";

/** The app's state. Components read its signals and call its methods; only frames and acknowledgements change it. */
export class Chat {
  /** @type {import("@preact/signals-core").Signal<"connecting"|"online"|"offline"|"ended">} */
  connection = signal("connecting");
  /** Since when there has been no connection, in ms; meaningless while there is one. */
  lostAt = Date.now();
  /** Called with each message of somebody else as it arrives. @type {Set<(message: any) => void>} */
  listeners = new Set();
  /** Called when what this browser keeps of the person has to be removed. @type {Set<() => void>} */
  signOutHooks = new Set();
  feeds = new Map();
  typingSeen = new TypingSeen();
  #early = [];

  /**
   * @param {{me: any, ask: import("../types.js").Ask, rest: Function, storage: any, tabs?: import("../net/tabs.js").Tabs,
   *   isAttentive?: () => boolean}} options
   */
  constructor({ me, ask, rest, storage, tabs = alone(), isAttentive = attentive }) {
    this.tabs = tabs;
    this.me = signal(me);
    this.ask = ask;
    this.rest = rest;
    this.people = new People(ask);
    this.rooms = new Rooms({ me, fetch: (id) => rest("GET", `/rooms/${id}`), gone: (id) => this.feeds.delete(id) });
    this.further = new FurtherRooms(this.rooms, ask);
    this.preferences = new Preferences(storage);
    this.drafts = new Drafts(storage, me.id, tabs);
    this.outbox = new Outbox({ ask, tabs, storage: new OutboxStorage(storage, me.id), onStored: (message) => this.feed(message.room_id).sync.acknowledge(message) });
    this.typing = new TypingSender((room_id, is_typing) => ask("typing", { room_id, is_typing }).catch(() => {}));
    tabs.on("looks", () => isAttentive() && tabs.publish("look", this.rooms.inView.peek()));
    tabs.on("look", (room_id) => isAttentive() || (this.rooms.inView.value = room_id));
    this.reading = new ReadTracker({
      mark: (room_id, seq) => ask("mark_read", { room_id, seq }).then((mark) => this.marked(mark)).then(() => true, isFinal),
      look: (room_id) => this.#look(room_id),
      attentive: isAttentive,
      pointer: (room_id) => this.rooms.map.peek().get(room_id)?.last_read_seq ?? Infinity,
    });
    tabs.publish("looks", null);
  }

  /** @returns {Feed} the room's feed, empty until opened */
  feed(room_id) {
    if (!this.feeds.has(room_id)) this.feeds.set(room_id, new Feed(room_id, this.ask));
    return this.feeds.get(room_id);
  }

  /** Takes a frame from the server. Frames that come before `ready` are applied after it. */
  receive(name, payload) {
    if (name === "ready") return this.#ready(payload);
    if (this.connection.peek() !== "online" && name !== "session_ended") return void this.#early.push([name, payload]);
    batch(() => frames[name]?.(this, payload));
  }

  /** The connection broke. */
  lost() {
    this.#early = [];
    this.outbox.pause();
    this.typingSeen.clear();
    if (this.connection.peek() === "online") this.lostAt = Date.now();
    if (this.connection.peek() !== "ended") this.connection.value = "offline";
  }

  /** The session ended, for whatever reason: nothing of this person stays in this browser. */
  end() {
    this.outbox.pause();
    this.connection.value = "ended";
    this.forget();
  }

  /** Removes everything that this browser keeps of the person, unsent messages and drafts among it. */
  forget() {
    this.drafts.clear();
    for (const id of this.outbox.items.peek().keys()) this.outbox.discard(id);
    for (const hook of this.signOutHooks) hook();
  }

  /** My own read mark moved, here or on another device. */
  marked({ room_id, seq, unread }) {
    const room = this.rooms.map.peek().get(room_id);
    if (room && seq >= room.last_read_seq) this.rooms.put({ id: room_id, last_read_seq: seq, unread });
  }

  /** The page was hidden for long: a machine that slept may have missed frames without noticing. */
  wake() {
    if (this.connection.peek() === "online") for (const feed of this.feeds.values()) if (feed.sync.status === "ready") feed.sync.catchUp();
  }

  #ready({ user, rooms, rooms_has_more, online }) {
    // Somebody else signed in meanwhile, in another tab: they must not send what was written here.
    if (user.id !== this.me.peek().id) return this.end();
    const early = this.#early;
    this.#early = [];
    batch(() => {
      this.me.value = user;
      this.rooms.replace(rooms, rooms_has_more);
      this.people.ready(online);
      this.connection.value = "online";
      const heads = new Map(rooms.map((room) => [room.id, room.head]));
      for (const [id, feed] of this.feeds) {
        if (heads.has(id)) feed.sync.resume(heads.get(id));
        else if (rooms_has_more) feed.sync.resume(Infinity);
        else this.feeds.delete(id);
      }
      for (const [name, payload] of early) this.receive(name, payload);
    });
    this.further.load(rooms, rooms_has_more);
    this.outbox.go();
    this.reading.go();
    return undefined;
  }

  #look(room_id) {
    this.rooms.inView.value = room_id;
    this.tabs.publish("look", room_id);
  }
}
