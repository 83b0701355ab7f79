// The codings that this facilitator gives and takes, as the page shows them before they have come back.
import { position } from "../live/start.js";
import { post } from "../shared/actions.js";
import { inOrder } from "../shared/timing.js";
import { isElement } from "./elements.js";
import { doneByOthers, excludedBy, NOT_ABOUT, withPresses } from "./exclusion.js";
import { idOf } from "./queue.js";

/** @typedef {import("../shared/request.js").Answer} Answer */
/** @typedef {{ id: string, element: string, on: boolean, others: string[], answer: Promise<Answer | null> }} Change */

/** `seq` is Infinity until the server has answered. @typedef {{ on: boolean, seq: number }} Press */

/** By note and element. @type {Map<string, Map<string, Press>>} */
const pressed = new Map();
/** This facilitator's changes, the latest last. @type {Change[]} */
const changes = [];
/** Quick presses arrive as they were made. */
const run = inOrder();

/** @param {HTMLElement | null} note */
const pressesOf = (note) => (note && pressed.get(idOf(note))) ?? new Map();

/**
 * The elements that the server rendered for a note.
 * @param {HTMLElement | null} note
 * @returns {Set<string>}
 */
export function rendered(note) {
  return new Set((note?.dataset.codes ?? "").split(" ").filter(Boolean));
}

/**
 * The elements of a note, with this facilitator's last presses.
 * @param {HTMLElement | null} note
 * @returns {Set<string>}
 */
export function codesOf(note) {
  return withPresses(rendered(note), pressesOf(note), isElement);
}

/**
 * Whether a note has an element, or is not about the framework; a value alone is not enough.
 * @param {HTMLElement} note
 * @returns {boolean}
 */
export function isMapped(note) {
  if (!pressed.has(idOf(note))) return note.hasAttribute("data-mapped");
  return [...codesOf(note)].some((key) => key === NOT_ABOUT || isElement(key));
}

/** Forget the presses that the page now shows as rendered. */
export function forgetRendered() {
  for (const [id, presses] of pressed) {
    for (const [element, { seq }] of presses) if (seq <= position.seq) presses.delete(element);
    if (!presses.size) pressed.delete(id);
  }
}

/**
 * What others have done to a note.
 * @param {HTMLElement} note
 * @param {ReadonlySet<string>} before the elements that were rendered before the update
 */
export function changesByOthers(note, before) {
  return doneByOthers(before, rendered(note), pressesOf(note), isElement);
}

/**
 * Give an element to a note, or take it away.
 * @param {HTMLElement} note
 * @param {string} element
 * @param {boolean} on
 * @param {() => void} draw called whenever what is shown may have changed
 */
export function changeCoding(note, element, on, draw) {
  const has = codesOf(note);
  const id = idOf(note);
  const answer = send(id, element, on, { seen: [...has].join(" ") || "-" }, draw);
  changes.push({ id, element, on, others: on ? excludedBy(element, has, isElement) : [], answer });
}

/**
 * Undo this facilitator's last change that worked, unless someone has changed the same since.
 * @param {() => void} draw called whenever what is shown may have changed
 * @param {object} told
 * @param {(id: string) => void} told.start which note it is about
 * @param {(element: string, on: boolean) => void} told.undone what has been done
 * @param {(element: string) => void} told.stays someone else had given it already
 * @param {() => void} told.nothing there is nothing to undo
 */
export async function undo(draw, { start, undone, stays, nothing }) {
  let change, answer;
  do {
    change = changes.pop();
    if (!change) return nothing();
    answer = await change.answer;
  } while (!answer);
  const { id, element, on, others } = change;
  start(id);
  // Someone else had done it already: it is theirs.
  if (answer.headers.get("x-changed") === "0") return stays(element);
  const since = answer.headers.get("x-seq") ?? "";
  // If it does not work, the next try is for the same.
  if (!(await send(id, element, !on, { since }, draw))) return void changes.push(change);
  undone(element, !on);
  await Promise.all(others.map((other) => send(id, other, true, { since }, draw)));
}

/**
 * @param {string} id
 * @param {string} element
 * @param {boolean} on
 * @param {Record<string, string>} more what the decision was based on
 * @param {() => void} draw
 */
function send(id, element, on, more, draw) {
  const press = { on, seq: Infinity };
  const presses = pressed.get(id) ?? new Map();
  // The latest press counts last.
  presses.delete(element);
  pressed.set(id, presses.set(element, press));
  draw();
  const answer = run(() => post(`notes/${id}/codings`, { element, on: on ? 1 : 0, ...more }));
  answer.catch(reportError).then((got) => {
    press.seq = got ? Number(got.headers.get("x-seq")) : 0;
    forgetRendered();
    draw();
  });
  return answer;
}
