// Which elements a note has: what the page was sent, and on top of it what one has pressed and not yet seen come back.
import { post } from "./acts.js";
import { position } from "./live.js";

export const NOT_ABOUT = "none";
// By note id and element: {on, seq}. The seq is Infinity until the server has answered.
const pressed = new Map();
const undoable = [];
let line = Promise.resolve();

const idOf = (item) => item.id.slice("note-".length);
const isElement = (key) => key !== NOT_ABOUT && !document.querySelector(`[data-element="${CSS.escape(key)}"][data-value]`);

/** What giving `element` to a note with `has` takes away. */
function excluded(element, has) {
  if (element === NOT_ABOUT) return [...has].filter(isElement);
  return isElement(element) && has.has(NOT_ABOUT) ? [NOT_ABOUT] : [];
}

/** The elements that the page was sent for a note. */
export const painted = (item) => new Set((item?.dataset.codes ?? "").split(" ").filter(Boolean));

/** The elements a note has, one's own last presses included. */
export function codes(item) {
  const has = painted(item);
  for (const [element, { on }] of (item && pressed.get(idOf(item))) ?? []) {
    if (on) for (const other of excluded(element, has)) has.delete(other);
    if (on) has.add(element);
    else has.delete(element);
  }
  return has;
}

/** Whether a note has an element, or is not about the framework; a value alone is not enough. */
export const isMapped = (item) =>
  pressed.has(idOf(item)) ? [...codes(item)].some((key) => key === NOT_ABOUT || isElement(key)) : item.hasAttribute("data-mapped");

/** Forget the presses that have come back. */
export function settle() {
  for (const [id, elements] of pressed) {
    for (const [element, { seq }] of elements) if (seq <= position.seq) elements.delete(element);
    if (!elements.size) pressed.delete(id);
  }
}

/** What somebody else did to a note between two paintings of it: `{ given, taken }`. */
export function byOthers(item, before) {
  const now = painted(item);
  const mine = pressed.get(idOf(item)) ?? new Map();
  const pushedOut = new Set([...mine].flatMap(([element, { on }]) => (on ? excluded(element, before) : [])));
  return {
    given: [...now].filter((key) => !before.has(key) && !mine.get(key)?.on),
    taken: [...before].filter((key) => !now.has(key) && mine.get(key)?.on !== false && !pushedOut.has(key)),
  };
}

/** Give or take; `drawn` is called whenever what is shown may have changed. */
export function change(item, element, on, drawn) {
  const has = codes(item);
  const act = { id: idOf(item), element, on, others: on ? excluded(element, has) : [] };
  act.answer = send(act.id, element, on, { seen: [...has].join(" ") || "-" }, drawn);
  undoable.push(act);
  return act.answer;
}

/** Undo one's own last press that changed something, unless somebody has changed the same since. */
export async function undo(drawn, { start, undone, stays, nothing }) {
  const act = undoable.pop();
  if (!act) return nothing();
  const answer = await act.answer;
  if (!answer) return undo(drawn, { start, undone, stays, nothing });
  start(act.id);
  // Somebody else had done it already: it is theirs.
  if (answer.headers.get("x-changed") === "0") return stays(act.element);
  const since = answer.headers.get("x-seq");
  // It did not work: the next try is for the same.
  if (!(await send(act.id, act.element, !act.on, { since }, drawn))) return undoable.push(act);
  undone(act.element, !act.on);
  await Promise.all(act.others.map((other) => send(act.id, other, true, { since }, drawn)));
}

// One after the other, so that quick presses arrive as they were made.
function send(id, element, on, more, drawn) {
  const press = { on, seq: Infinity };
  const elements = pressed.get(id) ?? new Map();
  // The latest press counts last.
  elements.delete(element);
  pressed.set(id, elements.set(element, press));
  drawn();
  const answer = line.then(() => post(`notes/${id}/codings`, { element, on: on ? 1 : 0, ...more }));
  line = answer.then((got) => {
    press.seq = got ? Number(got.headers.get("x-seq")) : 0;
    settle();
    drawn();
  });
  return answer;
}
