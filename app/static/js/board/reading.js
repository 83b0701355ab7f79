// Where people read: what arrives moves nothing that they are reading, and a reader at the end stays at the end.
import { all, closest, required } from "../shared/dom.js";
import { keepFocus } from "../shared/focus.js";
import { message } from "../shared/messages.js";
import { inUse } from "./stay-put.js";

/** How many pixels from the end count as the end. */
const NEAR = 48;

/** The scrolling papers that are at their end. @type {Set<HTMLElement>} */
const atEnd = new Set();
/** How many notes have arrived out of sight, for every paper. @type {Map<HTMLElement, number>} */
const unread = new Map();
let scrolling = false;
/** The paper whose end someone has asked for. @type {HTMLElement | null} */
let wanted = null;

// The box grows while people write, the keyboard of a phone comes and goes, notes out of sight turn out higher or lower.
const sizes = new ResizeObserver((changes) => {
  if (changes.some(({ target }) => atEnd.has(/** @type {HTMLElement} */ (target.closest(".paper"))))) keepAtEnd();
});

/**
 * Scroll every paper that was at its end to its end: once for all that has come since the screen was last drawn. A paper
 * that someone is about to press something in waits until they are not.
 */
export function keepAtEnd() {
  if (scrolling || !atEnd.size) return;
  scrolling = true;
  requestAnimationFrame(() => {
    const still = [...atEnd].filter((paper) => paper === wanted || !inUse(paper));
    wanted = null;
    for (const paper of still) if (unread.get(paper)) countUnread(paper, 0);
    // All heights are read before anything scrolls, so that the page is laid out once.
    const heights = still.map((paper) => /** @type {const} */ ([paper, paper.scrollHeight]));
    for (const [paper, height] of heights) paper.scrollTop = height;
    scrolling = false;
  });
}

/**
 * Go to the end of a paper, and stay there.
 * @param {HTMLElement} paper
 */
export function goToEnd(paper) {
  atEnd.add(paper);
  wanted = paper;
  countUnread(paper, 0);
  keepAtEnd();
}

/**
 * Others' notes have arrived: where the reader is not at the end, say how many are new.
 * @param {HTMLElement[]} notes
 */
export function arrived(notes) {
  for (const note of notes) {
    const paper = closest(note, ".paper");
    note.setAttribute("data-ui-new", "");
    if (paper && (!atEnd.has(paper) || inUse(paper))) countUnread(paper, (unread.get(paper) ?? 0) + 1);
  }
}

/** Know the papers that are there now: questions come and go while people write. */
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

/** Notice when people scroll, and when they ask for what is new. */
export function startReading() {
  knowPapers();

  // Scrolling does not bubble, but can be caught on its way down.
  const options = { capture: true, passive: true };
  document.addEventListener("scroll", ({ target }) => {
    const paper = /** @type {HTMLElement} */ (target);
    if (!unread.has(paper)) return;
    if (paper.scrollHeight - paper.scrollTop - paper.clientHeight < NEAR) {
      atEnd.add(paper);
      countUnread(paper, 0);
    } else if (!scrolling) atEnd.delete(paper);
  }, options);

  // Nobody is about to press anything there any more.
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

/** @param {HTMLElement} paper @param {number} count how many notes have arrived out of sight */
function countUnread(paper, count) {
  unread.set(paper, count);
  const pill = paper.parentElement && required("[data-newer]", paper.parentElement);
  if (!pill) return;
  pill.hidden = !count;
  pill.textContent = count ? `${message("new", { n: count })} ↓` : "";
}
