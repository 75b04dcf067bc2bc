import "./vendor.mjs";
import assert from "node:assert/strict";
import test from "node:test";
import { FakeRoom, settle, shown } from "./server.mjs";

const { RoomSync } = await import("../../../static/js/store/room-sync.js");

function change([name, payload]) {
  return {
    change: payload.change,
    apply: (timeline) => (name === "message_deleted" ? timeline.remove(payload.id, payload.change) : timeline.apply(payload.message)),
  };
}

async function opened(room, limit) {
  const sync = new RoomSync(room.id, room.ask, () => {});
  await sync.load(limit);
  return sync;
}

test("frames in order are applied once each, without a question", async () => {
  const room = new FakeRoom();
  room.post("satu");
  const sync = await opened(room);
  const two = change(room.post("dua"));
  sync.take(two);
  sync.take(two);
  sync.take(change(room.edit(101, "satu!")));
  sync.take(change(room.delete(102)));
  assert.deepEqual(shown(sync.timeline), room.truth());
  assert.deepEqual(room.asked, ["history"]);
  assert.equal(sync.cursor, 4);
});

test("a gap is asked for, and frames that come meanwhile wait", async () => {
  const room = new FakeRoom();
  const sync = await opened(room);
  room.post("lost");
  sync.take(change(room.post("after the gap")));
  sync.take(change(room.post("meanwhile")));
  await settle();
  assert.deepEqual(shown(sync.timeline), room.truth());
  assert.deepEqual(room.asked, ["history", "changes"]);
  assert.equal(sync.cursor, room.head);
});

test("a long absence comes in pages", async () => {
  const room = new FakeRoom();
  const sync = await opened(room);
  for (let n = 0; n < 170; n += 1) room.post(`n${n}`);
  room.edit(120, "changed");
  room.delete(150);
  await sync.resume(room.head);
  assert.deepEqual(shown(sync.timeline), room.truth());
  assert.equal(sync.cursor, room.head);
});

test("too far behind starts anew", async () => {
  const room = new FakeRoom();
  const sync = await opened(room);
  for (let n = 0; n < 80; n += 1) room.post(`n${n}`);
  room.changes = () => ({ reload: true, head: room.head });
  await sync.resume(room.head);
  assert.deepEqual(shown(sync.timeline), room.truth().slice(-50));
  assert.equal(sync.cursor, room.head);
  assert.equal(sync.timeline.complete, false);
});

test("a server that went back in time is loaded anew", async () => {
  const room = new FakeRoom();
  for (let n = 0; n < 5; n += 1) room.post(`n${n}`);
  const sync = await opened(room);
  for (const id of [104, 105]) room.messages.delete(id);
  room.head = 3;
  await sync.resume(room.head);
  assert.deepEqual(shown(sync.timeline), room.truth());
});

test("a question that failed is asked again at the next ready, though the head is the same", async () => {
  const room = new FakeRoom();
  const sync = await opened(room);
  room.post("lost");
  const { changes } = room;
  room.changes = () => {
    throw { code: "offline" };
  };
  sync.take(change(room.post("after the gap")));
  await settle();
  assert.equal(sync.cursor, 0);
  room.changes = changes;
  await sync.resume(room.head);
  assert.deepEqual(shown(sync.timeline), room.truth());
});

test("a question that failed while connected is repeated by itself", async () => {
  const room = new FakeRoom();
  const waits = [];
  const sync = new RoomSync(room.id, room.ask, () => {}, (run, ms) => waits.push([run, ms]));
  await sync.load();
  room.post("lost");
  const { changes } = room;
  room.changes = () => {
    throw { code: "rate_limited", retry_after: 9 };
  };
  sync.take(change(room.post("after the gap")));
  await settle();
  room.changes = changes;
  const [[again, ms]] = waits;
  assert.equal(ms, 9000);
  again();
  await settle();
  assert.deepEqual(shown(sync.timeline), room.truth());
  again();
  assert.equal(room.asked.filter((name) => name === "changes").length, 2);
});

test("a change to a message not loaded makes no hole, and older pages bring its newest state", async () => {
  const room = new FakeRoom();
  for (let n = 0; n < 120; n += 1) room.post(`n${n}`);
  const sync = await opened(room);
  sync.take(change(room.edit(101, "an old one")));
  assert.equal(sync.timeline.oldest.id, 171);
  while (!sync.timeline.complete) await sync.older();
  assert.deepEqual(shown(sync.timeline), room.truth());
});

test("an edit that arrives while its page is on the way wins over the page", async () => {
  const room = new FakeRoom();
  for (let n = 0; n < 60; n += 1) room.post(`n${n}`);
  const sync = await opened(room);
  const before = room.history({ before: sync.timeline.oldest.id });
  room.history = () => before;
  const older = sync.older();
  sync.take(change(room.edit(103, "newer than the page")));
  await older;
  assert.deepEqual(shown(sync.timeline), room.truth());
});

test("an acknowledged message stands in its place before its frame and counts once after it", async () => {
  const room = new FakeRoom();
  const sync = await opened(room);
  const other = change(room.post("somebody was faster"));
  const [, { message, change: number }] = room.post("mine");
  sync.acknowledge(message);
  sync.take(other);
  sync.take({ change: number, apply: (timeline) => timeline.apply(message) });
  assert.deepEqual(shown(sync.timeline), room.truth());
  assert.deepEqual(room.asked, ["history"]);
});

test("several messages may share one number", async () => {
  const room = new FakeRoom();
  room.post("a");
  room.post("b");
  const sync = await opened(room);
  sync.take({ change: 3, apply: (timeline) => timeline.remove(101, 3) });
  sync.take({ change: 3, apply: (timeline) => timeline.remove(102, 3) });
  assert.deepEqual(sync.timeline.messages.map((m) => m.deleted), [true, true]);
});

test("whatever is lost, doubled or late, the screen ends up equal to a fresh load", async () => {
  let seed = 42;
  const random = () => (seed = (seed * 1103515245 + 12345) % 2147483648) / 2147483648;
  for (let round = 0; round < 60; round += 1) {
    const room = new FakeRoom();
    for (let n = 0; n < 5; n += 1) room.post(`first ${n}`);
    const sync = await opened(room);
    for (let n = 0; n < 40; n += 1) {
      const ids = [...room.messages.values()].filter((m) => !m.deleted).map((m) => m.id);
      const id = ids[Math.floor(random() * ids.length)];
      const dice = random();
      const frame = change(dice < 0.6 ? room.post(`m${n}`) : dice < 0.85 ? room.edit(id, `e${n}`) : room.delete(id));
      if (random() < 0.8) sync.take(frame);
      if (random() < 0.1) sync.take(frame);
      if (random() < 0.3) await settle();
      if (random() < 0.05) sync.load();
    }
    await settle();
    await sync.resume(room.head);
    assert.deepEqual(shown(sync.timeline), room.truth());
    assert.equal(sync.cursor, room.head);
  }
});

test("around a message: one question, both directions go on from there, and what happens at the end waits until it is reached", async () => {
  const room = new FakeRoom();
  for (let n = 0; n < 300; n += 1) room.post(`n${n}`);
  const sync = new RoomSync(room.id, room.ask, () => {});
  await sync.around(150, 20);
  const texts = () => sync.timeline.messages.map(({ content }) => content);
  assert.deepEqual([texts()[0], texts().at(-1), texts().length], ["n39", "n58", 20]);
  assert.deepEqual([sync.timeline.complete, sync.timeline.current, sync.cursor], [false, false, 300]);
  sync.take(change(room.post("new")));
  sync.take(change(room.edit(150, "changed")));
  assert.equal(sync.timeline.find(150).content, "changed");
  assert.equal(texts().at(-1), "n58");
  assert.deepEqual(room.asked, ["history"]);
  const asking = sync.newer(100);
  sync.take(change(room.post("while it answers")));
  await asking;
  assert.equal(texts().at(-1), "n158");
  while (!sync.timeline.current) await sync.newer(100);
  assert.deepEqual(texts().slice(-3), ["n299", "new", "while it answers"]);
  sync.take(change(room.post("live again")));
  assert.equal(texts().at(-1), "live again");
  while (!sync.timeline.complete) await sync.older(100);
  assert.deepEqual(shown(sync.timeline), room.truth());
});

test("around a message that isn't there: a room not known before is loaded from its end, a known one stays as it is", async () => {
  const room = new FakeRoom();
  room.post("satu");
  const sync = new RoomSync(room.id, room.ask, () => {});
  await sync.around(999);
  assert.deepEqual([sync.status, shown(sync.timeline)], ["ready", room.truth()]);
  await sync.around(998);
  assert.deepEqual([sync.status, shown(sync.timeline)], ["ready", room.truth()]);
  assert.deepEqual(room.asked, ["history", "history", "history"]);
});

test("from the middle of a history its end is reached without a hole, and what is beyond waits for its page", async () => {
  const room = new FakeRoom();
  for (let n = 0; n < 200; n += 1) room.post(`n${n}`);
  const sync = new RoomSync(room.id, room.ask, () => {});
  await sync.load(50, 80);
  assert.deepEqual([sync.timeline.oldest.seq, sync.timeline.newest.seq], [55, 104]);
  sync.take(change(room.post("far away")));
  sync.take(change(room.edit(180, "edited in view")));
  sync.take(change(room.edit(290, "edited out of view")));
  sync.acknowledge({ ...room.messages.get(301), content: "mine" });
  assert.equal(sync.timeline.newest.seq, 104);
  assert.equal(sync.timeline.find(180).content, "edited in view");
  while (!sync.timeline.current) {
    const page = sync.newer();
    sync.take(change(room.post("meanwhile")));
    await page;
  }
  while (!sync.timeline.complete) await sync.older();
  assert.deepEqual(shown(sync.timeline), room.truth());
  assert.equal(sync.cursor, room.head);
});

test("what has to be loaded anew is loaded where the reader is", async () => {
  const room = new FakeRoom();
  for (let n = 0; n < 200; n += 1) room.post(`n${n}`);
  const sync = await opened(room);
  room.changes = () => ({ reload: true, head: room.head });
  sync.where = () => 100;
  room.post("one more");
  await sync.resume(room.head);
  assert.ok(sync.timeline.oldest.seq < 100 && sync.timeline.newest.seq > 100);
  assert.equal(sync.timeline.current, false);
});
