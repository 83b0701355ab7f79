// What one may do with a note, in a menu: by its button, or on a phone by holding the note.
import { holdFocus } from "./focus.js";
import { hold } from "./hold.js";
import { steer } from "./steer.js";
import { say } from "./words.js";

const LONG = 500;

/** Listen for the ways to the menu; `change(note, id)` and `withdraw(note, id)` do what a writer chooses. */
export function menu({ change, withdraw }) {
  const box = document.getElementById("menu");
  const own = box.querySelector("[data-own-actions]");
  const steers = box.querySelector("[data-steer]") !== null;
  let note;
  let back = () => {};

  const mine = (which) => which.hasAttribute("data-ui-mine") && document.getElementById("stage").dataset.state === "open";

  function open(which) {
    note = which;
    box.querySelector(".quote").textContent = note.querySelector(".words").textContent;
    own.hidden = !mine(note);
    if (steers) {
      box.querySelector("[data-steer=hide]").dataset.on = note.hasAttribute("data-hidden") ? 0 : 1;
      box.querySelector("[data-steer=hide] span").textContent = say(note.hasAttribute("data-hidden") ? "restore" : "hide");
      const column = note.closest(".column").dataset.column;
      for (const button of box.querySelectorAll("[data-steer=column]")) button.hidden = button.dataset.column === column;
    }
    back = holdFocus();
    box.showModal();
  }

  // The browser gives focus back to the button that opened it, unless its note has gone meanwhile.
  box.addEventListener("close", () => back());

  document.addEventListener("click", (event) => {
    const pressed = event.target.closest("[data-action=menu]");
    if (pressed) open(pressed.closest("[data-rank]"));
  });

  hold({
    from: (target) => {
      const which = target.closest(".notes:not(.pending) > [data-rank]");
      if (!which || target.closest("a, button, [data-action]")) return null;
      return (steers || mine(which)) && which;
    },
    still: LONG,
    touchOnly: true,
    picked: open,
  });

  own.addEventListener("click", (event) => {
    const act = event.target.closest("[data-own-action]")?.dataset.ownAction;
    if (!act) return;
    box.close();
    ({ change, withdraw })[act](note, note.id.slice("note-".length));
  });

  if (steers) steer(box, () => note);
}
