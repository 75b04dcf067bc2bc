import "./vendor.mjs";
import assert from "node:assert/strict";
import test from "node:test";
import { settle } from "./server.mjs";
import { mockTimers } from "./timers.mjs";

const { joinTabs } = await import("../../../static/js/net/tabs.js");

/** A browser: its channels, and its locks as the standard has them. */
function browser({ withLocks = true, refuses = false } = {}) {
  const channels = new Set();
  let latest;
  class Channel {
    #fns = [];
    constructor() {
      channels.add(this);
      latest = this;
    }
    addEventListener(_name, fn) {
      this.#fns.push(fn);
    }
    postMessage(data) {
      for (const other of channels) if (other !== this) queueMicrotask(() => other.hear({ data: structuredClone(data) }));
    }
    hear(event) {
      for (const fn of this.#fns) fn(event);
    }
  }
  let holder = null;
  const line = [];
  const aborted = () => Object.assign(new Error("aborted"), { name: "AbortError" });
  const next = () => {
    if (holder || !line.length) return;
    const turn = line.shift();
    holder = turn;
    const end = () => {
      if (holder !== turn) return;
      holder = null;
      turn.resolve();
      next();
    };
    turn.end = end;
    queueMicrotask(() => turn.hold().then(end));
  };
  const locks = {
    request: (_name, { steal, signal }, hold) =>
      new Promise((resolve, reject) => {
        if (refuses) return reject(new Error("not here"));
        const turn = { hold, resolve, reject };
        signal?.addEventListener("abort", () => line.includes(turn) && (line.splice(line.indexOf(turn), 1), reject(aborted())));
        if (steal && holder) {
          holder.reject(aborted());
          holder = null;
        }
        line[steal ? "unshift" : "push"](turn);
        next();
      }),
  };
  const tab = (looking = true) => {
    const page = { looking: () => looking, looked: (fn) => (page.look = fn), left: (fn) => (page.leave = fn) };
    const tabs = joinTabs("1", { Channel, locks: withLocks ? locks : undefined, page });
    const channel = latest;
    const close = () => {
      page.leave();
      channels.delete(channel);
    };
    return Object.assign(tabs, { page, close });
  };
  return { tab };
}

const leaders = async (tabs) => {
  for (let n = 0; n < 5; n += 1) await settle();
  return tabs.map((tab) => tab.leading.value);
};

for (const withLocks of [true, false]) {
  const how = withLocks ? "locks" : "claims";

  test(`${how}: one tab speaks, and when it closes another does`, async () => {
    const { tab } = browser({ withLocks });
    const tabs = [tab(), tab(), tab()];
    for (; tabs.length; tabs.splice(tabs.findIndex(({ leading }) => leading.value), 1)[0].close()) {
      assert.equal((await leaders(tabs)).filter(Boolean).length, 1);
    }
  });

  test(`${how}: the tab that is looked at takes over, one opened behind it doesn't`, async (context) => {
    const timers = mockTimers(context);
    timers.tick(1);
    const { tab } = browser({ withLocks });
    const tabs = [tab()];
    assert.deepEqual(await leaders(tabs), [true]);
    tabs.push(tab(false));
    assert.deepEqual(await leaders(tabs), [true, false]);
    timers.tick(1);
    tabs[1].page.look();
    assert.deepEqual(await leaders(tabs), [false, true]);
    timers.tick(1);
    tabs[0].page.look();
    assert.deepEqual(await leaders(tabs), [true, false]);
    tabs[0].page.look();
    assert.deepEqual(await leaders(tabs), [true, false]);
  });

  test(`${how}: a page that comes back from the browser's cache speaks again`, async () => {
    const { tab } = browser({ withLocks });
    const tabs = [tab()];
    await leaders(tabs);
    tabs[0].page.leave();
    assert.deepEqual(await leaders(tabs), [false]);
    tabs[0].page.look();
    assert.deepEqual(await leaders(tabs), [true]);
  });
}

test("where locks are refused each tab speaks for itself", async () => {
  const { tab } = browser({ refuses: true });
  assert.deepEqual(await leaders([tab(), tab(false)]), [true, true]);
});

test("what one tab tells the others hear, by topic, until they stop listening", async () => {
  const { tab } = browser();
  const [one, two] = [tab(), tab()];
  const heard = [];
  one.on("weather", (data) => heard.push(["one", data]));
  const stop = two.on("weather", (data) => heard.push(["two", data]));
  two.on("news", (data) => heard.push(["news", data]));
  one.publish("weather", { rain: true });
  await settle();
  assert.deepEqual(heard, [["two", { rain: true }]]);
  stop();
  one.publish("weather", { rain: false });
  await settle();
  assert.equal(heard.length, 1);
});
