// The menu of a note, opened by its button, or on a phone by holding the note.
import { all, byId, closest, first, required } from "../shared/dom.js";
import { keepFocus } from "../shared/focus.js";
import { message } from "../shared/messages.js";
import { pickUp } from "../shared/pick-up.js";
import { openBeside } from "../shared/popover.js";
import { change, withdraw } from "./note-actions.js";

/** Milliseconds that a finger holds a note until its menu opens. */
const HOLD = 500;

/** The menu's popover. */
export const menu = byId("menu");
const ownActions = required("[data-own-actions]", menu);
const hide = first("[data-steer=hide]", menu);

/** @type {HTMLElement} */
let note;
let giveFocusBack = () => {};
/** The note whose menu was open when a button was last pressed down: that press only closes the menu. */
let closing = "";

/** The note that the menu is open for. */
export const chosenNote = () => note;

/** @param {HTMLElement} which @returns {boolean} whether the reader may change and delete it */
function mayChange(which) {
  return which.hasAttribute("data-ui-mine") && byId("stage").dataset.state === "open";
}

/**
 * @param {HTMLElement} which
 * @param {"auto" | "manual"} kind "auto": a press beside it closes it; "manual": only the next such press does
 */
function open(which, kind) {
  if (menu.matches(":popover-open")) menu.hidePopover();
  note = which;
  menu.popover = kind;
  if (!hide) ownActions.hidden = !mayChange(note);
  else {
    showMany(false);
    const hidden = note.hasAttribute("data-hidden");
    hide.dataset.on = hidden ? "0" : "1";
    hide.dataset.sign = hidden ? "show" : "hide";
    required("span", hide).textContent = message(hidden ? "restore" : "hide");
    const column = closest(note, ".column")?.dataset.column;
    for (const button of all("[data-steer=column]", menu)) button.hidden = button.dataset.column === column;
  }
  note.dispatchEvent(new CustomEvent("menu:opening", { bubbles: true }));
  giveFocusBack = keepFocus();
  openBeside(menu, note);
  buttons()[0]?.focus();
}

/**
 * Show the buttons that hide many notes, in place of all others, so that the menu never covers its note.
 * @param {boolean} many
 */
function showMany(many) {
  for (const part of all(":scope > *", menu)) part.hidden = part.id === "hide-many" ? !many : many;
  ownActions.hidden ||= !mayChange(note);
  const time = required("time", note).textContent;
  required("[data-steer=hide-since] span", menu).textContent = message("since", { time });
  const group = required("[data-steer=hide-group]", menu);
  group.hidden = !note.dataset.who;
  const says = first("[data-group]", note)?.textContent ?? note.dataset.who;
  required("span", group).textContent = message("group", { group: says });
}

/** The buttons of the menu that can be pressed now. */
const buttons = () => all("button", menu).filter((button) => button.checkVisibility());

/** @param {KeyboardEvent} event */
function walk(event) {
  if (event.key === "Escape") menu.hidePopover();
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  const among = buttons();
  if (!step || !among.length) return;
  event.preventDefault();
  const at = among.findIndex((button) => button === document.activeElement);
  among[(at + step + among.length) % among.length]?.focus();
}

/** Listen for presses and keys that open the menu, and for presses in it. */
export function startMenu() {
  // The browser restores focus, unless the note has been removed in the meantime.
  menu.addEventListener("toggle", ({ newState }) => newState === "closed" && giveFocusBack());
  menu.addEventListener("keydown", walk);
  menu.addEventListener("click", ({ target }) => {
    if (!closest(target, "[data-hide-many]")) return;
    showMany(true);
    buttons()[0]?.focus();
  });

  document.addEventListener("pointerdown", ({ target }) => {
    closing = menu.matches(":popover-open") ? note.id : "";
    if (closing && menu.popover === "manual" && !closest(target, "#menu")) menu.hidePopover();
  }, { capture: true });

  document.addEventListener("click", ({ target }) => {
    const pressed = closest(closest(target, "[data-action=menu]"), "[data-rank]");
    if (pressed && pressed.id !== closing) open(pressed, "auto");
    closing = "";
  });

  pickUp({
    from(target) {
      const which = closest(target, ".notes:not(.pending) > [data-rank]");
      if (!which || target.closest("a, button, [data-action]")) return null;
      return (hide || mayChange(which)) && which;
    },
    delay: HOLD,
    touchOnly: true,
    // The finger that opened the menu has yet to be lifted, beside it.
    picked: (which) => open(which, "manual"),
  });

  ownActions.addEventListener("click", ({ target }) => {
    const action = closest(target, "[data-own-action]")?.dataset.ownAction;
    if (!action) return;
    menu.hidePopover();
    if (action === "withdraw") withdraw(note);
    else change(note);
  });
}
