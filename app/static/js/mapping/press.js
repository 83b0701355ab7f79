// Adding and removing elements, and undoing that.
import { announce } from "../shared/announcer.js";
import { message } from "../shared/messages.js";
import { JUST_NOW } from "../shared/note-changes.js";
import { toast } from "../shared/toast.js";
import { changeCoding, codesOf, undo } from "./codings.js";
import { changedByOthers, currentNote, draw, shownNews } from "./current-note.js";
import { nameOf } from "./elements.js";
import { showMeaning } from "./meanings.js";
import { noteOf } from "./queue.js";
import { goTo } from "./walk.js";

let last = "";

/** The key of the last pressed element, or "". */
export const lastPressed = () => last;

/**
 * Add an element to the current note, or remove it.
 * @param {string} element
 */
export function toggle(element) {
  const note = currentNote();
  if (!note) return;
  last = element;
  // Another person has just made the same change, so the press was meant for the state before it.
  if (performance.now() - (changedByOthers.get(element) ?? -Infinity) < JUST_NOW) {
    announce(shownNews());
    return;
  }
  const on = !codesOf(note).has(element);
  showMeaning(element);
  changeCoding(note, element, on, draw);
  tell(element, on);
}

/**
 * Add an element to a note, unless it has it already.
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
