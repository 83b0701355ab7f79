// Scrolling while something is carried to the edge of what can be seen.

const EDGE = 56;
const STEP = 10;

/**
 * While there is a point, and it is near the upper or lower edge of the box, scroll frame by frame.
 * @param {() => { y: number } | null} at where the pointer is; null ends it
 * @param {() => { top: number, bottom: number } | undefined} box what scrolls, in pixels of the viewport
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
