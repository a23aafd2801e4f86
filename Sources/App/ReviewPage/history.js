// Undo and redo of plain values.

const LIMIT = 500;

export const history = present => ({ past: [], present, future: [] });

// The value after a change; the same history if nothing changed.
export function changed(one, present, label) {
  if (present === one.present) return one;
  return { past: [...one.past, { value: one.present, label }].slice(-LIMIT), present, future: [] };
}

export function undone(one) {
  const last = one.past.at(-1);
  if (!last) return one;
  return { past: one.past.slice(0, -1), present: last.value, future: [{ value: one.present, label: last.label }, ...one.future] };
}

export function redone(one) {
  const [next, ...rest] = one.future;
  if (!next) return one;
  return { past: [...one.past, { value: one.present, label: next.label }], present: next.value, future: rest };
}
