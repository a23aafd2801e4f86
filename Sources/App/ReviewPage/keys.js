// The keys and what they do. The same list is the help.

export const KEYS = [
  ["Play", [
    ["playPause", ["Space", "k"], "Play or pause"],
    ["slower", ["j"], "Play backwards; again: faster"],
    ["faster", ["l"], "Play forwards; again: faster"],
    ["back", ["d", ","], "One frame back"],
    ["forward", ["f", "."], "One frame forward"],
    ["backTen", ["Shift+d", "Shift+,"], "Ten frames back"],
    ["forwardTen", ["Shift+f", "Shift+."], "Ten frames forward"],
    ["home", ["Home"], "To the beginning"],
    ["end", ["End"], "To the end"],
    ["beforeAfter", ["b"], "With covers, without covers"],
    ["preview", ["v"], "This frame with the real effect"],
    ["result", ["Shift+v"], "The rendered result, the video"],
  ]],
  ["Weak spots", [
    ["nextSpot", ["w"], "Next weak spot that nobody looked at"],
    ["previousSpot", ["Shift+w"], "Previous weak spot"],
    ["looked", ["a"], "Looked at it"],
    ["lookedNote", ["Shift+a"], "Looked at it, with a reason and a note"],
  ]],
  ["Select", [
    ["up", ["ArrowUp"], "Previous person"],
    ["down", ["ArrowDown"], "Next person"],
    ["pick", ["p"], "Next cover on this frame"],
    ["mark", ["x"], "Mark the person for merging"],
    ["in", ["i"], "In: a span begins here"],
    ["out", ["o"], "Out: the span ends here"],
    ["clear", ["Escape"], "Clear the span and the selection"],
  ]],
  ["Correct", [
    ["toggle", ["h"], "Hide or show the person, in the span if there is one"],
    ["notAFace", ["u"], "Not a face"],
    ["draw", ["n"], "Draw a box: drag, or arrow keys, then Enter"],
    ["follow", ["g"], "Follow the drawn box by its pixels, both ways"],
    ["region", ["r"], "Draw a region that is hidden in the span"],
    ["wholeFrame", ["Shift+r"], "Hide the whole picture in the span"],
    ["split", ["s"], "Split the track here"],
    ["merge", ["m"], "Merge the marked people"],
    ["joinAlike", ["Shift+m"], "Merge those who look like the person"],
    ["beginHere", ["["], "The track or box begins here: trim or extend"],
    ["endHere", ["]"], "The track or box ends here: trim or extend"],
    ["name", ["Enter"], "Name the person"],
    ["remove", ["Delete", "Backspace"], "Delete the box, or the decisions on the person"],
    ["undo", ["Ctrl+z"], "Undo"],
    ["redo", ["Ctrl+Shift+z", "Ctrl+y"], "Redo"],
  ]],
  ["Move the selected box", [
    ["moveLeft", ["Alt+ArrowLeft"], "To the left"], ["moveRight", ["Alt+ArrowRight"], "To the right"],
    ["moveUp", ["Alt+ArrowUp"], "Up"], ["moveDown", ["Alt+ArrowDown"], "Down"],
    ["narrower", ["Alt+Shift+ArrowLeft"], "Narrower"], ["wider", ["Alt+Shift+ArrowRight"], "Wider"],
    ["lower", ["Alt+Shift+ArrowUp"], "Lower"], ["higher", ["Alt+Shift+ArrowDown"], "Higher"],
  ]],
  ["Timeline", [
    ["zoomIn", ["+", "="], "Zoom in"],
    ["zoomOut", ["-"], "Zoom out"],
    ["zoomAll", ["0"], "The whole video"],
  ]],
  ["Result", [
    ["render", ["Ctrl+Enter"], "Render, then verify"],
    ["sign", ["Ctrl+Shift+Enter"], "Sign"],
    ["help", ["?"], "This list"],
  ]],
];

const SHIFTED = { "<": ",", ">": ".", ";": ",", ":": "." };

// The name of a key press: `Ctrl+Shift+z`.
export function chord(event) {
  let key = event.key === " " ? "Space" : event.key;
  const isSymbol = key.length === 1 && key.toLowerCase() === key.toUpperCase();
  if (event.shiftKey && SHIFTED[key]) key = SHIFTED[key];
  else if (isSymbol) return (event.ctrlKey || event.metaKey ? "Ctrl+" : "") + (event.altKey && !"[]".includes(key) ? "Alt+" : "") + key;
  const name = key.length === 1 ? key.toLowerCase() : key;
  return `${event.ctrlKey || event.metaKey ? "Ctrl+" : ""}${event.altKey ? "Alt+" : ""}${event.shiftKey ? "Shift+" : ""}${name}`;
}

const ACTIONS = new Map(KEYS.flatMap(([, list]) => list.flatMap(([action, keys]) => keys.map(key => [key, action]))));

// The action of a key press; undefined for other keys, and for keys that the focused element needs itself.
export function actionOf(event) {
  const target = event.target;
  if (target?.closest?.("dialog, input, textarea, select")) return undefined;
  const name = chord(event);
  if (target?.closest?.("button, a, summary") && ["Space", "Enter"].includes(name)) return undefined;
  return ACTIONS.get(name);
}
