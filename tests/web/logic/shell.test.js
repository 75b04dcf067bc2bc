import "./vendor.mjs";
import assert from "node:assert/strict";
import test from "node:test";
import { memory } from "./server.mjs";
import { mockTimers } from "./timers.mjs";

const js = "../../../static/js";
const { neighbour, sections } = await import(`${js}/view/room-sections.js`);
const { fold, score } = await import(`${js}/view/fuzzy.js`);
const { offered } = await import(`${js}/view/switcher-choices.js`);
const { isSingle, keyNames, pressed, SHORTCUTS } = await import(`${js}/view/shortcuts.js`);
const { safeStorage } = await import(`${js}/core/storage.js`);
const { Preferences } = await import(`${js}/store/preferences.js`);
const { Burst } = await import(`${js}/store/burst.js`);

const ROOMS = [[1, "group", 2], [2, "dm", 0], [3, "lobby", 0], [4, "support", 99], [5, "group", 0]].map(([id, type, unread]) => ({ id, type, unread }));
const ids = (rooms) => rooms.map(({ id }) => id);

test("sections: each room in its own, in the order it came, with what is unread", () => {
  assert.deepEqual(sections(ROOMS).map(({ key, rooms, unread }) => [key, ids(rooms), unread]), [
    ["lobby", [3], 0], ["people", [2, 4], 99], ["requests", [], 0], ["groups", [1, 5], 2],
  ]);
  assert.deepEqual(sections([]).map(({ key, rooms }) => [key, rooms.length]), [["lobby", 0], ["people", 0], ["requests", 0], ["groups", 0]]);
  assert.equal(sections([ROOMS[3], { ...ROOMS[3], id: 6 }])[1].unread, 100);
  assert.equal(sections([{ ...ROOMS[3], notifications: "nothing" }])[1].unread, 0);
});

test("a request stands apart, and what is unread in it waits in silence", () => {
  const request = { id: 6, type: "dm", unread: 3, request: true };
  const found = Object.fromEntries(sections([...ROOMS, request]).map(({ key, rooms, unread }) => [key, [ids(rooms), unread]]));
  assert.deepEqual([found.people, found.requests], [[[2, 4], 99], [[6], 0]]);
  assert.deepEqual(ids(sections([{ ...request, request: false }])[1].rooms), [6]);
});

test("the neighbours of a room are those of the list, round its ends", () => {
  const walk = (step, from, wanted) => {
    const seen = [];
    for (let here = from; seen.length < 6; seen.push(here)) here = neighbour(ROOMS, here, step, wanted)?.id ?? null;
    return seen;
  };
  assert.deepEqual(walk(1, 3), [2, 4, 1, 5, 3, 2]);
  assert.deepEqual(walk(-1, 3), [5, 1, 4, 2, 3, 5]);
  const unread = (room) => room.unread > 0;
  assert.equal(neighbour(ROOMS, 3, 1, unread).id, 4);
  assert.equal(neighbour(ROOMS, 3, -1, unread).id, 1);
  assert.equal(neighbour(ROOMS, 4, 1, (room) => room.id === 4), null);
  assert.equal(neighbour(ROOMS, null, 1).id, 3);
  assert.equal(neighbour(ROOMS, null, -1).id, 5);
  assert.equal(neighbour([], null, 1), null);
});

test("fuzzy: better likeness wins, accents and case don't count", () => {
  assert.equal(fold("  Kédai   KOPI "), "kedai kopi");
  const from = (texts, query) => texts.map((text) => [score(text, query), text]).filter(([rate]) => rate > 0).sort((a, b) => b[0] - a[0]).map(([, text]) => text);
  const texts = ["Toko Pijar", "Kopi Kamis", "kopi", "Minum kopi", "Anakopi", "Rapat"];
  assert.deepEqual(from(texts, "KOPI"), ["kopi", "Kopi Kamis", "Minum kopi", "Anakopi", "Toko Pijar"].slice(0, 4));
  assert.deepEqual(from(texts, "kk"), ["Kopi Kamis"]);
  assert.deepEqual(from(texts, "kam kop"), ["Kopi Kamis"]);
  assert.deepEqual(from(["Kédai Bu Éndang"], "endang"), ["Kédai Bu Éndang"]);
  assert.ok(score("Kopi Kamis", "kpkms") > 0);
  assert.equal(score("Kopi Kamis", "opks"), 0, "scattered letters begin where a word does");
  assert.equal(score("Kopi", ""), 0);
  assert.equal(score("Ruang saya", "an"), 0, "two letters in the middle of a word say nothing");
  assert.ok(score("日本語の部屋", "日本") > 0);
  assert.ok(score("Kopi", "kopi") > score("Kopi A", "kopi") && score("Kopi A", "kopi") > score("Kopi Kamis Pagi", "kopi"));
});

const room = (name, unread = 0) => ({ key: `room-${name}`, group: "rooms", texts: [name, "Group"], unread });
const act = (name) => ({ key: name, group: "actions", texts: [name] });
const names = (groups) => groups.map(({ group, items }) => [group, items.map(({ texts }) => texts[0])]);

test("the switcher without a query: unread, then lately open, then newest; never where one is", () => {
  const choices = [room("a"), room("b"), room("c", 3), room("d"), act("Settings")];
  const facts = { query: " ", visited: ["room-d", "room-b"], here: "room-d" };
  assert.deepEqual(names(offered(choices, facts)), [["rooms", ["c", "b", "a"]], ["actions", ["Settings"]]]);
});

test("the switcher with a query: likeness first, then unread and lately open; the best group on top", () => {
  const choices = [room("Kopi lama"), room("Kopi baru", 1), room("Warung kopi", 5), room("Setia"), act("Settings"), act("Shortcuts")];
  const asked = (query, visited = []) => names(offered(choices, { query, visited, here: "room-Setia" }));
  assert.deepEqual(asked("kopi"), [["rooms", ["Kopi baru", "Kopi lama", "Warung kopi"]]]);
  assert.deepEqual(asked("kopi", ["room-Kopi lama"])[0][1][0], "Kopi baru");
  assert.deepEqual(asked("settings"), [["actions", ["Settings"]]]);
  assert.deepEqual(asked("set"), [["rooms", ["Setia"]], ["actions", ["Settings"]]], "one may go where one is when one names it");
  assert.deepEqual(asked("tidak ada"), []);
  assert.deepEqual(asked("group").length, 1, "another name counts from its beginning");
  assert.deepEqual(asked("rou"), []);
  const many = Array.from({ length: 40 }, (_, n) => room(`kopi ${n}`));
  assert.equal(offered(many, { query: "kopi", visited: [], here: null })[0].items.length, 8);
});

const key = (name, extra = {}) => ({ key: name, ctrlKey: false, metaKey: false, altKey: false, shiftKey: false, isComposing: false, keyCode: 0, ...extra });

test("shortcuts: what a key press means, and where", () => {
  const meant = (event, where = "app", singles = true) => pressed(event, where, singles);
  assert.equal(meant(key("k", { ctrlKey: true })), "switcher");
  assert.equal(meant(key("K", { metaKey: true })), "switcher");
  assert.equal(meant(key("k", { ctrlKey: true, metaKey: true })), null);
  assert.equal(meant(key("k", { ctrlKey: true, shiftKey: true })), null);
  assert.equal(meant(key("k")), null);
  assert.equal(meant(key("k"), "feed"), "up");
  assert.equal(meant(key("j"), "feed", false), null);
  assert.equal(meant(key("ArrowDown"), "feed", false), "down");
  assert.equal(meant(key("ArrowUp", { altKey: true })), "previous");
  assert.equal(meant(key("ArrowUp", { altKey: true, shiftKey: true })), "previousUnread");
  assert.equal(meant(key("?", { shiftKey: true })), "shortcuts");
  assert.equal(meant(key("?", { shiftKey: true }), "app", false), null);
  assert.equal(meant(key("/", { ctrlKey: true })), "shortcuts");
  assert.equal(meant(key("/", { ctrlKey: true, shiftKey: true })), "shortcuts", "where / needs Shift");
  assert.equal(meant(key("R", { shiftKey: true }), "feed"), null);
  assert.equal(meant(key("r", { ctrlKey: true }), "feed"), null, "the browser's reload stays");
  assert.equal(meant(key("+", { shiftKey: true }), "feed"), "react");
  assert.equal(meant(key("ArrowUp", { isComposing: true }), "composer"), null);
});

test("shortcuts: no two mean the same key at one place, and each has a way that isn't a single character or says so", () => {
  for (const where of ["app", "feed", "composer"]) {
    const keys = SHORTCUTS.filter((shortcut) => shortcut.where === where).flatMap((shortcut) => shortcut.keys);
    assert.equal(new Set(keys).size, keys.length);
  }
  assert.deepEqual(SHORTCUTS.filter(({ keys }) => keys.every(isSingle)).map(({ id }) => id), ["reply", "edit", "react"]);
  assert.deepEqual(keyNames("Mod k", false), ["Ctrl", "K"]);
  assert.deepEqual(keyNames("Alt Shift ArrowUp", true), ["⌥", "⇧", "↑"]);
});

test("what the reader likes stays on the device, and what is spoilt counts for nothing", () => {
  const storage = safeStorage(memory());
  const liked = new Preferences(storage);
  liked.fold("people", true);
  liked.allowSingleKeys(false);
  const again = new Preferences(storage);
  assert.deepEqual([...again.collapsed.value], ["people"]);
  assert.equal(again.singleKeys.value, false);
  again.fold("people", false);
  again.allowSingleKeys(true);
  assert.deepEqual(storage.keys("ngobrol:"), []);
  assert.deepEqual([...new Preferences(safeStorage(memory({ "ngobrol:collapsed": "{}" }))).collapsed.value], []);
});

test("announcements: three lines as they are, more as their number, at the latest after two seconds", (context) => {
  const timers = mockTimers(context);
  const said = [];
  const burst = new Burst({ say: (lines) => said.push(lines), count: (n) => `${n} new` });
  const hear = (...lines) => lines.forEach((line) => burst.add(line));
  hear("a", "b", "c");
  assert.deepEqual(said, []);
  timers.tick(700);
  assert.deepEqual(said.splice(0), [["a", "b", "c"]]);
  hear("a", "b", "c", "d");
  timers.tick(700);
  assert.deepEqual(said.splice(0), [["4 new"]]);
  for (let n = 0; n < 10; n += 1) {
    hear(`${n}`);
    timers.tick(500);
  }
  assert.deepEqual(said.splice(0), [["4 new"], ["4 new"]]);
  burst.stop();
  timers.tick(5000);
  assert.deepEqual(said, []);
});
