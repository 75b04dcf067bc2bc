import assert from "node:assert/strict";
import { test } from "node:test";
import { largest, moved, side, square, zoomed } from "../../../static/js/view/crop.js";

test("the largest square stands in the middle", () => {
  assert.deepEqual(square(largest(900, 600)), { left: 150, top: 0, side: 600 });
  assert.deepEqual(square(largest(300, 800)), { left: 0, top: 250, side: 300 });
});

test("it moves by parts of itself and never leaves the image", () => {
  const start = largest(900, 600);
  assert.deepEqual(square(moved(start, 0.1, 0.5)), { left: 210, top: 0, side: 600 });
  assert.equal(square(moved(start, 9, 0)).left, 300);
  assert.equal(square(moved(start, -9, 0)).left, 0);
});

test("it zooms about its middle, between 1 and 6", () => {
  const twice = zoomed(largest(900, 600), 2);
  assert.deepEqual(square(twice), { left: 300, top: 150, side: 300 });
  assert.equal(zoomed(twice, 99).zoom, 6);
  assert.equal(zoomed(twice, 0.2).zoom, 1);
});

test("zooming out at an edge moves it back inside", () => {
  const corner = moved(zoomed(largest(900, 600), 4), 99, 99);
  assert.deepEqual(square(corner), { left: 750, top: 450, side: 150 });
  const wide = square(zoomed(corner, 1));
  assert.ok(wide.left >= 0 && wide.left + wide.side <= 900 && wide.top === 0);
  assert.equal(side(largest(10, 40)), 10);
});
