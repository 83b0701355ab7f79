// What people may do with a note, in a menu: opened by its button, or on a phone by holding the note.
import { all, byId, closest, first, required } from "../shared/dom.js";
import { keepFocus } from "../shared/focus.js";
import { message } from "../shared/messages.js";
import { pickUp } from "../shared/pick-up.js";
import { change, withdraw } from "./note-actions.js";

/** How many milliseconds a finger holds a note until its menu opens. */
const HOLD = 500;

/** The menu's dialog. */
export const menu = /** @type {HTMLDialogElement} */ (byId("menu"));
const ownActions = required("[data-own-actions]", menu);
const hide = first("[data-steer=hide]", menu);

/** @type {HTMLElement} */
let note;
let giveFocusBack = () => {};

/** The note that the menu is open for. */
export const chosenNote = () => note;

/** @param {HTMLElement} which @returns {boolean} whether the reader may change and delete it */
function mayChange(which) {
  return which.hasAttribute("data-ui-mine") && byId("stage").dataset.state === "open";
}

/** @param {HTMLElement} which */
function open(which) {
  note = which;
  required(".quote", menu).textContent = required(".words", note).textContent;
  ownActions.hidden = !mayChange(note);
  if (hide) {
    const hidden = note.hasAttribute("data-hidden");
    hide.dataset.on = hidden ? "0" : "1";
    required("span", hide).textContent = message(hidden ? "restore" : "hide");
    const column = closest(note, ".column")?.dataset.column;
    for (const button of all("[data-steer=column]", menu)) button.hidden = button.dataset.column === column;
  }
  giveFocusBack = keepFocus();
  menu.showModal();
}

/** Listen for the ways to the menu and for presses in it. */
export function startMenu() {
  // The browser gives focus back to the button that opened it, unless its note has gone meanwhile.
  menu.addEventListener("close", () => giveFocusBack());

  document.addEventListener("click", ({ target }) => {
    const pressed = closest(closest(target, "[data-action=menu]"), "[data-rank]");
    if (pressed) open(pressed);
  });

  pickUp({
    from(target) {
      const which = closest(target, ".notes:not(.pending) > [data-rank]");
      if (!which || target.closest("a, button, [data-action]")) return null;
      return (hide || mayChange(which)) && which;
    },
    delay: HOLD,
    touchOnly: true,
    picked: open,
  });

  ownActions.addEventListener("click", ({ target }) => {
    const action = closest(target, "[data-own-action]")?.dataset.ownAction;
    if (!action) return;
    menu.close();
    if (action === "withdraw") withdraw(note);
    else change(note);
  });
}
