// The video with its covers, and boxes that are drawn, moved and resized.

const HANDLE = 9;

export class Stage {
  // `look` gives what is drawn: {frame, isCovered, selectedTrack, isShown(track, frame), boxes: [{id, box, isSelected}], draft, shape}
  // `actions` are called with what the pointer did: pick(track | boxId | null), draft(box), moved(id, box, isDone).
  constructor(video, canvas, size, look, actions) {
    Object.assign(this, { video, canvas, size, look, actions });
    this.colours = getComputedStyle(document.documentElement);
    new ResizeObserver(() => this.draw()).observe(canvas);
    canvas.addEventListener("pointerdown", event => this.down(event));
    canvas.addEventListener("pointermove", event => this.move(event));
    canvas.addEventListener("pointerup", event => this.up(event));
    canvas.addEventListener("pointercancel", () => { this.drag = null; this.draw(); });
  }

  // Where the picture is on the canvas, in CSS pixels.
  get area() {
    const { clientWidth: width, clientHeight: height } = this.canvas;
    const scale = Math.min(width / this.size.width, height / this.size.height) || 0;
    const [w, h] = [this.size.width * scale, this.size.height * scale];
    return { left: (width - w) / 2, top: (height - h) / 2, width: w, height: h };
  }

  // Draws before the next picture of the page, once, however often it is asked for.
  draw() {
    if (this.isDue) return;
    this.isDue = true;
    requestAnimationFrame(() => { this.isDue = false; this.paint(); });
  }

  paint() {
    const { canvas, area } = this, ratio = devicePixelRatio || 1;
    const [width, height] = [Math.round(canvas.clientWidth * ratio), Math.round(canvas.clientHeight * ratio)];
    if (canvas.width !== width || canvas.height !== height) [canvas.width, canvas.height] = [width, height];
    const context = this.context = canvas.getContext("2d");
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    context.clearRect(0, 0, canvas.clientWidth, canvas.clientHeight);
    const look = this.look();
    context.save();
    context.beginPath();
    context.rect(area.left, area.top, area.width, area.height);
    context.clip();
    if (look.frame) this.covers(look);
    for (const one of look.boxes) this.drawn(one, look);
    if (look.doubt) this.outline(look.doubt, this.colour("--doubtful"), 3, [5, 4]);
    if (look.draft) this.outline(look.draft, this.colour("--drawn"), 3, [6, 4]);
    context.restore();
  }

  colour(name) { return this.colours.getPropertyValue(name).trim(); }

  pixels([left, top, width, height]) {
    const area = this.area;
    return [area.left + left * area.width, area.top + top * area.height, width * area.width, height * area.height];
  }

  covers(look) {
    const { context, area } = this;
    if (look.frame.isWhole && look.isCovered) {
      context.fillStyle = "#777";
      context.fillRect(area.left, area.top, area.width, area.height);
    }
    for (const cover of look.frame.boxes) {
      const isShown = look.isShown(cover), isSelected = look.selectedTracks.has(cover.track);
      if (!isShown && look.isCovered) this.cover(cover, look.shape);
      const colour = isShown ? this.colour("--shown") : this.colour(isSelected ? "--drawn" : "--detected");
      if (!isShown && !isSelected && look.isCovered) continue;
      this.outline(cover.box, colour, isSelected ? 3 : 1.5, isShown ? [5, 4] : []);
    }
  }

  // The shape that is hidden: the box with elliptic corners.
  cover({ box, radii }, shape) {
    const { context, area } = this, [x, y, w, h] = this.pixels(box);
    const [rx, ry] = shape === "box" ? [0, 0] : [Math.min(radii[0] * area.width, w / 2), Math.min(radii[1] * area.height, h / 2)];
    context.fillStyle = "rgb(128 128 128)";
    context.beginPath();
    context.roundRect(x, y, w, h, [{ x: rx, y: ry }]);
    context.fill();
  }

  drawn({ box, isSelected }, look) {
    if (look.isCovered) {
      this.context.fillStyle = "rgb(128 128 128)";
      this.context.fillRect(...this.pixels(box));
    }
    this.outline(box, this.colour("--drawn"), isSelected ? 3 : 1.5, []);
    if (!isSelected) return;
    const [x, y, w, h] = this.pixels(box);
    this.context.fillStyle = this.colour("--drawn");
    for (const [cx, cy] of [[x, y], [x + w, y], [x, y + h], [x + w, y + h]]) this.context.fillRect(cx - 5, cy - 5, 10, 10);
  }

  outline(box, colour, width, dash) {
    const context = this.context;
    for (const [style, line] of [["rgb(255 255 255 / .8)", width + 2], [colour, width]]) {
      context.strokeStyle = style;
      context.lineWidth = line;
      context.setLineDash(style === colour ? dash : []);
      context.strokeRect(...this.pixels(box));
    }
    context.setLineDash([]);
  }

  point(event) {
    const area = this.area, bounds = this.canvas.getBoundingClientRect();
    return [(event.clientX - bounds.left - area.left) / area.width, (event.clientY - bounds.top - area.top) / area.height];
  }

  down(event) {
    const [x, y] = this.point(event), look = this.look();
    this.canvas.setPointerCapture(event.pointerId);
    if (look.draft) return this.drag = { kind: "draft", from: [x, y] };
    const selected = look.boxes.find(one => one.isSelected);
    const grip = selected && this.grip(selected.box, x, y);
    if (grip) return this.drag = { kind: grip, id: selected.id, box: selected.box, from: [x, y] };
    const inside = ([left, top, width, height]) => x >= left && x <= left + width && y >= top && y <= top + height;
    const box = look.boxes.find(one => inside(one.box));
    const cover = look.frame?.boxes.find(one => inside(one.box));
    this.actions.pick(box ? { box: box.id } : cover ? { track: cover.track } : null);
  }

  // What a drag from a point does to a box: "move", or the corner that it takes along; null outside.
  grip([left, top, width, height], x, y) {
    const area = this.area, reach = [HANDLE / area.width, HANDLE / area.height];
    const near = (a, b, axis) => Math.abs(a - b) <= reach[axis];
    for (const [name, cx, cy] of [["nw", left, top], ["ne", left + width, top], ["sw", left, top + height], ["se", left + width, top + height]]) {
      if (near(x, cx, 0) && near(y, cy, 1)) return name;
    }
    return x > left && x < left + width && y > top && y < top + height ? "move" : null;
  }

  move(event) {
    if (!this.drag) return;
    const [x, y] = this.point(event);
    if (this.drag.kind === "draft") return this.actions.draft(between(this.drag.from, [x, y]));
    this.drag.last = resized(this.drag.box, this.drag.kind, x - this.drag.from[0], y - this.drag.from[1]);
    this.actions.moved(this.drag.id, this.drag.last, false);
  }

  up() {
    const drag = this.drag;
    this.drag = null;
    if (drag?.kind === "draft") this.actions.drawn();
    else if (drag?.last) this.actions.moved(drag.id, drag.last, true);
  }
}

const between = ([x, y], [u, v]) => [Math.min(x, u), Math.min(y, v), Math.max(Math.abs(u - x), .004), Math.max(Math.abs(v - y), .004)];

export function resized([left, top, width, height], kind, dx, dy) {
  const least = .004;
  if (kind === "move") return [left + dx, top + dy, width, height];
  const west = kind.includes("w"), north = kind.includes("n");
  const w = Math.max(least, west ? width - dx : width + dx), h = Math.max(least, north ? height - dy : height + dy);
  return [west ? left + width - w : left, north ? top + height - h : top, w, h];
}
