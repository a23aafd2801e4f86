// The boxes of frames, fetched by spans of some seconds when they are needed.

import * as api from "./api.js";

const SPAN = 8, KEPT = 24;

export class Covers {
  constructor(onLoad) {
    this.onLoad = onLoad;
    this.spans = new Map();
  }

  // The frames of a span; null while they are fetched.
  span(number) {
    const held = this.spans.get(number);
    if (held) {
      this.spans.delete(number);
      this.spans.set(number, held);
      return held.frames;
    }
    this.spans.set(number, { frames: null });
    if (this.spans.size > KEPT) this.spans.delete(this.spans.keys().next().value);
    this.load(number).catch(() => this.spans.delete(number));
    return null;
  }

  async load(number) {
    const { frames, reasons } = await api.boxes(number * SPAN, (number + 1) * SPAN);
    const parsed = frames.map(([start, end, isWhole, list]) => {
      const boxes = [];
      for (let at = 0; at < list.length; at += 9) {
        boxes.push({ track: list[at], box: list.slice(at + 1, at + 5), radii: list.slice(at + 5, at + 7),
          reason: reasons[list[at + 7]], isChanged: list[at + 8] === 1 });
      }
      return { start, end, isWhole: isWhole === 1, boxes };
    });
    this.spans.set(number, { frames: parsed });
    this.onLoad();
    return parsed;
  }

  // The frame that is on screen at a time; null while it is fetched.
  at(time) {
    const frames = this.span(Math.max(0, Math.floor(time / SPAN)));
    this.span(Math.floor(time / SPAN) + 1);
    if (!frames?.length) return null;
    let low = 0, high = frames.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (frames[middle].start > time + 1e-6) high = middle; else low = middle + 1;
    }
    return frames[Math.max(0, low - 1)];
  }

  // The same, waiting for it.
  async when(time) {
    const number = Math.max(0, Math.floor(time / SPAN));
    if (!this.spans.get(number)?.frames) await this.load(number);
    return this.at(time);
  }

  // The start of the frame that is some frames away.
  async step(time, count, seconds) {
    let frame = await this.when(time);
    for (let left = Math.abs(count); left > 0 && frame; left -= 1) {
      const next = count > 0 ? frame.end + 1e-4 : frame.start - 1e-4;
      if (next < 0 || next >= seconds) break;
      const moved = await this.when(next);
      if (!moved) break;
      frame = moved;
    }
    return frame?.start ?? time;
  }
}
