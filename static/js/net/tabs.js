import { signal } from "@preact/signals-core";
import { electLeader } from "./leader-election.js";

/**
 * What a page knows of the other tabs of the same person in the same browser.
 * @typedef {{
 *   leading: import("@preact/signals-core").ReadonlySignal<boolean>,
 *   publish: (topic: string, data: any) => void,
 *   on: (topic: string, fn: (data: any) => void) => () => void,
 * }} Tabs `leading`: this tab speaks for all of them (at most one does, but for the moment of a change);
 *   `publish`: to the others, not to this tab itself; `on`: listens to the others until the function that it returns is called
 */

/**
 * Joins the person's tabs.
 * @param {string} name the same in each of them
 * @returns {Tabs}
 */
export function joinTabs(name, { Channel = globalThis.BroadcastChannel, locks = globalThis.navigator?.locks, page = undefined } = {}) {
  /** @type {Map<string, Set<Function>>} */
  const topics = new Map();
  const channel = Channel && new Channel(name);
  channel?.addEventListener("message", (event) => {
    for (const fn of topics.get(event.data.topic) ?? []) fn(event.data.data);
  });
  const publish = (topic, data) => channel?.postMessage({ topic, data });
  const on = (topic, fn) => {
    topics.set(topic, (topics.get(topic) ?? new Set()).add(fn));
    return () => topics.get(topic).delete(fn);
  };
  return { leading: electLeader({ name, locks, publish, on, page }), publish, on };
}

/** A page without others. @returns {Tabs} */
export const alone = () => ({ leading: signal(true), publish: () => {}, on: () => () => {} });
