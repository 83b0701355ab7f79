// A facilitator drags a note by its handle, by mouse, pen or finger; the menu and the keys do the same.
import { hold, scrollAtEdge } from "./hold.js";

/** Listen for handles; `place(note, column, after)` sends where a note was let go ("" is the top, undefined the end). */
export function drag(place) {
  let at = null;

  const paper = () => document.elementFromPoint(at.x, at.y)?.closest(".paper");
  const list = () => paper()?.querySelector(".notes:not(.pending)");

  // The note before which the held one would stand: the first shown whose middle is below the pointer.
  function following(notes, held) {
    return [...notes.children].find((note) => {
      if (note === held || note.hasAttribute("data-ui-filtered")) return false;
      const box = note.getBoundingClientRect();
      return at.y < box.top + box.height / 2;
    });
  }

  function mark(target) {
    for (const marked of document.querySelectorAll("[data-ui-drop]")) if (marked !== target) marked.removeAttribute("data-ui-drop");
    target?.setAttribute("data-ui-drop", "");
  }

  hold({
    from: (target) => target.closest("[data-action=grip]")?.closest("[data-rank]"),
    still: 200,
    picked(note, point) {
      at = point;
      note.setAttribute("data-ui-dragged", "");
      scrollAtEdge(
        () => at,
        () => paper()?.getBoundingClientRect(),
        (pixels) => paper()?.scrollBy(0, pixels),
      );
    },
    moved(note) {
      note.style.translate = `${at.x - at.fromX}px ${at.y - at.fromY}px`;
      const target = list();
      mark(target && (following(target, note) ?? target));
    },
    dropped(note, point) {
      at = point;
      const target = list();
      const before = target && following(target, note);
      at = null;
      if (!target) return;
      const notes = [...target.children].filter((other) => other !== note);
      const spot = before ? notes.indexOf(before) : notes.length;
      const previous = notes[spot - 1];
      const after = spot === notes.length ? undefined : previous ? previous.id.slice("note-".length) : "";
      place(note, target.closest(".column").dataset.column, after);
    },
    ended(note) {
      at = null;
      note.removeAttribute("data-ui-dragged");
      note.style.translate = "";
      mark(null);
    },
  });
}
