// Edits as plain values: run by `node --test Tests/ReviewPage`.

import assert from "node:assert/strict";
import { test } from "node:test";
import * as edits from "../../Sources/App/ReviewPage/edits.js";

const track = number => ({ track: number, first: { time: number, box: [.1, .1, .2, .2] }, start: number, end: number + 10, confidence: 90, stretches: [] });
const empty = { tracks: [], decisions: [], boxes: [], people: [], looks: [], reasons: [] };
const frozen = value => { if (value && typeof value === "object") Object.values(Object.freeze(value)).forEach(frozen); return value; };
const start = () => frozen(structuredClone(empty));

test("a track is hidden until it is shown, and again when that is taken back", () => {
  const shown = frozen(edits.decide(start(), track(1), "show"));
  assert.equal(edits.trackState(shown, 1), "shown");
  assert.deepEqual(shown.tracks, [{ track: 1, time: 1, box: [.1, .1, .2, .2] }]);
  const hidden = edits.decide(shown, track(1), "hide");
  assert.deepEqual(hidden, empty);
  assert.deepEqual(edits.undecide(shown, 1), empty);
});

test("a span counts as a whole for showing, and in part for hiding", () => {
  const shown = edits.decide(start(), track(1), "show", { start: 2, end: 4 });
  assert.equal(edits.trackState(shown, 1), "partly");
  assert.ok(edits.isShown(shown, 1, 2, 2.04) && edits.isShown(shown, 1, 3.96, 4));
  assert.ok(!edits.isShown(shown, 1, 1.98, 2.02) && !edits.isShown(shown, 1, 3.98, 4.02));
  const both = edits.decide(edits.decide(start(), track(1), "show"), track(1), "hide", { start: 2, end: 4 });
  assert.ok(!edits.isShown(both, 1, 1.98, 2.02) && edits.isShown(both, 1, 1.9, 1.94) && edits.isShown(both, 1, 4, 4.04));
});

test("a decision replaces those in its span, and ids are unique", () => {
  let doc = start();
  for (const action of ["show", "notAFace", "show"]) doc = frozen(edits.decide(doc, track(1), action, { start: 2, end: 4 }));
  assert.equal(doc.decisions.length, 1);
  doc = edits.decide(doc, track(2), "show");
  assert.equal(new Set(doc.decisions.map(one => one.id)).size, 2);
});

test("split and merge change people and nothing that is hidden", () => {
  const tracks = [track(1), track(2)];
  const shown = frozen(edits.decide(start(), tracks[0], "show"));
  const [one] = edits.people(shown, tracks);
  const divided = frozen(edits.split(shown, one, tracks[0], 5));
  assert.deepEqual(divided.decisions, shown.decisions);
  const people = edits.people(divided, tracks);
  assert.deepEqual(people.map(person => person.parts), [[{ track: 1, end: 5 }], [{ track: 2 }], [{ track: 1, start: 5 }]]);
  assert.equal(edits.split(divided, people[0], tracks[0], 7), divided, "7 s is not in the first part");
  const joined = edits.merge(divided, [people[1], people[2]], tracks);
  assert.deepEqual(edits.people(joined, tracks).map(person => person.parts.length), [1, 2]);
  assert.deepEqual(joined.decisions, shown.decisions);
  assert.deepEqual(joined.tracks.map(anchor => anchor.track).sort(), [1, 2]);
});

test("a name stays with its person", () => {
  const tracks = [track(1), track(2)], [, second] = edits.people(start(), tracks);
  const named = edits.rename(start(), second, "person 1", tracks);
  assert.equal(edits.people(named, tracks).find(one => one.parts[0].track === 2).name, "person 1");
});

test("a box moves linearly between its keyframes, and is nowhere else", () => {
  const { doc, id } = edits.addBox(start(), "drawn", "", [{ time: 1, box: [0, 0, .2, .2] }, { time: 3, box: [.4, .2, .4, .2] }]);
  const box = () => next.boxes.find(one => one.id === id);
  let next = doc;
  assert.deepEqual(edits.placeAt(box(), 2).map(value => Math.round(value * 1e6) / 1e6), [.2, .1, .3, .2]);
  assert.equal(edits.placeAt(box(), .9), null);
  assert.equal(edits.placeAt(box(), 3.1), null);
  next = edits.setKeyframe(frozen(doc), id, 2, [.5, .5, .1, .1]);
  assert.deepEqual(edits.placeAt(box(), 2), [.5, .5, .1, .1]);
  assert.equal(edits.setKeyframe(next, id, 2.0004, [0, 0, .1, .1]).boxes[0].keyframes.length, 3);
  next = edits.boxEdge(next, id, "start", 2);
  assert.deepEqual(box().keyframes.map(one => one.time), [2, 3]);
  next = edits.boxEdge(next, id, "end", 5);
  assert.deepEqual(box().keyframes.at(-1), { time: 5, box: [.4, .2, .4, .2] });
  assert.deepEqual(edits.removeBox(next, id), empty);
});

test("a look is at one weak spot", () => {
  const spot = { kind: "hole", start: 2, end: 3, track: 1 }, other = { ...spot, track: 2 };
  const doc = edits.look(frozen(edits.look(start(), spot, "now", "a note")), spot, "later", "", "reason");
  assert.equal(doc.looks.length, 1);
  assert.equal(edits.lookAt(doc, spot).at, "later");
  assert.equal(edits.lookAt(doc, other), undefined);
  assert.deepEqual(edits.unlook(doc, spot), empty);
});

test("what verify found joins the weak spots in order of time", () => {
  const doc = { ...empty, verification: { findings: [{ start: 1, end: 2, box: [0, 0, 1, 1], confidence: 80 }] } };
  const spots = edits.weakSpots(doc, { weakSpots: [{ kind: "hole", start: 0, end: 1 }, { kind: "hole", start: 5, end: 6 }] });
  assert.deepEqual(spots.map(one => one.kind), ["hole", "visibleFace", "hole"]);
});

test("spans are shown but where a track stays hidden", () => {
  assert.deepEqual(edits.without([[0, 10], [20, 30]], [[2, 3], [9, 21], [40, 50]]), [[0, 2], [3, 9], [21, 30]]);
  assert.deepEqual(edits.without([[0, 10]], [[0, 10]]), []);
  assert.equal(edits.length([[0, 2], [3, 9]]), 8);
});

test("a doubtful track is hidden by a box along its detections, and shown by its removal", () => {
  const doubtful = { ...track(4), detections: [{ time: .2, box: [.4, .4, .2, .2] }, { time: 2, box: [.6, .4, .2, .2] }] };
  const hidden = frozen(edits.cover(start(), doubtful, 2.1));
  assert.deepEqual(hidden.boxes[0].keyframes.map(one => one.time), [0, .2, 2, 2.1]);
  hidden.boxes[0].keyframes[3].box.forEach((value, at) => assert.ok(Math.abs(value - [.55, .35, .3, .3][at]) < 1e-9));
  assert.ok(edits.isCovered(hidden, doubtful) && !edits.isCovered(start(), doubtful));
  assert.deepEqual(edits.cover(hidden, doubtful, 2.1), empty);
  assert.equal(edits.people(start(), [doubtful, track(9)]).at(-1).id, "t4");
});

test("pictures are taken from the middle of equal parts of the time on screen", () => {
  const stretches = [{ start: 0, end: 2 }, { start: 10, end: 12 }], tracks = new Map([[1, { ...track(1), stretches }]]);
  const times = edits.moments({ parts: [{ track: 1 }] }, tracks, 4).map(one => one.time);
  assert.deepEqual(times, [.5, 1.5, 10.5, 11.5]);
  assert.deepEqual(edits.moments({ parts: [{ track: 1, start: 11 }] }, tracks, 2).map(one => one.time), [11.25, 11.75]);
});

test("those who look alike follow each other, and are joined by hand", () => {
  const tracks = [track(1), track(2), track(3), track(4)], alike = [[1, 4]];
  const people = edits.people(start(), tracks, alike);
  assert.deepEqual(people.map(one => one.id), ["t1", "t4", "t2", "t3"]);
  assert.deepEqual(edits.alikePeople(people[1], people, alike).map(one => one.id), ["t1", "t4"]);
  assert.deepEqual(edits.alikePeople(people[2], people, alike).map(one => one.id), ["t2"]);
  const joined = edits.merge(start(), edits.alikePeople(people[0], people, alike), tracks);
  assert.deepEqual(edits.people(joined, tracks, alike)[0].parts.map(one => one.track), [1, 4]);
});
