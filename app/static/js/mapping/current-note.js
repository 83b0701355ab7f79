// The note that is being mapped, in large type, with its elements and what others have just done to it.
import { byId, first, required } from "../shared/dom.js";
import { codesOf } from "./codings.js";
import { buttons, keyOf, nameOn, showGiven } from "./elements.js";
import { markCurrent, noteOf, rankOf } from "./queue.js";

const panel = byId("now");
const words = required(".said", panel);
const codes = required(".codes", panel);
const news = required(".news", panel);
const nothing = words.innerHTML;

let id = "";
let rank = "";

/**
 * When others changed an element of the current note, by element, in milliseconds as `performance.now()` counts.
 * @type {Map<string, number>}
 */
export const changedByOthers = new Map();

/** The id of the current note, or "". */
export const currentId = () => id;

/** The current note in the list, or null. */
export const currentNote = () => noteOf(id);

/** Where the current note stood when it was turned to: mapping it may have moved it since. */
export const currentRank = () => rank;

/** Bring the keys to the current note, without scrolling to it. */
export const focusCurrent = () => panel.focus({ preventScroll: true });

/**
 * Turn to a note.
 * @param {string} to
 */
export function turnTo(to) {
  if (to !== id) {
    const note = noteOf(to);
    if (note) rank = rankOf(note);
    changedByOthers.clear();
    showNews("");
    panel.scrollTop = 0;
  }
  id = to;
  draw();
}

/**
 * Show what others have done to the current note.
 * @param {string} sentence "" shows nothing
 */
export function showNews(sentence) {
  news.textContent = sentence;
  news.hidden = !sentence;
}

/** What is shown of what others have done. */
export const shownNews = () => news.textContent;

/** Draw the current note as it is now. */
export function draw() {
  const note = currentNote();
  const has = codesOf(note);
  write(note);
  showGiven(has);
  const given = note ? buttons().filter((button) => has.has(keyOf(button) ?? "")) : [];
  codes.replaceChildren(...given.map((button) => code(/** @type {HTMLElement} */ (note), button)));
  codes.hidden = !has.size;
  markCurrent(note);
}

/**
 * Who gave an element to a note, as the server rendered it.
 * @param {HTMLElement} note
 * @param {string} element
 * @returns {string | undefined}
 */
export function coderOf(note, element) {
  return first(`.codes [data-key="${CSS.escape(element)}"]`, note)?.dataset.coder;
}

/** @param {HTMLElement | null} note */
function write(note) {
  const parts = note ? [required(".words", note), required(".by", note)] : [];
  // A screen reader does not say the same again, and what someone has scrolled to stays.
  const stamp = note ? `${id} ${parts.map((part) => part.textContent).join(" ")}` : "";
  if (words.dataset.stamp === stamp) return;
  words.dataset.stamp = stamp;
  if (note) words.replaceChildren(...parts.map((part) => part.cloneNode(true)));
  else words.innerHTML = nothing;
  panel.dataset.note = id;
  if (note?.dataset.colour) panel.dataset.colour = note.dataset.colour;
  else delete panel.dataset.colour;
}

/** @param {HTMLElement} note @param {HTMLElement} button */
function code(note, button) {
  const made = document.createElement("li");
  made.textContent = nameOn(button);
  const coder = coderOf(note, keyOf(button) ?? "");
  if (coder) {
    const by = document.createElement("bdi");
    by.textContent = coder;
    made.append(" ", by);
  }
  return made;
}
