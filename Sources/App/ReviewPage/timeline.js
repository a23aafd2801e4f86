// Lanes of people over time. Only what is visible is drawn, whatever the number of tracks is.

const LANE = 20, RULER = 22, LABEL = 96;

export class Timeline {
  // `look` gives {seconds, time, people, tracks: Map, spots, cuts, boxes, span, selectedPerson, selectedSpot, isShown(track, start, end), isLooked(spot)}
  // `actions`: seek(time), select(person), hover(track | null, x, y).
  constructor(canvas, look, actions) {
    Object.assign(this, { canvas, look, actions, start: 0, shown: 1, top: 0, width: 1, height: 1 });
    this.colours = getComputedStyle(document.documentElement);
    new ResizeObserver(() => this.draw()).observe(canvas);
    canvas.addEventListener("wheel", event => this.wheel(event), { passive: false });
    canvas.addEventListener("pointerdown", event => this.down(event));
    canvas.addEventListener("pointermove", event => this.move(event));
    canvas.addEventListener("pointerup", () => { this.isSeeking = false; });
    canvas.addEventListener("pointerleave", () => this.actions.hover(null));
  }

  get lanes() { return Math.floor((this.canvas.clientHeight - RULER) / LANE); }
  x(time) { return LABEL + (time - this.start) / this.shown * this.width; }
  time(x) { return this.start + (x - LABEL) / this.width * this.shown; }

  all() { [this.start, this.shown] = [0, Math.max(.001, this.look().seconds)]; this.draw(); }

  zoom(factor, at = this.look().time) {
    const { seconds } = this.look(), shown = Math.min(seconds, Math.max(.5, this.shown / factor));
    const share = Math.min(1, Math.max(0, (at - this.start) / this.shown));
    this.shown = shown;
    this.start = Math.min(Math.max(0, at - share * shown), Math.max(0, seconds - shown));
    this.draw();
  }

  // Brings a time, and the lane of a person, into view.
  reveal(time, person) {
    const look = this.look();
    if (time < this.start || time > this.start + this.shown) {
      this.start = Math.min(Math.max(0, time - this.shown / 2), Math.max(0, look.seconds - this.shown));
    }
    const row = person == null ? -1 : look.people.findIndex(one => one.id === person);
    if (row >= 0 && row < this.top) this.top = row;
    if (row >= this.top + this.lanes - 1) this.top = row - this.lanes + 2;
  }

  // Draws before the next picture of the page, once, however often it is asked for.
  draw() {
    if (this.isDue) return;
    this.isDue = true;
    requestAnimationFrame(() => { this.isDue = false; this.paint(); });
  }

  paint() {
    const { canvas } = this, ratio = devicePixelRatio || 1, look = this.look();
    // Asked for once: each question for a size makes the browser lay out the page.
    this.width = Math.max(1, canvas.clientWidth - LABEL);
    this.height = canvas.clientHeight;
    this.known = new Map();
    const [width, height] = [Math.round(canvas.clientWidth * ratio), Math.round(canvas.clientHeight * ratio)];
    if (canvas.width !== width || canvas.height !== height) [canvas.width, canvas.height] = [width, height];
    const context = this.context = canvas.getContext("2d");
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    context.clearRect(0, 0, canvas.clientWidth, canvas.clientHeight);
    context.font = "11px system-ui, 'DejaVu Sans', sans-serif";
    context.textBaseline = "middle";
    this.span(look);
    this.ruler(look);
    const last = Math.min(look.people.length, this.top + this.lanes + 1);
    for (let row = this.top; row < last; row += 1) this.lane(look, look.people[row], RULER + (row - this.top) * LANE);
    this.drawnBoxes(look);
    this.cuts(look);
    this.line(look.time, this.colour("--accent"), 2);
  }

  colour(name) {
    if (!this.known.has(name)) this.known.set(name, this.colours.getPropertyValue(name).trim());
    return this.known.get(name);
  }

  bar(start, end, y, height, colour) {
    if (end < this.start || start > this.start + this.shown) return;
    const x = Math.max(LABEL, this.x(start)), right = Math.min(LABEL + this.width, this.x(end));
    this.context.fillStyle = colour;
    this.context.fillRect(x, y, Math.max(1.5, right - x), height);
  }

  line(time, colour, width, dash = []) {
    const x = this.x(time), context = this.context;
    if (x < LABEL || x > LABEL + this.width) return;
    context.strokeStyle = colour;
    context.lineWidth = width;
    context.setLineDash(dash);
    context.beginPath();
    context.moveTo(x, 0);
    context.lineTo(x, this.height);
    context.stroke();
    context.setLineDash([]);
  }

  span({ span, seconds }) {
    if (span.start == null && span.end == null) return;
    this.context.globalAlpha = .18;
    this.bar(span.start ?? 0, span.end ?? seconds, 0, this.height, this.colour("--accent"));
    this.context.globalAlpha = 1;
  }

  ruler({ spots, isLooked, selectedSpot }) {
    const context = this.context, steps = [.1, .2, .5, 1, 2, 5, 10, 30, 60, 120, 300, 600, 1800];
    const step = steps.find(one => one / this.shown * this.width >= 60) ?? 3600;
    context.fillStyle = this.colour("--soft");
    for (let time = Math.ceil(this.start / step) * step; time <= this.start + this.shown; time += step) {
      context.fillText(clock(time, step < 1 ? 1 : 0), this.x(time) + 3, 6);
      context.fillRect(this.x(time), 0, 1, 8);
    }
    context.fillText("weak spots", 6, RULER - 6);
    // Where spots lie on one pixel, the one that nobody looked at is drawn.
    const drawn = [-1, -1];
    for (const spot of spots) {
      if (spot.end < this.start || spot.start > this.start + this.shown) continue;
      const isOpen = !isLooked(spot), right = Math.round(this.x(spot.end));
      if (right <= drawn[isOpen ? 1 : 0] && spot !== selectedSpot) continue;
      drawn[isOpen ? 1 : 0] = right;
      context.globalAlpha = isOpen ? 1 : .35;
      this.bar(spot.start, spot.end, spot === selectedSpot ? RULER - 12 : RULER - 9, spot === selectedSpot ? 11 : 7, this.colour("--weak"));
      context.globalAlpha = 1;
    }
  }

  lane(look, person, y) {
    const context = this.context, isSelected = person.id === look.selectedPerson;
    if (isSelected) {
      context.fillStyle = this.colour("--card");
      context.fillRect(0, y, this.width + LABEL, LANE);
    }
    for (const part of person.parts) {
      const track = look.tracks.get(part.track);
      if (!track) continue;
      for (const stretch of track.stretches) {
        const start = Math.max(stretch.start, part.start ?? -Infinity), end = Math.min(stretch.end, part.end ?? Infinity);
        if (start >= end || end < this.start || start > this.start + this.shown) continue;
        this.bar(start, end, y + 4, LANE - 8, this.colour(KINDS[stretch.kind] ?? "--detected"));
      }
      for (const [start, end] of look.shownSpans(track, part)) this.bar(start, end, y + 7, LANE - 14, this.colour("--shown"));
    }
    for (const spot of look.spotsOf(person)) {
      const isVisible = spot.end >= this.start && spot.start <= this.start + this.shown;
      if (isVisible && !look.isLooked(spot)) this.bar(spot.start, spot.end, y + LANE - 4, 3, this.colour("--weak"));
    }
    context.fillStyle = this.colour(isSelected ? "--ink" : "--soft");
    context.fillText(look.title(person), 6, y + LANE / 2, LABEL - 10);
  }

  drawnBoxes({ boxes, selectedBox }) {
    if (!boxes.length) return;
    const y = this.height - 7;
    this.context.fillStyle = this.colour("--paper");
    this.context.fillRect(0, this.height - 12, this.width + LABEL, 12);
    for (const box of boxes) {
      const frames = box.keyframes;
      this.bar(frames[0].time, frames.at(-1).time, y - (box.id === selectedBox ? 3 : 0), box.id === selectedBox ? 9 : 6, this.colour("--drawn"));
    }
  }

  cuts({ cuts }) { for (const cut of cuts) this.line(cut, this.colour("--cut"), 1, [3, 3]); }

  wheel(event) {
    event.preventDefault();
    if (event.ctrlKey) return this.zoom(event.deltaY < 0 ? 1.25 : .8, this.time(event.offsetX));
    const { people, seconds } = this.look();
    if (event.shiftKey || Math.abs(event.deltaX) > Math.abs(event.deltaY)) {
      const moved = this.start + (event.deltaX || event.deltaY) / this.width * this.shown;
      this.start = Math.min(Math.max(0, moved), Math.max(0, seconds - this.shown));
    } else {
      this.top = Math.min(Math.max(0, this.top + Math.sign(event.deltaY) * 2), Math.max(0, people.length - this.lanes + 1));
    }
    this.draw();
  }

  person(y) { return this.look().people[this.top + Math.floor((y - RULER) / LANE)]; }

  down(event) {
    const person = event.offsetY > RULER ? this.person(event.offsetY) : null;
    if (person) this.actions.select(person.id);
    if (event.offsetX < LABEL) return;
    this.isSeeking = true;
    this.canvas.setPointerCapture(event.pointerId);
    this.actions.seek(this.time(event.offsetX));
  }

  move(event) {
    if (this.isSeeking) return this.actions.seek(this.time(event.offsetX));
    const person = event.offsetY > RULER ? this.person(event.offsetY) : null, time = this.time(event.offsetX);
    const part = person?.parts.find(one => {
      const track = this.look().tracks.get(one.track);
      return track && time >= (one.start ?? track.start) && time <= (one.end ?? track.end);
    });
    this.actions.hover(part?.track ?? null, event.offsetX, event.offsetY);
  }
}

const KINDS = { detected: "--detected", bridged: "--between", followed: "--between", adjacentScene: "--between",
  extended: "--held", lingering: "--held", doubtful: "--doubtful" };

// `1:02.345`
export function clock(time, decimals = 3) {
  const hours = Math.floor(time / 3600), minutes = Math.floor(time / 60) % 60;
  const seconds = (time % 60).toFixed(decimals).padStart(decimals ? decimals + 3 : 2, "0");
  return hours ? `${hours}:${String(minutes).padStart(2, "0")}:${seconds}` : `${minutes}:${seconds}`;
}
