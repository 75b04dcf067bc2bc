import { signal } from "@preact/signals-core";

/** @typedef {{looking: () => boolean, looked: (fn: () => void) => void, left: (fn: () => void) => void}} Look */

/**
 * Elects the leader among a browser's tabs: the tab that the reader came to last; when it closes, another one at once. Browsers
 * slow down the tab last looked at after all others, so its connection is the most likely to live.
 * @param {{name: string, locks?: LockManager, publish: Function, on: Function, page?: Look}} options
 * @returns {import("@preact/signals-core").ReadonlySignal<boolean>}
 */
export function electLeader({ name, locks = globalThis.navigator?.locks, publish, on, page = thisPage() }) {
  const leading = signal(false);
  const { come, go } = locks ? byLock(locks, name, leading) : byClaims(publish, on, leading);
  page.looked(() => come(true));
  page.left(go);
  come(page.looking());
  return leading;
}

/** By the browser's own lock, which passes on when its holder closes or crashes. */
function byLock(locks, name, leading) {
  let mine = null;
  const ask = (steal) => {
    mine?.end();
    const cancel = new AbortController();
    const turn = { end: () => cancel.abort() };
    mine = turn;
    const hold = () =>
      new Promise((resolve) => {
        turn.end = resolve;
        if (mine === turn) leading.value = true;
        else resolve();
      });
    const over = (error) => {
      if (mine !== turn) return;
      mine = null;
      // Another tab took the lock: wait for it in line. Where the browser refuses locks, every tab leads.
      leading.value = Boolean(error && error.name !== "AbortError");
      if (!leading.peek()) ask(false);
    };
    locks.request(name, steal ? { steal } : { signal: cancel.signal }, hold).then(over, over);
  };
  const go = () => {
    const turn = mine;
    mine = null;
    leading.value = false;
    turn?.end();
  };
  return { come: (now) => leading.peek() || (mine && !now) || ask(now), go };
}

/** Without locks (plain http) the newest claim wins. After a crash the next tab that the reader looks at makes one. */
function byClaims(publish, on, leading) {
  const id = Math.random();
  let mine = [0, id];
  const newer = ([at, who], [than, whom]) => at > than || (at === than && who > whom);
  const claim = (at) => {
    mine = [at, id];
    leading.value = true;
    publish("lead", mine);
  };
  on("lead", (theirs) => {
    if (newer(theirs, mine)) leading.value = false;
    else if (leading.peek()) publish("lead", mine);
  });
  on("leave", () => claim(0));
  const go = () => {
    if (leading.peek()) publish("leave", null);
    leading.value = false;
  };
  return { come: (now) => claim(now ? Date.now() : 0), go };
}

/** @returns {Look} */
const thisPage = () => ({
  looking: () => !document.hidden,
  looked: (fn) => {
    addEventListener("focus", fn);
    addEventListener("pageshow", (event) => event.persisted && fn());
    document.addEventListener("visibilitychange", () => document.hidden || fn());
  },
  left: (fn) => addEventListener("pagehide", fn),
});
