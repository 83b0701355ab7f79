// Picking something up and carrying it. A mouse or pen does so by moving a little; a finger by holding still first, so
// that scrolling never does it by accident. The Escape key puts it back.
import { swallowClick } from "./swallow-click.js";

/** How many pixels a pointer may move before it counts as moving. */
const SLACK = 8;

/**
 * Where the pointer is and where it began, in pixels of the viewport.
 * @typedef {{ x: number, y: number, fromX: number, fromY: number }} Point
 */

/**
 * @template Thing
 * @typedef {object} Carrying
 * @property {(target: Element) => Thing | null | false | undefined} from what a press on this element would pick up
 * @property {number} [delay] how many milliseconds a finger has to hold still
 * @property {boolean} [touchOnly] whether a mouse or pen picks up nothing
 * @property {(thing: Thing, at: Point) => void} picked
 * @property {(thing: Thing, at: Point) => void} [moved]
 * @property {(thing: Thing, at: Point) => void} [dropped] told only if it was let go on purpose
 * @property {(thing: Thing) => void} [ended] told always
 */

/**
 * Listen for what can be picked up.
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

  /** Let go; returns what was carried, and where it was. */
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
    // The button came up outside the window.
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
  // A finger that has picked something up does not scroll, and opens no menu of the browser's.
  document.addEventListener("touchmove", (event) => held?.carried && event.cancelable && event.preventDefault(), {
    passive: false,
  });
  document.addEventListener("contextmenu", (event) => held?.touch && event.preventDefault());
}
