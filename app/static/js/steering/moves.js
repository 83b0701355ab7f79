// Computes a note's place on the board and the place after one step. Steps skip notes that a filter or a
// closed stack hides.
import { all, closest } from "../shared/dom.js";

/**
 * A place on the board: a column, and the id of the note before; "" is the top, undefined the end.
 * @typedef {{ column: string, after: string | undefined }} Place
 */

/** @typedef {"up" | "down" | "top" | "end" | "left" | "right"} Move */

/** @param {HTMLElement} note @returns {string} */
export const idOf = (note) => note.id.slice("note-".length);

/** @param {HTMLElement} note @returns {string} the id of its column */
const columnOf = (note) => closest(note, ".column")?.dataset.column ?? "";

/** @param {Element | null} element @returns {HTMLElement | null} */
const asNote = (element) => (element instanceof HTMLElement && element.matches("[data-rank]") ? element : null);

/**
 * The place of a note.
 * @param {HTMLElement} note
 * @returns {Place}
 */
export function placeOf(note) {
  const previous = asNote(note.previousElementSibling);
  return { column: columnOf(note), after: previous ? idOf(previous) : "" };
}

/**
 * The nearest shown note on one side.
 * @param {HTMLElement} note
 * @param {"previousElementSibling" | "nextElementSibling"} side
 */
function beside(note, side) {
  let other = note[side];
  while (other?.matches("[data-ui-filtered], [data-under]:not([data-ui-unfolded])")) other = other[side];
  return asNote(other);
}

/**
 * The place to which a move takes a note.
 * @param {HTMLElement} note
 * @param {Move} move
 * @returns {Place | null} null if the move is not possible
 */
export function target(note, move) {
  const column = columnOf(note);
  if (move === "top") return { column, after: "" };
  if (move === "end") return { column, after: undefined };
  if (move === "up") {
    const previous = beside(note, "previousElementSibling");
    return previous && placeOf(previous);
  }
  if (move === "down") {
    const next = beside(note, "nextElementSibling");
    return next && { column, after: idOf(next) };
  }
  const columns = all(".column").map((section) => section.dataset.column ?? "");
  const other = columns[columns.indexOf(column) + (move === "left" ? -1 : 1)];
  return other === undefined ? null : { column: other, after: undefined };
}
