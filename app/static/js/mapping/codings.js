// This facilitator's changes of codings, which the page shows before the server's update arrives.
import { position } from "../live/start.js";
import { post } from "../shared/actions.js";
import { inOrder } from "../shared/timing.js";
import { isElement } from "./elements.js";
import { doneByOthers, excludedBy, NOT_ABOUT, withPresses } from "./exclusion.js";
import { idOf, noteOf } from "./queue.js";
import { numberOf } from "./suggestions.js";

/** @typedef {import("../shared/request.js").Answer} Answer */
/** @typedef {{ id: string, element: string, on: boolean, others: string[], answer: Promise<Answer | null> }} Change */

/** `seq` is Infinity until the server has answered. @typedef {{ on: boolean, seq: number }} Press */

/** Presses by note and element. @type {Map<string, Map<string, Press>>} */
const pressed = new Map();
/** This facilitator's changes, the latest last. @type {Change[]} */
const changes = [];
/** Sends quick presses in the order in which they were made. */
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
 * The elements of a note, including this facilitator's latest presses.
 * @param {HTMLElement | null} note
 * @returns {Set<string>}
 */
export function codesOf(note) {
  return withPresses(rendered(note), pressesOf(note), isElement);
}

/**
 * Whether a note has an element or is marked "not about the framework". A value alone is not enough.
 * @param {HTMLElement} note
 * @returns {boolean}
 */
export function isMapped(note) {
  if (!pressed.has(idOf(note))) return note.hasAttribute("data-mapped");
  return [...codesOf(note)].some((key) => key === NOT_ABOUT || isElement(key));
}

/** Forget the presses that the rendered page now includes. */
export function forgetRendered() {
  for (const [id, presses] of pressed) {
    for (const [element, { seq }] of presses) if (seq <= position.seq) presses.delete(element);
    if (!presses.size) pressed.delete(id);
  }
}

/**
 * The elements that others added to a note or removed from it.
 * @param {HTMLElement} note
 * @param {ReadonlySet<string>} before the elements that were rendered before the update
 */
export function changesByOthers(note, before) {
  return doneByOthers(before, rendered(note), pressesOf(note), isElement);
}

/**
 * Add an element to a note, or remove it.
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
 * Undo this facilitator's last successful change, unless another person has changed the same coding since.
 * @param {() => void} draw called whenever what is shown may have changed
 * @param {object} callbacks
 * @param {(id: string) => void} callbacks.start called with the note before the change is undone
 * @param {(element: string, on: boolean) => void} callbacks.undone called with the new state
 * @param {(element: string) => void} callbacks.stays called if another person had added the element too
 * @param {() => void} callbacks.nothing called if there is nothing to undo
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
  // Another person had made the same change already, so it is theirs.
  if (answer.headers.get("x-changed") === "0") return stays(element);
  const since = answer.headers.get("x-seq") ?? "";
  // If it fails, the next undo tries the same change.
  if (!(await send(id, element, !on, { since }, draw))) return void changes.push(change);
  undone(element, !on);
  await Promise.all(others.map((other) => send(id, other, true, { since }, draw)));
}

/**
 * @param {string} id
 * @param {string} element
 * @param {boolean} on
 * @param {Record<string, string>} more fields that say what the page showed
 * @param {() => void} draw
 */
function send(id, element, on, more, draw) {
  const press = { on, seq: Infinity };
  const presses = pressed.get(id) ?? new Map();
  // Moves the press to the end, because the latest one decides.
  presses.delete(element);
  pressed.set(id, presses.set(element, press));
  draw();
  const suggested = on ? numberOf(noteOf(id), element) : 0;
  const fields = { element, on: on ? 1 : 0, ...(suggested ? { suggested } : {}), ...more };
  const answer = run(() => post(`notes/${id}/codings`, fields));
  answer.catch(reportError).then((got) => {
    press.seq = got ? Number(got.headers.get("x-seq")) : 0;
    forgetRendered();
    draw();
  });
  return answer;
}
