// The page Next steps of a workshop: its lists follow the board, and no row that someone is about to press moves.
import { all, closest, first } from "../shared/dom.js";
import { startFollowing } from "./regions.js";
import { send } from "./saving.js";

/** False for touch: what was touched last says nothing about the next touch. */
const POINTS = matchMedia("(hover: hover)");

startFollowing(showLists);
document.addEventListener("submit", (event) => {
  const form = /** @type {HTMLFormElement | null} */ (closest(event.target, "[data-list] form"));
  if (!form) return;
  event.preventDefault();
  void send(form, event.submitter, showLists);
});

/**
 * Show what a newly rendered page has in its lists. Rows that are new come last, and those that are gone say so in their
 * place, because another order would move rows. Opening the page again shows the usual order.
 * @param {string} html
 * @returns {boolean} false if something has to wait, because it would move what the reader points at or has focus on
 */
function showLists(html) {
  const page = new DOMParser().parseFromString(html, "text/html");
  let shown = true;
  for (const list of all("[data-list]")) {
    const made = page.getElementById(list.id);
    if (!made) continue;
    for (const row of rows(list)) {
      const now = page.getElementById(row.id);
      if (!now) sayGone(row, page);
      else if (!row.isEqualNode(now)) shown = replaceRow(row, now) && shown;
    }
    const fresh = rows(made).filter((row) => !document.getElementById(row.id)).map(imported);
    shown = (fresh.length === 0 || keepInPlace(() => list.append(...fresh), () => remove(fresh))) && shown;
  }
  return shown;
}

/** @param {HTMLElement} list */
const rows = (list) => /** @type {HTMLElement[]} */ (Array.from(list.children));

/** @param {HTMLElement} row */
const imported = (row) => document.importNode(row, true);

/** @param {HTMLElement[]} fresh */
const remove = (fresh) => fresh.forEach((row) => row.remove());

/**
 * @param {HTMLElement} row
 * @param {HTMLElement} now the same row on the new page
 */
function replaceRow(row, now) {
  if (inUse().some((control) => row.contains(control))) return false;
  const placed = imported(now);
  return keepInPlace(() => row.replaceWith(placed), () => placed.replaceWith(row));
}

/**
 * Say that a note has become a step, with a link to it, or that it was removed. The row stays as high as it was.
 * @param {HTMLElement} row
 * @param {Document} page the new page
 */
function sayGone(row, page) {
  if (row.hasAttribute("data-ui-gone")) return;
  const hadFocus = row.contains(document.activeElement);
  row.style.minBlockSize = `${row.offsetHeight}px`;
  row.setAttribute("data-ui-gone", "");
  const list = closest(row, "[data-list]");
  const step = first(`[data-of~="${CSS.escape(row.id)}"]`, page);
  const way = step && first("a", step);
  const link = way && imported(way);
  const words = document.createElement("span");
  words.className = "hint";
  words.textContent = (step ? list?.dataset.made : list?.dataset.gone) ?? "";
  row.replaceChildren(words, ...(link ? [link] : []));
  if (!hadFocus) return;
  if (!link) row.tabIndex = -1;
  (link ?? row).focus({ preventScroll: true });
}

/**
 * Change the page, and scroll so that what the reader uses is where it was. Where that cannot be, undo the change.
 * @param {() => void} change
 * @param {() => void} undo
 */
function keepInPlace(change, undo) {
  const used = inUse().map((control) => ({ control, before: top(control) }));
  const { scrollY } = window;
  change();
  const [one] = used;
  scrollBy({ top: one ? top(one.control) - one.before : 0, behavior: "instant" });
  if (used.every(({ control, before }) => Math.abs(top(control) - before) < 1)) return true;
  undo();
  scrollTo({ top: scrollY, behavior: "instant" });
  return false;
}

/** The controls that the reader points at or has focus on. */
function inUse() {
  const { activeElement } = document;
  const pointed = POINTS.matches ? first("main :is(a, button):hover") : null;
  const focused = activeElement instanceof HTMLElement && closest(activeElement, "main") ? activeElement : null;
  return /** @type {HTMLElement[]} */ ([focused, pointed].filter(Boolean));
}

/** @param {HTMLElement} element */
const top = (element) => element.getBoundingClientRect().top;
