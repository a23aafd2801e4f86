// The keys: run by `node --test Tests/ReviewPage`.

import assert from "node:assert/strict";
import { test } from "node:test";
import { KEYS, actionOf, chord } from "../../Sources/App/ReviewPage/keys.js";

const on = tag => ({ closest: list => list.split(", ").includes(tag) ? {} : null });
const press = (key, more = {}) => ({ key, shiftKey: false, ctrlKey: false, altKey: false, metaKey: false, target: on("body"), ...more });

test("each key has one action", () => {
  const keys = KEYS.flatMap(([, list]) => list.flatMap(([, names]) => names));
  assert.equal(new Set(keys).size, keys.length);
});

test("the keys that editors know", () => {
  const known = [[press(" "), "playPause"], [press("k"), "playPause"], [press("j"), "slower"], [press("l"), "faster"],
    [press(","), "back"], [press("."), "forward"], [press("<", { shiftKey: true }), "backTen"], [press(">", { shiftKey: true }), "forwardTen"],
    [press("d"), "back"], [press("F", { shiftKey: true }), "forwardTen"], [press("n"), "draw"], [press("s"), "split"], [press("m"), "merge"],
    [press("h"), "toggle"], [press("w"), "nextSpot"], [press("W", { shiftKey: true }), "previousSpot"], [press("i"), "in"], [press("o"), "out"],
    [press("Delete"), "remove"], [press("z", { ctrlKey: true }), "undo"], [press("Z", { ctrlKey: true, shiftKey: true }), "redo"],
    [press("?", { shiftKey: true }), "help"], [press("+", { shiftKey: true }), "zoomIn"], [press("[", { altKey: true }), "beginHere"]];
  for (const [event, action] of known) assert.equal(actionOf(event), action, chord(event));
});

test("fields and buttons keep their own keys", () => {
  assert.equal(actionOf(press("h", { target: on("input") })), undefined);
  assert.equal(actionOf(press(" ", { target: on("button") })), undefined);
  assert.equal(actionOf(press("h", { target: on("button") })), "toggle");
});
