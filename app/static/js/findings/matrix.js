// Moving through the framework matrix as through a spreadsheet: arrows, Home and End. Enter opens a cell, as on any link.
import { all, closest, first } from "../shared/dom.js";

/** What each key adds to the row and column. @type {Record<string, [number, number]>} */
const STEPS = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };

/** Listen on the matrix, if this page has one. */
export function startMatrix() {
  first("#main")?.addEventListener("keydown", (event) => {
    const cell = closest(event.target, "[data-cell]");
    if (!cell || event.altKey || event.shiftKey) return;
    const next = beside(cell, event.key, event.ctrlKey || event.metaKey);
    if (!next) return;
    event.preventDefault();
    next.focus();
    next.scrollIntoView({ block: "nearest", inline: "nearest" });
  });
}

/**
 * The cell to which a key leads.
 * @param {HTMLElement} cell
 * @param {string} key
 * @param {boolean} far Ctrl was held: Home and End go to the first and last cell of all
 */
function beside(cell, key, far) {
  const [row = 0, column = 0] = (cell.dataset.cell ?? "").split(" ").map(Number);
  if (key === "Home" || key === "End") {
    const cells = far ? all("[data-cell]") : all(`[data-cell^="${row} "]`);
    return cells.at(key === "Home" ? 0 : -1) ?? null;
  }
  const step = far ? undefined : STEPS[key];
  // A table that reads from right to left has its next column on the left.
  const turn = document.dir === "rtl" ? -1 : 1;
  return step ? first(`[data-cell="${row + step[0]} ${column + step[1] * turn}"]`) : null;
}
