// Dragging a note onto an element of the list or a slice of the wheel, by mouse, pen or finger. Keys and buttons do the
// same.
import { byId, closest, required } from "../shared/dom.js";
import { markDropTarget } from "../shared/drop-target.js";
import { scrollAtEdge } from "../shared/edge-scroll.js";
import { pickUp } from "../shared/pick-up.js";
import { currentNote } from "./current-note.js";
import { keyOf } from "./elements.js";
import { idOf, noteAt } from "./queue.js";

/** The distance from the pointer to the chip, in pixels. */
const BESIDE = 12;

/** @typedef {import("../shared/pick-up.js").Point} Point */

/**
 * Listen for notes to be dragged.
 * @param {(id: string, element: string) => void} give called with the element on which a note was dropped
 */
export function startDragging(give) {
  const chip = byId("carried");
  /** @type {Point | null} */
  let at = null;

  /** @param {Point} point */
  const under = ({ x, y }) => closest(document.elementFromPoint(x, y), "[data-element], [data-slice]");

  /** @param {Point} point */
  function follow(point) {
    chip.style.translate = `${point.x + BESIDE}px ${point.y + BESIDE}px`;
    markDropTarget(under(point));
  }

  pickUp({
    from: (target) => (target.closest("#now") ? currentNote() : noteAt(target)),
    picked(note, point) {
      at = point;
      chip.textContent = required(".words", note).textContent;
      chip.dataset.colour = note.dataset.colour;
      chip.hidden = false;
      scrollAtEdge(
        () => at,
        () => ({ top: 0, bottom: innerHeight }),
        (pixels) => scrollBy(0, pixels),
      );
      follow(point);
    },
    moved: (_note, point) => follow(point),
    dropped(note, point) {
      const onto = under(point);
      const element = onto && keyOf(onto);
      if (element) give(idOf(note), element);
    },
    ended() {
      at = null;
      chip.hidden = true;
      markDropTarget(null);
    },
  });
}
