// The panel with the note being mapped: its text in large type, its elements, and recent changes by others.
import { byId, first, required } from "../shared/dom.js";
import { codesOf } from "./codings.js";
import { buttons, keyOf, nameOn, showGiven } from "./elements.js";
import { tidySoon } from "./parked.js";
import { markCurrent, noteOf, rankOf } from "./queue.js";
import { showSuggestions } from "./suggestions.js";

const panel = byId("now");
const words = required(".said", panel);
const codes = byId("given");
const news = byId("news");
const nothing = words.innerHTML;

let id = "";
let rank = "";

/**
 * The time at which others last changed each element of the current note, in milliseconds of `performance.now()`.
 * @type {Map<string, number>}
 */
export const changedByOthers = new Map();

/** The id of the current note, or "". */
export const currentId = () => id;

/** The current note in the list, or null. */
export const currentNote = () => noteOf(id);

/** The rank of the current note when it was opened; mapping it may have changed its rank since. */
export const currentRank = () => rank;

/** Focus the current note without scrolling to it. */
export const focusCurrent = () => panel.focus({ preventScroll: true });

/**
 * Make a note the current one.
 * @param {string} to
 */
export function turnTo(to) {
  if (to !== id) {
    const note = noteOf(to);
    if (note) rank = rankOf(note);
    changedByOthers.clear();
    showNews("");
    panel.scrollTop = 0;
    tidySoon();
  }
  id = to;
  draw();
}

/** Milliseconds for which a change by others is shown. */
const NEWS_MS = 12_000;
/** @type {ReturnType<typeof setTimeout> | undefined} */
let newsTimer;

/**
 * Show a sentence about a change by others to the current note, for a while.
 * @param {string} sentence "" removes the one shown
 */
export function showNews(sentence) {
  news.textContent = sentence;
  clearTimeout(newsTimer);
  if (sentence) newsTimer = setTimeout(() => showNews(""), NEWS_MS);
}

/** The sentence shown about a change by others. */
export const shownNews = () => news.textContent;

/** Draw the current note in its present state. */
export function draw() {
  const note = currentNote();
  const has = codesOf(note);
  write(note);
  showGiven(has);
  showSuggestions(note);
  const given = note ? buttons().filter((button) => has.has(keyOf(button) ?? "")) : [];
  codes.replaceChildren(...given.map((button) => code(/** @type {HTMLElement} */ (note), button)));
  markCurrent(note);
}

/**
 * The name of the person who added an element to a note, as rendered by the server.
 * @param {HTMLElement} note
 * @param {string} element
 * @returns {string | undefined}
 */
export function coderOf(note, element) {
  return first(`.codes [data-key="${CSS.escape(element)}"]`, note)?.dataset.coder;
}

/**
 * The name of the person who has just removed an element from a note; undefined if that is not known.
 * @param {HTMLElement} note
 * @param {string} element
 * @returns {string | undefined}
 */
export function removerOf(note, element) {
  return JSON.parse(note.dataset.removed ?? "{}")[element];
}

/** @param {HTMLElement | null} note */
function write(note) {
  const parts = note ? [required(".words", note), required(".by", note)] : [];
  // Unchanged text is not written again: a screen reader would repeat it, and the panel would scroll to its top.
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
    by.translate = false;
    by.textContent = coder;
    made.append(" ", by);
  }
  return made;
}
