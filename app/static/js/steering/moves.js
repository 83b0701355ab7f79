// Where a note stands on the board, and where one step would take it. Notes that a filter hides are stepped over.
import { all, closest } from "../shared/dom.js";

/**
 * A place on the board: after which note of a column; "" is the top, undefined the end.
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
 * Where a note stands.
 * @param {HTMLElement} note
 * @returns {Place}
 */
export function placeOf(note) {
  const previous = asNote(note.previousElementSibling);
  return { column: columnOf(note), after: previous ? idOf(previous) : "" };
}

/**
 * The nearest note on one side that is shown.
 * @param {HTMLElement} note
 * @param {"previousElementSibling" | "nextElementSibling"} side
 */
function beside(note, side) {
  let other = note[side];
  while (other?.hasAttribute("data-ui-filtered")) other = other[side];
  return asNote(other);
}

/**
 * Where a move takes a note.
 * @param {HTMLElement} note
 * @param {Move} move
 * @returns {Place | null} null if there is nowhere to go
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
