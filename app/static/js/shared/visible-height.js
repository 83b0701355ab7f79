// Keeps what is at the foot of a page above a phone’s keyboard, in browsers that do not shrink the page for it.

/** A difference to the window's height, in pixels, that counts as a keyboard. */
const KEYBOARD = 80;

/** Set the page's height to the visible part of the window. */
export function followVisibleHeight() {
  const seen = visualViewport;
  if (!seen) return;
  const root = document.documentElement.style;
  const follow = () => {
    // Zooming in must show a part of the page, not a smaller page.
    const covered = seen.scale === 1 && innerHeight - seen.height > KEYBOARD;
    root.setProperty("--seen", covered ? `${seen.height}px` : "");
    root.setProperty("--seen-top", covered ? `${seen.offsetTop}px` : "");
  };
  seen.addEventListener("resize", follow);
  seen.addEventListener("scroll", follow);
  follow();
}
