import "./vendor.mjs";
import assert from "node:assert/strict";
import test from "node:test";
import { memory, ME, YOU } from "./server.mjs";
import { mockTimers } from "./timers.mjs";

const js = "../../../static/js";
const { buildRows } = await import(`${js}/view/feed-rows.js`);
const windows = await import(`${js}/view/row-window.js`);
const { errorText, setLanguage, t, tn } = await import(`${js}/core/i18n.js`);
const { newId } = await import(`${js}/core/ids.js`);
const { safeStorage } = await import(`${js}/core/storage.js`);
const { dayName } = await import(`${js}/core/dates.js`);
const names = await import(`${js}/view/names.js`);
const { TypingSender, TypingSeen } = await import(`${js}/store/typing.js`);

const at = (seq, minutes, sender = YOU, extra = {}) =>
  ({ id: 100 + seq, seq, sender, client_id: null, reply_to: null, content: "x", created_at: new Date(2026, 0, 1, 23, minutes).toISOString(), ...extra });
const kinds = (rows) => rows.map(({ kind, grouped }) => (grouped ? "+" : kind));

test("rows: days, the new line, and groups of five minutes by one person", () => {
  const messages = [at(1, 0), at(2, 4), at(3, 10), at(4, 11, ME), at(5, 12), at(6, 61)];
  const rows = buildRows({ messages, pending: [], newAfter: 4, me: 1 });
  assert.deepEqual(kinds(rows), ["day", "message", "+", "message", "message", "new", "message", "day", "message"]);
  assert.deepEqual(kinds(buildRows({ messages, pending: [], newAfter: null, me: 1 })).filter((kind) => kind === "new"), []);
  assert.deepEqual(kinds(buildRows({ messages: [at(5, 1, ME)], pending: [], newAfter: 4, me: 1 })), ["day", "message"]);
});

test("rows: groups are made anew when a message comes between or goes", () => {
  const [a, b, c] = [at(1, 0), at(2, 1, ME), at(3, 2)];
  const grouped = (messages) => kinds(buildRows({ messages, pending: [], newAfter: null, me: 1 })).slice(1);
  assert.deepEqual(grouped([a, c]), ["message", "+"]);
  assert.deepEqual(grouped([a, b, c]), ["message", "message", "message"]);
  assert.deepEqual(grouped([c]), ["message"]);
});

test("rows: a reply starts its own group; a sent message keeps the key it had while pending", () => {
  const rows = buildRows({ messages: [at(1, 0), at(2, 1, YOU, { reply_to: 101 })], pending: [{ client_id: "u" }], newAfter: null, me: 1 });
  assert.deepEqual(kinds(rows), ["day", "message", "message", "pending"]);
  const answer = { messages: [at(1, 0, ME)], pending: [{ client_id: "a" }, { client_id: "u", reply_to: 101 }], newAfter: null, me: 1 };
  assert.equal(buildRows(answer).at(-1).grouped, false);
  const [, sent] = buildRows({ messages: [at(3, 2, ME, { client_id: "u" })], pending: [], newAfter: null, me: 1 });
  assert.equal(sent.key, rows.at(-1).key);
  const [, other] = buildRows({ messages: [at(3, 2, YOU, { client_id: "u" })], pending: [], newAfter: null, me: 1 });
  assert.notEqual(other.key, sent.key);
});

const many = (count) => Array.from({ length: count }, (_, n) => ({ seq: (n + 1) * 2 }));

test("window: never more than about 300 rows, and every message can be reached both ways", () => {
  const messages = many(1000);
  let window = windows.atEnd(messages);
  assert.equal(windows.visible(messages, window).length, 100);
  const seen = new Set();
  const note = () => {
    const shown = windows.visible(messages, window);
    assert.ok(shown.length <= 320);
    for (const { seq } of shown) seen.add(seq);
  };
  for (let next = window; next; next = windows.up(messages, window)) note(void (window = next));
  assert.equal(seen.size, 1000);
  seen.clear();
  for (let next = window; next; next = windows.down(messages, window)) note(void (window = next));
  assert.equal(seen.size, 1000);
  assert.equal(window.to, null);
});

test("window: new messages push out the oldest for a reader at the end, and wait for one further up", () => {
  const messages = many(340);
  const window = { from: 2, to: null };
  assert.equal(windows.visible(messages, windows.grown(messages, window, false)).at(-1).seq, 680);
  const above = windows.grown(messages, window, true);
  assert.equal(windows.visible(messages, above)[0].seq, 2);
  assert.ok(windows.visible(messages, windows.around(messages, 200)).some(({ seq }) => seq === 200));
  assert.deepEqual(windows.visible([], windows.atEnd([])), []);
});

test("window: a room opens from a little before its first new message", () => {
  const messages = many(400);
  assert.equal(windows.visible(messages, windows.opening(messages, null)).length, 100);
  assert.equal(windows.visible(messages, windows.opening(messages, 500)).length, 200);
});

test("texts: the reader's language, filled in; English where nobody translated", () => {
  setLanguage({ "Hello, {name}!": "Halo, {name}!", "{n} member": ["{n} anggota"], Empty: "" }, "id");
  assert.equal(t("Hello, {name}!", { name: "{n}" }), "Halo, {n}!");
  assert.equal(t("Empty"), "Empty");
  assert.equal(t("Untranslated {x}"), "Untranslated {x}");
  assert.equal(tn("{n} member", "{n} members", 3), "3 anggota");
  setLanguage({}, "en");
  assert.deepEqual([1, 2].map((n) => tn("{n} member", "{n} members", n)), ["1 member", "2 members"]);
});

test("errors: by their key with its values; what the server says where the key isn't known", () => {
  setLanguage({ "error.invalid": "Ada yang salah.", "error.text_too_long": "Paling banyak {num} huruf.", "error.internal": "Aduh." }, "id");
  const faults = { content: { key: "text_too_long", values: { num: 4000 } } };
  const fault = { code: "invalid", message: "Wrong.", key: "invalid", values: {}, fields: { content: "Too long." }, faults };
  assert.equal(errorText(faults.content, "Too long."), "Paling banyak 4000 huruf.");
  assert.equal(names.faultText(fault), "Paling banyak 4000 huruf.");
  assert.equal(names.faultText({ ...fault, faults: {} }), "Too long.");
  assert.equal(names.faultText({ ...fault, fields: {} }), "Ada yang salah.");
  assert.equal(names.faultText({ code: "forbidden", message: "Not on Sundays.", key: "sunday", values: {} }), "Not on Sundays.");
  assert.equal(names.faultText({ code: "forbidden", message: "Kept by an older page." }), "Kept by an older page.");
  assert.equal(names.faultText({ code: "internal", message: "" }), "Aduh.");
  setLanguage({}, "en");
});

test("days have names in the reader's zone and language", () => {
  setLanguage({}, "id");
  const now = new Date(2026, 10, 20, 0, 10);
  assert.equal(dayName(new Date(2026, 10, 20, 0, 1).toISOString(), now), "Hari ini");
  assert.equal(dayName(new Date(2026, 10, 19, 23, 59).toISOString(), now), "Kemarin");
  assert.equal(dayName(new Date(2026, 10, 2).toISOString(), now), "Senin, 2 November");
  setLanguage({}, "en");
});

test("ids are version 4 UUIDs also where randomUUID is missing", () => {
  const bare = { getRandomValues: (bytes) => crypto.getRandomValues(bytes) };
  for (const id of [newId(), newId(bare)]) assert.match(id, /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
});

test("storage that is full, forbidden or spoilt never breaks the page", () => {
  const full = { ...memory(), length: 0, setItem: () => { throw new Error("QuotaExceeded"); }, getItem: () => null };
  const storage = safeStorage(full);
  storage.set("k:1", "[1]");
  assert.deepEqual(storage.json("k:1"), [1]);
  assert.deepEqual(storage.keys("k:"), ["k:1"]);
  storage.remove("k:1");
  assert.equal(storage.get("k:1"), null);
  assert.equal(safeStorage(memory({ bad: "{" })).json("bad"), null);
  assert.equal(safeStorage(undefined).get("x"), null);
});

test("names: rooms by what they are to me, gone people, emoji alone", () => {
  names.setReader(1);
  const title = (room) => names.roomTitle({ id: 9, name: null, peer: null, ...room });
  assert.deepEqual(
    [title({ type: "dm", peer: YOU }), title({ type: "dm", peer: ME }), title({ type: "dm" }), title({ type: "group" }), title({ type: "lobby" })],
    ["Budi", "Notes to self", "Waiting for one person", "Group 9", "Lobby"],
  );
  assert.equal(names.personName({ username: "deleted", display_name: "x" }), "deleted user");
  assert.deepEqual(["👍", "❤️ 👨‍👩‍👧", "👍🏽", "🇮🇩🇮🇩", "1️⃣", "👍 ok", "12", "", "😀".repeat(7)].map(names.emojiOnly), [true, true, true, true, true, false, false, false, false]);
  assert.equal(names.initials("kopi   Kamis ☕"), "KK");
});

test("typing is told at most every 3 s, ends after 5 s, and is forgotten after 8 s", (context) => {
  const timers = mockTimers(context);
  const told = [];
  const sender = new TypingSender((room, on) => told.push(on));
  const room = { id: 7, member_count: 2 };
  const press = () => sender.touch(room);
  timers.tick(10_000);
  press();
  timers.tick(1000);
  press();
  timers.tick(2500);
  press();
  assert.deepEqual(told, [true, true]);
  timers.tick(5000);
  assert.deepEqual(told, [true, true, false]);
  sender.touch({ id: 8, member_count: 101 });
  assert.equal(told.length, 3);

  const seen = new TypingSeen();
  seen.update(7, YOU, true);
  timers.tick(7000);
  seen.update(7, YOU, true);
  timers.tick(7000);
  assert.equal(seen.of(7).length, 1);
  timers.tick(1000);
  assert.equal(seen.of(7).length, 0);
});

test("marks: an admin everywhere, a protected name where one decides whom to trust, nobody else", () => {
  const named = (role, verified, username = "sari") => ({ id: 5, username, display_name: "Sari ★", role, verified });
  const marks = (person) => [names.markOf(person)?.name, names.markOf(person, true)?.name];
  assert.deepEqual(marks(named("admin", true)), ["admin", "admin"]);
  assert.deepEqual(marks(named("user", true)), [undefined, "verified"]);
  assert.deepEqual(marks(named("user", false)), [undefined, undefined]);
  assert.deepEqual(marks(named("admin", true, "deleted")), [undefined, undefined]);
  // What this device kept from before doesn't tell.
  assert.deepEqual(marks({ id: 5, username: "sari", display_name: "Sari" }), [undefined, undefined]);
  assert.deepEqual(marks(null), [undefined, undefined]);
});

test("marks: one's own notes bear none", () => {
  names.setReader(1);
  assert.equal(names.other({ peer: { id: 1 } }), null);
  assert.deepEqual(names.other({ peer: { id: 2 } }), { id: 2 });
  assert.equal(names.other({ peer: null }), null);
});
