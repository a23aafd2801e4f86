// The page of a review: joins what the other files do.

import * as api from "./api.js";
import { Covers } from "./covers.js";
import * as change from "./edits.js";
import { changed, history, redone, undone } from "./history.js";
import { actionOf } from "./keys.js";
import { $, PeopleList, ask, drawKeys, drawPictures, drawSpots, fillReasons } from "./panels.js";
import { Stage } from "./stage.js";
import { Timeline, clock } from "./timeline.js";

const video = $("video");
// What is shown and selected; the edits are in `edits.present`.
const view = { person: null, box: null, spot: null, marked: new Set(), span: {}, draft: null, draftKind: "drawn", moved: null,
  isCovered: true, isPreview: false, isResult: false, frame: null, speed: 0 };
let overview, shape, edits, revision, tracks, people, spots, covers, stage, timeline, list, jobsEnded = 0;

// The weak spots by their tracks, and the look at each.
let spotsOf = null, looks = { of: null };
const looked = spot => looks.found?.get(spot);

const doc = () => edits.present;

function grouped(list) {
  const groups = new Map();
  for (const one of list) {
    if (groups.has(one.track)) groups.get(one.track).push(one); else groups.set(one.track, [one]);
  }
  return groups;
}

async function start() {
  drawKeys($("keys-list"));
  listen();
  try {
    const review = await prepared();
    ({ overview, shape } = review);
    document.title = `Review ${overview.video.name}`;
    $("name").textContent = overview.video.name;
    await claim(false);
  } catch (failure) {
    tell(failure);
  }
}

// Waits until the program has detected and tracked.
async function prepared() {
  for (;;) {
    const review = await api.review();
    showJob(review.job, review.state === "preparing");
    if (review.state === "ready") return review;
    if (review.state === "failed") throw new Error(review.job.message ?? "The video cannot be prepared.");
    await new Promise(resolve => setTimeout(resolve, 300));
  }
}

async function claim(takeOver) {
  try {
    await api.claim(takeOver);
  } catch (failure) {
    if (failure.code !== "OpenElsewhere") throw failure;
    return tell(failure, "Work here instead", () => claim(true).catch(tell));
  }
  await load();
}

async function load() {
  const stored = await api.edits();
  edits = history(stored.edits);
  revision = stored.revision;
  tracks = new Map(overview.tracks.map(one => [one.track, one]));
  if (!stage) open();
  hideAlert();
  refresh();
  followJob();
}

function open() {
  covers = new Covers(() => { if (video.paused) showFrame(); });
  $("work").hidden = $("render").disabled = false;
  stage = new Stage(video, $("overlay"), overview.video, stageLook, { pick, draft: box => { view.draft = box; stage.draw(); }, drawn: finishDraft, moved });
  timeline = new Timeline($("lanes"), timelineLook, { seek, select: selectPerson, hover });
  list = new PeopleList($("people"), listLook, selectPerson);
  video.src = "video";
  video.addEventListener("error", () => { if (video.getAttribute("src")) showStills(false); });
  // Of a codec that it does not know, a browser plays the sound alone.
  video.addEventListener("loadedmetadata", () => { if (!video.videoWidth) showStills(true); });
  video.addEventListener("seeked", showFrame);
  video.addEventListener("pause", () => { still.wanted = null; showFrame(); });
  video.addEventListener("play", () => { setPreview(false); onFrame(); });
  refresh();
  timeline.all();
  showFrame();
}

// Edits

let saving = Promise.resolve(), unsaved = 0;

// Changes the edits, and stores them at once. The page says "saved" when they are on the disk.
function edit(label, next) {
  const before = edits;
  edits = changed(edits, next === doc() ? next : change.unsigned(next), label);
  if (edits === before) return hint("Nothing to change here.");
  store(label);
}

function store(label) {
  const sent = doc();
  unsaved += 1;
  refresh();
  hint(label);
  saving = saving.then(async () => {
    try {
      revision = await api.store(sent, revision);
      unsaved -= 1;
    } catch (failure) {
      unsaved = 0;
      if (failure.status === 0) return tell(failure, "Try again", () => store(label));
      tell(failure, failure.code === "OpenElsewhere" ? "Work here instead" : "Load the saved edits",
        () => (failure.code === "OpenElsewhere" ? claim(true) : load()).catch(tell));
    }
    showSaved();
  });
}

function step(next) {
  if (next === edits) return hint("Nothing to undo or redo.");
  // What the program added since stays.
  const { verification } = doc();
  edits = { ...next, present: change.unsigned({ ...next.present, verification }) };
  store("Changed");
}

// What is shown

function refresh() {
  people = change.people(doc(), overview.tracks, overview.alike);
  if (!spotsOf || spotsOf.verification !== doc().verification) {
    spots = change.weakSpots(doc(), overview);
    spotsOf = { verification: doc().verification, tracks: grouped(spots) };
  }
  if (looks.of !== doc().looks || looks.spots !== spots) {
    const find = change.lookIndex(doc());
    looks = { of: doc().looks, spots, found: new Map(spots.map(spot => [spot, find(spot)])) };
  }
  if (!people.some(one => one.id === view.person)) view.person = null;
  if (!doc().boxes.some(one => one.id === view.box)) view.box = null;
  if (view.spot) view.spot = spots.find(one => one.kind === view.spot.kind && one.start === view.spot.start && one.track === view.spot.track) ?? null;
  list.draw();
  drawSpots($("spots"), { spots, selectedSpot: view.spot, lookAt: looked }, goToSpot);
  fillReasons($("reason"), doc().reasons);
  $("undo").disabled = !edits.past.length;
  $("redo").disabled = !edits.future.length;
  showRequired();
  showChosen();
  drawStrip();
  showSaved();
  if (view.isPreview) showPreview();
  timeline.draw();
  stage.draw();
}

function showRequired() {
  const open = spots.filter(one => !looked(one)).length, { signature, verification } = doc();
  $("required").hidden = false;
  $("required").className = `badge${open ? "" : " good"}`;
  $("required").textContent = signature ? `Signed by ${signature.name}`
    : open ? `Review required: ${open} of ${spots.length} weak spots to look at`
      : `${spots.length ? "All weak spots looked at" : "No weak spots"}, not ${verification ? "signed" : "rendered"}`;
  $("sign").disabled = !verification || open > 0;
  $("rendered").disabled = !verification;
}

function showSaved() {
  $("saved").textContent = unsaved > 0 ? "Saving…" : "All edits are saved.";
}

function showChosen() {
  const person = chosenPerson(), box = chosenBox();
  $("chosen-text").textContent = box ? `Box ${box.label || box.id}, ${box.keyframes.length} keyframes`
    : person ? [`${title(person)}: ${detail(person)}`, lookalike(person)].filter(Boolean).join(", ") : "Nothing is selected.";
  const { start, end } = view.span;
  $("span").textContent = start == null && end == null ? "" : `Span ${start == null ? "beginning" : clock(start)} to ${end == null ? "end" : clock(end)}`;
}

function hint(words) { $("hint").textContent = words; }

const chosenPerson = () => people.find(one => one.id === view.person) ?? null;
const chosenBox = () => doc().boxes.find(one => one.id === view.box) ?? null;
const trackOf = part => tracks.get(part.track);
const title = person => person.name || person.parts.map(part => `track:${part.track}${part.start == null ? "" : ` from ${clock(part.start, 0)}`}`)
  .filter((one, at, all) => all.indexOf(one) === at).join(", ");

function detail(person) {
  const start = Math.min(...person.parts.map(part => part.start ?? trackOf(part)?.start ?? 0));
  const end = Math.max(...person.parts.map(part => part.end ?? trackOf(part)?.end ?? 0));
  return `${clock(start, 1)} to ${clock(end, 1)}, confidence ${Math.round(trackOf(person.parts[0])?.confidence ?? 0)}`;
}

// `looks like track:3`; empty if nobody does.
function lookalike(person) {
  if (!overview.alike.length) return "";
  const other = change.alikePeople(person, people, overview.alike).find(one => one.id !== person.id);
  return other ? `looks like ${title(other)}` : "";
}

// Whether all, some or none of a person's parts are left visible.
const isDoubtful = person => trackOf(person.parts[0])?.detections !== undefined;

function state(person) {
  if (isDoubtful(person)) return change.isCovered(doc(), trackOf(person.parts[0])) ? "hidden" : "doubtful";
  const states = new Set(person.parts.map(part => partState(part)));
  return states.size === 1 ? [...states][0] : "partly";
}

function partState(part) {
  const track = trackOf(part), start = part.start ?? track.start, end = part.end ?? track.end;
  if (change.trackState(doc(), part.track) === "hidden") return "hidden";
  const wanted = change.length(decidedSpans(track, part)), shown = change.length(shownSpans(track, part));
  return wanted <= 0 ? "hidden" : shown <= 0 ? "stays" : shown >= end - start - .05 ? "shown" : "partly";
}

// The spans in which a part of a track is left visible: not where it may be another face's by then.
const shownSpans = (track, part) => change.without(decidedSpans(track, part), track.alwaysHidden);

function decidedSpans(track, part) {
  const own = doc().decisions.filter(one => one.track === track.track);
  if (!own.length) return [];
  const from = part.start ?? track.start, to = part.end ?? track.end;
  const edges = [from, to, ...own.flatMap(one => [one.start, one.end])].filter(one => one != null && one >= from && one <= to);
  const sorted = [...new Set(edges)].sort((a, b) => a - b);
  return sorted.slice(1).map((end, index) => [sorted[index], end])
    .filter(([start, end]) => change.isShown(doc(), track.track, start, end));
}

function stageLook() {
  const person = chosenPerson();
  const boxes = view.frame ? doc().boxes.map(box => ({ id: box.id, isSelected: box.id === view.box,
    box: view.moved?.id === box.id ? view.moved.box : change.placeAt(box, view.frame.start) })).filter(one => one.box) : [];
  const isPlain = view.isPreview || view.isResult;
  return { frame: isPlain ? { boxes: [], isWhole: false } : view.frame, boxes: isPlain ? [] : boxes, doubt: person && isDoubtful(person) ? placeOfDoubt(person) : null, shape, draft: view.draft,
    isCovered: view.isCovered, selectedTracks: new Set(person?.parts.map(part => part.track) ?? []),
    isShown: cover => !cover.isChanged && cover.reason !== "adjacentScene" && change.isShown(doc(), cover.track, view.frame.start, view.frame.end) };
}

// Where the selected doubtful track is now.
function placeOfDoubt(person) {
  const { detections } = trackOf(person.parts[0]);
  return [...detections].sort((a, b) => Math.abs(a.time - now()) - Math.abs(b.time - now())).find(one => Math.abs(one.time - now()) < .5)?.box ?? null;
}

function timelineLook() {
  return { seconds: overview.video.seconds, time: now(), people, tracks, spots, cuts: overview.cuts, boxes: doc().boxes, span: view.span,
    selectedPerson: view.person, selectedSpot: view.spot, selectedBox: view.box, shownSpans, title,
    isLooked: spot => looked(spot) !== undefined,
    spotsOf: person => [...new Set(person.parts.map(part => part.track))].flatMap(track => spotsOf.tracks.get(track) ?? []) };
}

function listLook() {
  return { people, selectedPerson: view.person, marked: view.marked, title, detail, lookalike, state, pictureOf: person => api.picture(person.parts[0].track) };
}

// Time

// The player's clock runs ahead of the frame that it shows; the callback of a frame has the frame's own time.
const now = () => view.target ?? (video.paused ? video.currentTime : view.shownTime ?? video.currentTime);

function seek(time) {
  video.pause();
  view.speed = 0;
  setPreview(false);
  view.target = Math.min(Math.max(0, time), Math.max(0, overview.video.seconds - 1e-3));
  // Into the frame, not to its edge, where the one before may be shown.
  video.currentTime = view.target + 1e-4;
  showFrame();
}

async function stepFrames(count) {
  seek(await covers.step(now(), count, overview.video.seconds));
}

function showFrame() {
  if (!video.paused) view.target = null;
  const time = now();
  $("clock").textContent = clock(time);
  $("play").textContent = isPlaying() ? "❚❚" : "▶";
  $("play").setAttribute("aria-label", isPlaying() ? "Pause" : "Play");
  view.frame = covers.at(time + 1e-4) ?? view.frame;
  stage.draw();
  timeline.reveal(time);
  timeline.draw();
  if (isStill) showStill(time);
}

// Shows pictures that the program makes. The browser plays the sound, if it can: then that is the clock.
function showStills(canPlaySound) {
  if (view.isResult) return hint("This browser cannot play the result.");
  [isStill, hasSound] = [true, canPlaySound];
  if (!hasSound) {
    video.removeAttribute("src");
    video.load();
  }
  hint(`This browser cannot show the video: the program makes pictures of it, ${hasSound ? "and the browser plays its sound" : "without sound"}.`);
  showFrame();
}

let isStill = false, hasSound = false, still = { wanted: null, isLoading: false };
const isSilent = () => isStill && !hasSound;

// The frame of a video that the browser cannot play. While one is made, only the last one that is wanted waits.
async function showStill(time) {
  if (still.wanted === time) return;
  still.wanted = time;
  if (still.isLoading) return;
  still.isLoading = true;
  try {
    for (let shown = null; shown !== still.wanted;) {
      shown = still.wanted;
      const blob = await api.frame(shown, "original", isPlaying() ? 960 : 1920);
      URL.revokeObjectURL($("still").src);
      $("still").src = URL.createObjectURL(blob);
      $("still").hidden = false;
    }
  } catch (failure) {
    tell(failure);
  } finally {
    still.isLoading = false;
  }
}

// Plays a video of which the browser can play nothing: asks for the picture of each moment as soon as the one before is there.
async function playStills() {
  let last = performance.now();
  while (isSilent() && view.speed > 0) {
    const time = performance.now(), { seconds } = overview.video;
    view.target = Math.min(seconds - 1e-3, now() + view.speed * (time - last) / 1000);
    last = time;
    const isLast = view.target >= seconds - 1e-3;
    if (isLast) view.speed = 0;
    showFrame();
    while (still.isLoading) await new Promise(resolve => setTimeout(resolve, 5));
    await new Promise(requestAnimationFrame);
  }
  still.wanted = null;
  showFrame();
}

const isPlaying = () => !video.paused || view.speed < 0 || (isSilent() && view.speed > 0);

// Draws the covers of each frame that the player shows.
function onFrame(_, shown) {
  if (video.paused) return;
  [view.target, view.shownTime] = [null, shown?.mediaTime];
  showFrame();
  if (video.requestVideoFrameCallback && !isStill) video.requestVideoFrameCallback(onFrame); else requestAnimationFrame(onFrame);
}

function play(direction) {
  if (direction === 0) {
    view.speed = 0;
    video.pause();
    return;
  }
  const wasPlaying = isSilent() && view.speed > 0;
  view.speed = view.speed * direction > 0 ? Math.max(-8, Math.min(8, view.speed * 2)) : direction;
  hint(`Speed ${view.speed}`);
  if (view.speed > 0 && isSilent()) {
    if (!wasPlaying) playStills();
  } else if (view.speed > 0) {
    video.playbackRate = view.speed;
    video.play().catch(tell);
  } else {
    video.pause();
    backwards(performance.now());
  }
}

// No browser plays backwards: frames are sought instead.
function backwards(last) {
  requestAnimationFrame(time => {
    if (view.speed >= 0) return;
    if (video.seeking) return backwards(last);
    const speed = view.speed;
    seek(now() + speed * (time - last) / 1000);
    view.speed = now() <= 0 ? 0 : speed;
    backwards(time);
  });
}

function setPreview(isOn) {
  if (view.isPreview === isOn) return;
  view.isPreview = isOn;
  $("effect").checked = isOn;
  if (isOn) showPreview(); else $("preview").hidden = true;
  stage.draw();
}

// Plays the rendered result instead of the video, without covers.
function showResult(isOn) {
  if (isOn && !doc().verification) return hint("Render first.");
  if (view.isResult === isOn) return;
  const time = now();
  setPreview(false);
  [view.isResult, isStill, hasSound] = [isOn, false, false];
  $("still").hidden = true;
  $("rendered").checked = isOn;
  video.src = isOn ? "result" : "video";
  seek(time);
  hint(isOn ? "The result, as it was rendered." : "The video.");
}

let previewNumber = 0;

async function showPreview() {
  const number = previewNumber += 1;
  video.pause();
  hint("The program makes the picture…");
  await saving;
  try {
    const blob = await api.frame(view.frame?.start ?? now(), view.isCovered ? "hidden" : "original");
    if (number !== previewNumber || !view.isPreview) return;
    URL.revokeObjectURL($("preview").src);
    $("preview").src = URL.createObjectURL(blob);
    $("preview").hidden = false;
    hint("As it will be hidden.");
  } catch (failure) {
    tell(failure);
  }
}

// Selection

function selectPerson(id) {
  [view.person, view.lastPerson, view.box] = [id, id, null];
  refresh();
  list.reveal();
  timeline.reveal(now(), id);
  timeline.draw();
}

function pick(found) {
  if (!found) return;
  if (found.box) {
    [view.box, view.person] = [found.box, null];
    return refresh();
  }
  const person = people.find(one => one.parts.some(part => part.track === found.track
    && now() >= (part.start ?? -Infinity) - 1e-3 && now() < (part.end ?? Infinity) + 1e-3));
  if (person) selectPerson(person.id);
}

function move(by) {
  const at = people.findIndex(one => one.id === (view.person ?? view.lastPerson));
  const next = people[Math.min(people.length - 1, Math.max(0, at < 0 ? 0 : at + by))];
  if (!next) return;
  selectPerson(next.id);
  showPerson(next);
}

// Goes to where a person begins, unless the person is on screen.
function showPerson(person) {
  const part = nearest(person, now()), track = trackOf(part), start = part.start ?? track.start;
  if (now() < start - 1e-3 || now() >= (part.end ?? track.end)) seek(start);
}

function pickNext() {
  if (!view.frame) return;
  const things = [...view.frame.boxes.map(one => ({ track: one.track })), ...stageLook().boxes.map(one => ({ box: one.id }))]
    .filter((one, at, all) => all.findIndex(other => other.track === one.track && other.box === one.box) === at);
  const person = chosenPerson();
  const at = things.findIndex(one => one.box ? one.box === view.box : person?.parts.some(part => part.track === one.track));
  pick(things[(at + 1) % things.length]);
}

// Pictures of the selected person over time. They are asked for when the selection rests: the program decodes for each.
let strip = { person: null, timer: 0 };

function drawStrip() {
  const person = chosenPerson();
  if (strip.person === (person?.id ?? null)) return;
  clearTimeout(strip.timer);
  strip = { person: person?.id ?? null, timer: 0 };
  drawPictures($("strip"), [], seek);
  if (person) strip.timer = setTimeout(() => drawPictures($("strip"), change.moments(person, tracks, PICTURES).map(one => ({ ...one, url: api.pictureAt(one.track, one.time) })), seek), 250);
}
const PICTURES = 6;

function hover(track, x, y) {
  $("hover").hidden = track == null;
  if (track == null) return;
  if (!$("hover").src.endsWith(`/${track}.jpg`)) $("hover").src = api.picture(track);
  $("hover").style.left = `${Math.min(x + 12, $("timeline").clientWidth - 80)}px`;
  $("hover").style.top = `${Math.min(Math.max(0, y - 80), $("timeline").clientHeight - 76)}px`;
}

// Weak spots

function goToSpot(spot) {
  view.spot = spot;
  seek(Math.min(spot.start, overview.video.seconds));
  const person = people.find(one => one.parts.some(part => part.track === spot.track));
  if (person) selectPerson(person.id); else refresh();
  hint(spot.advice);
}

function nextSpot(by) {
  const at = spots.indexOf(view.spot), open = spot => !looked(spot);
  const order = by > 0 ? [...spots.slice(at + 1), ...spots.slice(0, at + 1)] : [...spots.slice(0, Math.max(0, at)).reverse()];
  const next = by > 0 ? order.find(open) : order[0];
  if (next) goToSpot(next); else hint(by > 0 ? "All weak spots were looked at." : "There is none before.");
}

async function lookedAt(isAsking) {
  if (!view.spot) return hint("No weak spot is selected: press W.");
  const spot = view.spot, at = new Date().toISOString().replace(/\.\d+/, "");
  if (!isAsking) return edit("Looked at", change.look(doc(), spot, at, "", $("reason").value));
  const said = await ask({ title: spot.title, text: spot.advice, input: "Note", reasons: doc().reasons });
  if (said) edit("Looked at", change.look(withReason(said), spot, at, said.text, said.reason));
}

// The list of reasons can be added to.
function withReason({ added }) {
  return added && !doc().reasons.includes(added) ? { ...doc(), reasons: [...doc().reasons, added] } : doc();
}

// Corrections

const DOUBTFUL = "The detector was not sure of this track, so nothing hides it. If it is a face, H hides it by a box.";

// A span of a part: the chosen one where they overlap, else the part's own.
function spanOf(part) {
  const starts = [part.start, view.span.start].filter(one => one != null), ends = [part.end, view.span.end].filter(one => one != null);
  const span = {};
  if (starts.length) span.start = Math.max(...starts);
  if (ends.length) span.end = Math.min(...ends);
  return span;
}

function decidePerson(action) {
  const person = chosenPerson();
  if (!person) return hint("Nobody is selected: press P, or arrow down.");
  if (isDoubtful(person)) {
    if (action) return hint("Nothing hides this doubtful track: it needs no decision.");
    const next = change.cover(doc(), trackOf(person.parts[0]), overview.video.seconds);
    return edit(next.boxes.length > doc().boxes.length ? "Hidden by a box along its detections" : "Its box is deleted: visible", next);
  }
  const isWhole = view.span.start == null && view.span.end == null;
  const wanted = action ?? (isWhole ? (state(person) === "hidden" ? "show" : "hide")
    : person.parts.every(part => { const { start = trackOf(part).start, end = trackOf(part).end } = spanOf(part); return !change.isShown(doc(), part.track, start, end); }) ? "show" : "hide");
  let next = doc();
  for (const part of person.parts) {
    const span = spanOf(part), track = trackOf(part);
    if ((span.start ?? track.start) >= (span.end ?? track.end)) continue;
    next = change.decide(next, track, wanted, span, wanted === "hide" ? "" : $("reason").value);
  }
  const stays = wanted !== "hide" && person.parts.some(part => trackOf(part).alwaysHidden.length > 0);
  edit({ hide: "Hidden", show: "Left visible", notAFace: "Not a face" }[wanted] + (stays ? ", but not where it may be another face by then" : ""), next);
}

function split() {
  const person = chosenPerson();
  if (!person) return hint("Nobody is selected.");
  if (isDoubtful(person)) return hint(DOUBTFUL);
  const part = person.parts.find(one => now() > (one.start ?? trackOf(one).start) && now() < (one.end ?? trackOf(one).end));
  if (!part) return hint("The person is not here.");
  const next = change.split(doc(), person, trackOf(part), view.frame?.start ?? now());
  view.person = next.people.at(-1)?.id ?? view.person;
  edit("Split: what follows is selected", next);
}

function merge() {
  const chosen = people.filter(one => view.marked.has(one.id) || one.id === view.person);
  if (chosen.length < 2) return hint("Mark people with X, select another one, then M.");
  if (chosen.some(isDoubtful)) return hint(DOUBTFUL);
  view.marked.clear();
  const next = change.merge(doc(), chosen, overview.tracks);
  view.person = next.people.at(-1)?.id ?? null;
  edit("Merged", next);
}

// Joins the people that look like the selected one. They are suggestions: nothing is joined before.
function joinAlike() {
  const person = chosenPerson();
  if (!person) return hint("Nobody is selected.");
  const chosen = change.alikePeople(person, people, overview.alike);
  if (chosen.length < 2) return hint(overview.alike.length ? "Nobody else looks like this person." : "Nobody looks alike, or the face descriptor is not installed (make descriptor).");
  const next = change.merge(doc(), chosen, overview.tracks);
  view.person = next.people.at(-1)?.id ?? null;
  edit(`${chosen.length} joined that look alike: look whether they are one person`, next);
}

async function name() {
  const person = chosenPerson();
  if (!person) return;
  if (isDoubtful(person)) return hint(DOUBTFUL);
  const said = await ask({ title: "Name", input: "Name", value: person.name });
  if (said) edit("Named", change.rename(doc(), person, said.text, overview.tracks));
}

function startDraft(kind) {
  video.pause();
  setPreview(false);
  [view.draft, view.draftKind] = [[.4, .4, .2, .2], kind];
  $("overlay").focus();
  hint("Drag on the picture, or move with the arrow keys, resize with Shift, then Enter.");
  stage.draw();
}

// How long a new box hides: the chosen span, or two seconds from here, but not beyond the cut.
function draftSpan() {
  const from = view.span.start ?? view.frame?.start ?? now(), cut = overview.cuts.find(one => one > from + .02) ?? Infinity;
  const end = view.span.end ?? Math.min(from + 2, cut - .01, overview.video.seconds);
  return [from, Math.max(end, from + .04)];
}

function finishDraft() {
  const box = view.draft, [start, end] = draftSpan();
  view.draft = null;
  const { doc: next, id } = change.addBox(doc(), view.draftKind, "", [{ time: start, box }, { time: end, box }]);
  [view.box, view.person] = [id, null];
  edit("Box drawn. G follows it by its pixels.", next);
}

async function follow() {
  const box = chosenBox();
  if (!box) return hint("No box is selected: draw one with N.");
  const time = view.frame?.start ?? now(), place = change.placeAt(box, time) ?? box.keyframes[0].box;
  hint("The program follows the box…");
  try {
    const keyframes = thinned(await api.follow(time, place));
    if (keyframes.length < 2) return hint("The pixels are lost at once: the box stays as it is.");
    edit(`Followed from ${clock(keyframes[0].time)} to ${clock(keyframes.at(-1).time)}`,
      { ...doc(), boxes: doc().boxes.map(one => one.id === box.id ? { ...one, kind: "followed", keyframes } : one) });
  } catch (failure) {
    tell(failure);
  }
}

// Without the keyframes that the line between their neighbours gives anyway, to a thousandth of the frame.
function thinned(frames) {
  const kept = [];
  for (const [index, frame] of frames.entries()) {
    const before = kept.at(-1), after = frames[index + 1];
    if (before && after) {
      const line = change.placeAt({ keyframes: [before, after] }, frame.time);
      const isOnLine = frames.slice(frames.indexOf(before) + 1, index + 1).every(one => {
        const place = change.placeAt({ keyframes: [before, after] }, one.time);
        return place.every((value, at) => Math.abs(value - one.box[at]) < 1e-3);
      });
      if (line && isOnLine) continue;
    }
    kept.push(frame);
  }
  return kept;
}

function wholeFrame() {
  const [start, end] = draftSpan(), box = [0, 0, 1, 1];
  const { doc: next, id } = change.addBox(doc(), "frame", "whole picture", [{ time: start, box }, { time: end, box }]);
  [view.box, view.person] = [id, null];
  edit("The whole picture is hidden", next);
}

function moved(id, box, isDone) {
  view.moved = isDone ? null : { id, box };
  if (!isDone) return stage.draw();
  edit("Box moved", change.setKeyframe(doc(), id, view.frame?.start ?? now(), box));
}

function nudge([dx, dy, dw, dh]) {
  if (view.draft) return;
  const box = chosenBox(), time = view.frame?.start ?? now(), place = box && change.placeAt(box, time);
  if (!place) return hint("No box is selected here.");
  const at = [place[0] + dx, place[1] + dy, Math.max(.004, place[2] + dw), Math.max(.004, place[3] + dh)];
  edit("Box moved", change.setKeyframe(doc(), box.id, time, at));
}

// The person's part that is on screen at a time, or nearest to it.
function nearest(person, time) {
  const away = part => Math.max((part.start ?? trackOf(part).start) - time, time - (part.end ?? trackOf(part).end), 0);
  return [...person.parts].sort((a, b) => away(a) - away(b))[0];
}

// Lets the selected track or box begin or end at this frame: trims what is beyond, or extends to here.
async function edge(side) {
  const time = view.frame?.start ?? now(), box = chosenBox(), person = chosenPerson();
  if (box) return edit("Box trimmed or extended", change.boxEdge(doc(), box.id, side, time));
  if (!person) return hint("Nothing is selected.");
  if (isDoubtful(person)) return hint(DOUBTFUL);
  const part = nearest(person, time), track = trackOf(part);
  const [start, end] = [part.start ?? track.start, part.end ?? track.end];
  if (time >= start && time < end) {
    const span = side === "start" ? { end: time } : { start: view.frame?.end ?? time };
    if (side === "start" && part.start != null) span.start = part.start;
    if (side === "end" && part.end != null) span.end = part.end;
    if ((span.start ?? start) >= (span.end ?? end)) return hint("Nothing is beyond this frame.");
    return edit("Trimmed: visible beyond this frame", change.decide(doc(), track, "trim", span, $("reason").value));
  }
  if (side === "start" ? time > track.start : time < track.end) return hint("The track is on the other side.");
  const from = side === "start" ? track.start : track.end - 1e-3;
  const cover = (await covers.when(from))?.boxes.find(one => one.track === track.track);
  if (!cover) return hint("The track has no box at its edge.");
  const [first, last] = side === "start" ? [time, track.start + .04] : [track.end - .04, view.frame?.end ?? time];
  const { doc: next, id } = change.addBox(doc(), "extension", `track:${track.track}`,
    [{ time: Math.max(0, first), box: cover.box }, { time: last, box: cover.box }]);
  view.box = id;
  edit("Extended", next);
}

function remove() {
  const box = chosenBox(), person = chosenPerson();
  if (box) return edit("Box deleted", change.removeBox(doc(), box.id));
  if (!person) return hint("Nothing is selected.");
  let next = doc();
  for (const part of person.parts) if (next.decisions.some(one => one.track === part.track)) next = change.undecide(next, part.track);
  edit("Decisions deleted: hidden again", next);
}

// Result

async function render() {
  showResult(false);
  hideAlert();
  try {
    await saving;
    showJob(await api.render(), false);
    followJob();
  } catch (failure) {
    tell(failure);
  }
}

let isFollowing = false;

async function followJob() {
  if (isFollowing) return;
  isFollowing = true;
  try {
    for (;;) {
      const job = await api.job();
      showJob(job, false);
      if (job.step == null) {
        if (job.ended > Math.max(1, jobsEnded)) await finished(job);
        jobsEnded = job.ended;
        return;
      }
      await new Promise(resolve => setTimeout(resolve, 300));
    }
  } catch (failure) {
    tell(failure);
  } finally {
    isFollowing = false;
  }
}

async function finished(job) {
  if (job.message) return tell(new Error(job.message === "cancelled" ? "The render was cancelled; nothing was written." : job.message));
  const stored = await api.edits();
  revision = stored.revision;
  edits = { ...edits, present: stored.edits };
  refresh();
  const { findings: { length: found }, result, frames, unchanged } = doc().verification;
  const before = unchanged ? ` ${unchanged} of ${frames} frames are those of the result before, which were looked at then.` : "";
  hint((found ? `Rendered and verified: ${found === 1 ? "a face is" : `${found} faces are`} visible in ${result.name}: weak spots now.`
    : `Rendered and verified: no visible face in ${result.name}.`) + before);
}

async function sign() {
  const said = await ask({ title: "Sign the result", text: "Your name is written into the edits and the reports, with the digests of both the edits and the result.",
    input: "Your name", isRequired: true });
  if (!said) return;
  hideAlert();
  try {
    await saving;
    await api.sign(said.text);
    const stored = await api.edits();
    revision = stored.revision;
    edits = { ...edits, present: stored.edits };
    refresh();
    const stem = doc().verification.result.name.replace(/\.[^.]*$/, "");
    hint(`Signed: the signature is in the edits, and beside the result in ${stem}.report.html and ${stem}.report.json.`);
  } catch (failure) {
    tell(failure);
  }
}

const STEPS = { detect: "Looking for faces", track: "Tracking", render: "Rendering", verify: "Verifying the result" };

function showJob(job, isPreparing) {
  $("job").hidden = job.step == null && !isPreparing;
  if ($("job").hidden) return;
  const left = job.left == null ? "" : `, ${clock(Math.ceil(job.left), 0)} left`;
  $("job-text").textContent = `${STEPS[job.step] ?? "Starting"}: ${Math.round(job.share * 100)} %${left}${isPreparing ? ". Then the video is shown." : ""}`;
  $("job-share").value = job.share;
  $("cancel").hidden = isPreparing;
}

function tell(failure, action, act) {
  $("alert").hidden = false;
  $("alert-text").textContent = sentence(failure.message);
  $("alert-action").hidden = !action;
  $("alert-action").textContent = action ?? "";
  $("alert-action").onclick = () => { hideAlert(); act(); };
}

// What the program said, as a sentence. A message may begin with the name of a file, which stays as it is.
const sentence = words => (/^[a-z]+ /.test(words) ? words.charAt(0).toUpperCase() + words.slice(1) : words) + (/[.?!]$/.test(words) ? "" : ".");

function hideAlert() { $("alert").hidden = true; }

// Keys and buttons

const MOVE = .01;
const actions = {
  playPause: () => play(isPlaying() ? 0 : 1), slower: () => play(-1), faster: () => play(1),
  back: () => stepFrames(-1), forward: () => stepFrames(1), backTen: () => stepFrames(-10), forwardTen: () => stepFrames(10),
  home: () => seek(0), end: () => seek(overview.video.seconds),
  beforeAfter: () => { view.isCovered = !view.isCovered; $("covered").checked = view.isCovered; if (view.isPreview) showPreview(); stage.draw(); },
  preview: () => setPreview(!view.isPreview), result: () => showResult(!view.isResult),
  nextSpot: () => nextSpot(1), previousSpot: () => nextSpot(-1), looked: () => lookedAt(false), lookedNote: () => lookedAt(true),
  up: () => move(-1), down: () => move(1), pick: pickNext,
  mark: () => { if (view.person == null) return; if (!view.marked.delete(view.person)) view.marked.add(view.person); refresh(); },
  in: () => { view.span = { ...view.span, start: view.frame?.start ?? now() }; if (view.span.end <= view.span.start) delete view.span.end; refresh(); },
  out: () => { view.span = { ...view.span, end: view.frame?.end ?? now() }; if (view.span.start >= view.span.end) delete view.span.start; refresh(); },
  clear: () => { if (view.draft) view.draft = null; else { view.span = {}; view.person = view.box = null; view.marked.clear(); } refresh(); },
  toggle: () => decidePerson(null), notAFace: () => decidePerson("notAFace"),
  draw: () => startDraft("drawn"), region: () => startDraft("region"), follow, wholeFrame, split, merge, joinAlike,
  beginHere: () => edge("start"), endHere: () => edge("end"), name, remove,
  undo: () => step(undone(edits)), redo: () => step(redone(edits)),
  moveLeft: () => nudge([-MOVE, 0, 0, 0]), moveRight: () => nudge([MOVE, 0, 0, 0]), moveUp: () => nudge([0, -MOVE, 0, 0]), moveDown: () => nudge([0, MOVE, 0, 0]),
  narrower: () => nudge([0, 0, -MOVE, 0]), wider: () => nudge([0, 0, MOVE, 0]), lower: () => nudge([0, 0, 0, -MOVE]), higher: () => nudge([0, 0, 0, MOVE]),
  zoomIn: () => timeline.zoom(1.5), zoomOut: () => timeline.zoom(1 / 1.5), zoomAll: () => timeline.all(),
  render, sign: () => { if ($("sign").disabled) hint("Render first, and look at all weak spots."); else sign(); }, help: () => $("keys").showModal(),
};

// The arrow keys move a box that is being drawn; with Shift they resize it.
function draftKey(event) {
  if (!view.draft || event.ctrlKey || event.altKey || event.metaKey) return false;
  const by = { ArrowLeft: [-MOVE, 0], ArrowRight: [MOVE, 0], ArrowUp: [0, -MOVE], ArrowDown: [0, MOVE] }[event.key];
  if (event.key === "Enter") finishDraft();
  else if (by) {
    const [x, y, w, h] = view.draft;
    view.draft = event.shiftKey ? [x, y, Math.max(.01, w + by[0]), Math.max(.01, h + by[1])] : [x + by[0], y + by[1], w, h];
    stage.draw();
  }
  return event.key === "Enter" || by !== undefined;
}

function listen() {
  document.addEventListener("keydown", event => {
    if (!stage && event.key !== "?") return;
    const isDraft = !event.target.closest?.("dialog, input, select") && draftKey(event);
    const action = isDraft ? null : actionOf(event);
    if (action) actions[action]();
    if (isDraft || action) event.preventDefault();
  });
  const buttons = { undo: "undo", redo: "redo", render: "render", sign: "sign", help: "help", play: "playPause", back: "back", forward: "forward",
    toggle: "toggle", "not-a-face": "notAFace", split: "split", merge: "merge", "join-alike": "joinAlike", "begin-here": "beginHere", "end-here": "endHere", draw: "draw",
    follow: "follow", region: "region", mark: "mark", "name-person": "name", in: "in", out: "out", clear: "clear", "next-spot": "nextSpot",
    looked: "looked", "looked-note": "lookedNote", "whole-frame": "wholeFrame", remove: "remove", "zoom-in": "zoomIn", "zoom-out": "zoomOut", "zoom-all": "zoomAll" };
  for (const [id, action] of Object.entries(buttons)) $(id).addEventListener("click", () => actions[action]());
  addEventListener("pagehide", api.release);
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => { stage?.draw(); timeline?.draw(); });
  $("covered").addEventListener("change", actions.beforeAfter);
  $("effect").addEventListener("change", () => setPreview($("effect").checked));
  $("rendered").addEventListener("change", actions.result);
  $("cancel").addEventListener("click", () => api.cancel().catch(tell));
  $("alert-close").addEventListener("click", hideAlert);
}

start();
