// Giving and taking elements, and undoing it.
import { announce } from "../shared/announcer.js";
import { message } from "../shared/messages.js";
import { JUST_NOW } from "../shared/note-changes.js";
import { toast } from "../shared/toast.js";
import { changeCoding, codesOf, undo } from "./codings.js";
import { changedByOthers, currentNote, draw, shownNews } from "./current-note.js";
import { nameOf } from "./elements.js";
import { noteOf } from "./queue.js";
import { goTo } from "./walk.js";

let last = "";

/** The element that was pressed last, or "". */
export const lastPressed = () => last;

/**
 * Give an element to the current note, or take it away.
 * @param {string} element
 */
export function toggle(element) {
  const note = currentNote();
  if (!note) return;
  last = element;
  // Someone else has just done the same: the press was meant for what was there before.
  if (performance.now() - (changedByOthers.get(element) ?? -Infinity) < JUST_NOW) {
    announce(shownNews());
    return;
  }
  const on = !codesOf(note).has(element);
  changeCoding(note, element, on, draw);
  tell(element, on);
}

/**
 * Give an element to a note; if it has it, nothing happens.
 * @param {string} id
 * @param {string} element
 */
export function give(id, element) {
  const note = noteOf(id);
  if (!note || codesOf(note).has(element)) return;
  changeCoding(note, element, true, draw);
  tell(element, true);
}

/** Undo this facilitator's last change. */
export function takeBack() {
  undo(draw, {
    start: goTo,
    undone: tell,
    stays: (element) => toast(message("stays", { name: nameOf(element) })),
    nothing: () => toast(message("nothing")),
  });
}

/** @param {string} element @param {boolean} on */
function tell(element, on) {
  announce(message(on ? "given" : "taken", { name: nameOf(element) }), element);
}
