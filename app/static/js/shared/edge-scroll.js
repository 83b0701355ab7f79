// Scrolling while an item is dragged to the edge of a visible area.

const EDGE = 56;
const STEP = 10;

/**
 * Scroll in every frame in which the pointer is near the upper or lower edge of a box, until `at` returns null.
 * @param {() => { y: number } | null} at the pointer's position; null ends the scrolling
 * @param {() => { top: number, bottom: number } | undefined} box the edges of the scrolling area, in viewport pixels
 * @param {(pixels: number) => void} scroll
 */
export function scrollAtEdge(at, box, scroll) {
  function step() {
    const point = at();
    if (!point) return;
    const edges = box();
    if (edges && point.y < edges.top + EDGE) scroll(-STEP);
    else if (edges && point.y > edges.bottom - EDGE) scroll(STEP);
    requestAnimationFrame(step);
  }
  step();
}
