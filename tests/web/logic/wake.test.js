import "./vendor.mjs";
import assert from "node:assert/strict";
import test from "node:test";

const { LONG, onShown } = await import("../../../static/js/net/page-visibility.js");

test("coming into view is told each time, and whether it took long", () => {
  let now = 5_000_000;
  let changed;
  const page = { hidden: false, addEventListener: (_name, fn) => (changed = fn) };
  const told = [];
  onShown((long) => told.push(long), page, () => now);
  const hideFor = (milliseconds) => {
    page.hidden = true;
    changed();
    now += milliseconds;
    page.hidden = false;
    changed();
  };
  hideFor(1000);
  hideFor(LONG);
  hideFor(LONG + 1);
  hideFor(1000);
  assert.deepEqual(told, [false, false, true, false]);
});

test("a page that was opened in the background was hidden from then on", () => {
  let now = 5_000_000;
  let changed;
  const page = { hidden: true, addEventListener: (_name, fn) => (changed = fn) };
  const told = [];
  onShown((long) => told.push(long), page, () => now);
  now += LONG + 1;
  page.hidden = false;
  changed();
  assert.deepEqual(told, [true]);
});
