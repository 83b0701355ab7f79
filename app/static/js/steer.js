// A facilitator moves, hides and restores notes: by the note's menu, by its handle, and by keys on its own button.
import { post } from "./acts.js";
import { drag } from "./drag.js";
import { announce, say, toast } from "./words.js";

/** Listen for the menu's buttons, the handles and the keys; `chosen` gives the note that the menu is open for. */
export function steer(menu, chosen) {
  const idOf = (element) => element?.id.slice("note-".length);
  const isNote = (element) => (element?.matches("[data-rank]") ? element : null);
  const columns = () => [...document.querySelectorAll(".column")];

  async function place(which, column, after, said = say("moved")) {
    const fields = { column };
    if (after === "") fields.top = 1;
    else if (after) fields.after = after;
    if (await post(`notes/${idOf(which)}/place`, fields)) announce(said);
  }

  drag((which, column, after) => place(which, column, after));

  const column = (which) => which.closest(".column").dataset.column;
  const steps = {
    up(which) {
      const previous = isNote(which.previousElementSibling);
      if (previous) return place(which, column(which), idOf(isNote(previous.previousElementSibling)) ?? "");
    },
    down(which) {
      const next = isNote(which.nextElementSibling);
      if (next) return place(which, column(which), idOf(next));
    },
    top: (which) => place(which, column(which), ""),
    end: (which) => place(which, column(which)),
    column: (which, to) => place(which, to),
    aside(which, by) {
      const to = columns()[columns().indexOf(which.closest(".column")) + by];
      if (to) return place(which, to.dataset.column);
    },
    async hide(which) {
      const on = which.hasAttribute("data-hidden") ? 0 : 1;
      const id = idOf(which);
      if (await post(`notes/${id}/hiding`, { on })) {
        toast(say(on ? "hidden" : "restored"), say("undo"), () => post(`notes/${id}/hiding`, { on: 1 - on }));
      }
    },
  };

  menu.addEventListener("click", (event) => {
    const pressed = event.target.closest("[data-steer]");
    if (!pressed) return;
    menu.close();
    steps[pressed.dataset.steer](chosen(), pressed.dataset.column);
  });

  document.addEventListener("keydown", (event) => {
    const button = event.target.closest?.("[data-act=menu]");
    if (!button || event.ctrlKey || event.metaKey || event.altKey) return;
    const which = button.closest("[data-rank]");
    const rtl = document.documentElement.dir === "rtl" ? -1 : 1;
    const keys = {
      ArrowUp: () => event.shiftKey && steps.up(which),
      ArrowDown: () => event.shiftKey && steps.down(which),
      ArrowLeft: () => event.shiftKey && steps.aside(which, -rtl),
      ArrowRight: () => event.shiftKey && steps.aside(which, rtl),
      h: () => steps.hide(which),
    };
    const act = keys[event.key.length === 1 ? event.key.toLowerCase() : event.key];
    if (act && (event.shiftKey || event.key.length === 1)) {
      event.preventDefault();
      act();
    }
  });
}
