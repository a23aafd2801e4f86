// Edits as plain values: each function takes a document (docs/edits.md) and returns another one. Nothing here knows the page.

// Containers round the duration of a frame; the program allows the same.
const ROUNDING = 0.001;

export function newId(doc, prefix) {
  const used = new Set([...doc.decisions, ...doc.boxes, ...doc.people].map(one => one.id));
  let number = used.size + 1;
  while (used.has(`${prefix}${number}`)) number += 1;
  return `${prefix}${number}`;
}

// Whether a decision is about a frame that is on screen from start to end: as the program decides it.
export function applies(decision, start, end) {
  const from = decision.start ?? -Infinity, to = decision.end ?? Infinity;
  return decision.action === "hide" ? start < to && end > from : start >= from - ROUNDING && end <= to + ROUNDING;
}

// Whether the edits leave a track visible on a frame. The last decision about the frame counts.
export function isShown(doc, track, start, end) {
  let shown = false;
  for (const one of doc.decisions) if (one.track === track && applies(one, start, end)) shown = one.action !== "hide";
  return shown;
}

// Edits that were changed since somebody signed them.
export function unsigned(doc) {
  const { signature, ...rest } = doc;
  return rest;
}

// "hidden", "shown", or "partly".
export function trackState(doc, track) {
  const own = doc.decisions.filter(one => one.track === track);
  if (!own.some(one => one.action !== "hide")) return "hidden";
  const last = own.findLastIndex(one => one.start == null && one.end == null);
  const rest = own.slice(Math.max(0, last));
  return rest.length === 1 && last >= 0 ? (rest[0].action === "hide" ? "hidden" : "shown") : "partly";
}

// Spans [start, end] without others.
export const without = (spans, others) => others.reduce((left, [from, to]) => left.flatMap(([start, end]) =>
  to <= start || from >= end ? [[start, end]] : [[start, from], [to, end]].filter(one => one[0] < one[1])), spans);

// Times in the middle of equal parts of the time that a person is there, with the track that is there.
export function moments(person, tracks, count) {
  const spans = person.parts.flatMap(part => {
    const track = tracks.get(part.track);
    return (track?.stretches ?? []).map(one => ({ track: part.track, start: Math.max(one.start, part.start ?? -Infinity), end: Math.min(one.end, part.end ?? Infinity) }));
  }).filter(one => one.start < one.end);
  const whole = spans.reduce((sum, one) => sum + one.end - one.start, 0);
  return Array.from({ length: spans.length ? count : 0 }, (_, index) => {
    let left = whole * (index + .5) / count;
    const span = spans.find(one => (left -= one.end - one.start) < 0) ?? spans.at(-1);
    return { track: span.track, time: Math.round((span.end + Math.min(0, left)) * 1000) / 1000 };
  });
}

export const length = spans => spans.reduce((sum, [start, end]) => sum + end - start, 0);

// Edits name a track by where it begins, so that they are refused where the number stands for another one.
function anchored(doc, track, first) {
  if (doc.tracks.some(one => one.track === track)) return doc;
  return { ...doc, tracks: [...doc.tracks, { track, time: first.time, box: first.box }] };
}

// Without the places of tracks that no edit names any more.
function pruned(doc) {
  const named = new Set([...doc.decisions.map(one => one.track), ...doc.people.flatMap(one => one.parts.map(part => part.track))]);
  return { ...doc, tracks: doc.tracks.filter(one => named.has(one.track)) };
}

const covers = (span, one) => (span.start ?? -Infinity) <= (one.start ?? -Infinity) && (span.end ?? Infinity) >= (one.end ?? Infinity);
const overlaps = (one, other) => (one.start ?? -Infinity) < (other.end ?? Infinity) && (other.start ?? -Infinity) < (one.end ?? Infinity);

// Hides or shows a track, always or during a span. `track` is as the program lists it: {track, first}.
export function decide(doc, track, action, span = {}, reason = "") {
  const number = track.track;
  const kept = doc.decisions.filter(one => one.track !== number || !covers(span, one));
  const isNeeded = action !== "hide" || kept.some(one => one.track === number && one.action !== "hide" && overlaps(one, span));
  const next = { ...doc, decisions: kept };
  if (!isNeeded) return pruned(next);
  const decision = { id: newId(doc, "d"), track: number, action, reason };
  if (span.start != null) decision.start = span.start;
  if (span.end != null) decision.end = span.end;
  return anchored({ ...next, decisions: [...kept, decision] }, number, track.first);
}

// Nothing hides a doubtful track but a box: the one that bears its name.
const boxOf = (doc, track) => doc.boxes.find(one => one.kind === "drawn" && one.label === `track:${track.track}`);
export const isCovered = (doc, track) => boxOf(doc, track) !== undefined;

// Hides a doubtful track by a box along its detections, larger than these and a little longer; or takes the box away.
export function cover(doc, track, seconds) {
  const box = boxOf(doc, track);
  if (box) return removeBox(doc, box.id);
  const grown = track.detections.map(({ time, box: [x, y, w, h] }) => ({ time, box: [x - w * GROWTH, y - h * GROWTH, w * (1 + 2 * GROWTH), h * (1 + 2 * GROWTH)] }));
  const first = { ...grown[0], time: Math.max(0, grown[0].time - BEYOND) }, last = { ...grown.at(-1), time: Math.min(seconds, grown.at(-1).time + BEYOND) };
  const inner = grown.filter(one => one.time > first.time && one.time < last.time);
  return addBox(doc, "drawn", `track:${track.track}`, [first, ...inner, last]).doc;
}
const GROWTH = .25, BEYOND = .4;

// Forgets all decisions on a track: it is hidden again.
export function undecide(doc, track) {
  return pruned({ ...doc, decisions: doc.decisions.filter(one => one.track !== track) });
}

// All people: those that somebody made, and each other part of a track as a person of its own.
// Tracks that look like one person (`alike`: groups of track numbers) follow each other.
export function people(doc, tracks, alike = []) {
  const parts = new Map();
  for (const person of doc.people) for (const part of person.parts) {
    if (!parts.has(part.track)) parts.set(part.track, []);
    parts.get(part.track).push(part);
  }
  const made = doc.people.map(person => ({ ...person, isMade: true }));
  const rest = tracks.filter(one => !parts.has(one.track)).map(one => ({ id: `t${one.track}`, name: "", parts: [{ track: one.track }], isMade: false }));
  const start = new Map(tracks.map(one => [one.track, one.start]));
  // Doubtful tracks come last: mostly they are no faces.
  const doubtful = new Set(tracks.filter(one => one.detections).map(one => one.track));
  const begin = person => Math.min(...person.parts.map(part => (part.start ?? start.get(part.track) ?? 0) + (doubtful.has(part.track) ? 1e9 : 0)));
  const group = new Map(alike.flatMap(one => { const first = Math.min(...one.map(track => start.get(track) ?? 0)); return one.map(track => [track, first]); }));
  const place = person => Math.min(begin(person), ...person.parts.map(part => group.get(part.track) ?? Infinity));
  return [...made, ...rest].map(person => [place(person), group.get(person.parts[0].track) === undefined ? 0 : 1, begin(person), person])
    .sort((a, b) => a[0] - b[0] || a[1] - b[1] || a[2] - b[2]).map(one => one[3]);
}

// The people whose tracks look like those of a person, the person among them.
export function alikePeople(person, people, alike) {
  const own = new Set(person.parts.map(part => part.track));
  const found = new Set(alike.filter(one => one.some(track => own.has(track))).flat());
  return people.filter(one => one.id === person.id || one.parts.some(part => found.has(part.track)));
}

// Divides the person's part of a track at a time; both are hidden and shown as before.
export function split(doc, person, track, time) {
  const at = person.parts.findIndex(part => part.track === track.track && time > (part.start ?? track.start) && time < (part.end ?? track.end));
  if (at < 0) return doc;
  const part = person.parts[at], before = { ...part, end: time }, after = { ...part, start: time };
  const firstParts = [...person.parts.slice(0, at), before], lastParts = [after, ...person.parts.slice(at + 1)];
  const first = { id: person.isMade ? person.id : newId(doc, "p"), name: person.name, parts: firstParts };
  const without = { ...doc, people: [...doc.people.filter(one => one.id !== person.id), first] };
  const last = { id: newId(without, "p"), name: "", parts: lastParts };
  return anchored({ ...without, people: [...without.people, last] }, track.track, track.first);
}

// Joins people into one. What is hidden stays hidden.
export function merge(doc, chosen, tracks) {
  if (chosen.length < 2) return doc;
  const first = new Map(tracks.map(one => [one.track, one.first]));
  const ids = new Set(chosen.map(one => one.id));
  const name = chosen.map(one => one.name).find(Boolean) ?? "";
  const parts = chosen.flatMap(one => one.parts);
  const person = { id: chosen.find(one => one.isMade)?.id ?? newId(doc, "p"), name, parts };
  let next = { ...doc, people: [...doc.people.filter(one => !ids.has(one.id)), person] };
  for (const part of parts) next = anchored(next, part.track, first.get(part.track));
  return next;
}

export function rename(doc, person, name, tracks) {
  const next = person.isMade ? doc : merge({ ...doc }, [person, { id: "", parts: [] }], tracks);
  return { ...next, people: next.people.map(one => one.parts[0].track === person.parts[0].track && (one.parts[0].start ?? null) === (person.parts[0].start ?? null) ? { ...one, name } : one) };
}

export function addBox(doc, kind, label, keyframes) {
  const id = newId(doc, "b");
  return { doc: { ...doc, boxes: [...doc.boxes, { id, kind, label, keyframes }] }, id };
}

export function removeBox(doc, id) {
  return { ...doc, boxes: doc.boxes.filter(one => one.id !== id) };
}

// Where a box is at a time; null before and after it.
export function placeAt(box, time) {
  const frames = box.keyframes, last = frames.length - 1;
  if (time < frames[0].time || time > frames[last].time) return null;
  const next = frames.findIndex(one => one.time > time);
  if (next < 0) return frames[last].box;
  const a = frames[next - 1], b = frames[next], part = (time - a.time) / (b.time - a.time);
  return a.box.map((value, index) => value + part * (b.box[index] - value));
}

// Puts a box somewhere at a time: a keyframe there, new or moved.
export function setKeyframe(doc, id, time, place) {
  const near = one => Math.abs(one.time - time) < ROUNDING;
  return { ...doc, boxes: doc.boxes.map(box => box.id !== id ? box : {
    ...box, keyframes: [...box.keyframes.filter(one => !near(one)), { time, box: place }].sort((a, b) => a.time - b.time) }) };
}

// Lets a box begin or end at a time; it moves on as it did before.
export function boxEdge(doc, id, side, time) {
  return { ...doc, boxes: doc.boxes.map(box => {
    if (box.id !== id) return box;
    const frames = box.keyframes, place = placeAt(box, time) ?? (side === "start" ? frames[0] : frames[frames.length - 1]).box;
    const kept = frames.filter(one => side === "start" ? one.time > time + ROUNDING : one.time < time - ROUNDING);
    const edge = { time, box: place };
    const keyframes = side === "start" ? [edge, ...kept] : [...kept, edge];
    return keyframes.length < 2 ? box : { ...box, keyframes };
  }) };
}

const isLook = spot => one => one.kind === spot.kind && (one.track ?? null) === (spot.track ?? null)
  && Math.abs(one.start - spot.start) <= 0.05 && Math.abs(one.end - spot.end) <= 0.05;

const sameKind = one => `${one.kind} ${one.track ?? ""} ${Math.floor(one.start)}`;

export const lookAt = (doc, spot) => doc.looks.find(isLook(spot));

// Finds the look at a weak spot without comparing it with all others: a long video has ten thousands of both.
export function lookIndex(doc) {
  const groups = new Map();
  for (const one of doc.looks) {
    const key = sameKind(one);
    if (groups.has(key)) groups.get(key).push(one); else groups.set(key, [one]);
  }
  return spot => [0, -1, 1].flatMap(by => groups.get(sameKind({ ...spot, start: spot.start + by })) ?? []).find(isLook(spot));
}

// Notes that somebody looked at a weak spot.
export function look(doc, spot, at, note = "", reason = "") {
  const entry = { kind: spot.kind, start: spot.start, end: spot.end, note, reason, at };
  if (spot.track != null) entry.track = spot.track;
  return { ...doc, looks: [...doc.looks.filter(one => !isLook(spot)(one)), entry] };
}

export const unlook = (doc, spot) => ({ ...doc, looks: doc.looks.filter(one => !isLook(spot)(one)) });

// The weak spots of the video and what `verify` found in its result, in order of time.
export function weakSpots(doc, overview) {
  const found = (doc.verification?.findings ?? []).map(one => ({
    kind: "visibleFace", title: "Visible in the result", start: one.start, end: one.end, box: one.box,
    advice: "The detector sees a face here in the rendered result: check whether it is one, and hide it, unless it was left visible on purpose." }));
  return [...overview.weakSpots, ...found].sort((a, b) => a.start - b.start || a.end - b.end);
}
