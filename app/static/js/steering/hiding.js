// Whether a press on H hides a note or shows it again.
import { byId } from "../shared/dom.js";
import { JUST_NOW } from "../shared/note-changes.js";

/** @param {HTMLElement} note @returns {0 | 1} */
const isHidden = (note) => (note.hasAttribute("data-hidden") ? 1 : 0);

/**
 * When each note was last hidden or shown by anything but what this facilitator asked for, in milliseconds.
 * @type {Map<Node, number>}
 */
const turnedByOthers = new Map();
/** What this facilitator is asking for. @type {{ note?: HTMLElement, on?: number }} */
let asking = {};

/** Watch which notes are hidden and shown. */
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
 * This facilitator asks for a note to be hidden or shown, and what comes of it is their own doing.
 * @param {HTMLElement} note
 * @param {number} on 1 hides, 0 shows again
 */
export function askingFor(note, on) {
  asking = { note, on };
}

/** What was asked for has been answered. */
export function askedFor() {
  asking = {};
}

/**
 * What a press meant: the opposite of what the reader saw, which may be what was there a moment before.
 * @param {HTMLElement} note
 * @param {number} pressedAt milliseconds, as `performance.now()` counts
 * @returns {number} 1 hides, 0 shows again
 */
export function meantBy(note, pressedAt) {
  const turnedAt = turnedByOthers.get(note);
  turnedByOthers.delete(note);
  return turnedAt !== undefined && turnedAt > pressedAt - JUST_NOW ? isHidden(note) : 1 - isHidden(note);
}
