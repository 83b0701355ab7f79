// Putting notes in stacks, for facilitators: by the note's menu, the key G, and dragging one note onto another.
import { all, byId, closest, first, required } from "../shared/dom.js";
import { keepFocus } from "../shared/focus.js";
import { hasWords } from "../shared/note-filter.js";
import { openBeside } from "../shared/popover.js";
import { idOf } from "./moves.js";

const choices = byId("stacking");
const list = required("[data-choices]", choices);
const words = /** @type {HTMLInputElement} */ (byId("stacking-words"));
const naming = byId("stack-naming");
const name = /** @type {HTMLInputElement} */ (byId("stack-name"));

/** @typedef {{ onto: (notes: HTMLElement[], target: string) => void, named: (note: HTMLElement, name: string) => void }} Acts */

/** @type {HTMLElement[]} */
let chosen = [];
let giveFocusBack = () => {};

/** The words by which people know a note. @param {HTMLElement} note */
function calledBy(note) {
  const stack = first(".stacked .called", note)?.textContent ?? "";
  return [stack, required(".words", note).textContent].filter(Boolean).join(" · ");
}

/** The notes that these can be put with: stacks first, then notes of the same question, then all others. */
function targets() {
  const column = closest(chosen[0] ?? null, ".column");
  const rank = (/** @type {HTMLElement} */ note) =>
    note.hasAttribute("data-stack") ? 0 : closest(note, ".column") === column ? 1 : 2;
  return all(".notes:not(.pending) > .note:not([data-under], [data-hidden], [data-waiting])")
    .filter((note) => !chosen.includes(note))
    .sort((one, other) => rank(one) - rank(other));
}

function fill() {
  const found = targets().filter((note) => !words.value.trim() || hasWords(calledBy(note), words.value));
  list.replaceChildren(...found.map((note) => {
    const item = document.createElement("li");
    const button = document.createElement("button");
    button.type = "button";
    button.dataset.onto = idOf(note);
    button.dir = "auto";
    button.textContent = calledBy(note);
    item.append(button);
    return item;
  }));
  required("[data-none]", choices).hidden = found.length > 0;
}

/** Open the choice of what to put these notes with. @param {HTMLElement[]} notes */
export function chooseStack(notes) {
  chosen = notes;
  words.value = "";
  giveFocusBack = keepFocus();
  fill();
  openBeside(choices, notes[0] ?? null);
  words.focus();
}

/** Open the field for the name of a stack. @param {HTMLElement} leader */
export function nameStack(leader) {
  chosen = [leader];
  name.value = first(".stacked bdi", leader)?.textContent ?? "";
  giveFocusBack = keepFocus();
  openBeside(naming, leader);
  name.select();
}

/**
 * Show in the menu what can be done with the stack of its note.
 * @param {HTMLElement} menu
 * @param {HTMLElement} note
 */
export function fitMenu(menu, note) {
  const leads = note.hasAttribute("data-stack");
  const held = note.hasAttribute("data-hidden") || note.hasAttribute("data-waiting");
  for (
    const [steer, shown] of /** @type {const} */ ([
      ["stack", !held],
      ["name-stack", leads],
      ["take-apart", leads],
      ["take-out", note.hasAttribute("data-under")],
    ])
  ) required(`[data-steer=${steer}]`, menu).hidden = !shown;
}

/** Listen for the choice and for the name. @param {Acts} acts */
export function startStacking({ onto, named }) {
  words.addEventListener("input", fill);
  for (const popover of [choices, naming]) {
    popover.addEventListener("toggle", ({ newState }) => newState === "closed" && giveFocusBack());
  }
  list.addEventListener("click", ({ target }) => {
    const id = closest(target, "[data-onto]")?.dataset.onto;
    if (!id) return;
    choices.hidePopover();
    onto(chosen, id);
  });
  required("form", naming).addEventListener("submit", (event) => {
    event.preventDefault();
    naming.hidePopover();
    if (chosen[0]) named(chosen[0], name.value);
  });
  required("[data-action=cancel]", naming).addEventListener("click", () => naming.hidePopover());
}
