// Places popovers beside their element. Browsers without CSS anchors get the position once, when a popover opens.
import { all, first } from "./dom.js";

/** The least distance to the edges of the window and to the popover's element, in pixels. */
const GAP = 8;

const anchored = CSS.supports("anchor-name: --about");

/** @typedef {{ left: number, top: number, right: number, bottom: number }} Box in pixels of the viewport */
/** @typedef {{ width: number, height: number }} Size */
/** @typedef {{ left: number, top: number, height: number }} Spot `height` is the most there is room for */

/**
 * The position of a popover beside a box if there is room, or else below or above it, on the side with more room. It
 * never covers the box.
 * @param {Size} size
 * @param {Box} about
 * @param {Box} room the area it may cover
 * @returns {Spot}
 */
export function spotBeside(size, about, room) {
  const top = Math.max(room.top, Math.min(about.top, room.bottom - size.height));
  const height = room.bottom - room.top;
  if (about.right + GAP + size.width <= room.right) return { left: about.right + GAP, top, height };
  if (about.left - GAP - size.width >= room.left) return { left: about.left - GAP - size.width, top, height };
  return spotBelow(size, about, room, about.left);
}

/**
 * The position of a popover below a box, or above it if there is more room.
 * @param {Size} size
 * @param {Box} about
 * @param {Box} room the area it may cover
 * @param {number} wanted the preferred left edge
 * @returns {Spot}
 */
export function spotBelow(size, about, room, wanted) {
  const left = Math.max(room.left, Math.min(wanted, room.right - size.width));
  const below = room.bottom - about.bottom - GAP;
  const above = about.top - GAP - room.top;
  if (below >= size.height || below >= above) return { left, top: about.bottom + GAP, height: below };
  return { left, top: Math.max(room.top, about.top - GAP - size.height), height: above };
}

/**
 * Open a popover for an element, and mark the element while the popover is open.
 * @param {HTMLElement} popover
 * @param {HTMLElement | null} about null opens it in the middle of the window
 */
export function openBeside(popover, about) {
  unmark();
  about?.setAttribute("data-ui-about", "");
  popover.toggleAttribute("data-ui-alone", !about);
  popover.showPopover();
  if (!anchored && about) put(popover, spotBeside(sizeOf(popover), about.getBoundingClientRect(), room()));
}

/** Unmark the elements of popovers that close, and place popovers that a button opens below the button. */
export function startPopovers() {
  document.addEventListener("toggle", ({ target, newState }) => {
    if (!(target instanceof HTMLElement) || !target.popover) return;
    if (newState === "closed") {
      // One popover may have opened another.
      if (target.matches(".beside") && !first(".beside:popover-open")) unmark();
      return;
    }
    const button = document.querySelector(`[popovertarget="${CSS.escape(target.id)}"]`);
    if (anchored || !button) return;
    const about = button.getBoundingClientRect();
    const size = sizeOf(target);
    put(target, spotBelow(size, about, room(), about.right - size.width));
  }, { capture: true });
}

function unmark() {
  for (const marked of all("[data-ui-about]")) marked.removeAttribute("data-ui-about");
}

/** @param {HTMLElement} popover @returns {Size} the size that it has if nothing limits its height */
function sizeOf(popover) {
  // The last time there may have been less room.
  popover.style.maxBlockSize = "none";
  return { width: popover.offsetWidth, height: popover.offsetHeight };
}

/** The area that popovers may cover: the window above the composers. @returns {Box} */
function room() {
  const tops = all(".composer").filter((form) => form.checkVisibility()).map((form) =>
    form.getBoundingClientRect().top
  );
  const bottom = Math.min(innerHeight, ...tops) - GAP;
  return { left: GAP, top: GAP, right: document.documentElement.clientWidth - GAP, bottom };
}

/** @param {HTMLElement} popover @param {Spot} spot */
function put(popover, { left, top, height }) {
  Object.assign(popover.style, {
    inset: `${top}px auto auto ${left}px`,
    margin: "0",
    maxBlockSize: `${height}px`,
    positionArea: "none",
  });
}
