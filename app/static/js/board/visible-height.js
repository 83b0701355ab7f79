// A phone's keyboard takes half of the window. Where the engine does not make the page smaller for it, this does: the
// composer stays above the keyboard.

/** How many pixels less than the window count as a keyboard. */
const KEYBOARD = 80;

/** Follow the part of the window that can be seen. */
export function followVisibleHeight() {
  const seen = visualViewport;
  if (!seen) return;
  const root = document.documentElement.style;
  const follow = () => {
    // Someone who zooms in wants to see a part of the page, and not a smaller page.
    const covered = seen.scale === 1 && innerHeight - seen.height > KEYBOARD;
    root.setProperty("--seen", covered ? `${seen.height}px` : "");
    root.setProperty("--seen-top", covered ? `${seen.offsetTop}px` : "");
  };
  seen.addEventListener("resize", follow);
  seen.addEventListener("scroll", follow);
  follow();
}
