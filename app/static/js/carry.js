// A note is carried onto an element of the list or a slice of the wheel, by mouse, pen or finger; keys and buttons do
// the same.
import { hold, scrollAtEdge } from "./hold.js";

/** `note(target)` says which note a press on it would carry; `give(note, element)` is told where it was let go. */
export function carry(note, give) {
  const chip = document.getElementById("carried");
  let at = null;

  const under = () => document.elementFromPoint(at.x, at.y)?.closest("[data-element], [data-slice]");
  const element = (target) => target?.dataset.element ?? target?.dataset.slice;

  function mark(target) {
    for (const marked of document.querySelectorAll("[data-ui-drop]")) if (marked !== target) marked.removeAttribute("data-ui-drop");
    target?.setAttribute("data-ui-drop", "");
  }

  function follow() {
    chip.style.translate = `${at.x + 12}px ${at.y + 12}px`;
    mark(under());
  }

  hold({
    from: note,
    picked(held, point) {
      at = point;
      chip.textContent = held.words;
      chip.dataset.colour = held.colour;
      chip.hidden = false;
      scrollAtEdge(
        () => at,
        () => ({ top: 0, bottom: innerHeight }),
        (pixels) => scrollBy(0, pixels),
      );
      follow();
    },
    moved: follow,
    dropped(held, point) {
      at = point;
      const onto = element(under());
      at = null;
      if (onto) give(held.id, onto);
    },
    ended() {
      at = null;
      chip.hidden = true;
      mark(null);
    },
  });
}
