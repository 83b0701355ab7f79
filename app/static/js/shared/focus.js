// Focus is never lost: where the focused element goes away, focus goes to the notes that it stood among.
import { first } from "./dom.js";

/**
 * Remember where focus is.
 * @returns {() => void} gives focus back to that element, or to one near it, if it has been lost since
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
