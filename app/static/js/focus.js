// Whoever works by keyboard is never thrown out: where what had focus goes away, focus goes to the notes it stood among.

const among = (item) => item?.closest(".column")?.querySelector(".paper");

/** Note where focus is; the function returned brings it back there, or near, if it has been lost since. */
export function holdFocus(from = document.activeElement) {
  const near = among(from);
  return () => {
    const at = document.activeElement;
    if (from === document.body || (at !== document.body && at.checkVisibility())) return;
    for (const next of [from, near, document.querySelector(".column[data-ui-current] .paper, #now"), document.querySelector(".paper")]) {
      if (!next?.isConnected || !next.checkVisibility()) continue;
      next.focus({ preventScroll: true });
      if (document.activeElement === next) return;
    }
  };
}
