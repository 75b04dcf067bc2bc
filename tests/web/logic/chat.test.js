import "./vendor.mjs";
import assert from "node:assert/strict";
import test from "node:test";
import { FakeRoom, ME, memory, settle, shown, YOU } from "./server.mjs";
import { mockTimers } from "./timers.mjs";

const { Chat } = await import("../../../static/js/store/chat.js");
const { Rooms } = await import("../../../static/js/store/rooms.js");
const { namesMe } = await import("../../../static/js/store/room-summary.js");
const { safeStorage } = await import("../../../static/js/core/storage.js");

function setup({ disk = memory(), attentive = true } = {}) {
  const room = new FakeRoom();
  const commands = [];
  let gone = false;
  const cut = (now) => (gone = now);
  const ask = async (command, payload) => {
    if (gone) throw { code: "offline" };
    commands.push([command, payload]);
    if (command === "send_message") return room.post(payload.content, ME, payload.client_id)[1].message;
    if (command === "mark_read") return { room_id: payload.room_id, seq: payload.seq, unread: 0 };
    return command in room ? room.ask(command, payload) : null;
  };
  const rest = async () => {
    commands.push(["rest"]);
    return room.summary({ unread: 3, last_message: [...room.messages.values()].at(-1) ?? null });
  };
  const chat = new Chat({ me: ME, ask, rest, storage: safeStorage(disk), isAttentive: () => attentive });
  const ready = (extra) => chat.receive("ready", { protocol: 1, user: ME, rooms: [room.summary(extra)], online: [1] });
  const hear = (frame) => chat.receive(...frame);
  const open = async () => {
    await chat.feed(7).open(chat.rooms.get(7));
    return chat.feed(7);
  };
  return { chat, room, commands, ready, hear, open, cut };
}

test("frames before ready wait for it, and those it already covers change nothing", async () => {
  const { chat, room, ready, hear } = setup();
  hear(room.post("before"));
  const between = room.post("between");
  room.head -= 1;
  ready({ unread: 1 });
  room.head += 1;
  hear(between);
  assert.equal(chat.rooms.get(7).unread, 2);
  assert.equal(chat.rooms.get(7).last_message.content, "between");
});

test("a request counts nowhere until a frame says that it is one no more", () => {
  const { chat, room, ready, hear } = setup();
  ready({ type: "dm", request: true });
  hear(room.post("satu"));
  assert.deepEqual([chat.rooms.get(7).unread, chat.rooms.unread.value], [1, 0]);
  hear(["room_updated", { room: { id: 7, request: false } }]);
  assert.equal(chat.rooms.unread.value, 1);
});

test("a room not opened counts and shows its newest message without loading it", () => {
  const { chat, room, commands, ready, hear } = setup();
  ready();
  hear(room.post("satu"));
  hear(room.post("mine", ME));
  hear(room.edit(102, "mine!"));
  assert.equal(chat.rooms.get(7).unread, 1);
  assert.equal(chat.rooms.get(7).last_message.content, "mine!");
  assert.equal(chat.rooms.unread.value, 1);
  assert.deepEqual(commands, []);
});

test("a room tells that an unread message names me, until that one is read, edited or gone", async () => {
  const { chat, room, commands, ready, hear } = setup();
  const named = () => namesMe(chat.rooms.get(7));
  ready();
  hear(room.post("halo semua"));
  assert.equal(named(), false);
  hear(room.post(`halo @${ME.username}!`));
  hear(room.post(`aku @${ME.username}`, ME));
  assert.equal(chat.rooms.get(7).mention_seq, 2);
  assert.equal(named(), true);
  chat.marked({ room_id: 7, seq: 1, unread: 1 });
  assert.equal(named(), true);
  chat.marked({ room_id: 7, seq: 2, unread: 0 });
  assert.equal(named(), false);
  hear(room.post("nanti"));
  hear(room.edit(104, `nanti, @${ME.username}`));
  assert.equal(named(), true);
  assert.deepEqual(commands, []);
  hear(room.edit(104, "nanti"));
  await settle();
  assert.deepEqual(commands, [["rest"]]);
});

test("where only the server knows the room's state it is asked once", async () => {
  const { chat, room, commands, ready, hear } = setup();
  ready();
  room.post("lost");
  hear(room.post("after the gap"));
  hear(room.delete(101));
  await settle();
  await settle();
  assert.ok(commands.filter(([name]) => name === "rest").length <= 2);
  assert.equal(chat.rooms.get(7).head, 3);
  assert.equal(chat.rooms.get(7).unread, 3);
});

test("a restart in mid-conversation: everything is there once, in order", async () => {
  const { chat, room, ready, hear, open } = setup();
  ready();
  const feed = await open();
  hear(room.post("one"));
  chat.lost();
  chat.outbox.add(7, "written offline");
  room.post("missed", YOU);
  ready();
  await settle();
  await settle();
  assert.deepEqual(shown(feed.timeline), room.truth());
  assert.equal(chat.outbox.items.value.size, 0);
  assert.equal(feed.timeline.messages.filter((m) => m.content === "written offline").length, 1);
});

test("typing stops with the message, and a lost connection silences everybody", () => {
  const { chat, room, ready, hear } = setup();
  ready();
  hear(["typing", { room_id: 7, user: YOU, is_typing: true }]);
  hear(["typing", { room_id: 7, user: ME, is_typing: true }]);
  assert.deepEqual(chat.typingSeen.of(7).map((u) => u.id), [2]);
  hear(room.post("halo"));
  assert.deepEqual(chat.typingSeen.of(7), []);
  hear(["typing", { room_id: 7, user: YOU, is_typing: true }]);
  chat.lost();
  assert.deepEqual(chat.typingSeen.of(7), []);
});

test("the room that is looked at to its end has no badge, and gets it back if the reader goes before it was read", (context) => {
  const timers = mockTimers(context);
  const { chat, room, commands, ready, hear } = setup();
  ready();
  for (const text of ["a", "b"]) hear(room.post(text));
  assert.equal(chat.rooms.unread.value, 2);
  chat.reading.saw(7, 1, false);
  assert.equal(chat.rooms.unread.value, 2);
  chat.reading.saw(7, 2, true);
  assert.equal(chat.rooms.unread.value, 0);
  chat.reading.away();
  assert.equal(chat.rooms.unread.value, 2);
  timers.tick(5000);
  assert.deepEqual(commands, []);
});

test("what was read while the connection was gone is told when it is back", async (context) => {
  const timers = mockTimers(context);
  const { chat, room, commands, ready, hear, cut } = setup();
  ready();
  hear(room.post("a"));
  cut(true);
  chat.reading.saw(7, 1, true);
  timers.tick(1000);
  await settle();
  chat.reading.away();
  cut(false);
  commands.length = 0;
  ready({ unread: 1, last_message: room.messages.get(101) });
  assert.deepEqual(commands, [["mark_read", { room_id: 7, seq: 1 }]]);
});

test("people, rooms and pointers follow their frames", () => {
  const { chat, ready, hear } = setup();
  ready({ type: "dm", peer: YOU, members: undefined });
  hear(["presence", { user_id: 2, is_online: true }]);
  assert.ok(chat.people.isOnline(2));
  hear(["presence", { user_id: 2, is_online: false }]);
  assert.ok(!chat.people.isOnline(2));
  hear(["user_updated", { user: { ...YOU, display_name: "Budi Baru" } }]);
  assert.equal(chat.people.now(YOU).display_name, "Budi Baru");
  hear(["room_read", { room_id: 7, user_id: 2, seq: 4, unread: null }]);
  hear(["room_read", { room_id: 7, user_id: 2, seq: 3, unread: null }]);
  assert.equal(chat.rooms.get(7).peer_read_seq, 4);
  hear(["room_read", { room_id: 7, user_id: 1, seq: 9, unread: 2 }]);
  assert.equal(chat.rooms.get(7).unread, 2);
  hear(["room_updated", { room: { id: 7, name: "Baru" } }]);
  assert.equal(chat.rooms.get(7).name, "Baru");
  hear(["member_left", { room_id: 7, user_id: 1, member_count: 1 }]);
  assert.equal(chat.rooms.get(7), null);
});

test("an old update of a room doesn't turn back what newer frames said", () => {
  const { chat, room, ready, hear } = setup();
  ready();
  hear(room.post("a"));
  chat.rooms.put({ id: 7, type: "group", name: "Baru", head: 0, unread: 0, last_message: null });
  assert.equal(chat.rooms.get(7).name, "Baru");
  assert.equal(chat.rooms.get(7).unread, 1);
});

test("what a frame says while the server is asked outlives the older answer", async () => {
  const answers = [];
  const answer = (room) => (answers.shift()(room), settle());
  const rooms = new Rooms({ me: ME, fetch: () => new Promise((resolve) => answers.push(resolve)) });
  const old = { id: 7, type: "dm", head: 0, unread: 0, peer: YOU, notifications: "all" };
  const renamed = { ...old, peer: { ...YOU, display_name: "Budi Baru" } };
  rooms.replace([old]);
  rooms.refresh(7);
  rooms.person(renamed.peer);
  await answer(old);
  rooms.put({ id: 7, notifications: "nothing" });
  await answer(renamed);
  await answer({ ...renamed, notifications: "nothing" });
  assert.deepEqual([rooms.get(7).peer.display_name, rooms.get(7).notifications], ["Budi Baru", "nothing"]);
  rooms.refresh(7);
  rooms.replace([{ ...renamed, notifications: "all" }]);
  await answer({ ...renamed, notifications: "nothing" });
  assert.equal(rooms.get(7).notifications, "all");
  rooms.refresh(7);
  rooms.remove(7);
  await answer(renamed);
  assert.equal(rooms.get(7), null, "left meanwhile");
  rooms.refresh(7);
  rooms.remove(7);
  rooms.refresh(7);
  await answer(null);
  await answer(renamed);
  assert.ok(rooms.get(7), "here again");
  assert.equal(answers.length, 0);
});

test("a bare head says that much changed at once, as when an account is erased", async () => {
  const { chat, room, commands, ready, hear, open } = setup();
  for (const text of ["a", "b", "c"]) room.post(text);
  ready({ last_message: room.messages.get(103) });
  const feed = await open();
  room.delete(101);
  room.delete(103);
  hear(["room_updated", { room: { id: 7, head: room.head } }]);
  await settle();
  await settle();
  assert.deepEqual(shown(feed.timeline), room.truth());
  assert.ok(commands.some(([name]) => name === "rest"));
});

for (const reason of ["logout", "revoked", "password_changed", "account_deleted", "expired", "refused"]) {
  test(`a session that ended (${reason}) leaves nothing that was written and not sent`, () => {
    const disk = memory();
    const { chat, ready, hear } = setup({ disk });
    let signOutHooks = 0;
    chat.signOutHooks.add(() => (signOutHooks += 1));
    ready();
    chat.lost();
    chat.outbox.add(7, "unsent");
    chat.drafts.set(7, "draft");
    assert.equal(disk.length, 2);
    if (reason === "refused") chat.end();
    else hear(["session_ended", { reason }]);
    assert.equal(disk.length, 0);
    assert.equal(signOutHooks, 1);
  });
}

test("what one person wrote is not sent as the next one who signs in with this browser", () => {
  const disk = memory();
  const { chat, commands, hear } = setup({ disk });
  chat.lost();
  chat.outbox.add(7, "unsent");
  hear(["ready", { user: { ...chat.me.peek(), id: chat.me.peek().id + 1 }, rooms: [], online: [] }]);
  assert.equal(chat.connection.value, "ended");
  assert.equal(disk.length, 0);
  assert.ok(commands.every(([name]) => name !== "send_message"));
});

test("a session the server ended stays ended until it says ready again", () => {
  const { chat, ready, hear } = setup();
  ready();
  hear(["session_ended", { reason: "revoked" }]);
  chat.lost();
  assert.equal(chat.connection.value, "ended");
  ready();
  assert.equal(chat.connection.value, "online");
});

test("of many rooms ready brings the first, and the others are asked for", async () => {
  const { room } = setup();
  const pages = { 20: { rooms: [room.summary({ id: 30 })], has_more: true }, 30: { rooms: [room.summary({ id: 40 })], has_more: false } };
  const commands = [];
  const ask = async (command, payload) => commands.push([command, payload]) && pages[payload.before];
  const gone = async (_method, path) => {
    commands.push([path]);
    throw { code: "room_not_found" };
  };
  const chat = new Chat({ me: ME, ask, rest: gone, storage: safeStorage(memory()), isAttentive: () => true });
  const ready = (ids, rooms_has_more) => chat.receive("ready", { user: ME, rooms: ids.map((id) => room.summary({ id })), rooms_has_more, online: [] });
  ready([10, 20, 50], false);
  assert.deepEqual(commands, []);
  ready([10, 20], true);
  assert.ok(chat.rooms.get(50), "what isn't listed need not be left");
  for (let i = 0; i < 4; i++) await settle();
  assert.deepEqual(commands, [["rooms", { before: 20, limit: 100 }], ["rooms", { before: 30, limit: 100 }], ["/rooms/50"]]);
  assert.deepEqual([...chat.rooms.map.value.keys()].sort(), [10, 20, 30, 40]);
});

test("the server is asked for the people on the screen, once for those that come together", async (context) => {
  const timers = mockTimers(context);
  const { chat, commands, ready, hear } = setup();
  ready();
  assert.deepEqual(commands, []);
  const gone = [2, 3, 3].map((id) => chat.people.watch(id));
  assert.ok(chat.people.isOnline(2, true), "what was said of them elsewhere holds for now");
  timers.tick(100);
  assert.deepEqual(commands, [["watch_presence", { user_ids: [2, 3] }]]);
  await settle();
  hear(["presence", { user_id: 2, is_online: false }]);
  assert.ok(!chat.people.isOnline(2, true));
  for (const away of gone) away();
  chat.people.watch(2);
  timers.tick(100);
  assert.equal(commands.length, 1, "of whom it tells already it isn't asked again");
  chat.lost();
  ready();
  assert.deepEqual(commands.at(-1), ["watch_presence", { user_ids: [2] }]);
});

test("who is online as the server answers it replaces what was known before", async (context) => {
  const timers = mockTimers(context);
  const { People } = await import("../../../static/js/store/people.js");
  let answer = { online: [2] };
  const asked = [];
  const people = new People(async (_command, { user_ids }) => (asked.push(user_ids), answer ?? Promise.reject({ code: "rate_limited" })));
  people.watch(2);
  people.watch(3);
  people.ready([1]);
  await settle();
  assert.deepEqual([2, 3].map((id) => people.isOnline(id, true)), [true, false]);
  answer = null;
  people.watch(4);
  timers.tick(100);
  await settle();
  answer = { online: [3, 4] };
  timers.tick(3_000);
  await settle();
  assert.deepEqual(asked.at(-1), [2, 3, 4]);
  assert.deepEqual([2, 3, 4].map((id) => people.isOnline(id)), [false, true, true]);
});
