// Changes that come from the server, and those who prepare for them and look after them.
import { byId } from "../shared/dom.js";

const listeners = new EventTarget();
let updating = false;

/**
 * Call one function before and one after every update. A failure of one listener does not keep the others from theirs.
 * @param {() => void} before
 * @param {() => void} after
 */
export function aroundUpdates(before, after) {
  listeners.addEventListener("before", before);
  listeners.addEventListener("after", after);
}

/** An update is about to change the page. */
export function beginUpdate() {
  updating = true;
  listeners.dispatchEvent(new Event("before"));
}

/** The update that was begun is over, whether it worked or not; without one, nothing is done. */
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
