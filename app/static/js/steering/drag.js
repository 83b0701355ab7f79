// Dragging notes by their handles, for facilitators. The menu and the keys do the same.
import { all, closest, first } from "../shared/dom.js";
import { markDropTarget } from "../shared/drop-target.js";
import { scrollAtEdge } from "../shared/edge-scroll.js";
import { lift } from "../shared/lifted.js";
import { pickUp } from "../shared/pick-up.js";
import { arrange } from "../board/sorting.js";
import { idOf } from "./moves.js";

/** Milliseconds that a finger holds the handle until the note can be dragged. */
const HOLD = 200;

/** @typedef {import("../shared/pick-up.js").Point} Point */

/**
 * Listen for the handles of notes.
 * @param {(note: HTMLElement, column: string, after: string | undefined) => void} place called when a note is dropped;
 *   `after` is the id of the note before it, "" for the top, undefined for the end
 * @param {(note: HTMLElement, target: string) => void} stack called when a note is dropped on the middle of another,
 *   with the other note's id
 */
export function startDragging(place, stack) {
  /** @type {Point | null} */
  let at = null;
  /** @type {ReturnType<typeof lift> | null} */
  let lifted = null;

  const paper = () => closest(at && document.elementFromPoint(at.x, at.y), ".paper");

  function list() {
    const under = paper();
    return under && first(".notes:not(.pending)", under);
  }

  /**
   * The note before which the dragged one would go: the first shown note whose middle is below the pointer.
   * @param {HTMLElement} notes
   * @param {HTMLElement} held
   */
  function following(notes, held) {
    return all(":scope > *", notes).find((note) => {
      if (note === held || !note.checkVisibility()) return false;
      const box = note.getBoundingClientRect();
      return at && at.y < box.top + box.height / 2;
    });
  }

  /**
   * The note on whose middle half the pointer is, if the dragged note can be put in a stack with it.
   * @param {HTMLElement} held
   */
  function underneath(held) {
    const note = closest(at && document.elementFromPoint(at.x, at.y), ".notes:not(.pending) > .note");
    if (!note || !at || note === held || note.dataset.under === idOf(held)) return null;
    if (note.hasAttribute("data-hidden") || note.hasAttribute("data-waiting")) return null;
    const box = note.getBoundingClientRect();
    return Math.abs(at.y - (box.top + box.bottom) / 2) < box.height / 4 ? note : null;
  }

  /** @param {HTMLElement | null} note */
  function markStack(note) {
    for (const marked of all("[data-ui-onto]")) marked.removeAttribute("data-ui-onto");
    note?.setAttribute("data-ui-onto", "");
  }

  pickUp({
    from: (target) => closest(closest(target, "[data-action=grip]"), "[data-rank]"),
    delay: HOLD,
    picked(note, point) {
      arrange();
      at = point;
      lifted = lift(note);
      note.setAttribute("data-ui-dragged", "");
      scrollAtEdge(
        () => at,
        () => paper()?.getBoundingClientRect(),
        (pixels) => paper()?.scrollBy(0, pixels),
      );
    },
    moved(note, point) {
      lifted?.move(point);
      const target = list();
      const onto = underneath(note);
      markStack(onto);
      markDropTarget(!onto && target && (following(target, note) ?? target));
    },
    dropped(note, point) {
      at = point;
      const onto = underneath(note);
      const target = list();
      const before = target && following(target, note);
      at = null;
      if (onto) return stack(note, idOf(onto));
      const column = closest(target, ".column")?.dataset.column;
      if (!target || !column) return;
      const others = all(":scope > *", target).filter((other) => other !== note);
      if (!before) return place(note, column, undefined);
      const previous = others[others.indexOf(before) - 1];
      place(note, column, previous ? idOf(previous) : "");
    },
    ended(note) {
      at = null;
      note.removeAttribute("data-ui-dragged");
      lifted?.remove();
      markDropTarget(null);
      markStack(null);
    },
  });
}
