// Keeps a note in place on the screen during updates, if the reader acts on it, points at it or has focus in it.
// The browser's own scroll anchoring keeps the rest in place.
import { all, closest, first } from "../shared/dom.js";

/** Milliseconds after an action during which its note is kept in place. */
const HELD_FOR = 4000;

const ANCHORS = CSS.supports("overflow-anchor: auto");
/** False for touch: the last touched note says nothing about the next one. */
const POINTS = matchMedia("(hover: hover)");

/** @type {{ id: string, until: number } | null} */
let acted = null;
/** @type {Array<{ id: string, paper: HTMLElement, top: number }>} */
let places = [];

/** @param {EventTarget | null} target */
const boardNote = (target) => closest(target, ".paper [data-rank]");

/** The note under the pointer, read when needed, because updates move notes under a resting pointer. */
const pointed = () => (POINTS.matches ? first(".paper [data-rank]:hover") : null);

/**
 * Keep a note in place while the result of an action on it arrives.
 * @param {Element | null} note
 */
export function actOn(note) {
  if (note?.id) acted = { id: note.id, until: performance.now() + HELD_FOR };
}

/**
 * Whether the reader points at a note of this paper or has focus in one: then nothing may scroll it.
 * @param {HTMLElement} paper
 */
export function inUse(paper) {
  return [pointed(), boardNote(document.activeElement)].some((note) => note?.isConnected && paper.contains(note));
}

/** Remember the positions of these notes before an update. */
export function rememberPlaces() {
  const recent = acted && acted.until > performance.now() ? document.getElementById(acted.id) : null;
  const held = [recent, boardNote(document.activeElement), pointed(), ...(ANCHORS ? [] : firstInSight())];
  const before = places;
  places = [];
  for (const note of held) {
    const paper = note?.isConnected && closest(note, ".paper");
    if (!paper || places.some((place) => place.paper === paper) || !isInSight(note, paper)) continue;
    const { top } = note.getBoundingClientRect();
    // Scrolling rounds to whole pixels, so the intended position is kept, or the note would creep.
    const same = before.find(({ id, top: meant }) => id === note.id && Math.abs(meant - top) < 1);
    places.push({ id: note.id, paper, top: same?.top ?? top });
  }
}

/** Scroll so that these notes are where they were. A note that was removed or moved is not followed. */
export function restorePlaces() {
  for (const { id, paper, top } of places) {
    const note = document.getElementById(id);
    if (!note || !note.checkVisibility() || closest(note, ".paper") !== paper) continue;
    const moved = note.getBoundingClientRect().top - top;
    if (Math.abs(moved) >= 1) paper.scrollTop += moved;
  }
}

/** The first visible note of every paper. */
function firstInSight() {
  return all(".paper").map((paper) =>
    all(".notes > [data-rank]", paper).find((note) => isInSight(note, paper)) ?? null
  );
}

/** @param {HTMLElement} note @param {HTMLElement} paper */
function isInSight(note, paper) {
  const [inner, outer] = [note.getBoundingClientRect(), paper.getBoundingClientRect()];
  return inner.bottom > outer.top && inner.top < outer.bottom;
}
