import { signal } from "@preact/signals-core";

const REPEAT = 3000;
const STOP = 5000;
const FORGET = 8000;
const TOO_MANY = 100;

/** Tells a room that we are typing: at most every 3 s, and that we stopped after 5 s of silence. */
export class TypingSender {
  #send;
  #sentAt = new Map();
  #timer = null;

  /** @param {(room_id: number, is_typing: boolean) => void} tell */
  constructor(tell) {
    this.#send = tell;
  }

  /** A key was pressed. */
  touch(room, now = Date.now()) {
    if (room.member_count > TOO_MANY) return;
    if (now - (this.#sentAt.get(room.id) ?? 0) >= REPEAT) {
      this.#sentAt.set(room.id, now);
      this.#send(room.id, true);
    }
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.stop(room.id), STOP);
  }

  /** The message was sent, emptied or left. */
  stop(room_id) {
    clearTimeout(this.#timer);
    if (this.#sentAt.delete(room_id)) this.#send(room_id, false);
  }
}

/** Who is typing in which room, by the frames; somebody of whom no frame comes for 8 s has stopped. */
export class TypingSeen {
  /** room id -> people, in the order they began @type {import("@preact/signals-core").Signal<Map<number, any[]>>} */
  rooms = signal(new Map());
  #timers = new Map();

  of(room_id) {
    return this.rooms.value.get(room_id) ?? [];
  }

  update(room_id, user, is_typing) {
    const key = `${room_id}:${user.id}`;
    clearTimeout(this.#timers.get(key));
    this.#timers.delete(key);
    if (is_typing) this.#timers.set(key, setTimeout(() => this.update(room_id, user, false), FORGET));
    const before = this.rooms.peek().get(room_id) ?? [];
    const known = before.some(({ id }) => id === user.id);
    if (known === is_typing) return;
    const after = is_typing ? [...before, user] : before.filter(({ id }) => id !== user.id);
    this.rooms.value = new Map(this.rooms.peek()).set(room_id, after);
  }

  /** The connection broke: nobody is known to be typing any more. */
  clear() {
    for (const timer of this.#timers.values()) clearTimeout(timer);
    this.#timers.clear();
    this.rooms.value = new Map();
  }
}
