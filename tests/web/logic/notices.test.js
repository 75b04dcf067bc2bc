import "./vendor.mjs";
import assert from "node:assert/strict";
import test from "node:test";

const { signal } = await import("@preact/signals-core");
const { Notifier } = await import("../../../static/js/store/notifier.js");
const { isQuiet } = await import("../../../static/js/store/quiet-hours.js");

const ANA = { id: 1, username: "ana.b", quiet_hours: { on: false, from: "22:00", until: "07:00" } };
const BUDI = { id: 2, username: "budi", display_name: "Budi" };
const NIGHT = { on: true, from: "22:00", until: "07:00" };
const at = (time) => new Date(`2026-11-21T${time}:00`);

test("quiet hours go over midnight, and are nothing when off", () => {
  for (const time of ["22:00", "23:59", "00:00", "06:59"]) assert.ok(isQuiet(NIGHT, at(time)), time);
  for (const time of ["21:59", "07:00", "12:00"]) assert.ok(!isQuiet(NIGHT, at(time)), time);
  const noon = { on: true, from: "12:00", until: "13:00" };
  assert.ok(isQuiet(noon, at("12:30")));
  for (const time of ["11:59", "13:00", "00:30"]) assert.ok(!isQuiet(noon, at(time)), time);
  assert.ok(isQuiet({ on: true, from: "08:00", until: "08:00" }, at("03:00")));
  assert.ok(!isQuiet({ ...NIGHT, on: false }, at("23:00")));
});

function setup({ level = "all", me = ANA, leading = true, on = true, looked = null } = {}) {
  const shown = [];
  const closed = [];
  const timers = [];
  let seq = 0;
  const map = signal(new Map([[7, { id: 7, notifications: level, unread: 0, last_read_seq: 0 }]]));
  const chat = {
    listeners: new Set(), signOutHooks: new Set(), connection: signal("online"), rooms: { map }, me: signal(me), tabs: { leading: signal(leading) },
  };
  const device = { on: () => on, show: (room, message) => shown.push(message.content), close: (id) => closed.push(id) };
  new Notifier({ chat, device, watched: (id) => id === looked, now: () => at("23:00"), wait: (fn) => timers.push(fn) });
  const put = (facts) => (map.value = new Map([[7, { ...map.value.get(7), ...facts }]]));
  const say = (content, room_id = 7, mentions = []) => {
    seq += 1;
    put({ unread: map.value.get(7).unread + 1 });
    for (const listener of chat.listeners) listener({ room_id, seq, content, mentions, sender: BUDI });
  };
  const rest = () => timers.splice(0).forEach((fn) => fn());
  return { chat, shown, closed, say, put, rest };
}

test("a message is told, and a burst as its first and its last", () => {
  const { shown, say, rest } = setup();
  for (const text of ["satu", "dua", "tiga"]) say(text);
  assert.deepEqual(shown, ["satu"]);
  rest();
  assert.deepEqual(shown, ["satu", "tiga"]);
  rest();
  say("empat");
  assert.deepEqual(shown, ["satu", "tiga", "empat"]);
});

test("of a request nothing is told before it is accepted", () => {
  const { shown, say, put } = setup();
  put({ request: true });
  say("halo, kita belum kenal");
  assert.deepEqual(shown, []);
  put({ request: false });
  say("terima kasih");
  assert.deepEqual(shown, ["terima kasih"]);
});

test("the level decides", () => {
  const mine = setup({ level: "mentions" });
  mine.say("halo semua");
  mine.say("halo @Ana.B", 7, [ANA.id]);
  assert.deepEqual(mine.shown, ["halo @Ana.B"]);
  const muted = setup({ level: "nothing" });
  muted.say("halo @ana.b", 7, [ANA.id]);
  assert.deepEqual(muted.shown, []);
});

test("nothing is told by another tab, without permission, of the room before the reader, of unknown rooms, in quiet hours", () => {
  for (const facts of [{ leading: false }, { on: false }, { looked: 7 }, { me: { ...ANA, quiet_hours: NIGHT } }]) {
    const { shown, say } = setup(facts);
    say("halo");
    assert.deepEqual(shown, [], JSON.stringify(facts));
  }
  const { shown, say } = setup();
  say("halo", 8);
  assert.deepEqual(shown, []);
});

test("what was read is taken back, and what was read meanwhile isn't told", () => {
  const { shown, closed, say, put, rest } = setup();
  say("satu");
  say("dua");
  assert.deepEqual(closed, []);
  put({ unread: 0, last_read_seq: 2 });
  assert.deepEqual(closed, [7]);
  rest();
  assert.deepEqual(shown, ["satu"]);
});

test("what was said while the connection was away is told, each room's newest", () => {
  const { chat, shown, put } = setup();
  put({ last_message: { room_id: 7, seq: 1, content: "lama", sender: BUDI }, unread: 1 });
  chat.connection.value = "offline";
  put({ last_message: { room_id: 7, seq: 3, content: "baru", sender: BUDI }, unread: 3 });
  chat.connection.value = "online";
  assert.deepEqual(shown, ["baru"]);
  chat.connection.value = "offline";
  chat.connection.value = "online";
  assert.deepEqual(shown, ["baru"]);
  chat.connection.value = "offline";
  put({ last_message: { room_id: 7, seq: 4, content: "milikku", sender: ANA }, last_read_seq: 3 });
  chat.connection.value = "online";
  assert.deepEqual(shown, ["baru"]);
});

test("who leaves, or is signed out, takes all back", () => {
  const { chat, closed } = setup();
  for (const hook of chat.signOutHooks) hook();
  assert.deepEqual(closed, [undefined]);
  chat.connection.value = "ended";
  assert.deepEqual(closed, [undefined, undefined]);
});
