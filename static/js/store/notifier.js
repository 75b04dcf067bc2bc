import { effect } from "@preact/signals-core";
import { isQuiet } from "./quiet-hours.js";

const PAUSE = 2000;

/** True when the room's notification level asks for this message. @param {import("../types.js").Room} room */
export function wanted(room, message, user_id) {
  if (room.request) return false;
  if (room.notifications === "mentions") return message.mentions.includes(user_id);
  return room.notifications === "all";
}

/**
 * Shows notifications of new messages while the reader looks elsewhere. Only the leading tab does, at most once in two seconds
 * for each room, and closes the notifications of rooms that were read meanwhile, on whatever device.
 */
export class Notifier {
  #chat;
  #device;
  #watched;
  #now;
  #wait;
  /** room id -> the newest message since the last notification @type {Map<number, ?import("../types.js").Message>} */
  #coolingDown = new Map();
  #shown = new Set();
  /** The newest `seq` of each room when the connection broke; null while there is one. @type {?Map<number, number>} */
  #known = null;

  /**
   * @param {{chat: import("./chat.js").Chat, watched: (room_id: number) => boolean, now?: () => Date, wait?: typeof setTimeout,
   *   device: {on: () => boolean, show: (room: import("../types.js").Room, message: import("../types.js").Message) => void,
   *     close: (room_id?: number) => void}}} options `watched`: the reader has this room before them now
   */
  constructor({ chat, device, watched, now = () => new Date(), wait = setTimeout.bind(globalThis) }) {
    this.#chat = chat;
    this.#device = device;
    this.#watched = watched;
    this.#now = now;
    this.#wait = wait;
    effect(() => this.#catchUp(chat.connection.value));
    chat.listeners.add((message) => this.handle(message));
    effect(() => this.#closeRead(chat.rooms.map.value));
    chat.signOutHooks.add(() => device.close());
    effect(() => void (chat.connection.value === "ended" && device.close()));
  }

  /** A message of somebody else came. */
  handle(message) {
    const room = this.#chat.rooms.map.peek().get(message.room_id);
    if (!room || !this.#shouldShow(room, message)) return;
    if (this.#coolingDown.has(room.id)) return void this.#coolingDown.set(room.id, message);
    this.#shown.add(room.id);
    this.#device.show(room, message);
    this.#coolingDown.set(room.id, null);
    this.#wait(() => this.#cooledDown(room.id), PAUSE);
  }

  /** Shows what came while there was no connection: the newest message of each room. */
  #catchUp(connection) {
    const rooms = () => this.#chat.rooms.map.peek().values();
    if (connection === "offline") this.#known ??= new Map([...rooms()].map((room) => [room.id, room.last_message?.seq ?? 0]));
    if (connection !== "online" || !this.#known) return;
    const known = this.#known;
    this.#known = null;
    for (const { id, last_message } of rooms()) {
      const fresh = last_message && last_message.seq > (known.get(id) ?? 0);
      if (fresh && last_message.sender.id !== this.#chat.me.peek().id) this.handle(last_message);
    }
  }

  #shouldShow(room, message) {
    const { me, tabs } = this.#chat;
    if (!tabs.leading.peek() || !this.#device.on()) return false;
    if (message.seq <= room.last_read_seq || this.#watched(room.id)) return false;
    return wanted(room, message, me.peek().id) && !isQuiet(me.peek().quiet_hours, this.#now());
  }

  #cooledDown(room_id) {
    const message = this.#coolingDown.get(room_id);
    this.#coolingDown.delete(room_id);
    if (message) this.handle(message);
  }

  #closeRead(rooms) {
    for (const id of this.#shown) {
      if (rooms.get(id)?.unread) continue;
      this.#shown.delete(id);
      this.#device.close(id);
    }
  }
}
