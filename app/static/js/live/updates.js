// Updates from the server, and listeners that run before and after each one.
import { byId } from "../shared/dom.js";

const listeners = new EventTarget();
let updating = false;

/**
 * Call one function before and one after every update. If a listener throws, the others still run.
 * @param {() => void} before
 * @param {() => void} after
 */
export function aroundUpdates(before, after) {
  listeners.addEventListener("before", before);
  listeners.addEventListener("after", after);
}

/** Run the listeners before an update. */
export function beginUpdate() {
  updating = true;
  listeners.dispatchEvent(new Event("before"));
}

/** Run the listeners after an update, successful or not; does nothing if no update was begun. */
export function endUpdate() {
  if (!updating) return;
  updating = false;
  listeners.dispatchEvent(new Event("after"));
}

/**
 * Swap fragments into the page.
 * @param {string} html
 * @param {() => void} [swapped] called as soon as they are in the page
 * @returns {Promise<void>}
 */
export async function applyUpdate(html, swapped = () => {}) {
  const target = byId("live");
  beginUpdate();
  try {
    await htmx.swap({ sourceElement: target, target, swap: "none swapEmpty:false", text: html, transition: false });
    swapped();
  } finally {
    endUpdate();
  }
}
