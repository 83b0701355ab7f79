// Notes that were mapped while they were current. They take their new places after the next note has been drawn.
import { putInPlace } from "../live/place.js";
import { follow, holdEntry, isCurrent, pointedAt, releaseEntry } from "./queue.js";

/** Milliseconds after turning to another note. Moving one entry lays out and paints a thousand others. */
const TIDY_MS = 100;

/** @type {Set<HTMLElement>} */
const parked = new Set();
/** @type {ReturnType<typeof setTimeout> | undefined} */
let tidying;

/**
 * Whether a note stays where it is in the list for now.
 * @param {Element} note
 * @param {HTMLElement | null} fresh its new version, if there is one
 */
export function keepsPlace(note, fresh) {
  const one = /** @type {HTMLElement} */ (note);
  if (isCurrent(note) && fresh && fresh.hasAttribute("data-mapped") !== note.hasAttribute("data-mapped")) {
    parked.add(one);
  }
  return parked.has(one);
}

/** After turning to another note: let the notes that were mapped take their places soon. */
export function tidySoon() {
  clearTimeout(tidying);
  if (parked.size) tidying = setTimeout(tidy, TIDY_MS);
}

function tidy() {
  const entry = pointedAt();
  holdEntry(entry);
  for (const note of parked) {
    if (isCurrent(note)) continue;
    parked.delete(note);
    putInPlace(note, keepsPlace);
  }
  if (entry) releaseEntry();
  else follow();
}
