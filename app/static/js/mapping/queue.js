// The list of notes on the mapping page: unmapped notes first.
import { byId, closest, first, required } from "../shared/dom.js";

const queue = byId("queue");

/** True while the list keeps the current note in view; false after the facilitator scrolls the list. */
let following = true;
/** @type {HTMLElement | null} */
let current = null;

// The panel above changes its height, and a mapped note grows.
const sizes = new ResizeObserver(() => follow());

/** All notes. Read from `children`, because a selector would be tried on everything inside a thousand notes. */
export const notes = () => /** @type {HTMLElement[]} */ (Array.from(queue.children));

/**
 * Whether no filter hides a note.
 * @param {HTMLElement} note
 */
export const isShown = (note) => !note.hasAttribute("data-ui-filtered");

/** The notes that no filter hides. */
export const shownNotes = () => notes().filter(isShown);

/** @param {string} id @returns {HTMLElement | null} */
export const noteOf = (id) => document.getElementById(`note-${id}`);

/** @param {HTMLElement} note @returns {string} */
export const idOf = (note) => note.id.slice("note-".length);

/**
 * A note's rank in board order, without the part that says whether it is mapped; sorts as text.
 * @param {HTMLElement} note
 * @returns {string}
 */
export const rankOf = (note) => (note.dataset.rank ?? "").slice(1);

/**
 * The note of the list that contains an event's target.
 * @param {EventTarget | null} target
 */
export const noteAt = (target) => closest(target, ".entry");

/** Whether focus is in the list. */
export const hasFocus = () => queue.contains(document.activeElement);

/** @param {HTMLElement} note */
export const focusNote = (note) => required(".pick", note).focus({ preventScroll: true });

/** @param {Element} note */
export const isCurrent = (note) => note === current;

/**
 * Mark the current note and no other. The Tab key reaches only this one.
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

/** Scroll the current note into view at once, unless the facilitator has scrolled the list. */
export function follow() {
  if (!following || !current?.isConnected) return;
  // The page itself scrolls only if the list has focus. On a phone it stays at the panel on top.
  if (hasFocus()) {
    current.scrollIntoView({ block: "nearest" });
    return;
  }
  const [list, one] = [queue.getBoundingClientRect(), current.getBoundingClientRect()];
  if (one.top < list.top) queue.scrollTop -= list.top - one.top;
  else if (one.bottom > list.bottom) queue.scrollTop += one.bottom - list.bottom;
}

/** The entry that an update must not move, and where it is meant to be. @type {{ entry: HTMLElement, top: number } | null} */
let held = null;

/** The entry that is pointed at. A selector would be tried on everything inside a thousand entries. */
export const pointedAt = () => (queue.matches(":hover") && notes().find((note) => note.matches(":hover"))) || null;

/**
 * Before the list changes: remember where an entry is, by default the one that has focus or that is pointed at.
 * @param {HTMLElement | null} entry
 */
export function holdEntry(entry = noteAt(document.activeElement) ?? pointedAt()) {
  const top = entry?.getBoundingClientRect().top ?? 0;
  // Scrolling rounds to whole pixels, so the place that was meant is kept, or the entry would creep.
  const same = held?.entry === entry && Math.abs(held.top - top) < 1;
  if (!same) held = entry && { entry, top };
}

/** After the change: scroll the list so that this entry is where it was. */
export function releaseEntry() {
  if (held?.entry.isConnected) queue.scrollTop += held.entry.getBoundingClientRect().top - held.top;
}

/** Let the list keep the current note in view again. */
export function followAgain() {
  following = true;
  requestAnimationFrame(follow);
}

/** Listen for the facilitator's scrolling of the list. */
export function startQueue() {
  sizes.observe(queue);
  for (const look of ["wheel", "touchmove", "pointerdown"]) {
    queue.addEventListener(look, () => (following = false), { passive: true });
  }
}
