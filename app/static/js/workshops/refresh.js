// Keeps parts of a page up to date that has no socket: fetches the page now and then, and replaces what has changed.
import { all } from "../shared/dom.js";
import { request } from "../shared/request.js";
import { pause } from "../shared/timing.js";

/** Milliseconds between two fetches. */
const EVERY = 5000;

const PARTS = "[data-fresh], #presence";

/**
 * Refresh every part marked `data-fresh`, for as long as the page is open. A part of rows keeps the rows that are equal.
 * @param {() => void} refreshed called after each refresh
 */
export async function startRefreshing(refreshed) {
  while (all(PARTS).length) {
    await pause(EVERY);
    if (document.hidden) continue;
    const answer = await request(location.href).catch(() => null);
    if (!answer?.ok) continue;
    const page = new DOMParser().parseFromString(answer.text, "text/html");
    for (const part of all(PARTS)) {
      const fresh = page.getElementById(part.id);
      // The page is another one now: the workshop was closed, say.
      if (!fresh) return location.reload();
      if (part.dataset.fresh === "rows") refreshRows(part, fresh);
      else if (part.isEqualNode(fresh) || isBusy(part)) continue;
      // A screen reader announces what changes inside the element, and not the element that takes its place.
      else if (part.role === "status") part.replaceChildren(...fresh.childNodes);
      else part.replaceWith(fresh);
    }
    refreshed();
  }
}

/**
 * Whether a person is about to press something in this element, so that nothing in it may move.
 * @param {HTMLElement} element
 */
const isBusy = (element) => element.matches(":hover") || element.contains(document.activeElement);

/**
 * Add new rows, replace changed ones, and remove old ones; where a person is about to press something, do so later.
 * @param {HTMLElement} part
 * @param {HTMLElement} fresh
 */
function refreshRows(part, fresh) {
  const busy = isBusy(part);
  if (!busy) {
    for (const row of all(":scope > *", part)) if (!fresh.querySelector(`#${row.id}`)) row.remove();
  }
  for (const row of all(":scope > *", fresh)) {
    const present = document.getElementById(row.id);
    const before = row.previousElementSibling && document.getElementById(row.previousElementSibling.id);
    if (present) {
      if (present.innerHTML !== row.innerHTML && !isBusy(present)) present.replaceWith(row.cloneNode(true));
    } else if (!busy || before === part.lastElementChild) {
      // At the end, a row moves no other.
      if (before) before.after(row.cloneNode(true));
      else part.prepend(row.cloneNode(true));
    }
  }
}
