// Scrolling of the columns' notes: a reader at the end stays at the end, and nothing else scrolls when notes arrive.
import { all, closest, required } from "../shared/dom.js";
import { keepFocus } from "../shared/focus.js";
import { message } from "../shared/messages.js";
import { inUse } from "./stay-put.js";

/** A distance from the end, in pixels, that counts as the end. */
const NEAR = 48;

/** The papers (scrolling lists of notes) that are at their end. @type {Set<HTMLElement>} */
const atEnd = new Set();
/** The number of notes that arrived below the visible part, by paper. @type {Map<HTMLElement, number>} */
const unread = new Map();
let scrolling = false;
/** The paper that a finger or wheel scrolls now. @type {HTMLElement | null} */
let scrolledByHand = null;
/** The paper whose end the reader has asked for. @type {HTMLElement | null} */
let wanted = null;

// Sizes change when the composer grows, when a phone's keyboard opens, and when notes out of view are laid out.
const sizes = new ResizeObserver((changes) => {
  if (changes.some(({ target }) => atEnd.has(/** @type {HTMLElement} */ (target.closest(".paper"))))) keepAtEnd();
});

/**
 * Scroll every paper that was at its end to its new end, once per frame. A paper in which the reader is about to press
 * something waits.
 */
export function keepAtEnd() {
  if (scrolling || !atEnd.size) return;
  scrolling = true;
  requestAnimationFrame(() => {
    const still = [...atEnd].filter((paper) => paper === wanted || (paper !== scrolledByHand && !inUse(paper)));
    wanted = null;
    for (const paper of still) if (unread.get(paper)) countUnread(paper, 0);
    // All heights are read before anything scrolls, so that the browser lays out the page once.
    const heights = still.map((paper) => /** @type {const} */ ([paper, paper.scrollHeight]));
    for (const [paper, height] of heights) paper.scrollTop = height;
    scrolling = false;
  });
}

/**
 * Scroll to the end of a paper and stay there.
 * @param {HTMLElement} paper
 */
export function goToEnd(paper) {
  atEnd.add(paper);
  wanted = paper;
  countUnread(paper, 0);
  keepAtEnd();
}

/**
 * Show how many notes of others are new, in papers that are not at their end.
 * @param {HTMLElement[]} notes
 */
export function arrived(notes) {
  for (const note of notes) {
    const paper = closest(note, ".paper");
    note.setAttribute("data-ui-new", "");
    if (paper && (!atEnd.has(paper) || inUse(paper))) countUnread(paper, (unread.get(paper) ?? 0) + 1);
  }
}

/** Register the present papers. Call it again after updates, which may add or remove questions. */
export function knowPapers() {
  const present = new Set(all(".paper"));
  for (const paper of unread.keys()) {
    if (present.has(paper)) continue;
    for (const part of [paper, ...paper.children]) sizes.unobserve(part);
    unread.delete(paper);
    atEnd.delete(paper);
  }
  for (const paper of present) {
    if (unread.has(paper)) continue;
    unread.set(paper, 0);
    atEnd.add(paper);
    for (const part of [paper, ...paper.children]) sizes.observe(part);
  }
}

/** Listen for scrolling and for presses on the button for new notes. */
export function startReading() {
  knowPapers();

  // Scroll events do not bubble, but can be captured.
  const options = { capture: true, passive: true };
  document.addEventListener("scroll", ({ target }) => {
    const paper = /** @type {HTMLElement} */ (target);
    if (!unread.has(paper)) return;
    if (paper.scrollHeight - paper.scrollTop - paper.clientHeight < NEAR) {
      atEnd.add(paper);
      countUnread(paper, 0);
    } else if (!scrolling || paper === scrolledByHand) atEnd.delete(paper);
  }, options);
  // These come before the scrolling that they cause.
  for (const moving of ["touchmove", "wheel"]) {
    document.addEventListener(moving, ({ target }) => scrolledByHand = closest(target, ".paper"), options);
  }
  document.addEventListener("onscrollend" in window ? "scrollend" : "touchend", () => scrolledByHand = null, options);

  // The pointer and focus have left, so the reader is not about to press anything.
  for (const leaving of ["pointerout", "focusout"]) {
    document.addEventListener(leaving, (event) => {
      const to = /** @type {MouseEvent | FocusEvent} */ (event).relatedTarget;
      const paper = closest(event.target, ".paper");
      if (paper && !paper.contains(/** @type {Node | null} */ (to))) keepAtEnd();
    });
  }

  document.addEventListener("click", ({ target }) => {
    const pill = closest(target, "[data-newer]");
    const paper = pill?.parentElement && required(".paper", pill.parentElement);
    if (!paper) return;
    const giveFocusBack = keepFocus();
    goToEnd(paper);
    giveFocusBack();
  });

  keepAtEnd();
  document.fonts?.ready.then(keepAtEnd);
}

/** @param {HTMLElement} paper @param {number} count the number of notes that arrived below the visible part */
function countUnread(paper, count) {
  unread.set(paper, count);
  const pill = paper.parentElement && required("[data-newer]", paper.parentElement);
  if (!pill) return;
  pill.hidden = !count;
  pill.textContent = count ? `${message("new", { n: count })} ↓` : "";
}
