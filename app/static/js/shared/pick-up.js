// Dragging by pointer. A mouse or pen starts by moving a little. A finger holds still first, so that scrolling never
// starts a drag. Escape cancels it.
import { swallowClick } from "./swallow-click.js";

/** The distance in pixels that a pointer may move before it counts as moving. */
const SLACK = 8;

/**
 * The pointer's position and where the drag began, in pixels of the viewport.
 * @typedef {{ x: number, y: number, fromX: number, fromY: number }} Point
 */

/**
 * @template Thing
 * @typedef {object} Carrying
 * @property {(target: Element) => Thing | null | false | undefined} from the item that a press drags
 * @property {number} [delay] milliseconds that a finger has to hold still
 * @property {boolean} [touchOnly] whether only fingers can drag
 * @property {(thing: Thing, at: Point) => void} picked
 * @property {(thing: Thing, at: Point) => void} [moved]
 * @property {(thing: Thing, at: Point) => void} [dropped] called only if the drag was not cancelled
 * @property {(thing: Thing) => void} [ended] called after every drag
 */

/**
 * Listen for drags.
 * @template Thing
 * @param {Carrying<Thing>} carrying
 */
export function pickUp({ from, delay = 300, touchOnly = false, picked, moved, dropped, ended }) {
  /** @type {Point & { thing: Thing, touch: boolean, id: number, carried: boolean, timer?: number } | null} */
  let held = null;

  function lift() {
    if (!held) return;
    held.carried = true;
    getSelection()?.removeAllRanges();
    document.documentElement.setAttribute("data-ui-holding", "");
    picked(held.thing, held);
  }

  /** End the drag; returns the dragged item and its position. */
  function end() {
    const was = held;
    if (!was) return null;
    clearTimeout(was.timer);
    held = null;
    if (!was.carried) return null;
    document.documentElement.removeAttribute("data-ui-holding");
    ended?.(was.thing);
    return was;
  }

  document.addEventListener("pointerdown", (event) => {
    if (held || event.button !== 0 || !event.isPrimary || !(event.target instanceof Element)) return;
    const touch = event.pointerType === "touch";
    const thing = (touch || !touchOnly) && from(event.target);
    if (!thing) return;
    const [x, y] = [event.clientX, event.clientY];
    held = { thing, touch, id: event.pointerId, carried: false, x, y, fromX: x, fromY: y };
    if (touch) held.timer = setTimeout(lift, delay);
  });

  document.addEventListener("pointermove", (event) => {
    if (held?.id !== event.pointerId) return;
    // The button was released outside the window.
    if (!held.touch && event.buttons === 0) return void end();
    held.x = event.clientX;
    held.y = event.clientY;
    if (!held.carried) {
      if (Math.hypot(held.x - held.fromX, held.y - held.fromY) < SLACK) return;
      if (held.touch) return void end();
      lift();
    }
    moved?.(held.thing, held);
  });

  document.addEventListener("pointerup", (event) => {
    if (held?.id !== event.pointerId) return;
    const was = end();
    if (!was) return;
    swallowClick();
    dropped?.(was.thing, was);
  });

  document.addEventListener("pointercancel", (event) => held?.id === event.pointerId && end());
  document.addEventListener("keydown", (event) => event.key === "Escape" && end());
  // A finger that drags must not scroll or open the browser's menu.
  document.addEventListener("touchmove", (event) => held?.carried && event.cancelable && event.preventDefault(), {
    passive: false,
  });
  document.addEventListener("contextmenu", (event) => held?.touch && event.preventDefault());
}
