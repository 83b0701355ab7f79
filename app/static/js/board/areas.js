// F6 goes from one part of the board to the next: the bar, each question, and the panel beside them. A question may
// have a hundred notes, and Tab stops at each. Shift+F6 goes back.
import { all } from "../shared/dom.js";

const AREAS = ".steering, .column, .phase-panel";
const FIRST = ".paper, .next button:enabled, a[href], button:enabled, input:not([type=hidden])";

/** @param {Element} part */
const seen = (part) => part.checkVisibility({ visibilityProperty: true });

/** Listen for the key. Beyond the last part it is the browser's own again. */
export function startAreas() {
  document.addEventListener("keydown", (event) => {
    if (event.key !== "F6" || event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
    const areas = all(AREAS).filter(seen);
    const at = areas.findIndex((area) => area.contains(document.activeElement));
    // From anywhere else, to the first part or to the last one.
    const area = areas[event.shiftKey ? (at < 0 ? areas.length : at) - 1 : at + 1];
    const target = area && preferred(area);
    if (!target) return;
    event.preventDefault();
    target.focus();
  });
}

/** @param {HTMLElement} area */
const preferred = (area) =>
  FIRST.split(", ").flatMap((selector) => all(selector, area)).find((part) => seen(part) && !part.closest("[popover]"));
