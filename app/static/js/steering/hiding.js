// Decides whether a press on H hides a note or shows it again.
import { byId } from "../shared/dom.js";
import { JUST_NOW } from "../shared/note-changes.js";

/** @param {HTMLElement} note @returns {0 | 1} */
const isHidden = (note) => (note.hasAttribute("data-hidden") ? 1 : 0);

/**
 * The time at which others last hid or showed each note, in milliseconds of `performance.now()`.
 * @type {Map<Node, number>}
 */
const turnedByOthers = new Map();
/** The change that this facilitator has requested. @type {{ note?: HTMLElement, on?: number }} */
let asking = {};

/** Watch notes being hidden and shown. */
export function watchHiding() {
  const options = { subtree: true, attributeFilter: ["data-hidden"] };
  new MutationObserver((changes) => {
    for (const { target } of changes) {
      if (target === asking.note && isHidden(asking.note) === asking.on) turnedByOthers.delete(target);
      else turnedByOthers.set(target, performance.now());
    }
  }).observe(byId("main"), options);
}

/**
 * Record this facilitator's request, so that its result does not count as a change by others.
 * @param {HTMLElement} note
 * @param {number} on 1 hides, 0 shows again
 */
export function askingFor(note, on) {
  asking = { note, on };
}

/** Record that the request has been answered. */
export function askedFor() {
  asking = {};
}

/**
 * The intended result of a press: the opposite of what the reader saw, which may be the state a moment before.
 * @param {HTMLElement} note
 * @param {number} pressedAt milliseconds, as `performance.now()` counts
 * @returns {number} 1 hides, 0 shows again
 */
export function meantBy(note, pressedAt) {
  const turnedAt = turnedByOthers.get(note);
  turnedByOthers.delete(note);
  return turnedAt !== undefined && turnedAt > pressedAt - JUST_NOW ? isHidden(note) : 1 - isHidden(note);
}
