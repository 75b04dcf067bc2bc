import { signal } from "@preact/signals-core";

const SOON = 100;
const AGAIN = 3_000;
/** The server tells of at most so many people. */
const MOST = 500;

/**
 * Who of the people on the screen is online; the server is asked to tell of them. And everybody's newest names and pictures:
 * messages have those of the time when they were written.
 */
export class People {
  online = signal(/** @type {Set<number>} */ (new Set()));
  users = signal(/** @type {Map<number, import("../types.js").User>} */ (new Map()));
  /** Of whom the server has said whether they are online. @type {Set<number>} */
  #known = new Set();
  /** Of whom the server was asked to tell. @type {Set<number>} */
  #asked = new Set();
  /** Who is on the screen, with the number of places. @type {Map<number, number>} */
  #shown = new Map();
  #timer = null;
  #ask;

  /** @param {import("../types.js").Ask} [ask] */
  constructor(ask) {
    this.#ask = ask;
  }

  /** There is a new connection, which tells of nobody yet: until it does, what was known stays. */
  ready(online) {
    this.#asked = new Set();
    this.online.value = new Set([...(this.#shown.size ? this.online.peek() : []), ...online]);
    this.#look();
  }

  /** Somebody is on the screen. @returns {() => void} has to be called when they aren't any more */
  watch(id) {
    this.#shown.set(id, (this.#shown.get(id) ?? 0) + 1);
    this.#timer ??= setTimeout(() => this.#look(), SOON);
    return () => {
      const left = (this.#shown.get(id) ?? 1) - 1;
      if (left) this.#shown.set(id, left);
      else this.#shown.delete(id);
    };
  }

  presence(user_id, is_online) {
    const next = new Set(this.online.peek());
    if (is_online) next.add(user_id);
    else next.delete(user_id);
    this.#known.add(user_id);
    this.online.value = next;
  }

  update(user) {
    this.users.value = new Map(this.users.peek()).set(user.id, user);
  }

  /** @param {boolean} [before] whether another answer said so; it counts until the server tells of them */
  isOnline(id, before = false) {
    return this.online.value.has(id) || (before && !this.#known.has(id));
  }

  /** The person with their newest name and picture. @template T @param {T & {id: number}} person @returns {T} */
  now(person) {
    return { ...person, ...this.users.value.get(person.id) };
  }

  /** Asks the server about those on the screen, if there is anybody new among them. */
  async #look() {
    clearTimeout(this.#timer);
    this.#timer = null;
    const wanted = new Set([...this.#shown.keys()].slice(-MOST));
    if ([...wanted].every((id) => this.#asked.has(id))) return;
    this.#asked = wanted;
    const answer = await this.#ask("watch_presence", { user_ids: [...wanted] }).catch((fault) => fault);
    if (this.#asked !== wanted) return;
    if (!answer?.online) return this.#failed(answer);
    for (const id of wanted) this.#known.add(id);
    this.online.value = new Set(answer.online);
  }

  /** Without a connection the next `ready` asks again. */
  #failed(fault) {
    this.#asked = new Set();
    if (fault?.code !== "offline") this.#timer ??= setTimeout(() => this.#look(), AGAIN);
  }
}
