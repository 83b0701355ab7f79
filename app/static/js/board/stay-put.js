// The note that someone acts on, has focus in or points at stays where it is on the screen, whatever an update changes
// around it. Everything else is left to the browser, where it keeps in place what people read.
import { all, closest, first } from "../shared/dom.js";

/** For how many milliseconds after an action the note it was about is held. */
const HELD_FOR = 4000;

const ANCHORS = CSS.supports("overflow-anchor: auto");
/** A finger points at nothing: what it touched last is no sign of what it will touch. */
const POINTS = matchMedia("(hover: hover)");

/** @type {{ id: string, until: number } | null} */
let acted = null;
/** @type {Array<{ id: string, paper: HTMLElement, top: number }>} */
let places = [];

/** @param {EventTarget | null} target */
const boardNote = (target) => closest(target, ".paper [data-rank]");

/** The note that is pointed at: asked for when it matters, for what lies below a pointer at rest changes too. */
const pointed = () => (POINTS.matches ? first(".paper [data-rank]:hover") : null);

/**
 * Someone acts on a note: through what comes of it, the note stays where it is.
 * @param {Element | null} note
 */
export function actOn(note) {
  if (note?.id) acted = { id: note.id, until: performance.now() + HELD_FOR };
}

/**
 * Whether someone points at a note of this paper or has focus in one: then nothing may scroll it.
 * @param {HTMLElement} paper
 */
export function inUse(paper) {
  return [pointed(), boardNote(document.activeElement)].some((note) => note?.isConnected && paper.contains(note));
}

/** Remember where those notes are: an update is about to come. */
export function rememberPlaces() {
  const recent = acted && acted.until > performance.now() ? document.getElementById(acted.id) : null;
  const held = [recent, boardNote(document.activeElement), pointed(), ...(ANCHORS ? [] : firstInSight())];
  const before = places;
  places = [];
  for (const note of held) {
    const paper = note?.isConnected && closest(note, ".paper");
    if (!paper || places.some((place) => place.paper === paper) || !isInSight(note, paper)) continue;
    const { top } = note.getBoundingClientRect();
    // Scrolling is by whole pixels: where it was meant to be counts, or it would creep.
    const same = before.find(({ id, top: meant }) => id === note.id && Math.abs(meant - top) < 1);
    places.push({ id: note.id, paper, top: same?.top ?? top });
  }
}

/** Scroll so that they are there again. A note that has gone, or gone elsewhere, is not followed. */
export function restorePlaces() {
  for (const { id, paper, top } of places) {
    const note = document.getElementById(id);
    if (!note || !note.checkVisibility() || closest(note, ".paper") !== paper) continue;
    const moved = note.getBoundingClientRect().top - top;
    if (Math.abs(moved) >= 1) paper.scrollTop += moved;
  }
}

/** The first note in sight of every paper. */
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
