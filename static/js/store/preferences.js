import { signal } from "@preact/signals-core";

const COLLAPSED = "ngobrol:collapsed";
const SINGLE_KEYS = "ngobrol:single-keys";

/** How the reader likes the app on this machine; it goes with them when they sign out. */
export class Preferences {
  /** Sections of the room list that are closed. @type {import("@preact/signals-core").Signal<Set<string>>} */
  collapsed;
  /** Whether a single letter or sign may be a shortcut. */
  singleKeys;
  #storage;

  constructor(storage) {
    this.#storage = storage;
    const kept = storage.json(COLLAPSED);
    this.collapsed = signal(new Set(Array.isArray(kept) ? kept : []));
    this.singleKeys = signal(storage.get(SINGLE_KEYS) !== "off");
  }

  /** Closes or opens a section. */
  fold(key, closed) {
    if (this.collapsed.peek().has(key) === closed) return;
    const next = new Set(this.collapsed.peek());
    if (closed) next.add(key);
    else next.delete(key);
    this.collapsed.value = next;
    this.#keep(COLLAPSED, next.size ? JSON.stringify([...next]) : null);
  }

  allowSingleKeys(allowed) {
    this.singleKeys.value = allowed;
    this.#keep(SINGLE_KEYS, allowed ? null : "off");
  }

  #keep(key, value) {
    if (value === null) this.#storage.remove(key);
    else this.#storage.set(key, value);
  }
}
