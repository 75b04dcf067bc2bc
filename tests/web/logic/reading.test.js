import "./vendor.mjs";
import assert from "node:assert/strict";
import test from "node:test";
import { settle } from "./server.mjs";
import { mockTimers } from "./timers.mjs";

const { ReadTracker } = await import("../../../static/js/store/read-tracker.js");

/** A reader whose attention and server are the test's own. */
function setup(context) {
  const world = { attentive: true, pointer: 0, heard: true, marks: [], looks: [] };
  const reading = new ReadTracker({
    mark: async (room_id, seq) => {
      world.marks.push([room_id, seq]);
      if (world.heard) world.pointer = seq;
      return world.heard;
    },
    look: (room_id) => world.looks.push(room_id),
    attentive: () => world.attentive,
    pointer: () => world.pointer,
  });
  return { world, reading, timers: mockTimers(context) };
}

test("what stays in view for a second is read, once", async (context) => {
  const { world, reading, timers } = setup(context);
  reading.saw(7, 3, true);
  timers.tick(999);
  assert.deepEqual(world.marks, []);
  timers.tick(1);
  await settle();
  reading.saw(7, 3, true);
  timers.tick(5000);
  assert.deepEqual(world.marks, [[7, 3]]);
});

test("while the server is being told it isn't told again", (context) => {
  const { world, reading, timers } = setup(context);
  for (let n = 0; n < 3; n += 1) {
    reading.saw(7, 3, true);
    timers.tick(1000);
  }
  assert.deepEqual(world.marks, [[7, 3]]);
});

test("what was only passed isn't read; where the reader stays is", async (context) => {
  const { world, reading, timers } = setup(context);
  reading.saw(7, 4, false);
  timers.tick(500);
  reading.saw(7, 90, false);
  timers.tick(400);
  reading.saw(7, 6, false);
  timers.tick(100);
  await settle();
  assert.deepEqual(world.marks, [[7, 4]]);
  timers.tick(1000);
  await settle();
  assert.deepEqual(world.marks, [[7, 4], [7, 6]]);
});

test("in a room full of talk it is told once a second, each message after its own second", async (context) => {
  const { world, reading, timers } = setup(context);
  for (let seq = 1; seq <= 40; seq += 1) {
    reading.saw(7, seq, true);
    timers.tick(100);
    await settle();
  }
  assert.deepEqual(world.marks.map(([, seq]) => seq), [1, 10, 20, 30]);
});

test("a look away ends the second", (context) => {
  const { world, reading, timers } = setup(context);
  reading.saw(7, 3, true);
  timers.tick(900);
  world.attentive = false;
  timers.tick(5000);
  assert.deepEqual(world.marks, []);
  assert.deepEqual(world.looks, [7, null]);
  reading.saw(7, 3, true);
  timers.tick(5000);
  assert.deepEqual(world.marks, []);
});

test("another room begins another second", async (context) => {
  const { world, reading, timers } = setup(context);
  reading.saw(7, 3, true);
  timers.tick(900);
  reading.saw(8, 5, true);
  timers.tick(900);
  assert.deepEqual(world.marks, []);
  timers.tick(100);
  assert.deepEqual(world.marks, [[8, 5]]);
});

test("what another device read needs no telling", (context) => {
  const { world, reading, timers } = setup(context);
  reading.saw(7, 3, true);
  world.pointer = 3;
  timers.tick(5000);
  assert.deepEqual(world.marks, []);
});

test("what the server didn't hear it is told when it is back, or when the reader still looks", async (context) => {
  const { world, reading, timers } = setup(context);
  world.heard = false;
  reading.saw(7, 3, true);
  timers.tick(1000);
  await settle();
  reading.saw(7, 3, true);
  timers.tick(1000);
  await settle();
  reading.away();
  world.heard = true;
  reading.go();
  await settle();
  reading.go();
  assert.deepEqual(world.marks, [[7, 3], [7, 3], [7, 3]]);
});
