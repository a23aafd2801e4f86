// Undo and redo: run by `node --test Tests/ReviewPage`.

import assert from "node:assert/strict";
import { test } from "node:test";
import { changed, history, redone, undone } from "../../Sources/App/ReviewPage/history.js";

test("everything undoes and redoes", () => {
  let one = history(0);
  for (const value of [1, 2, 3]) one = changed(one, value, `to ${value}`);
  one = undone(undone(one));
  assert.deepEqual([one.present, one.past.length, one.future.length], [1, 1, 2]);
  one = redone(one);
  assert.deepEqual([one.present, one.future[0].value], [2, 3]);
  one = redone(redone(one));
  assert.equal(one.present, 3);
  assert.equal(redone(one), one);
});

test("a change after an undo forgets what was undone, and none is none", () => {
  const one = changed(undone(changed(history(0), 1, "")), 2, "");
  assert.deepEqual([one.present, one.future], [2, []]);
  assert.equal(changed(one, 2, ""), one);
  assert.equal(undone(history(0)).present, 0);
});

test("the past has a limit", () => {
  let one = history(0);
  for (let value = 1; value <= 600; value += 1) one = changed(one, value, "");
  assert.equal(one.past.length, 500);
});
