// Keys of facilitators: moving, hiding, stacking and selecting notes, on the note's own menu button.
import { closest } from "../shared/dom.js";
import { letterOf } from "../shared/letter-key.js";

/** @typedef {import("./moves.js").Move} Move */

/** @type {Record<string, Move>} */
const ARROWS = { ArrowUp: "up", ArrowDown: "down", ArrowLeft: "left", ArrowRight: "right" };
/** @type {Record<string, Move>} */
const MIRRORED = { ...ARROWS, ArrowLeft: "right", ArrowRight: "left" };

/**
 * The move of a key.
 * @param {string} key
 * @param {boolean} rightToLeft whether the page is read from right to left
 * @returns {Move | undefined}
 */
export function moveOf(key, rightToLeft) {
  return (rightToLeft ? MIRRORED : ARROWS)[key];
}

/**
 * Listen for the keys.
 * @param {object} needs
 * @param {() => boolean} needs.busy whether an earlier step is unfinished
 * @param {(note: HTMLElement, move: Move) => void} needs.move
 * @param {(note: HTMLElement, pressedAt: number) => void} needs.hideOrShow
 * @param {(note: HTMLElement) => void} needs.stack
 * @param {(note: HTMLElement) => void} needs.select
 * @param {(note: HTMLElement) => void} needs.spotlight
 */
export function startKeys({ busy, move, hideOrShow, stack, select, spotlight }) {
  document.addEventListener("keydown", (event) => {
    const note = closest(closest(event.target, "[data-action=menu]"), "[data-rank]");
    if (!note || event.ctrlKey || event.metaKey || event.altKey) return;
    const where = event.shiftKey && moveOf(event.key, document.documentElement.dir === "rtl");
    const letter = letterOf(event);
    const act = {
      H: (/** @type {HTMLElement} */ which) => hideOrShow(which, performance.now()),
      G: stack,
      X: select,
      S: spotlight,
    }[letter];
    if (!where && !act) return;
    event.preventDefault();
    // A held arrow key repeats no faster than the server answers. Letters do not repeat.
    if (event.repeat && (act || busy())) return;
    if (where) move(note, where);
    else act?.(note);
  });
}
