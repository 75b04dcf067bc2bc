import "./vendor.mjs";
import assert from "node:assert/strict";
import test from "node:test";

const js = "../../../static/js";
const { linked, marked, MARKS } = await import(`${js}/view/markup.js`);
const { keysOf } = await import(`${js}/view/shortcuts.js`);
const { named, peopleFor, ranked, tokenAt } = await import(`${js}/view/completion-candidates.js`);
const { lengthOf, roomLeft } = await import(`${js}/view/message-length.js`);

/** "halo [dunia]" with the brackets as the selection; back again after the mark. */
function press(shown, mark) {
  const start = shown.indexOf("[");
  const end = shown.indexOf("]") - 1;
  const text = shown.replace(/[[\]]/g, "");
  const change = marked(text, start, end, mark);
  const after = text.slice(0, change.from) + change.put + text.slice(change.to);
  return `${after.slice(0, change.start)}[${after.slice(change.start, change.end)}]${after.slice(change.end)}`;
}

test("markup: a mark goes round the selection, and off again from inside and outside", () => {
  assert.equal(press("halo [dunia] raya", "**"), "halo **[dunia]** raya");
  assert.equal(press("halo **[dunia]** raya", "**"), "halo [dunia] raya");
  assert.equal(press("halo [**dunia**] raya", "**"), "halo [dunia] raya");
  assert.equal(press("halo[ dunia ]raya", "_"), "halo _[dunia]_ raya");
  assert.equal(press("halo []", "`"), "halo `[]`");
  assert.equal(press("halo `[]`", "`"), "halo []");
  assert.equal(press("[  ]", "**"), "  **[]**");
});

test("markup: each has a key in the table of shortcuts", () => {
  for (const id of Object.keys(MARKS)) assert.ok(keysOf(id).length, id);
});

test("links: an address over words links them, anything else is pasted as it is", () => {
  assert.equal(linked("di sini", " https://a.id/x_(y) "), "[di sini](https://a.id/x_%28y%29)");
  assert.equal(linked("[a]", "http://a.id"), "[\\[a\\]](http://a.id)");
  for (const [chosen, pasted] of [["", "https://a.id"], ["x", "bukan alamat"], ["x", "javascript:alert(1)"], ["https://b.id", "https://a.id"], ["a\nb", "https://a.id"], ["x", "https://a.id dan lagi"]]) {
    assert.equal(linked(chosen, pasted), null);
  }
});

test("completion: what stands before the caret", () => {
  const at = (text, caret = text.length) => tokenAt(text, caret);
  const whole = false;
  assert.deepEqual(at("enak :kop"), { kind: "emoji", query: "kop", whole, from: 5, to: 9 });
  assert.deepEqual(at(":+1"), { kind: "emoji", query: "+1", whole, from: 0, to: 3 });
  assert.deepEqual(at("hore :tada:"), { kind: "emoji", query: "tada", whole: true, from: 5, to: 11 });
  assert.deepEqual(at("halo\n@bu lagi", 8), { kind: "person", query: "bu", whole, from: 5, to: 8 });
  assert.deepEqual(at("(@"), { kind: "person", query: "", whole, from: 1, to: 2 });
  for (const text of ["jam 10:30", "surat@rumah", ":k", "a: bc", "", "halo"]) assert.equal(at(text), null, text);
});

test("completion: people by name or user name, each once; emoji by what they are called first", () => {
  const people = [{ id: 1, username: "budi", display_name: "Budi Santoso" }, { id: 2, username: "sari", display_name: "Sari" }, { id: 1, username: "budi", display_name: "Budi Santoso" }];
  const names = (query) => peopleFor(query, people, 8).map(({ id }) => id);
  assert.deepEqual([names(""), names("BU"), names("san"), names("sar"), names("x")], [[1, 2], [1], [1], [2], []]);
  assert.equal(peopleFor("", people, 1).length, 1);
  const emoji = [{ unicode: "😀", tags: ["smile"] }, { unicode: "🙂", tags: ["smiley"], shortcodes: ["slight"] }, { unicode: "😄", shortcodes: ["smile"] }, { unicode: "😃", shortcodes: ["smiley"] }];
  assert.equal(named("Smiley", emoji).unicode, "😃");
  assert.equal(named("smil", emoji), null);
  assert.equal(ranked("smile", emoji, 3).map(({ unicode }) => unicode).join(""), "😄😀😃");
});

test("length: counted as the server does, told when it is worth telling", () => {
  assert.equal(roomLeft("a".repeat(3799)), null);
  assert.equal(roomLeft("a".repeat(3800)), 200);
  assert.equal(roomLeft(` ${"a".repeat(4003)} `), -3);
  assert.equal(lengthOf("🍌".repeat(4000)), 4000);
  assert.equal(lengthOf("  halo \n"), 4);
});
