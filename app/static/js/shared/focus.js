// Keeps focus when the focused element is removed: it moves to a note nearby.
import { first } from "./dom.js";

/**
 * Remember the focused element.
 * @returns {() => void} if focus has been lost since, focuses that element or one near it
 */
export function keepFocus() {
  const from = document.activeElement;
  const near = from?.closest(".column")?.querySelector(".paper");
  return () => {
    const now = document.activeElement;
    if (from === document.body || (now && now !== document.body && now.checkVisibility())) return;
    const elsewhere = first(".column[data-ui-current] .paper, #now");
    for (const next of [from, near, elsewhere, first(".paper")]) {
      if (!(next instanceof HTMLElement) || !next.isConnected || !next.checkVisibility()) continue;
      next.focus({ preventScroll: true });
      if (document.activeElement === next) return;
    }
  };
}
