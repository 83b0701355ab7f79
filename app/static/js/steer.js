// A facilitator moves, hides and restores notes: by the note's menu, by its handle, and by keys on its own button.
import { held, post } from "./acts.js";
import { JUST_NOW } from "./changes.js";
import { drag } from "./drag.js";
import { reached } from "./live.js";
import { say, toast } from "./words.js";

/** Listen for the menu's buttons, the handles and the keys; `chosen` gives the note that the menu is open for. */
export function steer(menu, chosen) {
  const idOf = (element) => element?.id.slice("note-".length);
  const isNote = (element) => (element?.matches("[data-rank]") ? element : null);
  const columns = () => [...document.querySelectorAll(".column")];

  const column = (which) => which.closest(".column").dataset.column;
  // After which note it stands; "" is the top.
  const after = (which) => idOf(isNote(which.previousElementSibling)) ?? "";

  /** The nearest note on one side that is not put aside, or null. */
  function beside(which, side) {
    let other = which[side];
    while (other?.hasAttribute("data-ui-filtered")) other = other[side];
    return isNote(other);
  }

  async function place(which, to, behind) {
    const before = [column(which), after(which)];
    const fields = { column: to };
    if (behind === "") fields.top = 1;
    else if (behind) fields.after = behind;
    const answer = await post(`notes/${idOf(which)}/place`, fields);
    if (answer) toast(say("moved"), say("undo"), () => take(place, which, ...before));
    return answer;
  }

  const steps = {
    up(which) {
      const previous = beside(which, "previousElementSibling");
      if (previous) return place(which, column(which), after(previous));
    },
    down(which) {
      const next = beside(which, "nextElementSibling");
      if (next) return place(which, column(which), idOf(next));
    },
    top: (which) => place(which, column(which), ""),
    end: (which) => place(which, column(which)),
    column: (which, to) => place(which, to),
    aside(which, by) {
      const to = columns()[columns().indexOf(which.closest(".column")) + by];
      if (to) return place(which, to.dataset.column);
    },
    // What the button said, whatever somebody else has done since.
    async hide(which, meant) {
      const on = Number(meant);
      asking = { which, on };
      const answer = await post(`notes/${idOf(which)}/hiding`, { on });
      if (answer) toast(say(on ? "hidden" : "restored"), say("undo"), () => take(steps.hide, which, 1 - on));
      return answer;
    },
    // The key turns what one saw when one pressed it, which may be what was there a moment before.
    turn(which, at) {
      const meant = turned.get(which) > at - JUST_NOW ? hidden(which) : 1 - hidden(which);
      turned.delete(which);
      return steps.hide(which, meant);
    },
  };

  // When each note was last hidden or shown by news from elsewhere: by anything but what one is just asking for.
  const turned = new Map();
  let asking = {};
  const hidden = (which) => Number(which.hasAttribute("data-hidden"));
  new MutationObserver((news) => {
    for (const { target } of news) {
      if (target === asking.which && hidden(target) === asking.on) turned.delete(target);
      else turned.set(target, performance.now());
    }
  }).observe(document.getElementById("main"), { subtree: true, attributeFilter: ["data-hidden"] });

  // One after the other, each on the board as the one before has left it: two quick presses are two steps.
  let line = Promise.resolve();
  let waiting = 0;
  function take(step, which, ...where) {
    const turn = () => (which.isConnected ? step(which, ...where) : toast(say("away")));
    waiting++;
    const answer = held(line.then(turn, turn));
    line = answer.then((got) => got && reached(Number(got.headers.get("x-seq")))).finally(() => {
      waiting--;
      asking = {};
    });
  }

  drag((which, column, after) => take(place, which, column, after));

  menu.addEventListener("click", (event) => {
    const pressed = event.target.closest("[data-steer]");
    if (!pressed) return;
    menu.close();
    take(steps[pressed.dataset.steer], chosen(), pressed.dataset.column ?? pressed.dataset.on);
  });

  document.addEventListener("keydown", (event) => {
    const button = event.target.closest?.("[data-action=menu]");
    if (!button || event.ctrlKey || event.metaKey || event.altKey) return;
    const rtl = document.documentElement.dir === "rtl" ? -1 : 1;
    const keys = {
      ArrowUp: [steps.up],
      ArrowDown: [steps.down],
      ArrowLeft: [steps.aside, -rtl],
      ArrowRight: [steps.aside, rtl],
      h: [steps.turn, performance.now()],
    };
    const [step, ...where] = keys[event.key.length === 1 ? event.key.toLowerCase() : event.key] ?? [];
    if (!step || !(event.shiftKey || event.key.length === 1)) return;
    event.preventDefault();
    // A key held down goes on as fast as the board does, and stops when it is let go; hiding is not for holding down.
    if (!(event.repeat && (waiting || step === steps.turn))) take(step, button.closest("[data-rank]"), ...where);
  });
}
