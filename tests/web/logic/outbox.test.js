import "./vendor.mjs";
import assert from "node:assert/strict";
import test from "node:test";
import { memory, settle } from "./server.mjs";

const { signal } = await import("@preact/signals-core");
const { OutboxStorage } = await import("../../../static/js/store/outbox-storage.js");
const { repliesToDeleted, Outbox } = await import("../../../static/js/store/outbox.js");
const { retryDelay } = await import("../../../static/js/store/retry.js");
const { safeStorage } = await import("../../../static/js/core/storage.js");

/** An outbox whose server answers as told; `sent` lists what reached it. */
function setup({ answer = (payload) => payload, disk = memory(), userId = 1, tabs = undefined, storage = new OutboxStorage(safeStorage(disk), userId) } = {}) {
  const sent = [];
  const stored = [];
  const waits = [];
  const ask = async (command, payload) => {
    sent.push(payload);
    return answer(payload);
  };
  const outbox = new Outbox({ ask, tabs, storage, onStored: (message) => stored.push(message), wait: (run, ms) => waits.push({ run, ms }) });
  return { outbox, sent, stored, waits, disk };
}

const refuse = (fault) => () => {
  throw fault;
};

test("a room's messages leave one after another, in the order they were written", async () => {
  const gates = [];
  const { outbox, sent, stored } = setup({ answer: (payload) => new Promise((resolve) => gates.push(() => resolve(payload))) });
  outbox.go();
  for (const text of ["a", "b", "c"]) outbox.add(7, text);
  await settle();
  assert.deepEqual(sent.map((p) => p.content), ["a"]);
  for (let n = 0; n < 3; n += 1) {
    gates[n]();
    await settle();
  }
  assert.deepEqual(stored.map((p) => p.content), ["a", "b", "c"]);
  assert.equal(outbox.items.value.size, 0);
});

test("another room doesn't wait", async () => {
  const { outbox, sent } = setup({ answer: () => new Promise(() => {}) });
  outbox.go();
  outbox.add(7, "a");
  outbox.add(8, "b");
  await settle();
  assert.deepEqual(sent.map((p) => p.room_id), [7, 8]);
});

test("what couldn't be sent goes again under the same id after the reconnect", async () => {
  let up = false;
  const { outbox, sent, stored } = setup({ answer: (payload) => (up ? payload : refuse({ code: "offline" })()) });
  outbox.go();
  const { client_id } = outbox.add(7, "a");
  outbox.add(7, "b");
  await settle();
  outbox.pause();
  up = true;
  outbox.go();
  await settle();
  assert.deepEqual(stored.map((p) => p.content), ["a", "b"]);
  assert.deepEqual(sent.slice(0, 2).map((p) => p.client_id), [client_id, client_id]);
});

test("closing the page loses nothing, and another person's page sends nothing of mine", async () => {
  const disk = memory();
  const first = setup({ disk });
  const ids = ["a", "b", "c"].map((text) => first.outbox.add(7, text, 5).client_id);
  const other = setup({ disk, userId: 2 });
  other.outbox.go();
  const again = setup({ disk });
  again.outbox.go();
  await settle();
  assert.deepEqual(again.sent.map((p) => [p.client_id, p.content, p.reply_to]), ids.map((id, n) => [id, "abc"[n], 5]));
  assert.equal(other.sent.length, 0);
  assert.equal(disk.length, 0);
});

test("a refused message says why, lets the next ones pass, and can be tried again or dropped", async () => {
  const answers = [refuse({ code: "invalid", message: "no" }), (p) => p, refuse({ code: "invalid" }), (p) => p];
  const { outbox, sent, stored } = setup({ answer: (payload) => answers.shift()(payload) });
  outbox.go();
  const bad = outbox.add(7, "bad");
  outbox.add(7, "good");
  await settle();
  assert.deepEqual(stored.map((p) => p.content), ["good"]);
  assert.deepEqual(outbox.of(7).map(({ state, error }) => [state, error.code]), [["failed", "invalid"]]);
  outbox.retry(bad.client_id);
  await settle();
  assert.equal(outbox.of(7)[0].state, "failed");
  outbox.retry(bad.client_id);
  await settle();
  assert.equal(sent.at(-1).client_id, bad.client_id);
  assert.equal(outbox.items.value.size, 0);
});

test("an answer to what was deleted goes by itself when it is tried again", async () => {
  const answers = [refuse({ code: "message_not_found" }), (p) => p];
  const { outbox, sent } = setup({ answer: (payload) => answers.shift()(payload) });
  outbox.go();
  const { client_id } = outbox.add(7, "a", 5);
  await settle();
  assert.ok(repliesToDeleted(outbox.of(7)[0]));
  outbox.retry(client_id);
  await settle();
  assert.deepEqual(sent.map(({ reply_to }) => reply_to), [5, undefined]);
  assert.equal(sent[1].client_id, client_id);
});

test("an id that belongs to another text is replaced on retry", async () => {
  const answers = [refuse({ code: "conflict" }), (p) => p];
  const { outbox, sent } = setup({ answer: (payload) => answers.shift()(payload) });
  outbox.go();
  const { client_id } = outbox.add(7, "a");
  await settle();
  outbox.retry(client_id);
  await settle();
  assert.notEqual(sent[1].client_id, client_id);
});

test("a busy server is given time, and a new connection is a new chance", async () => {
  let busy = true;
  const { outbox, sent, waits } = setup({ answer: (payload) => (busy ? refuse({ code: "rate_limited", retry_after: 7 })() : payload) });
  outbox.go();
  outbox.add(7, "a");
  await settle();
  assert.equal(sent.length, 1);
  assert.ok(waits[0].ms >= 7000);
  busy = false;
  outbox.go();
  await settle();
  assert.equal(sent.length, 2);
  assert.equal(outbox.items.value.size, 0);
});

test("a frame that brings my message ends its waiting, though the acknowledgement was lost", async () => {
  const { outbox, sent } = setup({ answer: refuse({ code: "timeout" }) });
  outbox.go();
  const { client_id } = outbox.add(7, "a");
  await settle();
  outbox.discard(client_id);
  outbox.go();
  await settle();
  assert.equal(sent.length, 1);
});

test("a server that keeps failing inside is given up on", async () => {
  const { outbox, waits } = setup({ answer: refuse({ code: "internal", message: "?" }) });
  outbox.go();
  outbox.add(7, "a");
  for (let n = 0; n < 4; n += 1) {
    await settle();
    waits.shift()?.run();
  }
  await settle();
  assert.equal(outbox.of(7)[0].state, "failed");
});

test("waits double up to half a minute", () => {
  const middle = (failures) => retryDelay(failures, {}, () => 0.5);
  assert.deepEqual([1, 2, 3, 4, 5, 6, 20].map(middle), [1, 2, 4, 8, 16, 30, 30]);
});

/** A storage that opens when told to. */
function slowStorage(kept = []) {
  const removed = [];
  let open;
  return { removed, put() {}, remove: (id) => removed.push(id), open: (take) => new Promise((resolve) => (open = () => (take(kept), resolve()))), arrive: () => open() };
}

const old = (client_id, extra = {}) => ({ client_id, room_id: 7, content: client_id, reply_to: null, order: 1, state: "pending", error: null, ...extra });

test("what was kept leaves before what is written while it is looked for, which is shown at once", async () => {
  const storage = slowStorage([old("kept")]);
  const { outbox, sent } = setup({ storage });
  outbox.go();
  outbox.add(7, "new");
  await settle();
  assert.deepEqual(outbox.of(7).map(({ content }) => content), ["new"]);
  assert.equal(sent.length, 0);
  storage.arrive();
  await settle();
  assert.deepEqual(sent.map(({ content }) => content), ["kept", "new"]);
});

test("what ended before it was found isn't sent again", async () => {
  const storage = slowStorage([old("told"), old("heard")]);
  const [mine, other] = pair();
  const { outbox, sent } = setup({ storage, tabs: mine });
  outbox.go();
  outbox.stored({ client_id: "told" });
  other.publish("outbox", { ended: "heard", message: null });
  storage.arrive();
  await settle();
  assert.equal(sent.length, 0);
  assert.equal(outbox.items.value.size, 0);
  assert.deepEqual(storage.removed, ["told"]);
});

test("a refusal is remembered over a reload", async () => {
  const disk = memory();
  const first = setup({ disk, answer: refuse({ code: "forbidden" }) });
  first.outbox.go();
  first.outbox.add(7, "a");
  await settle();
  const again = setup({ disk });
  again.outbox.go();
  await settle();
  assert.equal(again.sent.length, 0);
  assert.deepEqual(again.outbox.of(7).map(({ state, error }) => [state, error.code]), [["failed", "forbidden"]]);
});

/** Two tabs; the first leads until told otherwise. */
function pair() {
  const topics = [new Map(), new Map()];
  return topics.map((own, n) => ({
    leading: signal(n === 0),
    on: (topic, fn) => own.set(topic, fn),
    publish: (topic, data) => topics[1 - n].get(topic)?.(structuredClone(data)),
  }));
}

test("all tabs show what waits, one sends it, and each learns its fate", async () => {
  const disk = memory();
  const [lead, follow] = pair();
  const answers = [(p) => p, refuse({ code: "forbidden" })];
  const one = setup({ disk, tabs: lead, answer: (payload) => answers.shift()(payload) });
  const two = setup({ disk, tabs: follow });
  for (const { outbox } of [one, two]) outbox.go();
  const good = two.outbox.add(7, "good");
  const bad = two.outbox.add(7, "bad");
  assert.deepEqual(one.outbox.of(7), [good, bad]);
  await settle();
  assert.deepEqual(one.sent.map(({ content }) => content), ["good", "bad"]);
  assert.equal(two.sent.length, 0);
  assert.deepEqual(two.stored.map(({ content }) => content), ["good"]);
  assert.deepEqual(two.outbox.of(7).map(({ state, error }) => [state, error.code]), [["failed", "forbidden"]]);
  two.outbox.discard(bad.client_id);
  assert.equal(one.outbox.items.value.size, 0);
});

test("the tab that takes over sends what the other one didn't", async () => {
  const [lead, follow] = pair();
  const disk = memory();
  const one = setup({ disk, tabs: lead });
  const two = setup({ disk, tabs: follow });
  two.outbox.go();
  const { client_id } = one.outbox.add(7, "a");
  await settle();
  assert.equal(two.sent.length, 0);
  lead.leading.value = false;
  follow.leading.value = true;
  await settle();
  assert.deepEqual(two.sent.map((p) => p.client_id), [client_id]);
  assert.equal(one.outbox.items.value.size, 0);
  assert.equal(disk.length, 0);
});
