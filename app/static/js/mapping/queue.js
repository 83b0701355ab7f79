// The list of notes on the mapping page: unmapped notes first.
import { all, byId, closest, first, required } from "../shared/dom.js";

const queue = byId("queue");

/** The list shows the current note, until the facilitator scrolls it to look at others. */
let following = true;
/** @type {HTMLElement | null} */
let current = null;

// The large note above takes more or less room, and a mapped note grows.
const sizes = new ResizeObserver(() => follow());

/** All notes. */
export const notes = () => all(":scope > *", queue);

/** The notes that no filter hides. */
export const shownNotes = () => notes().filter((note) => !note.hasAttribute("data-ui-filtered"));

/** @param {string} id @returns {HTMLElement | null} */
export const noteOf = (id) => document.getElementById(`note-${id}`);

/** @param {HTMLElement} note @returns {string} */
export const idOf = (note) => note.id.slice("note-".length);

/**
 * Where a note stands among the notes, whether it is mapped or not; sorts as text.
 * @param {HTMLElement} note
 * @returns {string}
 */
export const rankOf = (note) => (note.dataset.rank ?? "").slice(1);

/**
 * The note of the list that an event is about.
 * @param {EventTarget | null} target
 */
export const noteAt = (target) => closest(target, ".entry");

/** Whether focus is in the list. */
export const hasFocus = () => queue.contains(document.activeElement);

/** @param {HTMLElement} note */
export const focusNote = (note) => required(".pick", note).focus({ preventScroll: true });

/**
 * Mark the current note, and no other; it is the one that the Tab key reaches.
 * @param {HTMLElement | null} note
 */
export function markCurrent(note) {
  if (current && current !== note) {
    current.removeAttribute("data-ui-current");
    sizes.unobserve(current);
    makeReachable(current, false);
  }
  if (note && current !== note) sizes.observe(note);
  current = note;
  if (!note) return;
  note.setAttribute("data-ui-current", "");
  makeReachable(note, true);
}

/** @param {HTMLElement} note @param {boolean} byTab */
function makeReachable(note, byTab) {
  const pick = first(".pick", note);
  if (pick) pick.tabIndex = byTab ? 0 : -1;
}

/** Bring the current note into view, in this frame, unless the facilitator looks at others. */
export function follow() {
  if (!following || !current?.isConnected) return;
  // Only someone who goes through the list by keys wants the page itself to follow; on a phone it stays with the note
  // on top.
  if (hasFocus()) {
    current.scrollIntoView({ block: "nearest" });
    return;
  }
  const [list, one] = [queue.getBoundingClientRect(), current.getBoundingClientRect()];
  if (one.top < list.top) queue.scrollTop -= list.top - one.top;
  else if (one.bottom > list.bottom) queue.scrollTop += one.bottom - list.bottom;
}

/** From now on the list follows the current note again. */
export function followAgain() {
  following = true;
  requestAnimationFrame(follow);
}

/** Notice when the facilitator looks at other notes. */
export function startQueue() {
  sizes.observe(queue);
  for (const look of ["wheel", "touchmove", "pointerdown"]) {
    queue.addEventListener(look, () => (following = false), { passive: true });
  }
}
