// The lists beside the video, and the dialogs.

import { KEYS } from "./keys.js";
import { clock } from "./timeline.js";

const ROW = 60;

export const $ = id => document.getElementById(id);

export function element(tag, properties = {}, ...children) {
  const one = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (name in one && name !== "role") one[name] = value; else one.setAttribute(name, value);
  }
  one.append(...children);
  return one;
}

// A list box whose rows are made for what is visible only.
export class PeopleList {
  // `look`: {people, selectedPerson, marked: Set, title, detail, lookalike, state, pictureOf}; `select(id)`.
  constructor(box, look, select) {
    Object.assign(this, { box, look, select });
    box.addEventListener("scroll", () => this.draw());
    new ResizeObserver(() => this.draw()).observe(box);
  }

  draw() {
    const { people, selectedPerson, marked, title, detail, lookalike, state, pictureOf } = this.look(), { box } = this;
    const first = Math.max(0, Math.floor(box.scrollTop / ROW) - 3);
    const last = Math.min(people.length, Math.ceil((box.scrollTop + box.clientHeight) / ROW) + 3);
    const rows = people.slice(first, last).map((person, index) => {
      const kind = state(person), row = first + index;
      const one = element("div", { role: "option", id: `person-${person.id}`, className: `person${marked.has(person.id) ? " marked" : ""}`,
        "aria-selected": String(person.id === selectedPerson), "aria-posinset": row + 1, "aria-setsize": people.length },
      element("img", { src: pictureOf(person), alt: "", loading: "lazy" }),
      element("span", { className: "who" }, title(person), element("small", {}, detail(person)), element("small", {}, lookalike(person))),
      element("span", { className: `state ${kind}` }, { hidden: "hidden", shown: "shown", partly: "partly shown", stays: "stays hidden", doubtful: "doubtful, visible" }[kind]));
      one.style.top = `${row * ROW}px`;
      one.addEventListener("click", () => this.select(person.id));
      return one;
    });
    const spacer = element("div", { role: "presentation" });
    spacer.style.height = `${people.length * ROW}px`;
    box.replaceChildren(spacer, ...rows);
    const isDrawn = people.slice(first, last).some(one => one.id === selectedPerson);
    if (isDrawn) box.setAttribute("aria-activedescendant", `person-${selectedPerson}`); else box.removeAttribute("aria-activedescendant");
  }

  reveal() {
    const { people, selectedPerson } = this.look(), row = people.findIndex(one => one.id === selectedPerson);
    if (row < 0) return;
    const top = row * ROW, { box } = this;
    if (top < box.scrollTop) box.scrollTop = top;
    else if (top + ROW > box.scrollTop + box.clientHeight) box.scrollTop = top + ROW - box.clientHeight;
  }
}

// Buttons with pictures of places in time: {time, url}.
export function drawPictures(box, moments, seek) {
  box.hidden = moments.length === 0;
  box.replaceChildren(...moments.map(({ time, url }) => {
    const button = element("button", { type: "button", title: clock(time, 1) }, element("img", { src: url, alt: `At ${clock(time, 1)}` }));
    button.addEventListener("click", () => seek(time));
    return button;
  }));
}

// Buttons, one for each weak spot; the first few hundred from the current one on.
export function drawSpots(list, { spots, selectedSpot, lookAt }, select) {
  const at = Math.max(0, spots.indexOf(selectedSpot)), first = Math.max(0, at - 100);
  const rows = spots.slice(first, first + 300).map(spot => {
    const look = lookAt(spot), said = [look?.reason, look?.note].filter(Boolean).join(": ");
    const button = element("button", { type: "button", "aria-current": String(spot === selectedSpot) },
      element("span", { className: look ? "done" : "open" }, look ? "✓ looked at" : "to look at"),
      ` ${clock(spot.start, 1)} ${spot.title}`, element("small", {}, said || spot.advice));
    button.addEventListener("click", () => select(spot));
    return element("li", {}, button);
  });
  list.replaceChildren(...(rows.length ? rows : [element("li", {}, "None.")]));
  list.querySelector("[aria-current=true]")?.scrollIntoView({ block: "nearest" });
}

export function drawKeys(box) {
  box.replaceChildren(...KEYS.map(([title, list]) => element("section", {}, element("h3", {}, title),
    element("dl", {}, ...list.flatMap(([, keys, words]) => [
      element("dt", {}, ...keys.flatMap((key, index) => [...(index ? [" "] : []), element("kbd", {}, shown(key))])), element("dd", {}, words)])))));
}

const shown = key => key.replace("ArrowLeft", "←").replace("ArrowRight", "→").replace("ArrowUp", "↑").replace("ArrowDown", "↓")
  .split("+").map(part => part.length === 1 ? part.toUpperCase() : part).join("+") || "+";

// Asks for a text, and a reason if there are some; null if it was cancelled.
export function ask({ title, text = "", input, value = "", reasons = null, isRequired = false }) {
  const dialog = $("ask");
  $("ask-title").textContent = title;
  $("ask-text").textContent = text;
  $("ask-input-name").textContent = input;
  $("ask-input").value = value;
  $("ask-input").required = isRequired;
  $("ask-choice-label").hidden = $("ask-new-label").hidden = !reasons;
  $("ask-new").value = "";
  if (reasons) fillReasons($("ask-choice"), reasons);
  dialog.returnValue = "cancel";
  dialog.showModal();
  (reasons ? $("ask-choice") : $("ask-input")).focus();
  return new Promise(resolve => dialog.addEventListener("close", () => {
    const added = $("ask-new").value.trim();
    resolve(dialog.returnValue !== "ok" ? null : { text: $("ask-input").value.trim(), reason: added || $("ask-choice").value, added });
  }, { once: true }));
}

export function fillReasons(select, reasons) {
  const value = select.value;
  select.replaceChildren(element("option", { value: "" }, "(none)"), ...reasons.map(one => element("option", { value: one }, one)));
  if (reasons.includes(value)) select.value = value;
}
