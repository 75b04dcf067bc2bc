// The clock in a test's own hands. Node's mock timers would do, but those of Node 18, which
// Debian 12 has, have another interface and leave Date alone.

/** From now to the end of the test, time passes only by `tick(milliseconds)`. */
export function mockTimers(context) {
  const real = { setTimeout: globalThis.setTimeout, clearTimeout: globalThis.clearTimeout, now: Date.now };
  const waiting = new Map();
  let now = 0;
  let last = 0;
  globalThis.setTimeout = (run, wait = 0, ...args) => {
    waiting.set(++last, { at: now + wait, run: () => run(...args) });
    return last;
  };
  globalThis.clearTimeout = (id) => waiting.delete(id);
  Date.now = () => now;
  context.after(() => {
    Object.assign(globalThis, { setTimeout: real.setTimeout, clearTimeout: real.clearTimeout });
    Date.now = real.now;
  });
  const nextUntil = (end) => [...waiting].filter(([, { at }]) => at <= end).sort(([, a], [, b]) => a.at - b.at)[0];
  return {
    tick(milliseconds) {
      const end = now + milliseconds;
      for (let next = nextUntil(end); next; next = nextUntil(end)) {
        const [id, { at, run }] = next;
        waiting.delete(id);
        now = at;
        run();
      }
      now = end;
    },
  };
}
