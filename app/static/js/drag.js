// A facilitator drags a note by its handle, by mouse, pen or finger; the menu and the keys do the same.
const EDGE = 48;

/** Listen for handles; `place(note, column, after)` sends where a note was let go ("" is the top, undefined the end). */
export function drag(place) {
  let held = null;

  const list = (x, y) => document.elementFromPoint(x, y)?.closest(".paper")?.querySelector(".notes:not(.pending)");

  // The note before which the held one would stand: the first whose middle is below the pointer.
  function following(notes, y) {
    return [...notes.children].find((note) => {
      const box = note.getBoundingClientRect();
      return note !== held.note && y < box.top + box.height / 2;
    });
  }

  function mark(target, before) {
    for (const marked of document.querySelectorAll("[data-ui-drop]")) marked.removeAttribute("data-ui-drop");
    (before ?? target)?.setAttribute("data-ui-drop", "");
  }

  function scroll() {
    if (!held) return;
    const paper = held.target?.closest(".paper");
    if (paper) {
      const box = paper.getBoundingClientRect();
      if (held.y < box.top + EDGE) paper.scrollTop -= 8;
      else if (held.y > box.bottom - EDGE) paper.scrollTop += 8;
    }
    requestAnimationFrame(scroll);
  }

  function end() {
    held.note.removeAttribute("data-ui-dragged");
    held.note.style.translate = "";
    mark(null);
    held = null;
  }

  document.addEventListener("pointerdown", (event) => {
    const grip = event.target.closest?.("[data-act=grip]");
    if (!grip || event.button !== 0) return;
    event.preventDefault();
    const note = grip.closest("[data-rank]");
    held = { note, id: event.pointerId, x: event.clientX, y: event.clientY, fromX: event.clientX, fromY: event.clientY, target: null, before: null };
    grip.setPointerCapture(event.pointerId);
    note.setAttribute("data-ui-dragged", "");
    scroll();
  });

  document.addEventListener("pointermove", (event) => {
    if (held?.id !== event.pointerId) return;
    held.x = event.clientX;
    held.y = event.clientY;
    held.note.style.translate = `${held.x - held.fromX}px ${held.y - held.fromY}px`;
    held.target = list(held.x, held.y);
    held.before = held.target ? following(held.target, held.y) : null;
    mark(held.target, held.before);
  });

  document.addEventListener("pointerup", (event) => {
    if (held?.id !== event.pointerId) return;
    const { note, target, before } = held;
    end();
    if (!target) return;
    const notes = [...target.children].filter((other) => other !== note);
    const place_ = before ? notes.indexOf(before) : notes.length;
    const previous = notes[place_ - 1];
    const after = place_ === notes.length ? undefined : previous ? previous.id.slice("note-".length) : "";
    place(note, target.closest(".column").dataset.column, after);
  });

  document.addEventListener("pointercancel", () => held && end());
  document.addEventListener("keydown", (event) => event.key === "Escape" && held && end());
}
