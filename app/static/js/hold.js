// Picking something up and carrying it. A mouse or pen does so by moving a little; a finger by holding still first, so
// that scrolling never does it by accident. Escape lets go.
const SLIP = 8;

/**
 * Listen for what can be held: `from(target)` says what a press would hold, or nothing. Then `picked(what, at)`, `moved(what,
 * at)` and, where it is let go on purpose, `dropped(what, at)` are told; `ended(what)` always. `at` has x, y, fromX, fromY.
 */
export function hold({ from, still = 300, touchOnly = false, picked, moved = () => {}, dropped = () => {}, ended = () => {} }) {
  let held = null;

  function up() {
    held.up = true;
    getSelection()?.removeAllRanges();
    document.documentElement.setAttribute("data-ui-holding", "");
    picked(held.what, held);
  }

  function end() {
    clearTimeout(held.timer);
    const { what, up: carried } = held;
    held = null;
    if (!carried) return;
    document.documentElement.removeAttribute("data-ui-holding");
    ended(what);
  }

  // The press that carried something is no click on where it began or ended.
  function swallow() {
    const stop = (event) => {
      event.preventDefault();
      event.stopPropagation();
    };
    document.addEventListener("click", stop, { capture: true });
    setTimeout(() => document.removeEventListener("click", stop, { capture: true }));
  }

  document.addEventListener("pointerdown", (event) => {
    if (held || event.button !== 0 || !event.isPrimary) return;
    const touch = event.pointerType === "touch";
    const what = (touch || !touchOnly) && event.target.closest && from(event.target);
    if (!what) return;
    held = { what, touch, id: event.pointerId, x: event.clientX, y: event.clientY, fromX: event.clientX, fromY: event.clientY };
    if (touch) held.timer = setTimeout(up, still);
  });

  document.addEventListener("pointermove", (event) => {
    if (held?.id !== event.pointerId) return;
    // The button came up outside the window.
    if (!held.touch && event.buttons === 0) return end();
    held.x = event.clientX;
    held.y = event.clientY;
    if (!held.up) {
      if (Math.hypot(held.x - held.fromX, held.y - held.fromY) < SLIP) return;
      if (held.touch) return end();
      up();
    }
    moved(held.what, held);
  });

  document.addEventListener("pointerup", (event) => {
    if (held?.id !== event.pointerId) return;
    const { what, up: carried } = held;
    const at = held;
    end();
    if (!carried) return;
    swallow();
    dropped(what, at);
  });

  document.addEventListener("pointercancel", (event) => held?.id === event.pointerId && end());
  document.addEventListener("keydown", (event) => event.key === "Escape" && held && end());
  // A finger that has picked something up does not scroll, and opens no menu of the browser's.
  document.addEventListener("touchmove", (event) => held?.up && event.cancelable && event.preventDefault(), { passive: false });
  document.addEventListener("contextmenu", (event) => held?.touch && event.preventDefault());
}

/** While `at()` gives a point near the upper or lower edge of `box()`, call `by` with the pixels to scroll, frame by frame. */
export function scrollAtEdge(at, box, by, edge = 56) {
  function step() {
    const point = at();
    if (!point) return;
    const { top, bottom } = box() ?? {};
    if (point.y < top + edge) by(-10);
    else if (point.y > bottom - edge) by(10);
    requestAnimationFrame(step);
  }
  step();
}
